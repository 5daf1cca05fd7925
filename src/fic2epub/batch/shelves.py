"""Where books are put: on a disk, or in a store. The run asks for the same of both."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from fic2epub.batch.manifest import Manifest
from fic2epub.conversion import refuse_source
from fic2epub.stores import store
from fic2epub.stores.urls import Url


class Shelf(Protocol):
    """What can be done where books are put. What fails raises BindingError."""

    def sweep(self, folder: Path) -> object:
        """Remove what dead runs have left in a folder."""

    def stage(self, data: bytes, temporary: Path) -> None:
        """Write a book under a name that no reader opens."""

    def save(self, data: bytes, path: Path) -> None:
        """Write a book whole or not at all."""

    def refuse(self, path: Path, source: Path) -> None:
        """Raise BindingError where a book would overwrite its text."""

    def may_replace(self, path: Path, identifier: str, *, force: bool) -> None:
        """Raise BindingError where something else than an older copy of a book is in its place."""

    def publish(self, temporary: Path, path: Path) -> None:
        """Give a staged book its name."""

    def discard(self, temporary: Path) -> None:
        """Remove a staged book."""

    def settle(self, folder: Path) -> None:
        """See to it that the names given in a folder last."""

    def modified(self, path: Path) -> int:
        """Return a book's own time, in nanoseconds; 0 where the record finds it out by itself."""


def shelf_of(path: Path) -> Shelf:
    """Return the shelf that a path is on."""
    return _STORE if isinstance(path, Url) else _DISK


def manifest_of(folder: Path) -> Manifest:
    """Return the record of a library. Raises SourceError for a store that can't be read."""
    if isinstance(folder, Url):
        from fic2epub.batch.stored_manifest import StoredManifest

        return StoredManifest(folder)
    return Manifest(folder)


class _Disk:
    """A folder of this computer: all of it is `bookbinding.saving`."""

    def sweep(self, folder: Path) -> object:
        from fic2epub.bookbinding import saving

        return saving.sweep(folder)

    def stage(self, data: bytes, temporary: Path) -> None:
        from fic2epub.bookbinding import saving

        saving.stage(data, temporary)

    def save(self, data: bytes, path: Path) -> None:
        from fic2epub.bookbinding import saving

        saving.save(data, path)

    def refuse(self, path: Path, source: Path) -> None:
        if not isinstance(source, Url):
            refuse_source(source, path)

    def may_replace(self, path: Path, identifier: str, *, force: bool) -> None:
        from fic2epub.bookbinding.shelf import may_replace

        may_replace(path, identifier, force=force)

    def publish(self, temporary: Path, path: Path) -> None:
        from fic2epub.bookbinding import saving

        saving.publish(temporary, path)

    def discard(self, temporary: Path) -> None:
        from fic2epub.bookbinding import saving

        saving.discard(temporary)

    def settle(self, folder: Path) -> None:
        from fic2epub.bookbinding import saving

        saving.settle(folder)

    def modified(self, path: Path) -> int:
        return path.stat().st_mtime_ns


class _Store:
    """A folder of a store: a book is sent as a whole, and gets its name by a move in the store itself."""

    def sweep(self, folder: Path) -> object:  # noqa: ARG002  a Shelf's
        return None  # the record of the library does so: it has the listing

    def stage(self, data: bytes, temporary: Path) -> None:
        try:
            store.write(Url(temporary), data)
        except BaseException:
            self.discard(temporary)
            raise

    def save(self, data: bytes, path: Path) -> None:
        store.save(Url(path), data)

    def refuse(self, path: Path, source: Path) -> None:
        if path == source:
            refuse_source(source, path)

    def may_replace(self, path: Path, identifier: str, *, force: bool) -> None:
        from fic2epub.bookbinding.shelf import READ, maker_of, refuse_other

        if force:
            return
        url = Url(path)
        if store.looked_at(url) is not None:
            refuse_other(maker_of(store.read(url, READ)), identifier, path)

    def publish(self, temporary: Path, path: Path) -> None:
        try:
            store.move(Url(temporary), Url(path))
        except BaseException:
            self.discard(temporary)
            raise

    def discard(self, temporary: Path) -> None:
        store.remove(Url(temporary))

    def settle(self, folder: Path) -> None:
        pass  # a store has answered when it has kept what it was sent

    def modified(self, path: Path) -> int:  # noqa: ARG002  a Shelf's
        return 0


_DISK, _STORE = _Disk(), _Store()
