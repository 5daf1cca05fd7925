"""Book → Book without what Amazon's converter is known, or suspected, to refuse.

Amazon publishes no such list. What is here was gathered from people whose books were refused; each is in
docs/how-to/kindle.md with how sure it is. The words of the pages stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fic2epub.bookbinding.tags import ATTRIBUTE, TOKEN
from fic2epub.lazy import regex
from fic2epub.model.book import Asset, Book, Page, PageRole
from fic2epub.model.manuscript import Notice

LANGUAGES = frozenset(
    """af ar br ca co cy da de en es eu fi fr frr fy ga gd gl gsw gu gv hi is it ja kw lb ml mr nb nl nn oc pl
    pt rm sco stq sv ta zh""".split()
)
"""The languages of books that Amazon says it takes."""
_UNWANTED = frozenset({"epub:type", "epub:prefix", "role", "lang", "xml:lang", "style"})
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_STYLED = frozenset({"em", "strong", "i", "b"})
_SPAN_STYLES = (
    "/* Emphasis, as classes */\n.em, .i { font-style: italic; }\n.strong, .b { font-weight: bold; }\n\n"
)
_CLASS = regex(r"""(\sclass\s*=\s*["'])""")
_SELECTORS = regex(r"(?:\A|(?<=[{}]))([^{}]*+)\{")
_STYLED_NAME = regex(r"(?<![\w.#\-:])(em|strong|i|b)(?![\w-])")
"""An element's name in a selector. Takes "em em" and ".note em,"; spares ".em", "40em" and "b-side"."""
_CSS_COMMENT = regex(r"/\*.*?\*/", re.DOTALL)
_VARIABLE = regex(r"(?<=[;{])\s*+(?:--[^;{}]*+|[\w-]++\s*+:[^;{}]*?\bvar\([^;{}]*+)(?:;|(?=\}))")
"""A declaration that sets a variable or asks for one: takes "--ink: red;" and "color: var(--ink);"."""


def for_kindle(book: Book) -> Book:
    """Return a book whose pages have no epub:type, no roles, no languages, no comments, and spans for em."""
    return replace(
        book,
        pages=tuple(_plain(page) for page in book.pages),
        assets=tuple(_styled(asset) for asset in book.assets),
    )


def doubts(language: str) -> tuple[Notice, ...]:
    """Return what a reader should know before a book of this language is sent to a Kindle."""
    if language.partition("-")[0].lower() in LANGUAGES:
        return ()
    if language in ("", "und"):
        text = "The language of the book is not known, and Amazon may refuse it: say it with -l."
    else:
        text = f"Amazon does not list the language {language!r}, and may refuse a book that is sent in it."
    return (Notice("kindle/language", text),)


def _plain(page: Page) -> Page:
    # Without its epub:type, the contents would be no contents (EPUB 3.3, section 7.3).
    kept = {"epub:type"} if page.role is PageRole.NAVIGATION else set()
    out: list[str] = []
    at = 0
    for token in TOKEN.finditer(page.xhtml):
        out += (page.xhtml[at : token.start()], _tag(token, kept))
        at = token.end()
    out.append(page.xhtml[at:])
    xhtml = "".join(out)
    # Without a declaration, the text is taken for Latin-1 (XML says UTF-8, the converter does not).
    return replace(page, xhtml=xhtml if xhtml.startswith("<?xml") else _DECLARATION + xhtml)


def _tag(token: re.Match[str], kept: set[str]) -> str:
    name, attributes = token["name"], token["attributes"]
    if name is None:
        return "" if token[0].startswith("<!--") else token[0]
    if name in _STYLED:
        attributes = attributes if token["close"] else _classed(attributes, name)
        name = "span"
    return f"<{token['close']}{name}{ATTRIBUTE.sub(lambda one: _attribute(one, kept), attributes)}>"


def _classed(attributes: str, name: str) -> str:
    """Return the attributes of an element with one more class."""
    if _CLASS.search(attributes):
        return _CLASS.sub(rf"\1{name} ", attributes)
    return f' class="{name}"{attributes}'


def _attribute(found: re.Match[str], kept: set[str]) -> str:
    name = found[1]
    if name in kept:
        return found[0]
    return "" if name in _UNWANTED or name.startswith(("aria-", "data-")) else found[0]


def _styled(asset: Asset) -> Asset:
    """Return a stylesheet whose rules for emphasis hold for the spans, and which has no variables."""
    if asset.media_type != "text/css":
        return asset
    css = _VARIABLE.sub("", _CSS_COMMENT.sub("", asset.data.decode(errors="replace")))
    css = _SELECTORS.sub(lambda found: _STYLED_NAME.sub(r".\1", found[1]) + "{", css)
    return replace(asset, data=(_SPAN_STYLES + css.lstrip()).encode())
