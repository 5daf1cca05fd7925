"""What the author wrote: facts about the work, and chapters of blocks."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date

from fic2epub.model.manuscript import Finding, Mark, Notice, Place, Sighting
from fic2epub.model.noun import noun


@noun(frozen=True, slots=True)
class Series:
    """A series that the work is part of."""

    name: str
    position: str = ""
    """The work's number in it, as written ("2", "2.5"); empty where not given."""


@noun(frozen=True, slots=True)
class Facts:
    """What is known about the work; what is not known is empty, never "Unknown"."""

    title: str
    """Never empty: the header's title, else the file's name, else the first words of the story."""
    authors: tuple[str, ...] = ()
    language: str = "und"
    """A BCP 47 tag; "und" where neither the page nor the words tell."""
    summary: tuple[str, ...] = ()
    """Paragraphs."""
    site: str = ""
    url: str = ""
    rating: str = ""
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    collections: tuple[str, ...] = ()
    status: str = ""
    """"Complete" or "In progress"; empty where not told."""
    published: date | None = None
    updated: date | None = None
    words: int | None = None
    """As the page counts them."""
    chapters: str = ""
    """As the page counts them: "3/7", "12"."""
    title_is_incipit: bool = False
    """True where the work has no title and goes by its first words, as hymns do."""


@noun(frozen=True, slots=True)
class Words:
    """A line of running text: its characters, and the styles on them."""

    text: str
    marks: tuple[Mark, ...] = ()


