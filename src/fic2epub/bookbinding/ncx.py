"""The contents for readers of EPUB 2: old Nooks, Adobe's engine, Kindle's converter.

DAISY Z39.86-2005, section 8, as OPF 2.0.1, section 2.4.1 narrows it.
"""

from __future__ import annotations

from lxml import etree

from fic2epub.bookbinding.wording import one_line
from fic2epub.model.book import Book, Page

FILE = "toc.ncx"
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
"""With double quotes, which picky readers look for and lxml does not write."""
MEDIA_TYPE = "application/x-dtbncx+xml"
_NAMESPACE = "http://www.daisy.org/z3986/2005/ncx/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def ncx_of(book: Book) -> bytes:
    """Return the NCX of a book: its pages that have a title, in the order of the spine, nested by depth."""
    root = etree.Element(f"{{{_NAMESPACE}}}ncx", nsmap={None: _NAMESPACE})
    root.set("version", "2005-1")
    root.set(_XML_LANG, book.facts.language)
    _add_head(root, book)
    _add_text(root, "docTitle", one_line(book.facts.title))
    for author in filter(None, map(one_line, book.facts.authors)):
        _add_text(root, "docAuthor", author)
    around = [_add(root, "navMap")]
    for order, (page, label) in enumerate(_entries(book), start=1):
        del around[page.depth :]
        point = _add(around[-1], "navPoint", id=f"point-{order}", playOrder=str(order))
        around.append(point)
        _add_text(point, "navLabel", label)
        _add(point, "content", src=page.name)
    return document(root)


def document(root: etree._Element) -> bytes:
    """Return an XML document as UTF-8, with its declaration."""
    return DECLARATION + etree.tostring(root, encoding="utf-8", xml_declaration=False, pretty_print=True)


def _entries(book: Book) -> list[tuple[Page, str]]:
    """Return pages with their labels; never none, for an empty navMap is an error (OPF 2.0.1, 2.4.1)."""
    titled = [(page, one_line(page.title)) for page in book.pages if one_line(page.title)]
    return titled or [(page, one_line(book.facts.title)) for page in book.pages[:1]]


def _add_head(root: etree._Element, book: Book) -> None:
    head = _add(root, "head")
    for name, content in (
        ("dtb:uid", one_line(book.identifier)),
        ("dtb:depth", str(max(page.depth for page, _ in _entries(book)))),
        ("dtb:totalPageCount", "0"),
        ("dtb:maxPageNumber", "0"),
    ):
        _add(head, "meta", name=name, content=content)


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", attributes)


def _add_text(parent: etree._Element, tag: str, words: str) -> None:
    _add(_add(parent, tag), "text").text = words
