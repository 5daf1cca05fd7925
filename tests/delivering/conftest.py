"""What the tests of devices share: the program, with stand-ins for all that is mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivering.stand_ins import stand_in
from fic2epub.delivering.mounts import ROOTS
from journeys.program import Program, program


@pytest.fixture
def fic(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, run in an empty folder, with nothing mounted and no files of the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "nobody")
    monkeypatch.setattr("fic2epub.delivering.recognition.plugged_in", lambda: ())
    monkeypatch.setenv(ROOTS, "")
    return program(capfd)


@pytest.fixture
def kobo(tmp_path: Path, fic: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for a Kobo, which is mounted."""
    root = stand_in("kobo", tmp_path / "KOBOeReader")
    monkeypatch.setenv(ROOTS, str(root))
    return root


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two small stories in a folder."""
    from batch.library import stories

    return stories(tmp_path / "texts", 2, same=0)
