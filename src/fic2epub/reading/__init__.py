"""Bytes become a Manuscript."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Manuscript
from fic2epub.reading.charset import declared_in
from fic2epub.reading.decoding import decode
from fic2epub.reading.mending import mend
from fic2epub.reading.plain import read_plain
from fic2epub.reading.source import load
from fic2epub.reading.transcript import Reader, Transcript


def _plain(text: str, source: str) -> Transcript:
    return Transcript(*read_plain(text, source))


def _html(text: str, source: str) -> Transcript:
    from fic2epub.reading.html import read_html  # not above: of most texts none is a web page

    return read_html(text, source)


def _markdown(text: str, source: str) -> Transcript:
    from fic2epub.reading.markdown import read_markdown

    return read_markdown(text, source)


READERS: dict[str, Reader] = {
    ".txt": _plain,
    ".text": _plain,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".md": _markdown,
    ".markdown": _markdown,
}
"""The suffixes that a folder is searched for. A file of any other name is read as plain text, if named."""

WEB_PAGES = frozenset((".html", ".htm", ".xhtml"))


def read(path: Path, *, encoding: str | None = None) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Read a file into a manuscript.

    `encoding` is the user's word for how the bytes are to be read, by any name that Python knows; without it
    a byte order mark decides, then the bytes themselves. Returns the manuscript and an entry for each
    line in which characters had to be left out. Raises SourceError.
    """
    suffix = path.suffix.lower()
    data = load(path)
    declared = declared_in(data) if suffix in WEB_PAGES else ""
    text, used, notices = decode(data, where=str(path), encoding=encoding, declared=declared)
    made = READERS.get(suffix, _plain)(text, path.name)
    lines, mended, told = mend(made.lines)
    manuscript = Manuscript(
        lines,
        used,
        hashlib.sha256(data).hexdigest(),
        findings=made.findings,
        notices=(*notices, *made.notices, *told),
        around=made.around,
    )
    return manuscript, (*made.entries, *mended)
