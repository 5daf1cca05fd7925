"""The same source gives the same bytes, whatever the time, the place and the hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from journeys.program import STORIES

WORLDS = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4711"},
)


def books_in(world: dict[str, str], folder: Path, **more: str) -> dict[str, str]:
    subprocess.run(
        [sys.executable, "-m", "fic2epub", "convert", str(STORIES), "-o", str(folder)],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, **world, **more},
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("[!.]*"))}


def test_in_two_worlds(tmp_path: Path) -> None:
    first, second = (books_in(world, tmp_path / str(number)) for number, world in enumerate(WORLDS))
    assert first == second
    assert len(first) == len(list(STORIES.glob("*.txt")))


def test_source_date_epoch_stands_for_the_files_time(tmp_path: Path) -> None:
    untimed = "Half a wall"
    books = books_in(WORLDS[0], tmp_path / "a", SOURCE_DATE_EPOCH="1000000000")
    others = books_in(WORLDS[0], tmp_path / "b", SOURCE_DATE_EPOCH="1100000000")
    changed = {name for name in books if books[name] != others[name]}
    assert any(untimed.lower() in name.lower() for name in changed)
    assert len(changed) < len(books)
