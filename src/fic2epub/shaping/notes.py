"""Tells the author's words about the story from the story, where no site says so."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from fic2epub.model.manuscript import BLANK, Role
from fic2epub.model.noun import noun
from fic2epub.model.story import NoteKind
from fic2epub.shaping.note_labels import (
    Label,
    asks_for_reviews,
    disclaims,
    edge_label,
    says_end,
    speaks_of_the_story,
    speaks_to_readers,
    strong_label,
)
from fic2epub.shaping.passages import Passage

TITLES = 3
"""How many short lines (the title again, a date, `by`) may stand above the notes at a chapter's top."""
TRAILING = 3
"""How many unlabelled paragraphs may follow a note at the end, for the note to go on to the end."""
TRAILING_SET_APART = 30
"""The same, where a row of marks, a wide gap or a label on a line of its own sets the note apart."""


@noun(frozen=True, slots=True)
class Span:
    """Passages `start` to `end` (half-open) that are one note."""

    start: int
    end: int
    kind: NoteKind
    label: str = ""
    """As written; empty where the page itself set the note apart."""
    rest: str | None = None
    """What is left of the first line without the label; None where there was no label in it."""


def find_notes(passages: Sequence[Passage], breaks: Container[int], usual_gap: int) -> list[Span]:
    """Return the notes in one chapter, from its top down. `breaks` are the passages that are scene breaks.

    Known are: what the page says is a note; labelled paragraphs at the chapter's top (`Disclaimer:`, `A/N`,
    `Warnings:`); a note at its end, with what follows it; and, in the middle, a paragraph that begins `A/N`.
    """
    spans: dict[int, Span] = {}
    at, top = 0, True
    while at < len(passages):
        span = _labelled(passages, at, strong_label) if passages[at].role is None else _told(passages, at)
        if span is None and top and passages[at].role is None:
            span = _labelled(passages, at, edge_label) or _above_a_label(passages, at)
        if span and span.rest is not None:
            span = _widened(span, passages, breaks, at_top=top)
        if span:
            spans[at] = span
        elif top:
            top = at in breaks or (at < TITLES and _is_title_like(passages[at]))
        at = span.end if span else at + 1
    _below_the_end(spans, passages, breaks)
    _farewell(spans, passages, breaks)
    return _to_the_end(spans, passages, breaks, usual_gap)


def _below_the_end(spans: dict[int, Span], passages: Sequence[Passage], breaks: Container[int]) -> None:
    """What stands below `THE END` and speaks of the story is a note, though nothing says so."""
    for end in range(len(passages) - 1, max(-1, len(passages) - 2 - TRAILING), -1):
        if not says_end(passages[end].text) or end == 0:
            continue
        below = [at for at in range(end + 1, len(passages)) if at not in breaks]
        free = not any(span.end > end for span in spans.values())
        if below and free and all(_may_be_note(passages[at]) for at in below):
            spans[below[0]] = Span(below[0], len(passages), NoteKind.NOTE)
        return


def _is_title_like(passage: Passage) -> bool:
    text = passage.text
    return len(passage.lines) == 1 and len(text) <= 70 and text[-1] not in ".,;!?…\"'”’"


def _told(passages: Sequence[Passage], at: int) -> Span | None:
    role = passages[at].role
    if role is not Role.NOTE and role is not Role.SUMMARY:
        return None
    end = at + 1
    while end < len(passages) and passages[end].role is role and not passages[end].lines[0].opens:
        end += 1
    kind = NoteKind.SUMMARY if role is Role.SUMMARY else NoteKind.NOTE
    return Span(at, end, kind, "Summary" if role is Role.SUMMARY else "Notes")


def _labelled(passages: Sequence[Passage], at: int, find: Callable[[str], Label | None]) -> Span | None:
    text = passages[at].lines[0].text.strip(BLANK)
    found = find(text)
    if found is None:
        return None
    rest = text[found.rest :].lstrip(BLANK + _SEPARATORS).rstrip(BLANK)
    if not any(letter.isalnum() for letter in rest):
        rest = ""
    return Span(at, at + 1, found.kind, found.label, rest)


def _above_a_label(passages: Sequence[Passage], at: int) -> Span | None:
    """Return the paragraphs at a chapter's top that speak of the story, where a disclaimer follows them.

    An author's note will not do: it may interrupt a story after its first words.
    """
    end = at
    while end < len(passages) and end - at < TRAILING and _may_be_note(passages[end]):
        if edge_label(passages[end].lines[0].text.strip(BLANK)):
            break
        end += 1
    if end == at or end == len(passages) or passages[end].role is not None:
        return None
    text = passages[end].lines[0].text.strip(BLANK)
    return Span(at, end, NoteKind.NOTE) if disclaims(text) else None


