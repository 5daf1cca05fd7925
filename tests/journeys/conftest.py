"""What the journeys share: the program as a user meets it."""

import os
import sys
from pathlib import Path

import pytest

from fic2epub.cli.app import app_for
from fic2epub.cli.door import through_the_door
from journeys.program import Program, Said


@pytest.fixture
def fic(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, run in an empty folder, with no files of the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "nobody")

    def run(*arguments: object) -> Said:
        words = [str(one) for one in arguments]
        code = through_the_door(lambda: app_for(words)(words, prog_name="fic2epub", standalone_mode=False))
        sys.stdout.flush()
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    """A small story."""
    path = tmp_path / "rain at noon.txt"
    path.write_text(
        "The rain came at noon, as it had been asked to.\n\nNobody thanked it.\n", encoding="utf-8"
    )
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path
