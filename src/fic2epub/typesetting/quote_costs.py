"""What each reading of a quotation mark costs, by the characters beside it.

A cost near 0 is what an editor expects, 5 is a slip of the typist, NEVER cannot be. They were set by
hand, on the labelled sentences of `tests/typesetting/quotes.txt`.
"""

from __future__ import annotations

import enum
import math
import unicodedata
from collections.abc import Iterable

from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.typesetting.habits import Habits

NEVER = math.inf


class Reading(enum.IntEnum):
    """What a mark is taken for."""

    OPEN = 0
    CLOSE = 1
    APOSTROPHE = 2
    PRIME = 3


class Side(enum.StrEnum):  # quicker to look up than a mere Enum, and looked up for every mark
    """What stands on one side of a mark, other marks and emphasis signs left out."""

    SPACE = " "
    """White space, or the end of the paragraph."""
    BRACKET = "("
    """An opening bracket; an inverted question or exclamation mark."""
    DASH = "-"
    WORD = "w"
    ELLIPSIS = "…"
    STOP = "."
    """Any other punctuation that follows words."""
    SIGN = "#"
    """Anything else: currency, emoji, bullets."""


@noun(frozen=True, slots=True)
class Token:
    """A quotation mark in its surroundings."""

    mark: str
    place: int
    """Its offset in the paragraph."""
    left: Side
    right: Side
    before: str
    """The text up to it, some forty characters."""
    after: str
    """The text from it on, some twenty characters."""
    habits: Habits

    @property
    def double(self) -> bool:
        """Whether it is a double mark."""
        return self.mark == '"' or self.mark in self.habits.double

    @property
    def after_pause(self) -> bool:
        """Whether a quotation could begin here in good style: at the start, or after punctuation."""
        return not self.before or _PAUSE.search(self.before) is not None

    @staticmethod
    def at(text: str, place: int, habits: Habits) -> Token:
        """Return the mark at an offset of a paragraph."""
        before, after = text[max(0, place - 40) : place], text[place + 1 : place + 21]
        return Token(text[place], place, _side(before[::-1]), _side(after), before, after, habits)


_PAUSE = regex(r"[^\w\s]\s*$")
_SEEN_THROUGH = "\"'“”„‘’‚«»‹›*_~`"
_SIDES = (
    dict.fromkeys("([{<¿¡", Side.BRACKET)
    | dict.fromkeys("-–—―‐‑/|", Side.DASH)
    | dict.fromkeys(".,!?;:)]}>‽%", Side.STOP)
    | {"…": Side.ELLIPSIS}
)


def _side(text: str) -> Side:
    """Return what a text begins with. The text to the left is handed in backwards."""
    rest = text.lstrip(_SEEN_THROUGH)
    if not rest or rest[0].isspace():
        return Side.SPACE
    if rest[0].isalnum() or unicodedata.category(rest[0])[0] == "M":
        return Side.WORD
    if rest.startswith(".."):
        return Side.ELLIPSIS
    return _SIDES.get(rest[0], Side.SIGN)


_OPEN_LEFT = {
    Side.SPACE: 0.0, Side.BRACKET: 0.0, Side.DASH: 1.0, Side.SIGN: 1.0, Side.ELLIPSIS: 1.0, Side.STOP: 4.0,
    Side.WORD: 7.0,
}  # fmt: skip
_OPEN_RIGHT = {
    Side.WORD: 0.0, Side.ELLIPSIS: 0.0, Side.BRACKET: 0.0, Side.SIGN: 0.0, Side.DASH: 1.0, Side.STOP: 4.0,
    Side.SPACE: 5.0,
}  # fmt: skip
_CLOSE_LEFT = {
    Side.WORD: 0.0, Side.STOP: 0.0, Side.ELLIPSIS: 0.0, Side.DASH: 0.0, Side.SIGN: 0.5, Side.SPACE: 3.0,
    Side.BRACKET: 6.0,
}  # fmt: skip
_CLOSE_RIGHT = {
    Side.SPACE: 0.0, Side.STOP: 0.0, Side.DASH: 0.0, Side.ELLIPSIS: 0.0, Side.SIGN: 1.0, Side.BRACKET: 2.0,
    Side.WORD: 4.0,
}  # fmt: skip


