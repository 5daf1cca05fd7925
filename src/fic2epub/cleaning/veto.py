"""The reader's own word on single lines: it outweighs every rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fic2epub.errors import RuleError
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line, Manuscript, Role

WHY_DROPPED = "You said in the sidecar that this line goes."
WHY_RETITLED = "You gave this chapter another title in the sidecar."


def obey(
    manuscript: Manuscript, keep: Iterable[int], drop: Iterable[int]
) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Keep and drop lines as a reader says, by their numbers, before any rule has a say.

    Lines to keep are marked as the story's text, which no rule may take; lines to drop go, with an entry.
    Raises RuleError for the number of a line that is not there.
    """
    kept, dropped = frozenset(keep), frozenset(drop)
    _check(kept | dropped, manuscript)
    lines: list[Line] = []
    entries: list[Entry] = []
    for line in manuscript.lines:
        number = line.place.line
        if line.blank or number not in kept | dropped:
            lines.append(line)
        elif number in dropped:
            entries.append(Entry(line.place, Fate.REMOVED, line.text, "", "sidecar/drop", WHY_DROPPED))
        else:
            lines.append(replace(line, role=Role.TEXT))
    return manuscript.with_lines(lines), tuple(entries)


def name_headings(
    manuscript: Manuscript, chapters: Iterable[tuple[int, str]]
) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Make the lines that a reader names the headings, and no others, after the rules have had their say.

    Each comes with its title, or with an empty one to leave the line as it is. Without any, nothing changes.
    Raises RuleError for a line that is not there any more.
    """
    headings = dict(chapters)
    if not headings:
        return manuscript, ()
    _check(headings, manuscript)
    lines: list[Line] = []
    entries: list[Entry] = []
    for line in manuscript.lines:
        number, text = line.place.line, line.text.strip(BLANK)
        if number not in headings or line.blank:
            lines.append(replace(line, role=Role.TEXT) if line.role is Role.HEADING else line)
            continue
        title = headings[number] or text
        if title != text:
            entries.append(
                Entry(line.place, Fate.REWRITTEN, line.text, title, "sidecar/chapters", WHY_RETITLED)
            )
        lines.append(replace(line, text=title, marks=(), role=Role.HEADING, opens=True))
    return manuscript.with_lines(lines), tuple(entries)


def _check(numbers: Iterable[int], manuscript: Manuscript) -> None:
    there = {line.place.line for line in manuscript.lines if not line.blank}
    for number in sorted(numbers):
        # A range may run over blank lines; what lies beyond the text's end is a slip.
        if number > max(there, default=0) or number < 1:
            raise RuleError(f"the sidecar speaks of line {number}, which is not in the text")
