"""Tells lists and tables that an author wrote from those by which a page lays itself out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fic2epub.model.manuscript import Holder, Line
from fic2epub.reading.elements import HEADINGS

LISTS = frozenset(("ul", "ol"))
CELLS = frozenset(("td", "th"))

LONGEST_ITEM = 1000
"""Characters of one item, without the lists in it. Forums hold whole posts in items; those are no list."""
MOST_LINES = 4
"""Lines of one item, without the lists in it."""
LONGEST_CELL = 100
"""Characters of a cell. Longer ones are too much for the width of a page, or are the page's own columns."""
MOST_COLUMNS = 8
FEWEST = 2
"""Rows and columns of a table."""

_NO_ITEM = HEADINGS | {"hr"}


def settled(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page, held only by what is a list, a table or a quotation to a reader.

    A list is none whose items hold headings, rules or many paragraphs; nor is `ul` without items, which only
    indents. A table is one if it has rows and columns, and in each cell no more than a few words.
    """
    held: dict[Holder, list[_Inside]] = {}
    for line in lines:
        for depth, holder in enumerate(line.within):
            if holder.tag in LISTS or holder.tag == "table":
                held.setdefault(holder, []).append((line, depth))
    if not held:
        return list(lines)
    real = {
        holder
        for holder, inner in held.items()
        if (_is_list(inner) if holder.tag in LISTS else _is_table(inner))
    }
    return [replace(line, within=tuple(_kept(line.within, real))) if line.within else line for line in lines]


def _kept(within: Iterable[Holder], real: set[Holder]) -> Iterator[Holder]:
    """Give the holders without a list or table that is none, and without its items or rows."""
    part_of_real = False
    for holder in within:
        if holder.tag in LISTS or holder.tag == "table":
            part_of_real = holder in real
        if part_of_real or holder.tag == "blockquote":
            yield holder


_Inside = tuple[Line, int]
"""A line and how many holders are around the one that it is looked at for: thousands, in a trap."""


def _is_list(inner: Sequence[_Inside]) -> bool:
    role = inner[0][0].role
    if any(line.tag in _NO_ITEM or line.role is not role for line, _ in inner):
        return False
    sizes: dict[Holder, list[int]] = {}
    for line, depth in inner:
        below = line.within[depth + 1 :]
        if not below or (below[0].tag != "li" and below[0].tag not in LISTS):
            return False
        if not any(one.tag in LISTS for one in below):
            sizes.setdefault(below[0], []).append(len(line.text))
    return all(sum(each) <= LONGEST_ITEM and len(each) <= MOST_LINES for each in sizes.values())


def _is_table(inner: Sequence[_Inside]) -> bool:
    role = inner[0][0].role
    if any(line.tag not in CELLS or line.role is not role for line, _ in inner):
        return False
    ends: dict[Holder, int] = {}
    for line, depth in inner:
        below = line.within[depth + 1 :]
        if [one.tag == "tr" or one.tag in CELLS for one in below] != [True, True]:
            return False
        row, start = below[0], below[1].number or 0
        cells = line.text.rstrip().split("\t")
        if start < ends.get(row, 0) or max(map(len, cells)) > LONGEST_CELL:
            return False  # a cell of two paragraphs
        ends[row] = start + len(cells)
    return len(ends) >= FEWEST and FEWEST <= max(ends.values()) <= MOST_COLUMNS
