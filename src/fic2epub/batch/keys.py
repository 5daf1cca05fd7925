"""All that a book is made from, as one digest: where it is the same, the book would be the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from fic2epub import lookup
from fic2epub.conversion import cover_of
from fic2epub.settings import Settings
from fic2epub.settings.sidecar import beside
from fic2epub.version import __version__


def key_of(sources: Sequence[Path], settings: Settings) -> str:
    """Return the digest of a book's texts, their sidecars, its cover, the settings, and this program.

    Raises OSError where a text can't be read.
    """
    digest = hashlib.sha256(_common(settings).encode())
    for source in sources:
        digest.update(source.name.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
        # Where the work has no date of its own, the text's is the book's.
        digest.update(str(source.stat().st_mtime_ns).encode())
        for aside in _asides(source, settings):
            digest.update(aside.name.encode("utf-8", "surrogateescape") + b"\0")
            digest.update(hashlib.sha256(aside.read_bytes()).digest())
    return digest.hexdigest()


def _asides(source: Path, settings: Settings) -> Iterator[Path]:
    """Give the files that stand beside a text and have their say in its book."""
    sidecar = beside(source)
    if sidecar != source and sidecar.is_file():
        yield sidecar
        from fic2epub.settings.sidecar import read_sidecar

        cover = read_sidecar(source).cover
        if cover is not None and cover.is_file():
            yield cover
    if settings.cover is None and (cover := cover_of(source)):
        yield cover


@cache
def _common(settings: Settings) -> str:
    """Return what is the same for all books of a run: the program, its settings, and the user's own files."""
    said = [__version__, repr(settings.of_the_book()), os.environ.get("SOURCE_DATE_EPOCH", "")]
    if settings.name:  # it is in no book, but says where each of them has its place
        said.append(f"name {settings.name}")
    for name, path in (("cover", settings.cover), ("css", settings.css)):
        if path is not None:  # by what is in it: the same file is called otherwise from another folder
            said.append(f"{name} {_digest(path) if path.is_file() else path}")
    said += [_digest(found.path) for found in lookup.find("sites") if not found.ours]
    said.append(lookup.stylesheet(settings.theme))
    return "\n".join(said)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
