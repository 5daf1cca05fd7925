"""Marks of emphasis in plain text (`*so*`, `_so_`, `**so**`) become emphasis.

Pairs are looked for inside one paragraph only, so a stray asterisk can never set a page in italics.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.story import Words

# A row of one to three, with neither more of the same nor a letter on both sides: spares `f**k`, `****`,
# `snake_case`.
_ROW = re.compile(r"(?<![*_])(\*{1,3}|_{1,3})(?![*_])")

_STYLES = {1: (Style.EMPHASIS,), 2: (Style.STRONG,), 3: (Style.STRONG, Style.EMPHASIS)}


def emphasised(words: Words) -> tuple[Words, tuple[tuple[int, int], ...]]:
    """Return words with their paired marks of emphasis taken out and set as styles instead.

    With them come the stretches of the old text that were taken out (start and end, half-open), in order.
    Takes `*so*` and `_They're here,_`; spares `2 * 3 * 4`, a lone `*` before a footnote, and `f**k`. Letters
    stay as they are; the marks themselves are punctuation.
    """
    if "*" not in words.text and "_" not in words.text:
        return words, ()
    pairs = _pairs(words.text)
    gone = sorted(row.span() for pair in pairs for row in pair)
    return (_without(words, pairs, gone), tuple(gone)) if pairs else (words, ())


def _pairs(text: str) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Return the rows that open and close each other, in order; pairs never cross."""
    pairs: list[tuple[re.Match[str], re.Match[str]]] = []
    opened: dict[str, re.Match[str]] = {}
    for row in _ROW.finditer(text):
        mark = row[0]
        start, end = row.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        opener = opened.get(mark)
        if (
            opener is not None
            and not before.isspace()
            and not _is_letter(after)
            and _has_letter(text, opener.end(), start)
        ):
            pairs.append((opener, row))
            # What was opened inside and not closed there stays as it is.
            opened = {key: one for key, one in opened.items() if one.start() < opener.start()}
        elif after and not after.isspace() and not _is_letter(before):
            opened[mark] = row
    return sorted(pairs, key=lambda pair: pair[0].start())


def _has_letter(text: str, start: int, end: int) -> bool:
    return any(letter.isalnum() for letter in text[start:end])


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _without(
    words: Words, pairs: list[tuple[re.Match[str], re.Match[str]]], gone: list[tuple[int, int]]
) -> Words:
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
    for opener, closer in pairs:
        styles = _STYLES[len(opener[0])]
        marks.extend(Mark(moved(opener.end()), moved(closer.start()), style) for style in styles)
    return Words("".join(pieces), tuple(mark for mark in marks if mark.start < mark.end))
