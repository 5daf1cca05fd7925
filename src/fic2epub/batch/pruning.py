"""Books of a library whose texts are gone: which there are, and their removal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fic2epub.batch.lock import alone_in
from fic2epub.batch.manifest import Manifest, Record
from fic2epub.errors import SourceError
from fic2epub.model.noun import noun
from fic2epub.stores import Url


@noun(frozen=True, slots=True)
class Surplus:
    """A book whose texts are gone."""

    sources: tuple[Path, ...]
    book: Path
    stays: str = ""
    """Why it is not removed all the same; empty where it may be."""


CHANGED = "somebody has changed it since"
NOT_MOUNTED = "its text's folder is there and empty, as one whose disk is not connected"


def surplus(library: Path, folders: Sequence[Path]) -> list[Surplus]:
    """Return the books of a library that were made of texts below `folders` that are no longer there.

    A book that another text's has taken the place of is none. Raises SourceError where one of the folders is
    not there, or no text of the record's is left below it: that is a disk that is not connected, and no
    reason to remove anything.
    """
    return [found for _, found in _surplus(Manifest(library), folders)]


def prune(library: Path, folders: Sequence[Path]) -> list[Path]:
    """Remove those books, and folders in the library that are empty then; return the books.

    What can't be removed is left. Raises as `surplus` does.
    """
    removed: list[Path] = []
    with alone_in(library):
        manifest = Manifest(library)
        for record, found in _surplus(manifest, folders):
            if found.stays:
                continue
            with contextlib.suppress(OSError):
                found.book.unlink()
                removed.append(found.book)
                manifest.forget(record)
                _remove_empty(found.book.parent, library)
        if removed:
            manifest.tidy()
    return removed


def _surplus(manifest: Manifest, folders: Sequence[Path]) -> list[tuple[Record, Surplus]]:
    roots = [os.path.realpath(folder) for folder in folders]
    alive: dict[str, int] = dict.fromkeys(roots, 0)
    gone: list[tuple[Record, tuple[Path, ...]]] = []
    places: set[str] = set()
    for record in manifest:
        sources = tuple(manifest.source_of(name) for name in record.sources)
        if any(_may_be_there(source) for source in sources):
            places.add(os.path.normcase(manifest.path_of(record)))
            for root in _roots_of(sources, roots):
                alive[root] += 1
        else:
            gone.append((record, sources))
    found = []
    for record, sources in gone:
        book = manifest.path_of(record)
        ours = list(_roots_of(sources, roots))
        if not ours or not os.path.lexists(book) or os.path.normcase(book) in places:
            continue
        for root in ours:
            if not alive[root]:
                raise SourceError(
                    "none of the texts that were here before is left, and nothing is removed for that",
                    where=root,
                    advice="Connect the disk, if it is on one; else convert once without --prune before.",
                )
        found.append((record, Surplus(sources, book, _why_it_stays(manifest, record, sources))))
    return found


def _why_it_stays(manifest: Manifest, record: Record, sources: Sequence[Path]) -> str:
    if any(_is_empty(source.parent) for source in sources):
        return NOT_MOUNTED
    return "" if manifest.is_ours(record) else CHANGED


def _may_be_there(path: Path) -> bool:
    """Tell whether a file is there; one that can't be asked for may be."""
    if isinstance(path, Url):
        return True  # what is in a store is not asked for here, and its book stays
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _is_empty(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _roots_of(sources: Sequence[Path], roots: Sequence[str]) -> Iterator[str]:
    for root in roots:
        if any(_is_below(source, root) for source in sources):
            yield root


def _is_below(source: Path, root: str) -> bool:
    return not isinstance(source, Url) and Path(os.path.realpath(source.parent)).is_relative_to(root)


def _remove_empty(folder: Path, library: Path) -> None:
    """Remove a folder of the library, and those above it, as long as they are empty."""
    with contextlib.suppress(OSError):
        while folder != library and folder.is_relative_to(library):
            folder.rmdir()
            folder = folder.parent
