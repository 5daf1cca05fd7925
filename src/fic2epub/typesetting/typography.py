"""The typography of running text: quotation marks, dashes, ellipses and spaces, as the language has them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Mark
from fic2epub.model.story import Words
from fic2epub.typesetting.dashes import Edit, dashes, ellipses, spaces
from fic2epub.typesetting.habits import Habits, habits_of
from fic2epub.typesetting.quotes import curl


def smarten(words: Words, language: str) -> Words:
    """Return a paragraph as the language is printed, its styles on the same words as before.

    `language` is a BCP 47 tag. Only punctuation and spaces change. In a language that is not known nothing
    does, and characters that are typographic already stay in every language.
    """
    habits = habits_of(language)
    if habits is None or not words.text:
        return words
    words = _with_double_marks(words)
    text, edits = _set(words.text, language, habits, speech=True)
    return _edited(Words(text, words.marks), edits) if edits or text is not words.text else words


def smarten_text(text: str, language: str) -> str:
    """Return text without styles as the language is printed: a title, a label."""
    return smarten(Words(text), language).text


def smarten_lines(lines: Sequence[Words], language: str) -> list[Words]:
    """Return the lines of a verse as the language is printed; a quotation may run over them.

    A hyphen at a line's start stays: it may belong to a list. No line may hold a line break.
    """
    habits = habits_of(language)
    if habits is None:
        return list(lines)
    lines = [_with_double_marks(words) for words in lines]
    text, edits = _set("\n".join(words.text for words in lines), language, habits, speech=False)
    made: list[Words] = []
    start = 0
    for words in lines:
        end = start + len(words.text)
        own = [(first - start, last - start, new) for first, last, new in edits if start <= first < end]
        made.append(_edited(Words(text[start:end], words.marks), own))
        start = end + 1
    return made


_INCHES = regex(r"(?:(?<=\d'\d)|(?<=\d'\d\d))''(?!['\w])")
_PAIRED = regex(r"(?P<opening>(?<!`)``(?=[^`\s])|(?<![^\s([—-])''(?=[^\W_]))|(?<=[^\s'])''(?!['\w])")


def _with_double_marks(words: Words) -> Words:
    """Return words with a straight double mark for two single ones: of ``this'' or ''this'', or of 5'10''.

    Only where they take turns: in ''Tis so,' the first is a quotation's, and the second an apostrophe.
    """
    if "''" not in words.text:
        return words
    found = list(_INCHES.finditer(words.text))
    inches = {mark.start() for mark in found}
    pairs = [mark for mark in _PAIRED.finditer(words.text) if mark.start() not in inches]
    if len(pairs) > 1 and all((mark["opening"] is None) == bool(at % 2) for at, mark in enumerate(pairs)):
        found = sorted((*found, *pairs), key=re.Match.start)
    return _edited(words, [(*mark.span(), '"') for mark in found])


def _set(text: str, language: str, habits: Habits, *, speech: bool) -> tuple[str, list[Edit]]:
    """Return a text with its quotation marks set, and the edits that are still to be made."""
    curled = curl(text, language)
    edits = _edits(curled, habits, speech=speech) if curled else []
    if edits or curled is not text:
        spared = list(_spared(text))
        for start, end in spared:
            curled = curled[:start] + text[start:end] + curled[end:]
        edits = _in_order(edits, spared)
    return curled, edits


def _edits(text: str, habits: Habits, *, speech: bool) -> list[Edit]:
    dotted = ".." in text or ". ." in text or ".\u00a0." in text
    dashed = "--" in text or " -" in text or "- " in text or (habits.dialogue and text[0] in "-–—")
    edits: list[Edit] = []
    if (dotted or dashed) and _SAYS.search(text):
        edits += ellipses(text) if dotted else ()
        edits += dashes(text, habits, speech=speech) if dashed else ()
    if habits.wants_spaces:
        edits += spaces(text, habits, speech=speech)
    return edits


_SAYS = regex(r"[^\W_]|[\"“”„«»‘’]")
"""Tells words, or a speech of dots, from a row of marks."""


def _in_order(edits: list[Edit], spared: Sequence[tuple[int, int]]) -> list[Edit]:
    """Return edits from left to right, without those in a spared stretch or across an edit before them."""
    kept: list[Edit] = []
    rest = sorted(spared, reverse=True)
    for edit in sorted(edits):
        while rest and rest[-1][1] <= edit[0]:
            rest.pop()
        if (not rest or rest[-1][0] >= edit[1]) and (not kept or edit[0] >= kept[-1][1]):
            kept.append(edit)
    return kept


_TOKEN = regex(r"\S+")
_AROUND = "\"'“”„‘’‚«»‹›()[]{}<>.,;:!?*_…"
_CODE = regex(r"`[^`\n]{1,200}`")
_LINE = regex(r"[^\n]+")
_SIGNS_OF_CODE = (" == ", " != ", " && ", "();")
_CALL = regex(r"\w\(")
_TEARS = regex(r"[:;=]'-?[()]")


def _spared(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches that are no prose: addresses, handles, lines of a program, a weeping :'(."""
    if "://" in text or "@" in text or "www." in text:
        for found in _TOKEN.finditer(text):
            token = found[0]
            if "://" in token or "@" in token or "www." in token:
                start = found.end() - len(token.lstrip(_AROUND))
                yield start, max(start, found.start() + len(token.rstrip(_AROUND)))
    if "`" in text:
        yield from (found.span() for found in _CODE.finditer(text))
    if ");" in text or " == " in text or " != " in text or " && " in text:
        yield from (found.span() for found in _LINE.finditer(text) if _is_code(found[0]))
    if ":'" in text or ";'" in text or "='" in text:
        yield from (found.span() for found in _TEARS.finditer(text))


def _is_code(line: str) -> bool:
    """Tell whether a line is a program's, which a page may hold as it holds verse.

    Takes if (a == b) and print("a");. Spares {"telepathy"}, == rows ==, and the end of a line (so to speak);.
    """
    if line.endswith(");"):
        return _CALL.search(line) is not None
    return any(sign in line for sign in _SIGNS_OF_CODE)


def _edited(words: Words, edits: Sequence[Edit]) -> Words:
    """Return words with edits made and their styles moved along; no edit is made across a style's edge."""
    if not edits:
        return words
    edges = {edge for mark in words.marks for edge in (mark.start, mark.end)}
    made = [edit for edit in edits if edit[1] - edit[0] == 1 or not edges & set(range(edit[0] + 1, edit[1]))]
    if not made:
        return words
    pieces: list[str] = []
    at = 0
    for start, end, new in made:
        pieces += (words.text[at:start], new)
        at = end
    text = "".join((*pieces, words.text[at:]))
    return Words(text, _moved(words.marks, made))


def _moved(marks: Sequence[Mark], edits: Sequence[Edit]) -> tuple[Mark, ...]:
    if not marks:
        return ()
    ends = [end for _, end, _ in edits]
    grown = [0, *accumulate(len(new) - (end - start) for start, end, new in edits)]

    def moved(edge: int) -> int:
        return edge + grown[bisect_right(ends, edge)]

    return tuple(replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in marks)
