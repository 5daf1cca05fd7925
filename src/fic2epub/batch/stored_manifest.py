"""The record of a library in a store: the same lines, in an object that is written anew as a whole.

A store can't add a line to a file, and knows no locks. So the record is written when half a minute has gone
by and at the end, and then what is there at that moment is read before: books that another run has written
down meanwhile stay known. What is lost between two runs is a line at most, and the book is made again.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from pathlib import Path

from fic2epub.batch.manifest import NAME, Manifest, Record, records_in
from fic2epub.errors import BindingError, Fic2EpubError, SourceError
from fic2epub.lazy import regex
from fic2epub.stores import store
from fic2epub.stores.store import Held
from fic2epub.stores.urls import Url

_EACH = 30.0
"""Seconds from one writing to the next."""
_OLD = 24 * 3600
"""Seconds after which a staged book belongs to a run that is dead: a store does not say who lives."""
_STAGED = regex(r"\.fic2epub-[0-9]+-[0-9]+\.part")


class StoredManifest(Manifest):
    """The records of one library in a store."""

    folder: Url

    def _begin(self) -> bytes:
        self._url = self.folder / NAME
        self._written = time.monotonic()
        self._dirty = False
        self._files: dict[Url, Held] = {}
        self._list()
        return self._read()

    def _list(self) -> None:
        self._files = {held.url: held for held in store.listed(self.folder)}

    def _read(self) -> bytes:
        return store.read(self._url) if self._url in self._files else b""

    def prove(self) -> None:
        """Write the record as it is, before anything is made: whoever may not, is told so once and at once.

        Staged books of runs that are long dead go, too. Raises BindingError.
        """
        self._write()
        for held in self._files.values():
            if _STAGED.fullmatch(held.url.name) and 0 < held.modified < (time.time() - _OLD) * 1e9:
                store.remove(held.url)

    def _name(self, source: Path) -> str:
        return str(source) if isinstance(source, Url) else Path(os.path.realpath(source)).as_posix()

    def _is_on_disk(self, name: str) -> bool:
        return Path(name).exists()

    def book_name(self, path: Path) -> str:
        """Return a book's path from the library's folder on."""
        return "/".join(path.relative_to(self.folder).parts)

    def path_of(self, record: Record) -> Path:
        """Return where the record's book is."""
        path: Path = self.folder.joinpath(*record.book.split("/"))
        return path

    def has(self, record: Record) -> bool:
        """Tell whether something has the place of the record's book."""
        return self.path_of(record) in self._files

    def is_whole(self, record: Record) -> bool:
        """Tell whether the record's book is still what was written, by size and time as it was listed."""
        held = self._files.get(Url(self.path_of(record)))
        return held is not None and bool(held.modified) and self._stamped(record, held)

    def _stamped(self, record: Record, held: Held) -> bool:
        return held.size == record.size and held.modified == record.modified

    def add(self, record: Record) -> None:
        """Keep a record, and write all of them if it is time: should that fail, the end will say so."""
        self._keep(record)
        self._dirty = True
        if time.monotonic() - self._written > _EACH:
            with contextlib.suppress(Fic2EpubError):
                self._write()

    def remove(self, record: Record, *, for_: Path) -> None:
        """Remove a record's book, which has come to be at another path."""
        path = self.path_of(record)
        if path != for_ and isinstance(path, Url):
            store.remove(path)

    def tidy(self) -> None:
        """Write the record, if it has changed. Raises BindingError."""
        if self._dirty:
            self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        try:
            self._list()
            theirs = list(records_in(self._read()))
        except SourceError as problem:
            raise BindingError(problem.what, where=problem.where, advice=problem.advice) from None
        for record in theirs:
            if self._key_of(record) not in self._known and record.book not in self._owners:
                self._keep(record)
        lines = []
        for record in list(self):
            held = self._files.get(Url(self.path_of(record)))
            if held is not None and not record.modified:
                self._keep(stamped := replace(record, modified=held.modified))
                lines.append(stamped.line())
            else:
                lines.append(record.line())
        store.save(self._url, b"".join(lines))
        self._dirty = False
