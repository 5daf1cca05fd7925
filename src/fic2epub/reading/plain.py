"""Plain text becomes lines."""

from __future__ import annotations

from collections.abc import Iterable

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Line, Place
from fic2epub.reading.escaped import is_escaped, unescaped
from fic2epub.reading.leftovers import has_leftovers, without_leftovers
from fic2epub.reading.pieces import END, Piece

# Not str.splitlines: that also ends a line at a form feed and at U+0085 and U+2028, where no editor does,
# and every number after it would be off by one.
_LINE_END = regex(r"\r\n|\n|\r")

UNPRINTABLE = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids (section 2.2, Char), and DEL. A book with one of these can't be opened."""
WHY_UNPRINTABLE = "A control character, which no book can hold and no reader can see, was left out."

_BREAKS = ("\x0b", "\x0c", "\u2028", "\u2029")
_BREAK = regex("[\x0b\x0c\u2028\u2029]")
WHY_BREAK = "This line of the file holds several, which a sign other than a line's end parts."


def read_plain(text: str, source: str) -> tuple[tuple[Line, ...], tuple[Entry, ...]]:
    """Return the lines of a text, and an entry for each whose characters were changed.

    Unprintable characters are left out; what is left of markup becomes marks and line ends. A line in which
    several were found is several, told apart by the part of their place.
    """
    rows = _LINE_END.split(text) if "\r" in text else text.split("\n")
    if rows and not rows[-1]:
        rows.pop()
    unprintable = not "".join(rows).isprintable() and (
        UNPRINTABLE.search(text) or (not text.isascii() and any(sign in text for sign in _BREAKS))
    )
    if not unprintable and not is_escaped(text) and not has_leftovers(text):
        return tuple(Line(Place(source, number), row) for number, row in enumerate(rows, 1)), ()
    pieces = [Piece(Place(source, number), row) for number, row in enumerate(rows, 1)]
    if unprintable:
        _printable(pieces)
    if is_escaped(text):
        unescaped(pieces)
    without_leftovers(pieces)
    lines = tuple(line for piece in pieces for line in piece.lines())
    return lines, tuple(entry for piece in pieces for entry in piece.entries())


def _printable(pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        piece.change(_BREAK.sub(END, piece.text), "reading/line-break", WHY_BREAK)
        clean = END.join(UNPRINTABLE.sub("", row) for row in piece.text.split(END))
        piece.change(clean, "reading/unprintable", WHY_UNPRINTABLE)
