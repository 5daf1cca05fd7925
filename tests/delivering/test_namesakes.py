"""Stories that share a title, and their books on a device: none is ever written over by another."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from delivering.shelf import books, device, digest, epub, sent
from fic2epub.delivering.record import NAME
from journeys.program import Program

KETTLE = "Home\n\nThe kettle had gone cold before she thought of it again.\n\nShe put it back on the stove.\n"
HARBOUR = "Home\n\nNo ship came in that winter, nor was one looked for.\n\nThe lamps were lit all the same.\n"
ID = "urn:uuid:11111111-1111-4111-8111-111111111111"


def _words(folder: Path) -> str:
    pages = []
    for path in sorted(folder.rglob("*.epub")):
        with zipfile.ZipFile(path) as archive:
            pages += [archive.read(n).decode() for n in archive.namelist() if n.endswith(".xhtml")]
    return "".join(pages)


@pytest.mark.parametrize("remembers", [True, False])
def test_two_nameless_stories_of_one_title_are_two_books(
    fic: Program, tmp_path: Path, *, remembers: bool
) -> None:
    to = tmp_path / "r6"
    to.mkdir()
    one, other = tmp_path / "z.txt", tmp_path / "w.txt"
    one.write_text(KETTLE)
    other.write_text(HARBOUR)
    assert fic("send", one, "--to", to).code == 0
    if not remembers:
        (to / NAME).unlink()
    said = fic("send", other, "--to", to)
    assert said.code == 0
    assert "Replaced" not in said.out
    assert "another story without an author has this title there" in said.err
    assert len(list(to.rglob("*.epub"))) == 2
    assert "kettle" in _words(to)
    assert "lamps" in _words(to)
    if not remembers:
        (to / NAME).unlink()
    other.write_text(HARBOUR + "\nIn spring a boat was seen, and then another one.\n")
    assert "Replaced" in fic("send", other, "--to", to).out
    assert len(list(to.rglob("*.epub"))) == 2
    assert "kettle" in _words(to)
    assert "In spring" in _words(to)


@pytest.mark.parametrize("remembers", [True, False])
def test_the_order_of_a_run_swaps_no_places(tmp_path: Path, *, remembers: bool) -> None:
    to = device(tmp_path / "disk")
    pair = [
        epub(tmp_path / "a.epub", "Rain", "fern", ID),
        epub(tmp_path / "b.epub", "Rain", "fern", ID, words="1"),
    ]
    sent(pair, to)
    before = books(to)
    if not remembers:
        (to.folder / NAME).unlink()
    assert [each.verb for each in sent(pair[::-1], to)] == ["current", "current"]
    assert books(to) == before


def test_one_that_grew_leaves_the_place_of_the_other(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    one = epub(tmp_path / "a.epub", "Rain", "fern", ID)
    other = epub(tmp_path / "b.epub", "Rain", "fern", ID, words="1")
    sent([one, other], to)
    grown = epub(tmp_path / "c.epub", "Rain", "fern", ID, words="another chapter")
    sent([grown, one], to)
    assert books(to) == {"fern/Rain.epub": digest(one), "fern/Rain (2).epub": digest(grown)}


def test_two_stories_of_one_author_and_title_are_told_apart_by_their_words(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")

    def told(name: str, *lines: str) -> Path:
        page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
        return _with_page(epub(tmp_path / name, "Rain", "fern", ID), page)

    one, other = told("a.epub", "It rained on the ferry."), told("b.epub", "Nobody wrote of the quay.")
    sent([one, other], to)
    grown = told("c.epub", "Nobody wrote of the quay.", "But the letters came.")
    shutil.move(grown, other)
    sent([other], to)
    assert books(to) == {"fern/Rain.epub": digest(one), "fern/Rain (2).epub": digest(other)}


def _with_page(path: Path, page: str) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("story.xhtml", page)
    return path
