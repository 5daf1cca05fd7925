"""Where a link in a book leads."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fic2epub.lazy import regex

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Target(NamedTuple):
    """A link, taken apart."""

    file: str = ""
    """The file's full name in the zip; empty for what lies outside of the book."""
    fragment: str = ""
    scheme: str = ""
    """`https`, `data`; empty for a file of the book."""
    outside: bool = False
    """It climbs out of the book, or begins at the root of the disk."""


def target_of(base: str, href: str) -> Target:
    """Return where a link in the file `base` leads."""
    href = href.strip()
    if href.startswith("//"):
        return Target(scheme="http")
    scheme = _SCHEME.match(href)
    if scheme:
        return Target(scheme=scheme[0][:-1].lower())
    try:
        parts = urlsplit(href)
    except ValueError:
        return Target(outside=True)
    fragment = unquote(parts.fragment)
    if not parts.path:
        return Target(base, fragment)
    path = unquote(parts.path)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if path.startswith("/") or joined == ".." or joined.startswith("../"):
        return Target(outside=True)
    return Target(joined, fragment)


def quoted(text: str, most: int = 80) -> str:
    """Return a name from the book for a message: one line, in quotation marks, cut if it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= most else line[: most - 1] + '…'}”"
