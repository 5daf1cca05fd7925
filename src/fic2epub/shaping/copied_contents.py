"""Tells a copied table of contents from chapters: entries with nothing between, which all return below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line
from fic2epub.model.noun import noun
from fic2epub.shaping.heading_grammar import LONGEST, Reading, read_heading
from fic2epub.shaping.heading_words import CONTENTS
from fic2epub.shaping.passages import Passage

FEWEST = 3
"""Entries without a label over them; under `Contents`, two are enough."""

_PAGE = regex(r"(?:\s*[.·…_]{2,}\s*|\s{2,}|\t)\d{1,4}$")

Key = tuple[object, ...]


@noun(frozen=True, slots=True)
class Lists:
    """What became of the lists of chapters in a text."""

    gone: frozenset[int]
    """Passages of a list whose entries all return: left out."""
    kept: frozenset[int]
    """Passages of a list whose entries don't: lines, and no headings."""
    entries: tuple[Entry, ...]


def find_contents(passages: Sequence[Passage], readings: Mapping[int, Reading]) -> Lists:
    """Look for lists of chapters among passages. `readings` are those that read as a heading, by index."""
    last: dict[Key, int] = {}
    gone: set[int] = set()
    kept: set[int] = set()
    at = 0
    while at < len(passages):
        labelled = is_contents_label(passages[at])
        if not labelled and at not in readings and len(passages[at].lines) < FEWEST:
            at += 1  # as nearly all passages are
            continue
        start = at + labelled
        end = _end_of_run(passages, readings, start, labelled=labelled)
        if end == start or (end - start == 1 and len(passages[start].lines) < FEWEST and not labelled):
            at = max(end, at + 1)
            continue
        last = last or _last_places(passages, readings)
        used = _returning(passages, start, end, last, 2 if labelled else FEWEST)
        if used > start:
            gone.update(range(at, used))
        rest = [index for index in range(max(used, start), end) if index in readings]
        if _is_list(rest, readings):
            kept.update(rest if len(passages[rest[-1]].lines) > FEWEST - 1 else rest[:-1])
        at = max(end, at + 1)
    why = "A copied list of the chapters; each stands below, and the book has contents of its own."
    entries = tuple(
        Entry(line.place, Fate.REMOVED, line.text, "", "shaping/copied-contents", why)
        for index in sorted(gone)
        for line in passages[index].lines
    )
    return Lists(frozenset(gone), frozenset(kept), entries)


def key_of(text: str) -> str:
    """Return what makes two headings the same: letters and digits, whatever their case."""
    return _NO_LETTERS.sub("", text.casefold())


_NO_LETTERS = regex(r"[\W_]+")


def is_contents_label(passage: Passage) -> bool:
    """Say whether a passage is the word that stands over a table of contents."""
    text = passage.lines[0].text
    return (
        len(passage.lines) == 1
        and len(text) < 60
        and text.strip(BLANK + ":*_~=#-–—[]()").casefold() in CONTENTS
    )


def _last_places(passages: Sequence[Passage], readings: Mapping[int, Reading]) -> dict[Key, int]:
    """Return where each short line, each title and each number stands for the last time."""
    last: dict[Key, int] = {}
    for index, passage in enumerate(passages):
        if len(passage.lines) <= 2 and len(passage.lines[0].text) <= LONGEST:
            for line in passage.lines:
                last["text", key_of(line.text)] = index
        reading = readings.get(index)
        if reading is not None:
            last["text", key_of(reading.text)] = index
            last["text", key_of(reading.title)] = index
            if reading.number is not None:
                last[reading.kind, reading.number] = index
    return last


def _entries_in(passage: Passage) -> list[str]:
    return [_entry_in(line) for line in passage.lines]


def _entry_in(line: Line) -> str:
    """Return the entry of a list that a line is, without its bullet and the number of its page."""
    text = line.text.strip(BLANK + "*•·◦-–—")
    return _PAGE.sub("", text) if text[-1:].isdigit() and len(text) <= 2 * LONGEST else text


def _end_of_run(
    passages: Sequence[Passage], readings: Mapping[int, Reading], start: int, *, labelled: bool
) -> int:
    """Return where a run of entries ends, beginning at `start`."""
    end = start
    while end < len(passages) and passages[end].role is None:
        lines = passages[end].lines
        if len(lines[0].text) > 2 * LONGEST:
            break
        if labelled:
            texts = _entries_in(passages[end])
            fits = all(0 < len(text) <= LONGEST and text[-1:] not in {".", ","} for text in texts)
        else:
            fits = end in readings or (len(lines) >= FEWEST and _are_headings(passages[end]))
        if not fits:
            break
        end += 1
    return end


def _are_headings(passage: Passage) -> bool:
    return all(read_heading(_entry_in(line)) for line in passage.lines)


def _returning(passages: Sequence[Passage], start: int, end: int, last: Mapping[Key, int], least: int) -> int:
    """Return the end of the longest list from `start` on whose entries all stand again below it."""
    best, count = start, 0
    earliest = len(passages)
    for index in range(start, end):
        for text in _entries_in(passages[index]):
            reading = read_heading(text)
            places = [last.get(("text", key_of(text)), -1)]
            if reading is not None:
                if reading.title:
                    places.append(last.get(("text", key_of(reading.title)), -1))
                if reading.number is not None:
                    places.append(last.get((reading.kind, reading.number), -1))
            earliest = min(earliest, max(places))
            count += 1
        if earliest <= index:
            break
        if count >= least:
            best = index + 1
    return best


def _is_list(run: Sequence[int], readings: Mapping[int, Reading]) -> bool:
    """A run of the same kind of heading with nothing between; spares `Book One`, `Part One`, `Chapter 1`."""
    groups = Counter(readings[index].group for index in run)
    return any(count >= FEWEST for count in groups.values())
