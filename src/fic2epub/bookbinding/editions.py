"""A book for one e-reader or another: which pages it gets, and which file it becomes."""

from __future__ import annotations

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.calibre import azw3_of
from fic2epub.bookbinding.epub import bind
from fic2epub.bookbinding.kepub import for_kobo
from fic2epub.bookbinding.kindle import for_kindle
from fic2epub.bookbinding.metadata import in_utc
from fic2epub.errors import BindingError
from fic2epub.model.book import Book, Format


def edition_of(book: Book, wanted: Format, *, kindle_strict: bool = False) -> Book:
    """Return a book with the pages that a format wants: Book in, Book out, and the same words in both.

    Raises BindingError where the book is wanted for a Kobo and a Kindle at once.
    """
    if kindle_strict and wanted is Format.KEPUB:
        raise BindingError(
            "a book for a Kobo can't be one for a Kindle, too", advice="Leave out --kindle-strict."
        )
    if kindle_strict:
        return for_kindle(book)
    return for_kobo(book) if wanted is Format.KEPUB else book


def packed(edition: Book, wanted: Format) -> bytes:
    """Return an edition as the bytes of its file. Raises BindingError where none can be made."""
    data = bind(edition)
    if wanted is Format.AZW3:
        return mobi.settled(azw3_of(data), edition.identifier, in_utc(edition.modified))
    return data
