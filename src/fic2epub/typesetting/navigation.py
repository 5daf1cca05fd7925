"""The contents that a reading program shows in its menu, and the landmarks, which it uses unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fic2epub.model.book import Page, PageRole
from fic2epub.typesetting.pages import nested
from fic2epub.typesetting.xhtml import Sheet, escape

NAVIGATION = "nav.xhtml"

_LANDMARKS = {
    PageRole.COVER: ("cover", "Cover"),
    PageRole.TITLE: ("titlepage", "Title page"),
    PageRole.CONTENTS: ("toc", "Contents"),
    PageRole.NOTES: ("endnotes", "Notes"),
    PageRole.COLOPHON: ("colophon", "Colophon"),
}
"""By the role of a page, its type and its label."""


def navigation_page(pages: Sequence[Page], sheet: Sheet) -> Page:
    """Return the navigation document (EPUB 3.3, section 7) of a book's pages, which are in spine order."""
    content = [
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">',
        f'<h2 id="toc-heading"{sheet.in_english}>Contents</h2>',
        *nested(pages, lambda page: f'<a href="{page.name}">{escape(page.title)}</a>'),
        "</nav>",
        f'<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks"{sheet.in_english}>',
        "<ol>",
        *(
            f'<li><a epub:type="{kind}" href="{name}">{label}</a></li>'
            for kind, name, label in _landmarks(pages)
        ),
        "</ol>",
        "</nav>",
    ]
    xhtml = sheet.document(sheet.work, "frontmatter", "\n".join(content))
    return Page(NAVIGATION, "", xhtml, PageRole.NAVIGATION)


def _landmarks(pages: Sequence[Page]) -> Iterator[tuple[str, str, str]]:
    """Give type, page and label of each landmark, in spine order. Reading starts where the story does."""
    start = start_of(pages)
    told: set[PageRole] = set()
    for page in pages:
        if page.role in _LANDMARKS and page.role not in told:
            told.add(page.role)
            kind, label = _LANDMARKS[page.role]
            yield kind, page.name, label
        elif page is start:
            yield "bodymatter", page.name, "Start of the story"


def start_of(pages: Sequence[Page]) -> Page | None:
    """Return the page at which a reader begins: the story's first, or the first where all are notes."""
    chapters = [page for page in pages if page.role is PageRole.CHAPTER]
    story = (page for page in chapters if 'epub:type="bodymatter"' in page.xhtml)
    return next(story, chapters[0] if chapters else None)
