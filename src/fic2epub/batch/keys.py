"""All that a book is made from, as one digest: where it is the same, the book would be the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fic2epub import lookup
from fic2epub.conversion import cover_of
from fic2epub.settings import Settings
from fic2epub.settings.sidecar import beside
from fic2epub.stores.store import Held
from fic2epub.version import __version__


def key_of(sources: Sequence[Path], settings: Settings, ground: str) -> str:
    """Return the digest of a book's texts, their sidecars, its cover, the settings, and this program.

    `ground` is what `ground_of` says of the settings. Raises OSError where a text can't be read.
    """
    said = [ground]
    if len(sources) > 1:  # where nothing else names the work, the folder of its parts does
        said.append(sources[0].resolve().parent.name)
    for source in sources:
        # Where the work has no date of its own, the text's is the book's: to the second, as a book has it.
        said += [source.name, _digest(source), str(int(source.stat().st_mtime))]
        for aside in _asides(source, settings):
            said += [aside.name, _digest(aside)]
    return hashlib.sha256(repr(said).encode("utf-8", "surrogateescape")).hexdigest()


def key_of_held(sources: Sequence[Path], held: Sequence[Held], ground: str) -> str:
    """Return the same for texts in a store: by what the store says of their content, and reads none of it.

    Empty where the store says nothing by which a change could be told.
    """
    if not all(each.is_told_apart for each in held):
        return ""
    said = [ground, *map(str, sources)]
    # The moment to the second, as a book has it: a store may tell it more finely when it lists.
    said += [f"{each.url} {each.size} {each.mark} {each.modified // 10**9}" for each in held]
    if not all(each.mark for each in held):
        said += [str(each.modified) for each in held]
    return hashlib.sha256(repr(said).encode("utf-8", "surrogateescape")).hexdigest()


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


def ground_of(settings: Settings) -> str:
    """Return the digest of what is the same for all books of these settings: the program, the user's files.

    Raises OSError, or RuleError, where one of those can't be read.
    """
    said = [__version__, repr(settings.of_the_book()), os.environ.get("SOURCE_DATE_EPOCH", "")]
    if settings.name:  # it is in no book, but says where each of them has its place
        said.append(f"name {settings.name}")
    for name, path in (("cover", settings.cover), ("css", settings.css)):
        if path is not None:  # by what is in it: the same file is called otherwise from another folder
            said.append(f"{name} {_digest(path) if path.is_file() else path}")
    said += [_digest(found.path) for found in lookup.find("sites") if not found.ours]
    said.append(lookup.stylesheet(settings.theme))
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
