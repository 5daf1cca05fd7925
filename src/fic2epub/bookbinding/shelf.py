"""Says whether a file on the shelf is a book that this program made, and of which work.

A KEPUB is packed as an EPUB is. An AZW3 is calibre's work, made of an EPUB of ours; it has our identifier.
The file may be anything: another's book, a bomb, a pipe. So only its first megabyte is read, where `epub`
puts the package, and nothing is unpacked further than a package can be long.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.epub import FOLDER, OPF
from fic2epub.bookbinding.metadata import GENERATOR
from fic2epub.bookbinding.ncx import DECLARATION
from fic2epub.errors import BindingError

READ = 1 << 20
"""Bytes at the beginning of a book in which it says whose it is."""
_LONGEST_PACKAGE = 4 << 20
_ENTRIES = 3
"""mimetype, container, package: the first three files of our zips."""
_HEADER = struct.Struct("<4s5H3I2H")
"""A zip's local file header (PKWARE APPNOTE, section 4.3.7)."""
_NAMESPACES = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}


def made_by_us(path: Path) -> str | None:
    """Return the identifier of the work that the file is a book of, if this program made it; else None.

    Never raises. A book that another program has packed anew (Sigil, calibre's editor) is no longer ours:
    somebody has worked on it.
    """
    try:
        return maker_of(_beginning(path))
    except OSError:
        return None


def maker_of(data: bytes) -> str | None:
    """Return the same from a file's beginning. Never raises."""
    try:
        if mobi.is_book(data):
            return mobi.identifier_in(data)
        package = _package(data)
        return _identifier(package) if package else None
    except (OSError, ValueError, struct.error, zlib.error, etree.LxmlError):
        return None


def may_replace(path: Path, book: str, *, force: bool = False) -> None:
    """Raise BindingError if a file at `path` is not an older copy of a book, unless forced.

    `book` is its identifier.
    """
    if force or not os.path.lexists(path):
        return
    refuse_other(made_by_us(path), book, path)


def refuse_other(identifier: str | None, book: str, path: Path) -> None:
    """Raise BindingError where what is at `path`, by its identifier, is no older copy of a book."""
    if identifier == book:
        return
    what = "a file that fic2epub did not make" if identifier is None else "a book of another work"
    raise BindingError(
        f"there is already {what} of that name",
        where=str(path),
        advice="Give the book another name with -o, or replace what is there with --force.",
    )


def _beginning(path: Path) -> bytes:
    with open(path, "rb", opener=_without_waiting) as file:
        return file.read(READ) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to would hold a plain open() for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _package(data: bytes) -> bytes | None:
    """Return the package document of a zip as `epub` writes it."""
    files = dict(_files(data))
    if files.get("mimetype") != b"application/epub+zip":
        return None
    return files.get(f"{FOLDER}/{OPF}")


def _files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the first files of a zip, by its local headers: the directory at its end may be a bomb."""
    at = 0
    for _ in range(_ENTRIES):
        mark, _, flags, method, _, _, _, packed, _, name, extra = _HEADER.unpack_from(data, at)
        start = at + _HEADER.size + name + extra
        if mark != b"PK\x03\x04" or flags & 0x9 or start + packed > len(data):  # encrypted, or sizes later
            return
        content = data[start : start + packed]
        yield data[at + _HEADER.size : start - extra].decode(), _unpacked(content, method)
        at = start + packed


def _unpacked(content: bytes, method: int) -> bytes:
    if method == 0:
        return content
    # What a bomb would unpack to beyond the limit is never made; the rest of it is no XML, so not ours.
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, _LONGEST_PACKAGE)


def _identifier(package: bytes) -> str | None:
    if b"<!DOCTYPE" in package or not package.startswith(DECLARATION):
        return None  # ours has neither entities nor another encoding that could hide them
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(package, parser)
    maker = root.xpath("string(opf:metadata/opf:meta[@name='generator']/@content)", namespaces=_NAMESPACES)
    own = root.xpath("string(opf:metadata/dc:identifier[@id=/*/@unique-identifier])", namespaces=_NAMESPACES)
    if not (isinstance(maker, str) and isinstance(own, str)) or maker.split(" ")[0] != GENERATOR:
        return None
    return own.strip() or None
