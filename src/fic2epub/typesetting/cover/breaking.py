"""Where a title is broken into lines, so that it can be as large as its space allows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from fic2epub.model.noun import noun

MOST_PIECES, LONGEST_PIECE = 40, 34
LINE = 1.14
"""The height of a line, in sizes of its letters."""

Measure = Callable[[str], float]
"""How wide a text is, in sizes of its letters."""

_NEVER_FIRST = frozenset(
    "、。，．：；！？）］｝〉》」』】〕’”…‥ー～・ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々,.:;!?)]}%"
)
_NEVER_LAST = frozenset("（［｛〈《「『【〔‘“([{#")


@noun(frozen=True, slots=True)
class Piece:
    """What stays together on a line, and whether a space stands before it."""

    text: str
    spaced: bool


def pieces(text: str) -> list[Piece]:
    """Return the pieces that a title may be broken between: words, parts of compounds, single ideographs.

    A Japanese phrase, an ideograph with the kana that end it, stays together. What is too long for any line
    is cut short, and says so with an ellipsis: "AAAA…".
    """
    found = [Piece(_cut(part), at == 0) for word in text.split() for at, part in enumerate(_parts(word))]
    if len(found) > MOST_PIECES:
        found = [
            *found[: MOST_PIECES - 1],
            Piece(found[MOST_PIECES - 1].text + "…", found[MOST_PIECES - 1].spaced),
        ]
    return found


def _cut(word: str) -> str:
    return word if len(word) <= LONGEST_PIECE else word[: LONGEST_PIECE - 1] + "…"


def _parts(word: str) -> list[str]:
    """Return a word's parts: "well-known" is two, and a sentence without spaces several.

    Chinese and Japanese never begin a line with a mark that closes, nor end one with a mark that opens.
    """
    is_japanese = any(map(_is_kana, word))
    parts: list[str] = []
    for chunk in re.findall(r".+?(?:[-‐–—/_]+(?=\w)|$)", word, flags=re.S):
        for letter in chunk if any(map(_is_wide, chunk)) else [chunk]:
            if parts and not _may_part(parts[-1], letter, is_japanese=is_japanese):
                parts[-1] += letter
            else:
                parts.append(letter)
    return parts


def _may_part(before: str, letter: str, *, is_japanese: bool) -> bool:
    """Tell whether a line may end between a part and the letter (or the part of a compound) behind it."""
    last, first = before[-1], letter[0]
    if first in _NEVER_FIRST or last in _NEVER_LAST or unicodedata.category(first)[0] == "M":
        return False
    if not (_is_wide(first) or _is_wide(last)):
        return len(letter) > 1
    if not is_japanese or len(before) >= _LONGEST_PHRASE:
        return True
    return last in _NEVER_FIRST or (_is_hiragana(last) and not _is_hiragana(first))


_LONGEST_PHRASE = 7
"""Ideographs and kana: a Japanese phrase is longer only where its end was not seen."""


def _is_hiragana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


def _is_kana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u30ff"


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and not "\uac00" <= letter <= "\ud7af"


def broken(
    title: Sequence[Piece], measure: Measure, room: tuple[float, float], largest: int
) -> tuple[list[str], int]:
    """Return a title's lines and the size of its letters, in the way that lets them be largest.

    `room` is the width and height there is, and `largest` the size that is enough, in pixels. Among ways that
    differ by less than a tenth the one with fewer lines wins.
    """
    widths = [measure(piece.text) for piece in title]
    space = measure(" ")
    best: tuple[list[str], float] = ([], 0.0)
    ways = [[(0.0, 0)] + [(float("inf"), 0)] * len(title)]
    for count in range(1, len(title) + 1):
        if room[1] / (LINE * count) < best[1]:
            break
        ways.append(_one_line_more(ways[-1], title, widths, space))
        size = min(largest, room[0] / max(ways[-1][-1][0], 0.1), room[1] / (LINE * count))
        if size > best[1] * 1.1:
            best = (_lines(ways, title), size)
    return best[0], max(int(best[1]), 1)


def _one_line_more(
    ways: Sequence[tuple[float, int]], title: Sequence[Piece], widths: Sequence[float], space: float
) -> list[tuple[float, int]]:
    """Return, for each end, the least width of the widest line with one more line, and where that begins."""
    more = [(float("inf"), 0)] * (len(title) + 1)
    for end in range(1, len(title) + 1):
        width = 0.0
        for start in range(end - 1, -1, -1):
            width += widths[start] + (space if start + 1 < end and title[start + 1].spaced else 0.0)
            worst = max(ways[start][0], width)
            if worst < more[end][0]:
                more[end] = worst, start
            if width > more[end][0]:
                break
    return more


def _lines(ways: Sequence[Sequence[tuple[float, int]]], title: Sequence[Piece]) -> list[str]:
    lines: list[str] = []
    end = len(title)
    for way in reversed(ways[1:]):
        start = way[end][1]
        first, *rest = title[start:end]
        lines.insert(0, first.text + "".join((" " if each.spaced else "") + each.text for each in rest))
        end = start
    return lines
