"""Marks of emphasis in plain text (`*so*`, `_so_`, `**so**`, `/so/`, `~~so~~`) become emphasis.

Pairs are looked for inside one paragraph only, so a stray asterisk can never set a page in italics.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.story import Words

# A row of signs, which is a mark only if it is a key of _STYLES: spares `****` and `*_`.
_ROW = regex(r"[*_]+|~+")
# Takes `was /so/ late`; spares `and/or`, `he/him`, `24/7`, `13/07/1746`, `/home/ada`, `red / blue / green`.
_SLASHED = regex(
    r"""(?:(?<=[\s"'“‘(\[—–…*_])|(?<![\s\S]))/(?=[^\W\d_]|["'“‘…])"""
    r"""([^/\\<>|=]{1,300}?)(?<=[^\s(\[“‘—–])/(?=[\s"'”’)\]—–….,;:!?*_]|$)"""
)
_ESCAPE = regex(r"\\(?=[*~])|(?<=\w)\\(?=_)|\\(?=_\w)")
"""A backslash of Markdown, before what would be a mark without it. Spares `¯\\_(ツ)_/¯`."""

_STYLES = {
    "*": (Style.EMPHASIS,),
    "**": (Style.STRONG,),
    "***": (Style.STRONG, Style.EMPHASIS),
    "_": (Style.EMPHASIS,),
    "__": (Style.STRONG,),
    "___": (Style.STRONG, Style.EMPHASIS),
    "~~": (Style.STRUCK,),
    "/": (Style.EMPHASIS,),
}
_NO_WORDS = frozenset(
    "a b c g k o r s u v x co cgl fit lit mu pol sci tg tv "
    "tmp usr bin boot dev etc home lib media mnt opt proc root run sbin srv sys var".split()
)
"""Between two slashes these are folders and boards, not words that are stressed."""

Span = tuple[int, int]


class Pair(NamedTuple):
    """A mark that opens, the mark that closes it, and what they mean."""

    opener: Span
    closer: Span
    styles: tuple[Style, ...]


def emphasised(words: Words) -> tuple[Words, tuple[Span, ...]]:
    """Return words with their paired marks of emphasis taken out and set as styles instead.

    With them come the stretches of the old text that were taken out (start and end, half-open), in order.
    Takes `*so*` and `_They're here,_`; spares `2 * 3 * 4`, a lone `*` before a footnote, and `f**k`. Letters
    stay as they are; the marks themselves are punctuation.
    """
    text = words.text
    if "*" not in text and "_" not in text and "/" not in text and "~~" not in text:
        return words, ()
    pairs = sorted((*_pairs(text), *_slashed(text)))
    escapes = [found.span() for found in _ESCAPE.finditer(text)] if "\\" in text else []
    gone = sorted((*escapes, *(span for pair in pairs for span in (pair.opener, pair.closer))))
    return (_without(words, pairs, gone), tuple(gone)) if gone else (words, ())


def _pairs(text: str) -> list[Pair]:
    r"""Return the rows that open and close each other; pairs never cross.

    A row with letters on both sides opens nothing: spares `f**k`, `snake_case`. Behind a backslash it is no
    mark, as in Markdown: spares `\*so\*`.
    """
    pairs: list[Pair] = []
    opened: dict[str, re.Match[str]] = {}
    for row in _ROW.finditer(text):
        mark = row[0]
        start, end = row.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if mark not in _STYLES or before == "\\":
            continue
        opener = opened.get(mark)
        if (
            opener is not None
            and not before.isspace()
            and not _is_letter(after)
            and _has_letter(text, opener.end(), start)
        ):
            pairs.append(Pair(opener.span(), row.span(), _STYLES[mark]))
            # What was opened inside and not closed there stays as it is.
            opened = {key: one for key, one in opened.items() if one.start() < opener.start()}
        elif after and not after.isspace() and not _is_letter(before):
            opened[mark] = row
    return pairs


def _slashed(text: str) -> Iterator[Pair]:
    """Give what stands between two slashes, if it is words."""
    if text.count("/") < 2:
        return
    for found in _SLASHED.finditer(text):
        inside = found[1]
        if inside.lower() not in _NO_WORDS and _has_letter(inside, 0, len(inside)):
            start, end = found.span()
            yield Pair((start, start + 1), (end - 1, end), _STYLES["/"])


def _has_letter(text: str, start: int, end: int) -> bool:
    return any(letter.isalnum() for letter in text[start:end])


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _without(words: Words, pairs: list[Pair], gone: list[Span]) -> Words:
    starts = [start for start, _ in gone]
    removed = [0]
    for start, end in gone:
        removed.append(removed[-1] + end - start)

    def moved(at: int) -> int:
        return at - removed[bisect_right(starts, at - 1)] if at else 0

    pieces = []
    last = 0
    for start, end in gone:
        pieces.append(words.text[last:start])
        last = end
    pieces.append(words.text[last:])
    marks = [replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in words.marks]
    for opener, closer, styles in pairs:
        marks.extend(Mark(moved(opener[1]), moved(closer[0]), style) for style in styles)
    return Words("".join(pieces), tuple(mark for mark in marks if mark.start < mark.end))
