"""Finds the title page that authors put over their texts: a title, a name, facts, in front of the story."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line, Place, Role
from fic2epub.model.story import Layout
from fic2epub.shaping.copied_contents import is_contents_label, key_of
from fic2epub.shaping.heading_grammar import Style, read_heading
from fic2epub.shaping.layout import DEEPEST, indent_of
from fic2epub.shaping.markup import is_weak
from fic2epub.shaping.note_labels import edge_label, strong_label
from fic2epub.shaping.passages import Passage
from fic2epub.shaping.title_lines import (
    LONGEST_TITLE,
    author_in,
    bare,
    fact_in,
    is_name,
    names_in,
    says_by,
    title_and_author_in,
    title_in,
)

DEEPEST_HEADING = 10
"""Passages in which the first heading has to stand, for what is above it to be a title page."""
LONGEST_REST = 400
"""Characters of other words over the first heading, for a name without a label to be the author's."""
NEAR = 3
"""Lines below the title in which its author has to be named."""
SHORT_HEAD = 5
"""Passages of a title page with no heading below it."""
SHORTEST_STORY = 60
"""Characters. A first paragraph that is shorter ends as a sentence does."""

WHY = "What stands at the head of the text, as on a title page; kept as metadata."
WHY_ROW = "A row of marks on the title page."
WHY_AGAIN = "The work's title or author, which the book has on its title page."


class _Part(enum.Enum):
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the title page, or the lines of a paragraph that was wrapped."""

    at: int
    """The passage."""
    lines: tuple[Line, ...]
    text: str


_Fields = tuple[tuple[str, tuple[str, ...]], ...]
"""Fields and their values."""


@dataclass(slots=True)
class _Told:
    """A piece, and what it says."""

    piece: _Piece
    part: _Part
    found: _Fields = ()


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What was found at the head of a text."""

    passages: tuple[Passage, ...]
    """The text without it."""
    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The keys of what is known of the work."""

    titles: frozenset[str]
    authors: frozenset[str]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Known:
        """Gather what the page told, but for what counts only where nothing better is found."""
        told = [finding for finding in findings if not is_weak(finding)]
        keys = {
            field: frozenset(key_of(value) for one in told if one.field == field for value in one.values)
            - {""}
            for field in ("title", "authors")
        }
        return cls(keys["title"], keys["authors"])


def title_page(passages: Sequence[Passage], layout: Layout, known: Known) -> TitlePage:
    """Take the title page off the head of a text.

    It is one, if a short line has `by NAME` or a labelled author below it; if nothing but short lines like a
    title, a name and facts stands over the first heading; or if the title is set as one and stands well apart
    from the story. A short first line alone may as well be the story's first.
    """
    head = _head_of(passages)
    told = _read(head.pieces, known)
    page = _holds(_with_title_line_parted(told), head, passages, layout) if told else []
    taken = [one for one in page if one.part not in {_Part.NOTE, _Part.OTHER}]
    if not taken:
        return TitlePage(tuple(passages))
    gone = {line.place for one in taken for line in one.piece.lines}
    return TitlePage(
        tuple(_without(passages, gone)), tuple(_findings(taken, known)), tuple(_entries(taken)), is_found=True
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What a text begins with."""

    pieces: list[_Piece]
    is_headed: bool
    """Whether the first heading stands right below."""


def _head_of(passages: Sequence[Passage]) -> _Head:
    """Return what stands over the first heading, or without one the short lines that a text begins with."""
    if not passages or passages[0].role is not None or _is_heading(passages[0], first=True):
        return _Head([], is_headed=False)
    pieces: list[_Piece] = []
    for at, passage in enumerate(passages[:DEEPEST_HEADING]):
        if passage.role is Role.HEADING or (at and _is_heading(passage, first=False)):
            return _Head(pieces, is_headed=True)
        if passage.role is not None:
            break
        pieces.extend(_pieces(at, passage))
    return _Head([piece for piece in pieces if piece.at < SHORT_HEAD], is_headed=False)


def _pieces(at: int, passage: Passage) -> Iterator[_Piece]:
    if passage.flows and fact_in(passage.lines[0].text):
        yield _Piece(at, passage.lines, passage.text)
    else:
        yield from (_Piece(at, (line,), line.text.strip(BLANK)) for line in passage.lines)


