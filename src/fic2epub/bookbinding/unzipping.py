"""Anyone's EPUB, opened: its zip, and its package document, of which no more is read than a book may have.

The file may be anything: cut off, a bomb, no book at all. What is then raised is one of BROKEN.
"""

from __future__ import annotations

import os
import posixpath
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from lxml import etree

BROKEN = (
    OSError, EOFError, ValueError, KeyError, IndexError, RuntimeError, NotImplementedError,
    struct.error, zlib.error, zipfile.BadZipFile, etree.LxmlError,
)  # fmt: skip
"""What is raised for a file that is no book."""
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{*}rootfile"  # some have no namespace
_LONGEST_CONTAINER = 64 << 10
_LONGEST_PACKAGE = 4 << 20
_MOST_ENTRIES = 20_000
_LONGEST_DIRECTORY = 8 << 20
_END = struct.Struct("<4s4H2IH")
"""How a zip ends (PKWARE APPNOTE, section 4.3.16)."""
_LARGE_END = struct.Struct("<32x2Q")
"""How many entries a large zip has, and how long its directory is (section 4.3.14)."""


def unzipped(source: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip, unless its directory claims more than any book has: it would all be read at once.

    A file that is given stays open when the zip is closed.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            _refuse_bomb(file)
    else:
        _refuse_bomb(source)
    return zipfile.ZipFile(source)


def _refuse_bomb(file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile("no end")
    *_, entries, directory, _, _ = _END.unpack_from(tail, at)
    if (larger := tail.rfind(b"PK\x06\x06", 0, at)) >= 0:
        entries, directory = _LARGE_END.unpack_from(tail, larger)
    if entries > _MOST_ENTRIES or directory > _LONGEST_DIRECTORY:
        raise zipfile.BadZipFile("too large a directory")


def content_of(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a file of a zip. Raises ValueError for one of more than so many bytes."""
    with archive.open(name) as file:
        data = file.read(most + 1)  # whatever size the zip claims
    if len(data) > most:
        raise ValueError("too large")
    return data


def parsed(data: bytes, *, mended: bool = False) -> etree._Element:
    """Return a document's root, read without entities, definitions or network; `mended` where it is torn."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=mended
    )
    return etree.fromstring(data, parser)


def package_of(archive: zipfile.ZipFile) -> tuple[etree._Element, str]:
    """Return the root of a book's package document, and its name in the zip."""
    container = parsed(content_of(archive, _CONTAINER, _LONGEST_CONTAINER))
    root = next(container.iter(_ROOTFILE), None)
    name = "" if root is None else root.get("full-path", "")
    if name not in archive.NameToInfo:
        name = posixpath.normpath(name)
    return parsed(content_of(archive, name, _LONGEST_PACKAGE)), name
