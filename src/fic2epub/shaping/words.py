"""Lines become words: stripped at their ends, joined, their marks moved along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK, Line, Mark, Place
from fic2epub.model.story import Words


def joined(lines: Sequence[Line]) -> Words:
    """Return the words of lines that are one paragraph, as a rule with a space where each line ended."""
    if len(lines) == 1 and not lines[0].marks:
        return Words(lines[0].text.strip(BLANK))
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for line, seam in zip(lines, seams(lines), strict=True):
        text = line.text.strip(BLANK)
        shift = at - (len(line.text) - len(line.text.lstrip(BLANK)))
        for mark in line.marks:
            start, end = max(mark.start + shift, at), min(mark.end + shift, at + len(text))
            if start < end:
                marks.append(replace(mark, start=start, end=end))
        texts.append(text + seam)
        at += len(text) + len(seam)
    return Words("".join(texts), tuple(marks))


def seams(lines: Sequence[Line]) -> list[str]:
    """Return what stands between each line and the next where they are joined; nothing behind the last.

    A space; but nothing before a comma that was torn from its word, behind the hyphen of `great-` above
    `grandmother`, or between the characters of a script that has no spaces.
    """
    texts = [line.text.strip(BLANK) for line in lines]
    return [*(_seam(above, below) for above, below in pairwise(texts)), *([""] if texts else [])]


def _seam(above: str, below: str) -> str:
    if not above or not below:
        return ""
    if above[-1] not in _HYPHENS and below[0] not in _CLOSES and (above[-1].isascii() or below[0].isascii()):
        return " "  # as between most lines
    if _CLOSING.match(below) or (_HYPHEN.search(above[-4:]) and below[0].isalpha() and not _AND.match(below)):
        return ""
    return "" if _is_dense(above[-1]) and _is_dense(below[0]) else " "


_HYPHENS = "-—"
_CLOSES = ",;.!?:)]"
_CLOSING = regex(r"[,;](?!\w)|[.!?:](?:\s|$)|[)\]](?!\w)")
_HYPHEN = regex(r"[^\W\d_](?:-|--|—)$")
_AND = regex(r"(?:and|or|to|und|oder|bis|y|o|et|ou|e)\s")


def _is_dense(character: str) -> bool:
    """Say whether a character is of a script without spaces: Chinese, Japanese, and their punctuation."""
    return "\u3001" <= character <= "\u9fff" or "\uff01" <= character <= "\uff60"


def places(lines: Sequence[Line]) -> tuple[Place, ...]:
    """Return the places of lines."""
    if len(lines) == 1:
        return (lines[0].place,)
    return tuple(line.place for line in lines)


def shortened(line: Line, text: str) -> Line:
    """Return a line of which only `text` is left, a stretch of it, with the marks that lie on it."""
    start = line.text.find(text)
    if start < 0:
        return replace(line, text=text, marks=())
    marks = (
        replace(mark, start=max(mark.start - start, 0), end=min(mark.end - start, len(text)))
        for mark in line.marks
    )
    return replace(line, text=text, marks=tuple(mark for mark in marks if mark.start < mark.end))


def sliced(words: Words, sign: str) -> Iterator[Words]:
    """Give the words between one sign and the next, with the marks that lie on them."""
    at = 0
    for text in words.text.split(sign):
        end = at + len(text)
        marks = (
            replace(mark, start=max(mark.start, at) - at, end=min(mark.end, end) - at) for mark in words.marks
        )
        yield Words(text, tuple(mark for mark in marks if mark.start < mark.end))
        at = end + len(sign)
