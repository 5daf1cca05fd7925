"""Books whose texts are gone are removed, if the reader says so, and never by mistake."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from batch.library import books, stories
from journeys.program import Program


@pytest.fixture
def texts(tmp_path: Path, fic: Program) -> Path:
    folder = stories(tmp_path / "texts", 4, same=0)
    assert fic("convert", folder, "-j", 1).code == 0
    return folder


def lost(texts: Path, *numbers: int) -> None:
    for number in numbers:
        (texts / f"text-{number:04} night.txt").unlink()


def titles() -> list[str]:
    return sorted(name for name in books(Path("books")) if name.endswith(".epub"))


ALL = [f"The Ferry No. {number} - fern.epub" for number in range(4)]


def test_with_yes_it_is_done(fic: Program, texts: Path) -> None:
    lost(texts, 1, 2)
    said = fic("convert", texts, "--prune", "--yes")
    assert said.code == 0
    assert "No text any more: books/The Ferry No. 1 - fern.epub (of text-0001 night.txt)" in said.out
    assert said.out.endswith("Removed 2 books.\n")
    assert titles() == [ALL[0], ALL[3]]
    again = fic("convert", texts, "--prune", "--yes")
    assert again == (0, "2 books are as before.\n", "")


def test_without_anybody_to_ask_nothing_is_removed(fic: Program, texts: Path) -> None:
    lost(texts, 1)
    said = fic("convert", texts, "--prune")
    assert said.code == 2
    assert "no book was removed" in said.err
    assert "--yes" in said.err
    assert titles() == ALL
    assert fic("convert", texts, "--prune", "--json").code == 2
    assert titles() == ALL


@pytest.mark.parametrize(("answer", "left"), [("y\n", 3), ("n\n", 4), ("\n", 4)])
def test_the_reader_is_asked(
    answer: str, left: int, fic: Program, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost(texts, 1)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda *_: answer.strip())
    monkeypatch.setattr("typer.confirm", lambda *_, **__: answer.startswith("y"))
    assert fic("convert", texts, "--prune").code == 0
    assert len(titles()) == left


def test_a_rehearsal_removes_nothing(fic: Program, texts: Path) -> None:
    lost(texts, 1)
    said = fic("convert", texts, "--prune", "--yes", "--dry-run")
    assert said.code == 0
    assert "Would remove books/The Ferry No. 1 - fern.epub" in said.out
    assert titles() == ALL


def test_programs_are_told(fic: Program, texts: Path) -> None:
    lost(texts, 1)
    said = fic("convert", texts, "--prune", "--yes", "--json")
    assert said.code == 0
    (gone,) = [one for one in json.loads(said.out) if "removed" in one]
    assert (gone["book"], gone["removed"], gone["stays"]) == ("books/The Ferry No. 1 - fern.epub", True, "")
    assert titles() == [ALL[0], *ALL[2:]]


def test_what_the_reader_changed_stays(fic: Program, texts: Path) -> None:
    lost(texts, 1)
    Path("books", ALL[1]).write_bytes(b"notes in the margin")
    said = fic("convert", texts, "--prune", "--yes")
    assert said.code == 0
    assert "somebody has changed it since" in said.err
    assert Path("books", ALL[1]).read_bytes() == b"notes in the margin"


def test_what_the_record_does_not_know_stays(fic: Program, texts: Path) -> None:
    Path("books", "Another.epub").write_bytes(b"not ours")
    shutil.copyfile(Path("books", ALL[1]), Path("books", "Copy.epub"))
    lost(texts, 1)
    assert fic("convert", texts, "--prune", "--yes").code == 0
    assert titles() == ["Another.epub", "Copy.epub", ALL[0], *ALL[2:]]


def test_a_text_that_was_renamed_keeps_its_book(fic: Program, texts: Path) -> None:
    (texts / "text-0001 night.txt").rename(texts / "a new name.txt")
    said = fic("convert", texts, "--prune", "--yes")
    assert said.code == 0
    assert "Removed" not in said.out
    assert titles() == ALL


def test_a_disk_that_is_not_there_is_no_reason(fic: Program, texts: Path, tmp_path: Path) -> None:
    texts.rename(tmp_path / "away")
    assert fic("convert", texts, "--prune", "--yes").code != 0
    texts.mkdir()  # where it is mounted when it is
    assert fic("convert", texts, "--prune", "--yes").code == 3
    (texts / "Another.txt").write_text("Something else was here, and it rained on it all day.\n")
    said = fic("convert", texts, "--prune", "--yes")
    assert said.code == 3
    assert "none of the texts that were here before is left" in said.err
    assert titles() == ALL


def test_nor_is_one_of_a_folder_below(fic: Program, texts: Path) -> None:
    below = stories(texts / "stick", 2, same=0)
    for path in below.iterdir():
        path.write_text(path.read_text().replace("Ferry", "Quay"))
    assert fic("convert", texts, "-j", 1).code == 0
    for path in below.iterdir():
        path.unlink()
    said = fic("convert", texts, "--prune", "--yes")
    assert said.code == 0
    assert "its text's folder is there and empty" in said.err
    assert len(titles()) == 6
    below.rmdir()
    assert fic("convert", texts, "--prune", "--yes").code == 0
    assert titles() == ALL


def test_books_of_other_folders_stay(fic: Program, texts: Path, tmp_path: Path) -> None:
    other = stories(tmp_path / "other", 2, same=0)
    for path in other.iterdir():
        path.write_text(path.read_text().replace("Ferry", "Quay"))
    assert fic("convert", texts, other, "-j", 1).code == 0
    shutil.rmtree(other)
    assert fic("convert", texts, "--prune", "--yes").out == "4 books are as before.\n"
    assert len(titles()) == 6


def test_folders_that_are_empty_then_go_too(fic: Program, texts: Path) -> None:
    from fic2epub.batch.manifest import Manifest

    folder = Path("books", "Ferries", "fern")
    folder.mkdir(parents=True)
    manifest = Manifest(Path("books"))
    (record,) = [one for one in manifest if one.book == ALL[1]]
    Path("books", ALL[1]).rename(folder / ALL[1])
    from dataclasses import replace

    manifest.add(replace(record, book=f"Ferries/fern/{ALL[1]}"))
    lost(texts, 1)
    assert fic("convert", texts, "--prune", "--yes").code == 0
    assert not Path("books", "Ferries").exists()
    assert Path("books").exists()


def test_only_folders_can_be_pruned(fic: Program, texts: Path) -> None:
    said = fic("convert", texts / "text-0001 night.txt", "--prune")
    assert said.code == 2
    assert titles() == ALL
