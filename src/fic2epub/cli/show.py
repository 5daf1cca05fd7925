"""Puts words on the terminal, and nothing that could drive it."""

from __future__ import annotations

import json
import sys
from typing import TextIO

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
    """Print a result. Raises NobodyReads."""
    _print(text, sys.stdout)


def tell(text: str = "") -> None:
    """Print a message: what is going on, or what went wrong. Raises NobodyReads."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream)
    except BrokenPipeError:
        raise NobodyReads from None


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 chapter` or `1,204 words`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
