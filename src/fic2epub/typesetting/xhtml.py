"""The ground of every page: escaped text, safe addresses, and the document around a body."""

from __future__ import annotations

import re
from urllib.parse import quote

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK
from fic2epub.model.noun import noun

STYLESHEET = "theme.css"
"""The name of the stylesheet's file, beside the pages."""

LETTERS = "z3998"
"""The prefix of the vocabulary that has words for a letter's parts (ANSI/NISO Z39.98-2012, Authoring and
Interchange Framework): EPUB's own has none, and reading programs pass over what they don't know."""
_LETTERS_AT = "http://www.daisy.org/z3998/2012/vocab/structure/#"

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
"""The languages that are written from right to left and that turn the whole book round."""

_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML document may hold (XML 1.0, section 2.2): takes NUL and lone surrogates, spares é."""


def clean(text: str) -> str:
    """Return the text with U+FFFD for each character that XML forbids; `reading` should leave none."""
    return _FORBIDDEN.sub("\ufffd", text)


def escape(text: str) -> str:
    """Return text as the content of an element."""
    if not text.isascii() or not text.isprintable():
        text = clean(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return text as the value of an attribute, without the quotation marks around it, on one line."""
    return escape(one_line(text)).replace('"', "&quot;")


_UNSEEN = "\n" + BLANK.replace("\u1680", "")
"""White space that no audit counts. The space mark of Ogham is a stroke on the page, and is counted."""
_GAP = regex("[ \t\n\r\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def one_line(text: str) -> str:
    """Return the text with each run of white space made one space, and none at its ends."""
    return _GAP.sub(" ", clean(text).strip(_UNSEEN))


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to read in a text."""
    return not text.strip(_UNSEEN)


_WEB = regex(
    r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z][a-z0-9-]{0,62}(?::(?:\d{1,4}|[1-5]\d{4}))?(?:[/?#].*)?",
    re.IGNORECASE,
)
_MAIL = regex(r"mailto:[^\s@:/?#]+@[a-z0-9.-]+(?:\?.*)?", re.IGNORECASE)
_BARE_PERCENT = regex(r"%(?![0-9a-fA-F]{2})")


def safe_address(url: str) -> str:
    """Return a web or mail address as an `href` may hold it, or nothing for any other and for a broken one.

    Takes "http://example.org/a b" (as .../a%20b) and "mailto:nan@example.org"; spares "javascript:x",
    "/works/3" and "https:// example.org". EPUBCheck reports an address with a raw space or bracket (RSC-020).
    """
    url = clean(url).strip(_UNSEEN)
    if not (_WEB.fullmatch(url) or _MAIL.fullmatch(url)) or _has_broken_host(url):
        return ""
    front, hash_mark, fragment = _BARE_PERCENT.sub("%25", url).partition("#")
    return quote(front, safe="%/:?@!$&'()*+,;=~") + hash_mark + quote(fragment, safe="%/:?@!$&'()*+,;=~")


_PUNYCODE = regex(r"(?<=[/.@])xn--[a-z0-9-]*", re.IGNORECASE)


def _has_broken_host(url: str) -> bool:
    """Tell whether an international host's name is not what Punycode can hold, as in "http://xn--a.com"."""
    try:
        for label in _PUNYCODE.findall(url):
            label.encode("ascii").decode("idna")
    except UnicodeError:
        return True
    return False


@noun(frozen=True, slots=True)
class Sheet:
    """What is the same on all pages of a book."""

    language: str
    """A BCP 47 tag, or "und"."""
    work: str
    """The work's title, on one line."""
    smarten: bool = True
    """Whether punctuation and spaces are set as the language is printed."""

    @property
    def typography(self) -> str:
        """The language whose typography the book has: "und" where the author's characters stay."""
        return self.language if self.smarten else "und"

    @property
    def attributes(self) -> str:
        """The attributes of `html`: language and direction.

        An unknown language is said to be one: DAISY's Ace finds fault with a page that says nothing.
        """
        tag = attribute(self.language) or "und"
        turned = ' dir="rtl"' if primary(self.language) in RIGHT_TO_LEFT else ""
        return f' lang="{tag}" xml:lang="{tag}"{turned}'

    def document(self, title: str, matter: str, content: str) -> str:
        """Return a whole XHTML document: its title, the body's `epub:type`, and what the body holds."""
        named = f' epub:prefix="{LETTERS}: {_LETTERS_AT}"' if f'epub:type="{LETTERS}:' in content else ""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{named}'
            f"{self.attributes}>\n"
            f'<head>\n<meta charset="utf-8"/>\n<title>{escape(title)}</title>\n'
            f'<link rel="stylesheet" type="text/css" href="{STYLESHEET}"/>\n</head>\n'
            f'<body epub:type="{matter}">\n{content}\n</body>\n</html>\n'
        )

    @property
    def in_english(self) -> str:
        """The language of an element whose words are the book's own, in a book that is not in English."""
        return "" if primary(self.language) in ("en", "und", "") else ' lang="en" xml:lang="en" dir="ltr"'


def primary(language: str) -> str:
    """Return the language of a BCP 47 tag without region and script: "en" of "en-GB"."""
    return language.partition("-")[0].lower()
