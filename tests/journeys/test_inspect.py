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


def test_an_error_is_an_error(fic: Program) -> None:
    assert fic("inspect", "none.txt").code == 3
