"""Lines that a page holds in lists and tables become such blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from fic2epub.model.manuscript import Holder, Line
from fic2epub.model.noun import noun
from fic2epub.model.story import Block, Item, List, Paragraph, Quote, QuoteKind, Row, Table, Words
from fic2epub.shaping.words import places, shortened, sliced

_LISTS = frozenset(("ul", "ol"))
FEWEST_ROWS = 2
"""A table of which the site's rules left one row is none."""


def holder_of(line: Line) -> Holder | None:
    """Return the outermost list or table around a line; none of a heading or a rule, which part a text."""
    if not line.within or line.tag[:1] == "h":
        return None
    return next((one for one in line.within if one.tag in _LISTS or one.tag == "table"), None)


class _Held(NamedTuple):
    """A line, and what is between it and what is being made."""

    line: Line
    below: tuple[Holder, ...]

    @property
    def next(self) -> Holder | None:
        return self.below[0] if self.below else None

    def inside(self) -> _Held:
        return _Held(self.line, self.below[1:])


@noun(slots=True)
class ListMaker:
    """Makes the blocks of one list or table."""

    words_of: Callable[[Line], Words]
    """Returns the words of a line, and enters what it did to it."""
    without_number: Callable[[Line, str], None]
    """Enters that a line is without its number now."""

    def blocks(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Give the blocks of lines that share their outermost list or table."""
        outer = holder_of(lines[0])
        at = lines[0].within.index(outer) if outer else 0
        yield from self._blocks([_Held(line, line.within[at:]) for line in lines])

    def _blocks(self, held: Sequence[_Held]) -> Iterator[Block]:
        for holder, group in groupby(held, key=lambda one: one.next):
            run = list(group)
            inner = [one.inside() for one in run] if holder else run
            if holder is None:
                yield from (Paragraph(self.words_of(one.line), (one.line.place,)) for one in run)
            elif holder.tag in _LISTS:
                yield List(tuple(self._items(inner)))
            elif holder.tag == "table":
                yield from self._table(inner)
            elif holder.tag == "blockquote":
                yield Quote(QuoteKind.QUOTATION, tuple(self._blocks(inner)))
            else:
                yield from self._blocks(inner)

    def _items(self, held: Sequence[_Held]) -> Iterator[Item]:
        """Give a list's items. A list that stands between two items belongs to the one above."""
        item: Item | None = None
        for holder, group in groupby(held, key=lambda one: one.next):
            run = list(group)
            if holder is not None and holder.tag == "li":
                if item is not None:
                    yield item
                self._number(run, holder)
                item = Item(tuple(self._blocks([one.inside() for one in run])), holder.number)
            else:
                blocks = tuple(self._blocks(run))
                item = replace(item, blocks=(*item.blocks, *blocks)) if item else Item(blocks)
        if item is not None:
            yield item

    def _number(self, run: list[_Held], holder: Holder) -> None:
        """Take its number off the first line of an item: the book counts for itself."""
        line = run[0].line
        if holder.sign and line.text.startswith(holder.sign) and line.within[-1] == holder:
            rest = line.text.removeprefix(holder.sign)
            self.without_number(line, rest)
            run[0] = run[0]._replace(line=shortened(line, rest))

    def _table(self, held: Sequence[_Held]) -> Iterator[Block]:
        rows = [(row, list(group)) for row, group in groupby(held, key=lambda one: one.next)]
        if len(rows) < FEWEST_ROWS:
            yield from self._blocks([_Held(one.line, ()) for one in held])
            return
        lines = [one.line for one in held]
        yield Table(tuple(self._row(group) for _, group in rows), places(lines))

    def _row(self, held: Sequence[_Held]) -> Row:
        """Put a row together from its lines; a line says in which column it begins."""
        cells: list[Words] = []
        for one in held:
            start = one.line.within[-1].number or 0
            cells.extend([Words("")] * (start - len(cells)))
            cells.extend(sliced(self.words_of(one.line), "\t"))
        return Row(tuple(cells), all(one.line.tag == "th" for one in held))
