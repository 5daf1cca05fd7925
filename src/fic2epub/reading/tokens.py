"""Cuts HTML into tags and text, in time that grows with the page and no faster, and without losing a word.

The standard library's parser gives other tokens in other releases of Python, and takes the square of the time
for some pages. This one is no judge of validity. Where a browser would swallow text, because a comment, a
quotation mark or a tag was never closed, it takes the characters for what they most likely are: words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import field

from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.reading.elements import BARE, KNOWN, RAW

MOST_ATTRIBUTES = 64
"""Further attributes of a tag are passed over."""
LONGEST_VALUE = 4000
"""Characters of an attribute's value. Only addresses of pictures are longer, and they are not wanted."""

WANTED = frozenset(
    "id class style hidden href content name property rel start value type reversed alt rowspan".split()
)

_NAME = regex(r"[A-Za-z][^\s/<>=\"']*")
_GAP = regex(r"[\s/]*")
_ATTRIBUTE = regex(r"([^\s/<>=\"']+)(\s*=\s*)?")
_UNQUOTED = regex(r"[^\s<>\"'`]+(?:[\"'`]+[^\s<>\"'`]+)*")
_DECLARED = regex(r"\[|(?:doctype|element|attlist|entity|notation)\b", re.IGNORECASE)
_REFERENCE = regex(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,7};?|[A-Za-z][A-Za-z0-9]{0,31};?)")


@noun(frozen=True, slots=True)
class Text:
    """Characters between tags, with references (`&amp;`) resolved."""

    at: int
    """Where it begins in the page."""
    text: str


@noun(frozen=True, slots=True)
class Start:
    """A start tag, or a tag without an end. Names are in small letters."""

    at: int
    name: str
    attributes: dict[str, str]


@noun(frozen=True, slots=True)
class End:
    """An end tag."""

    at: int
    name: str


Token = Text | Start | End


def tokens(page: str) -> Iterator[Token]:
    """Give the tokens of a page, in order. Comments, declarations and instructions are left out."""
    return _Cutter(page).run()


def unescaped(text: str) -> str:
    """Resolve the references in a text, as browsers do; those that are none stay as they are."""
    # Not html.unescape on the whole: it raises ValueError for `&#` with thousands of digits.
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


@noun(slots=True)
class _Finder:
    """Looks for a string from ever further on. What was found stays known, so all searches cost one pass."""

    page: str
    sought: str
    start: int = 0
    found: int = 0
    """Between `start` and here it does not stand; -1 where it does not stand anywhere from `start` on."""

    def after(self, at: int) -> int:
        """Return where it next stands at or after `at`, or -1."""
        if at < self.start:
            before = self.page.find(self.sought, at, self.start + len(self.sought) - 1)
            if before >= 0:
                return before
            self.start = at
        elif 0 <= self.found < at or self.found == self.start == 0:
            self.start, self.found = at, self.page.find(self.sought, at)
        return self.found


