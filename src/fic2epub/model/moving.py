"""Which of the author's notes may stand elsewhere in the book than the author set them."""

from __future__ import annotations

import enum

from fic2epub.model.manuscript import BLANK
from fic2epub.model.story import Block, Chapter, Heading, Note, NoteKind, SceneBreak, words_of


class NotesAt(enum.Enum):
    """Where the author's notes stand in the book; the value is the user's word for it."""

    KEEP = "keep"
    """Where the author set them."""
    END = "end"
    """At the end of their chapter."""
    BACK = "back"
    """Behind the last chapter, on pages of their own."""


MOVABLE = frozenset({NoteKind.NOTE, NoteKind.DISCLAIMER})
"""What a reader can do without before the chapter. Warnings, summaries and dedications are meant to be read
first, and stay."""


def moving(chapter: Chapter) -> frozenset[int]:
    """Return which blocks of a chapter, counted from 0, are notes that may move.

    In a chapter that holds nothing but notes none may: its page would be empty. A note inside another block
    stays with it, and one without words has nothing to be read elsewhere.
    """
    if not any(_tells(block) for block in chapter.blocks):
        return frozenset()
    return frozenset(
        at
        for at, block in enumerate(chapter.blocks)
        if isinstance(block, Note) and block.kind in MOVABLE and _has_words(block)
    )


def _tells(block: Block) -> bool:
    return not isinstance(block, Note | SceneBreak | Heading) and _has_words(block)


def _has_words(block: Block) -> bool:
    return any(words.text.strip(f"\n{BLANK}") for words in words_of(block))
