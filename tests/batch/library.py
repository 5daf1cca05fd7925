"""A folder of small stories, all of them different, and what became of it."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import fic2epub

PROGRAM = [sys.executable, "-m", "fic2epub"]
ROOM = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(Path(fic2epub.__file__).parents[1]), str(Path(__file__).parents[1])]),
    "PYTHONDONTWRITEBYTECODE": "1",
}
MANIFEST = ".fic2epub-library"


def story(title: str, author: str = "fern", *, words: str = "") -> str:
    return (
        f"Title: {title}\nAuthor: {author}\nRating: Teen\n\n\n"
        f"The ferry was late, and nobody on the quay would say why. {words}\n\n“It is the fog,” said Wyn. “Sit.”\n"
    )


def stories(folder: Path, count: int, *, same: int = 5) -> Path:
    """Write stories; every fifth has the title and author of the one before it, and so needs another name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        title = f"The Ferry No. {number - 1 if same and number % same == 4 else number}"
        path = folder / f"text-{number:04} night.txt"
        path.write_text(story(title, words=f"It was number {number}."), encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def books(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a library but its record, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def temporaries(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".fic2epub*") if path.name != MANIFEST]
