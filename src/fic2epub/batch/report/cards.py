"""Outcome → Card: what the report tells of one story, and no more of it than a page has room for."""

from __future__ import annotations

import contextlib
import enum
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote

from fic2epub.batch.report.thumbnails import thumbnail
from fic2epub.errors import Fic2EpubError
from fic2epub.model.ledger import Entry, Fate, Ledger
from fic2epub.model.noun import noun
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.stores import Url
from fic2epub.stores.fetching import at_hand
from fic2epub.stores.store import Held

if TYPE_CHECKING:
    from fic2epub.bookbinding.glimpse import Glimpse

_LONGEST_LINE = 110
_LONGEST_NAME = 200
_LONGEST_SENTENCE = 400
_MOST_NOTICES = 8
_MOST_RULES = 8


class Shelf(enum.Enum):
    """Where a story stands in the report; what needs a reader's eye comes first."""

    FAILED = "failed"
    DOUBTED = "doubted"
    MADE = "made"
    KEPT = "kept"
    """As it was before this run."""


@noun(frozen=True, slots=True)
class Removed:
    """What one rule left out."""

    count: int
    """Lines."""
    why: str
    rule: str
    example: str


@noun(frozen=True, slots=True)
class Card:
    """What the report tells of one story."""

    shelf: Shelf
    title: str
    authors: tuple[str, ...]
    language: str
    """A BCP 47 tag; empty where it is not known."""
    source: str
    """The text's name."""
    source_link: str
    book_link: str = ""
    """Relative to the report; empty where there is no book."""
    cover: str = ""
    """A `data:` address; empty where there is none."""
    amounts: tuple[str, ...] = ()
    """How much there is: chapters, words."""
    recognised: tuple[str, ...] = ()
    """The site, and how the text sets its paragraphs."""
    notices: tuple[tuple[str, str], ...] = ()
    """What a reader should know: the place, or nothing, and a sentence."""
    removed: tuple[Removed, ...] = ()
    """By rule, the rules that took the most lines first."""
    unshown: int = 0
    """Lines left out by rules beyond those that are listed."""
    others: tuple[str, ...] = ()
    """What became of other lines, counted."""
    error: Fic2EpubError | None = None


def card_of(outcome: Outcome, folder: Path) -> Card:
    """Return what is told of an outcome; `folder` is the report's own. Looks into the book for its cover."""
    match outcome:
        case Converted():
            return _made(outcome, folder)
        case Skipped():
            return _kept(outcome, folder)
        case Failed(source=source, error=error):
            return Card(Shelf.FAILED, source.stem, (), "", source.name, link(source, folder), error=error)
        case _:
            assert_never(outcome)


def _made(outcome: Converted, folder: Path) -> Card:
    facts = outcome.facts
    rules = _removed(outcome.ledger)
    return Card(
        shelf=Shelf.DOUBTED if outcome.notices else Shelf.MADE,
        title=_cut(facts.title, _LONGEST_NAME),
        authors=_names(facts.authors),
        language="" if facts.language == "und" else facts.language,
        source=outcome.source.name,
        source_link=link(outcome.source, folder),
        book_link=link(outcome.path, folder) if outcome.written else "",
        cover=thumbnail(_seen(outcome.path).cover) if outcome.written else "",
        amounts=tuple(_amounts(outcome)),
        recognised=tuple(_recognised(outcome)),
        notices=tuple(
            (str(notice.place or ""), _cut(notice.text, _LONGEST_SENTENCE))
            for notice in outcome.notices[:_MOST_NOTICES]
        )
        + _more_notices(len(outcome.notices) - _MOST_NOTICES),
        removed=tuple(rules[:_MOST_RULES]),
        unshown=sum(rule.count for rule in rules[_MOST_RULES:]),
        others=tuple(_others(outcome.ledger)),
    )


def _kept(outcome: Skipped, folder: Path) -> Card:
    seen = _seen(outcome.path)
    return Card(
        shelf=Shelf.KEPT,
        title=_cut(seen.title or outcome.path.stem, _LONGEST_NAME),
        authors=_names(seen.authors),
        language="" if seen.language == "und" else seen.language,
        source=outcome.source.name,
        source_link=link(outcome.source, folder),
        book_link=link(outcome.path, folder),
        cover=thumbnail(seen.cover),
    )


def _seen(book: Path) -> Glimpse:
    """Return what a book shows of itself; one in a store is fetched for that."""
    from fic2epub.bookbinding.glimpse import Glimpse, glimpse

    if not isinstance(book, Url):
        return glimpse(book)
    with contextlib.suppress(Fic2EpubError), at_hand([Held(book, 0, 0)]) as copies:
        return glimpse(copies[book])
    return Glimpse()


_LAYOUTS = {
    "blank-separated": "paragraphs parted by blank lines",
    "line-per-paragraph": "a paragraph in each line",
    "wrapped": "lines wrapped at a width",
    "wrapped-indented": "lines wrapped at a width, with indents",
    "double-spaced": "double-spaced",
}


def _amounts(outcome: Converted) -> Iterable[str]:
    yield counted(outcome.chapters, "chapter")
    yield counted(outcome.words, "word")
    if outcome.parts:
        yield f"bound of {counted(len(outcome.parts), 'file')}"
    if not outcome.written:
        yield "not written: a rehearsal"


def _recognised(outcome: Converted) -> Iterable[str]:
    yield " and ".join(outcome.recognised[:3]) if outcome.recognised else "no site recognised"
    if outcome.layout:
        yield _LAYOUTS.get(outcome.layout, outcome.layout)


def _removed(ledger: Ledger) -> list[Removed]:
    rules: dict[str, list[Entry]] = {}
    for entry in ledger.entries:
        if entry.fate is Fate.REMOVED:
            rules.setdefault(entry.rule, []).append(entry)
    told = [
        Removed(len(entries), _cut(entries[0].why, _LONGEST_SENTENCE), rule, _example(entries))
        for rule, entries in rules.items()
    ]
    return sorted(told, key=lambda one: -one.count)


def _example(entries: Iterable[Entry]) -> str:
    return _cut(next((e.before.strip() for e in entries if e.before.strip()), ""), _LONGEST_LINE)


_OTHERS = {
    Fate.LIFTED: "became facts about the story",
    Fate.MARKED: "became chapters, notes or breaks between scenes",
    Fate.REWRITTEN: "had characters mended",
}


def _others(ledger: Ledger) -> Iterable[str]:
    for fate, words in _OTHERS.items():
        count = len({entry.place for entry in ledger.entries if entry.fate is fate})
        if count:
            yield f"{counted(count, 'line')} {words}"


def _more_notices(count: int) -> tuple[tuple[str, str], ...]:
    return (("", f"There are {count} more notes like these."),) if count > 0 else ()


def _names(authors: Iterable[str]) -> tuple[str, ...]:
    names = [_cut(name, _LONGEST_NAME // 2) for name in authors]
    return tuple(names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} others"])


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def counted(count: int, one: str) -> str:
    """Return `1 line` or `1,204 lines`."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def link(path: Path, folder: Path) -> str:
    """Return the address of a file for a page in a folder: relative, or whole where there is no way.

    It is empty for what is in a store, where no browser goes.
    """
    if isinstance(path, Url):
        return ""
    try:
        way = os.path.relpath(path, folder)
    except ValueError:  # Windows: on another drive
        return path.absolute().as_uri()
    # Each part is quoted, a colon too: no folder's name can make another kind of address of it.
    return quote(os.fsencode(way.replace(os.sep, "/")), safe="/")
