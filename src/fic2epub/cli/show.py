"""Puts words on the terminal, and nothing that could drive it."""

from __future__ import annotations

import json
import sys
from typing import TextIO

from fic2epub.cli.signals import silence
from fic2epub.errors import Fic2EpubError
from fic2epub.lazy import regex

# C0 and C1 controls, and what changes the direction of the text around it: a title with one of these could
# move the cursor, fill the clipboard (OSC 52), or make a file's name read backwards.
_UNSAFE = regex("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: object) -> str:
    """Return a text for the terminal: one line, each unsafe character shown as an escape."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), str(text))


def as_json(value: object) -> str:
    """Return a value as JSON for the terminal: what could drive it is an escape, which means the same."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


class NobodyReads(BaseException):
    """Whoever read our output has gone. It passes typer, which would end without a word."""


def say(text: str = "") -> None:
    """Print a result. Raises NobodyReads, or a Fic2EpubError where it can't be written (a full disk)."""
    try:
        _print(text, sys.stdout)
    except OSError as problem:
        silence(1)  # what is left of it would be tried once more at the end
        what = f"what there is to say can't be written: {problem.strerror}"
        raise Fic2EpubError(what, where="standard output", advice="Is its disk full?") from None


def tell(text: str = "") -> None:
    """Print a message: what is going on, or what went wrong. Raises NobodyReads."""
    try:
        _print(text, sys.stderr)
    except OSError:
        silence(2)  # there is nowhere to say so


def _print(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream)
    except BrokenPipeError:
        raise NobodyReads from None


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 chapter` or `1,204 words`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
