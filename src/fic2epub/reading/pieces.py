"""A line of plain text on the desk: its characters, its marks, and what has been done to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line, Mark, Place
from fic2epub.model.noun import noun

END = "\n"
"""Inside a piece's text: here a line ends, although the source has no line's end."""

Edit = tuple[int, int, str]
"""From, to (half-open), and what stands there instead."""


@noun(slots=True)
class Piece:
    """A line of the source while it is read."""

    place: Place
    text: str
    marks: list[Mark] = field(default_factory=list)
    acts: list[Entry] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.text.strip(BLANK)

    def change(self, text: str, rule: str, why: str, marks: Sequence[Mark] = ()) -> None:
        """Give it another text, if it is another, and enter that."""
        if text != self.text:
            self.acts.append(Entry(self.place, Fate.REWRITTEN, self.text, text, rule, why))
            self.text = text
            self.marks = list(marks)

    def edit(self, edits: Iterable[Edit], rule: str, why: str, marks: Iterable[Mark] = ()) -> None:
        """Put something else at some places, and move all marks along; `marks` are on the text as it was."""
        done = sorted(edits)
        out: list[str] = []
        last = 0
        for start, end, instead in done:
            out += (self.text[last:start], instead)
            last = end
        shifts = [0]
        for start, end, instead in done:
            shifts.append(shifts[-1] + len(instead) - (end - start))
        starts = [start for start, _, _ in done]

        def moved(at: int) -> int:
            # An edge never stands inside what is replaced: marks go from tag to tag.
            return at + shifts[bisect_right(starts, at - 1)] if at else 0

        held = [replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in (*self.marks, *marks)]
        new = "".join(out) + self.text[last:]
        self.change(new, rule, why, [mark for mark in held if mark.start < mark.end])

    def lines(self) -> Iterator[Line]:
        """Give the line that it is, or the lines, each a part of the place."""
        rows = self._rows()
        if len(rows) == 1:
            start, text = rows[0]
            yield Line(self.place, text, self._marks_on(start, text))
            return
        for part, (start, text) in enumerate(rows, 1):
            yield Line(replace(self.place, part=part), text, self._marks_on(start, text))

    def entries(self) -> Iterator[Entry]:
        """Give what was done to it: all acts on a line, or for each of its parts how it came to be."""
        rows = self._rows()
        if len(rows) > 1:
            rule = next(act for act in self.acts if END in act.after)
            before = self.acts[0].before
            for part, (_, text) in enumerate(rows, 1):
                if text.strip(BLANK):
                    yield replace(rule, place=replace(self.place, part=part), before=before, after=text)
        elif self.acts:
            *first, last = self.acts
            yield from first
            text = rows[0][1]
            yield replace(last, after=text, fate=last.fate if text else Fate.REMOVED)

    def _rows(self) -> list[tuple[int, str]]:
        """Return the lines inside, with where they start: no empty one first, and one less at the end."""
        rows: list[tuple[int, str]] = []
        at = 0
        for text in self.text.split(END):
            if text.strip(BLANK) or rows or END not in self.text:
                rows.append((at, text))
            at += len(text) + 1
        if len(rows) > 1 and not rows[-1][1].strip(BLANK):
            rows.pop()
        return rows or [(0, "")]

    def _marks_on(self, start: int, text: str) -> tuple[Mark, ...]:
        end = start + len(text)
        clipped = (
            replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
            for mark in self.marks
        )
        return tuple(mark for mark in clipped if mark.start < mark.end)
