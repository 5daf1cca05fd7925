"""What the reader will hold: pages, assets, and the facts that the package carries."""

from __future__ import annotations

import enum
from datetime import datetime

from fic2epub.model.noun import noun
from fic2epub.model.story import Facts


class Format(enum.Enum):
    """What kind of file a book becomes; the value is the user's word for it."""

    EPUB = "epub"
    KEPUB = "kepub"
    """For Kobo's own page: an EPUB that says where each sentence begins."""
    AZW3 = "azw3"
    """For a Kindle, by cable."""

    @property
    def suffix(self) -> str:
        """The ending of the file's name. A Kobo opens no `.kepub` that is not a `.kepub.epub`."""
        return ".kepub.epub" if self is Format.KEPUB else f".{self.value}"

    @classmethod
    def of(cls, name: str) -> Format | None:
        """Return the format that a file's name promises, or None: "rain.kepub.epub" is for a Kobo."""
        return max(
            (each for each in cls if name.lower().endswith(each.suffix)),
            key=lambda each: len(each.suffix),
            default=None,
        )


MADE = "made"
"""The class of every element in a page of chapters or notes whose words are the book's, not the author's.

Such an element holds no other element; the audit of pages leaves its words out.
"""


class PageRole(enum.Enum):
    """What a page is to the book; the landmarks, the guide and the audits go by it."""

    COVER = "cover"
    TITLE = "titlepage"
    ABOUT = "about"
    """What is known of the story: its rating, its warnings, its tags, its source."""
    CONTENTS = "toc"
    """The contents that a reader turns to; a book of one chapter has none."""
    NAVIGATION = "nav"
    """The contents that the reading program shows in its menu; not in the spine."""
    CHAPTER = "chapter"
    NOTES = "notes"
    """The author's notes, gathered behind the last chapter."""
    COLOPHON = "colophon"
    """How the book was made."""


@noun(frozen=True, slots=True)
class Page:
    """One XHTML file of the book: of the spine, or its navigation."""

    name: str
    """Its file name in the book: ASCII, by the page's place and never by its content."""
    title: str
    """Its label in the contents; equal to its heading. Empty for a page that the contents leave out."""
    xhtml: str
    """A whole XHTML document with its XML declaration."""
    role: PageRole
    chapter: int = -1
    """For CHAPTER, which chapter of the story it is (0-based), of which it may hold a part; -1 otherwise."""
    depth: int = 1
    """How deep its label stands in the contents: 2 for a chapter of a part."""


@noun(frozen=True, slots=True)
class Asset:
    """A file of the book that is not a page: the stylesheet, the cover's image."""

    name: str
    media_type: str
    data: bytes


@noun(frozen=True, slots=True)
class Making:
    """How many lines of the source with words in them went which way; told in the colophon."""

    lines: int
    """All of them."""
    left_out: int
    """Furniture of a site: what the ledger says was removed."""
    notes: int
    """The author's words about the story, left out because the user asked for it."""
    lifted: int
    """Metadata: told on the pages before the story."""


@noun(frozen=True, slots=True)
class Book:
    """A book, ready to be bound."""

    identifier: str
    """`urn:uuid:…`, the same for every conversion of the same work."""
    facts: Facts
    pages: tuple[Page, ...]
    """In the order of the spine; the navigation, which is not in it, stands anywhere among them."""
    assets: tuple[Asset, ...]
    modified: datetime
    """In UTC, from the source: `dcterms:modified` and the dates inside the zip."""
    cover: Asset | None = None
    """The cover's image; it is not among the assets."""
