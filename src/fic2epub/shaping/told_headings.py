"""The headings that the page itself names, by a site's grammar or by its elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fic2epub.model.manuscript import Role
from fic2epub.shaping.copied_contents import is_contents_label
from fic2epub.shaping.heading_grammar import Reading, Style
from fic2epub.shaping.notes import find_notes
from fic2epub.shaping.passages import Passage

LEVELS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def told_headings(passages: Sequence[Passage], readings: Mapping[int, Reading]) -> list[int]:
    """Return the passages that the page says are headings of chapters, in order.

    A site's grammar knows. The elements of a page tell a level: that on which the text counts its chapters,
    else the one with the most headings; and whatever counts or names a division on another.
    """
    roles = [
        index
        for index, passage in enumerate(passages)
        if passage.role is Role.HEADING and not _goes_on(passages, index)
    ]
    if roles:
        return [*_above(passages, readings, roles), *roles]
    tagged = [
        index
        for index, passage in enumerate(passages)
        if passage.lines[0].tag in LEVELS and passage.role is None and not _is_apart(passage)
    ]
    counted = [index for index in tagged if index in readings and _divides(readings[index])]
    levels = Counter(passages[index].lines[0].tag for index in counted or tagged)
    if not levels:
        return []
    most = max(levels.values())
    level = min(tag for tag, count in levels.items() if count == most)
    if not counted and (most == 1 or not _has_text_between(passages, tagged)):
        return []  # one heading over a text is its title
    return [index for index in tagged if passages[index].lines[0].tag == level or index in counted]


def _above(passages: Sequence[Passage], readings: Mapping[int, Reading], told: Sequence[int]) -> list[int]:
    """Return what heads a division above the first heading that a site told, in the same element as all told.

    A site's grammar may know a heading by what stands over it, which the first has not.
    """
    tags = {passages[index].lines[0].tag for index in told}
    if len(tags) > 1 or not tags <= LEVELS:
        return []
    return [
        index
        for index in range(told[0])
        if passages[index].lines[0].tag in tags
        and passages[index].role is None
        and index in readings
        and readings[index].firm
    ]


def _goes_on(passages: Sequence[Passage], index: int) -> bool:
    """Whether a passage is the second line of a heading in a plain text: a site's rule took both at once.

    A program that gives each link a line of its own parts `Chapter 2: The Bell` behind the number.
    """
    line = passages[index].lines[0]
    return index > 0 and passages[index - 1].role is Role.HEADING and not line.opens and not line.tag


def _is_apart(passage: Passage) -> bool:
    """A heading of a note, or of the contents, heads no chapter."""
    return is_contents_label(passage) or bool(find_notes((passage,), (), 1))


def _divides(reading: Reading) -> bool:
    return reading.firm or reading.style in {Style.COUNTED, Style.BARE, Style.NUMBERED}


def _has_text_between(passages: Sequence[Passage], tagged: Sequence[int]) -> bool:
    return any(after > before + 1 for before, after in zip(tagged, [*tagged[1:], len(passages)], strict=True))
