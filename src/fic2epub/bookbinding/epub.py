"""The package: every file of the book in one zip, in an order and with dates that never change.

ebooklib is the packager and no more. Its own pages, contents and NCX are not used: it parses pages as
HTML 4 and loses text and attributes on the way, stamps the zip with the time of day, and lets failed writes
pass in silence. So each document goes in as the bytes it came as, and the writer below is told every date.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import datetime
from xml.parsers import expat

from ebooklib import epub
from lxml import etree

from fic2epub.bookbinding import ncx
from fic2epub.bookbinding.metadata import COVER, IDENTIFIER, PREFIX, Element, in_utc, metadata_of
from fic2epub.bookbinding.wording import one_line
from fic2epub.errors import BindingError
from fic2epub.lazy import regex
from fic2epub.model.book import Asset, Book, Page, PageRole

FOLDER = "EPUB"
XHTML = "application/xhtml+xml"
OUR_FAULT = "This is a fault of fic2epub. Please report it."
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
"""Languages whose books are read from the last page of a Western book to its first."""

_DC = "http://purl.org/dc/elements/1.1/"
_XML = "http://www.w3.org/XML/1998/namespace"
OPF = "content.opf"
_SAFE_NAME = regex(r"[A-Za-z][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_-]*)?\.[A-Za-z0-9]+")
"""Takes "ch0001.xhtml" and "images/cover.jpg"; spares "Kapitel 1.xhtml", "../x.css" and "title".

With its dot a name is also an id in the package that no id of the metadata can clash with.
"""
_GUIDE = {
    PageRole.COVER: ("cover", "Cover"),
    PageRole.TITLE: ("title-page", "Title page"),
    PageRole.CONTENTS: ("toc", "Contents"),
    PageRole.CHAPTER: ("text", "Start"),
    PageRole.NOTES: ("notes", "Notes"),
    PageRole.COLOPHON: ("colophon", "Colophon"),
}
"""The guide of OPF 2.0.1, section 2.6: its word for a page, and a title for a page without one."""


def bind(book: Book) -> bytes:
    """Return a book as the bytes of an EPUB 3.3 file: the same book, the same bytes.

    They depend on nothing but the book, this program's version, and the version of zlib that packs them.
    Raises BindingError where no valid EPUB can be made of the book.
    """
    _check(book)
    out = io.BytesIO()
    writer = _Binder(out, _gather(book), {"compresslevel": 6, "raise_exceptions": True})
    writer.bind(book)
    packed = out.getvalue()
    _verify(packed, book)
    return packed


def _check(book: Book) -> None:
    """Raise BindingError for a book that no reader could open."""
    if sum(page.role is PageRole.NAVIGATION for page in book.pages) != 1:
        raise BindingError("the book needs exactly one navigation document", advice=OUR_FAULT)
    seen: set[str] = set()
    for name in [OPF, ncx.FILE, *_names(book)]:
        if not _SAFE_NAME.fullmatch(name):
            raise BindingError(
                f"a file in the book has a name that readers choke on: {name!r}", advice=OUR_FAULT
            )
        if _uid(name).casefold() in seen:
            raise BindingError(f"two files in the book have the same name: {name!r}", advice=OUR_FAULT)
        seen.add(_uid(name).casefold())


def _names(book: Book) -> list[str]:
    return [*(page.name for page in book.pages), *(asset.name for asset in _assets(book))]


def _assets(book: Book) -> list[Asset]:
    """Return the files that are not pages, the cover's image first and the rest by name."""
    return [*([book.cover] if book.cover else []), *sorted(book.assets, key=lambda asset: asset.name)]


def _gather(book: Book) -> epub.EpubBook:
    """Return the book as ebooklib's, with nothing in it that ebooklib would write by itself."""
    package = epub.EpubBook()
    package.FOLDER_NAME = FOLDER
    package.IDENTIFIER_ID = IDENTIFIER
    package.set_direction("rtl" if book.facts.language.split("-")[0].lower() in RIGHT_TO_LEFT else None)
    package.add_item(epub.EpubItem("ncx", ncx.FILE, ncx.MEDIA_TYPE, ncx.ncx_of(book)))
    for page in book.pages:
        item = epub.EpubItem(_uid(page.name), page.name, XHTML, _xhtml(page))
        item.properties = _properties(page)
        package.add_item(item)
        if page.role is not PageRole.NAVIGATION:
            package.spine.append(item)
    for asset in _assets(book):
        item = epub.EpubItem(_uid(asset.name), asset.name, asset.media_type, asset.data)
        if asset is book.cover:
            item.id, item.properties = COVER, ["cover-image"]
        package.add_item(item)
    package.guide = _guide(book)
    return package


