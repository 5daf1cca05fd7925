"""Chapters as pages: a section of its own for each, under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fic2epub.model.book import MADE, Page, PageRole
from fic2epub.model.moving import NotesAt
from fic2epub.model.story import Chapter, ChapterKind, Story
from fic2epub.typesetting.blocks import Piece, parted, set_blocks
from fic2epub.typesetting.moved_notes import arranged
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import Sheet, attribute, escape, is_blank, one_line, primary

SEMANTICS = {
    ChapterKind.CHAPTER: ("bodymatter", "chapter"),
    ChapterKind.PROLOGUE: ("bodymatter", "prologue"),
    ChapterKind.EPILOGUE: ("bodymatter", "epilogue"),
    ChapterKind.INTERLUDE: ("bodymatter", "chapter"),  # neither vocabulary has a word for it
    ChapterKind.PART: ("bodymatter", "part"),
    ChapterKind.PREFACE: ("frontmatter", "preface"),
    ChapterKind.AFTERWORD: ("backmatter", "afterword"),
}
"""What a chapter is in the EPUB 3 Structural Semantics Vocabulary: its matter and its type. With `doc-`, the
type is a role of DPUB-ARIA 1.1 as well."""

_CHAPTER = {
    "de": "Kapitel {}",
    "es": "Capítulo {}",
    "fr": "Chapitre {}",
    "it": "Capitolo {}",
    "nl": "Hoofdstuk {}",
    "pl": "Rozdział {}",
    "pt": "Capítulo {}",
    "ru": "Глава {}",
    "ja": "第{}章",
    "zh": "第{}章",
    "en": "Chapter {}",
    "und": "Chapter {}",
}
"""The heading of a chapter that has none, by language; in any other language it is the number alone."""


def chapter_pages(story: Story, sheet: Sheet, notes: NotesAt = NotesAt.KEEP) -> list[Page]:
    """Return the pages of all chapters, in order: one for each, or several for one that is very long.

    The title of a chapter's first page is its heading, and never empty; the title of the others is empty.
    Their names tell the chapter's place, and stay the same when chapters are added behind it. The links
    between the text and `notes` that were moved have no file's name yet: see `moved_notes.linked`.
    """
    pages: list[Page] = []
    depths = _depths([chapter.kind for chapter in story.chapters])
    for index, (chapter, heading) in enumerate(
        zip(story.chapters, headings(story, sheet.typography), strict=True)
    ):
        pieces = arranged(index, chapter, notes, sheet)
        pages += _pages(index, chapter, pieces, heading, sheet, depth=depths[index])
    return pages


def _depths(kinds: Sequence[ChapterKind]) -> list[int]:
    """Return how deep each chapter stands in the contents: what follows a part belongs to it.

    An epilogue behind the last part ends the work, and so does an afterword.
    """
    last = max((at for at, kind in enumerate(kinds) if kind is ChapterKind.PART), default=-1)
    depths: list[int] = []
    inside = False
    for at, kind in enumerate(kinds):
        inside = inside or kind is ChapterKind.PART
        ends = kind is ChapterKind.AFTERWORD or (kind is ChapterKind.EPILOGUE and at > last)
        depths.append(2 if inside and kind is not ChapterKind.PART and not ends else 1)
    return depths


def headings(story: Story, typography: str) -> list[str]:
    """Return the heading of each chapter, on one line: the author's own, or one that the book makes."""
    language = story.facts.language
    alone = len(story.chapters) == 1
    made: list[str] = []
    count = 0
    for chapter in story.chapters:
        count += chapter.kind is ChapterKind.CHAPTER
        title = one_line(chapter.title) or (one_line(story.facts.title) if alone else "")
        made.append(smarten_text(title, typography) if title else _numbered(chapter, count, language))
    return made


def _numbered(chapter: Chapter, count: int, language: str) -> str:
    """Return a heading for a chapter without one: its number among the chapters, or what else it is."""
    if chapter.kind is not ChapterKind.CHAPTER:
        return str(chapter.kind.value).capitalize()
    return _CHAPTER.get(primary(language), "{}").format(count)


def _pages(
    index: int, chapter: Chapter, pieces: Sequence[Piece], heading: str, sheet: Sheet, *, depth: int
) -> Iterator[Page]:
    matter, kind = SEMANTICS[chapter.kind]
    made = "" if chapter.places and not is_blank(chapter.title) else f' class="{MADE}"'
    printed = list(set_blocks(pieces, sheet.typography))
    for part, blocks in enumerate(parted(printed), start=1):
        if part == 1:
            name, title = f"chapter-{index + 1:04}.xhtml", heading
            opening = [
                f'<section epub:type="{kind}" role="doc-{kind}" aria-labelledby="heading">',
                f'<h2 id="heading"{made}>{escape(heading)}</h2>',
            ]
        else:
            name, title = f"chapter-{index + 1:04}-{part}.xhtml", ""
            opening = [f'<section epub:type="{kind}" role="doc-{kind}" aria-label="{attribute(heading)}">']
        xhtml = sheet.document(heading, matter, "\n".join([*opening, *blocks, "</section>"]))
        yield Page(name, title, xhtml, PageRole.CHAPTER, index, depth)
