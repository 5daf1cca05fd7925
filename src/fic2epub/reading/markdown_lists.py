"""Tells lists of Markdown from what people say after a dash, from headings with a number, from footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fic2epub.model.noun import noun
from fic2epub.reading.holders import LONGEST_ITEM

if TYPE_CHECKING:
    from markdown_it.token import Token

FEWEST_APART = 3
"""Items with blank lines between, without numbers. Two may be footnotes."""

_ENDS = tuple('.!?…"”»’—–')


@noun(frozen=True, slots=True)
class Found:
    """A list in the author's text."""

    ordered: bool
    numbers: tuple[int | None, ...]
    """Of each item."""


def list_at(parsed: Sequence[Token], start: int, *, inside: bool) -> Found | None:
    """Return the list whose first token is at `start`; None where its signs may be words of the text.

    `inside` says that it stands in an item of another list: then one item is a list, whatever it says. Takes
    `- milk`, and `1. Go.` above `2. Stay.`; spares `- Hola —dijo Nuria.`, `1. The Boat` alone, and `* A song
    of the coast.` alone, which is a footnote.
    """
    opening = parsed[start]
    ordered = opening.type == "ordered_list_open"
    items = list(_items(parsed, start))
    firsts = [parsed[at + 1] for at in items if parsed[at + 1].type == "paragraph_open"]
    texts = [parsed[at + 2].content for at in items if parsed[at + 1].type == "paragraph_open"]
    apart = any(not first.hidden for first in firsts)
    alone = len(items) < 2 and not inside
    if (alone and ordered) or any(len(text) > LONGEST_ITEM for text in texts):
        return None
    if not ordered and apart and (opening.markup == "-" or len(items) < FEWEST_APART):
        return None
    if (alone or opening.markup == "-") and sum(text.endswith(_ENDS) for text in texts) * 2 >= len(items):
        return None  # as what people say ends, and what is to be bought hardly ever
    return Found(ordered, _numbers([parsed[at].info for at in items]) if ordered else (None,) * len(items))


def _items(parsed: Sequence[Token], start: int) -> Iterator[int]:
    """Give where the items of a list open."""
    opening = parsed[start]
    for at in range(start + 1, len(parsed)):
        token = parsed[at]
        if token.level == opening.level and token.nesting < 0:
            return
        if token.type == "list_item_open" and token.level == opening.level + 1:
            yield at


def _numbers(written: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of items as the author gave them; but `1.` over and over is counted on."""
    numbers = [int(one) for one in written]
    if len(set(numbers)) == 1:
        return tuple(range(numbers[0], numbers[0] + len(numbers)))
    return tuple(numbers)
