"""fic2epub inspect, from the outside: it explains, and writes nothing."""

import json
from pathlib import Path

import pytest

from journeys.program import STORIES, Program

SAMPLES = sorted(STORIES.glob("*.txt"))


def test_it_says_what_it_saw(fic: Program) -> None:
    said = fic("inspect", STORIES / "ao3-acting-captain.txt")
    assert said.code == 0
    for words in (
        "utf-8",
        "Archive of Our Own",
        "blank-separated",
        "Metadata",
        "Contents",
        "Ledger",
        "ao3/comment",
    ):
        assert words in said.out
    assert "[line 25, ao3/title]" in said.out


def test_only_the_removed_lines(fic: Program) -> None:
    said = fic("inspect", STORIES / "4f1c09be72ad.txt", "--removed")
    assert "Comment Actions" in said.out
    assert "Metadata" not in said.out


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_line_of_a_sample_is_accounted_for(fic: Program, path: Path, tmp_path: Path) -> None:
    record = json.loads(fic("inspect", path, "--json").out)
    assert all(entry["why"].endswith(".") for entry in record["ledger"])
    assert record["lines"] == len(path.read_text(encoding="utf-8").splitlines())
    assert not list(tmp_path.iterdir())


def test_a_page_without_a_story_shows_what_was_taken(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Main Content\nWork Header\nRating:\nMature\n")
    said = fic("inspect", "a.txt")
    assert said.code == 5
    assert "ao3/rating" in said.out
    assert "no story" in said.err


def test_without_arguments_it_helps(fic: Program) -> None:
    for arguments in ([], ["convert"], ["inspect"]):
        said = fic(*arguments)
        assert said.code == 2
        assert "Usage: fic2epub" in said.err.splitlines()[0]


def test_an_error_is_an_error(fic: Program) -> None:
    assert fic("inspect", "none.txt").code == 3