def _uid(name: str) -> str:
    return name.replace("/", "_")


def _xhtml(page: Page) -> bytes:
    """Return the page as UTF-8, and raise BindingError if it is not well-formed: no reader would open it."""
    try:
        data = page.xhtml.encode()
        parser = expat.ParserCreate("utf-8")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.Parse(data, True)
    except (UnicodeEncodeError, expat.ExpatError) as error:
        raise BindingError(
            f"the page {page.name!r} is not well-formed XML: {error}", advice=OUR_FAULT
        ) from error
    return data


def _properties(page: Page) -> list[str]:
    properties = ["nav"] if page.role is PageRole.NAVIGATION else []
    if "<svg" in page.xhtml:  # of the text, each `<` is escaped: this is a tag
        properties.append("svg")
    return properties


def _guide(book: Book) -> list[dict[str, str]]:
    """Return the guide of OPF 2, by which a Kindle finds the first page to show: the first of each role."""
    first: dict[PageRole, Page] = {}
    for page in book.pages:
        if page.role in _GUIDE:
            first.setdefault(page.role, page)
    story = (page for page in book.pages if 'epub:type="bodymatter"' in page.xhtml)
    if start := next(story, None):
        first[PageRole.CHAPTER] = start  # notes before the story are no place to begin
    guide = []
    for role, page in first.items():
        kind, title = _GUIDE[role]
        guide.append({"type": kind, "title": one_line(page.title) or title, "href": page.name})
    return guide


_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


class _DatedZip:
    """The zip that ebooklib writes to: every entry has the book's date and mode 0644, on every system."""

    def __init__(self, archive: zipfile.ZipFile, modified: datetime) -> None:
        self._archive = archive
        self._date = _zip_date(modified)

    def writestr(self, name: str, content: bytes | str, compress_type: int = zipfile.ZIP_DEFLATED) -> None:
        """Add a file. A picture is packed already: to deflate it again takes long, and gains little."""
        if name.endswith(_PICTURES):
            compress_type = zipfile.ZIP_STORED
        entry = zipfile.ZipInfo(name, self._date)
        entry.create_system = 3  # Unix, on Windows too
        entry.external_attr = 0o100644 << 16
        entry.compress_type = compress_type
        self._archive.writestr(entry, content, compresslevel=6)


def _zip_date(modified: datetime) -> tuple[int, int, int, int, int, int]:
    """Return a moment as a zip can hold it: years from 1980 to 2107 (PKWARE APPNOTE, section 4.4.6)."""
    when = in_utc(modified)
    if when.year < 1980:
        return (1980, 1, 1, 0, 0, 0)
    if when.year > 2107:
        return (2107, 12, 31, 23, 59, 58)
    return (when.year, when.month, when.day, when.hour, when.minute, when.second)


class _Binder(epub.EpubWriter):  # type: ignore[misc]  # ebooklib has no types
    """ebooklib's writer with metadata of our own, a language on the package, and dates that are given."""

    _bound: Book

    def bind(self, book: Book) -> None:
        """Write the book to the file given at the start; every error is raised."""
        self._bound = book
        with zipfile.ZipFile(self.file_name, "w", zipfile.ZIP_DEFLATED) as archive:
            self.out = _DatedZip(archive, book.modified)
            self.out.writestr("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_metadata(self, root: etree._Element) -> None:
        metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC})
        for each in metadata_of(self._bound):
            _append(metadata, each)

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set("prefix", PREFIX)
        root.set(f"{{{_XML}}}lang", self._bound.facts.language)
        self.out.writestr(f"{FOLDER}/{OPF}", ncx.document(root))


def _append(metadata: etree._Element, element: Element) -> None:
    child = etree.SubElement(metadata, element.tag.replace("dc:", f"{{{_DC}}}"))
    for name, value in element.attributes:
        child.set(name.replace("xml:", f"{{{_XML}}}"), value)
    if element.text:
        child.text = element.text


def _verify(packed: bytes, book: Book) -> None:
    """Raise BindingError unless the finished zip reads back whole, with every file of the book in it."""
    wanted = {"mimetype", "META-INF/container.xml"}
    wanted |= {f"{FOLDER}/{name}" for name in (OPF, ncx.FILE, *_names(book))}
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            broken, names = archive.testzip(), archive.namelist()
    except (zipfile.BadZipFile, zlib.error) as error:
        raise BindingError(f"the finished book does not open: {error}", advice=OUR_FAULT) from error
    if broken or sorted(names) != sorted(wanted):
        what = broken or ", ".join(sorted(wanted ^ set(names))) or "a file is in it twice"
        raise BindingError(f"the finished book is not whole: {what}", advice=OUR_FAULT)
