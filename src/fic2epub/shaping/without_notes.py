"""A Story without the author's words about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import Line, Manuscript, Place
from fic2epub.model.story import Block, Note, SceneBreak, Story

RULE = "settings/notes"
WHY = "You asked for the author's notes to be left out."


def without_notes(story: Story, manuscript: Manuscript) -> tuple[Story, tuple[Entry, ...]]:
    """Leave out the author's notes, and the chapters that hold nothing else.

    `manuscript` is the one as it was read: the entries show its lines as they were.
    """
    lines = {line.place: line for line in manuscript.lines}
    entries: list[Entry] = []
    chapters = []
    for chapter in story.chapters:
        kept = tuple(block for block in chapter.blocks if not isinstance(block, Note))
        entries.extend(
            entry for block in chapter.blocks if isinstance(block, Note) for entry in _gone(block, lines)
        )
        if kept or chapter.places:
            chapters.append(replace(chapter, blocks=_trimmed(kept)))
    return replace(story, chapters=tuple(chapters)), tuple(entries)


def _gone(note: Note, lines: dict[Place, Line]) -> Iterator[Entry]:
    for place in dict.fromkeys(note.places):
        # A row of marks inside the note is the ledger's already.
        if not any(isinstance(block, SceneBreak) and place in block.places for block in note.blocks):
            yield Entry(place, Fate.REMOVED, lines[place].text, "", RULE, WHY)


def _trimmed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A break that stood beside a note stands at an edge now."""
    kept = list(blocks)
    while kept and isinstance(kept[0], SceneBreak):
        kept.pop(0)
    while kept and isinstance(kept[-1], SceneBreak):
        kept.pop()
    return tuple(kept)
