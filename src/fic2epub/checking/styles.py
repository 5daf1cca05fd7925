"""Checks of the stylesheets: what e-readers choke on, and what takes the look out of readers' hands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from fic2epub.checking.opened import Opened
from fic2epub.checking.stylesheet import Declaration, Rule, Stylesheet, stylesheet_of
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check
from fic2epub.lazy import regex

_FUNCTIONS = regex(r"(?<![\w-])(calc|min|max|clamp|var|env)\(", re.IGNORECASE)
_UNITS = regex(r"(?<![\w#.-])-?(?:\d+(?:\.\d+)?|\.\d+)(vw|vh|vmin|vmax|rem|ch|dvh|svh|lvh)\b", re.IGNORECASE)
_SELECTORS = regex(r":(?:has|is|where)\(", re.IGNORECASE)
_FIXED = regex(r"(?<![\w#.-])(?:\d+(?:\.\d+)?|\.\d+)(px|pt|pc|cm|mm|in)\b", re.IGNORECASE)
_BLOCK = regex(r"@(?:media|supports)\b", re.IGNORECASE)
_TEXT = regex(r"(?:^|[\s,>+~])(?:html|body|p|div|span|\*)(?:[.:#\[][^\s,>+~]*)?(?=$|[\s,>+~])", re.IGNORECASE)
"""Takes "body", "p.first" and "section > p", spares ".cover" and "pre"."""
_BARE = regex(r"(?:^|,)\s*(?:span|div)\s*(?=$|,)|body\s*>", re.IGNORECASE)
_SAFE_COLOURS = frozenset("inherit initial unset transparent currentcolor none auto".split())
_FONT_FILES = (".woff", ".woff2", ".eot", ".svg")


def _sheets(book: Opened) -> Iterator[tuple[str, Stylesheet]]:
    """Give the stylesheets, and those that stand in pages or on elements."""
    yield from book.sheets.items()
    for page in book.pages.values():
        for line, css in page.styles:
            yield page.name, stylesheet_of(css, line or 1)
        for spot in page.styled:
            yield page.name, stylesheet_of(f"{spot.element}{{{spot.text}}}", spot.line or 1)


def _declarations(book: Opened, wanted: Callable[[Rule, Declaration], str]) -> Iterator[Hit]:
    """Yield a hit for each declaration of which `wanted` says what is wrong."""
    for name, sheet in _sheets(book):
        for rule in sheet.rules:
            for each in rule.declarations:
                what = wanted(rule, each)
                if what:
                    yield Hit(what, name, each.line, f"{rule.selector[:60]} {{ {each.property} }}")


@check("css-syntax", ERROR, "Stylesheets can be read to their end.", "Mend the bracket, string or comment.")
def css_syntax(book: Opened) -> Iterator[Hit]:
    """Find stylesheets that break off: what a reader makes of the rest is chance."""
    for name, sheet in book.sheets.items():
        if sheet.fault:
            yield Hit(f"the stylesheet has {sheet.fault}", name, sheet.fault_line)


@check("css-encoding", WARNING, "Stylesheets are in UTF-8.", "Save the stylesheet as UTF-8.")
def css_encoding(book: Opened) -> Iterator[Hit]:
    """Find stylesheets in other encodings."""
    for name, what in book.sheet_faults.items():
        yield Hit(f"the stylesheet {what}", name)


@check(
    "css-functions",
    WARNING,
    "Values are written out: no calc(), min(), max(), clamp(), var() or env().",
    "Write the value: Adobe's reader, in Kobos and older devices, drops the whole stylesheet, or the book.",
)
def css_functions(book: Opened) -> Iterator[Hit]:
    """Find values that old readers can't work out."""

    def wanted(_: Rule, each: Declaration) -> str:
        found = _FUNCTIONS.search(each.value)
        if found:
            return f"{found[1]}() is not known to old readers"
        return "variables are not known to old readers" if each.property.startswith("--") else ""

    return _declarations(book, wanted)


@check("css-units", WARNING, "Sizes are in em or %.", "Use em or %: old readers do not know rem, vw and vh.")
def css_units(book: Opened) -> Iterator[Hit]:
    """Find units that old readers do not know."""

    def wanted(_: Rule, each: Declaration) -> str:
        found = _UNITS.search(each.value)
        return f"the unit {found[1]} is not known to old readers" if found else ""

    return _declarations(book, wanted)


@check("css-layout", WARNING, "Pages flow: no flex and no grid.", "Use blocks and margins.")
def css_layout(book: Opened) -> Iterator[Hit]:
    """Find layouts that old readers and Kobos do not know."""

    def wanted(_: Rule, each: Declaration) -> str:
        modern = each.property == "display" and re.search(r"\b(?:flex|grid)\b", each.value)
        return f"display: {each.value[:30]} is not known to old readers" if modern else ""

    return _declarations(book, wanted)


@check("css-position", WARNING, "Nothing is fixed in its place on the page.", "Let it flow with the text.")
def css_position(book: Opened) -> Iterator[Hit]:
    """Find what covers the text where pages have another size."""

    def wanted(_: Rule, each: Declaration) -> str:
        fixed = each.property == "position" and each.value.split("!")[0].strip() in {
            "fixed",
            "absolute",
            "sticky",
        }
        return f"position: {each.value[:30]} may cover the text" if fixed else ""

    return _declarations(book, wanted)


