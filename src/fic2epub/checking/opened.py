"""A book that was opened: everything that the checks look at, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from fic2epub.checking.archive import Archive, open_archive
from fic2epub.checking.contents import Contents, nav_of, ncx_of
from fic2epub.checking.package import CSS_TYPE, NCX_TYPE, XHTML_TYPE, Package, package_of
from fic2epub.checking.page import Page, local, page_of
from fic2epub.checking.picture import Picture, picture_of
from fic2epub.checking.stylesheet import Stylesheet, stylesheet_of
from fic2epub.checking.xmlfile import LONGEST, Parsed, parse

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
MOST_TEXT = 64 << 20
"""Bytes of pages and stylesheets that are read of a book: ten million words."""
LARGEST_SHEET = 1 << 20
LARGEST_PICTURE = 64 << 20


@dataclass(slots=True)
class Opened:
    """A book, opened."""

    path: Path
    archive: Archive
    files: dict[str, int]
    """The size of each file in the zip that can be read, by its name."""
    container: Parsed | None = None
    rootfiles: list[str] = field(default_factory=list)
    package_file: Parsed | None = None
    package: Package | None = None
    locked: dict[str, str] = field(default_factory=dict)
    """How each encrypted file is encrypted."""
    other_xml: dict[str, Parsed] = field(default_factory=dict)
    """The files of XML that are no pages, as they were read, without their trees."""
    pages: dict[str, Page] = field(default_factory=dict)
    nav: Contents | None = None
    ncx: Contents | None = None
    sheets: dict[str, Stylesheet] = field(default_factory=dict)
    sheet_faults: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    """Pages and stylesheets that were left unread, for the book has too much text."""

    def line_of(self, name: str) -> Parsed | None:
        """Return how a file of XML was read."""
        return self.pages[name].parsed if name in self.pages else self.other_xml.get(name)


def open_book(path: Path) -> Opened:
    """Open a book and read all that the checks look at.

    Raises SourceError and Unfit, as `open_archive` does. Whatever else is wrong is for the checks to tell.
    """
    archive = open_archive(path)
    try:
        book = Opened(path, archive, {name: entry.file_size for name, entry in archive.names.items()})
        _read_container(book)
        _read_package(book)
        if book.package is not None:
            _read_files(book, book.package)
    except BaseException:
        archive.close()
        raise
    return book


def _xml(book: Opened, name: str) -> Parsed | None:
    data = book.archive.read(name, LONGEST + 1)
    if data is None:
        return None
    parsed = parse(data)
    book.other_xml[name] = Parsed(
        None, "", parsed.fault, parsed.reason, parsed.line, parsed.declared, parsed.encoding
    )
    return parsed


def _read_container(book: Opened) -> None:
    book.container = _xml(book, CONTAINER)
    if book.container is not None and book.container.root is not None:
        book.rootfiles = [element.get("full-path", "") for element in book.container.root.iter("{*}rootfile")]
    encryption = _xml(book, ENCRYPTION)
    if encryption is not None and encryption.root is not None:
        for data in encryption.root.iter("{*}EncryptedData"):
            method, reference = data.find("{*}EncryptionMethod"), data.find(".//{*}CipherReference")
            if reference is not None:
                algorithm = method.get("Algorithm", "") if method is not None else ""
                book.locked[reference.get("URI", "")] = algorithm


def _read_package(book: Opened) -> None:
    for name in book.rootfiles[:1]:
        parsed = _xml(book, name)
        if parsed is not None:
            book.package_file = parsed
            book.package = package_of(name, parsed)


def _read_files(book: Opened, package: Package) -> None:
    budget = MOST_TEXT
    seen: set[str] = set()
    for item in package.items:
        if item.file not in book.files or item.file in seen or item.file in book.locked:
            continue
        seen.add(item.file)
        if item.media_type in {XHTML_TYPE, CSS_TYPE, NCX_TYPE}:
            budget -= book.files[item.file]
            if budget < 0:
                book.skipped.append(item.file)
            elif item.media_type == XHTML_TYPE:
                _read_page(book, item.file, is_nav="nav" in item.properties)
            elif item.media_type == NCX_TYPE:
                _read_ncx(book, item.file)
            else:
                _read_sheet(book, item.file)
        elif item.media_type.startswith("image/") and item.media_type != "image/svg+xml":
            data = book.archive.read(item.file, LARGEST_PICTURE)
            if data is not None:
                book.pictures[item.file] = picture_of(data)
        elif item.media_type.endswith("+xml"):
            _xml(book, item.file)


def _read_page(book: Opened, name: str, *, is_nav: bool) -> None:
    data = book.archive.read(name, LONGEST + 1)
    if data is None:
        return
    book.pages[name] = page_of(name, data)
    if is_nav and book.nav is None:
        root = parse(data).root
        book.nav = nav_of(name, root) if root is not None and local(root) == "html" else None


def _read_ncx(book: Opened, name: str) -> None:
    parsed = _xml(book, name)
    if parsed is not None and isinstance(parsed.root, etree._Element) and local(parsed.root) == "ncx":
        book.ncx = ncx_of(name, parsed.root)


def _read_sheet(book: Opened, name: str) -> None:
    data = book.archive.read(name, LARGEST_SHEET)
    if data is None:
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        book.sheet_faults[name] = "is not UTF-8 throughout"
        text = data.decode("utf-8-sig", errors="replace")
    book.sheets[name] = stylesheet_of(text)
