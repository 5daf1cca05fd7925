"""Checks of the contents: EPUB 3's page, EPUB 2's NCX and guide, and that they agree."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.contents import Contents
from fic2epub.checking.opened import Opened
from fic2epub.checking.package import NCX_TYPE
from fic2epub.checking.targets import Target, quoted, target_of
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check

DEEPEST = 3
"""Levels that the apps of Kobo show; its devices show one, a Kindle two."""


def _opf(book: Opened) -> str:
    return book.package.name if book.package else ""


def _known(book: Opened, target: Target) -> bool:
    """Say whether a target is there; what could not be read is taken to hold what is named."""
    if not target.file or target.file not in book.files:
        return False
    page = book.pages.get(target.file)
    return not target.fragment or page is None or bool(page.parsed.fault) or target.fragment in page.ids


@check("nav-missing", ERROR, "EPUB 3 has one page of contents, marked `nav`.", "Mark it in the manifest.")
def nav_missing(book: Opened) -> Iterator[Hit]:
    """Find books without a page of contents."""
    if book.package and book.package.is_three:
        count = len(book.package.with_property("nav"))
        if count != 1:
            yield Hit(f"{count} items of the manifest have the property nav, and not one", _opf(book))


@check("nav-toc", ERROR, "The page of contents has a list of contents.", 'Put it in `<nav epub:type="toc">`.')
def nav_toc(book: Opened) -> Iterator[Hit]:
    """Find pages of contents without contents."""
    if book.nav and not book.nav.has_toc:
        yield Hit('there is no nav with epub:type="toc"', book.nav.file)
    elif book.nav and not book.nav.points:
        yield Hit("the contents are empty", book.nav.file)


@check("nav-label", ERROR, "Each entry of the contents has words.", "Write the chapter's title into it.")
def nav_label(book: Opened) -> Iterator[Hit]:
    """Find entries without words: Send to Kindle refuses the book."""
    for contents in (book.nav, book.ncx):
        for point in (contents.points + contents.landmarks) if contents else ():
            if not point.label:
                yield Hit(
                    "an entry of the contents has no words", contents.file if contents else "", point.line
                )


@check(
    "nav-order",
    WARNING,
    "The contents have the order of the pages.",
    "Sort the entries as the spine has the pages.",
)
def nav_order(book: Opened) -> Iterator[Hit]:
    """Find contents that jump back."""
    for contents in (book.nav, book.ncx):
        if contents:
            yield from _backwards(book, contents)


def _backwards(book: Opened, contents: Contents) -> Iterator[Hit]:
    place = {name: number for number, name in enumerate(book.package.spine_files() if book.package else ())}
    last = -1
    for point in contents.points:
        at = place.get(point.target.file, last)
        if at < last:
            yield Hit(f"the entry {quoted(point.label)} leads back", contents.file, point.line)
        last = max(last, at)


@check(
    "ncx-missing", NOTE, "There is an NCX beside the page of contents.", "Add one: old readers know no other."
)
def ncx_missing(book: Opened) -> Iterator[Hit]:
    """Find EPUB 3 books without contents for old readers and Kindles."""
    if book.package and book.package.is_three and not _ncx_items(book):
        yield Hit("there is no NCX: old readers and Kindles show no contents", _opf(book))


def _ncx_items(book: Opened) -> list[str]:
    return [item.id for item in book.package.items if item.media_type == NCX_TYPE] if book.package else []


@check("ncx-needed", ERROR, "EPUB 2 has an NCX.", "Add a toc.ncx, and name it in the spine's `toc`.")
def ncx_needed(book: Opened) -> Iterator[Hit]:
    """Find EPUB 2 books without contents."""
    if book.package and book.package.version.startswith("2") and not _ncx_items(book):
        yield Hit("there is no NCX, and so no contents", _opf(book))


@check("ncx-named", ERROR, "The spine's `toc` names the NCX.", "Give the spine `toc` with the NCX's id.")
def ncx_named(book: Opened) -> Iterator[Hit]:
    """Find books whose NCX no reader will look for."""
    ids = _ncx_items(book)
    if book.package and ids and book.package.toc not in ids:
        yield Hit(f"the spine's toc is {quoted(book.package.toc)}, not {quoted(ids[0])}", _opf(book))


@check("ncx-empty", ERROR, "The NCX has entries.", "Add a navPoint for each chapter.")
def ncx_empty(book: Opened) -> Iterator[Hit]:
    """Find contents without entries: Send to Kindle refuses the book."""
    if book.ncx and not book.ncx.points:
        yield Hit("the NCX has no entry", book.ncx.file)


@check("ncx-target", ERROR, "Each entry of the NCX leads somewhere.", "Mend the entry's `src`.")
def ncx_target(book: Opened) -> Iterator[Hit]:
    """Find entries that lead nowhere."""
    for point in book.ncx.points if book.ncx else ():
        if not _known(book, point.target):
            yield Hit(
                f"{quoted(point.href)} is not in the book",
                book.ncx.file if book.ncx else "",
                point.line,
                "content",
            )


@check(
    "ncx-identifier",
    ERROR,
    "The NCX has the book's identifier.",
    "Write the package's identifier into the NCX's `dtb:uid`.",
)
def ncx_identifier(book: Opened) -> Iterator[Hit]:
    """Find NCX files of another book."""
    if book.ncx and book.package:
        own = [
            each for each in book.package.dc("identifier") if each.attributes.get("id") == book.package.unique
        ]
        if own and own[0].text != book.ncx.uid:
            yield Hit(
                f"dtb:uid is {quoted(book.ncx.uid)}, and the book is {quoted(own[0].text)}", book.ncx.file
            )


@check("ncx-order", WARNING, "playOrder counts 1, 2, 3 … without a gap.", "Count the entries anew.")
def ncx_order(book: Opened) -> Iterator[Hit]:
    """Find entries out of turn. Two that lead to the same place may have the same number."""
    known: dict[Target, str] = {}
    expected = 1
    for point in book.ncx.points if book.ncx else ():
        if point.order and known.get(point.target) == point.order:
            continue
        if point.order != str(expected):
            what = (
                f"playOrder is {quoted(point.order)} where {expected} is due"
                if point.order
                else "no playOrder"
            )
            yield Hit(what, book.ncx.file if book.ncx else "", point.line, "navPoint")
            return  # all that follow are wrong with it
        known[point.target] = point.order
        expected += 1


@check(
    "ncx-differs", WARNING, "The NCX and the page of contents agree.", "Make the NCX anew from the contents."
)
def ncx_differs(book: Opened) -> Iterator[Hit]:
    """Find books whose contents depend on the reader."""
    if not (book.nav and book.ncx and book.nav.points and book.ncx.points):
        return
    ours = [(point.label, point.target) for point in book.nav.points if point.href]
    theirs = [(point.label, point.target) for point in book.ncx.points]
    if ours == theirs:
        return
    for here, there in zip(ours, theirs, strict=False):
        if here != there:
            yield Hit(f"{quoted(there[0])} is {quoted(here[0])} in the page of contents", book.ncx.file)
            return
    yield Hit(f"it has {len(theirs)} entries, and the page of contents has {len(ours)}", book.ncx.file)


@check("toc-depth", NOTE, f"Contents have at most {DEEPEST} levels.", "Take the lower levels out.")
def toc_depth(book: Opened) -> Iterator[Hit]:
    """Find contents deeper than readers show."""
    for contents in (book.nav, book.ncx):
        deepest = max((point.depth for point in contents.points), default=0) if contents else 0
        if deepest > DEEPEST:
            yield Hit(f"the contents have {deepest} levels", contents.file if contents else "")


FEW = 4
"""Lines of contents that need no page of their own: the facts, the story, its notes, a colophon."""


@check(
    "landmarks",
    NOTE,
    "The landmarks name the contents and where the story starts.",
    'Add `<nav epub:type="landmarks">` with toc and bodymatter.',
)
def landmarks(book: Opened) -> Iterator[Hit]:
    """Find books that do not say where to begin. A book of one story and little else has no contents."""
    if book.nav:
        kinds = {kind for point in book.nav.landmarks for kind in point.type.split()}
        wanted_of_all = ("bodymatter",) if len(book.nav.points) <= FEW else ("toc", "bodymatter")
        for wanted in wanted_of_all:
            if wanted not in kinds:
                yield Hit(f"the landmarks do not name {wanted}", book.nav.file)


@check("landmark-kind", ERROR, "Each landmark says what it is, once.", "Give each `a` its own `epub:type`.")
def landmark_kind(book: Opened) -> Iterator[Hit]:
    """Find landmarks that say nothing, or the same twice."""
    seen: set[tuple[str, Target]] = set()
    for point in book.nav.landmarks if book.nav else ():
        file = book.nav.file if book.nav else ""
        if not point.type:
            yield Hit(f"the landmark {quoted(point.label)} has no epub:type", file, point.line, "a")
        elif (point.type, point.target) in seen:
            yield Hit(f"the landmark {quoted(point.type)} is there twice", file, point.line, "a")
        seen.add((point.type, point.target))


@check(
    "guide",
    NOTE,
    "The guide tells old readers and Kindles where the story starts.",
    "Add `<guide>` with a reference of the type text.",
)
def guide(book: Opened) -> Iterator[Hit]:
    """Find books that open at the cover on a Kindle."""
    if book.package and not any(each.type == "text" for each in book.package.guide):
        yield Hit("the guide does not say where the story starts", book.package.name)


@check("guide-target", ERROR, "Each reference of the guide leads somewhere.", "Mend its `href`.")
def guide_target(book: Opened) -> Iterator[Hit]:
    """Find guides that lead nowhere."""
    for each in book.package.guide if book.package else ():
        if not _known(book, target_of(_opf(book), each.href)):
            yield Hit(f"{quoted(each.href)} is not in the book", _opf(book), each.line, "reference")
