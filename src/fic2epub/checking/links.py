"""Checks of links: each leads to something in the book, and nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.page import Link, Page
from fic2epub.checking.targets import Target, quoted, target_of
from fic2epub.checking.verdict import ERROR, WARNING, Hit, check

HARMLESS = frozenset({"http", "https", "mailto", "tel", "ftp", "urn", "xmpp", "irc", "ircs", "news", "doi"})
"""Schemes that a link to follow may have."""
LONGEST_DATA = 100_000


def _all(book: Opened) -> Iterator[tuple[Page, Link, Target]]:
    for page in book.pages.values():
        for link in page.links:
            yield page, link, target_of(page.name, link.href)


def _loads(book: Opened) -> Iterator[tuple[str, int, str, str]]:
    """Give what stylesheets and pages load: file, line, element, address."""
    for page in book.pages.values():
        for link in page.links:
            if link.loads:
                yield page.name, link.line, link.element, link.href
    for name, sheet in book.sheets.items():
        for href, line in (*sheet.loads, *sheet.imports):
            yield name, line, "url()", href
    if book.package:
        for item in book.package.items:
            yield book.package.name, item.line, "item", item.href


@check("id-twice", ERROR, "Each id is on a page once.", "Rename the second one, and the links to it.")
def id_twice(book: Opened) -> Iterator[Hit]:
    """Find ids that are not unique."""
    for page in book.pages.values():
        for spot in page.twice:
            yield Hit(f"the id {quoted(spot.text)} is there already", page.name, spot.line, spot.element)


@check("link-target", ERROR, "Each link leads to a file of the book.", "Mend the link, or take it away.")
def link_target(book: Opened) -> Iterator[Hit]:
    """Find links to files that are not there."""
    for page, link, target in _all(book):
        if not target.scheme and (target.outside or target.file not in book.files):
            yield Hit(f"{quoted(link.href)} is not in the book", page.name, link.line, link.element)


@check("link-fragment", ERROR, "Each link leads to a place that is there.", "Mend the part behind the #.")
def link_fragment(book: Opened) -> Iterator[Hit]:
    """Find links to ids that are not there."""
    for page, link, target in _all(book):
        aim = book.pages.get(target.file)
        if (
            aim
            and target.fragment
            and not link.loads
            and not aim.parsed.fault
            and target.fragment not in aim.ids
        ):
            yield Hit(f"{quoted(link.href)}: no such id is there", page.name, link.line, link.element)


@check(
    "link-unlisted",
    ERROR,
    "Links lead to pages of the spine.",
    'Put the page that is linked to into the spine; `linear="no"` keeps it out of the turn of pages.',
)
def link_unlisted(book: Opened) -> Iterator[Hit]:
    """Find links to pages that no reader can open."""
    spine = set(book.package.spine_files()) if book.package else set()
    for page, link, target in _all(book):
        if not link.loads and target.file in book.pages and target.file not in spine:
            yield Hit(f"{quoted(link.href)} is not in the spine", page.name, link.line, link.element)


@check(
    "link-body",
    WARNING,
    "No link leads to the id of a page's body.",
    "Link to the page alone: Send to Kindle refuses some books for it.",
)
def link_body(book: Opened) -> Iterator[Hit]:
    """Find links to the `body` of a page."""
    for page, link, target in _all(book):
        aim = book.pages.get(target.file)
        if aim and target.fragment and target.fragment == aim.body_id:
            yield Hit(f"{quoted(link.href)} is the body of that page", page.name, link.line, link.element)


@check("link-scheme", ERROR, "Links lead into the book or to the web.", "Take the link away.")
def link_scheme(book: Opened) -> Iterator[Hit]:
    """Find links to the reader's own disk, and links that run a program."""
    for page, link, target in _all(book):
        if not link.loads and target.scheme and target.scheme not in HARMLESS:
            yield Hit(f"{quoted(link.href)} is a {target.scheme}: link", page.name, link.line, link.element)


@check(
    "remote",
    ERROR,
    "All that a page shows is in the book.",
    "Put the file into the book, or take it away. It tells its owner who reads; e-readers are offline.",
)
def remote(book: Opened) -> Iterator[Hit]:
    """Find pictures, styles and fonts that would be fetched from the net."""
    for name, line, element, href in _loads(book):
        scheme = target_of(name, href).scheme
        if scheme and scheme != "data":
            yield Hit(f"{quoted(href)} would be fetched from outside of the book", name, line, element)


@check("source-empty", ERROR, "Each picture names its file.", "Take the `img` away, or give it its `src`.")
def source_empty(book: Opened) -> Iterator[Hit]:
    """Find pictures of nothing: Send to Kindle refuses the book."""
    for page in book.pages.values():
        named = sum(link.element == "img" and bool(link.href.strip()) for link in page.links)
        if page.elements["img"] > named:
            line = page.images[0].line if page.images else 0
            yield Hit(f"{page.elements['img'] - named} of its pictures name no file", page.name, line, "img")


@check("css-target", ERROR, "What a stylesheet loads is in the book.", "Mend the address, or take it away.")
def css_target(book: Opened) -> Iterator[Hit]:
    """Find fonts and pictures of a stylesheet that are not there."""
    for name, sheet in book.sheets.items():
        for href, line in (*sheet.loads, *sheet.imports):
            target = target_of(name, href)
            missing = target.outside or target.file not in book.files
            if not target.scheme and missing and not href.startswith("#"):
                yield Hit(f"{quoted(href)} is not in the book", name, line, "url()")


@check(
    "data-address", WARNING, "Pictures are files of their own.", "Put the picture into the book as a file."
)
def data_address(book: Opened) -> Iterator[Hit]:
    """Find long `data:` addresses, which old readers do not show."""
    for name, line, element, href in _loads(book):
        if len(href) > LONGEST_DATA and href.lstrip().lower().startswith("data:"):
            yield Hit(f"a picture of {len(href):,} characters stands in the page itself", name, line, element)
