"""Brings files of stores to this computer's disk, for as long as they are worked on."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from fic2epub.errors import Fic2EpubError, SourceError
from fic2epub.stores import store
from fic2epub.stores.store import Held
from fic2epub.stores.urls import Url

LARGEST = 64 * 1024 * 1024
"""Bytes. No text and no picture of a book is larger; a store may hold anything."""


@contextlib.contextmanager
def at_hand(held: Sequence[Held]) -> Iterator[dict[Url, Path]]:
    """Give the paths of copies in a private folder, which is gone afterwards.

    They lie there as they lie in the store, and bear the times that they have there. An error that names a
    copy is made to name the file in the store. Raises SourceError where one can't be fetched.
    """
    with tempfile.TemporaryDirectory(prefix="fic2epub-", ignore_cleanup_errors=True) as folder:
        copies = {each.url: Path(folder, *each.url.key[1:]) for each in held}
        try:
            for each in held:
                _fetch(each, copies[each.url], Path(folder))
            yield copies
        except Fic2EpubError as problem:
            _name(problem, Path(folder), copies)
            raise


def _fetch(held: Held, copy: Path, folder: Path) -> None:
    if held.size > LARGEST:
        what = f"the file is larger than {LARGEST >> 20} MB, which no story is"
        raise SourceError(what, where=str(held.url), advice="Something else was saved under its name.")
    # What is but a letter in a store may be a sign on a disk.
    if not copy.is_relative_to(folder) or ".." in copy.relative_to(folder).parts:
        raise SourceError("no file of a disk can be called so", where=str(held.url))
    data = store.read(held.url)
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
        if held.modified:
            os.utime(copy, ns=(held.modified, held.modified))
    except (OSError, ValueError) as problem:
        words = getattr(problem, "strerror", None) or str(problem)
        what = f"no copy could be made to work on: {words}"
        advice = "Is there room in the folder for temporary files (TMPDIR), and is its name one for a disk?"
        raise SourceError(what, where=str(held.url), advice=advice) from None


def _name(problem: Fic2EpubError, folder: Path, copies: dict[Url, Path]) -> None:
    """Let an error speak of the files in the store."""
    names = {str(copy): str(url) for url, copy in copies.items()}
    if copies:
        head = next(iter(copies)).parts[0]
        names[f"{folder}{os.sep}"] = f"{head}//"
    for field in ("what", "where", "advice"):
        said = getattr(problem, field)
        for copy in sorted(names, key=len, reverse=True):
            said = said.replace(copy, names[copy])
        setattr(problem, field, said)
