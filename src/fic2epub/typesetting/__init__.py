"""Story to Book: the pages, their typography, the cover."""

from __future__ import annotations

from datetime import datetime

from fic2epub.model.book import Asset, Book, Making, Page
from fic2epub.model.moving import NotesAt
from fic2epub.model.story import Facts, Story
from fic2epub.typesetting.about import about_page
from fic2epub.typesetting.chapters import chapter_pages, headings
from fic2epub.typesetting.cover import FindFont, drawn, fitted
from fic2epub.typesetting.identity import identifier_of
from fic2epub.typesetting.lengths import length_of
from fic2epub.typesetting.moved_notes import linked, notes_pages
from fic2epub.typesetting.navigation import navigation_page
from fic2epub.typesetting.pages import colophon_page, contents_page, cover_page, title_page
from fic2epub.typesetting.xhtml import STYLESHEET, Sheet, one_line


def typeset(  # noqa: PLR0913  a value for each thing that can be chosen
    story: Story,
    *,
    stylesheet: str,
    cover: bytes | FindFont | None,
    modified: datetime,
    making: Making | None = None,
    smarten: bool = True,
    notes: NotesAt = NotesAt.KEEP,
) -> Book:
    """Return the book of a story: Story in, Book out.

    `stylesheet` is the theme's CSS; `cover` the bytes of an image, or what tells where the fonts are for a
    cover that is drawn here, or None for none; `modified` the moment that the book will bear, in UTC;
    `making` what the colophon tells, and without it there is none; `smarten` whether punctuation and spaces
    are set as the language is printed; `notes` where the author's notes stand. A book of one chapter has no
    page of contents. The same story gives the same book, to the byte. Raises BindingError if the cover is not
    an image that a book can have.
    """
    facts = story.facts
    sheet = Sheet(facts.language, one_line(facts.title), smarten)
    image = _image(cover, facts, sheet)
    chapters = _story_pages(story, sheet, notes)
    lengths = [length_of([chapter], facts.language) for chapter in story.chapters]
    pages = [cover_page(facts, image, sheet)] if image else []
    pages.append(title_page(facts, sheet))
    if about := about_page(facts, sum(lengths), sheet):
        pages.append(about)
    if len(lengths) > 1:
        pages.append(contents_page(chapters, lengths, sheet))
    pages += chapters
    if making is not None:
        pages.append(colophon_page(facts, making, sheet))
    return Book(
        identifier=identifier_of(facts),
        facts=facts,
        pages=(*pages, navigation_page(pages, sheet)),
        assets=(Asset(STYLESHEET, "text/css", stylesheet.encode()),),
        modified=modified,
        cover=image,
    )


def _image(cover: bytes | FindFont | None, facts: Facts, sheet: Sheet) -> Asset | None:
    if cover is None or isinstance(cover, bytes):
        return fitted(cover) if cover is not None else None
    return drawn(facts, sheet.typography, cover)


def _story_pages(story: Story, sheet: Sheet, notes: NotesAt) -> list[Page]:
    """Return the pages of the chapters, and those of the notes behind them."""
    chapters = chapter_pages(story, sheet, notes)
    if notes is NotesAt.KEEP:
        return chapters
    if notes is NotesAt.BACK:
        chapters += notes_pages(story, headings(story, sheet.typography), sheet)
    return linked(chapters)
