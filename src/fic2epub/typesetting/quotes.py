"""Straight quotation marks to typographic ones, a paragraph at a time and character for character.

Each straight mark can be read in several ways: it opens a quotation, closes one, is an apostrophe, or is a
prime. A reading has a cost, from the characters beside it (`quote_costs`) and from the quotations that are
open where it stands; the cheapest consistent reading of the whole paragraph wins. That is how the 'Cause of
“'Cause I said so,' she muttered” is told from the 'cause of “I stayed 'cause I had to”: only the first has
a mark after it that can close the quotation.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from fic2epub.lazy import regex
from fic2epub.typesetting.habits import Habits, habits_of
from fic2epub.typesetting.quote_costs import NEVER, Reading, Token, readings

APOSTROPHE, FOOT, INCH = "’′″"


@lru_cache(maxsize=64)
def _glyphs(habits: Habits) -> dict[tuple[str, Reading], str]:
    """Return what a straight mark becomes, by how it is read."""
    return {
        ('"', Reading.OPEN): habits.double[0],
        ('"', Reading.CLOSE): habits.double[1],
        ('"', Reading.PRIME): INCH,
        ("'", Reading.OPEN): habits.single[0],
        ("'", Reading.CLOSE): habits.single[1],
        ("'", Reading.APOSTROPHE): APOSTROPHE,
        ("'", Reading.PRIME): FOOT,
    }


# A pattern that begins with the mark is found several times as quickly as one that begins by looking back.
_IN_WORD = regex(r"'(?<=[^\W_]')(?=[^\W_])")
"""Takes the mark of don't, o'clock, y'all'd've and 1970's; spares that of 'twas and of dogs'."""

_AFTER_DIGIT = regex(r"'(?<=\d')")

_AND = regex(r"(?<=[^\W_])( ?)'[nN]'( ?)(?=[^\W_])")
"""Takes rock 'n' roll and salt'n'pepper; spares the last letter of "the letter 'n' is"."""

_NAMED_LETTER = regex(r"\b(?:letters?|an?|the|of|with|word|silent) $", re.IGNORECASE)

_HEIGHT = regex(r"(?<![\w.,])(\d{1,2})'( ?)(\d|1[01])(?=[\"”″]|(?:½|\.\d)\"|[^\w'’]|$)")
"""Takes 6'2" and 5' 11"; spares 1'000 and rock'n'roll."""

_OTHER = r"[^\"'“”„‘‚«»‹›]*+"
_OPENING = r"(?:^|(?<=[\s(—]))\{}(?=[^\W_])"
_CLOSING = r"(?<={}[.,!?…—])\{}(?=[\s.,;:!?)—]|$)"


def _clean(mark: str, before_closing: str) -> re.Pattern[str]:
    opening, closing = _OPENING.format(mark), _CLOSING.format(before_closing, mark)
    return re.compile(f"{_OTHER}(?:{opening}{_OTHER}{closing}{_OTHER})*+(?:{opening}{_OTHER})?")


_CLEAN_DOUBLE = _clean('"', r"[^\W\d_]|")
_CLEAN_SINGLE = _clean("'", "")
"""Paragraphs of marks of one kind that take turns beyond doubt. Nearly all are such, and need no weighing."""


def curl(text: str, language: str) -> str:
    """Return a paragraph with its straight quotation marks made typographic; its length stays the same.

    `language` is a BCP 47 tag; a text in a language without a row in `habits` is returned as it is. Marks
    that are typographic already stay, and are counted as what they are.
    """
    if '"' not in text and "'" not in text:
        return text
    habits = habits_of(language)
    if habits is None:
        return text
    text = _certain(text)
    if '"' not in text and "'" not in text:
        return text
    if _CLEAN_DOUBLE.fullmatch(text):
        return _by_turns(text, '"', *habits.double)
    if _CLEAN_SINGLE.fullmatch(text) and text.count("'") > 1:
        return _by_turns(text, "'", *habits.single)
    return _cheapest(text, habits.shown_in(text))


def _certain(text: str) -> str:
    """Set the single marks that need no weighing: heights, rock 'n' roll, and those inside words."""
    if "'" not in text:
        return text
    if _AFTER_DIGIT.search(text):
        text = _HEIGHT.sub(rf"\1{FOOT}\2\3", text)
    if "'n'" in text or "'N'" in text:
        text = _AND.sub(lambda found: _and(found, text), text)
    return _IN_WORD.sub(APOSTROPHE, text)


def _and(found: re.Match[str], text: str) -> str:
    if found[1] and _NAMED_LETTER.search(text, 0, found.end(1)):
        return found[0]
    return found[0].replace("'", APOSTROPHE)


def _by_turns(text: str, mark: str, opening: str, closing: str) -> str:
    pieces = text.split(mark)
    pairs = zip(itertools.cycle((opening, closing)), pieces[1:], strict=False)
    return pieces[0] + "".join(itertools.chain.from_iterable(pairs))


