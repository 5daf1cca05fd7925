"""Sets chats and scripts apart among the blocks of a chapter: lines with a name before what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from fic2epub.lazy import regex
from fic2epub.model.story import Block, Chat, Paragraph, Turn, Verse, Words

FEWEST = 3
"""Lines that make a chat."""

_TIME = r"[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?[\])]?\s*[-–—:]?\s*"
_TURN = regex(
    rf"(?:{_TIME})?(?:<(?P<nick>[^<>\s][^<>]{{0,29}})>|\[(?P<named>[^\[\]\d\s][^\[\]]{{0,29}})\]\s?:"
    rf"|(?P<name>[^\W\d_][\w.'’~-]*(?: [\w.'’~&-]+){{0,3}})(?:\s\([^()]{{1,30}}\))?\s?[:：])(?=\s+\S)",
    re.IGNORECASE,
)
_LONGEST_NAME = 50
"""Characters up to the colon, with the time."""

_DAYS = "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday"
_NO_NAMES = frozenset(
    f"""{_DAYS}
    the a an this that these those there then and but or so he she it they we i you his her its
    their our my your one two three first second third der die das ein eine er sie es und aber le la
    les un une il elle et mais el los las una él ella y pero lo gli o os um uma ele ela он она это и
    но
    """.split()
)
"""What begins a sentence, and hardly ever a name."""


def with_chats(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a chapter with each chat one of them.

    It has three lines at least, and two speakers, of whom one speaks twice. Spares `Name: Ada`, `Age: 12`,
    `House: none`, where nobody does, and the same once more for Ben.
    """
    made: list[Block] = []
    for may_be, run in groupby(blocks, key=_may_be_turn):
        found = list(run)
        made += _set_apart(found) if may_be else found
    return tuple(made)


def _may_be_turn(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return name_end(block.words.text) > 0
    return isinstance(block, Verse) and len(block.lines) == len(block.places) and _has_turns(block)


def _has_turns(stanza: Verse) -> bool:
    turns = sum(name_end(words.text) > 0 for words in stanza.lines)
    return turns * 5 >= len(stanza.lines) * 3 and name_end(stanza.lines[0].text) > 0


def name_end(text: str) -> int:
    """Return where the name at a line's start ends, with its colon or bracket; 0 where there is none."""
    if (
        text.find(":", 0, _LONGEST_NAME) < 0
        and ">" not in text[:_LONGEST_NAME]
        and "：" not in text[:_LONGEST_NAME]
    ):
        return 0  # as most paragraphs
    found = _TURN.match(text)
    return found.end() if found and found.end() <= _LONGEST_NAME else 0


def _set_apart(blocks: list[Block]) -> Iterator[Block]:
    """Give the chat that blocks are; the blocks themselves, where they are none."""
    lines = [words for block in blocks for words in _words(block)]
    if is_chat([words.text for words in lines]):
        turns = tuple(map(_turn, lines))
        yield Chat(turns, tuple(place for block in blocks for place in block.places))
    else:
        yield from blocks


def _words(block: Block) -> tuple[Words, ...]:
    if isinstance(block, Verse):
        return block.lines
    return (block.words,) if isinstance(block, Paragraph) else ()


def is_chat(lines: Sequence[str]) -> bool:
    """Say whether lines with names are what several say to each other, by turns."""
    names = [_speaker(text) for text in lines if name_end(text)]
    turns = sum(above != below for above, below in pairwise(names))
    several = len(names) >= FEWEST and 1 < len(set(names)) < len(names) and turns > 1
    return several and not _is_form(names) and not any(map(_is_no_name, lines))


def _is_form(names: Sequence[str]) -> bool:
    """Whether three labels or more come again and again in one order: a sheet for each of some people."""
    labels = list(dict.fromkeys(names))
    return len(labels) > 2 and all(name == labels[at % len(labels)] for at, name in enumerate(names))


def _is_no_name(text: str) -> bool:
    """Whether what stands before the colon begins a sentence: `The first:`, `He said:`, `Monday:`."""
    found = _TURN.match(text)
    if found is None or found.start("name"):
        return False  # what has a time before it, or brackets around it, is a name
    first = found["name"].split()[0].casefold()
    return first in _NO_NAMES and len(found["name"]) > 1  # of `Q:` and `A:`, both are names


def _speaker(text: str) -> str:
    found = _TURN.match(text)
    return (found["nick"] or found["named"] or found["name"]).casefold() if found else ""


def _turn(words: Words) -> Turn:
    end = name_end(words.text)
    rest = words.text[end:]
    start = len(words.text) - len(rest.lstrip())
    return Turn(_slice(words, 0, end), _slice(words, start, len(words.text)))


def _slice(words: Words, start: int, end: int) -> Words:
    marks = (
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in words.marks
    )
    return Words(words.text[start:end], tuple(mark for mark in marks if mark.start < mark.end))
