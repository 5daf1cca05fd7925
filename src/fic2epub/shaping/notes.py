"""Tells the author's words about the story from the story, where no site says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fic2epub.model.manuscript import BLANK, Role
from fic2epub.model.story import NoteKind
from fic2epub.shaping.passages import Passage

_OPENING = r"[\s(\[{<*_~#=–—-]*"
_END = r"(?:\s*\d{1,2})?\s*[*_]*\s*(?:[:;.~)\]>–—-]+[*_]*(?=\s|\S|$)|$)"
_AN = r"a\s?/\s?n|A\.N\.|author'?’?s?'?’?\s+notes?|notes?\s+from\s+(?:the\s+|your\s+)?author|AN(?=\s?[:–—-])"

# `a/n` needs nothing after it (`a/n this is my first one`); the longer labels could begin a sentence.
_STRONG = re.compile(
    rf"{_OPENING}(?P<label>(?i:a\s?/\s?n)\b\s?\d{{0,2}}|(?:(?i:{_AN})){_END})(?P<after>.*)", re.DOTALL
)
_EDGE = re.compile(rf"{_OPENING}(?P<label>(?i:(?P<word>disclaimers?)){_END})(?P<after>.*)", re.DOTALL)
_TOP = re.compile(
    rf"{_OPENING}(?P<label>(?i:(?P<word>(?:trigger\s+|content\s+)?warnings?|notes?|summary|dedication"
    rf"|dedicated to|spoilers?|beta(?:'?d by| by)?|pairings?|rating|genre|fandom|characters?)){_END})"
    r"(?P<after>.*)",
    re.DOTALL,
)

KINDS = {
    "disclaimer": NoteKind.DISCLAIMER,
    "disclaimers": NoteKind.DISCLAIMER,
    "summary": NoteKind.SUMMARY,
    "dedication": NoteKind.DEDICATION,
    "dedicated to": NoteKind.DEDICATION,
}

TRAILING = 3
"""How many unlabelled paragraphs may follow a note at the end, for the note to go on to the end."""
TRAILING_SET_APART = 30
"""The same, where a row of marks, a wide gap or a label on a line of its own sets the note apart."""


@dataclass(frozen=True, slots=True)
class Span:
    """Passages `start` to `end` (half-open) that are one note."""

    start: int
    end: int
    kind: NoteKind
    label: str = ""
    """As written; empty where the page itself set the note apart."""
    rest: str | None = None
    """What is left of the first line without the label; None where there was no label in it."""


def find_notes(
    passages: Sequence[Passage], is_break: Callable[[Passage], bool], usual_gap: int
) -> list[Span]:
    """Return the notes in one chapter, from its top down.

    Known are: what the page says is a note; labelled paragraphs at the chapter's top (`Disclaimer:`, `A/N`,
    `Warnings:`); a note at its end, with what follows it; and, in the middle, a paragraph that begins `A/N`.
    """
    spans: dict[int, Span] = {}
    at, top = 0, True
    while at < len(passages):
        span = _told(passages, at) or _labelled(passages, at, _STRONG)
        if span is None and top:
            span = _labelled(passages, at, _EDGE) or _labelled(passages, at, _TOP)
        if span and span.rest == "":
            span = _widened(span, passages, is_break)
        if span:
            spans[at] = span
        elif top:
            top = is_break(passages[at])
        at = span.end if span else at + 1
    return _to_the_end(spans, passages, is_break, usual_gap)


def _told(passages: Sequence[Passage], at: int) -> Span | None:
    role = passages[at].role
    if role not in {Role.NOTE, Role.SUMMARY}:
        return None
    end = at + 1
    while end < len(passages) and passages[end].role is role and not passages[end].lines[0].opens:
        end += 1
    kind = NoteKind.SUMMARY if role is Role.SUMMARY else NoteKind.NOTE
    return Span(at, end, kind, "Summary" if role is Role.SUMMARY else "Notes")


def _labelled(passages: Sequence[Passage], at: int, pattern: re.Pattern[str]) -> Span | None:
    if passages[at].role is not None:
        return None
    found = pattern.match(passages[at].lines[0].text.strip(BLANK)[:400])
    if found is None:
        return None
    label = found["label"]
    whole = passages[at].lines[0].text.strip(BLANK)
    rest = whole[found.start("after") :].lstrip(BLANK + ":;.~–—-*_").rstrip(BLANK)
    if not any(letter.isalnum() for letter in rest):
        rest = ""
    word = found.groupdict().get("word") or ""
    return Span(at, at + 1, KINDS.get(word.lower(), NoteKind.NOTE), label.strip(" *_~#=<>()[]{}:;.–—-"), rest)


def _widened(span: Span, passages: Sequence[Passage], is_break: Callable[[Passage], bool]) -> Span:
    """A label on a line of its own stands over the next paragraph, or over all up to a row of marks."""
    if len(passages[span.start].lines) > 1:
        return span
    stop = next(
        (at for at in range(span.end, min(span.end + 6, len(passages))) if is_break(passages[at])), None
    )
    end = stop if stop is not None else min(span.end + 1, len(passages))
    return Span(span.start, end, span.kind, span.label, span.rest)


def _to_the_end(
    spans: dict[int, Span], passages: Sequence[Passage], is_break: Callable[[Passage], bool], usual_gap: int
) -> list[Span]:
    """Let the last note go on to the chapter's end, if what follows it can't be the story again."""
    if not spans:
        return []
    last = spans[max(spans)]
    rest = [at for at in range(last.end, len(passages)) if not is_break(passages[at])]
    story_before = any(
        not is_break(passages[at]) and not any(span.start <= at < span.end for span in spans.values())
        for at in range(last.start)
    )
    if not rest or last.rest is None or not story_before or passages[last.start].text[:1] in "([":
        return [spans[at] for at in sorted(spans)]
    apart = passages[last.start].gap > usual_gap or last.rest == "" or is_break(passages[last.start - 1])
    spoken = any(passages[at].text[:1] in "\"“'‘«„" for at in rest)
    if len(rest) <= (TRAILING_SET_APART if apart else TRAILING) and not spoken:
        spans[last.start] = Span(last.start, len(passages), last.kind, last.label, last.rest)
    return [spans[at] for at in sorted(spans)]
