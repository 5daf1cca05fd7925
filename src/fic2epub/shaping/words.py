"""Lines become words: stripped at their ends, joined, their marks moved along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fic2epub.model.manuscript import BLANK, Line, Mark, Place
from fic2epub.model.story import Words


def joined(lines: Sequence[Line]) -> Words:
    """Return the words of lines that are one paragraph, a space where each line ended."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for line in lines:
        text = line.text.strip(BLANK)
        shift = at - (len(line.text) - len(line.text.lstrip(BLANK)))
        for mark in line.marks:
            start, end = max(mark.start + shift, at), min(mark.end + shift, at + len(text))
            if start < end:
                marks.append(replace(mark, start=start, end=end))
        texts.append(text)
        at += len(text) + 1
    return Words(" ".join(texts), tuple(marks))


def places(lines: Sequence[Line]) -> tuple[Place, ...]:
    """Return the places of lines."""
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
