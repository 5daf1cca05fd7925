"""Tells a row of marks between two scenes from a line of the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fic2epub.lazy import regex

LONGEST = 60
"""Characters. A longer row of marks is a drawn rule, and still a break; with letters in it, it is not."""

CERTAIN = 3
"""How often a lone letter has to return to be a row of marks, whatever stands around it."""
PARAGRAPH = 80
"""Characters. The last words of a letter or a message, below which a kiss stands, are shorter."""
_STOPS = frozenset('.!?…"”’»*_')

# A row of only these is a pause in someone's speech or an outburst, or too little to go by: `...`, `?!`, `-`.
_PUNCTUATION = frozenset(".…!?,;:'\"“”‘’«»„‚()[]-–—_/\\$€£ ")
_QUOTES = frozenset("'\"“”‘’«»„‚")
# Rows drawn with the letters o and x and the digit 0, which sites that strip `***` let pass: `-oOo-`, `xXx`.
_OX = regex(r"[oOxX0]+")
_NAMED = regex(r"(line|scene|page|section)[\s-]*break(er)?|lb|pagebreak", re.IGNORECASE)
# The name of a break, short, is one only between marks that are drawn on both sides: `-{SB}-`, `~break~`.
_SHORT_NAME = regex(r"sb|lb|pb|break", re.IGNORECASE)
_DRAWN = frozenset("-–—~*=_#{}[]<>|+")
# Letters of far alphabets that are drawn with, for their shape: wings, hearts, leaves, sparks.
_ORNATE = frozenset("ﾟﾞʚɞღஐ୨୧ᰔಇᐟᐠꕤꕥ")
_WORD_LETTERS = regex(r"[^\W_]+")
# No row is drawn so, and no name of a break begins so.
_BEGINS_AS_WORDS = regex(r"[^\W\d_lspLSP][a-np-wyz]")
_WORD_LETTER = regex(r"[^\W_]")


def rows_in(texts: Iterable[str]) -> Counter[str]:
    """Count the short lines of a text: a row that returns is likelier a break than one that does not."""
    return Counter(text for text in texts if len(text) <= LONGEST)


def with_lone_letters(rows: Counter[str], texts: Sequence[str]) -> Counter[str]:
    """Let a lone `x` or `o` count as often as a row does that is certain, if it can only be one.

    A kiss stands below a name or the last words of a letter, and a vote below a name or a question. A letter
    that returns, each time below a whole paragraph that ends and above another line, parts scenes.
    """
    for letter in "xXoO":
        at = [number for number, text in enumerate(texts) if text == letter] if rows[letter] == 2 else []
        if at and all(0 < number < len(texts) - 1 and _is_paragraph(texts[number - 1]) for number in at):
            rows[letter] = CERTAIN
    return rows


def _is_paragraph(text: str) -> bool:
    return len(text) > PARAGRAPH and text[-1] in _STOPS


def is_scene_break(text: str, rows: Counter[str]) -> bool:
    """Say whether a line that stands alone, stripped, is a row of marks and not words.

    `rows` is what `rows_in` made of the text. Takes `* * *`, `-oOo-`, `~*~`, `IIIIIIIIII`, `[line break]`,
    `-{SB}-`, `✧･ﾟ: *✧`; spares `...`, `"…"`, `x`, `xoxo`, `1984`, `XXX` and `HAHAHA` where they stand once.
    """
    if not text or text[0] in _QUOTES or _BEGINS_AS_WORDS.match(text):
        return False  # as nearly all paragraphs are
    if len(text) > 4 * LONGEST or (len(text) > LONGEST and _WORD_LETTER.search(text)):
        return False
    letters = "".join(_WORD_LETTERS.findall(text))
    if letters and _ORNATE.issuperset(letters):
        bare = "".join(mark for mark in text if mark not in _ORNATE).strip()
        return bool(bare) and _is_ornament(bare)
    if not letters:
        return _is_ornament(text) or (text in {"\\", "/", "--", "–"} and rows[text] > 2)
    return not _QUOTES & set(text) and _is_lettered(text, letters, rows)


def _is_lettered(text: str, letters: str, rows: Counter[str]) -> bool:
    """Say whether a line with letters in it is a drawn row, or the name of a break."""
    if _SHORT_NAME.fullmatch(letters) and text[0] in _DRAWN and text[-1] in _DRAWN:
        return True
    if set(letters) == {"0"}:
        return text != letters and rows[text] > 1
    if _OX.fullmatch(letters):
        return _is_ox(text, letters, rows)
    if _NAMED.fullmatch(" ".join(_WORD_LETTERS.findall(text))):
        return text != letters or rows[text] > 1 or len(letters) > 2
    return _is_repeated(text, letters, rows)


def _is_ornament(text: str) -> bool:
    marks = set(text) - {" "}
    if marks & _QUOTES:
        return False
    if marks <= _PUNCTUATION:
        inner = text.strip("[]() ")
        if inner in {"…", "..."}:
            return inner != text  # `[…]` marks a cut; a bare `…` is a silence
        drawn = "-–—_/\\=:"
        return sum(text.count(mark) for mark in drawn) >= 3 or text in {"—", "⸻"} or {".", ":"} <= marks
    return True


def _is_ox(text: str, letters: str, rows: Counter[str]) -> bool:
    drawn = len(text) > 2 and text[0] == text[-1] and not text[0].isalnum()  # `-x-`, `.:O:.:O:.`
    if drawn or len(letters) == 1:
        # A lone `x` is a kiss, a vote or a name, and `O` a cry; an `o` that returns is drawn.
        return drawn or rows[text] >= (2 if letters == "o" else CERTAIN)
    shapes = {letter.lower().replace("0", "o") for letter in letters}
    alternates = len(shapes) == 1 and len(set(letters)) > 1
    if text != letters:  # with other marks or spaces between: `x-x-x`, `O o O`
        return len(letters) > 2 or alternates or rows[text] > 1
    if len(shapes) > 1:
        # `xoxo` ends a letter; `oxOXoxO` is drawn.
        return len(set(letters)) > 2 or (rows[text] > 1 and len(letters) > 4)
    return (alternates and len(letters) > 2) or len(letters) > 4 or rows[text] > 1


def _is_repeated(text: str, letters: str, rows: Counter[str]) -> bool:
    """A unit of up to four capitals, written over and over: `IIIIIIIIII`, `HPHPHP`."""
    if not letters.isupper() or letters.isdigit() or len(letters) < 5:
        return False
    unit = next((letters[:size] for size in range(1, 5) if _repeats(letters, size)), "")
    if not unit:
        return False
    # `AAAAAH`, `HAHAHA` and `NONONO` are cried out; a row of capital I, l or | is drawn.
    return unit == "I" or rows[text] > 1


def _repeats(letters: str, size: int) -> bool:
    return (
        len(letters) >= 3 * size and letters == (letters[:size] * (len(letters) // size + 1))[: len(letters)]
    )
