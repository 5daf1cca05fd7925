"""The reader's own word on single lines, before any rule has a say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fic2epub.errors import RuleError
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line, Manuscript, Role

WHY_DROPPED = "You said in the sidecar that this line goes."
WHY_RETITLED = "You gave this chapter another title in the sidecar."


def obey(
    manuscript: Manuscript, keep: Iterable[int], drop: Iterable[int], chapters: Iterable[tuple[int, str]]
) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Do what a reader says of lines, by their numbers.

    Lines to keep are marked as the story's text, which no rule may take; lines to drop go, with an entry;
    lines that are headings are marked so, and get the title that is given with them. Raises RuleError for
    the number of a line that is not there.
    """
    kept, dropped, headings = frozenset(keep), frozenset(drop), dict(chapters)
    _check((*kept, *dropped, *headings), manuscript)
    lines: list[Line] = []
    entries: list[Entry] = []
    for line in manuscript.lines:
        number = line.place.line
        if line.blank or number not in kept | dropped | headings.keys():
            lines.append(line)
        elif number in dropped:
            entries.append(Entry(line.place, Fate.REMOVED, line.text, "", "sidecar/drop", WHY_DROPPED))
        elif number in headings:
            title = headings[number] or line.text.strip(BLANK)
            if title != line.text.strip(BLANK):
                entries.append(
                    Entry(line.place, Fate.REWRITTEN, line.text, title, "sidecar/chapters", WHY_RETITLED)
                )
            lines.append(replace(line, text=title, marks=(), role=Role.HEADING, opens=True))
        else:
            lines.append(replace(line, role=Role.TEXT))
    return manuscript.with_lines(lines), tuple(entries)


def _check(numbers: Iterable[int], manuscript: Manuscript) -> None:
    last = max((line.place.line for line in manuscript.lines), default=0)
    for number in numbers:
        if not 1 <= number <= last:
            raise RuleError(f"the sidecar speaks of line {number}; the text has {last} lines")
