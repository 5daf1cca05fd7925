"""The nouns of the shelf: what a file tells of its book, and a book with its files as the index gives it."""

from __future__ import annotations

import enum

from fic2epub.model.noun import noun


class Kind(enum.Enum):
    """What books can be looked for by: each of its values is a word in addresses and in the index."""

    AUTHOR = "author"
    FANDOM = "fandom"
    SHIP = "ship"
    CHARACTER = "character"
    TAG = "tag"
    SERIES = "series"
    RATING = "rating"
    STATUS = "status"
    LANGUAGE = "language"


class Form(enum.Enum):
    """A format that the shelf gives out: its ending and its media type."""

    EPUB = (".epub", "application/epub+zip")
    KEPUB = (".kepub.epub", "application/kepub+zip")
    AZW3 = (".azw3", "application/x-mobi8-ebook")

    @property
    def ending(self) -> str:
        """The end of a file's name."""
        return self.value[0]

    @property
    def media_type(self) -> str:
        """What the file is called in a header."""
        return self.value[1]


def form_of(name: str) -> Form | None:
    """Return the format that a file's name says, or None for what is no book."""
    lower = name.lower()
    for form in (Form.KEPUB, Form.EPUB, Form.AZW3):  # the longer ending first
        if lower.endswith(form.ending):
            return form
    return None


@noun(frozen=True, slots=True)
class Seen:
    """What a file tells of its book."""

    identifier: str = ""
    """The work's own, in books that this program made; else empty."""
    title: str = ""
    authors: tuple[str, ...] = ()
    terms: tuple[tuple[Kind, str], ...] = ()
    """What the book is found by, but for its authors, in the order of the book."""
    position: str = ""
    """In the first series."""
    summary: str = ""
    words: int | None = None
    chapters: str = ""
    published: str = ""
    updated: str = ""
    source: str = ""
    has_cover: bool = False


@noun(frozen=True, slots=True)
class File:
    """A file of a book, as the index knows it."""

    token: str
    """Its name in addresses."""
    path: str
    """Below the folder, with `/`."""
    form: Form
    size: int
    mtime: float


@noun(frozen=True, slots=True)
class Term:
    """Something that books are found by, and how many there are."""

    number: int
    kind: Kind
    name: str
    count: int | None
    """None where it was not counted."""


@noun(frozen=True, slots=True)
class Shelved:
    """A book as the index gives it, with its files, the newest of each format first."""

    number: int
    token: str
    urn: str
    title: str
    authors: tuple[Term, ...]
    terms: tuple[Term, ...]
    position: str
    summary: str
    words: int | None
    chapters: str
    published: str
    updated: str
    source: str
    added: float
    changed: float
    has_cover: bool
    files: tuple[File, ...] = ()

    def of(self, kind: Kind) -> tuple[Term, ...]:
        """Return what it is found by in one way."""
        return self.authors if kind is Kind.AUTHOR else tuple(t for t in self.terms if t.kind is kind)

    def first(self, kind: Kind) -> str:
        """Return the first name of a kind; empty where there is none."""
        return next((term.name for term in self.of(kind)), "")

    @property
    def byline(self) -> str:
        """The authors as one name: a reading program may show the last of several alone."""
        return ", ".join(term.name for term in self.authors)

    def editions(self) -> tuple[File, ...]:
        """Return the newest file of each format."""
        newest: dict[Form, File] = {}
        for file in self.files:
            newest.setdefault(file.form, file)
        return tuple(newest.values())
