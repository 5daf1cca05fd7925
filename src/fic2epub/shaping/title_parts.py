"""Says of each line at the head of a text what it is on a title page."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from fic2epub.model.manuscript import Finding, Line, Sighting
from fic2epub.model.noun import noun
from fic2epub.shaping.copied_contents import key_of
from fic2epub.shaping.markup import is_weak
from fic2epub.shaping.note_labels import edge_label, strong_label
from fic2epub.shaping.title_lines import (
    author_in,
    bare,
    fact_in,
    is_name,
    name_in,
    names_in,
    says_by,
    says_more,
    title_and_author_in,
    title_in,
)


class Part(enum.Enum):
    """What a line of a title page is."""

    TITLE = "title"
    AUTHOR = "author"
    NAME = "name"
    """A name without a label."""
    FACT = "fact"
    AGAIN = "again"
    """What is known already."""
    ROW = "row"
    NOTE = "note"
    """The author's words, which stay."""
    OTHER = "other"


@noun(frozen=True, slots=True)
class Piece:
    """A line of the title page, or the lines of a paragraph that was wrapped."""

    at: int
    """The passage."""
    lines: tuple[Line, ...]
    text: str


Fields = tuple[tuple[str, tuple[str, ...]], ...]
"""Fields and their values."""


@noun(slots=True)
class Told:
    """A piece, and what it says."""

    piece: Piece
    part: Part
    found: Fields = ()


@noun(frozen=True, slots=True)
class Known:
    """The keys of what is known of the work."""

    titles: frozenset[str]
    authors: frozenset[str]
    is_site: bool = False
    """Whether the page is a site's that is known."""

    @classmethod
    def of(cls, findings: Iterable[Finding], sightings: Iterable[Sighting] = ()) -> Known:
        """Gather what the page told, but for what counts only where nothing better is found."""
        told = [finding for finding in findings if not is_weak(finding)]
        keys = {
            field: frozenset(key_of(value) for one in told if one.field == field for value in one.values)
            - {""}
            for field in ("title", "authors")
        }
        return cls(keys["title"], keys["authors"], any(one.kind == "site" for one in sightings))


def read(pieces: Sequence[Piece], known: Known) -> list[Told]:
    """Say of each line what it is; nothing where the first is no title."""
    told: list[Told] = []
    at = 0
    while at < len(pieces):
        one, used = _one(pieces, at, told, known)
        told.append(one)
        at += used
        if one.part is not Part.ROW and not any(_is_title(each) for each in told):
            return []
    return _parted(told) if any(_is_title(each) for each in told) else []


def _is_title(one: Told) -> bool:
    return one.part in {Part.TITLE, Part.AGAIN}


def _one(pieces: Sequence[Piece], at: int, told: Sequence[Told], known: Known) -> tuple[Told, int]:
    """Read the piece at `at`, with the one below it where the two are one."""
    piece = pieces[at]
    below = pieces[at + 1] if at + 1 < len(pieces) else None
    above = {one.part for one in told} - {Part.ROW}
    if not any(letter.isalnum() for letter in piece.text):
        return Told(piece, Part.ROW), 1
    if not above:
        return _title(piece, below, known), 1
    if _is_again(piece.text, known.titles | known.authors):
        return Told(piece, Part.AGAIN), 1
    if below and (both := _of_two(piece, below, known)):
        return both, 2
    return _below_a_title(piece, known, above), 1


def _of_two(piece: Piece, below: Piece, known: Known) -> Told | None:
    """Read `BY` with the name below it, or `Summary:` with what stands below it."""
    both = replace(piece, lines=(*piece.lines, *below.lines))
    if says_by(piece.text) and (names := _names_below(below, known)) is not None:
        return Told(both, Part.AUTHOR if names else Part.AGAIN, _field("authors", names))
    fact = fact_in(piece.text)
    return Told(both, Part.FACT, _field(fact[0], (below.text,))) if fact and not fact[1] else None


def _below_a_title(piece: Piece, known: Known, above: Collection[Part]) -> Told:
    if names := author_in(piece.text):
        again = {key_of(name) for name in names} <= known.authors
        return Told(piece, Part.AGAIN if again else Part.AUTHOR, _field("authors", names))
    fact = fact_in(piece.text)
    if fact and fact[1]:
        return Told(piece, Part.FACT, _field(fact[0], (fact[1],)))
    if strong_label(piece.text) or edge_label(piece.text) or says_more(piece.text):
        return Told(piece, Part.NOTE)
    if above == {Part.TITLE} and (name := name_in(piece.text)):
        return Told(piece, Part.NAME, _field("authors", (name,)))
    return Told(piece, Part.OTHER)


def _field(name: str, values: tuple[str, ...]) -> Fields:
    return ((name, values),) if values else ()


def _is_again(text: str, keys: Iterable[str]) -> bool:
    """Say whether a line is known, whole or without a subtitle: `THE CLOCK` of `The Clock; or, Time`."""
    key = key_of(text)
    return any(key == one or (len(key) > 4 and one.startswith(key)) for one in keys) if key else False


def _title(piece: Piece, below: Piece | None, known: Known) -> Told:
    if known.titles:
        sentence = piece.text.endswith(".") and not piece.text.isupper()
        again = not sentence and _is_again(piece.text, known.titles)
        return Told(piece, Part.AGAIN if again else Part.OTHER)
    title = None if _says_something_else(piece.text, below) else title_in(piece.text)
    return Told(piece, Part.TITLE, _field("title", (title,))) if title else Told(piece, Part.OTHER)


def _says_something_else(text: str, below: Piece | None) -> bool:
    """Spares a fact, a note and an author as a title; not `By Moonlight` with its author below it."""
    if fact_in(text) or says_more(text) or strong_label(text) or edge_label(text):
        return True
    return author_in(text) is not None and not (below and author_in(below.text))


def _names_below(below: Piece, known: Known) -> tuple[str, ...] | None:
    """Return the author named below a line `BY`, or () for one who is known; None where that is no name."""
    if _is_again(below.text, known.authors):
        return ()
    return names_in(bare(below.text)) if is_name(below.text) else None


def _parted(told: list[Told]) -> list[Told]:
    """Read `The Long Road, by Ida Brook` on one line, where no other line names the author."""
    first = next(one for one in told if one.part is not Part.ROW)
    both = title_and_author_in(first.piece.text) if first.part is Part.TITLE else None
    if both is None or any(one.part in {Part.AUTHOR, Part.NAME} for one in told):
        return told
    first.found = (("title", (both[0],)), ("authors", both[1]))
    return told
