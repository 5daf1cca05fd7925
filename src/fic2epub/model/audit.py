"""Proves that nothing was lost.

Audit of lines: each non-blank line of the source is owned by exactly one of a block, a chapter's heading, or
a ledger entry that took it out of the text. Audit of letters: what the ledger says was kept equals, letter
for letter and in order, the words of the story, and the words of the typeset pages equal them again.

What typography may change (quotes, dashes, ellipses, spaces) does not count as letters; every other
character does, so a lost ♥ or a lost accent fails as a lost word does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from fic2epub.errors import LostText
from fic2epub.lazy import regex
from fic2epub.model.book import MADE, Book, Page, PageRole
from fic2epub.model.ledger import LEAVES, Ledger
from fic2epub.model.manuscript import Line, Place
from fic2epub.model.moving import NotesAt, moving
from fic2epub.model.story import Block, Chapter, Letter, List, Note, Quote, SceneBreak, Story, words_of

_ASCII = bytes(c for c in range(128) if not chr(c).isalnum())
# On bytes, because deleting from bytes is fifty times as quick as str.translate on a text with accents.
_TYPOGRAPHY = regex(
    rb"\xe2\x80.|\xe2\x81[\x80-\xaf]"  # U+2000 to U+206F: spaces, dashes, quotes, ellipsis, joiners
    rb"|\xc2[\x85\xa0\xab\xad\xbb]"  # next line, the no-break space, the guillemets, the soft hyphen
    rb"|\xe1\x9a\x80|\xe3\x80\x80|\xe2\x88\x92|\xef\xbb\xbf",  # two spaces, the minus, the byte order mark
    re.DOTALL,
)
_MADE = regex(rf'<(\w+)[^<>]* class="{MADE}(?: [^"]*)?"[^<>]*>[^<]*</\1>')
_TAG = regex(r"<[^<>]*>")
_BODY = regex(r"<body[^<>]*>(.*)</body>", re.DOTALL)


def letters(text: str) -> bytes:
    """Return what of a text no typography may change: its letters, digits and symbols, as UTF-8."""
    raw = text.encode("utf-8", "surrogatepass")
    if not raw.isascii():
        raw = _TYPOGRAPHY.sub(b"", raw)
    return raw.translate(None, _ASCII)


def check_story(lines: Sequence[Line], story: Story, ledger: Ledger) -> None:
    """Raise LostText unless every line of the source is in the story or in the ledger, once, and unchanged.

    `lines` are those of the manuscript as it was read.
    """
    _check_owners(lines, story, ledger)
    kept = ledger.replay(lines)
    told = [words for chapter in story.chapters for words in _texts(chapter)]
    if letters("".join(text for _, text in kept)) != letters("".join(told)):
        raise LostText(_first_difference(kept, told), where=_source(lines), advice=REPORT)


def check_pages(story: Story, pages: Iterable[Page], notes: NotesAt = NotesAt.KEEP) -> None:
    """Raise LostText unless the typeset pages have the words of the story's chapters, in order.

    Where `notes` were moved, the pages of a chapter have all its other words in order, and then its notes
    in theirs; or the pages of notes have those of all chapters, in order, and no other words.
    """
    printed: dict[int, list[str]] = {}
    gathered: list[str] = []
    for page in pages:
        if page.role is PageRole.CHAPTER:
            printed.setdefault(page.chapter, []).append(words_on(page.xhtml))
        elif page.role is PageRole.NOTES:
            gathered.append(words_on(page.xhtml))
    away: list[str] = []
    for index, chapter in enumerate(story.chapters):
        told, moved = _parted(chapter, notes)
        (away if notes is NotesAt.BACK else told).extend(moved)
        if letters("".join(printed.pop(index, []))) != letters("".join(told)):
            raise LostText(
                f"the page of “{chapter.title}” does not have the words of its chapter", advice=REPORT
            )
    if letters("".join(gathered)) != letters("".join(away)):
        raise LostText("the page of notes does not have the words of the author's notes", advice=REPORT)
    if printed:
        raise LostText("the book has pages of a chapter that the story does not have", advice=REPORT)


def _parted(chapter: Chapter, notes: NotesAt) -> tuple[list[str], list[str]]:
    """Return the texts of a chapter that stay where they are, and those of the notes that are moved.

    Each block goes to the one or the other, so that none can be left out here and there alike.
    """
    away = frozenset() if notes is NotesAt.KEEP else moving(chapter)
    stays: list[str] = [chapter.title] if chapter.places else []
    moved: list[str] = []
    for at, block in enumerate(chapter.blocks):
        (moved if at in away else stays).extend(words.text for words in words_of(block))
    return stays, moved


def check_edition(book: Book, edition: Book) -> None:
    """Raise LostText unless the pages of an edition have the text of the book's, to the character.

    Spaces count here, and so does what has class MADE: an edition may differ in its tags alone.
    """
    if [page.name for page in book.pages] != [page.name for page in edition.pages]:
        raise LostText("the edition has other pages than the book", advice=REPORT)
    for before, after in zip(book.pages, edition.pages, strict=True):
        if before is not after and _text_on(before.xhtml) != _text_on(after.xhtml):
            raise LostText(f"the page “{before.name}” of the edition has lost words", advice=REPORT)


def _text_on(xhtml: str) -> str:
    body = _BODY.search(xhtml)
    return _TAG.sub("", body[1] if body else "")


REPORT = "This is a fault of fic2epub, and no book was written. Please report it, with the text if you may."


def words_on(xhtml: str) -> str:
    """Return the author's words on a page of our own making: without tags, and without what has class MADE.

    Not a parser on purpose: it must not make the same mistake as the code it checks. It holds only for
    pages in which each `<` and `>` of the text is escaped, as typesetting escapes them.
    """
    body = _BODY.search(xhtml)
    return html.unescape(_TAG.sub("", _MADE.sub("", body[1] if body else "")))


def _texts(chapter: Chapter) -> Iterable[str]:
    if chapter.places:  # a heading without a place was made by us: it is not the author's
        yield chapter.title
    for block in chapter.blocks:
        for words in words_of(block):
            yield words.text


def _check_owners(lines: Sequence[Line], story: Story, ledger: Ledger) -> None:
    holding: dict[Place, int] = {}
    for chapter in story.chapters:
        for place in (*chapter.places, *(at for block in chapter.blocks for at in _held(block))):
            holding[place] = holding.get(place, 0) + 1
    out = {entry.place for entry in ledger.entries if entry.fate in LEAVES}
    for line in lines:
        owners = holding.get(line.place, 0) + (line.place in out)
        if owners == 0 and not line.blank:
            raise LostText(
                f"this line is neither in the story nor in the ledger: {line.text.strip()[:60]!r}",
                where=str(line.place),
                advice=REPORT,
            )
        if owners > 1:
            raise LostText(
                f"this line has {owners} owners: {line.text.strip()[:60]!r}",
                where=str(line.place),
                advice=REPORT,
            )


def _held(block: Block) -> Iterable[Place]:
    """Give the places whose words a block holds."""
    match block:
        case SceneBreak():
            return
        case Note(blocks=blocks):
            for inner in blocks:
                yield from _held(inner)
        case Quote(blocks=blocks, attribution_places=places):
            for inner in blocks:
                yield from _held(inner)
            yield from places
        case Letter():
            for inner in block.blocks:
                yield from _held(inner)
        case List(items=items):
            for item in items:
                for inner in item.blocks:
                    yield from _held(inner)
        case _:
            yield from block.places


def _first_difference(kept: Sequence[tuple[Place, str]], told: Sequence[str]) -> str:
    """Say where the words first part company: a line that was kept and is not told."""
    story = letters("".join(told))
    at = 0
    for place, text in kept:
        want = letters(text)
        if story[at : at + len(want)] != want:
            return f"{place}: these words are not in the story where they should be: {text.strip()[:60]!r}"
        at += len(want)
    return "the story has words that the source does not have"


def _source(lines: Sequence[Line]) -> str:
    return lines[0].place.source if lines else ""
