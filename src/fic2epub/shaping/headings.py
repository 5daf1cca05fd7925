"""Parts a text at its headings: what the page says, else what the text itself gives away."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line, Notice, Role
from fic2epub.model.noun import noun
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.copied_contents import find_contents
from fic2epub.shaping.heading_evidence import Candidate, gaps, weigh
from fic2epub.shaping.heading_grammar import LONGEST, Reading, Style, is_title_like, read_heading
from fic2epub.shaping.passages import Passage
from fic2epub.shaping.repeated_headings import (
    entries_for,
    repeats_below,
    title_page_above,
    titles_above,
)
from fic2epub.shaping.told_headings import told_headings

__all__ = ["ChapterHeading", "Divisions", "divide", "find_headings"]


@noun(frozen=True, slots=True)
class ChapterHeading:
    """A heading found, and what it says."""

    title: str
    """As it is to stand in the book: the author's words, without the row of marks around them."""
    kind: ChapterKind
    number: int | None
    lines: tuple[Line, ...]
    """Its line, or several where the title stands below the number."""


@noun(frozen=True, slots=True)
class Divisions:
    """Where a text is parted."""

    headings: dict[int, ChapterHeading]
    """By the index of the passage that each begins with."""
    used: frozenset[int]
    """Other passages that are no text: a title below its number, a copied contents, a heading said twice."""
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]


@noun(frozen=True, slots=True)
class _Draft:
    """A heading in the making: its reading, the lines it is made of, and what each of them says."""

    reading: Reading
    lines: tuple[Line, ...]
    texts: tuple[str, ...]
    rows: tuple[Line, ...]
    """Rows of marks over and under it."""


def find_headings(passages: Sequence[Passage]) -> dict[int, ChapterHeading]:
    """Return the chapter headings among passages, by the index of the passage each begins with."""
    return divide(passages).headings


def divide(
    passages: Sequence[Passage],
    titles: Container[str] = (),
    names: Container[str] = (),
    *,
    single: bool = False,
) -> Divisions:
    """Find the headings among passages, and what else belongs to them.

    `titles` and `names` are the keys of what is known of the work's title, and of its title and authors. Of a
    work that has a `single` chapter, as its page says, bare numbers head sections and not chapters.
    """
    drafts = {index: draft for index, passage in enumerate(passages) if (draft := _draft(passage))}
    readings = {index: draft.reading for index, draft in drafts.items()}
    lists = find_contents(passages, readings)
    told = told_headings(passages, readings)
    candidates = _candidates(passages, readings, lists.gone | lists.kept)
    if single:
        candidates = [one for one in candidates if one.reading.style not in _OF_SECTIONS]
    verdict = weigh(candidates)
    found = list(verdict.headings)
    notices = list(verdict.notices)
    if told and len(told) + 1 >= len(found):
        found, notices = told, []
    else:  # what a site has told of a few chapters holds beside what the text tells of all the others
        found = sorted({*found, *(index for index in told if passages[index].role is Role.HEADING)})
    chosen = {index: drafts.get(index) or _plain(passages[index]) for index in found}
    used = set(lists.gone)
    entries = list(lists.entries)
    repeats = _repeats(passages, chosen, titles, names)
    gone = used | repeats
    above = [index for index in range(min(chosen.keys() - gone, default=0)) if index not in gone]
    repeats.update(title_page_above(passages, above, titles, names))
    entries += entries_for(passages, sorted(repeats - used))
    used |= repeats
    chosen = {index: draft for index, draft in chosen.items() if index not in used}
    for index, below in _titles_below(passages, chosen, used).items():
        chosen[index] = _with_title(chosen[index], passages[below])
        used.add(below)
    headings: dict[int, ChapterHeading] = {}
    for index, draft in chosen.items():
        headings[index] = _made(draft)
        entries += _entries(draft)
    notices += gaps([(one.kind, one.number, one.lines[0].place) for one in headings.values()])
    return Divisions(headings, frozenset(used), tuple(entries), tuple(notices))


_OF_SECTIONS = frozenset((Style.BARE, Style.NUMBERED))
"""How the sections of a single chapter are headed: `III.`, `3. Rain`."""


def _candidates(
    passages: Sequence[Passage], readings: Mapping[int, Reading], out: Container[int]
) -> list[Candidate]:
    found: list[Candidate] = []
    before = 0
    for index, passage in enumerate(passages):
        reading = readings.get(index)
        if reading is None:
            before += sum(len(line.text) for line in passage.lines)
        elif index not in out and passage.role is None and (reading.firm or index + 1 < len(passages)):
            found.append(Candidate(index, reading, passage.lines[0].place, before))
    return found


def _draft(passage: Passage) -> _Draft | None:
    """Read a passage of up to three lines, and rows of marks around them, as a heading."""
    lines = passage.lines
    if len(lines) > (1 if passage.is_held else 5) or len(lines[0].text) > 4 * LONGEST:
        return None
    if len(lines) == 1:  # as most passages are, and longer than a heading
        reading = read_heading(passage.text) if len(passage.text) <= LONGEST else None
        is_told = reading is not None and any(letter.isalnum() for letter in passage.text)
        return _Draft(reading, lines, (reading.text,), ()) if reading is not None and is_told else None
    return _draft_of_several(passage)