@noun(slots=True)
class _Cutter:
    page: str
    _finders: dict[str, _Finder] = field(default_factory=dict)
    _wasted: int = 0
    """Characters that were looked through for the end of a tag that turned out to be none."""
    _small: str | None = None

    def run(self) -> Iterator[Token]:
        """Give the tokens."""
        page, at, text_from = self.page, 0, 0
        while True:
            at = page.find("<", at)
            if at < 0:
                break
            token, end = self._markup(at)
            if end == at:  # words: `I <3 you`
                at += 1
                continue
            if text_from < at:
                yield Text(text_from, unescaped(page[text_from:at]))
            at = text_from = end
            if token is not None:
                yield token
                if isinstance(token, Start) and token.name in RAW and page[end - 2] != "/":
                    content = self._raw(token.name, end)
                    if content > end:
                        yield Text(end, self._content(token.name, end, content))
                        at = text_from = content
        if text_from < len(page):
            yield Text(text_from, unescaped(page[text_from:]))

    def _next(self, sought: str, at: int) -> int:
        if sought not in self._finders:
            self._finders[sought] = _Finder(self.page, sought)
        return self._finders[sought].after(at)

    def _markup(self, at: int) -> tuple[Token | None, int]:
        """Read the markup that begins at a `<`. Returns its token, if any, and its end; `at` for words."""
        following = self.page[at + 1 : at + 2]
        if following.isascii() and following.isalpha():
            return self._start_tag(at)
        if following == "/":
            return self._end_tag(at)
        if self.page.startswith("<![CDATA[", at):
            end = self._next("]]>", at)
            return (Text(at + 9, self.page[at + 9 : end]), end + 3) if end > 0 else (None, at + 9)
        if following == "!":
            return None, self._declaration(at)
        if following == "?":
            end = self._next(">", at)
            return None, end + 1 if 0 < end < self._or_end("<", at + 1) else at
        return None, at

    def _start_tag(self, at: int) -> tuple[Token | None, int]:
        found = _NAME.match(self.page, at + 1)
        if found is None:
            return None, at
        name = found[0].lower()
        if self._wasted > 4 * len(self.page) + 100_000:
            # Someone built this page to be slow. What is left of it is read as simply as can be.
            end = self._next(">", at)
            return (Start(at, name, {}), end + 1) if 0 < end < self._or_end("<", at + 1) else (None, at)
        attributes, end = self._attributes(found.end())
        if end < 0 or not _is_tag(name, attributes):
            self._wasted += end - at if end > 0 else -end
            return None, at
        wanted = {key: unescaped(value[:LONGEST_VALUE]) for key, value in attributes.items() if key in WANTED}
        return Start(at, name, wanted), end

    def _attributes(self, at: int) -> tuple[dict[str, str], int]:
        """Return a tag's attributes and its end; without an end, how far it was looked for, negated."""
        page, begin, attributes = self.page, at, dict[str, str]()
        while True:
            gap = _GAP.match(page, at)
            at = gap.end() if gap else at
            if page[at : at + 1] == ">":
                return attributes, at + 1
            found = _ATTRIBUTE.match(page, at)
            if found is None:
                return attributes, -(at - begin + 1)
            at = found.end()
            value = ""
            if found[2]:
                value, at = self._value(at)
                if at < 0:
                    return attributes, at
            if len(attributes) < MOST_ATTRIBUTES:
                attributes.setdefault(found[1].lower(), value if found[2] else "\0")

    def _value(self, at: int) -> tuple[str, int]:
        page = self.page
        quote = page[at : at + 1]
        if quote in ("'", '"'):
            end = self._next(quote, at + 1)
            # A quotation mark that no space or `>` follows opens something: the one before was never closed.
            if end > 0 and (page[end + 1 : end + 2] in "/>" or page[end + 1 : end + 2].isspace()):
                return page[at + 1 : min(end, at + 1 + LONGEST_VALUE)], end + 1
            end = self._next(">", at)
            return ("", end) if 0 < end < self._or_end("<", at + 1) else ("", -1)
        found = _UNQUOTED.match(page, at)
        return (found[0], found.end()) if found else ("", at)

    def _end_tag(self, at: int) -> tuple[Token | None, int]:
        found = _NAME.match(self.page, at + 2)
        end = self._next(">", at)
        if found is None:  # `</>` is nothing; `</3` is a broken heart
            return None, at + 3 if self.page.startswith("</>", at) else at
        if not 0 < end < self._or_end("<", at + 1):
            # `</p` before the next tag, or at the end of a page that was cut off there
            rest = self.page[found.end() : self._or_end("<", at + 1)]
            return (End(at, found[0].lower()), found.end()) if not rest.strip() else (None, at)
        name = found[0].lower()
        known = name in KNOWN or ":" in name or "-" in name
        return (End(at, name), end + 1) if known and not self.page[found.end() : end].strip() else (None, at)

    def _or_end(self, sought: str, at: int) -> int:
        found = self._next(sought, at)
        return len(self.page) if found < 0 else found

    def _declaration(self, at: int) -> int:
        """Return the end of a comment or a declaration; where a comment is never closed, of its mark."""
        page = self.page
        if page.startswith("<!--", at):
            if page.startswith((">", "->"), at + 4):
                return page.index(">", at) + 1
            end = self._next("-->", at + 4)
            return end + 3 if end >= 0 else at + 4
        if _DECLARED.match(page, at + 2):  # `<!what>` is someone's outcry, and words
            end, subset = self._or_end(">", at), self._next("[", at + 3)
            if 0 < subset < end and page[at + 2 : at + 9].lower() == "doctype":
                closed = self._next("]>", at)
                return closed + 2 if 0 < closed < at + 20_000 else at + 9
            return end + 1 if end < self._or_end("<", at + 1) else at
        return at

    def _raw(self, name: str, at: int) -> int:
        """Return where the content of an element without tags in it ends; `at` if its end tag is missing."""
        if self._small is None:
            small = self.page.lower()
            # A few capitals grow in small letters (`İ`), and then places would no longer agree.
            self._small = small if len(small) == len(self.page) else self.page
        key = f"</{name}"
        if key not in self._finders:
            self._finders[key] = _Finder(self._small, key)
        end = self._finders[key].after(at)
        if end < 0:
            # A title that is never closed ends with its line's text; of the others the content is words.
            return self._or_end("<", at) if name == "title" else at
        return end

    def _content(self, name: str, start: int, end: int) -> str:
        text = self.page[start:end]
        if name in ("svg", "template"):
            return re.sub(r"<[^<>]*>", " ", unescaped(text))
        return unescaped(text) if name in ("title", "textarea") else text


def _is_tag(name: str, attributes: dict[str, str]) -> bool:
    """Say whether what looks like a start tag is one. Takes `<o:p>` and `<p hidden>`; spares `<sighs>`."""
    valued = [key for key, value in attributes.items() if value != "\0"]
    if name not in KNOWN:
        return bool(valued) or ":" in name or "-" in name
    bare = (key for key, value in attributes.items() if value == "\0")
    return bool(valued) or all(key in BARE or "-" in key or ":" in key for key in bare)
