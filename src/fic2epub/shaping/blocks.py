"""A chapter's passages become blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import field, replace
from itertools import pairwise
from types import UnionType

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Line
from fic2epub.model.noun import noun
from fic2epub.model.story import (
    Block,
    Heading,
    Layout,
    Letter,
    Note,
    Paragraph,
    Quote,
    QuoteKind,
    SceneBreak,
    Verse,
    Words,
)
from fic2epub.shaping import epigraphs, notes
from fic2epub.shaping.chats import with_chats
from fic2epub.shaping.emphasis import emphasised
from fic2epub.shaping.letters import with_letters
from fic2epub.shaping.lists import ListMaker
from fic2epub.shaping.markup import LEVELS
from fic2epub.shaping.passages import LINE_PER_PARAGRAPH, Passage
from fic2epub.shaping.scene_breaks import is_scene_break
from fic2epub.shaping.words import joined, places, seams, shortened

VERSE_LINE = 100
"""Characters. Lines that keep their breaks are no longer than this; longer ones are paragraphs."""
RARE = {LINE_PER_PARAGRAPH: 0.15}
"""Up to which share of all gaps the wider ones are breaks, by layout; elsewhere OFTEN."""
OFTEN = 0.25


@noun(slots=True)
class Binder:
    """Makes blocks of one story's passages, and enters what it did."""

    layout: Layout
    rows: Counter[str]
    """How often each short line stands in the text."""
    wide_gaps: bool
    """Whether a gap wider than usual is a scene break in this text."""
    entries: list[Entry] = field(default_factory=list)

    def is_break(self, passage: Passage) -> bool:
        """Say whether a passage is a row of marks, or a rule."""
        if len(passage.lines) != 1:
            return False
        drawn = passage.role is None and is_scene_break(passage.text, self.rows)
        return drawn or passage.lines[0].tag == "hr"

    def blocks(self, passages: Sequence[Passage]) -> tuple[Block, ...]:
        """Return the blocks of one chapter: notes and letters set apart, breaks, paragraphs."""
        breaks = {at for at, passage in enumerate(passages) if self.is_break(passage)}
        spans = {span.start: span for span in notes.find_notes(passages, breaks, self.layout.gap)}
        made: list[Block] = []
        at, top = 0, True
        while at < len(passages):
            passage = passages[at]
            if at in spans:
                made.append(self._note(spans[at], passages))
                at = spans[at].end
            elif top and (found := epigraphs.find_epigraph(passages, at)):
                made.append(self._epigraph(found, passages))
                at, top = found.end, False
            elif at in breaks:
                made.append(self._scene_break(passage))
                at += 1
            else:
                if self._gap_is_break(passages, at, made):
                    made.append(SceneBreak("", places(passage.lines[:1])))
                top = False
                if _is_plain(passage):
                    made.append(self._paragraph(passage.lines))
                    at += 1
                    continue
                end = _end_of_quote(passages, at, spans)
                made.extend(self._quoted(passages[at:end]) if end > at else self._running(passage))
                at = max(end, at + 1)
        return with_chats(with_letters(_without_edge_breaks(made)))

    def _quoted(self, passages: Sequence[Passage]) -> Iterator[Block]:
        """Give the quotation that passages are which the page sets as one."""
        inner: list[Block] = []
        for passage in passages:
            if self.is_break(passage):
                inner.append(self._scene_break(passage))
            else:
                inner.extend(self._running(passage))
        blocks = with_chats(with_letters(_without_edge_breaks(inner)))
        if len(blocks) == 1 and isinstance(blocks[0], Letter):
            yield blocks[0]
        elif blocks:
            yield Quote(QuoteKind.QUOTATION, blocks)

    def _gap_is_break(self, passages: Sequence[Passage], at: int, made: Sequence[Block]) -> bool:
        """Whether a gap stands for a break. Around a list it does not: html2text sets lists further apart."""
        passage = passages[at]
        return (
            self.wide_gaps
            and passage.gap > self.layout.gap
            and bool(made)
            and not isinstance(made[-1], SceneBreak)
            and not (at and "li" in (passages[at - 1].lines[-1].tag, passage.lines[0].tag))
            and not _is_table(passage)  # which has a margin
        )

    def _scene_break(self, passage: Passage) -> SceneBreak:
        line = passage.lines[0]
        drawn = "A rule" if line.tag == "hr" else "A row of marks"
        why = f"{drawn} between two scenes; the book sets it as a scene break."
        self.entries.append(
            Entry(line.place, Fate.MARKED, line.text, "scene break", "shaping/scene-break", why)
        )
        return SceneBreak(passage.text, (line.place,))

    def _note(self, span: notes.Span, passages: Sequence[Passage]) -> Note:
        held = list(passages[span.start : span.end])
        if span.rest is not None:
            held[:1] = self._without_label(span, held[0])
        inner: list[Block] = []
        for passage in held:
            if self.is_break(passage):
                inner.append(self._scene_break(passage))
            else:
                inner.extend(self._running(passage))
        return Note(span.kind, _without_edge_breaks(inner), span.label)

    def _without_label(self, span: notes.Span, passage: Passage) -> list[Passage]:
        line = passage.lines[0]
        if span.rest:
            rest = _unbracketed(line.text.strip(BLANK), span.rest) if len(passage.lines) == 1 else span.rest
            why = "The label of the author's note became its heading."
            self.entries.append(Entry(line.place, Fate.REWRITTEN, line.text, rest, "shaping/note-label", why))
            return [replace(passage, lines=(shortened(line, rest), *passage.lines[1:]))]
        why = "The heading of the author's note; the note is kept, set apart."
        self.entries.append(Entry(line.place, Fate.MARKED, line.text, "note", "shaping/note-heading", why))
        return [replace(passage, lines=passage.lines[1:])] if len(passage.lines) > 1 else []

    def _epigraph(self, found: epigraphs.Found, passages: Sequence[Passage]) -> Quote:
        quote, below = passages[found.start], passages[found.start + 1 : found.end]
        who = Words(found.who)
        if below:
            self._without_dash(below[0].lines[0], found.who)
            return Quote(QuoteKind.EPIGRAPH, tuple(self._running(quote)), who, places(below[0].lines))
        last = quote.lines[-1]
        if found.quote:
            # The line holds both the last words and whose they are; it is the quotation's line.
            lines = (*quote.lines[:-1], shortened(last, found.quote))
            self._without_dash(last, f"{found.quote} {found.who}")
            inner = replace(quote, lines=lines)
            return Quote(QuoteKind.EPIGRAPH, tuple(self._running(inner, behind=found.who)), who)
        self._without_dash(last, found.who)
        inner = replace(quote, lines=quote.lines[:-1])
        return Quote(QuoteKind.EPIGRAPH, tuple(self._running(inner)), who, (last.place,))

    def _without_dash(self, line: Line, after: str) -> None:
        why = "Whose words these are stands below them in the book, without its dash."
        self._rewritten(line, after, "shaping/attribution", why)

    def _without_number(self, line: Line, after: str) -> None:
        why = "The number of an item; the book's list counts for itself."
        self._rewritten(line, after, "shaping/list-number", why)

    def _running(self, passage: Passage, behind: str = "") -> Iterator[Block]:
        """Give the paragraph, the paragraphs, the stanza, the list or the table that a passage is.

        `behind` is what else of the last line is kept elsewhere.
        """
        lines = passage.lines
        if _is_plain(passage):
            yield self._paragraph(lines, behind)
        elif passage.is_held:
            maker = ListMaker(lambda line: self._emphasised((line,), ""), self._without_number)
            yield from maker.blocks(lines)
        elif len(lines) == 1 and lines[0].tag in LEVELS:
            yield Heading(self._emphasised(lines, behind), places(lines))
        elif lines[0].tag == "pre" and all(len(line.text) <= VERSE_LINE for line in lines):
            yield Verse(tuple(self._emphasised((line,), "") for line in lines), places(lines))
        elif len(lines) == 1 or passage.flows:
            yield self._paragraph(lines, behind)
        elif sum(len(line.text) <= VERSE_LINE for line in lines) * 2 > len(lines):
            stanza = (self._emphasised((line,), behind if line is lines[-1] else "") for line in lines)
            yield Verse(tuple(stanza), places(lines))
        else:
            for line in lines:
                yield Paragraph(self._emphasised((line,), behind if line is lines[-1] else ""), (line.place,))

    def _paragraph(self, lines: Sequence[Line], behind: str = "") -> Paragraph:
        return Paragraph(self._emphasised(lines, behind), places(lines))

    def _emphasised(self, lines: Sequence[Line], behind: str) -> Words:
        """Join lines, and set their marks of emphasis as styles; each line that changes is entered."""
        plain = joined(lines)
        words, gone = emphasised(plain)
        if not gone:
            return words
        end = 0
        for line, seam in zip(lines, seams(lines), strict=True):
            start, end = end, end + len(line.text.strip(BLANK)) + len(seam)
            here = [
                (max(start, left), min(end, right)) for left, right in gone if left < end and right > start
            ]
            if here:
                edges = [start, *(edge for span in here for edge in span), end]
                after = "".join(plain.text[left:right] for left, right in _by_twos(edges)).strip()
                after = f"{after} {behind}".strip() if line is lines[-1] else after
                self._rewritten(line, after, "shaping/emphasis", "Marks of emphasis became italics or bold.")
        return words

    def _rewritten(self, line: Line, after: str, rule: str, why: str) -> None:
        if after != line.text.strip(BLANK):
            self.entries.append(Entry(line.place, Fate.REWRITTEN, line.text, after, rule, why))


