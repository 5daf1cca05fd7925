"""Blocks as XHTML: what stands between a chapter's heading and its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from fic2epub.model.book import MADE
from fic2epub.model.noun import noun
from fic2epub.model.story import (
    Block,
    Chat,
    Heading,
    Letter,
    List,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Row,
    SceneBreak,
    Table,
    Turn,
    Verse,
    Words,
    words_of,
)
from fic2epub.typesetting.inline import set_marks, set_words
from fic2epub.typesetting.typography import smarten_lines, smarten_text
from fic2epub.typesetting.xhtml import LETTERS, attribute, escape, is_blank, one_line

KIND_OF_NOTE = {
    NoteKind.NOTE: "Author’s note",
    NoteKind.SUMMARY: "Summary",
    NoteKind.DISCLAIMER: "Disclaimer",
    NoteKind.WARNING: "Warning",
    NoteKind.DEDICATION: "Dedication",
}
"""What a voice says of a note that has no label of its own."""

LARGEST = 240_000
"""Bytes of a page. Readers of the first e-ink generation grow slow beyond 260 kB, and give up at 300 kB."""

SCENE_BREAK = '<hr class="scene-break"/>'


@noun(frozen=True, slots=True)
class Printed:
    """What is set already and stands among blocks: the word where a note stood, or a note that was moved.

    Scene breaks see through it: it parts no scenes.
    """

    xhtml: str


Piece = Block | Printed


def parted(printed: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part printed blocks into pages of at most LARGEST bytes, where no block alone is larger.

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


def set_blocks(pieces: Sequence[Piece], language: str) -> Iterator[str]:
    """Give the blocks as XHTML. A paragraph after anything but a paragraph is the first of its run."""
    before: Piece | None = None
    for piece in _shown(pieces):
        if isinstance(piece, Paragraph):
            style = "" if isinstance(before, Paragraph) else ' class="first"'
            yield f"<p{style}>{set_words(piece.words, language)}</p>"
        else:
            yield piece.xhtml if isinstance(piece, Printed) else _set(piece, language)
        before = piece


def _shown(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the blocks that have something to show; a scene break only between two others.

    Beside a note there is none: the note parts the scenes as well.
    """
    shown: list[Piece] = []
    before: Block | None = None
    last = 0
    for piece in pieces:
        if isinstance(piece, Printed):
            shown.append(piece)
        elif isinstance(piece, SceneBreak):
            if before is not None and not isinstance(before, SceneBreak | Note):
                before, last = piece, len(shown)
                shown.append(piece)
        elif _holds_words(piece):
            if isinstance(piece, Note) and isinstance(before, SceneBreak):
                del shown[last]
            before = piece
            shown.append(piece)
    if isinstance(before, SceneBreak):
        del shown[last]
    return shown


def _holds_words(block: Block) -> bool:
    return any(not is_blank(words.text) for words in words_of(block))


def _set(
    block: Verse | Chat | SceneBreak | Note | Quote | Letter | Heading | List | Table, language: str
) -> str:
    match block:
        case SceneBreak():
            printed = SCENE_BREAK
        case Verse(lines=lines):
            printed = _set_verse(lines, language)
        case Chat(turns=turns):
            printed = _set_chat(turns, language)
        case Heading(words=words):
            printed = f"<h3>{set_words(words, language)}</h3>"
        case Note():
            printed = set_note(block, language)
        case Quote():
            printed = _set_quote(block, language)
        case Letter():
            printed = _set_letter(block, language)
        case List():
            printed = _set_list(block, language)
        case Table(rows=rows):
            printed = _set_table(rows, language)
        case _:
            assert_never(block)
    return printed


def _set_verse(lines: Sequence[Words], language: str) -> str:
    """Return lines that keep their breaks. An empty line among them parts two stanzas."""
    printed = _set_lines(lines, language)
    stanzas = (_set_stanza(tuple(lines)) for filled, lines in groupby(printed, key=bool) if filled)
    return "\n".join(['<div class="verse">', *stanzas, "</div>"])


def _set_lines(lines: Sequence[Words], language: str) -> list[str]:
    """Return lines as XHTML, one by one; nothing for those with nothing to read."""
    single = [replace(words, text=words.text.replace("\n", " ")) for words in lines]
    return [
        "" if is_blank(words.text) else set_marks(words.text, words.marks)
        for words in smarten_lines(single, language)
    ]


