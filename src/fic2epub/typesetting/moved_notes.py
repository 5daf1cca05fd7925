"""The author's notes out of the story's way: at the end of their chapter, or behind the last one.

A link stands where a note stood, and leads back. The notes are plain text of their page, and no
`epub:type="footnote"`: Apple's reader and others hide those until their link is touched, and an author's note
of two pages is no footnote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from fic2epub.lazy import regex
from fic2epub.model.book import MADE, Page, PageRole
from fic2epub.model.moving import NotesAt, moving
from fic2epub.model.story import Chapter, Note, NoteKind, SceneBreak, Story
from fic2epub.typesetting.blocks import Piece, Printed, parted, set_note
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import Sheet, attribute, escape, one_line, primary


class _Words(NamedTuple):
    """What the book says of its own."""

    heading: str
    """Over the notes of all chapters."""
    note: str
    """In the link to a note without a label."""
    disclaimer: str
    back: str
    """Behind a note."""


_ENGLISH = _Words("Notes", "Author’s note", "Disclaimer", "Back")
_WORDS = {
    "en": _ENGLISH,
    "und": _ENGLISH,
    "de": _Words("Anmerkungen", "Anmerkung", "Disclaimer", "Zurück"),
    "es": _Words("Notas", "Nota", "Disclaimer", "Volver"),
    "fr": _Words("Notes", "Note", "Disclaimer", "Retour"),
    "it": _Words("Note", "Nota", "Disclaimer", "Indietro"),
    "nl": _Words("Aantekeningen", "Aantekening", "Disclaimer", "Terug"),
    "pl": _Words("Notki", "Notka", "Disclaimer", "Powrót"),
    "pt": _Words("Notas", "Nota", "Disclaimer", "Voltar"),
    "ru": _Words("Примечания", "Примечание", "Дисклеймер", "Назад"),
    "ja": _Words("注記", "注記", "免責事項", "戻る"),
    "zh": _Words("作者的话", "作者的话", "声明", "返回"),
}
"""By language; in any other it is English, and is said to be."""

_LINK = regex(r'(<a [^<>]*\bhref=")#(note(?:ref)?-\d+-\d+)"')
"""A link without a file's name. In the author's words each `<` is escaped, and the author's own links lead
out of the book."""
_TARGET = regex(r'<[^<>]* id="(note(?:ref)?-\d+-\d+)"')


def arranged(index: int, chapter: Chapter, notes: NotesAt, sheet: Sheet) -> Sequence[Piece]:
    """Return what the pages of a chapter show: its blocks, less the notes that are moved.

    `index` counts the chapters from 0. At the end of a chapter, the notes that stood there already stay as
    they are, behind those that are moved to them.
    """
    away = frozenset() if notes is NotesAt.KEEP else moving(chapter)
    end = _end(chapter, away) if notes is NotesAt.END else len(chapter.blocks)
    if not any(at < end for at in away):
        return chapter.blocks
    pieces: list[Piece] = []
    moved: list[Piece] = []
    numbers = {at: number for number, at in enumerate(sorted(away), 1)}
    for is_away, run in groupby(range(end), key=away.__contains__):
        if not is_away:
            pieces += [chapter.blocks[at] for at in run]
            continue
        found = [(_name(index, numbers[at]), chapter.blocks[at]) for at in run]
        calls = [_call(name, note, sheet) for name, note in found if isinstance(note, Note)]
        pieces.append(Printed(f'<p class="noteref">{", ".join(calls)}</p>'))
        moved += [Printed(_moved(name, note, sheet)) for name, note in found if isinstance(note, Note)]
    if notes is NotesAt.END:
        pieces += moved
    return [*pieces, *(chapter.blocks[at] for at in sorted(away) if at >= end)]


def _end(chapter: Chapter, away: frozenset[int]) -> int:
    """Return where the notes at a chapter's end begin, and the scene break before them."""
    end = len(chapter.blocks)
    while end and (end - 1 in away or isinstance(chapter.blocks[end - 1], SceneBreak)):
        end -= 1
    return end


