"""Checks of the manifest and the spine against what is in the zip."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.package import CSS_TYPE, NCX_TYPE, XHTML_TYPE, Item
from fic2epub.checking.picture import MEDIA_TYPES
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import ERROR, WARNING, Hit, check

_BY_ENDING = {
    ".xhtml": {XHTML_TYPE},
    ".html": {XHTML_TYPE},
    ".htm": {XHTML_TYPE},
    ".css": {CSS_TYPE},
    ".ncx": {NCX_TYPE},
    ".svg": {"image/svg+xml"},
    ".ttf": {
        "font/ttf",
        "font/sfnt",
        "application/font-sfnt",
        "application/x-font-ttf",
        "application/vnd.ms-opentype",
    },
    ".otf": {"font/otf", "font/sfnt", "application/font-sfnt", "application/vnd.ms-opentype"},
}
SPINE_TYPES = frozenset({XHTML_TYPE, "image/svg+xml", "application/x-dtbook+xml"})
_OWN = frozenset({"mimetype"})


def _items(book: Opened) -> list[Item]:
    return book.package.items if book.package else []


def _opf(book: Opened) -> str:
    return book.package.name if book.package else ""


@check("manifest-missing", ERROR, "Each file that the manifest lists is there.", "Add it, or strike it out.")
def manifest_missing(book: Opened) -> Iterator[Hit]:
    """Find items without a file."""
    there = {entry.filename for entry in book.archive.entries}
    for item in _items(book):
        if not item.href:
            yield Hit("an item names no file", _opf(book), item.line, f"item {item.id}")
        elif item.file and item.file not in there:
            yield Hit(f"{quoted(item.href)} is listed and not there", _opf(book), item.line, "item")
        elif item.target.outside or item.target.scheme == "file":
            yield Hit(f"{quoted(item.href)} lies outside of the book", _opf(book), item.line, "item")


@check(
    "manifest-unlisted",
    WARNING,
    "Each file in the zip is listed in the manifest.",
    "List it, or delete it if nothing needs it.",
)
def manifest_unlisted(book: Opened) -> Iterator[Hit]:
    """Find files that no reader will see."""
    if not book.package:
        return
    listed = {item.file for item in book.package.items} | set(book.rootfiles) | _OWN
    for name in book.files:
        if name not in listed and not name.startswith("META-INF/"):
            yield Hit("the file is not in the manifest", name)


@check("manifest-twice", ERROR, "Each file and each id is in the package once.", "Strike out the second one.")
def manifest_twice(book: Opened) -> Iterator[Hit]:
    """Find items that are listed twice."""
    if not book.package:
        return
    for uid, line in book.package.twice:
        yield Hit(f"the id {quoted(uid)} is there twice", _opf(book), line)
    seen: set[str] = set()
    for item in book.package.items:
        if item.file and item.file in seen:
            yield Hit(f"{quoted(item.href)} is listed twice", _opf(book), item.line, "item")
        seen.add(item.file)


@check("media-type", ERROR, "The manifest says of each file what it is.", "Set the media-type that is meant.")
def media_type(book: Opened) -> Iterator[Hit]:
    """Find files that are declared as something else."""
    for item in _items(book):
        if item.file not in book.files:
            continue
        picture = book.pictures.get(item.file)
        said = item.media_type
        if not said:
            yield Hit(f"{quoted(item.href)} has no media-type", _opf(book), item.line, "item")
        elif picture and picture.format and MEDIA_TYPES[picture.format] != said.replace("/jpg", "/jpeg"):
            yield Hit(f"it is declared as {said}, and is {MEDIA_TYPES[picture.format]}", item.file)
        elif said == "image/jpg":
            yield Hit("image/jpg should be image/jpeg", _opf(book), item.line, "item")
        else:
            meant = _BY_ENDING.get(posixpath.splitext(item.file)[1].lower())
            if meant and said not in meant:
                yield Hit(f"it is declared as {quoted(said)}", item.file, 0, "item")


@check("page-kind", ERROR, "What is declared as a page is an XHTML page.", "Make its first element `html`.")
def page_kind(book: Opened) -> Iterator[Hit]:
    """Find pages whose first element is no `html`."""
    for name, page in book.pages.items():
        if page.root_name and page.root_name != "html":
            yield Hit(f"the first element is {quoted(page.root_name)}, not html", name, 1)


@check("spine-empty", ERROR, "The spine has pages to read.", "List the pages in their order.")
def spine_empty(book: Opened) -> Iterator[Hit]:
    """Find books without pages."""
    if book.package and not any(ref.linear for ref in book.package.spine):
        yield Hit("there is no page in the spine that is read in turn", _opf(book))


@check("spine-unknown", ERROR, "The spine names items of the manifest.", "Mend or strike out the itemref.")
def spine_unknown(book: Opened) -> Iterator[Hit]:
    """Find spines that name nothing."""
    if book.package:
        ids = {item.id for item in book.package.items}
        for ref in book.package.spine:
            if ref.idref not in ids:
                yield Hit(
                    f"the spine names {quoted(ref.idref)}, which is no item", _opf(book), ref.line, "itemref"
                )


@check("spine-twice", ERROR, "Each page is in the spine once.", "Strike out the second one.")
def spine_twice(book: Opened) -> Iterator[Hit]:
    """Find pages that come twice."""
    seen: set[str] = set()
    for ref in book.package.spine if book.package else ():
        if ref.idref in seen:
            yield Hit(f"{quoted(ref.idref)} is in the spine twice", _opf(book), ref.line, "itemref")
        seen.add(ref.idref)


@check("spine-kind", ERROR, "The spine has only pages.", "Take it out of the spine, or give it a fallback.")
def spine_kind(book: Opened) -> Iterator[Hit]:
    """Find pictures and the like in the spine."""
    if not book.package:
        return
    by_id = {item.id: item for item in book.package.items}
    for ref in book.package.spine:
        item = by_id.get(ref.idref)
        if item and item.media_type not in SPINE_TYPES and not item.fallback:
            yield Hit(f"{quoted(item.href)} is in the spine and is no page", _opf(book), ref.line, "itemref")


@check(
    "page-left-out",
    WARNING,
    "Each page of the manifest is in the spine.",
    "Put it in the spine: most readers show nothing else.",
)
def page_left_out(book: Opened) -> Iterator[Hit]:
    """Find pages that a reader never comes to. The contents may stay outside."""
    if not book.package:
        return
    spine = {ref.idref for ref in book.package.spine}
    for item in book.package.items:
        if item.media_type == XHTML_TYPE and item.id not in spine and "nav" not in item.properties:
            yield Hit("the page is in the manifest and not in the spine", item.file or item.href)


@check(
    "properties",
    ERROR,
    "EPUB 3 says in the manifest which pages hold drawings (svg) or programs (scripted).",
    "Add the word to the item's `properties`.",
)
def properties(book: Opened) -> Iterator[Hit]:
    """Find pages whose item does not tell it."""
    if not book.package or not book.package.is_three:
        return
    for item in book.package.items:
        page = book.pages.get(item.file)
        if page is None:
            continue
        if page.elements["svg"] and "svg" not in item.properties:
            yield Hit(
                "the page has an svg, and its item does not say so", item.file, page.lines["svg"], "svg"
            )
        runs = page.elements["script"] or page.events or page.elements["form"]
        if runs and "scripted" not in item.properties:
            yield Hit("the page has a script or a form, and its item does not say so", item.file)
