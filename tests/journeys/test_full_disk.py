"""What can't be said because the disk behind the standard output is full: one clear error, and the book is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from journeys.program import STORIES

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def run(*words: object, stream: str) -> subprocess.CompletedProcess[str]:
    with FULL.open("w") as full:
        return subprocess.run(
            [sys.executable, "-m", "fic2epub", *map(str, words)],
            stdout=full if stream == "stdout" else subprocess.PIPE,
            stderr=full if stream == "stderr" else subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )


def test_a_full_standard_output(tmp_path: Path) -> None:
    book = tmp_path / "wall.epub"
    said = run("convert", STORIES / "half-a-wall.txt", "-o", book, stream="stdout")
    assert said.returncode == 1
    assert said.stderr.splitlines() == [
        "error: what there is to say can't be written: No space left on device",
        "where: standard output",
        "try:   Is its disk full?",
    ]
    assert book.read_bytes().startswith(b"PK")


def test_a_full_standard_error(tmp_path: Path) -> None:
    said = run("convert", tmp_path / "none.txt", stream="stderr")
    assert said.returncode == 3
    assert said.stdout == ""