def _farewell(spans: dict[int, Span], passages: Sequence[Passage], breaks: Container[int]) -> None:
    """At a chapter's end, what asks the readers for reviews is a note, with the name that is put under it."""
    last = max((span.end for span in spans.values()), default=0)
    for at in range(max(1, last, len(passages) - TRAILING), len(passages)):
        passage = passages[at]
        below = passages[at + 1 :]
        free = passage.role is None and at not in breaks and not passage.text.startswith(_QUOTES)
        if free and asks_for_reviews(passage.text):
            if all(_may_end_a_note(each) for each in below):
                spans[at] = Span(at, len(passages), NoteKind.NOTE)
            return


SIGNATURE = 40
"""Characters. `Love, Tam x` under a note at a chapter's end is no longer than this."""

_SEPARATORS = ":：;.~–—-*_"

ABOVE_A_ROW = 6
"""How many passages below a label a row of marks may stand, for the note to go on down to it."""


def _widened(span: Span, passages: Sequence[Passage], breaks: Container[int], *, at_top: bool) -> Span:
    """Let a note at the top go on to the row of marks below it, where it does.

    A label on a line of its own stands over the next paragraph, or over all up to the row. A note that began
    on its label's line goes on only if each paragraph up to the row speaks of the story as a story.
    """
    alone = span.rest == "" and len(passages[span.start].lines) == 1
    last = min(span.end + ABOVE_A_ROW, len(passages))
    stop = next((at for at in range(span.end, last) if at in breaks), None)
    if alone:
        end = stop if stop is not None else min(span.end + 1, len(passages))
        return replace(span, end=end)
    between = passages[span.end : stop] if stop is not None and at_top else ()
    if between and all(_may_be_note(passage) for passage in between):
        return replace(span, end=span.end + len(between))
    return span


def _may_be_note(passage: Passage) -> bool:
    return (
        passage.role is None
        and not passage.text.startswith(_QUOTES)
        and strong_label(passage.text) is None
        and speaks_of_the_story(passage.text)
    )


def _is_spoken_to_readers(below: Sequence[Passage]) -> bool:
    """Whether passages below a row are the author's: all of them, but for a name at the end.

    That they speak of a story is not enough: so does `The reading of the will took an hour`.
    """
    text = _may_be_note(below[0]) and speaks_to_readers(below[0].text)
    return text and all(map(_may_be_note, below[1:-SIGNERS])) and all(map(_may_end_a_note, below[-SIGNERS:]))


SIGNERS = 2
"""Passages at a note's end that may be no more than short."""


def _may_end_a_note(passage: Passage) -> bool:
    return _may_be_note(passage) or (len(passage.text) <= SIGNATURE and not passage.text.startswith(_QUOTES))


_QUOTES = tuple("\"“'‘«„「")


def _to_the_end(
    spans: dict[int, Span], passages: Sequence[Passage], breaks: Container[int], usual_gap: int
) -> list[Span]:
    """Let the last note go on to the chapter's end, if what follows it can't be the story again.

    What stands below a row of marks may be the story, unless it is spoken to the readers; at that row the
    note ends.
    """
    if not spans:
        return []
    last = spans[max(spans)]
    row = next((at for at in range(last.end, len(passages)) if at in breaks), len(passages))
    below = [passages[at] for at in range(row, len(passages)) if at not in breaks]
    end = row if below and not _is_spoken_to_readers(below) else len(passages)
    rest = [at for at in range(last.end, end) if at not in breaks]
    story_before = any(
        at not in breaks and not any(span.start <= at < span.end for span in spans.values())
        for at in range(last.start)
    )
    if not rest or last.rest is None or not story_before or passages[last.start].text[:1] in "([":
        return [spans[at] for at in sorted(spans)]
    apart = passages[last.start].gap > usual_gap or last.rest == "" or last.start - 1 in breaks
    spoken = any(passages[at].text.startswith(_QUOTES) for at in rest)
    if len(rest) <= (TRAILING_SET_APART if apart else TRAILING) and not spoken:
        spans[last.start] = Span(last.start, end, last.kind, last.label, last.rest)
    return [spans[at] for at in sorted(spans)]
