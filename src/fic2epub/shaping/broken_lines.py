"""Joins lines that were broken where a page had italics or a link, if the text shows that habit.

A program that writes each piece of text of a page on a line of its own breaks `He <em>very</em> loudly.`
into three.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fic2epub.model.manuscript import BLANK
from fic2epub.shaping.layout import ENDS
from fic2epub.shaping.passages import Passage

FEWEST = 3
"""Breaks that show the habit."""
SHARE = 0.02
"""The share of all line ends that they are, at least."""
SMALL = 0.15
"""Up to which share of sentences may begin with a small letter, for a small letter to show a break."""
LONG = 60
"""Characters. One of two pieces is longer than this; between short lines a break may be a poem's."""

_CLOSING = tuple(",.;:!?…)]’”»，。、；：！？）」』")


def rejoined(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return passages with the broken ones joined; all as they were where the text has no such habit."""
    pairs = list(pairwise(passages))
    broken = sum(
        _is_broken(above, below) and max(_length(above), _length(below)) > LONG for above, below in pairs
    )
    if broken < FEWEST or broken < SHARE * len(pairs) or _begins_sentences_small(pairs):
        return tuple(passages)
    gap = min(below.gap for _, below in pairs)
    made: list[list[Passage]] = []
    for passage in passages:
        if (
            made
            and passage.gap <= gap + 1
            and _is_broken(made[-1][-1], passage)
            and _may_join(made[-1], passage)
        ):
            made[-1].append(passage)
        else:
            made.append([passage])
    return tuple(_one(run) for run in made)


def _begins_sentences_small(pairs: Sequence[tuple[Passage, Passage]]) -> bool:
    """Whether the author writes without capitals: then a small letter says nothing of what went before."""
    begun = [
        below.lines[0].text.lstrip(BLANK)[:1]
        for above, below in pairs
        if above.lines[-1].text.rstrip(BLANK)[-1:] in ENDS
    ]
    letters = [letter for letter in begun if letter.isalpha()]
    return sum(map(str.islower, letters)) > SMALL * len(letters)


def _length(passage: Passage) -> int:
    return len(passage.lines[0].text)


def _is_broken(above: Passage, below: Passage) -> bool:
    """Say whether a sentence goes on from one passage to the next."""
    start = below.text
    if not start[:1].islower() and not start.startswith(_CLOSING):
        return False
    if len(above.lines) > 1 or len(below.lines) > 1 or above.role is not below.role:
        return False
    if above.is_held or below.is_held:
        return False  # the page says where an item ends
    if above.lines[0].tag != below.lines[0].tag or above.lines[0].marks or below.lines[0].marks:
        return False
    end = above.text[-1:]
    if start.startswith(_CLOSING) and not start.startswith(("...", "…")) and any(map(str.isalnum, start)):
        return end not in ENDS or end in "\"'”’"
    return start[:1].islower() and (end.isalnum() or end in ',-–—(“‘"')


def _may_join(run: Sequence[Passage], passage: Passage) -> bool:
    """A run of short lines that are all broken is a poem, however they begin."""
    pieces = [*run, passage]
    return len(pieces) < 4 or max(map(_length, pieces[-4:])) > LONG // 2


def _one(run: Sequence[Passage]) -> Passage:
    if len(run) == 1:
        return run[0]
    return Passage(tuple(line for passage in run for line in passage.lines), run[0].gap, flows=True)
