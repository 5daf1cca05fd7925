"""Flags in, words and exit codes out."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program on the arguments it was called with, and return its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):  # other programs ask this often: it waits for no command
        from fic2epub.version import __version__

        print(f"fic2epub {__version__}")
        return 0
    from fic2epub.cli.app import app_for
    from fic2epub.cli.door import through_the_door
    from fic2epub.cli.signals import answer_signals, open_streams

    collect_seldom()
    open_streams()
    answer_signals()
    app = app_for(sys.argv[1:])
    return through_the_door(lambda: app(prog_name="fic2epub", standalone_mode=False))


def collect_seldom() -> None:
    """Let Python look for garbage once in 50,000 objects, and not in 700.

    A story is tens of thousands of small objects, all of which live as long as it does: looking through them
    every so often finds nothing, and takes an eighth of the time; the longer the story, the more.
    """
    gc.set_threshold(50_000, 20, 20)