def _draft_of_several(passage: Passage) -> _Draft | None:
    lines = passage.lines
    told = [line for line in lines if any(letter.isalnum() for letter in line.text)]
    if not 0 < len(told) <= 3 or any(len(line.text.strip(BLANK)) > LONGEST for line in told):
        return None
    rows = tuple(line for line in lines if line not in told)
    first = read_heading(told[0].text)
    if first is None:
        return _drawn(told, rows) if passage.role is None else None
    below = [line.text.strip(BLANK) for line in told[1:]]
    if below and (
        first.title or not all(is_title_like(text) for text in below) or _is_lower(first, below[0])
    ):
        return None
    return _Draft(
        replace(first, title=" ".join(below) or first.title), tuple(told), (first.text, *below), rows
    )


def _is_lower(reading: Reading, below: str) -> bool:
    """Whether a line goes on in small letters, in brackets or not: `(two weeks later)`."""
    return below.lstrip("([")[:1].islower() and not reading.text[:1].islower()


def _drawn(told: Sequence[Line], rows: Sequence[Line]) -> _Draft | None:
    """A title with a row drawn under it, or over and under it."""
    text = told[0].text.strip(BLANK)
    if len(told) != 1 or not rows or rows[-1].place < told[0].place or not is_title_like(text):
        return None
    drawn = set(rows[-1].text.strip(BLANK))
    if len(drawn) != 1 or drawn <= {"*", ".", "~"} or len(rows[-1].text.strip(BLANK)) < 3:
        return None
    reading = Reading(Style.DRAWN, "drawn", ChapterKind.CHAPTER, None, text, False, text)
    return _Draft(reading, tuple(told), (text,), tuple(rows))


def _plain(passage: Passage) -> _Draft:
    """Return a passage as a heading because the page says that it is one."""
    texts = tuple(line.text.strip(BLANK) for line in passage.lines)
    reading = Reading(Style.NAMED, "told", ChapterKind.CHAPTER, None, texts[0], True, texts[0])
    return _Draft(reading, passage.lines, texts, ())


def _repeats(
    passages: Sequence[Passage], chosen: Mapping[int, _Draft], titles: Container[str], names: Container[str]
) -> set[int]:
    repeats: set[int] = set()
    for index, draft in chosen.items():
        if index not in repeats:
            whole = replace(draft.reading, text=" ".join(draft.texts))
            repeats.update(repeats_below(passages, index, whole, names))
    repeats.update(titles_above(passages, sorted(chosen.keys() - repeats), titles))
    return repeats


_NO_TITLE = regex(r"\bp\.?o\.?v\b|point of view|\b\d{4}\b|\d:\d\d", re.IGNORECASE)


def _titles_below(
    passages: Sequence[Passage], chosen: Mapping[int, _Draft], used: Container[int]
) -> dict[int, int]:
    """Return the passages below bare headings that are their titles.

    One that stands right below is; one with a blank line between only if most headings of the text have
    such a line, or if the text is set further off from it.
    """
    bare = [index for index, draft in chosen.items() if not draft.reading.title and len(draft.texts) == 1]
    found: dict[int, int] = {}
    near: set[int] = set()
    for index in bare:
        at = index + 1
        while at in used:
            at += 1
        if at + 1 >= len(passages) or at in chosen or at + 1 in chosen:
            continue
        passage = passages[at]
        text = passage.text
        if len(passage.lines) > 1 or passage.role is not passages[index].role or not is_title_like(text):
            continue
        if _NO_TITLE.search(text) or _is_lower(chosen[index].reading, text):
            continue
        found[index] = at
        if passage.gap == 0 or passages[at + 1].gap > passage.gap:
            near.add(index)
    if len(found) > 1 and len(found) * 3 >= len(bare) * 2:
        return found
    return {index: at for index, at in found.items() if index in near}


def _with_title(draft: _Draft, passage: Passage) -> _Draft:
    text = passage.text
    return replace(
        draft,
        reading=replace(draft.reading, title=text),
        lines=(*draft.lines, *passage.lines),
        texts=(*draft.texts, text),
    )


def _made(draft: _Draft) -> ChapterHeading:
    title = draft.texts[0]
    for text in draft.texts[1:]:
        title += f" {text}" if title[-1] in ":–—-.!?" else f": {text}"
    return ChapterHeading(title, draft.reading.kind, draft.reading.number, draft.lines)


def _entries(draft: _Draft) -> Iterator[Entry]:
    why = "The row of marks around a chapter's heading is left out."
    for line, text in zip(draft.lines, draft.texts, strict=True):
        if text != line.text.strip(BLANK):
            yield Entry(line.place, Fate.REWRITTEN, line.text, text, "shaping/heading", why)
    for line in draft.rows:
        yield Entry(line.place, Fate.MARKED, line.text, "heading", "shaping/heading", why)
