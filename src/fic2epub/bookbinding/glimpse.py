"""What a book of ours shows of itself: its title, its authors, and its cover.

It may be any file by now. So nothing larger than a book of ours has it is read, and nothing is raised.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.epub import FOLDER, OPF
from fic2epub.bookbinding.unzipping import BROKEN, parsed, unzipped
from fic2epub.model.noun import noun

_LONGEST_PACKAGE = 4 << 20
_LARGEST_COVER = 32 << 20
_LARGEST_KINDLE_BOOK = 256 << 20
_NAMES = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}


@noun(frozen=True, slots=True)
class Glimpse:
    """What was seen of a book; empty where there is nothing to see."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    cover: bytes = b""
    """A picture's file."""


def glimpse(path: Path) -> Glimpse:
    """Return what the book at a path shows. Never raises."""
    try:
        if path.suffix.lower() == ".azw3":
            return _of_kindle(path)
        with unzipped(path) as archive:
            return _of_package(archive)
    except BROKEN:
        return Glimpse()


def _of_package(archive: zipfile.ZipFile) -> Glimpse:
    root = parsed(_read(archive, OPF, _LONGEST_PACKAGE))

    def told(path: str) -> tuple[str, ...]:
        found = root.xpath(path, namespaces=_NAMES)
        return tuple(map(str, found)) if isinstance(found, list) else ()

    covers = told("opf:manifest/opf:item[contains(concat(' ', @properties, ' '), ' cover-image ')]/@href")
    return Glimpse(
        title=next(iter(told("opf:metadata/dc:title[1]/text()")), ""),
        authors=told("opf:metadata/dc:creator/text()"),
        language=next(iter(told("opf:metadata/dc:language[1]/text()")), ""),
        cover=_read(archive, covers[0], _LARGEST_COVER) if covers else b"",
    )


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(f"{FOLDER}/{name}") as file:
        return file.read(most)  # whatever size the zip claims


def _of_kindle(path: Path) -> Glimpse:
    with path.open("rb") as file:
        data = file.read(_LARGEST_KINDLE_BOOK)
    title, authors, language, cover = mobi.shown_by(data)
    return Glimpse(title, authors, language, cover)
