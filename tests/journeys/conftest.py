"""What the journeys share: the program as a user meets it."""

import os
from pathlib import Path

import pytest

from journeys.program import Program, program


@pytest.fixture
def fic(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, run in an empty folder, with no files of the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "nobody")
    return program(capfd)


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    """A small story."""
    path = tmp_path / "rain at noon.txt"
    path.write_text(
        "The rain came at noon, as it had been asked to.\n\nNobody thanked it.\n", encoding="utf-8"
    )
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path
