"""Chapters as pages: a section of its own for each, under its heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from fic2epub.model.book import MADE, Page, PageRole
from fic2epub.model.story import (
    Block,
    Chapter,
    ChapterKind,
    Heading,
    List,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Row,
    SceneBreak,
    Story,
    Table,
    Verse,
    Words,
    words_of,
)
from fic2epub.typesetting.inline import set_marks, set_words
from fic2epub.typesetting.typography import smarten_lines, smarten_text
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

_KIND_OF_NOTE = {
    NoteKind.NOTE: "Author’s note",
    NoteKind.SUMMARY: "Summary",
    NoteKind.DISCLAIMER: "Disclaimer",
    NoteKind.WARNING: "Warning",
    NoteKind.DEDICATION: "Dedication",
}
"""What a voice says of a note that has no label of its own."""


LARGEST = 240_000
"""Bytes of a page. Readers of the first e-ink generation grow slow beyond 260 kB, and give up at 300 kB."""


def chapter_pages(story: Story, sheet: Sheet) -> list[Page]:
    """Return the pages of all chapters, in order: one for each, or several for one that is very long.

    The title of a chapter's first page is its heading, and never empty; the title of the others is empty.
    Their names tell the chapter's place, and stay the same when chapters are added behind it.
    """
    pages: list[Page] = []
    depths = _depths([chapter.kind for chapter in story.chapters])
    for index, (chapter, heading) in enumerate(
        zip(story.chapters, headings(story, sheet.typography), strict=True)
    ):
        pages += _pages(index, chapter, heading, sheet, depths[index])
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


def _pages(index: int, chapter: Chapter, heading: str, sheet: Sheet, depth: int) -> Iterator[Page]:
    matter, kind = SEMANTICS[chapter.kind]
    made = "" if chapter.places and not is_blank(chapter.title) else f' class="{MADE}"'
    printed = list(_set_blocks(chapter.blocks, sheet.typography))
    for part, blocks in enumerate(_parted(printed), start=1):
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


def _parted(printed: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part a chapter's printed blocks into pages of at most LARGEST bytes, where no block alone is larger.

    It is parted behind a scene break, if there is one in the second half of a page; else between two blocks.
    """
    sizes = [len(block.encode()) + 1 for block in printed]
    start = 0
    while sum(sizes[start:]) > LARGEST:
        end, size = start, 0
        while end < len(sizes) and (end == start or size + sizes[end] <= LARGEST):
            size += sizes[end]
            end += 1
        breaks = [at + 1 for at in range(start, end) if printed[at] == SCENE_BREAK]
        cut = breaks[-1] if breaks and sum(sizes[start : breaks[-1]]) * 2 > LARGEST else end
        yield printed[start:cut]
        start = cut
    if start < len(printed) or not printed:
        yield printed[start:]


SCENE_BREAK = '<hr class="scene-break"/>'


def _set_blocks(blocks: Sequence[Block], language: str) -> Iterator[str]:
    """Give the blocks as XHTML. A paragraph after anything but a paragraph is the first of its run."""
    before: Block | None = None
    for block in _shown(blocks):
        if isinstance(block, Paragraph):
            style = "" if isinstance(before, Paragraph) else ' class="first"'
            yield f"<p{style}>{set_words(block.words, language)}</p>"
        else:
            yield _set(block, language)
        before = block


