"""The record of a library: which text became which book, so that only what changed is made again.

One line for each book, in a hidden file of the library's folder: a checksum, and what it vouches for. Lines
are only added; a later one stands in for an earlier one of the same text. A line that was torn by a loss of
power, or changed since, has not its checksum, and counts as not there: its book is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path, PurePath

from fic2epub.model.book import Format
from fic2epub.model.noun import noun
from fic2epub.stores import Url, located
from fic2epub.stores.store import may_be_there

NAME = ".fic2epub-library"
_CROWDED = 2
"""The record is written anew when it has so many lines for each book."""


@noun(frozen=True, slots=True)
class Record:
    """A book that was made."""

    sources: tuple[str, ...]
    """The texts, from the library's folder on."""
    key: str
    """A digest of all that the book was made from."""
    book: str
    """Its path, from the library's folder on."""
    size: int
    modified: int
    """The book's own time, in nanoseconds: where size and time are the same, it is taken for the same."""
    digest: str
    """SHA-256 of the book."""
    identifier: str
    """Of the work."""

    def line(self) -> bytes:
        """Return the record as it is written, with its checksum."""
        said = json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":")).encode()
        return b"%08x %s\n" % (zlib.crc32(said), said)


class Manifest:
    """The records of one library."""

    def __init__(self, folder: Path) -> None:
        """Read the record of a folder, if there is one. What can't be read is not known."""
        self.folder = folder
        self._parents: dict[Path, str] = {}
        self._known: dict[tuple[object, ...], Record] = {}
        self._owners: dict[str, tuple[object, ...]] = {}
        self._lines = 0
        self._forgot = False
        data = self._begin()
        self._whole = not data or data.endswith(b"\n")
        for record in records_in(data):
            self._keep(record)
            self._lines += 1

    def _begin(self) -> bytes:
        """Find out where things are, and return the record as it was left."""
        self.path = self.folder / NAME
        self._real = os.path.realpath(self.folder)
        with contextlib.suppress(OSError):
            return self.path.read_bytes()
        return b""

    def prove(self) -> None:
        """See whether books can be put here at all, where nothing else would say so before the first."""

    def _keep(self, record: Record) -> None:
        """Know a record. A book has one: where another text's book takes its place, the older one goes."""
        key = self._key_of(record)
        owner = self._owners.get(record.book)
        if owner is not None and owner != key:
            del self._known[owner]
        before = self._known.get(key)
        if before is not None:
            self._owners.pop(before.book, None)
        self._known[key] = record
        self._owners[record.book] = key

    def _key_of(self, record: Record) -> tuple[object, ...]:
        """Return what tells records apart: texts have one book in each format."""
        return record.sources, Format.of(record.book)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._known.values())

    def of(self, sources: Iterable[Path], wanted: Format) -> Record | None:
        """Return the record of the book of these texts in a format."""
        return self._known.get((self.names(sources), wanted))

    def names(self, sources: Iterable[Path]) -> tuple[str, ...]:
        """Return texts' paths from the library's folder on; absolute ones from another drive.

        They are the same by whichever links one comes to the library or the texts.
        """
        return tuple(self._name(source) for source in sources)

    def _name(self, source: Path) -> str:
        if isinstance(source, Url):
            return str(source)
        folder = source.parent
        if folder not in self._parents:
            self._parents[folder] = self._way_to(folder)
        return f"{self._parents[folder]}{source.name}"

    def _way_to(self, folder: Path) -> str:
        """Return what the names of a folder's texts begin with."""
        real = os.path.realpath(folder)
        with contextlib.suppress(ValueError):  # Windows: on another drive
            real = os.path.relpath(real, self._real)
        way = Path(real).as_posix()
        return "" if way == "." else way if way.endswith("/") else f"{way}/"

    def source_of(self, name: str) -> Path:
        """Return the path of a text that a record names."""
        if "://" in name:
            return located(name)
        return Path(os.path.normpath(Path(self._real, name)))

    def book_name(self, path: Path) -> str:
        """Return a book's path from the library's folder on."""
        return Path(os.path.relpath(path, self.folder)).as_posix()

    def path_of(self, record: Record) -> Path:
        """Return where the record's book is."""
        return Path(os.path.normpath(self.folder / record.book))

    def is_of_texts_that_are_there(self, record: Record) -> bool:
        """Tell whether all texts of a record's book are still where they were."""
        return all(self._may_be_there(source) for source in record.sources)

    def _may_be_there(self, name: str) -> bool:
        source = located(name)
        if isinstance(source, Url):
            return may_be_there(source)
        return self._is_on_disk(name)

    def _is_on_disk(self, name: str) -> bool:
        return (self.folder / name).exists()

    def has(self, record: Record) -> bool:
        """Tell whether something has the place of the record's book."""
        return os.path.lexists(self.path_of(record))

    def is_whole(self, record: Record) -> bool:
        """Tell whether the record's book is still what was written: by size and time, else by its bytes."""
        path = self.path_of(record)
        try:
            state = path.stat()
            if state.st_size != record.size:
                return False
            return state.st_mtime_ns == record.modified or _digest(path) == record.digest
        except OSError:
            return False

    def is_ours(self, record: Record) -> bool:
        """Tell whether the record's book has the very bytes that were written, before it is removed."""
        path = self.path_of(record)
        try:
            return stat.S_ISREG(path.lstat().st_mode) and _digest(path) == record.digest
        except OSError:
            return False

    def add(self, record: Record) -> None:
        """Write a record down. Raises OSError."""
        rest = memoryview(record.line() if self._whole else b"\n" + record.line())
        self._whole = False  # whatever fails from here on may leave half a line
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
        self._whole = True
        self._lines += 1
        self._keep(record)

    def remove(self, record: Record, *, for_: Path) -> None:
        """Remove a record's book, which has come to be at another path, and the folders that it leaves empty.

        Raises OSError. A disk that is blind to case may have both names for one file: then nothing goes.
        """
        path = self.path_of(record)
        if path.samefile(for_):
            return
        path.unlink()
        root = Path(os.path.normpath(self.folder))
        for folder in path.parents:
            if folder == root or not folder.is_relative_to(root):
                break
            folder.rmdir()  # raises where something is in it, and then those above it stay, too

    def forget(self, record: Record) -> None:
        """Leave a record out from now on; `tidy` writes that down."""
        if self._known.pop(self._key_of(record), None) is not None:
            self._owners.pop(record.book, None)
        self._forgot = True

    def tidy(self) -> None:
        """Write the record anew, if it has many lines that no longer count. Raises BindingError."""
        from fic2epub.bookbinding.saving import save

        if self.folder.is_dir() and (self._forgot or self._lines > _CROWDED * max(1, len(self._known))):
            save(b"".join(record.line() for record in self), self.path)
            self._lines, self._whole, self._forgot = len(self._known), True, False


def records_in(data: bytes) -> Iterator[Record]:
    """Give the records of which every letter is as it was written."""
    for line in data.split(b"\n"):
        checksum, _, said = line.partition(b" ")
        if checksum == b"%08x" % zlib.crc32(said) and said:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                fields = json.loads(said)
                record = Record(**fields | {"sources": tuple(fields["sources"])})
                if _is_inside(record.book):
                    yield record


def _is_inside(book: str) -> bool:
    """Tell whether a book's path stays in the library: one from elsewhere must not have us touch others."""
    path = PurePath(os.path.normpath(book))
    return not path.is_absolute() and not path.drive and path.parts[:1] != ("..",)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
