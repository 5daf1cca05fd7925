"""Book → Book as Kobo's own page wants it: a span around each sentence, and two boxes around the whole.

What a Kobo needs and what it merely likes, and where it was learnt: docs/explanation/kepub.md.
"""

from __future__ import annotations

import re
from dataclasses import field, replace

from fic2epub.bookbinding.sentences import sentences
from fic2epub.bookbinding.tags import BODY, TOKEN, VOID
from fic2epub.errors import BindingError
from fic2epub.lazy import regex
from fic2epub.model.book import Book
from fic2epub.model.noun import noun

STYLE = (
    '<style type="text/css" class="kobostylehacks">'
    "div#book-inner { margin-top: 0; margin-bottom: 0; }</style>\n"
)
"""Without it a book's own margins come on top of those that the reader has chosen."""
_OUTER, _INNER = '<div id="book-columns">', '<div id="book-inner">'
_SPANNED = regex(r"""<span\b[^<>]*\bkoboSpan\b""")
"""A page that has its spans. Takes '<span class="koboSpan"'; spares 'class="koboSpan"' in running text."""
_BOXED = regex(r"""\s*<div\b[^<>]*\bbook-columns\b[^<>]*>\s*<div\b[^<>]*\bbook-inner\b""")

_PARAGRAPHS = frozenset({"p", "ol", "ul", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
"""What begins a new first number, as soon as there are words in it."""
_UNTOUCHED = frozenset({"script", "style", "pre", "audio", "video", "svg", "math"})
"""What has no sentences, or may hold no span."""
_SPACES = " \t\n\r\f"


def for_kobo(book: Book) -> Book:
    """Return a book as KEPUB: its pages with a span around each sentence and each picture.

    The words and the spaces stay as they are. The spans of a page depend on that page alone, so that a
    reader's place and marks in a chapter outlive a change to another. A page that has spans stays as it is.
    """
    return replace(book, pages=tuple(replace(page, xhtml=spanned(page.xhtml)) for page in book.pages))


def spanned(xhtml: str) -> str:
    """Return a page with its spans. Raises BindingError for a page without a head or a body."""
    if _SPANNED.search(xhtml):
        return xhtml
    body = BODY.search(xhtml)
    head, found, rest = xhtml[: body.start() if body else 0].rpartition("</head>")
    if body is None or not found:
        raise BindingError("a page has no head or no body", advice="This is a fault of fic2epub.")
    held = _Spans().around(body[2])
    if not _BOXED.match(body[2]):
        held = f"{_OUTER}{_INNER}{held}</div></div>"
    return f"{head}{STYLE}{found}{rest}{body[1]}{held}{body[3]}{xhtml[body.end() :]}"


@noun(slots=True)
class _Spans:
    """The walk through a page: its numbers, and where it is."""

    paragraph: int = 0
    segment: int = 0
    due: bool = True
    """Whether the next span begins a paragraph. It is the words that count, not the element: an empty one
    has no number."""
    inside: list[str] = field(default_factory=list)
    """The elements that are open."""
    untouched: int = 0
    """How many elements were open when one came that is left alone; 0 outside of such."""
    out: list[str] = field(default_factory=list)

    def around(self, body: str) -> str:
        """Return what a body holds, with spans."""
        at = 0
        for token in TOKEN.finditer(body):
            if at < token.start():
                self._text(body[at : token.start()])
            self._tag(token)
            at = token.end()
        self._text(body[at:])
        return "".join(self.out)

    def _text(self, text: str) -> None:
        """Add a text. Spaces between elements are nobody's words, except in a paragraph."""
        blank = not text.strip(_SPACES)
        if self.untouched or (blank and self.inside[-1:] != ["p"]):
            self.out.append(text)
        else:
            self.out.extend(map(self._span, sentences(text)))

    def _span(self, held: str) -> str:
        if self.due:
            self.paragraph, self.segment, self.due = self.paragraph + 1, 0, False
        self.segment += 1
        return f'<span class="koboSpan" id="kobo.{self.paragraph}.{self.segment}">{held}</span>'

    def _tag(self, token: re.Match[str]) -> None:
        name = token["name"]
        if name is None:  # a comment, or another thing that is no tag
            self.out.append(token[0])
        elif token["close"]:
            self._close(name, token[0])
        elif name in VOID and not self.untouched:
            self._void(name, token["attributes"].rstrip("/ "))
        else:
            self._open(name, token)

    def _void(self, name: str, attributes: str) -> None:
        tag = f"<{name}{attributes}/>"
        if name == "img":
            self.due = True  # a picture is a paragraph of its own
            tag = self._span(tag)
        self.out.append(tag)

    def _open(self, name: str, token: re.Match[str]) -> None:
        if token["attributes"].endswith("/"):  # <p/> opens a paragraph in a reader that thinks it is HTML
            empty = token[0] if self.untouched else f"<{name}{token['attributes'][:-1].rstrip()}></{name}>"
            self.out.append(empty)
            return
        self.inside.append(name)
        self.out.append(token[0])
        if name in _UNTOUCHED and not self.untouched:
            self.untouched = len(self.inside)
        elif name in _PARAGRAPHS and not self.untouched:
            self.due = True

    def _close(self, name: str, tag: str) -> None:
        if name in VOID and not self.untouched:  # the second half of <br></br>
            return
        if self.untouched == len(self.inside):
            self.untouched = 0
        if self.inside:
            self.inside.pop()
        self.out.append(tag)
