"""Dashes, ellipses and spaces: what is typed with hyphens, full stops and common spaces, as it is printed.

Each function gives edits of a text whose quotation marks are set already. None touches a letter or a digit.
In doubt a hyphen stays: 10-12 may be a range or a score, and -----, <-- or --force are no dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from fic2epub.lazy import regex
from fic2epub.typesetting.habits import EM, EN, NO_BREAK, Habits

Edit = tuple[int, int, str]
"""From where to where, and what stands there instead."""

_ELLIPSIS = regex(
    r"(?<![./\\])\.(?:\.\.(?![./\\])|(?<!\.[ \u00a0]\.)[ \u00a0]\.[ \u00a0]\.(?![./\\]|[ \u00a0]\.))"
)
"""Takes "so..." and "so . . . no"; spares ".....", ". . . ." and "../.."."""

_HYPHENS = regex(r"(?<![-–—=<>+|~/\\#&;])(?<!<!)--(-?)(?![-–—=<>+|~/\\#;])")
"""Takes so--no and --so---; spares -----, -->, <!--, i--; and the rows ~--~ and |--|."""

_SPACED = regex(
    r"(?:(?<=[^\W_])|(?<=[^\W_][*_])|(?<=[.,!?;:…%)\]\"'”“’‘»«›‹′″])) -"
    r"(?= [*_]{0,3}(?:[^\W_]|[\"'“”„‘’‚«»‹›(\[¿¡….])|$|\n|[\"”“’‘»«›]|[.,;:!?](?!\S))"
    r"|(?<=[\"“„‘‚«»(])-(?= [^\W\d_])"
)
"""Takes the hyphens of "so - no", “So -” and “- and”; spares those of "- - -", "so -no" and a list's item."""

_SPEECH = regex(r"-{1,2}(?= ?(?:[^\W\d_]|[¿¡…«»“”„\"(.]))")
"""Takes "- So" and "-So" where a paragraph begins; spares "---" and "-5"."""

_INSIDE_SPEECH = regex(r"(?<= )-{1,2}(?=[^\W\d_]|[¿¡…])|(?<=[^\W_]|[.!?…»”])-{1,2}(?=[.,;:!? ]|$)")
"""Takes those of "—Ven -dijo Ana-. Ya."; spares that of "ex-novia"."""

_NUMBER_BEFORE, _NUMBER_AFTER = regex(r"\d[%°]?$"), regex(r" -?\d")


def ellipses(text: str) -> Iterator[Edit]:
    """Give the three full stops that are an ellipsis; four and more stay as they were typed."""
    for found in _ELLIPSIS.finditer(text):
        yield found.start(), found.end(), "…"


def dashes(text: str, habits: Habits, *, speech: bool) -> Iterator[Edit]:
    """Give the hyphens that are dashes. `speech` says whether a dash at the text's start begins a speech."""
    spoken = _SPEECH.match(text) if speech and habits.dialogue and text[:1] == "-" else None
    if spoken:
        yield 0, spoken.end(), habits.dialogue
    if habits.touching and (spoken or (speech and text[:1] in {EN, EM})):
        for found in _INSIDE_SPEECH.finditer(text, 1):
            yield found.start(), found.end(), habits.dialogue
    if "- " in text or " -" in text:
        yield from _spaced(text, habits, spoken_with=habits.dialogue if spoken else "")
    if "--" in text:
        yield from _doubled(text, habits)


def _spaced(text: str, habits: Habits, *, spoken_with: str) -> Iterator[Edit]:
    for found in _SPACED.finditer(text):
        at = found.end() - 1
        before = text[max(0, at - 3) : at - 1]
        if _NUMBER_BEFORE.search(before) and _NUMBER_AFTER.match(text, at + 1):
            continue  # 5 - 3, 14 - 16: a sum or a range
        yield _dash(at, at + 1, spoken_with or habits.dash, text, habits)