@check(
    "css-selectors",
    WARNING,
    "Selectors are of CSS 2.1.",
    "Write the selectors out, without :is, :has, :where.",
)
def css_selectors(book: Opened) -> Iterator[Hit]:
    """Find selectors for which old readers drop the rule, or the sheet."""
    for name, sheet in _sheets(book):
        for rule in sheet.rules:
            if _SELECTORS.search(rule.selector):
                yield Hit("the selector is not known to old readers", name, rule.line, rule.selector[:80])


@check("css-empty-block", WARNING, "No @media or @supports is empty.", "Take the empty block away.")
def css_empty_block(book: Opened) -> Iterator[Hit]:
    """Find empty blocks, at which Adobe's reader drops the sheet."""
    for name, sheet in _sheets(book):
        for rule in sheet.rules:
            if _BLOCK.match(rule.selector) and not rule.holds_rules:
                yield Hit("the block is empty", name, rule.line, rule.selector[:80])


@check("css-import", WARNING, "No stylesheet calls for another.", "Link both from the page.")
def css_import(book: Opened) -> Iterator[Hit]:
    """Find @import, which some readers pass over."""
    for name, sheet in _sheets(book):
        for href, line in sheet.imports:
            yield Hit(f"it calls for {quoted(href)}", name, line, "@import")


@check(
    "css-colours",
    WARNING,
    "The text has the reader's own colours.",
    "Take the colour away: in night mode the text may be black on black.",
)
def css_colours(book: Opened) -> Iterator[Hit]:
    """Find colours of running text, and grounds of any."""

    def wanted(rule: Rule, each: Declaration) -> str:
        value = each.value.split("!")[0].strip().lower()
        if not value or value in _SAFE_COLOURS or rule.selector.startswith("@"):
            return ""
        if each.property in {"background", "background-color"} and not value.startswith(
            ("none", "transparent")
        ):
            return "a ground of its own hides the text in night mode"
        if each.property == "color":
            return "a colour of its own may not be seen in night mode"
        return ""

    return _declarations(book, wanted)


@check(
    "css-font", NOTE, "The text is in the reader's own font.", "Take the font-family away from running text."
)
def css_font(book: Opened) -> Iterator[Hit]:
    """Find fonts that are forced on running text."""

    def wanted(rule: Rule, each: Declaration) -> str:
        forced = each.property in {"font-family", "font"} and each.value.lower() not in _SAFE_COLOURS
        return "a font is forced on running text" if forced and _TEXT.search(rule.selector) else ""

    return _declarations(book, wanted)


@check(
    "css-font-size", WARNING, "Sizes of text grow with the reader's own.", "Use em or %, and not px or pt."
)
def css_font_size(book: Opened) -> Iterator[Hit]:
    """Find sizes that readers can't change."""

    def wanted(_: Rule, each: Declaration) -> str:
        fixed = each.property in {"font-size", "font", "line-height"} and _FIXED.search(each.value)
        return f"{each.property}: {each.value[:30]} does not grow with the text" if fixed else ""

    return _declarations(book, wanted)


@check("css-line-height", NOTE, "Lines are as far apart as the reader likes.", "Take the line-height away.")
def css_line_height(book: Opened) -> Iterator[Hit]:
    """Find distances of lines that are forced on running text."""

    def wanted(rule: Rule, each: Declaration) -> str:
        forced = each.property == "line-height" and each.value.lower() not in {"normal", "inherit"}
        return (
            "the distance of lines is forced on running text"
            if forced and _TEXT.search(rule.selector)
            else ""
        )

    return _declarations(book, wanted)


@check(
    "css-kobo",
    NOTE,
    "No rule is for every span or div, or for the body's own children.",
    "Use a class: Kobo's format wraps the text in spans and divs of its own.",
)
def css_kobo(book: Opened) -> Iterator[Hit]:
    """Find rules that hit what Kobo's format puts around the text. Kobo's own are no matter."""
    for name, sheet in book.sheets.items():
        for rule in sheet.rules:
            if rule.declarations and _BARE.search(rule.selector) and "book-" not in rule.selector:
                yield Hit("the rule will hit Kobo's own marks", name, rule.line, rule.selector[:80])


@check("fonts", NOTE, "The book brings no fonts.", "Leave them out, unless the letters are rare.")
def fonts(book: Opened) -> Iterator[Hit]:
    """Find fonts: they weigh much, and readers have their own."""
    for name in book.files:
        if name.lower().endswith((".ttf", ".otf", *_FONT_FILES[:3])):
            yield Hit(f"a font of {book.files[name]:,} bytes", name)


@check("font-format", WARNING, "Fonts are TrueType or OpenType.", "Put it in as .ttf or .otf.")
def font_format(book: Opened) -> Iterator[Hit]:
    """Find fonts for browsers, which e-readers do not know."""
    for name, sheet in _sheets(book):
        for rule in sheet.rules:
            if rule.selector.lower().startswith("@font-face"):
                for each in rule.declarations:
                    yield from _web_fonts(name, each)


def _web_fonts(name: str, each: Declaration) -> Iterator[Hit]:
    if each.property == "src":
        found = chain.from_iterable(re.findall(rf"\{ending}\b", each.value, re.I) for ending in _FONT_FILES)
        if next(found, None):
            yield Hit("the font is for browsers", name, each.line, "@font-face")
