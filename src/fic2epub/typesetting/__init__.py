"""Story to Book: the pages, their typography, the cover."""

from __future__ import annotations

from datetime import datetime

from fic2epub.model.book import Asset, Book
from fic2epub.model.story import Story
from fic2epub.typesetting.chapters import chapter_pages
from fic2epub.typesetting.cover import drawn, fitted
from fic2epub.typesetting.identity import identifier_of
from fic2epub.typesetting.pages import contents_page, cover_page, title_page
from fic2epub.typesetting.xhtml import STYLESHEET, Sheet, one_line


def typeset(
    story: Story, *, stylesheet: str, cover: bytes | None, modified: datetime, smarten: bool = True
) -> Book:
    """Return the book of a story: Story in, Book out.

    `stylesheet` is the theme's CSS; `cover` the bytes of an image, or None for a cover that is drawn here;
    `modified` the moment that the book will bear, in UTC; `smarten` whether punctuation and spaces are set as
    the language is printed. The same story gives the same book, to the byte.
    Raises BindingError if the cover is not an image that a book can have.
    """
    facts = story.facts
    sheet = Sheet(facts.language, one_line(facts.title), smarten)
    image = drawn(facts, sheet.typography) if cover is None else fitted(cover)
    chapters = chapter_pages(story, sheet)
    front = (cover_page(facts, image, sheet), title_page(facts, sheet), contents_page(chapters, sheet))
    return Book(
        identifier=identifier_of(facts),
        facts=facts,
        pages=(*front, *chapters),
        assets=(Asset(STYLESHEET, "text/css", stylesheet.encode()),),
        modified=modified,
        cover=image,
    )
