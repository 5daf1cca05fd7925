"""A Story as readable text: tests compare it, and `inspect` shows a shorter form of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from fic2epub.model.story import (
    Block,
    Chapter,
    Chat,
    Heading,
    Item,
    Letter,
    List,
    Note,
    Paragraph,
    Quote,
    QuoteKind,
    SceneBreak,
    Story,
    Table,
    Verse,
    Words,
    words_in,
    words_of,
)


def outline(story: Story) -> str:
    """Return the whole story as text: a line or a few for each block, in order.

    A paragraph is its words, with its styles as tags (`<em>`); `* * *` is a scene break, with its mark behind
    it; `|` begins a line of verse, `>` a line of a quotation, `-` or a number an item of a list; ` | ` stands
    between the cells of a table's row, and between a name and what is said in a chat; a note, a letter and a
    chat are indented under what they are, and the parts of a letter but its body have their names.
    """
    lines: list[str] = []
    for chapter in story.chapters:
        if lines:
            lines.append("")
        lines.append(f"# {chapter.title}" if chapter.title else "#")
        for block in chapter.blocks:
            lines.append("")
            lines.extend(_told(block))
    return "\n".join(lines) + "\n"


def _told(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(words=words):
            yield tagged(words)
        case Verse(lines=lines):
            yield from (f"| {tagged(words)}" for words in lines)
        case SceneBreak(mark=mark):
            yield f"* * * {mark}".rstrip()
        case Heading(words=words):
            yield f"## {tagged(words)}"
        case Chat() | Note() | Letter() | Quote():
            yield from _told_apart(block)
        case List(items=items):
            yield from (line for item in items for line in _told_item(item))
        case Table(rows=rows):
            for row in rows:
                yield "[head] " * row.is_head + " | ".join(tagged(cell) for cell in row.cells)
        case _:
            assert_never(block)


def _told_apart(block: Chat | Note | Letter | Quote) -> Iterator[str]:
    match block:
        case Chat(turns=turns):
            yield "[chat]"
            yield from (f"    {tagged(turn.name)} | {tagged(turn.said)}" for turn in turns)
        case Letter():
            yield "[letter]"
            yield from (f"    {line}" for line in _told_letter(block))
        case Note(kind=kind, label=label, blocks=blocks):
            yield f"[{kind.value}{f': {label}' if label else ''}]"
            yield from (f"    {line}" for inner in blocks for line in _told(inner))
        case Quote(kind=kind, blocks=blocks, attribution=attribution):
            if kind is QuoteKind.EPIGRAPH:
                yield "[epigraph]"
            yield from (f"> {line}" for inner in blocks for line in _told(inner))
            if attribution:
                yield f"> — {tagged(attribution)}"
        case _:
            assert_never(block)


def _told_letter(letter: Letter) -> Iterator[str]:
    parts: tuple[tuple[str, Sequence[Block | None]], ...] = (
        ("opening: ", letter.opening),
        ("salutation: ", (letter.salutation,)),
        ("", letter.body),
        ("closing: ", (letter.closing,)),
        ("signature: ", letter.signature),
        ("postscript: ", letter.postscripts),
    )
    for name, blocks in parts:
        yield from (f"{name}{line}" for block in blocks if block is not None for line in _told(block))


def _told_item(item: Item) -> Iterator[str]:
    sign = "-" if item.number is None else f"{item.number}."
    for line in (line for block in item.blocks for line in _told(block)):
        yield f"{sign} {line}"
        sign = " " * len(sign)


def tagged(words: Words) -> str:
    """Return words with a tag at each end of each style; for reading, not for parsing."""
    ends = [(mark.start, 1, f"<{mark.style.value}>") for mark in words.marks]
    ends += [(mark.end, 0, f"</{mark.style.value}>") for mark in reversed(words.marks)]
    text, last = "", 0
    for at, _, tag in sorted(ends, key=lambda end: end[:2]):
        text, last = text + words.text[last:at] + tag, at
    return text + words.text[last:]


def contents(story: Story) -> Iterator[tuple[str, int, str, str]]:
    """Give each chapter's title, number of words, first words, and what it holds ("2 notes, 1 stanza")."""
    for chapter in story.chapters:
        first = next(
            (
                words.text
                for block in chapter.blocks
                if not isinstance(block, Note)
                for words in words_of(block)
            ),
            "",
        )
        yield chapter.title, words_in(chapter), first, _holdings(chapter)


def _holdings(chapter: Chapter) -> str:
    counts = (
        (sum(isinstance(block, Note) for block in chapter.blocks), "note"),
        (sum(isinstance(block, SceneBreak) for block in chapter.blocks), "scene break"),
        (sum(isinstance(block, Verse) for block in chapter.blocks), "stanza"),
        (sum(isinstance(block, Letter) for block in chapter.blocks), "letter"),
        (sum(isinstance(block, Chat) for block in chapter.blocks), "chat"),
        (
            sum(isinstance(block, Quote) and block.kind is QuoteKind.EPIGRAPH for block in chapter.blocks),
            "epigraph",
        ),
        (sum(isinstance(block, List) for block in chapter.blocks), "list"),
        (sum(isinstance(block, Table) for block in chapter.blocks), "table"),
    )
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count)
