"""Checks of the pages: what old readers, small memories, and readers who listen need."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.page import NO_ALT, Page
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check

LONG, TOO_LONG = 260_000, 300_000
"""Bytes of a page: what calibre splits at, for Adobe's reader in old devices, and where that gives up."""
LONGEST_STYLE = 20_000
_OLD = ("font", "center", "basefont", "big", "strike", "tt", "marquee", "blink", "frameset", "applet")


def _read(book: Opened) -> Iterator[Page]:
    """Give the pages that could be read."""
    return (page for page in book.pages.values() if page.root_name == "html" and not page.parsed.fault)


def _in_spine(book: Opened) -> Iterator[Page]:
    spine = set(book.package.spine_files()) if book.package else set()
    return (page for page in _read(book) if page.name in spine)


@check(
    "page-long",
    NOTE,
    f"A page has at most {LONG:,} bytes.",
    "Split the chapter at a scene break: old readers turn long pages slowly.",
)
def page_long(book: Opened) -> Iterator[Hit]:
    """Find pages that old readers are slow with."""
    for page in book.pages.values():
        if LONG < page.size <= TOO_LONG:
            yield Hit(f"the page has {page.size:,} bytes", page.name)


@check(
    "page-too-long",
    WARNING,
    f"A page has at most {TOO_LONG:,} bytes.",
    "Split the chapter at a scene break: Adobe's reader, in older devices, does not open longer pages.",
)
def page_too_long(book: Opened) -> Iterator[Hit]:
    """Find pages that old readers do not open."""
    for page in book.pages.values():
        if page.size > TOO_LONG:
            yield Hit(f"the page has {page.size:,} bytes", page.name)


@check("page-empty", WARNING, "Each page shows something.", "Take the page out, or find what it should say.")
def page_empty(book: Opened) -> Iterator[Hit]:
    """Find pages with neither words nor pictures."""
    for page in _in_spine(book):
        if not page.shows_something:
            yield Hit("there is nothing on the page", page.name)


@check(
    "chapter-empty",
    NOTE,
    "A chapter has words below its heading.",
    "See whether the chapter's text was lost on the way.",
)
def chapter_empty(book: Opened) -> Iterator[Hit]:
    """Find chapters with a heading and no more."""
    for page in _in_spine(book):
        bare = page.letters and page.letters <= page.heading_letters and not page.elements["img"]
        if bare and not page.types & {"titlepage", "halftitlepage", "part", "volume", "cover"}:
            yield Hit("there is a heading and nothing below it", page.name)


@check("page-title", WARNING, "Each page has a title.", "Write one into the page's `title`.")
def page_title(book: Opened) -> Iterator[Hit]:
    """Find pages that a screen reader can't name."""
    for page in _read(book):
        if not page.title:
            yield Hit("the page has no title, or an empty one", page.name, page.lines.get("head", 0), "title")


@check(
    "page-language",
    WARNING,
    "Each page says its language, in `lang` and `xml:lang` alike.",
    "Set both on `html`: voices, hyphens and dictionaries go by them.",
)
def page_language(book: Opened) -> Iterator[Hit]:
    """Find pages without a language, or with two."""
    for page in _read(book):
        line = page.lines.get("html", 0)
        if not page.language and not page.xml_language:
            yield Hit("the page does not say its language", page.name, line, "html")
        elif page.language and page.xml_language and page.language.lower() != page.xml_language.lower():
            what = f"lang is {quoted(page.language)} and xml:lang {quoted(page.xml_language)}"
            yield Hit(what, page.name, line, "html")


@check("heading-order", WARNING, "Headings skip no level.", "Use h3 below h2, and not h4.")
def heading_order(book: Opened) -> Iterator[Hit]:
    """Find headings whose level leaps: readers who listen go from heading to heading."""
    for page in _in_spine(book):
        last = 0
        for spot in page.headings:
            level = int(spot.element[1])
            if last and level > last + 1:
                yield Hit(f"an {spot.element} follows an h{last}", page.name, spot.line, spot.element)
            last = level


@check("heading-empty", WARNING, "Headings have words.", "Take the empty heading away.")
def heading_empty(book: Opened) -> Iterator[Hit]:
    """Find headings without words. A heading may be a picture."""
    for page in _read(book):
        if page.elements["img"]:
            continue
        for spot in page.headings:
            if not spot.text:
                yield Hit("the heading is empty", page.name, spot.line, spot.element)


@check("image-alt", WARNING, "Each picture has words for those who can't see it.", "Write an `alt`.")
def image_alt(book: Opened) -> Iterator[Hit]:
    """Find pictures without an `alt`; an empty one says that the picture is an ornament."""
    for page in _read(book):
        for spot in page.images:
            if spot.text == NO_ALT:
                yield Hit("the picture has no alt", page.name, spot.line, spot.element)


@check("scripts", WARNING, "The book runs no programs.", "Take the scripts away: most e-readers run none.")
def scripts(book: Opened) -> Iterator[Hit]:
    """Find scripts. Kobo's own, in a KEPUB, is no matter."""
    for page in _read(book):
        if page.elements["script"]:
            yield Hit("the page has a script", page.name, page.lines["script"], "script")
        for spot in page.events[:1]:
            yield Hit(f"an element has {quoted(spot.text)}", page.name, spot.line, spot.element)


@check(
    "old-elements", WARNING, "Pages use the elements of HTML 5.", "Use a class and the stylesheet instead."
)
def old_elements(book: Opened) -> Iterator[Hit]:
    """Find elements such as `font` and `center`, which fix colours and sizes."""
    for page in _read(book):
        for name in _OLD:
            if page.elements[name]:
                yield Hit(
                    f"the page has {page.elements[name]:,} of the element {name}",
                    page.name,
                    page.lines[name],
                    name,
                )


@check(
    "inline-styles",
    NOTE,
    "The look is in the stylesheet.",
    "Use a class, so that readers can have their own look.",
)
def inline_styles(book: Opened) -> Iterator[Hit]:
    """Find `style` attributes."""
    for page in _read(book):
        if page.styled:
            what = f"{len(page.styled):,} of the page's elements have a style of their own"
            yield Hit(what, page.name, page.styled[0].line, page.styled[0].element)


@check(
    "style-in-page",
    WARNING,
    f"A page holds at most {LONGEST_STYLE:,} characters of style.",
    "Put them into a stylesheet of their own: Send to Kindle is said to refuse such pages.",
)
def style_in_page(book: Opened) -> Iterator[Hit]:
    """Find pages with a long `style` element."""
    for page in _read(book):
        for line, css in page.styles:
            if len(css) > LONGEST_STYLE:
                yield Hit(f"a style element has {len(css):,} characters", page.name, line, "style")


@check(
    "lost-characters",
    NOTE,
    "No character was lost on the way.",
    "See what should stand in the place of �: it was lost before the book was made.",
)
def lost_characters(book: Opened) -> Iterator[Hit]:
    """Find U+FFFD in the text."""
    for page in _read(book):
        if page.replaced:
            yield Hit(f"the page has {page.replaced:,} characters that were lost (U+FFFD)", page.name)


@check(
    "kobo-spans",
    ERROR,
    "Kobo's marks have ids, each once on a page.",
    "Make the KEPUB anew: a Kobo keeps the reader's place by these ids.",
)
def kobo_spans(book: Opened) -> Iterator[Hit]:
    """Find pages of a KEPUB whose marks a Kobo can't tell apart."""
    for page in _read(book):
        if "koboSpan" in page.classes and not any(uid.startswith("kobo.") for uid in page.ids):
            yield Hit("the page has Kobo's marks, and they have no ids", page.name)
