"""The record that a device carries: which work is which file, so that a newer copy takes its place.

It is kept as the record of a library is: a line for each book, with a checksum, and a torn line counts as not
there. A book that is not in it is known by what it says of itself; so to lose the record loses no place.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from fic2epub.batch.manifest import Manifest, Record

NAME = ".fic2epub-sent"
Key = tuple[str, ...]
"""What tells the books of a device apart: the work's identity, and the ending of the file."""


class Sent(Manifest):
    """The books that were sent to one folder. A record's `sources` are the book's Key, its `key` a digest."""

    def _begin(self) -> bytes:
        super()._begin()
        self.path = self.folder / NAME
        with contextlib.suppress(OSError):
            return self.path.read_bytes()
        return b""

    def _key_of(self, record: Record) -> Key:
        return record.sources

    def under(self, key: Key) -> Record | None:
        """Return the record of a work's book."""
        return self._known.get(key)

    def has_file(self, record: Record) -> bool:
        """Tell whether a file has the place of the record's book."""
        return self.path_of(record).is_file()

    def note(self, record: Record) -> None:
        """Write a record down; without it the book is there all the same."""
        with contextlib.suppress(OSError):
            self.add(record)


def time_of(path: Path) -> int:
    """Return a book's time in nanoseconds; 0 where it can't be known."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0
