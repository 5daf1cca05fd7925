"""Makes words whole again that a hyphen cut at a line's end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line
from fic2epub.shaping.passages import Passage

# Takes `the ferry-`; spares `well--`, `a -` and `great-grand-`, which has a hyphen of its own.
_HEAD = regex(r"(?s:.*\s)(?P<head>[^\W\d_]{2,})-")
_TAIL = regex(r"(?P<tail>[^\W\d_]+)")
_WORD = regex(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def whole_words(passages: Sequence[Passage]) -> tuple[tuple[Passage, ...], tuple[Entry, ...]]:
    """Return passages without the hyphens that cut a word at a line's end, and entries for those lines.

    A word is made whole if the text has it elsewhere, or if neither half is a word of the text; in doubt the
    hyphen stays, as in `great-` above `grandmother`. The first half goes down to the second.
    """
    cuts = [index for index, passage in enumerate(passages) if passage.flows and any(_cuts(passage))]
    if not cuts:
        return tuple(passages), ()
    words = _count_words([line.text for passage in passages for line in passage.lines])
    made = list(passages)
    entries: list[Entry] = []
    for index in cuts:
        made[index], changed = _mended(passages[index], words)
        entries.extend(changed)
    return tuple(made), tuple(entries)


def _count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of lines, casefolded. What stands between spaces is counted first, as it is quicker."""
    pieces = Counter("\n".join(texts).casefold().split())
    words: Counter[str] = Counter()
    for piece, count in pieces.items():
        for word in _WORD.findall(piece):
            words[word] += count
    return words


def _cuts(passage: Passage) -> Iterator[bool]:
    return (line.text.rstrip(BLANK).endswith("-") for line in passage.lines[:-1])


def _mended(passage: Passage, words: Counter[str]) -> tuple[Passage, list[Entry]]:
    lines = list(passage.lines)
    after: dict[int, str] = {}
    for at, is_cut in enumerate(_cuts(passage)):
        found = _cut(lines[at], lines[at + 1]) if is_cut else None
        if found is None or not _is_one_word(*found, words):
            continue
        head = found[0]
        after[at] = lines[at].text.rstrip(BLANK)[: -len(head) - 1].rstrip(BLANK)
        after[at + 1] = head + lines[at + 1].text.strip(BLANK)
        lines[at] = replace(lines[at], text=after[at])
        lines[at + 1] = replace(lines[at + 1], text=after[at + 1])
    entries = [_entry(passage.lines[at], text) for at, text in sorted(after.items())]
    return replace(passage, lines=tuple(lines)), entries


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
