"""Which of a work's books on a device a book is, where several share an identity.

Two stories may: an identity that rests on a title alone is that of every story called "Home", and one author
may have two called "Untitled". So what decides is first the book itself, and then the story that it tells.
"""

from __future__ import annotations

from pathlib import Path

from fic2epub.delivering.copying import Copied
from fic2epub.delivering.likeness import are_one_story
from fic2epub.delivering.record import Key, Sent


class Slots:
    """The keys of a device's books: a work's own, and further ones of the same identity, with numbers."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._given: dict[Key, Copied] = {}
        self._known: dict[Key, list[Key]] = {}
        for record in sorted(sent, key=lambda each: _number(each.sources)):
            self._known.setdefault(record.sources[:2], []).append(record.sources)

    def claim(self, key: Key, made: Copied) -> None:
        """Keep the place of a book that is there as it is, before others of its identity get theirs."""
        for slot in self._known.get(key, ()):
            record = self._sent.under(slot)
            if record and record.key == made.digest and slot not in self._given:
                self._given[slot] = made
                return

    def of(self, key: Key, made: Copied, source: Path, *, weak: bool) -> Key:
        """Return the key under which a book goes. `weak`: its identity says nothing of which story it is."""
        same = [slot for slot, other in self._given.items() if slot[:2] == key and other == made]
        answer = same[0] if same else self._older(key, source, weak=weak) or self._new(key)
        self._given[answer] = made
        return answer

    def _older(self, key: Key, source: Path, *, weak: bool) -> Key | None:
        """Return the key of an older copy, or one whose book was removed."""
        known = self._known.get(key, [])
        free = [slot for slot in known if slot not in self._given]
        if not weak and free and len({*known, *(each for each in self._given if each[:2] == key)}) == 1:
            return free[0]
        doubtful = None
        for slot in free:
            like = self._is_like(slot, source)
            if like:
                return slot
            if like is None and not weak:
                doubtful = doubtful or slot
        return doubtful or next((slot for slot in free if not self._is_there(slot)), None)

    def _is_like(self, slot: Key, source: Path) -> bool | None:
        record = self._sent.under(slot)
        return are_one_story(self._sent.path_of(record), source) if record else None

    def _is_there(self, slot: Key) -> bool:
        record = self._sent.under(slot)
        return record is not None and self._sent.has(record)

    def _new(self, key: Key) -> Key:
        number, answer = 1, key
        while answer in self._given or answer in self._known.get(key, ()):
            number += 1
            answer = (*key, str(number))
        return answer


def _number(key: Key) -> int:
    return int(key[2]) if len(key) > 2 and key[2].isdecimal() else 1