def _name(index: int, number: int) -> str:
    """Return what tells a note from all others of the book, whatever is added to later chapters."""
    return f"{index + 1:04}-{number}"


def _call(name: str, note: Note, sheet: Sheet) -> str:
    """Return the link that stands where a note stood. Its words are the note's label, if it has one."""
    label = smarten_text(one_line(note.label), sheet.typography).rstrip(" :")
    own, english = _words(sheet)
    told = label or (own.disclaimer if note.kind is NoteKind.DISCLAIMER else own.note)
    language = "" if label else english
    return (
        f'<a class="{MADE}" id="noteref-{name}" epub:type="noteref" role="doc-noteref" href="#note-{name}"'
        f"{language}>{escape(told)}</a>"
    )


def _moved(name: str, note: Note, sheet: Sheet) -> str:
    """Return a note where it was moved to, with the link back."""
    own, language = _words(sheet)
    back = f'<a class="{MADE}" role="doc-backlink" href="#noteref-{name}"{language}>{own.back}</a>'
    return set_note(note, sheet.typography, identity=f"note-{name}", foot=[f'<p class="backlink">{back}</p>'])


def _words(sheet: Sheet) -> tuple[_Words, str]:
    """Return the book's own words, and the attributes of an element that holds them."""
    words = _WORDS.get(primary(sheet.language))
    return (words, "") if words else (_ENGLISH, sheet.in_english)


def notes_pages(story: Story, headings: Sequence[str], sheet: Sheet) -> list[Page]:
    """Return the pages of the notes of all chapters: one, or several for very many.

    Each chapter's stand under its heading, out of `headings`. There is no page where there is no note.
    """
    printed = list(_under_headings(story, headings, sheet))
    if not printed:
        return []
    own, language = _words(sheet)
    title = own.heading
    pages = []
    for part, blocks in enumerate(parted(printed), start=1):
        heading = [f'<h2 id="heading" class="{MADE}"{language}>{title}</h2>'] if part == 1 else []
        label = 'aria-labelledby="heading"' if part == 1 else f'aria-label="{attribute(title)}"{language}'
        opening = f'<section class="notes" epub:type="endnotes" role="doc-endnotes" {label}>'
        xhtml = sheet.document(title, "backmatter", "\n".join([opening, *heading, *blocks, "</section>"]))
        name = "notes.xhtml" if part == 1 else f"notes-{part}.xhtml"
        pages.append(Page(name, title if part == 1 else "", xhtml, PageRole.NOTES))
    return pages


def _under_headings(story: Story, headings: Sequence[str], sheet: Sheet) -> Iterator[str]:
    """Give the notes, and before a chapter's first its heading, which goes with it on one page.

    In a work of one chapter the heading would be the work's title once more, and is left out.
    """
    for index, (chapter, heading) in enumerate(zip(story.chapters, headings, strict=True)):
        above = f'<h3 class="{MADE}">{escape(heading)}</h3>\n' if len(headings) > 1 else ""
        for number, at in enumerate(sorted(moving(chapter)), 1):
            note = chapter.blocks[at]
            if isinstance(note, Note):
                yield above + _moved(_name(index, number), note, sheet)
                above = ""


def linked(pages: Sequence[Page]) -> list[Page]:
    """Return the pages with the file's name in each link to a note, and back, that is on another page."""
    where = {name: page.name for page in pages for name in _TARGET.findall(page.xhtml)}
    return [_linked(page, where) for page in pages] if where else [*pages]


def _linked(page: Page, where: Mapping[str, str]) -> Page:
    def named(link: re.Match[str]) -> str:
        file = where[link[2]]
        return link[0] if file == page.name else f'{link[1]}{file}#{link[2]}"'

    return replace(page, xhtml=_LINK.sub(named, page.xhtml))
