r"""A text saved as a program writes it down (`\n` for a line's end, `\"` for a quote) is read back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fic2epub.lazy import regex
from fic2epub.reading.pieces import END, Piece

WHY = "The file is written as programs write texts down; what such a sign stands for is set instead."
RULE = "reading/escaped"

_ESCAPE = regex(
    r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\r\\n|\\([nrtbf\"'/\\])", re.IGNORECASE
)
_MEANT = {"n": END, "r": END, "t": "\t", "b": "", "f": END}
_OFTEN = 3
"""Fewer of them are no habit: a story may have `C:\\new` in it."""


def is_escaped(text: str) -> bool:
    r"""Say whether a whole text is escaped: `\n` where its lines end, or no quotation mark without `\`."""
    if "\\" not in text:
        return False
    ends, quotes = text.count("\\n"), text.count('\\"')
    if ends >= _OFTEN and text.strip().count("\n") * _OFTEN <= ends:
        return True
    return quotes > _OFTEN and text.count('"') - quotes <= 2


def unescaped(pieces: Iterable[Piece]) -> None:
    """Set what each escape stands for, and take the quotation marks off around the whole."""
    for piece in pieces:
        text = piece.text
        bare = text.strip()
        if len(bare) > 1 and bare[0] == bare[-1] == '"' and bare[-2] != "\\":
            text = bare[1:-1]
        piece.change(_ESCAPE.sub(_meant, text), RULE, WHY)


def _meant(found: re.Match[str]) -> str:
    high, low, code, sign = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if code:
        character = chr(int(code, 16))
        return character if character.isprintable() or character.isspace() else found[0]
    if sign is None:
        return END
    return _MEANT.get(sign, sign) if sign.islower() else sign
