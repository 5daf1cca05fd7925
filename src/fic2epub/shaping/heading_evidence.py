"""Weighs what might be headings over the whole text: which are, which are not, and what is doubtful."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from fic2epub.model.manuscript import Notice, Place
from fic2epub.model.noun import noun
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.heading_grammar import PLUS_ONE, Reading, Style

APART = 150
"""Characters that stand between two headings without a word for a division, as a rule of the text."""
STARTS = 5
"""How many numbers 1 are tried as the first of a count."""


@noun(frozen=True, slots=True)
class Candidate:
    """A passage that reads as a heading."""

    index: int
    """Its place among the passages."""
    reading: Reading
    place: Place
    before: int
    """How many characters of text stand before it."""


@noun(frozen=True, slots=True)
class Verdict:
    """Which candidates are headings, by index, and what a reader should know of the doubts."""

    headings: dict[int, Candidate]
    notices: tuple[Notice, ...]


def weigh(candidates: Sequence[Candidate]) -> Verdict:
    """Decide which candidates head a division of the story.

    Firm are words for a division with their number. What is less than that, a bare number, a number with a
    title, any word with a number, is taken if it counts on through the text, with text between; or if it
    has the number that is missing between two others.
    """
    firm = [one for one in candidates if one.reading.firm]
    firm, strays = _without_strays(firm)
    taken = {one.index: one for one in firm}
    taken.update((one.index, one) for one in _neighbours(candidates, taken))
    if not any(_is_chapter(one) for one in taken.values()):
        chain = _best_chain(candidates, taken)
        taken.update((one.index, one) for one in chain)
    taken.update((one.index, one) for one in _missing(candidates, taken))
    taken.update((one.index, one) for one in _drawn(candidates, taken))
    if len(taken) > 1:
        doubted = (one for one in candidates if one.reading.style is Style.NAMED)
        taken.update((one.index, one) for one in doubted)
    return Verdict(dict(sorted(taken.items())), tuple(_doubts(strays)))


def gaps(headings: Sequence[tuple[ChapterKind, int | None, Place | None]]) -> list[Notice]:
    """Return a notice for each number that the chapters skip, and for each that stands in the wrong order."""
    notices: list[Notice] = []
    last: int | None = None
    for kind, number, place in headings:
        if kind is ChapterKind.PART:
            last = None if last is None else -last  # the count may go on, or begin anew
            continue
        if kind is not ChapterKind.CHAPTER or number is None:
            continue
        if last is not None and number > (before := abs(last)) + 1 and before > 0:
            notices.append(Notice("shaping/chapter-gap", _missing_text(before, number), place))
        elif last is not None and last > 0 and 1 < number < last:
            text = f"Chapter {number} stands after chapter {last}; their order was kept."
            notices.append(Notice("shaping/chapter-order", text, place))
        last = number
    return notices


def _missing_text(before: int, after: int) -> str:
    if after == before + 2:
        return f"Chapter {before + 1} is missing between {before} and {after}."
    return f"Chapters {before + 1} to {after - 1} are missing between {before} and {after}."


def _is_chapter(one: Candidate) -> bool:
    return one.reading.kind is ChapterKind.CHAPTER and one.reading.style is Style.COUNTED


def _without_strays(firm: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Leave out a chapter whose number breaks a count that goes on without it: 3, 12, 4."""
    counted = [one for one in firm if _is_chapter(one) or one.reading.kind is ChapterKind.PART]
    strays = [
        here
        for before, here, after in zip(counted, counted[1:], counted[2:], strict=False)
        if _is_chapter(before) and _is_chapter(here) and _is_chapter(after) and _breaks(before, here, after)
    ]
    out = {one.index for one in strays}
    return [one for one in firm if one.index not in out], strays


def _breaks(before: Candidate, here: Candidate, after: Candidate) -> bool:
    a, b, c = (one.reading.number or 0 for one in (before, here, after))
    return c == a + 1 and b not in {a, c}


def _neighbours(candidates: Sequence[Candidate], taken: dict[int, Candidate]) -> list[Candidate]:
    """Return the doubtful counted headings that follow on another's number, or that stand on top."""
    firm = {(one.reading.kind, one.reading.number) for one in taken.values()}
    found = []
    for kind in (ChapterKind.CHAPTER, ChapterKind.PART):
        counted = [
            one for one in candidates if one.reading.style is Style.COUNTED and one.reading.kind is kind
        ]
        for at, one in enumerate(counted):
            if one.reading.firm or (kind, one.reading.number) in firm:
                continue
            number = one.reading.number or 0
            sides = [(counted[at - 1], -1)] if at else []
            sides += [(counted[at + 1], 1)] if at + 1 < len(counted) else []
            follows = any(side.reading.number == number + step for side, step in sides)
            if follows or (one.before < APART and kind is ChapterKind.CHAPTER):
                found.append(one)
    return found


