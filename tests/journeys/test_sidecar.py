"""A sidecar, from the outside: what a reader says of a text holds."""

import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from journeys.program import STORIES, Program

TEXT = """Work Text:

Chapter One

The boat was late.

A/N: so was I

Chapter Two

Nobody minded.

The end of it.

fern Sun 05 Oct 2025 10:35PM UTC

Comment Actions
"""


@pytest.fixture
def seen(fic: Program, tmp_path: Path) -> Any:
    (tmp_path / "boat.txt").write_text(TEXT)

    def inspect(sidecar: str) -> dict[str, Any]:
        (tmp_path / "boat.toml").write_text(sidecar)
        said = fic("inspect", "boat.txt", "--json")
        assert said.code == 0, said.err
        found: dict[str, Any] = json.loads(said.out)
        return found

    return inspect


def fates(record: dict[str, Any]) -> dict[int, str]:
    return {entry["line"]: entry["rule"] for entry in record["ledger"]}


def test_facts_outweigh_the_page(seen: Any) -> None:
    record = seen(
        'title = "Late"\nauthors = "fern"\nseries = ["Part 2 of Boats"]\nlanguage = "de"\nsummary = "a\\n\\nb"\n'
    )
    facts = record["facts"]
    assert (facts["title"], facts["authors"], facts["language"]) == ("Late", ["fern"], "de")
    assert facts["summary"] == ["a", "b"]
    assert facts["series"][0] == {"name": "Boats", "position": "2"}
    assert record["origins"]["title"] == "your word"


def test_flags_outweigh_the_sidecar(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "boat.txt").write_text(TEXT)
    (tmp_path / "boat.toml").write_text('title = "Late"\nauthors = ["fern"]\n')
    assert fic("convert", "boat.txt", "-t", "Later").code == 0
    assert (tmp_path / "Later - fern.epub").is_file()


def test_kept_lines_stay(seen: Any) -> None:
    assert fates(seen(""))[15] == "ao3/comment"
    assert 15 not in fates(seen("keep = [15, 17]"))
    assert 17 not in fates(seen('keep = ["15-17"]'))


def test_a_kept_line_is_no_heading_and_no_note(seen: Any) -> None:
    record = seen("keep = [3, 7]")
    assert [chapter["title"] for chapter in record["contents"]] == ["Opening", "Chapter Two"]
    assert 7 not in fates(record)


def test_dropped_lines_go(seen: Any) -> None:
    assert fates(seen("drop = [13]"))[13] == "sidecar/drop"


def test_headings_are_those_that_are_named(seen: Any) -> None:
    record = seen('chapters = [3, { line = 11, title = "The Quay" }]')
    assert [chapter["title"] for chapter in record["contents"]] == ["Chapter One", "The Quay"]
    assert fates(record)[11] == "sidecar/chapters"


def test_notes_can_go(seen: Any, fic: Program) -> None:
    assert fates(seen('notes = "drop"'))[7] in {"settings/notes", "shaping/note-label"}
    said = fic("convert", "boat.txt", "--notes", "drop", "--json")
    assert json.loads(said.out)[0]["words"] == 10


def test_notes_can_stand_elsewhere(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "boat.txt").write_text(TEXT)

    def pages(*flags: str, sidecar: str = "") -> dict[str, str]:
        (tmp_path / "boat.toml").write_text(sidecar)
        assert fic("convert", "boat.txt", "-o", "boat.epub", *flags).code == 0
        with zipfile.ZipFile(tmp_path / "boat.epub") as book:
            return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}

    back = pages("--notes", "back")
    assert "so was I" in back["EPUB/notes.xhtml"]
    assert "so was I" not in back["EPUB/chapter-0001.xhtml"]
    assert pages(sidecar='notes = "back"') == back
    assert pages("--notes", "end", sidecar='notes = "back"') == pages("--notes", "end") == pages()


SCENES = """The ferry left without its bell, and nobody on the quay could say who had taken it.

***

(A/N: bells are back in the next chapter)

***

In the morning the bell hung in the schoolhouse, and the teacher rang it as if it had always been hers.

"Late," said the ferryman, and he went to fetch his boat.
"""


@pytest.mark.parametrize(("notes", "breaks"), [("keep", 0), ("end", 1), ("back", 1), ("drop", 1)])
def test_two_scenes_do_not_run_together_where_a_note_stood(
    fic: Program, tmp_path: Path, notes: str, breaks: int
) -> None:
    (tmp_path / "boat.txt").write_text(SCENES)
    assert fic("convert", "boat.txt", "-o", "boat.epub", "--notes", notes).code == 0
    with zipfile.ZipFile(tmp_path / "boat.epub") as book:
        assert book.read("EPUB/chapter-0001.xhtml").decode().count("<hr") == breaks


@pytest.mark.parametrize(
    ("sidecar", "words"),
    [
        ('titel = "x"', "Did you mean 'title'?"),
        ("keep = [99]", "line 99"),
        ("keep = [true]", "no line number"),
        ('keep = ["a-b"]', "no line number"),
        ('keep = ["1-99999999999"]', "too many"),
        (f'keep = ["1-{"9" * 5000}"]', "too many"),
        ("title = 3", "'title' must be a string"),
        ("chapters = ['x']", "no heading"),
        ('notes = "burn"', "'notes' can't be"),
        ('smarten = "no"', "'smarten' must be true or false"),
        ("title = ", "can't be read"),
        ('cover = "none.jpg"', "no such picture"),
    ],
)
def test_a_wrong_sidecar_says_where(fic: Program, tmp_path: Path, sidecar: str, words: str) -> None:
    (tmp_path / "boat.txt").write_text(TEXT)
    (tmp_path / "boat.toml").write_text(sidecar)
    said = fic("convert", "boat.txt")
    assert said.code in {4, 6}
    assert words in said.err


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_written_one_changes_nothing_until_it_is_edited(fic: Program, tmp_path: Path, path: Path) -> None:
    text = tmp_path / path.name
    text.write_bytes(path.read_bytes())
    before = fic("inspect", text, "--json").out
    assert fic("inspect", text, "--write-sidecar").out == f"Wrote {text.with_suffix('.toml')}\n"
    assert fic("inspect", text, "--json").out == before
    sidecar = text.with_suffix(".toml")
    commented = [line[2:] for line in sidecar.read_text().splitlines() if line.startswith("# ")]
    said = "\n".join(line for line in commented if " = " in line or line.startswith((" ", "]")))
    known = tomllib.loads(said.replace('keep = [214, "220-224"]\n', "").replace("drop = [12]\n", ""))
    assert known["title"] == json.loads(before)["facts"]["title"]
    sidecar.write_text(said.replace('keep = [214, "220-224"]\n', "").replace("drop = [12]\n", ""))
    after = json.loads(fic("inspect", text, "--json").out)
    assert after["facts"]["title"] == known["title"]
    assert [one["words"] for one in after["contents"]] == [
        one["words"] for one in json.loads(before)["contents"]
    ]
    assert fic("inspect", text, "--write-sidecar").code == 6
