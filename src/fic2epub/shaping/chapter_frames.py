"""Reads the work's title and author off what stands around every chapter's heading.

Some sites, and people who copy page by page, write over each chapter what the work is called, and under its
heading whose it is. What is the same at every heading is of the work; what differs is of the chapter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding
from fic2epub.shaping.copied_contents import key_of
from fic2epub.shaping.heading_grammar import is_title_like, may_count, read_heading
from fic2epub.shaping.passages import Passage

Reader = Callable[[Passage], str]
"""Reads a title or an author off a passage; returns an empty text where there is none."""

FEWEST = 2
"""Headings with the same lines at each."""
TOP = 3
"""Passages at a text's top among which the first title stands; `TBC` over the headings below is none."""
WHY = "What stands the same at the heading of every chapter is the work's; kept as metadata."

_MARKS = BLANK + "*_~=#|<>+-–—"
_BYLINE = regex(r"(?:(?:written|story)\s+)?(?:by|von|par|por|di|door):?\s+(?P<who>\S.{0,60})", re.IGNORECASE)


def work_around_headings(
    passages: Sequence[Passage],
) -> tuple[tuple[Finding, ...], tuple[Entry, ...], tuple[Passage, ...]]:
    """Find the title and the author that every heading of a chapter has around it.

    Returns what was found, the entries of the lines that told it first, and the passages without those; the
    others, over the further chapters, are left where they are.
    """
    heads = _headings(passages)
    if len(heads) < FEWEST:
        return (), (), tuple(passages)
    byline = _same(passages, heads, (1, -1, -2), _author)
    title = _same(passages, heads, (-1, -2), _title) if heads[0] <= TOP else None
    told = [
        ("title", title, _title, "shaping/title-over-chapters"),
        ("authors", byline, _author, "shaping/author-of-chapters"),
    ]
    findings: list[Finding] = []
    entries: list[Entry] = []
    for field, at, read, rule in told:
        if at is not None:
            line, value = passages[at].lines[0], read(passages[at])
            findings.append(Finding(field, (value,), rule, line.place))
            entries.append(Entry(line.place, Fate.LIFTED, line.text, f"{field}: {value}", rule, WHY))
    rest = tuple(passage for at, passage in enumerate(passages) if at not in {title, byline})
    return tuple(findings), tuple(entries), rest


def _headings(passages: Sequence[Passage]) -> list[int]:
    """Return the passages that are headings beyond doubt, but for parts, which stand over chapters."""
    found = []
    for index, passage in enumerate(passages):
        if len(passage.lines) == 1 and passage.role is None and may_count(passage.lines[0].text):
            reading = read_heading(passage.lines[0].text)
            if reading is not None and reading.firm:
                found.append(index)
    return found


def _same(
    passages: Sequence[Passage], heads: Sequence[int], steps: Sequence[int], read: Reader
) -> int | None:
    """Return the first passage of those that say the same, so many steps from each heading."""
    for step in steps:
        keys = set()
        for head in heads:
            at = head + step
            text = read(passages[at]) if 0 <= at < len(passages) and at not in heads else ""
            keys.add(key_of(text))
            if len(keys) > 1 or "" in keys:
                break
        else:
            return heads[0] + step
    return None


def _one_line(passage: Passage) -> str:
    line = passage.lines[0].text
    return line.strip(_MARKS) if len(passage.lines) == 1 and passage.role is None and len(line) <= 120 else ""


def _author(passage: Passage) -> str:
    found = _BYLINE.fullmatch(_one_line(passage))
    return (
        found["who"] if found and len(found["who"].split()) <= 5 and found["who"][-1] not in ".,;:!?" else ""
    )


def _title(passage: Passage) -> str:
    text = _one_line(passage)
    return "" if not is_title_like(text) or _BYLINE.fullmatch(text) or read_heading(text) else text
