"""Where a book lies on a device: under a name that its disk takes, and that no other work has."""

from __future__ import annotations

import contextlib
import os
from dataclasses import field
from pathlib import Path, PurePath

from fic2epub.batch.manifest import Record
from fic2epub.bookbinding import naming
from fic2epub.delivering.copying import Copied, weighed
from fic2epub.delivering.labels import Label, label_of
from fic2epub.delivering.likeness import are_one_story
from fic2epub.delivering.recognition import Device
from fic2epub.delivering.record import Key, Sent
from fic2epub.model.noun import noun

_LEAST = 24
"""Bytes for a title, at least: where folders leave less, the book goes into fewer of them."""


@noun(frozen=True, slots=True)
class Place:
    """Where a book is to lie, and what it takes the place of."""

    path: Path
    record: Record | None = None
    """Of the older copy of the same work that is there, if it was written down."""
    older: bool = False
    """Whether an older copy of the same work is there."""
    beside: bool = False
    """Whether it lies beside another story's book that bears the same title, and neither has an author."""


@noun(frozen=True, slots=True)
class Book:
    """A book that wants a place."""

    key: Key
    label: Label
    made: Copied
    ending: str
    source: Path
    wanted: PurePath
    """What it is called without its ending, from the folder of books on; its parts may be any text."""


@noun(slots=True)
class Places:
    """The places of one device. Names are told apart as the strictest disk does: by neither case nor form."""

    device: Device
    sent: Sent
    taken: set[Path] = field(default_factory=set)
    """Places that books of this run have, and of which they are the owners whatever is there."""
    names: dict[Path, dict[str, str]] = field(default_factory=dict)
    """How each name in a folder is spelled there, by what clashes with it."""

    def of(self, book: Book) -> Place:
        """Return the place of a book, and keep it: that of its older copy, or a new one."""
        place = self._of_older(book) or self._new(book)
        self.taken.add(place.path)
        self._names_in(place.path.parent).setdefault(naming.clash_key(place.path.name), place.path.name)
        return place

    def _of_older(self, book: Book) -> Place | None:
        record = self.sent.under(book.key)
        if record is None:
            return None
        path = self.sent.path_of(record)
        if path in self.taken or not _stays_in(path, self.device.folder):
            return None
        if not path.exists():
            # Its owner removed it: it comes back to where it was, if nothing else has come there since.
            there = naming.clash_key(path.name) in self._names_in(path.parent)
            return None if there else Place(path)
        if self.sent.is_whole(record) or _is_same(path, book):
            return Place(path, record, older=True)
        return None

    def _new(self, book: Book) -> Place:
        folder, room = self._folder(book.wanted.parent, book.ending)
        names = self._names_in(folder)
        there: list[Path] = []
        while True:
            name = self._name(book.wanted.name, book.ending, room, len(there) + 1)
            clash = naming.clash_key(name)
            path = folder / naming.spelled(names.get(clash, name))
            if clash not in names:
                break
            there.append(path)
        older = self._copy_among(there, book)
        beside = book.label.weak and any(label_of(each).identity == book.label.identity for each in there)
        return Place(older, older=True) if older else Place(path, beside=beside)

    def _copy_among(self, there: list[Path], book: Book) -> Path | None:
        """Return the file that is the book's copy: the very same, else one that tells its story."""
        free = [path for path in there if path not in self.taken and not self._is_anothers(path, book.key)]
        for path in free:
            if path.is_file() and path.stat().st_size == book.made.size and weighed(path) == book.made:
                return path
        same = [path for path in free if _is_same(path, book)]
        alike = (path for path in same if len(same) > 1 and are_one_story(path, book.source))
        return next(alike, same[0] if same else None)

    def _is_anothers(self, path: Path, key: Key) -> bool:
        """Tell whether a file is written down as another work's book."""
        name = self.sent.book_name(path)
        return any(record.book == name and record.sources != key for record in self.sent)

    def _name(self, stem: str, ending: str, room: int, number: int) -> str:
        mark = f" ({number})" if number > 1 else ""
        return (self._legal(stem, room - len(mark)) or "untitled") + mark + ending

    def _legal(self, text: str, most: int) -> str:
        return naming.legal(text, most).translate(dict.fromkeys(map(ord, self.device.kind.avoids), "_"))

    def _folder(self, wanted: PurePath, ending: str) -> tuple[Path, int]:
        """Return the folder for a book, spelled as it stands there, and the bytes that its name may have."""
        folder, parts = self.device.folder, [self._legal(part, naming.LIMIT) for part in wanted.parts]
        for part in filter(None, parts):
            inner = folder / naming.spelled(self._folder_name(folder, part))
            if self._room_in(inner, ending) < _LEAST:
                break
            folder = inner
        return folder, max(_LEAST, min(naming.LIMIT, self._room_in(folder, ending)))

    def _room_in(self, folder: Path, ending: str) -> int:
        inside = os.path.relpath(folder, self.device.root)
        used = 0 if inside == os.curdir else len(inside.encode("utf-16-le", "surrogatepass")) // 2 + 1
        return self.device.kind.longest_path - used - len(ending)

    def _folder_name(self, parent: Path, name: str) -> str:
        """Return how a folder is called: as it stands there, or else so that it is no file's name."""
        names, number, answer = self._names_in(parent), 1, name
        while (there := names.get(naming.clash_key(answer))) and not self._may_be_folder(parent / there):
            number += 1
            mark = f" ({number})"
            answer = self._legal(name, naming.LIMIT - len(mark)) + mark
        return names.setdefault(naming.clash_key(answer), answer)

    def _may_be_folder(self, path: Path) -> bool:
        return path not in self.taken and (path.is_dir() or not os.path.lexists(path))

    def _names_in(self, folder: Path) -> dict[str, str]:
        if folder not in self.names:
            with contextlib.suppress(OSError):
                there = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208  a Path of each is slow
                self.names[folder] = {naming.clash_key(name): name for name in there}
        return self.names.setdefault(folder, {})


def _is_same(path: Path, book: Book) -> bool:
    """Tell whether a file is a copy of the same work; of a book without an identity, the same copy."""
    if not path.is_file():
        return False
    if book.label.identity:
        if label_of(path).identity != book.label.identity:
            return False
        return not book.label.weak or are_one_story(path, book.source) is True
    return path.stat().st_size == book.made.size and weighed(path) == book.made


def _stays_in(path: Path, folder: Path) -> bool:
    return path.is_relative_to(os.path.normpath(folder))
