"""Finds the title page that authors put over their texts: a title, a name, facts, in front of the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line, Place, Role
from fic2epub.model.noun import noun
from fic2epub.model.story import Layout
from fic2epub.shaping.copied_contents import is_contents_label
from fic2epub.shaping.heading_grammar import Style, read_heading
from fic2epub.shaping.layout import DEEPEST, indent_of
from fic2epub.shaping.passages import Passage
from fic2epub.shaping.title_lines import LONGEST_TITLE, author_in, fact_in, is_subtitle
from fic2epub.shaping.title_parts import Known, Part, Piece, Told, read

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


@noun(frozen=True, slots=True)
class TitlePage:
    """What was found at the head of a text."""

    passages: tuple[Passage, ...]
    """The text without it."""
    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    is_found: bool = False


def title_page(passages: Sequence[Passage], layout: Layout, known: Known) -> TitlePage:
    """Take the title page off the head of a text.

    It is one, if a short line has `by NAME` or a labelled author below it; if nothing but short lines like a
    title, a name and facts stands over the first heading; or if the title is set as one and stands well apart
    from the story. A short first line alone may as well be the story's first.
    """
    head = _head_of(passages)
    told = read(head.pieces, known)
    page = _holds(told, head, passages, layout, known) if told else []
    taken = [one for one in page if one.part not in {Part.NOTE, Part.OTHER}]
    if not taken:
        return TitlePage(tuple(passages))
    gone = {line.place for one in taken for line in one.piece.lines}
    found = [*_findings(taken, known)]
    if head.is_headed and not known.authors and all(one.field != "authors" for one in found):
        found += _below_the_heading(passages[head.below + 1 : head.below + 2])
    return TitlePage(tuple(_without(passages, gone)), tuple(found), tuple(_entries(taken)), is_found=True)


def _below_the_heading(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Give the author named right below the first heading, where the line is dropped as a repeat."""
    for passage in passages:
        names = author_in(passage.text) if len(passage.lines) == 1 and passage.role is None else None
        if names:
            yield Finding("authors", names, "shaping/byline", passage.lines[0].place)


@noun(frozen=True, slots=True)
class _Head:
    """What a text begins with."""

    pieces: list[Piece]
    below: int
    """The passage below it."""
    is_headed: bool
    """Whether that is the first heading."""


def _head_of(passages: Sequence[Passage]) -> _Head:
    """Return what stands over the first heading, or without one the short lines that a text begins with."""
    if not passages or passages[0].role is not None or _is_heading(passages[0], first=True):
        return _Head([], 0, is_headed=False)
    pieces: list[Piece] = []
    for at, passage in enumerate(passages[:DEEPEST_HEADING]):
        if passage.role is Role.HEADING or (at and _is_heading(passage, first=False)):
            return _Head(pieces, at, is_headed=True)
        if passage.role is not None:
            break
        pieces.extend(_pieces(at, passage))
    return _Head([piece for piece in pieces if piece.at < SHORT_HEAD], 0, is_headed=False)


def _pieces(at: int, passage: Passage) -> Iterator[Piece]:
    if passage.flows and fact_in(passage.lines[0].text):
        yield Piece(at, passage.lines, passage.text)
    else:
        yield from (Piece(at, (line,), line.text.strip(BLANK)) for line in passage.lines)


def _is_heading(passage: Passage, *, first: bool) -> bool:
    if is_contents_label(passage):
        return True
    reading = read_heading(passage.lines[0].text)
    if reading is None:
        return False
    if reading.style in {Style.COUNTED, Style.NAMED}:
        return reading.firm
    return not first and len(passage.lines) <= 2 and reading.number in {0, 1}


def _holds(
    told: Sequence[Told], head: _Head, passages: Sequence[Passage], layout: Layout, known: Known
) -> list[Told]:
    """Return what of the lines is a title page; nothing where too little speaks for one."""
    words = [one for one in told if one.part is not Part.ROW]
    near = [one.part for one in words[1 : 1 + NEAR]]
    if head.is_headed:
        return list(told) if Part.AUTHOR in near or _stands_over_a_heading(words, known) else []
    page = list(takewhile(lambda one: one.part not in {Part.NOTE, Part.OTHER}, told))
    if words[0].part is not Part.TITLE or _goes_on(page, told[len(page) :]):
        return []
    is_page = near[:1] == [Part.AUTHOR] or _is_set_apart(page, words[0].piece, passages, layout)
    return page if is_page else []


