"""`fic2epub check`, as a user meets it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from checking.broken import ONE, OPF, parts_of
from fic2epub.checking import epubcheck as asking
from journeys.program import STORIES, Program


def test_a_good_book_is_called_good(fic: Program, good: Path) -> None:
    said = fic("check", good, "--no-epubcheck")
    assert said.code == 0
    assert said.out == f"{good}: nothing to find fault with\n"


@pytest.mark.parametrize("notes", ["end", "back"])
def test_a_good_book_is_good_wherever_its_notes_stand(fic: Program, tmp_path: Path, notes: str) -> None:
    for story in sorted(STORIES.glob("*.txt")):
        book = tmp_path / f"{story.stem}.epub"
        assert fic("convert", story, "-o", book, "-a", "fern", "--notes", notes).code == 0
        assert fic("check", book, "--no-epubcheck").out == f"{book}: nothing to find fault with\n"


def test_an_error_is_told_with_its_place_and_what_to_do(fic: Program, good: Path, tmp_path: Path) -> None:
    parts = parts_of(good)
    parts.into(ONE, '<p><a href="no.xhtml">x</a></p>')
    said = fic("check", parts.bind(tmp_path), "--no-epubcheck")
    assert said.code == 7
    assert "1 error\n" in said.out
    assert (
        "error: “no.xhtml” is not in the book\n    check: check/link-target\n    where: EPUB/chapter-0001"
        in said.out
    )
    assert "try:   Mend the link" in said.out


def test_warnings_count_only_when_strict(fic: Program, good: Path, tmp_path: Path) -> None:
    parts = parts_of(good)
    parts.style("p { color: black }")
    book = parts.bind(tmp_path)
    assert fic("check", book, "--no-epubcheck").code == 0
    assert fic("check", book, "--no-epubcheck", "--strict").code == 7


def test_a_folder_is_looked_through_and_a_lost_book_told(fic: Program, good: Path, tmp_path: Path) -> None:
    (tmp_path / "books" / "deep").mkdir(parents=True)
    (tmp_path / "books" / "deep" / "one.epub").write_bytes(good.read_bytes())
    (tmp_path / "books" / "two.EPUB").write_bytes(b"<html>")
    said = fic("check", "books", "--no-epubcheck")
    assert said.code == 7
    assert said.out.count(".epub: nothing") == 1
    said = fic("check", "books", "no.epub", "--no-epubcheck", "--json")
    assert said.code == 1
    deep, two, lost = json.loads(said.out)
    assert deep["errors"] == 0
    assert deep["problems"] == []
    assert two["problems"][0]["check"] == "check/not-a-zip"
    assert lost["error"]["code"] == 3
    assert fic("check", "no.epub").code == 3
    (tmp_path / "empty").mkdir()
    assert fic("check", "empty").code == 3


@pytest.mark.parametrize("as_json", [False, True])
def test_nothing_in_a_book_drives_the_terminal(
    as_json: bool, fic: Program, good: Path, tmp_path: Path
) -> None:
    parts = parts_of(good)
    evil = "\x1b]52;c;cm0=\x07\x9b2J\u202e"
    parts.sub(OPF, ">en</dc:language>", ">x\x9b2J\u202eevil</dc:language>")
    book = parts.bind(tmp_path)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(f"EPUB/{evil}", b"x")
    said = fic("check", book, "--no-epubcheck", *(["--json"] if as_json else []))
    assert said.code == 7
    assert not set(said.out + said.err) & set("\x1b\x07\x9b\u202e")
    if as_json:
        files = {problem["file"] for problem in json.loads(said.out)[0]["problems"]}
        assert any(file and evil in file for file in files)


def test_epubcheck_is_spared_what_would_hurt_it(fic: Program, good: Path, tmp_path: Path) -> None:
    parts = parts_of(good)
    parts.sub(ONE, "<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "a">]>')
    said = fic("check", parts.bind(tmp_path))
    assert said.code == 7
    assert "EPUBCheck was not asked" in said.err


def test_without_epubcheck_it_says_so(fic: Program, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_jar", lambda: None)
    said = fic("check", good)
    assert said.code == 0
    assert said.err == f"note:  {asking.MISSING}\n"
    monkeypatch.undo()
    monkeypatch.setattr(asking, "_jar", lambda: Path("epubcheck.jar"))
    monkeypatch.setattr(asking, "_java", lambda: None)
    assert fic("check", good).err == f"note:  {asking.NO_JAVA}\n"


@pytest.mark.epubcheck
@pytest.mark.slow
def test_epubcheck_is_asked_where_it_is(fic: Program, good: Path, tmp_path: Path) -> None:
    if asking._jar() is None or asking._java() is None:
        pytest.skip("EPUBCheck or Java is not installed")
    parts = parts_of(good)
    parts.into(ONE, "<blink>x</blink>")
    said = fic("check", parts.bind(tmp_path), "--json")
    [book] = json.loads(said.out)
    assert said.code == 7
    assert book["epubcheck"].startswith("EPUBCheck was asked: version ")
    told = {problem["check"]: problem["file"] for problem in book["problems"]}
    assert told["epubcheck/RSC-005"] == ONE
