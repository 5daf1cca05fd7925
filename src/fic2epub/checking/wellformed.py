"""Checks of each file of XML: that it can be read at all, and by everyone in the same way."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.opened import MOST_TEXT, Opened
from fic2epub.checking.verdict import ERROR, WARNING, Hit, check
from fic2epub.checking.xmlfile import LONGEST, Parsed


def _all(book: Opened) -> Iterator[tuple[str, Parsed]]:
    yield from book.other_xml.items()
    yield from ((name, page.parsed) for name, page in book.pages.items())


@check(
    "xml-well-formed",
    ERROR,
    "Pages, and all other XML, are well-formed.",
    "Mend the tag at that place; no reader opens the page as it is.",
)
def xml_well_formed(book: Opened) -> Iterator[Hit]:
    """Find XML that no parser reads."""
    for name, parsed in _all(book):
        if parsed.fault == "check/xml-well-formed":
            yield Hit(f"the file is not well-formed XML: {parsed.reason}", name, parsed.line)


@check(
    "xml-entities",
    ERROR,
    "XML declares no entities of its own.",
    "Write the characters themselves. The file was not read: entities can be made to fill the memory.",
)
def xml_entities(book: Opened) -> Iterator[Hit]:
    """Find declarations by which a file can blow up or reach for other files."""
    for name, parsed in _all(book):
        if parsed.fault == "check/xml-entities":
            yield Hit("the file declares entities, and was not read", name, parsed.line)


@check("xml-encoding", ERROR, "XML is in UTF-8 or UTF-16 throughout.", "Save the file as UTF-8.")
def xml_encoding(book: Opened) -> Iterator[Hit]:
    """Find files in other encodings, or in two."""
    for name, parsed in _all(book):
        if parsed.encoding:
            yield Hit(f"the file {parsed.encoding}", name)


@check(
    "xml-too-long",
    ERROR,
    f"No page has more than {LONGEST >> 20} MB, and all text together at most {MOST_TEXT >> 20} MB.",
    "Split it; no e-reader opens it as it is. It was not read.",
)
def xml_too_long(book: Opened) -> Iterator[Hit]:
    """Find files that no device opens."""
    for name, parsed in _all(book):
        if parsed.fault == "check/xml-too-long":
            yield Hit(f"the file has {parsed.reason}, and was not read", name)
    for name in book.skipped:
        yield Hit("the book has so much text that this file was not read", name)


@check(
    "xml-declaration",
    WARNING,
    'Each page begins with `<?xml version="1.0" encoding="utf-8"?>`.',
    "Add that line: without it Send to Kindle takes a page for Latin-1, and mangles its accents and quotes.",
)
def xml_declaration(book: Opened) -> Iterator[Hit]:
    """Find pages without a declaration."""
    for name, page in book.pages.items():
        if not page.parsed.declared:
            yield Hit("the page does not begin with an XML declaration", name, 1)