def _shown(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks that have something to show; a scene break only between two others."""
    shown: list[Block] = []
    for block in blocks:
        if isinstance(block, SceneBreak):
            if shown and not isinstance(shown[-1], SceneBreak):
                shown.append(block)
        elif _holds_words(block):
            shown.append(block)
    if shown and isinstance(shown[-1], SceneBreak):
        shown.pop()
    return shown


def _holds_words(block: Block) -> bool:
    return any(not is_blank(words.text) for words in words_of(block))


def _set(block: Verse | SceneBreak | Note | Quote | Heading | List | Table, language: str) -> str:
    match block:
        case SceneBreak():
            return SCENE_BREAK
        case Verse(lines=lines):
            return _set_verse(lines, language)
        case Heading(words=words):
            return f"<h3>{set_words(words, language)}</h3>"
        case Note() | Quote():
            return _set_note(block, language) if isinstance(block, Note) else _set_quote(block, language)
        case List():
            return _set_list(block, language)
        case Table(rows=rows):
            return _set_table(rows, language)
        case _:
            assert_never(block)


def _set_verse(lines: Sequence[Words], language: str) -> str:
    """Return lines that keep their breaks. An empty line among them parts two stanzas."""
    single = [replace(words, text=words.text.replace("\n", " ")) for words in lines]
    printed = [
        "" if is_blank(words.text) else set_marks(words.text, words.marks)
        for words in smarten_lines(single, language)
    ]
    stanzas = (_set_stanza(tuple(lines)) for filled, lines in groupby(printed, key=bool) if filled)
    return "\n".join(['<div class="verse">', *stanzas, "</div>"])


def _set_stanza(lines: Sequence[str]) -> str:
    """Return a stanza. A break stands inside its line, whose end it is where no stylesheet is heeded.

    Between two lines, programs built on MuPDF would show it as an empty one, though the stylesheet hides it.
    """
    *others, last = lines
    printed = [*(f"{line}<br/>" for line in others), last]
    return "<p>" + "\n".join(f'<span class="line">{line}</span>' for line in printed) + "</p>"


def _set_note(note: Note, language: str) -> str:
    """Return the author's words about the story, under their label, which the book prints but does not count.

    Of the roles of DPUB-ARIA an aside may have `doc-dedication`; for the rest, ARIA's own `note` says it.
    """
    label = smarten_text(one_line(note.label), language)
    kind = note.kind.value
    classes = f"note note-{kind}" + (" summary" if note.kind is NoteKind.SUMMARY else "")
    name = attribute(label.rstrip(" :") or _KIND_OF_NOTE[note.kind])
    says = 'epub:type="dedication" role="doc-dedication"' if kind == "dedication" else 'role="note"'
    parts = [f'<aside class="{classes}" {says} aria-label="{name}">']
    if label:
        parts.append(f'<p class="{MADE} label">{escape(label)}</p>')
    return "\n".join([*parts, *_set_blocks(note.blocks, language), "</aside>"])


def _set_quote(quote: Quote, language: str) -> str:
    says = ' epub:type="epigraph" role="doc-epigraph"' if quote.kind is QuoteKind.EPIGRAPH else ""
    parts = [f'<blockquote class="{quote.kind.value}"{says}>', *_set_blocks(quote.blocks, language)]
    if quote.attribution is not None and not is_blank(quote.attribution.text):
        parts.append(f'<p class="attribution"><cite>{set_words(quote.attribution, language)}</cite></p>')
    return "\n".join([*parts, "</blockquote>"])


def _set_list(block: List, language: str) -> str:
    """Return a list; one with numbers, if its first item has one: then the author's count, gaps and all."""
    items = [(item.number, _shown(item.blocks)) for item in block.items]
    items = [(number, blocks) for number, blocks in items if blocks]
    first = items[0][0]
    if first is None:
        return "\n".join(
            ["<ul>", *(f"<li>{_set_item(blocks, language)}</li>" for _, blocks in items), "</ul>"]
        )
    parts = ["<ol>" if first == 1 else f'<ol start="{first}">']
    due = first
    for number, blocks in items:
        due, value = (due, "") if number in {None, due} else (number or due, f' value="{number}"')
        parts.append(f"<li{value}>{_set_item(blocks, language)}</li>")
        due += 1
    return "\n".join([*parts, "</ol>"])


def _set_item(blocks: Sequence[Block], language: str) -> str:
    """Return what an item holds. Its words alone, or over a list of their own, are no paragraph."""
    first, rest = blocks[0], blocks[1:]
    if isinstance(first, Paragraph) and all(isinstance(block, List) for block in rest):
        return "\n".join([set_words(first.words, language), *_set_blocks(rest, language)])
    return "\n" + "\n".join(_set_blocks(blocks, language)) + "\n"


def _set_table(rows: Sequence[Row], language: str) -> str:
    """Return a table whose rows are all as wide as the widest."""
    width = max(len(row.cells) for row in rows)
    parts = ["<table>"]
    for row in rows:
        tag = "th" if row.is_head else "td"
        cells = [set_words(cell, language) for cell in row.cells] + [""] * (width - len(row.cells))
        parts.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    return "\n".join([*parts, "</table>"])
