"""The books to look at: the sample story in every theme, and as other programs make it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fic2epub.conversion import convert
from fic2epub.settings import Settings

STORY = Path(__file__).parents[2] / "stories" / "ao3-small-lights.txt"
THEMES = ("classic", "modern", "manuscript", "clear")
SECONDS = 180


def ours(folder: Path) -> dict[str, Path]:
    """Make a book of the story in each theme; return them by the theme's name."""
    books = {theme: folder / f"{theme}.epub" for theme in THEMES}
    for theme, book in books.items():
        book.unlink(missing_ok=True)
        convert(STORY, _at(book), replace(Settings(), theme=theme))
    return books


def _at(book: Path) -> Callable[[object], Path]:
    return lambda _: book


def others(folder: Path, say: Callable[[str], None]) -> dict[str, Path]:
    """Make the book as other programs make it, unasked; return those that could be made, by program."""
    commands = {
        "calibre": [found("ebook-convert"), str(STORY)],
        "pandoc": [found("pandoc"), "-f", "markdown", str(STORY), "-o"],
    }
    made: dict[str, Path] = {}
    for name, command in commands.items():
        book = folder / f"{name}.epub"
        if not command[0]:
            say(f"{name} is not on this machine: no sheet of its book")
            continue
        done = subprocess.run(
            [*command, str(book)], capture_output=True, timeout=SECONDS, check=False, text=True
        )
        if done.returncode:
            say(f"{name} made no book: {done.stderr.strip()[-300:]}")
            continue
        made[name] = book
    return made


def found(program: str) -> str:
    """Return where a program is, empty if nowhere: PANDOC=/some/where/pandoc comes before the path."""
    named = os.environ.get(program.upper().replace("-", "_"), "")
    return named or shutil.which(program) or ""