@lru_cache(maxsize=64)
def _marks(habits: Habits) -> re.Pattern[str]:
    """Return what finds the marks to weigh: straight ones, and typographic ones that open or close.

    Takes the ’ of dogs’; spares that of don’t, which is in no doubt.
    """
    own = re.escape("".join(sorted({*habits.double, *habits.single} - {"’"})))
    return re.compile(rf"[\"'{own}]|(?<![^\W_])’|’(?![^\W_])")


_Path = tuple[float, "_Path | None", Reading]
"""What a reading has cost up to here, how it came to be, and the last step of it."""


def _cheapest(text: str, habits: Habits) -> str:
    """Read all marks of a paragraph in the cheapest consistent way, and set the straight ones so.

    The state is the stack of open quotations, a letter each: D double, S single, s single and opened in the
    middle of a clause. The cheapest path to each state is kept from mark to mark (Viterbi's algorithm).
    """
    tokens = [Token.at(text, found.start(), habits) for found in _marks(habits).finditer(text)]
    best: dict[str, _Path] = {"": (0.0, None, Reading.APOSTROPHE)}
    for token in tokens:
        best = _read_on(best, token)
    last: _Path | None = min(
        best.items(), key=lambda held: held[1][0] + sum(map(_UNCLOSED.__getitem__, held[0]))
    )[1]
    steps: list[Reading] = []
    for _ in tokens:
        assert last is not None
        steps.append(last[2])
        last = last[1]
    return _printed(text, tokens, steps[::-1], habits)


def _printed(text: str, tokens: Sequence[Token], steps: Sequence[Reading], habits: Habits) -> str:
    letters, glyphs = list(text), _glyphs(habits)
    for token, step in zip(tokens, steps, strict=True):
        if token.mark in "\"'":
            letters[token.place] = glyphs[token.mark, step]
    for opening, closing in _nested(tokens, steps):
        letters[opening], letters[closing] = habits.single[0], habits.single[1]
    return "".join(letters)


def _nested(tokens: Sequence[Token], steps: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Give the places of straight double marks inside double marks of the author's own: « Il dit "oui". »

    Only whole pairs count. Where the author's own mark is closed by a straight one, nothing is inside it.
    """
    inside: list[int] | None = None
    for token, step in zip(tokens, steps, strict=True):
        if not token.double or step is Reading.PRIME:
            continue
        if token.mark != '"':
            if step is Reading.CLOSE and inside and len(inside) % 2 == 0:
                yield from zip(inside[::2], inside[1::2], strict=True)
            inside = [] if step is Reading.OPEN else None
        elif inside is not None:
            due = Reading.CLOSE if len(inside) % 2 else Reading.OPEN
            inside = [*inside, token.place] if step is due else None


def _read_on(best: dict[str, _Path], token: Token) -> dict[str, _Path]:
    """Return the cheapest path to each state after one more mark, without those that are past hope."""
    kind = "D" if token.double else "S" if token.after_pause else "s"
    possible = [(reading, cost) for reading, cost in readings(token) if cost != NEVER]
    hopeless = min(path[0] for path in best.values()) + _HOPE
    then: dict[str, _Path] = {}
    for stack, path in best.items():
        moves = _moves(stack, kind)
        for reading, own_cost in possible:
            after, cost = moves[reading]
            total = path[0] + own_cost + cost
            if total < hopeless and (after not in then or total < then[after][0]):
                then[after] = (total, path, reading)
    return then


_HOPE = 24.0
"""No path that has cost so much more than the best can win. Every mark has a reading that costs less, so that
some path always goes on."""

_UNCLOSED = {"D": 3.0, "S": 3.0, "s": 8.0}
"""What it costs that a quotation is still open at the paragraph's end. Speech that goes on in the next
paragraph is left open; a quotation that begins in the middle of a clause is hardly ever."""

_DEEPEST = 4


@lru_cache(maxsize=1024)
def _moves(stack: str, kind: str) -> tuple[tuple[str, float], ...]:
    """Return, for each reading of a mark, the quotations that are open after it, and what that costs."""
    stay = (stack, 0.0)
    return _opened(stack, kind), _closed(stack, kind.upper()), stay, stay


def _opened(stack: str, kind: str) -> tuple[str, float]:
    if stack and stack[-1].upper() == kind.upper():
        if kind == "D":  # “Wait. “Where are you going?”: the author forgot to close the first
            return stack, 4.0
        # ‘They called it ‘art’, of course’: single inside single, rare
        return (stack + kind, 3.0) if len(stack) < _DEEPEST else (stack, 8.0)
    if len(stack) >= _DEEPEST:
        return stack, 8.0
    return stack + kind, 0.3 if stack else 0.0


def _closed(stack: str, kind: str) -> tuple[str, float]:
    at = max(stack.rfind(kind), stack.rfind(kind.lower()))
    if at < 0:
        return stack, 4.0 if kind == "D" else NEVER  # a lone single one is read as an apostrophe
    return stack[:at], 6.0 * (len(stack) - at - 1)  # what was open inside stays unclosed
