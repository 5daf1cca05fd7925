"""Checks of the package's metadata: what a library, a shop and a device learn of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.package import Meta
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check
from fic2epub.lazy import regex

TAG = regex(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z0-9]{2,8}",
    re.IGNORECASE,
)
"""A language tag, as RFC 5646 (section 2.1) has it. Takes "pt-BR" and "zh-Hant-TW", spares "english_GB"."""
KINDLE = frozenset(
    "af ar br ca co cy da de en es eu fi fr frr fy ga gd gl gsw gu gv hi is it ja kw lb ml mr nb nl nn oc pl"
    " pt rm sco stq sv ta zh".split()
)
"""The languages that Amazon's own shop lists for books."""
RIGHT_TO_LEFT = frozenset("ar dv fa he ps sd ug ur yi".split())
_MODIFIED = regex(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T[0-2]\d:[0-5]\d:[0-6]\dZ", re.ASCII)
_DATE = regex(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)
_POSITION = regex(r"\d+(?:\.\d+)*", re.ASCII)


def _package(book: Opened) -> str:
    return book.package.name if book.package else ""


@check("package", ERROR, "The package is one that can be read.", "Bind the book anew.")
def package(book: Opened) -> Iterator[Hit]:
    """Find package files that are something else."""
    if book.package_file is not None and book.package_file.root is not None and book.package is None:
        yield Hit("the file is no package of a book", book.rootfiles[0])


@check("package-version", ERROR, "The package says that it is EPUB 3 or EPUB 2.", "Set version to 3.0.")
def package_version(book: Opened) -> Iterator[Hit]:
    """Find packages of no known version."""
    if book.package and book.package.version not in {"2.0", "3.0", "3.1"}:
        yield Hit(f"the package says version {quoted(book.package.version)}", book.package.name)


@check("package-sections", ERROR, "The package has metadata, a manifest and a spine.", "Bind the book anew.")
def package_sections(book: Opened) -> Iterator[Hit]:
    """Find packages that lack one."""
    if book.package:
        for name in ("metadata", "manifest", "spine"):
            if name not in book.package.sections:
                yield Hit(f"the package has no {name}", book.package.name)


@check(
    "identifier",
    ERROR,
    "The package has an identifier of its own, which is not empty.",
    "Give `dc:identifier` the id that `unique-identifier` names.",
)
def identifier(book: Opened) -> Iterator[Hit]:
    """Find books that no device can know again."""
    if not book.package:
        return
    own = [each for each in book.package.dc("identifier") if each.attributes.get("id") == book.package.unique]
    if not book.package.unique or not own:
        yield Hit("no dc:identifier has the id that unique-identifier names", book.package.name)
    elif not own[0].text:
        yield Hit("the identifier is empty", book.package.name, own[0].line, "dc:identifier")


@check("title", ERROR, "The book has a title.", "Add a `dc:title`.")
def title(book: Opened) -> Iterator[Hit]:
    """Find books without a name."""
    if book.package and not any(each.text for each in book.package.dc("title")):
        yield Hit("there is no dc:title, or it is empty", book.package.name)


@check("author", NOTE, "The book names its author.", "Add a `dc:creator`, if you know who wrote it.")
def author(book: Opened) -> Iterator[Hit]:
    """Find books by nobody."""
    if book.package and not any(each.text for each in book.package.dc("creator")):
        yield Hit("there is no dc:creator", book.package.name)


@check("language", ERROR, "The book names its language.", "Add a `dc:language`, such as en.")
def language(book: Opened) -> Iterator[Hit]:
    """Find books without a language: Send to Kindle refuses them."""
    if book.package and not any(each.text for each in book.package.dc("language")):
        yield Hit("there is no dc:language, or it is empty", book.package.name)


@check(
    "language-tag",
    ERROR,
    "Languages are named by tags, such as en or pt-BR.",
    "Write the tag of the language (BCP 47) instead of its name.",
)
def language_tag(book: Opened) -> Iterator[Hit]:
    """Find tags that are none."""
    if book.package:
        for each in book.package.dc("language"):
            if each.text and not TAG.fullmatch(each.text):
                yield Hit(f"{quoted(each.text)} is no language tag", book.package.name, each.line, each.name)
    for name, page in book.pages.items():
        for tag in {page.language, page.xml_language} - {""}:
            if not TAG.fullmatch(tag):
                yield Hit(f"{quoted(tag)} is no language tag", name, page.lines.get("html", 0), "html")


@check(
    "language-kindle",
    NOTE,
    "The language is one that Send to Kindle is known to take.",
    "If Amazon refuses the book (E999), name another language for the copy that you mail.",
)
def language_kindle(book: Opened) -> Iterator[Hit]:
    """Find languages that Amazon may refuse."""
    if book.package:
        for each in book.package.dc("language")[:1]:
            if TAG.fullmatch(each.text) and each.text.split("-")[0].lower() not in KINDLE:
                yield Hit(
                    f"Send to Kindle may refuse the language {quoted(each.text)}",
                    book.package.name,
                    each.line,
                    each.name,
                )


@check(
    "modified",
    ERROR,
    "EPUB 3 says once when the book was last changed, as `2024-03-01T12:00:00Z`.",
    'Write one `<meta property="dcterms:modified">`, in UTC.',
)
def modified(book: Opened) -> Iterator[Hit]:
    """Find books without the moment, with several, or with one that can't be read."""
    if not book.package or not book.package.is_three:
        return
    moments = book.package.properties("dcterms:modified")
    if len(moments) != 1:
        yield Hit(f"there are {len(moments)} dcterms:modified, and not one", book.package.name)
    for each in moments:
        if not _MODIFIED.fullmatch(each.text):
            yield Hit(f"{quoted(each.text)} is no moment in UTC", book.package.name, each.line, "meta")


@check("date", WARNING, "A date is written 2024-03-01.", "Write the year first, then month and day.")
def date(book: Opened) -> Iterator[Hit]:
    """Find dates that library programs can't read."""
    if book.package:
        dates: list[Meta] = book.package.dc("date")
        for each in dates:
            if not _DATE.fullmatch(each.text):
                yield Hit(f"{quoted(each.text)} is no date", book.package.name, each.line, each.name)


@check(
    "refines", ERROR, "What refines something names a thing that is there.", "Mend the id, or drop the meta."
)
def refines(book: Opened) -> Iterator[Hit]:
    """Find metadata about nothing."""
    if book.package:
        for each in book.package.metadata:
            about = each.attributes.get("refines", "")
            if about.startswith("#") and about[1:] not in book.package.ids:
                yield Hit(
                    f"it refines {quoted(about)}, which is not there", book.package.name, each.line, each.name
                )


@check(
    "series",
    WARNING,
    "A series has a name, and a place in it is a number.",
    "Write group-position and calibre:series_index with digits, such as 2 or 2.5.",
)
def series(book: Opened) -> Iterator[Hit]:
    """Find places in a series that no program can sort by."""
    if not book.package:
        return
    for each in book.package.metadata:
        place = each.attributes.get("property") == "group-position"
        if place and not _POSITION.fullmatch(each.text):
            yield Hit(f"{quoted(each.text)} is no place in a series", book.package.name, each.line, "meta")
        word = each.attributes.get("content", "")
        if each.attributes.get("name") == "calibre:series_index" and not _POSITION.fullmatch(word):
            yield Hit(f"{quoted(word)} is no place in a series", book.package.name, each.line, "meta")


@check(
    "direction",
    WARNING,
    "A book in a language that is written from right to left turns its pages that way.",
    'Give the spine `page-progression-direction="rtl"`.',
)
def direction(book: Opened) -> Iterator[Hit]:
    """Find Hebrew, Arabic or Persian books that begin at the wrong end."""
    if book.package and book.package.is_three and book.package.direction != "rtl":
        for each in book.package.dc("language")[:1]:
            if each.text.split("-")[0].lower() in RIGHT_TO_LEFT:
                yield Hit(f"the language is {quoted(each.text)}, and pages turn to the left", _package(book))
