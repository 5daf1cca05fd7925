"""Bytes become a Manuscript."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from fic2epub.errors import SourceError
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Line, Manuscript
from fic2epub.reading.decoding import decode
from fic2epub.reading.mending import mend
from fic2epub.reading.plain import read_plain
from fic2epub.reading.source import load

Reader = Callable[[str, str], tuple[tuple[Line, ...], tuple[Entry, ...]]]
"""A text and its source's name become lines, and entries on what was mended."""

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
}
"""The suffixes that a folder is searched for. A file of any other name is read as plain text, if named."""

NOT_YET = {".html": "a web page", ".htm": "a web page", ".xhtml": "a web page"}


def read(path: Path, *, encoding: str | None = None) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Read a file into a manuscript.

    `encoding` is the user's word for how the bytes are to be read, by any name that Python knows; without it
    a byte order mark decides, then the bytes themselves. Returns the manuscript and an entry for each
    line in which characters had to be left out. Raises SourceError.
    """
    suffix = path.suffix.lower()
    if suffix in NOT_YET:
        raise SourceError(
            f"{NOT_YET[suffix]} can't be read yet",
            where=str(path),
            advice="Open it in a browser, select all, copy, and save that as a .txt file.",
        )
    data = load(path)
    text, used, notices = decode(data, where=str(path), encoding=encoding)
    lines, entries = READERS.get(suffix, read_plain)(text, path.name)
    lines, mended, told = mend(lines)
    digest = hashlib.sha256(data).hexdigest()
    return Manuscript(lines, used, digest, notices=(*notices, *told)), (*entries, *mended)