def _is_heading(passage: Passage, *, first: bool) -> bool:
    if is_contents_label(passage):
        return True
    reading = read_heading(passage.lines[0].text)
    if reading is None:
        return False
    if reading.style in {Style.COUNTED, Style.NAMED}:
        return reading.firm
    return not first and len(passage.lines) <= 2 and reading.number in {0, 1}


def _read(pieces: Sequence[_Piece], known: Known) -> list[_Told]:
    """Say of each line what it is; nothing where the first is no title."""
    told: list[_Told] = []
    at = 0
    while at < len(pieces):
        one, used = _one(pieces, at, told, known)
        told.append(one)
        at += used
        if one.part is not _Part.ROW and not any(_is_title(each) for each in told):
            return []
    return told if any(_is_title(each) for each in told) else []


def _is_title(one: _Told) -> bool:
    return one.part in {_Part.TITLE, _Part.AGAIN}


def _one(pieces: Sequence[_Piece], at: int, told: Sequence[_Told], known: Known) -> tuple[_Told, int]:
    """Read the piece at `at`, with the one below it where the two are one."""
    piece = pieces[at]
    below = pieces[at + 1] if at + 1 < len(pieces) else None
    above = {one.part for one in told} - {_Part.ROW}
    if not any(letter.isalnum() for letter in piece.text):
        return _Told(piece, _Part.ROW), 1
    if not above:
        return _title(piece, known), 1
    if _is_again(piece.text, known.titles | known.authors):
        return _Told(piece, _Part.AGAIN), 1
    if below and says_by(piece.text) and (names := _names_below(below, known)) is not None:
        both = replace(piece, lines=(*piece.lines, *below.lines))
        return _Told(both, _Part.AUTHOR if names else _Part.AGAIN, _field("authors", names)), 2
    if names := author_in(piece.text):
        again = {key_of(name) for name in names} <= known.authors
        return _Told(piece, _Part.AGAIN if again else _Part.AUTHOR, _field("authors", names)), 1
    if fact := fact_in(piece.text):
        return _fact(piece, below, *fact)
    if strong_label(piece.text) or edge_label(piece.text):
        return _Told(piece, _Part.NOTE), 1
    if above == {_Part.TITLE} and is_name(piece.text):
        return _Told(piece, _Part.NAME, _field("authors", (bare(piece.text),))), 1
    return _Told(piece, _Part.OTHER), 1


def _field(name: str, values: tuple[str, ...]) -> _Fields:
    return ((name, values),) if values else ()


def _is_again(text: str, keys: Iterable[str]) -> bool:
    """Say whether a line is what is known, whole or without a subtitle: `THE CLOCK` of `The Clock; or, Time`."""
    key = key_of(text)
    return any(key == one or (len(key) > 4 and one.startswith(key)) for one in keys) if key else False


def _title(piece: _Piece, known: Known) -> _Told:
    if known.titles:
        sentence = piece.text.endswith(".") and not piece.text.isupper()
        again = not sentence and _is_again(piece.text, known.titles)
        return _Told(piece, _Part.AGAIN if again else _Part.OTHER)
    title = title_in(piece.text)
    return _Told(piece, _Part.TITLE, _field("title", (title,))) if title else _Told(piece, _Part.OTHER)


def _names_below(below: _Piece, known: Known) -> tuple[str, ...] | None:
    """Return the author named below a line `BY`: none where it is known already; None where that is no name."""
    if _is_again(below.text, known.authors):
        return ()
    return names_in(bare(below.text)) if is_name(below.text) else None


def _fact(piece: _Piece, below: _Piece | None, field: str, value: str) -> tuple[_Told, int]:
    if value:
        return _Told(piece, _Part.FACT, _field(field, (value,))), 1
    if below is None:
        return _Told(piece, _Part.OTHER), 1
    both = replace(piece, lines=(*piece.lines, *below.lines))
    return _Told(both, _Part.FACT, _field(field, (below.text,))), 2


def _with_title_line_parted(told: list[_Told]) -> list[_Told]:
    """Read `The Long Road, by Ida Brook` on one line, where no other line names the author."""
    first = next(one for one in told if one.part is not _Part.ROW)
    both = title_and_author_in(first.piece.text) if first.part is _Part.TITLE else None
    if both is None or any(one.part in {_Part.AUTHOR, _Part.NAME} for one in told):
        return told
    first.found = (("title", (both[0],)), ("authors", both[1]))
    return told


