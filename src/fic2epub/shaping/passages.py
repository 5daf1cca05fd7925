"""Lines become passages: what stands together on the page, before anyone says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fic2epub.model.manuscript import BLANK, Line, Role
from fic2epub.model.story import Layout

BLANK_SEPARATED = "blank-separated"
LINE_PER_PARAGRAPH = "line-per-paragraph"
WRAPPED = "wrapped"


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines with no blank line between them: a paragraph, a stanza, a heading."""

    lines: tuple[Line, ...]
    gap: int
    """How many blank lines stood before it, in one run."""

    @property
    def role(self) -> Role | None:
        """What the page says these lines are."""
        return self.lines[0].role

    @property
    def text(self) -> str:
        """The passage's words, its lines joined by spaces."""
        return " ".join(line.text.strip(BLANK) for line in self.lines)


def measure(lines: Sequence[Line]) -> Layout:
    """Decide how a text separates its paragraphs.

    Blank lines between most lines: each paragraph is a line, and a blank line parts them. Hardly any: each
    line is a paragraph. Lines that nearly all break at the same width: the paragraphs were wrapped.
    """
    gaps = _gaps(lines)
    if not gaps:
        return Layout(BLANK_SEPARATED, 0.5, 1)
    wide = Counter(gap for gap in gaps if gap)
    parted = sum(wide.values()) / len(gaps)
    usual = min(gap for gap, count in wide.items() if count == max(wide.values())) if wide else 1
    if parted < 0.7 and (agreed := _wrapped(lines)) >= 0.6:
        return Layout(WRAPPED, agreed, usual)
    if parted >= 0.4:
        return Layout(BLANK_SEPARATED, max(parted, 1 - parted), usual)
    return Layout(LINE_PER_PARAGRAPH, 1 - parted, 0)


def gather(lines: Sequence[Line], layout: Layout) -> tuple[Passage, ...]:
    """Return a text's passages, by its layout. Where a line's role changes, a new passage begins."""
    single = layout.name == LINE_PER_PARAGRAPH
    passages: list[Passage] = []
    group: list[Line] = []
    gap = run = before = 0
    previous: Line | None = None
    for line in lines:
        # Blank lines on both sides of a line that was taken out are two runs, not one wide gap.
        if previous is not None and line.place.line != previous.place.line + 1:
            run = 0
        previous = line
        if line.blank:
            run += 1
            gap = max(gap, run)
            continue
        if group and (gap or single or line.opens or line.role is not group[-1].role):
            passages.append(Passage(tuple(group), before))
            group = []
        if not group:
            before = gap
        group.append(line)
        gap = run = 0
    if group:
        passages.append(Passage(tuple(group), before))
    return tuple(passages)


def _gaps(lines: Sequence[Line]) -> list[int]:
    """Return, for each non-blank line but the first, how many blank lines stand right before it."""
    gaps: list[int] = []
    run = 0
    for line in lines:
        if line.blank:
            run += 1
        else:
            gaps.append(run)
            run = 0
    return gaps[1:]


def _wrapped(lines: Sequence[Line]) -> float:
    """Return the share of inner lines (those with another right below) that reach the text's right edge.

    A wrapped line ends where the next word would have passed the edge, so it is rarely shorter than the edge
    less a long word. Only edges of 50 to 100 characters are made by wrapping; a poem's lines are shorter.
    """
    inner = [len(line.text.rstrip()) for line, below in pairwise(lines) if not line.blank and not below.blank]
    if len(inner) < 5:
        return 0.0
    edge = sorted(inner)[int(len(inner) * 0.95) - (len(inner) >= 20)]
    if not 50 <= edge <= 100 or max(inner) > edge + 12:
        return 0.0
    return sum(edge - 14 <= length for length in inner) / len(inner)