def readings(token: Token) -> Iterable[tuple[Reading, float]]:
    """Give what a mark may be taken for, each with what that costs where the mark stands."""
    mark = token.mark
    if mark not in "\"'":
        return _typographic(token)
    opening, closing, prime = _opening(token), _closing(token), _prime(token)
    if mark == '"':
        return (Reading.CLOSE, closing), (Reading.OPEN, opening), (Reading.PRIME, prime)
    return (
        (Reading.CLOSE, closing + _weakness(token)),
        (Reading.OPEN, opening + _reluctance(token)),
        (Reading.APOSTROPHE, _apostrophe(token)),
        (Reading.PRIME, prime),
    )


def _typographic(token: Token) -> Iterable[tuple[Reading, float]]:
    """Give what a mark may be taken for that is typographic already; some languages use one both ways."""
    pair = token.habits.double if token.double else token.habits.single
    opens, closes = token.mark == pair[0], token.mark == pair[1]
    if token.mark == "’":
        return (
            (Reading.CLOSE, _weakness(token) if closes else NEVER),
            (Reading.OPEN, _opening(token) + _reluctance(token) if opens else NEVER),
            (Reading.APOSTROPHE, _apostrophe(token)),
        )
    if opens and closes:
        return (Reading.CLOSE, _closing(token)), (Reading.OPEN, _opening(token))
    if opens:
        return ((Reading.OPEN, 0.0),)
    if token.double:
        return ((Reading.CLOSE, 0.0),)
    return (Reading.CLOSE, 0.0), (Reading.APOSTROPHE, 4.0)  # with nothing open, it closes nothing


def _opening(token: Token) -> float:
    return _OPEN_LEFT[token.left] + _OPEN_RIGHT[token.right]


def _closing(token: Token) -> float:
    return _CLOSE_LEFT[token.left] + _CLOSE_RIGHT[token.right]


_INCHES = regex(r"\d[′'’] ?\d{1,2}(?:½|\.\d)?$")


def _prime(token: Token) -> float:
    """5'10", and a 12" pipe; but "the year was 1912" has its closing mark after a digit too."""
    if not token.before[-1:].isdigit() and token.before[-1:] != "½":
        return NEVER
    if token.right is Side.WORD:
        return NEVER
    return 0.5 if token.double and _INCHES.search(token.before) else 2.0


_FIRST_WORD = regex(r"[^\W\d_]+")
_YEARS = regex(r"\d\ds?(?!\w|[.,]\d)")
_AFTER_SENTENCE = regex(r"[.!?][\"'”’)]*\s+$")


def _first_word(token: Token) -> str:
    found = _FIRST_WORD.match(token.after)
    return found[0].lower() if found else ""


_WORD_ALONE = regex(r"[^\W\d_]+['’](?!\w)")


def _leading(token: Token) -> float:
    """Return the cost of reading the mark as letters left out at the start of the word after it."""
    if _WORD_ALONE.match(token.after):  # ‘em’ and ‘en’: the word itself is what is spoken of
        return 5.0
    word, cut = _first_word(token), token.habits.elisions
    if word in cut.always:
        return 0.0
    if word in cut.often or _YEARS.match(token.after):
        return 0.5
    if word in cut.seldom and not token.after_pause:
        return 1.5
    if token.after[:1].isupper() and _AFTER_SENTENCE.search(token.before):
        return 7.0
    return 5.0


def _reluctance(token: Token) -> float:
    """Return what opening a quotation costs besides, before a word known to lose its first letters."""
    if token.right is not Side.WORD or token.left is Side.WORD:
        return 0.0
    return 2.0 if _leading(token) < 1.0 else 0.0


def _weakness(token: Token) -> float:
    """Return what closing costs besides: it comes after punctuation rather than after a word cut short."""
    if token.left is not Side.WORD:
        return 0.0
    if token.habits.elisions.cut.search(token.before):
        return 2.0
    return 1.0 if token.habits.elisions.ending.search(token.before) else 0.5


def _apostrophe(token: Token) -> float:
    """Return the cost of reading a single mark as letters left out, or as a possessive."""
    if token.left is Side.WORD and token.right is Side.WORD:
        return 0.0
    if token.left is Side.WORD:
        cut = token.habits.elisions
        return 0.5 if cut.ending.search(token.before) or cut.cut.search(token.before) else 4.0
    if token.right is Side.WORD:
        return _leading(token) + (2.0 if token.left is Side.STOP else 0.0)
    return 3.0 if token.left is Side.SPACE else 5.0