def _set_chat(turns: Sequence[Turn], language: str) -> str:
    """Return a chat, a paragraph for each message. What is said may be a quotation that runs over several."""
    printed = iter(_set_lines([words for turn in turns for words in (turn.name, turn.said)], language))
    parts = ['<div class="chat">']
    for name, said in zip(printed, printed, strict=True):
        pieces = [f'<span class="who">{name}</span>' if name else "", said]
        parts += [f"<p>{' '.join(filter(None, pieces))}</p>"] if any(pieces) else ()
    return "\n".join([*parts, "</div>"])


def _set_letter(letter: Letter, language: str) -> str:
    """Return a letter. What its parts are is told in the vocabulary of Z39.98, which names them."""
    rows = [_set_row(block, "letter-head", "", language) for block in letter.opening]
    if letter.salutation is not None:
        rows.append(_set_row(letter.salutation, "salutation", "salutation", language))
    rows += set_blocks(letter.body, language)
    if letter.closing is not None:
        rows.append(_set_row(letter.closing, "closing", "valediction", language))
    rows += [_set_row(block, "signature", "sender", language) for block in letter.signature]
    rows += [_set_row(block, "postscript", "postscript", language) for block in letter.postscripts]
    return "\n".join(
        [f'<blockquote class="letter" epub:type="{LETTERS}:letter">', *filter(None, rows), "</blockquote>"]
    )


def _set_row(block: Paragraph | Verse, style: str, says: str, language: str) -> str:
    """Return a part of a letter, whose lines keep their breaks; nothing for one with nothing to read."""
    if isinstance(block, Paragraph):
        lines = [] if is_blank(block.words.text) else [set_words(block.words, language)]
    else:
        lines = [line for line in _set_lines(block.lines, language) if line]
    told = f' epub:type="{LETTERS}:{says}"' if says else ""
    if len(lines) > 1:
        return _set_stanza(lines, f' class="{style}"{told}')
    return f'<p class="{style}"{told}>{lines[0]}</p>' if lines else ""


def _set_stanza(lines: Sequence[str], attributes: str = "") -> str:
    """Return a stanza. A break stands inside its line, whose end it is where no stylesheet is heeded.

    Between two lines, programs built on MuPDF would show it as an empty one, though the stylesheet hides it.
    """
    *others, last = lines
    printed = [*(f"{line}<br/>" for line in others), last]
    return f"<p{attributes}>" + "\n".join(f'<span class="line">{line}</span>' for line in printed) + "</p>"


def set_note(note: Note, language: str, *, identity: str = "", foot: Sequence[str] = ()) -> str:
    """Return the author's words about the story, under their label, which the book prints but does not count.

    Of the roles of DPUB-ARIA an aside may have `doc-dedication`; for the rest, ARIA's own `note` says it.
    With an `identity` it can be linked to; `foot` are the book's own words below it, as XHTML.
    """
    label = smarten_text(one_line(note.label), language)
    kind = note.kind.value
    classes = f"note note-{kind}" + (" summary" if note.kind is NoteKind.SUMMARY else "")
    name = attribute(label.rstrip(" :") or KIND_OF_NOTE[note.kind])
    says = 'epub:type="dedication" role="doc-dedication"' if kind == "dedication" else 'role="note"'
    target = f' id="{identity}"' if identity else ""
    parts = [f'<aside class="{classes}"{target} {says} aria-label="{name}">']
    if label:
        parts.append(f'<p class="{MADE} label">{escape(label)}</p>')
    return "\n".join([*parts, *set_blocks(note.blocks, language), *foot, "</aside>"])


def _set_quote(quote: Quote, language: str) -> str:
    says = ' epub:type="epigraph" role="doc-epigraph"' if quote.kind is QuoteKind.EPIGRAPH else ""
    parts = [f'<blockquote class="{quote.kind.value}"{says}>', *set_blocks(quote.blocks, language)]
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


def _set_item(blocks: Sequence[Piece], language: str) -> str:
    """Return what an item holds. Its words alone, or over a list of their own, are no paragraph."""
    first, rest = blocks[0], blocks[1:]
    if isinstance(first, Paragraph) and all(isinstance(block, List) for block in rest):
        return "\n".join([set_words(first.words, language), *set_blocks(rest, language)])
    return "\n" + "\n".join(set_blocks(blocks, language)) + "\n"


def _set_table(rows: Sequence[Row], language: str) -> str:
    """Return a table whose rows are all as wide as the widest."""
    width = max(len(row.cells) for row in rows)
    parts = ["<table>"]
    for row in rows:
        tag = "th" if row.is_head else "td"
        cells = [set_words(cell, language) for cell in row.cells] + [""] * (width - len(row.cells))
        parts.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    return "\n".join([*parts, "</table>"])