def _is_table(passage: Passage) -> bool:
    """Whether the lines of a passage are rows of cells, as a browser copies a table."""
    return len(passage.lines) > 1 and all("\t" in line.text.strip(BLANK) for line in passage.lines[:2])


def _is_plain(passage: Passage) -> bool:
    """Say whether a passage is one line of which the page says nothing, as most of them are."""
    line = passage.lines[0]
    return len(passage.lines) == 1 and not line.tag and not line.within


def _end_of_quote(passages: Sequence[Passage], start: int, stops: Container[int]) -> int:
    """Return where the quotation that begins at `start` ends; `start` itself where the page sets none."""
    end = start
    while end < len(passages) and _is_quoted(passages[end].lines[0]) and end not in stops:
        end += 1
    return end


def _is_quoted(line: Line) -> bool:
    return line.tag == "blockquote" or (bool(line.within) and line.within[0].tag == "blockquote")


def _by_twos(edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give edges two by two: where a stretch begins, and where it ends."""
    return zip(edges[::2], edges[1::2], strict=True)


def gaps_are_breaks(passages: Sequence[Passage], layout: Layout) -> bool:
    """Say whether gaps wider than the text's usual one mean something: only if they are few."""
    # Around what the page says is a heading or a note, a gap is the page's.
    gaps = [below.gap for above, below in pairwise(passages) if above.role is None and below.role is None]
    wide = sum(gap > layout.gap for gap in gaps)
    return 0 < wide <= RARE.get(layout.name, OFTEN) * (len(gaps) + 1)


def _unbracketed(whole: str, rest: str) -> str:
    """Take the closing bracket of `(A/N: …)` along with its label."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    closing = pairs.get(whole[0])
    if closing and rest.endswith(closing) and rest.count(closing) > rest.count(whole[0]):
        return rest[:-1].rstrip()
    return rest


def _without_edge_breaks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A break stands between two scenes: not at an edge, not twice.

    Of the rows of marks around notes in the middle one stays, before the notes: where these are left out or
    moved, two scenes would run together. A wide gap beside a note only sets off the note.
    """
    kept: list[Block] = []
    parts = False
    """Whether something else than notes stands before, that a break could part from the rest."""
    for block in blocks:
        if not isinstance(block, SceneBreak):
            if isinstance(block, Note) and kept and _is_gap(kept[-1]):
                kept.pop()
            parts = parts or not isinstance(block, Note)
            kept.append(block)
        elif parts and not (_is_gap(block) and isinstance(kept[-1], Note)):
            at = _behind(kept, Note)
            if not isinstance(kept[at - 1], SceneBreak):
                kept.insert(at, block)
    end = _behind(kept, SceneBreak | Note)
    return (*kept[:end], *(block for block in kept[end:] if not isinstance(block, SceneBreak)))


def _is_gap(block: Block) -> bool:
    return isinstance(block, SceneBreak) and not block.mark


def _behind(blocks: Sequence[Block], kinds: type | UnionType) -> int:
    """Return where the blocks of some kinds begin that stand last."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], kinds):
        end -= 1
    return end