@noun(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    words: Words
    places: tuple[Place, ...]


@noun(frozen=True, slots=True)
class Verse:
    """Lines that keep their breaks: a poem, a list in plain text. A stanza a block."""

    lines: tuple[Words, ...]
    places: tuple[Place, ...]


@noun(frozen=True, slots=True)
class Turn:
    """What one speaker says in a chat; without a name, a line that goes on with what was said."""

    name: Words
    """As written, with the time before it and the colon behind it: `[12:03] Sam:`, `<sam>`; may be empty."""
    said: Words


@noun(frozen=True, slots=True)
class Chat:
    """Messages with a name before each: a chat, a script. Each has a line of its own."""

    turns: tuple[Turn, ...]
    places: tuple[Place, ...]


@noun(frozen=True, slots=True)
class SceneBreak:
    """A pause between two scenes. It holds no words: the line of marks is the ledger's."""

    mark: str
    """As the author wrote it ("* * *", "oOo"); empty for a gap that was only wider than the others."""
    places: tuple[Place, ...]
    """Where the mark stood, or the first line after the gap."""


class NoteKind(enum.Enum):
    """What the author's words outside the story are."""

    NOTE = "note"
    SUMMARY = "summary"
    DISCLAIMER = "disclaimer"
    WARNING = "warning"
    DEDICATION = "dedication"


@noun(frozen=True, slots=True)
class Note:
    """The author's words about the story, kept, and set apart from it."""

    kind: NoteKind
    blocks: tuple[Block, ...]
    label: str = ""
    """What stood over it or before it, as written ("A/N:", "Notes:"); it is not among the words."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of all its blocks."""
        return tuple(place for block in self.blocks for place in block.places)


class QuoteKind(enum.Enum):
    """Why words are set as another's."""

    QUOTATION = "quotation"
    EPIGRAPH = "epigraph"


@noun(frozen=True, slots=True)
class Quote:
    """Another's words, set apart: an epigraph over a story, a passage quoted in it."""

    kind: QuoteKind
    blocks: tuple[Block, ...]
    attribution: Words | None = None
    """Whose words they are; the last of the quote's words."""
    attribution_places: tuple[Place, ...] = ()
    """Where the attribution stood, when on a line of its own."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of all its blocks and of its attribution."""
        return tuple(place for block in self.blocks for place in block.places) + self.attribution_places


@noun(frozen=True, slots=True)
class Letter:
    """A letter or an e-mail that stands in the story, in its parts. Each may be empty, but not both ends."""

    opening: tuple[Paragraph | Verse, ...]
    """Where and when it was written, whose address it has; the lines that head an e-mail."""
    salutation: Paragraph | None
    body: tuple[Block, ...]
    closing: Paragraph | None
    """`Yours sincerely,`; None where it stands on the signature's line."""
    signature: tuple[Paragraph | Verse, ...]
    postscripts: tuple[Paragraph, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of it, in the order of the page."""
        salutation = () if self.salutation is None else (self.salutation,)
        closing = () if self.closing is None else (self.closing,)
        return (*self.opening, *salutation, *self.body, *closing, *self.signature, *self.postscripts)

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of all its blocks."""
        return tuple(place for block in self.blocks for place in block.places)


@noun(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter; it does not enter the contents."""

    words: Words
    places: tuple[Place, ...]


@noun(frozen=True, slots=True)
class Item:
    """One thing of a list, with whatever belongs to it: paragraphs, a list of its own."""

    blocks: tuple[Block, ...]
    number: int | None = None
    """As the page counts it; None in a list without numbers. It is not among the words."""


@noun(frozen=True, slots=True)
class List:
    """A list that the page itself sets as one."""

    items: tuple[Item, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of all its items' blocks."""
        return tuple(place for item in self.items for block in item.blocks for place in block.places)


@noun(frozen=True, slots=True)
class Row:
    """A row of a table: words in each cell, which may be none."""

    cells: tuple[Words, ...]
    is_head: bool = False
    """Whether its cells are the names of their columns."""


@noun(frozen=True, slots=True)
class Table:
    """A table of a few words a cell. One whose cells hold paragraphs is set as those."""

    rows: tuple[Row, ...]
    places: tuple[Place, ...]


Block = Paragraph | Verse | Chat | SceneBreak | Note | Quote | Letter | Heading | List | Table


class ChapterKind(enum.Enum):
    """What a division of the work is, in the trade's words."""

    CHAPTER = "chapter"
    PROLOGUE = "prologue"
    EPILOGUE = "epilogue"
    INTERLUDE = "interlude"
    PART = "part"
    PREFACE = "preface"
    AFTERWORD = "afterword"


@noun(frozen=True, slots=True)
class Chapter:
    """A chapter with its heading."""

    title: str
    """As the author wrote it; empty where the chapter has no heading of its own."""
    blocks: tuple[Block, ...]
    kind: ChapterKind = ChapterKind.CHAPTER
    number: int | None = None
    """The author's count, where the heading gives one."""
    places: tuple[Place, ...] = ()
    """Where the heading stood; empty where it has none."""


@noun(frozen=True, slots=True)
class Layout:
    """How the file separates its paragraphs, and how sure that is."""

    name: str
    """`blank-separated`, `line-per-paragraph`, `wrapped`, `wrapped-indented` or `double-spaced`."""
    confidence: float
    """0 to 1: the share of the file's lines that agree."""
    gap: int
    """Blank lines between two paragraphs, as a rule of this file."""


@noun(frozen=True, slots=True)
class Story:
    """The work: facts, chapters, and how they were come by."""

    facts: Facts
    chapters: tuple[Chapter, ...]
    layout: Layout
    findings: tuple[Finding, ...] = ()
    """Where each fact came from."""
    sightings: tuple[Sighting, ...] = ()
    notices: tuple[Notice, ...] = field(default=())


def words_of(block: Block) -> Iterator[Words]:
    """Give the words that a block holds, in the order of the page. A scene break holds none."""
    match block:
        case Paragraph(words=words) | Heading(words=words):
            yield words
        case Verse(lines=lines):
            yield from lines
        case Chat(turns=turns):
            yield from (words for turn in turns for words in (turn.name, turn.said))
        case SceneBreak():
            return
        case Note(blocks=blocks):
            yield from _words_in(blocks)
        case Letter():
            yield from _words_in(block.blocks)
        case Quote(blocks=blocks, attribution=attribution):
            yield from _words_in(blocks)
            if attribution is not None:
                yield attribution
        case List(items=items):
            yield from _words_in(inner for item in items for inner in item.blocks)
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row.cells)


def _words_in(blocks: Iterable[Block]) -> Iterator[Words]:
    return (words for block in blocks for words in words_of(block))


def words_in(chapter: Chapter) -> int:
    """Count the words of a chapter's blocks, as separated by white space."""
    return sum(len(words.text.split()) for block in chapter.blocks for words in words_of(block))