def _best_chain(candidates: Sequence[Candidate], taken: dict[int, Candidate]) -> list[Candidate]:
    """Return the longest count among the headings without a word for a division; nothing where none holds."""
    parts = sorted(one.index for one in taken.values() if one.reading.kind is ChapterKind.PART)
    groups: dict[str, list[Candidate]] = {}
    extra: list[Candidate] = []
    for one in candidates:
        if one.reading.group == PLUS_ONE:
            extra.append(one)
        elif one.reading.style in {Style.BARE, Style.NUMBERED, Style.WORDED}:
            groups.setdefault(one.reading.group, []).append(one)
    best: list[Candidate] = []
    for group in groups.values():
        chain = _chain(group, parts)
        if len(chain) > len(best) and _holds(chain):
            best = chain
    if best:
        best = best + [one for one in extra if one.index > best[-1].index][:1]
    return best


def _chain(group: Sequence[Candidate], parts: Sequence[int]) -> list[Candidate]:
    """Return the longest run of 1, 2, 3 … in a group; it may skip a number, and begin anew under a part."""
    best: list[Candidate] = []
    starts = [at for at, one in enumerate(group) if one.reading.number in {0, 1}][:STARTS]
    if group[0].before < APART and 0 not in starts:
        starts.append(0)  # one chapter of many, or the last half of a story
    for start in starts:
        chain = [group[start]]
        for one in group[start + 1 :]:
            last, number = chain[-1], one.reading.number or 0
            wanted = (last.reading.number or 0) + 1
            anew = number == 1 and bisect_left(parts, last.index) < bisect_left(parts, one.index)
            if (wanted <= number <= wanted + 1 or anew) and one.before - last.before >= APART // 3:
                chain.append(one)
        if len(chain) > len(best):
            best = chain
    return best


def _holds(chain: Sequence[Candidate]) -> bool:
    """Say whether a count is one of chapters: long enough, and with text between."""
    least = 3 if chain[0].reading.style is Style.WORDED else 2
    if len(chain) == 1:
        # `III` or `3. Rain` on top of a chapter saved alone; a lone `1984` or `7` is the story's.
        one = chain[0].reading
        return (
            chain[0].index == 0
            and (one.style is Style.NUMBERED or len(one.text) > 2)
            and (one.number or 0) < 100
        )
    between = [after.before - before.before for before, after in pairwise(chain)]
    first = chain[0].reading.number
    return len(chain) >= least and _median(between) >= APART and (first in {0, 1} or len(chain) > 2)


def _median(numbers: Sequence[int]) -> float:
    """Return the middle of some numbers. `statistics` brings in six modules, which each start would load."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return (ordered[half] + ordered[~half]) / 2


def _missing(candidates: Sequence[Candidate], taken: dict[int, Candidate]) -> list[Candidate]:
    """Return the headings of another style that have the number which is missing between two chapters."""
    chapters = [
        one
        for one in sorted(taken.values(), key=lambda one: one.index)
        if one.reading.kind is ChapterKind.CHAPTER and one.reading.number is not None
    ]
    others = [
        one
        for one in candidates
        if one.index not in taken and one.reading.style not in {Style.NAMED, Style.DRAWN}
    ]
    found: list[Candidate] = []
    at = 0
    for before, after in pairwise(chapters):
        inside = []
        while at < len(others) and others[at].index < after.index:
            if others[at].index > before.index:
                inside.append(others[at])
            at += 1
        a, c = before.reading.number or 0, after.reading.number or 0
        if c <= a + 1:
            continue
        groups: dict[str, list[Candidate]] = {}
        for one in inside:
            groups.setdefault(one.reading.group, []).append(one)
        for group in groups.values():
            numbers = [one.reading.number or 0 for one in group]
            if numbers == list(range(a + 1, a + 1 + len(numbers))) and numbers[-1] < c:
                found.extend(group)
                break
    return found


def _drawn(candidates: Sequence[Candidate], taken: dict[int, Candidate]) -> list[Candidate]:
    """Return the titles with a row under them: headings, if there are several, apart, or with others."""
    drawn = [one for one in candidates if one.reading.style is Style.DRAWN]
    between = [after.before - before.before for before, after in pairwise(drawn)]
    return drawn if taken or (between and _median(between) >= APART) else []


def _doubts(strays: Sequence[Candidate]) -> list[Notice]:
    return [
        Notice(
            "shaping/doubtful-heading",
            f"“{one.reading.text}” reads like a heading, but the chapters count on without it; "
            "it was kept as a line of the story.",
            one.place,
        )
        for one in strays
    ]
