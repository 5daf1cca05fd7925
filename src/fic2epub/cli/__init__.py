"""Flags in, words and exit codes out."""

from __future__ import annotations

from fic2epub.cli.app import app
from fic2epub.cli.door import through_the_door


def main() -> int:
    """Run the program on the arguments it was called with, and return its exit code."""
    return through_the_door(lambda: app(prog_name="fic2epub", standalone_mode=False))
