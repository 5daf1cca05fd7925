"""Measures how a text sets its paragraphs: blank lines, indents, wrapping at a width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from fic2epub.model.manuscript import BLANK, Line
from fic2epub.model.noun import noun
from fic2epub.model.story import Layout

BLANK_SEPARATED = "blank-separated"
LINE_PER_PARAGRAPH = "line-per-paragraph"
WRAPPED = "wrapped"
WRAPPED_INDENTED = "wrapped-indented"
DOUBLE_SPACED = "double-spaced"

SLACK = 4
"""Characters that a wrapped line may fall short of the edge although the next word would have fitted."""
DEEPEST = 12
"""Columns that a paragraph's first line may be indented; what stands deeper is centred."""
ENDS = ".!?…:;\"'”’»“)]}*_~—–-。！？」』”…"


@noun(frozen=True, slots=True)
class Survey:
    """What was measured of a stretch of lines."""

    layout: Layout
    edge: int = 0
    """Characters in a full line, where the text is wrapped; 0 elsewhere."""
    margin: int = 0
    """Columns that stand before every line."""
    parted: float = 0.0
    """The share of lines that have a blank line before them."""


def indent_of(line: Line) -> int:
    """Return by how many columns a line is indented; a tab is eight, an ideographic space two."""
    text = line.text
    bare = text.lstrip(BLANK)
    if len(bare) == len(text):
        return 0
    return sum(8 if space == "\t" else 2 if space == "\u3000" else 1 for space in text[: -len(bare) or None])


def is_full(line: Line, below: Line, edge: int) -> bool:
    """Say whether a line reaches the edge, so that the first word of the next would have passed it."""
    first = below.text.strip(BLANK).split(None, 1)
    word = 1 if not first or ord(first[0][0]) > 0x2E80 else len(first[0])
    return len(line.text.rstrip(BLANK)) + 1 + word > edge - SLACK


def runs_on(line: Line) -> bool:
    """Say whether a line stops in the midst of a sentence."""
    text = line.text.rstrip(BLANK)
    return bool(text) and text[-1] not in ENDS


Spaced = tuple[int, Line]
"""A line, and how many blank lines stand right before it."""


def spaced(lines: Sequence[Line]) -> list[Spaced]:
    """Return each line that is not blank, with how many blank lines stand right before it.

    A line of nothing but a no-break space, in a text whose blank lines are mostly empty, was set there on
    purpose, and counts twice. Blank lines on both sides of a line that was taken out are two runs, not one.
    """
    blanks = [line.text for line in lines if line.blank]
    stiff = sum("\u00a0" in text for text in blanks)
    weight = 2 if 0 < stiff * 4 <= len(blanks) else 1
    told: list[Spaced] = []
    gap = run = 0
    above = lines[0].place.line if lines else 0
    for line in lines:
        number = line.place.line
        if number > above + 1:
            run = 0
        above = number
        if line.blank:
            run += weight if "\u00a0" in line.text else 1
            gap = max(gap, run)
        else:
            told.append((gap, line))
            gap = run = 0
    return told


def survey(told: Sequence[Spaced]) -> Survey:
    """Decide how a text separates its paragraphs; `told` are its lines, as `spaced` gives them.

    Blank lines between most lines: each paragraph is a line, and a blank line parts them. Hardly any: each
    line is a paragraph. Lines that end where the next word would have passed an edge were wrapped; then an
    indent may begin a paragraph, and a blank line may stand behind every single line.
    """
    gaps = [gap for gap, _ in told[1:]]
    if not gaps:
        return Survey(Layout(BLANK_SEPARATED, 0.5, 1))
    wide = Counter(gap for gap in gaps if gap)
    parted = sum(wide.values()) / len(gaps)
    usual = min(gap for gap, count in wide.items() if count == max(wide.values())) if wide else 1
    found = (
        _wrapped(told, usual)
        or (_double_spaced(told, usual) if parted >= 0.85 else None)
        or Survey(
            Layout(BLANK_SEPARATED, max(parted, 1 - parted), usual)
            if parted >= 0.4
            else Layout(LINE_PER_PARAGRAPH, 1 - parted, 0)
        )
    )
    return replace(found, parted=parted)


def _wrapped(told: Sequence[Spaced], usual: int) -> Survey | None:
    # The points of a list stand close together, whether the text is wrapped or not.
    pairs = [
        (line, below)
        for (_, line), (gap, below) in pairwise(told)
        if gap == 0 and "li" not in (line.tag, below.tag)
    ]
    if len(pairs) < 4 or len(pairs) * 4 < len(told):
        return None
    depths = Counter(indent_of(below) for _, below in pairs)
    margin = min(depth for depth, count in depths.items() if count * 10 >= len(pairs))
    starts = [below for _, below in pairs if margin < indent_of(below) <= margin + DEEPEST]
    flowing = [(line, below) for line, below in pairs if indent_of(below) <= margin]
    edge, full = _edge(flowing)
    if not edge or full < 0.6 or sum(runs_on(line) for line, _ in flowing) * 3 < len(flowing):
        return None
    parting = sum(gap > 0 for gap, _ in told)
    if len(starts) > 1 and len(starts) * 4 >= parting:
        # A title page and headings have gaps; the story has indents.
        return Survey(Layout(WRAPPED_INDENTED, full, 0 if len(starts) > parting else usual), edge, margin)
    return Survey(Layout(WRAPPED, full, usual), edge, margin)


def _double_spaced(told: Sequence[Spaced], usual: int) -> Survey | None:
    pairs = [(line, below) for (_, line), (gap, below) in pairwise(told) if gap == usual]
    if len(pairs) < 8:
        return None
    edge, full = _edge(pairs)
    if not edge or full < 0.55:
        return None
    running = sum(runs_on(line) and below.text.lstrip(BLANK)[:1].islower() for line, below in pairs)
    if running * 3 < len(pairs):
        return None
    return Survey(Layout(DOUBLE_SPACED, full, usual), edge)


def _edge(pairs: Sequence[tuple[Line, Line]]) -> tuple[int, float]:
    """Return where lines were wrapped, and the share that reach it; 0 where they were not.

    Only edges of 40 to 110 characters are made by wrapping; a poem's lines are shorter. Chinese and Japanese
    lines are half as long.
    """
    if len(pairs) < 3:
        return 0, 0.0
    widths = sorted(len(line.text.rstrip(BLANK)) for line, _ in pairs)
    edge = widths[int(len(widths) * 0.97)] if len(widths) >= 30 else widths[-1]
    least = 18 if ord(pairs[0][0].text.strip(BLANK)[0]) > 0x2E80 else 40
    if not least <= edge <= 110 or widths[-1] > edge + 12:
        return 0, 0.0
    return edge, sum(is_full(line, below, edge) for line, below in pairs) / len(pairs)
