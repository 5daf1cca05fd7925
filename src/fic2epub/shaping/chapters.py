"""Passages become chapters: parted at the headings, each with its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Finding, Notice
from fic2epub.model.noun import noun
from fic2epub.model.story import Block, Chapter, ChapterKind, Note, Quote, words_of
from fic2epub.shaping.blocks import Binder
from fic2epub.shaping.copied_contents import key_of
from fic2epub.shaping.headings import Divisions, divide
from fic2epub.shaping.passages import Passage
from fic2epub.shaping.words import places

LONG_OPENING = 400
"""Characters. What stands before a `Chapter 2` and is longer is the first chapter."""

_STOPS = tuple('.!?…"”’»。！？」』')


_SINGLE = frozenset(("1", "1/1"))
"""How pages say that a work has one chapter, and no more to come."""


@noun(frozen=True, slots=True)
class Parted:
    """A text in chapters, and what a reader should know of how it was parted."""

    chapters: tuple[Chapter, ...]
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]


def part(
    passages: Sequence[Passage], binder: Binder, findings: Iterable[Finding], *, has_title_page: bool
) -> Parted:
    """Part passages at the headings. What stands before the first is a chapter without one of its own.

    `findings` tell the work's title and authors, which may stand over each chapter again. Where the text
    had a title page, what is left of it is no opening of the story.
    """
    told = tuple(findings)
    counts = next((found.values[0] for found in told if found.field == "chapters"), "")
    titles, names = _keys(told, {"title"}), _keys(told, {"title", "authors"})
    divisions = divide(passages, titles, names, single=counts in _SINGLE)
    starts = [*sorted(divisions.headings), len(passages)]
    chapters: list[Chapter] = []
    if opening := binder.blocks(_text(passages, divisions, 0, starts[0])):
        first = divisions.headings[starts[0]] if divisions.headings else None
        chapters.append(_opening(opening, first.number if first else 0, has_title_page=has_title_page))
    for start, end in pairwise(starts):
        heading = divisions.headings[start]
        blocks = binder.blocks(_text(passages, divisions, start + 1, end))
        chapters.append(Chapter(heading.title, blocks, heading.kind, heading.number, places(heading.lines)))
    return Parted(tuple(chapters), divisions.entries, divisions.notices)


def _text(passages: Sequence[Passage], divisions: Divisions, start: int, end: int) -> list[Passage]:
    return [passages[at] for at in range(start, end) if at not in divisions.used]


def _keys(findings: Iterable[Finding], fields: set[str]) -> frozenset[str]:
    keys = {key_of(value) for found in findings if found.field in fields for value in found.values}
    return frozenset(keys - {""})


def _opening(blocks: tuple[Block, ...], next_number: int | None, *, has_title_page: bool) -> Chapter:
    """Name what stands before the first chapter, by what it is; `next_number` is the heading's."""
    if next_number == 0:
        return Chapter("", blocks)
    if all(isinstance(block, Note) for block in blocks):
        return Chapter("Author’s Note", blocks, ChapterKind.PREFACE)
    if all(isinstance(block, Note | Quote) for block in blocks):
        return Chapter("Epigraph", blocks)
    texts = [words.text for block in blocks if not isinstance(block, Note) for words in words_of(block)]
    length = sum(map(len, texts))
    if next_number == 2 and length > LONG_OPENING:
        return Chapter("", blocks, number=1)
    if length <= LONG_OPENING and (has_title_page or not any(text.endswith(_STOPS) for text in texts)):
        return Chapter("", blocks, ChapterKind.PREFACE)  # what stands on a title page, and no sentence
    return Chapter("Opening", blocks)
