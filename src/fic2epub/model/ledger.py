"""What was done to each line of the source, by which rule, and why."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Sequence
from dataclasses import field

from fic2epub.model.manuscript import BLANK, Line, Place
from fic2epub.model.noun import noun


class Fate(enum.Enum):
    """What became of a line."""

    REMOVED = "removed"
    """Left out of the book: the site put it there, not the author."""
    REWRITTEN = "rewritten"
    """Kept, with some of its characters mended or left out; `after` is what stands in the book."""
    LIFTED = "lifted"
    """Became metadata: the work's title, author, tags, dates."""
    MARKED = "marked"
    """Became structure: a scene break, the heading of a note."""


LEAVES = frozenset({Fate.REMOVED, Fate.LIFTED, Fate.MARKED})
"""The fates that take a line out of the running text."""


@noun(frozen=True, slots=True)
class Entry:
    """One act on one line."""

    place: Place
    fate: Fate
    before: str
    """The line as it was."""
    after: str
    """REWRITTEN: the line as it is. LIFTED: the fields it gave. Otherwise what it became, or nothing."""
    rule: str
    """The rule's id, `room/rule` or `site/rule`."""
    why: str
    """One plain sentence for a reader."""


@noun(frozen=True, slots=True)
class Ledger:
    """All entries of one conversion, in the order in which they were made."""

    entries: tuple[Entry, ...] = ()
    _by_place: dict[Place, tuple[Entry, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, place: Place) -> tuple[Entry, ...]:
        """Return the entries about one line, oldest first."""
        if not self._by_place and self.entries:
            gathered: dict[Place, list[Entry]] = {}
            for entry in self.entries:
                gathered.setdefault(entry.place, []).append(entry)
            self._by_place.update({at: tuple(found) for at, found in gathered.items()})
        return self._by_place.get(place, ())

    def by_rule(self) -> dict[str, tuple[Entry, ...]]:
        """Return the entries under the rules that made them, in order of first use."""
        gathered: dict[str, list[Entry]] = {}
        for entry in self.entries:
            gathered.setdefault(entry.rule, []).append(entry)
        return {rule: tuple(found) for rule, found in gathered.items()}

    def with_fate(self, *fates: Fate) -> tuple[Entry, ...]:
        """Return the entries with one of these fates, by place."""
        return tuple(sorted((e for e in self.entries if e.fate in fates), key=lambda e: e.place))

    def replay(self, lines: Sequence[Line]) -> tuple[tuple[Place, str], ...]:
        """Do again, to the lines of the source, what the ledger says was done.

        Returns the place and text of every non-blank line that stays, in order. The story's own words must
        equal these: that is what the audits compare.
        """
        touched = {e.place for e in self.entries}
        kept: list[tuple[Place, str]] = []
        for line in lines:
            text: str | None = line.text
            if line.place in touched:
                text = _after(line.text, self.of(line.place))
            if text is not None and text.strip(BLANK):
                kept.append((line.place, text))
        return tuple(kept)

    def as_text(self) -> str:
        """Return the ledger for reading: line, fate, rule, text and reason, by place."""
        return "".join(
            f"{e.place}  {e.fate.value}  {e.rule}\n    {e.before}\n"
            + (f"    → {e.after}\n" if e.after else "")
            + f"    {e.why}\n"
            for e in sorted(self.entries, key=lambda e: e.place)
        )

    def as_json(self) -> str:
        """Return the ledger as a JSON array of objects, by place."""
        return json.dumps(
            [as_record(e) for e in sorted(self.entries, key=lambda e: e.place)], ensure_ascii=False
        )


def as_record(entry: Entry) -> dict[str, str | int]:
    """Return an entry as a flat record for programs."""
    return {
        "source": entry.place.source,
        "line": entry.place.line,
        "fate": entry.fate.value,
        "rule": entry.rule,
        "before": entry.before,
        "after": entry.after,
        "why": entry.why,
    }


def _after(text: str, entries: Iterable[Entry]) -> str | None:
    """Return what is left of a line after its entries, or None where it left the running text."""
    for entry in entries:
        if entry.fate in LEAVES:
            return None
        text = entry.after
    return text