def _dash(start: int, end: int, dash: str, text: str, habits: Habits) -> Edit:
    """Return a dash, with the space before it where that must not break."""
    if habits.bound_dash and text[start - 1 : start] == " ":
        return start - 1, end, NO_BREAK + dash
    return start, end, dash


def _doubled(text: str, habits: Habits) -> Iterator[Edit]:
    for found in _HYPHENS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if not _is_dash(text, start, end):
            continue
        if found[1]:
            dash = EM
        elif before.isdigit() and after.isdigit():
            dash = EN
        else:
            dash = habits.spaced if before in " \u00a0" and after in " \u00a0\n" else habits.tight
        yield _dash(start, end, dash, text, habits)


_BESIDE_DASH = frozenset(".,!?;:…\"'”“„’‘‚»«›‹)([]*_%′″¿¡")


def _is_dash(text: str, start: int, end: int) -> bool:
    """Tell whether there are words beside two hyphens, rather than a row of marks or a flag (--force)."""
    before = text[max(0, start - 2) : start].rstrip(" \u00a0")[-1:]
    after = text[end : end + 2].lstrip(" \u00a0")[:1]
    if text[start - 1 : start] in {" ", ""} and text[end : end + 1].isalnum():
        return start == 0 and text[end : end + 1].isupper()
    sides = [side for side in (before, after) if side and side != "\n"]
    return bool(sides) and all(side.isalnum() or side in _BESIDE_DASH for side in sides)


def spaces(text: str, habits: Habits, *, speech: bool) -> Iterator[Edit]:
    """Give the spaces that the language wants: before high signs, in guillemets, after words of a letter."""
    if speech and habits.dialogue and not habits.touching and (begun := _BEGUN.match(text)):
        yield begun.end() - 1, begun.end(), NO_BREAK
    pattern = _spaces(habits)
    if pattern is not None:
        for found in pattern.finditer(text):
            yield _unbroken(found)


_BEGUN = regex(r"(?:--?|[–—]) (?=\S)")
"""Takes the space of "- So" where a paragraph begins."""


def _unbroken(found: re.Match[str]) -> Edit:
    """Return the edit that makes a common space one that does not break, or puts one in."""
    at = found[0].find(" ")
    if at >= 0:
        return found.start() + at, found.start() + at + 1, NO_BREAK
    sign = found[0]
    return found.start(), found.end(), sign + NO_BREAK if sign == "«" else NO_BREAK + sign


@lru_cache(maxsize=64)
def _spaces(habits: Habits) -> re.Pattern[str] | None:
    """Return what finds the places of a language's spaces, or None where it wants none."""
    parts: list[str] = []
    if habits.high_signs:
        parts.append(_HIGH_SIGNS.replace("SIGNS", re.escape(habits.high_signs)))
    if habits.inner_space:
        parts.append(_INNER)
    if habits.bound_dash:
        parts.append(r"(?<=\S) (?=[–—] )")
    if habits.short_words:
        letters = habits.short_words + habits.short_words.upper()
        parts.append(rf"(?<=(?<![^\W_])[{letters}]) (?=[^\W_])")
    return re.compile("|".join(parts)) if parts else None


_HIGH_SIGNS = (
    r"(?:(?<=[^\W_]|[…)\]\"”’»*.])|(?<=[^\s;:!?]) )[SIGNS](?!(?<=[:;])[)(\]DPp/|\\-])"
    r"(?=[;:!?]*(?:[\s\"”’»)\]*_…—.,]|$))"
)
"""Takes "Quoi?" and "Quoi ?!"; spares 12:30, http://, :) and the second sign of "?!"."""

_INNER = r"«(?! ?[\u00a0\u202f\u2009»]| *$)(?: |(?=\S))|(?<=[^\u00a0\u202f\u2009«\s]) ?»(?![^\W_])"
"""Takes "«Oui»" and "« Oui »", the author's or ours; spares those with fixed spaces, and a lone sign."""
