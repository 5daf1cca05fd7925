"""Makes words whole again that a hyphen cut at a line's end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line
from fic2epub.shaping.passages import Passage

# Takes `the ferry-`; spares `well--`, `a -` and `great-grand-`, which has a hyphen of its own.
_HEAD = re.compile(r"(?s:.*\s)(?P<head>[^\W\d_]{2,})-")
_TAIL = re.compile(r"(?P<tail>[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def whole_words(passages: Sequence[Passage]) -> tuple[tuple[Passage, ...], tuple[Entry, ...]]:
    """Return passages without the hyphens that cut a word at a line's end, and entries for those lines.

    A word is made whole if the text has it elsewhere, or if neither half is a word of the text; in doubt the
    hyphen stays, as in `great-` above `grandmother`. The first half goes down to the second.
    """
    cuts = [
        (index, at)
        for index, passage in enumerate(passages)
        if passage.flows
        for at, line in enumerate(passage.lines[:-1])
        if line.text.rstrip(BLANK).endswith("-") and _cut(line, passage.lines[at + 1])
    ]
    if not cuts:
        return tuple(passages), ()
    words = Counter(
        word.casefold() for passage in passages for line in passage.lines for word in _WORD.findall(line.text)
    )
    made = list(passages)
    entries: list[Entry] = []
    for index, at in cuts:
        lines = list(made[index].lines)
        found = _cut(lines[at], lines[at + 1])
        if found is None or not _is_one_word(*found, words):
            continue
        head = found[0]
        above = lines[at].text.rstrip(BLANK)[: -len(head) - 1].rstrip(BLANK)
        indent = len(lines[at + 1].text) - len(lines[at + 1].text.lstrip(BLANK))
        below = head + lines[at + 1].text[indent:]
        entries += [_entry(lines[at], above), _entry(lines[at + 1], below.rstrip(BLANK))]
        lines[at], lines[at + 1] = replace(lines[at], text=above), replace(lines[at + 1], text=below)
        made[index] = replace(made[index], lines=tuple(lines))
    return tuple(made), tuple(entries)


def _cut(above: Line, below: Line) -> tuple[str, str] | None:
    """Return the two halves of a word that may have been cut between two lines."""
    if above.marks or below.marks:
        return None
    head = _HEAD.fullmatch(above.text.rstrip(BLANK))
    tail = _TAIL.match(below.text.lstrip(BLANK))
    return (head["head"], tail["tail"]) if head and tail and tail["tail"][0].islower() else None


def _is_one_word(head: str, tail: str, words: Counter[str]) -> bool:
    head, tail = head.casefold(), tail.casefold()
    if words[f"{head}-{tail}"]:
        return False
    if words[head + tail]:
        return True
    # Each half stands in the text once already: here.
    return words[head] <= 1 and words[tail] <= 1


def _entry(line: Line, after: str) -> Entry:
    why = "A word that was cut by a hyphen at the line's end is whole again, on the line below."
    return Entry(line.place, Fate.REWRITTEN, line.text, after, "shaping/hyphen", why)
