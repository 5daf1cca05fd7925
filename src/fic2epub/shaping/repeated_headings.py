"""Finds a chapter's heading that stands twice: the site's, and the author's own below it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Role
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.copied_contents import key_of
from fic2epub.shaping.heading_grammar import Reading, Style, read_heading
from fic2epub.shaping.passages import Passage

FARTHEST = 4
"""Passages below a heading that may repeat it, one after the other."""

_BYLINE = regex(r"(?:written\s+)?by:?\s+(?P<who>\S.{0,80})", re.IGNORECASE)
_MARKS = BLANK + "*_~=#|<>+-–—"


def repeats_below(passages: Sequence[Passage], at: int, heading: Reading, names: Container[str]) -> list[int]:
    """Return the passages right below a heading that say it again.

    It may stand there whole, as its number or its title alone, or with the work's title and author around
    it. `names` are the keys of these. Where nothing would be left of the chapter, nothing is a repeat.
    """
    own = {key_of(heading.text), key_of(heading.title)} - {""}
    found: list[int] = []
    for index in range(at + 1, min(at + 1 + FARTHEST, len(passages) - 1)):
        passage = passages[index]
        if passage.role is Role.TEXT:
            break  # the reader's own word, or the site's, is that these lines are the story's
        if not all(_repeats(line.text.strip(_MARKS), heading, own, names) for line in passage.lines):
            break
        found.append(index)
    return found


def _repeats(text: str, heading: Reading, own: Container[str], names: Container[str]) -> bool:
    if not text or len(text) > 200:
        return False
    key = key_of(text)
    if text[-1] in ".!?…" and not heading.text.endswith(text[-1]):
        return False  # `Rain.` under `Chapter 1: Rain` is the story's first sentence
    if text[0] in "\"“'‘«„" and heading.title[:1] != text[0]:
        return False
    if key in own or (key and key in names):
        return True
    if (byline := _BYLINE.fullmatch(text)) and key_of(byline["who"]) in names:
        return True
    again = read_heading(text)
    return (
        again is not None
        and again.style in {Style.COUNTED, Style.NAMED}  # a bare `1` is the chapter's first section
        and again.number is not None
        and again.number == heading.number
        and again.kind is heading.kind
        and (again.group == heading.group or heading.kind is ChapterKind.CHAPTER)  # `Book One`, `Part One`
        and (not again.title or key_of(again.title) in own)
    )


def titles_above(passages: Sequence[Passage], starts: Sequence[int], titles: Container[str]) -> list[int]:
    """Return the passages right over headings that are the work's title, copied with each chapter."""
    found = [
        at - 1
        for at in starts
        if at > 0
        and passages[at - 1].role is None
        and len(passages[at - 1].lines) == 1
        and key_of(passages[at - 1].text) in titles
    ]
    return found if len(found) > 1 else []


def title_page_above(
    passages: Sequence[Passage], above: Sequence[int], titles: Container[str], names: Container[str]
) -> list[int]:
    """Return the passages `above` the first heading, if they are the work's title and author, and no more."""
    if not 0 < len(above) <= FARTHEST or any(passages[at].role is not None for at in above):
        return []
    lines = [line.text.strip(_MARKS) for at in above for line in passages[at].lines]
    if any(len(line) > 200 for line in lines) or not any(key_of(line) in titles for line in lines):
        return []
    bylines = (_BYLINE.fullmatch(line) for line in lines)
    told = (
        key_of(line) in names or (by is not None and key_of(by["who"]) in names)
        for line, by in zip(lines, bylines, strict=True)
    )
    return list(above) if all(told) else []


def entries_for(passages: Sequence[Passage], repeats: Sequence[int]) -> list[Entry]:
    """Return an entry for each line that is left out because it repeats a heading."""
    why = "The chapter's heading, or the work's title and author, written over the chapter a second time."
    return [
        Entry(line.place, Fate.REMOVED, line.text, "", "shaping/repeated-heading", why)
        for index in repeats
        for line in passages[index].lines
    ]