def _stands_over_a_heading(words: Sequence[Told], known: Known) -> bool:
    """Say whether lines over the first heading are a title page, though none says `by`.

    What a rule has left of a site's page there may as well be its menu.
    """
    others = [one for one in words if one.part is Part.OTHER]
    if sum(len(one.piece.text) for one in others) > LONGEST_REST:
        return False
    if any(one.part is Part.AGAIN for one in words[: 1 + NEAR]):
        return True
    name = next((one for one in words if one.part is Part.NAME), None)
    if known.is_site:
        return False
    if name is None:
        return not others or (others == words[1:2] and is_subtitle(others[0].piece.text))
    return all(one.piece.at != name.piece.at for one in others)


def _goes_on(page: Sequence[Told], rest: Sequence[Told]) -> bool:
    """Whether the last passage of a page has other lines in it, as a stanza has."""
    return bool(page and rest) and page[-1].piece.at == rest[0].piece.at


def _is_set_apart(page: Sequence[Told], title: Piece, passages: Sequence[Passage], layout: Layout) -> bool:
    """Say whether a title is set as nothing else is, and the story begins a wide gap below its page."""
    below = page[-1].piece.at + 1
    if below >= len(passages) or passages[below].gap <= layout.gap:
        return False
    story = passages[below]
    if len(story.text) < SHORTEST_STORY and not story.text.endswith(tuple('.!?…”"»’。！？」』')):
        return False
    text = title.text
    if not any(one.part is Part.NAME for one in page) and (set(text) & set("0123456789,") or text.count("?")):
        return False
    indented = indent_of(story.lines[0]) > indent_of(title.lines[0])
    ways = [way for way in _WAYS if way(title.lines[0])]
    again = any(
        way(passage.lines[0]) and any(map(str.isalpha, passage.text))
        for passage in passages[below + 1 :]
        if len(passage.lines) == 1 and len(passage.text) <= LONGEST_TITLE
        for way in ways
    )
    drawn = any(one.part is Part.ROW for one in page)
    return drawn or (bool(ways) and not again) or (indented and any(one.part is Part.NAME for one in page))


def _in_capitals(line: Line) -> bool:
    return line.text.isupper() and sum(map(str.isalpha, line.text)) > 3


def _centred(line: Line) -> bool:
    return indent_of(line) > DEEPEST


def _in_marks(line: Line) -> bool:
    text = line.text.strip(BLANK)
    return text[0] in "*_~=#<《『【" and not text[-1].isalnum()


_WAYS = (_in_capitals, _centred, _in_marks)
"""How a title is set so that it is seen as one."""


def _findings(taken: Iterable[Told], known: Known) -> Iterator[Finding]:
    for one in taken:
        for field, values in one.found:
            if one.part is not Part.AGAIN and not (field == "authors" and known.authors):
                yield Finding(
                    field, values, _RULES.get(field, "shaping/title-page"), one.piece.lines[-1].place
                )


def _entries(taken: Iterable[Told]) -> Iterator[Entry]:
    for one in taken:
        *first, last = one.piece.lines
        if one.part is Part.ROW:
            yield Entry(last.place, Fate.MARKED, last.text, "title page", "shaping/title-page", WHY_ROW)
            continue
        rule = "shaping/title-again"
        if one.part is not Part.AGAIN:
            rule = _RULES.get(one.found[0][0], "shaping/title-page")
        said = "; ".join(f"{field}: {', '.join(values)}" for field, values in one.found)
        fate, why = (Fate.REMOVED, WHY_AGAIN) if one.part is Part.AGAIN else (Fate.LIFTED, WHY)
        yield from (Entry(line.place, fate, line.text, "", rule, why) for line in first)
        yield Entry(last.place, fate, last.text, "" if one.part is Part.AGAIN else said, rule, why)


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