def _holds(told: Sequence[_Told], head: _Head, passages: Sequence[Passage], layout: Layout) -> list[_Told]:
    """Return what of the lines is a title page; nothing where too little speaks for one."""
    words = [one for one in told if one.part is not _Part.ROW]
    near = [one.part for one in words[1 : 1 + NEAR]]
    others = [one for one in words if one.part is _Part.OTHER]
    if head.is_headed:
        length = sum(len(one.piece.text) for one in others)
        if _Part.AUTHOR in near or (_Part.AGAIN in {words[0].part, *near} and length <= LONGEST_REST):
            return list(told)
        if _Part.NAME in near:
            return list(told) if length <= LONGEST_REST else []
        return [] if others else list(told)
    page = list(takewhile(lambda one: one.part not in {_Part.NOTE, _Part.OTHER}, told))
    if (
        words[0].part is not _Part.TITLE
        or len(page) < len(told)
        and told[len(page)].piece.at == page[-1].piece.at
    ):
        return []
    return page if near[:1] == [_Part.AUTHOR] or _is_set_apart(page, words[0].piece, passages, layout) else []


def _is_set_apart(page: Sequence[_Told], title: _Piece, passages: Sequence[Passage], layout: Layout) -> bool:
    """Say whether a title is set as one, as nothing else is, and the story begins a wide gap below its page."""
    below = page[-1].piece.at + 1
    if below >= len(passages) or passages[below].gap <= layout.gap:
        return False
    story = passages[below]
    if len(story.text) < SHORTEST_STORY and not story.text.endswith(tuple('.!?…”"»’。！？」』')):
        return False
    text = title.text
    if not any(one.part is _Part.NAME for one in page) and (
        set(text) & set("0123456789,") or text.count("?")
    ):
        return False
    indented = indent_of(story.lines[0]) > indent_of(title.lines[0])
    ways = [way for way in _WAYS if way(title.lines[0])]
    again = any(
        way(passage.lines[0]) and any(map(str.isalpha, passage.text))
        for passage in passages[below + 1 :]
        if len(passage.lines) == 1 and len(passage.text) <= LONGEST_TITLE
        for way in ways
    )
    drawn = any(one.part is _Part.ROW for one in page)
    return drawn or (bool(ways) and not again) or (indented and any(one.part is _Part.NAME for one in page))


def _in_capitals(line: Line) -> bool:
    return line.text.isupper() and sum(map(str.isalpha, line.text)) > 3


def _centred(line: Line) -> bool:
    return indent_of(line) > DEEPEST


def _in_marks(line: Line) -> bool:
    text = line.text.strip(BLANK)
    return text[0] in "*_~=#<《『【" and not text[-1].isalnum()


_WAYS = (_in_capitals, _centred, _in_marks)
"""How a title is set so that it is seen as one."""


def _findings(taken: Iterable[_Told], known: Known) -> Iterator[Finding]:
    for one in taken:
        for field, values in one.found:
            if one.part is not _Part.AGAIN and not (field == "authors" and known.authors):
                yield Finding(
                    field, values, _RULES.get(field, "shaping/title-page"), one.piece.lines[-1].place
                )


def _entries(taken: Iterable[_Told]) -> Iterator[Entry]:
    for one in taken:
        *first, last = one.piece.lines
        if one.part is _Part.ROW:
            yield Entry(last.place, Fate.MARKED, last.text, "title page", "shaping/title-page", WHY_ROW)
            continue
        rule = "shaping/title-again"
        if one.part is not _Part.AGAIN:
            rule = _RULES.get(one.found[0][0], "shaping/title-page")
        said = "; ".join(f"{field}: {', '.join(values)}" for field, values in one.found)
        fate, why = (Fate.REMOVED, WHY_AGAIN) if one.part is _Part.AGAIN else (Fate.LIFTED, WHY)
        yield from (Entry(line.place, fate, line.text, "", rule, why) for line in first)
        yield Entry(last.place, fate, last.text, "" if one.part is _Part.AGAIN else said, rule, why)


_RULES = {"title": "shaping/title-line", "authors": "shaping/byline"}


def _without(passages: Sequence[Passage], gone: set[Place]) -> Iterator[Passage]:
    """Give the passages without some lines, which stand in the first of them."""
    for passage in passages[:DEEPEST_HEADING]:
        lines = tuple(line for line in passage.lines if line.place not in gone)
        if len(lines) == len(passage.lines):
            yield passage
        elif lines:
            yield replace(passage, lines=lines)
    yield from passages[DEEPEST_HEADING:]
