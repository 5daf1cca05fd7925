"""Plain text becomes lines."""

from __future__ import annotations

import re

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import Line, Place

# Not str.splitlines: that also ends a line at a form feed and at U+0085 and U+2028, where no editor does,
# and every number after it would be off by one.
_LINE_END = re.compile(r"\r\n|\n|\r")

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids (section 2.2, Char), and DEL. A book with one of these can't be opened."""


def read_plain(text: str, source: str) -> tuple[tuple[Line, ...], tuple[Entry, ...]]:
    """Return the lines of a text, and an entry for each in which an unprintable character was left out."""
    pieces = _LINE_END.split(text)
    if pieces and not pieces[-1]:
        pieces.pop()
    if not UNPRINTABLE.search(text):
        return tuple(Line(Place(source, number), piece) for number, piece in enumerate(pieces, 1)), ()
    lines: list[Line] = []
    entries: list[Entry] = []
    for number, piece in enumerate(pieces, 1):
        place = Place(source, number)
        clean = UNPRINTABLE.sub("", piece)
        if clean != piece:
            entries.append(Entry(place, Fate.REWRITTEN, piece, clean, "reading/unprintable", WHY))
        lines.append(Line(place, clean))
    return tuple(lines), tuple(entries)


WHY = "A control character, which no book can hold and no reader can see, was left out."
