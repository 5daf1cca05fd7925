"""Tells lines that keep their breaks in any layout: lists, chats, scripts, verse, the head of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK, Line
from fic2epub.shaping.layout import ENDS, is_full, runs_on
from fic2epub.shaping.letter_grammar import adds, greets, leaves_signed, signs, takes_leave

FEWEST = 3
"""Lines of one shape that make a run."""
SHORT = 60
"""Characters of a line of verse."""

_SHAPES = (
    ("item", regex(r"(?:\d{1,3}|[a-zA-Z])[.)]\s")),
    ("box", regex(r"\[[ xX✓]?\]\s?|[☐☑☒•◦▪·]\s?|[*+]\s")),
    ("time", regex(r"[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]m)?[\])]?[\s,:-]", re.IGNORECASE)),
    ("nick", regex(r"<[^<>]{1,30}>\s")),
    ("name", regex(r"[^\W\d_][\w .'’-]{0,24}+:\s*\S")),
    ("quoted", regex(r"[>|]\s?")),
)
_ANY_SHAPE = regex("|".join(f"(?i:{pattern.pattern})" for _, pattern in _SHAPES))
_ITEMS = tuple((name, pattern) for name, pattern in _SHAPES if name in {"item", "box"})
_DASH = regex(r"[-–—]\s?(?![-–—\s])")
_MAY_BE_ITEM = regex(r"\W|\d|[^\W_][.)]")
_SPOKEN = frozenset("\"“'‘«„-–—「『")
_SENTENCE = (".", "!", "?", "…", '"', "”", "’", "»", ":", "。", "！", "？", "」", "』")


def shape_of(text: str) -> str:
    """Return the shape that a line has in common with others of its list or chat; empty for prose."""
    if not _ANY_SHAPE.match(text):
        return ""  # as most lines
    for name, pattern in _SHAPES:
        if pattern.match(text):
            return name
    return ""


def keeps_lines(group: Sequence[Line]) -> bool:
    """Say whether most lines of a group are of one shape, as a list's or a chat's are."""
    # Most paragraphs are told from lists by three of their lines.
    sample = (group[0], group[len(group) // 2], group[-1])
    if len(group) < 2 or not any(shape_of(line.text.strip(BLANK)) for line in sample):
        return False
    shapes = [shape_of(line.text.strip(BLANK)) for line in group]
    most = max(shapes.count(shape) for shape in set(shapes) - {""}) if any(shapes) else 0
    return most >= 2 and most * 5 >= len(group) * 3 and most >= min(FEWEST, len(group))


def is_talk(group: Sequence[Line]) -> bool:
    """Say whether lines that begin with a dash are what people say, and no list: whether they are sentences.

    Takes `- Hola —dijo Nuria.` above `- ¿Ya?`; spares `- milk` above `- eggs`.
    """
    texts = [line.text.strip(BLANK) for line in group]
    ended = sum(text.endswith(_SENTENCE) for text in texts)
    return all(_DASH.match(text) for text in texts) and ended * 5 >= len(texts) * 4


def runs_of_items(group: list[Line], edge: int) -> Iterator[list[Line]]:
    """Part a wrapped paragraph from a list right below it, or right above it.

    Where three lines in a row begin with a bullet, a number or a dash, and don't reach the edge at which
    the text is wrapped, no wrapping has put them there.
    """
    shapes = [_item_shape(line.text.strip(BLANK)) for line in group] if len(group) >= FEWEST else []
    if not any(shapes):
        yield group
        return
    start = at = 0
    while at < len(group):
        end = at + 1
        while shapes[at] and end < len(group) and shapes[end] == shapes[at]:
            end += 1
        if end - at >= FEWEST and _are_short(group[at:end], edge):
            if at > start:
                yield group[start:at]
            yield group[at:end]
            start = end
        at = end
    if start < len(group):
        yield group[start:]


def at_ends_of_letters(group: list[Line], edge: int) -> Iterator[list[Line]]:
    """Part a wrapped paragraph from a letter's salutation right above it, and from its end right below it.

    `Dear Ann,` and `Love,` don't reach the edge at which the text is wrapped: no wrapping has put them there.
    """
    begins = len(group) > 1 and not is_full(group[0], group[1], edge) and greets(group[0].text.strip(BLANK))
    start = 1 if begins else 0
    if begins:
        yield group[:1]
    end = 0
    if runs_on(group[-1]) or group[-1].text.lstrip(BLANK).startswith(("(", "P", "З")):  # as few paragraphs
        texts = [line.text.strip(BLANK) for line in group]
        behind = range(max(start + 1, len(group) - 4), len(group))
        end = next((at for at in behind if _closes(texts, at)), 0)
    if end:
        yield group[start:end]
        yield from ([line] for line in group[end:])
    else:
        yield group[start:]


def _closes(texts: Sequence[str], at: int) -> bool:
    """Say whether a sentence ends above a line, and a letter with it and what is below."""
    below = texts[at + 1 :]
    if texts[at - 1][-1:] not in ENDS or not all(signs(text) or adds(text) for text in below):
        return False
    return leaves_signed(texts[at]) or (takes_leave(texts[at]) and bool(below))


def _are_short(run: Sequence[Line], edge: int) -> bool:
    return sum(is_full(line, below, edge) for line, below in pairwise(run)) * 2 < len(run) - 1


def _item_shape(text: str) -> str:
    if not _MAY_BE_ITEM.match(text):
        return ""  # as most lines
    return "dash" if _DASH.match(text) else next((one for one, like in _ITEMS if like.match(text)), "")


def kept_runs(group: list[Line]) -> Iterator[list[Line]]:
    """Part a group line by line, but leave together what is a list or a stanza."""
    at = 0
    while at < len(group):
        end = _end_of_list(group, at) or _end_of_verse(group, at) or at + 1
        yield group[at:end]
        at = end


def _end_of_list(group: Sequence[Line], start: int) -> int:
    shape = shape_of(group[start].text.strip(BLANK))
    if not shape:
        return 0
    end = start + 1
    while end < len(group) and shape_of(group[end].text.strip(BLANK)) == shape:
        end += 1
    return end if end - start >= FEWEST else 0


def _end_of_verse(group: Sequence[Line], start: int) -> int:
    """Return the end of four short lines or more of which hardly any ends a sentence."""
    end = start
    ended = 0
    while end < len(group):
        text = group[end].text.strip(BLANK)
        if len(text) > SHORT or text[0] in _SPOKEN or not any(letter.isalpha() for letter in text):
            break
        ended += text.endswith(_SENTENCE)
        if ended * 3 > end - start + 1 and end - start > 2:
            break
        end += 1
    return end if end - start >= FEWEST + 1 and ended * 3 <= end - start else 0
