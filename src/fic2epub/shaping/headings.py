"""Tells the heading of a chapter from a line of the story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fic2epub.model.manuscript import BLANK, Line, Role
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.passages import Passage

LONGEST = 100
"""Characters. A longer line is no heading, whatever it begins with."""

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)
_UNITS += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER_WORD = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS[:9])}))?|{'|'.join(reversed(_UNITS))}"
_NUMBER = rf"(?P<number>\d{{1,4}}(?:\.\d+)?|[ivxlc]{{1,8}}|{_NUMBER_WORD})"
_SEPARATOR = r"\s*(?:[:.)\]~|]|\s[-–—]|[-–—]\s?)+\s*"

_COUNTED = re.compile(
    rf"[\W_]*(?P<word>chapter|chap\.?|chp\.?|ch\.?|part|pt\.?|book|volume|act|episode)\s+(?:the\s+)?{_NUMBER}"
    rf"(?:(?:{_SEPARATOR}|\*:\s*)(?P<title>\S.*?))?[\W_]*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"[\W_]*(?P<word>prologue|epilogue|interlude|preface|foreword|afterword)(?:\s+{_NUMBER})?"
    rf"(?:{_SEPARATOR}(?P<title>\S.*?))?[\W_]*",
    re.IGNORECASE,
)

KINDS: dict[str, ChapterKind] = {
    "part": ChapterKind.PART,
    "pt": ChapterKind.PART,
    "book": ChapterKind.PART,
    "volume": ChapterKind.PART,
    "act": ChapterKind.PART,
    "prologue": ChapterKind.PROLOGUE,
    "epilogue": ChapterKind.EPILOGUE,
    "interlude": ChapterKind.INTERLUDE,
    # In fan fiction a preface is a scene from later on, not the author's word.
    "preface": ChapterKind.PROLOGUE,
    "foreword": ChapterKind.PREFACE,
    "afterword": ChapterKind.AFTERWORD,
}


@dataclass(frozen=True, slots=True)
class ChapterHeading:
    """A heading found, and what it says."""

    title: str
    """As it is to stand in the book: the author's words, without the row of marks around them."""
    kind: ChapterKind
    number: int | None
    lines: tuple[Line, ...]
    """Its line, or two where the title stands below the number."""


def find_headings(passages: Sequence[Passage]) -> dict[int, ChapterHeading]:
    """Return the chapter headings among passages, by the passage's index.

    Where the page itself says which lines are headings, those are all there are. Otherwise a heading is a
    short passage of its own that counts or names a chapter. Three or more with nothing between are a copied
    table of contents, and all but the last of them are lines of text.
    """
    told = {index: _read(passage) for index, passage in enumerate(passages) if passage.role is Role.HEADING}
    if told:
        return {index: found or _untold(passages[index]) for index, found in told.items()}
    guessed = {
        index: found
        for index, passage in enumerate(passages)
        if passage.role is None and (found := _read(passage)) is not None
    }
    return _without_contents(guessed)


def _read(passage: Passage) -> ChapterHeading | None:
    first = passage.lines[0].text.strip(BLANK)
    if len(passage.lines) > 2 or len(first) > LONGEST:
        return None
    found = _COUNTED.fullmatch(first) or _NAMED.fullmatch(first)
    if found is None or not _is_title(found["title"], first):
        return None
    word = found["word"].lower().rstrip(".")
    title = _bare(first)
    if len(passage.lines) == 2:
        below = passage.lines[1].text.strip(BLANK)
        if found["title"] or len(below) > 60 or not _is_title(below, below) or below[-1] in ".,;":
            return None
        title = f"{title}: {below}"
    return ChapterHeading(
        title, KINDS.get(word, ChapterKind.CHAPTER), number_of(found["number"]), passage.lines
    )


def _untold(passage: Passage) -> ChapterHeading:
    return ChapterHeading(passage.text, ChapterKind.CHAPTER, None, passage.lines)


def _is_title(title: str | None, line: str) -> bool:
    """Spares sentences: `Part 1: he walked away, and she let him.`"""
    if not title:
        return True
    words = len(title.split())
    return words <= 14 and not (line.endswith((".", ",", ";")) and words > 6)


def _bare(heading: str) -> str:
    """Take a row of marks from both ends: `~*~ Chapter 2 ~*~`, `*Chapter 12*: Title`. Keeps `?`, `!`, `)`."""
    text = re.sub(r"^[\W_]+|[\s*_~=#|<>+^-]+$", "", heading)
    return re.sub(r"(\d)\*:", r"\1:", text) or heading


def _without_contents(found: dict[int, ChapterHeading]) -> dict[int, ChapterHeading]:
    kept: dict[int, ChapterHeading] = {}
    run: list[int] = []
    for index in [*sorted(found), -1]:
        if run and index != run[-1] + 1:
            keep = run[-1:] if len(run) > 2 else run
            kept.update({at: found[at] for at in keep})
            run = []
        run.append(index)
    return kept


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def number_of(text: str | None) -> int | None:
    """Return the number that a heading gives in digits, words or Roman numerals, or None."""
    if not text:
        return None
    text = text.lower()
    if text[0].isdigit():
        return int(text.split(".")[0])
    words = re.split(r"[\s-]", text)
    if words[0] in _TENS:
        return (_TENS.index(words[0]) + 2) * 10 + (_UNITS.index(words[1]) + 1 if len(words) > 1 else 0)
    if words[0] in _UNITS:
        return _UNITS.index(words[0]) + 1
    values = [_ROMAN[letter] for letter in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
