"""Sets letters apart among the blocks of a chapter: from the salutation, or what heads it, to the signature.

Both ends must be there, and nothing between that a letter can't hold. In doubt all stays as it was: no word
changes, only how lines are set.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from fic2epub.model.manuscript import Place, Style
from fic2epub.model.noun import noun
from fic2epub.model.story import (
    Block,
    Heading,
    Letter,
    Note,
    Paragraph,
    Quote,
    QuoteKind,
    SceneBreak,
    Verse,
    Words,
    words_of,
)
from fic2epub.shaping import letter_grammar

LONGEST = 20_000
"""Characters of a letter that is set apart. What is longer is a chapter of letters, and needs no frame."""
MOST = 120
"""Lines and paragraphs of one."""
MOST_IF_CALLED = 20
"""The same of a letter that greets with a bare name."""
OPENING = 7
"""Lines that stand over a salutation at most."""
SIGNED = 4
"""Lines below a closing phrase at most."""

_SPOKEN = tuple('"“”«»„「–—')
_QUOTES = "\"“”'‘’«»„ "
_NO_START = frozenset('.?…"”’»)')
"""What no salutation ends with, and most short paragraphs do."""
_SAID = tuple('"“”«»’')
_STOPS = (".", "!", "?", "…", '"', "”", "’", ")")


@noun(frozen=True, slots=True)
class _Unit:
    """A line of a stanza, or a paragraph, or another block that a letter may hold."""

    text: str
    """Without the quotation marks around a letter that is quoted; empty for what is neither."""
    block: Block
    line: int = -1
    """Which line of a stanza; -1 for all of the block."""

    @property
    def words(self) -> Words:
        if isinstance(self.block, Verse):
            return self.block.lines[self.line]
        return self.block.words if isinstance(self.block, Paragraph) else Words("")

    @property
    def places(self) -> tuple[Place, ...]:
        return self.block.places if self.line < 0 else (self.block.places[self.line],)


@noun(frozen=True, slots=True)
class _Found:
    """Units `start` to `end` (half-open) that are a letter, and where its parts begin."""

    start: int
    salutation: int
    body: int
    """Where the body begins: behind the salutation, where there is one."""
    closing: int
    signature: int
    postscripts: int
    end: int


def with_letters(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a chapter with each letter one of them."""
    if not any(_may_begin(block) for block in blocks):
        return tuple(blocks)  # as most chapters
    made: list[Block] = []
    for parts, run in groupby(blocks, key=_parts):
        held = list(run)
        made += held if parts else _set_apart(held)
    return tuple(made)


def _may_begin(block: Block) -> bool:
    """Say quickly whether a letter may begin in a block."""
    if isinstance(block, Paragraph):
        return _is_start(block.words.text)
    if isinstance(block, Verse):
        return any(_is_start(words.text) for words in block.lines)
    return False


def _parts(block: Block) -> bool:
    """Whether no letter goes on across a block."""
    if isinstance(block, Quote):
        return block.kind is QuoteKind.EPIGRAPH
    return isinstance(block, SceneBreak | Note | Heading)


def _is_start(text: str) -> bool:
    if len(text) > 2 * letter_grammar.LONGEST or not text:
        return False
    if text[-1] in _NO_START:
        return ":" in text[:12] and bool(letter_grammar.mail_label(text))
    if text.startswith(_SPOKEN) and text.endswith(_SAID):
        return False  # „Lieber Kit,“ is said; of a letter that is quoted, only the last paragraph is closed
    text = _stripped(text)
    return letter_grammar.greets(text) or letter_grammar.calls(text) or bool(letter_grammar.mail_label(text))


def _stripped(text: str) -> str:
    return text.strip(_QUOTES)


def _set_apart(blocks: Sequence[Block]) -> list[Block]:
    """Return a run of blocks with its letters set apart."""
    units = [unit for block in blocks for unit in _units(block)]
    made: list[Block] = []
    at = last = 0
    while at < len(units):
        found = _find(units, at, last) if _is_start(units[at].words.text) else None
        if found is None:
            at += 1
            continue
        made += _blocks(units[last : found.start])
        made.append(_letter(units, found))
        at = last = found.end
    return [*made, *_blocks(units[last:])]


def _units(block: Block) -> list[_Unit]:
    if isinstance(block, Paragraph):
        return [_Unit(_stripped(block.words.text), block)]
    if isinstance(block, Verse) and len(block.lines) == len(block.places):
        return [_Unit(_stripped(words.text), block, at) for at, words in enumerate(block.lines)]
    return [_Unit("", block)]


def _find(units: Sequence[_Unit], at: int, free: int) -> _Found | None:
    """Return the letter whose salutation, or whose head, is the unit `at`; `free` is where none was yet."""
    head = _end_of_mail_head(units, at)
    greeting = head if head < len(units) and _greets(units[head]) else -1
    if head == at and greeting < 0 and not letter_grammar.calls(units[at].text):
        return None
    called = head == at and greeting < 0
    body = head + 1 if greeting >= 0 or called else head
    closing = _closing(units, body, MOST_IF_CALLED if called else MOST)
    if closing < 0 or not _may_be_body(units, min(head, len(units) - 1), body, closing):
        return None
    signature = closing + _is_above_name(units, closing)
    if called and (signature == closing or _is_spoken(units[at]) or not _is_addressed(units[body:closing])):
        return None
    signed = _end_of_signature(units, signature)
    if signed < 0:
        return None
    end = signed
    while end < len(units) and letter_grammar.adds(units[end].text):
        end += 1
    start = at if head > at else _start(units, at, free)
    return _Found(start, head, body, closing, signature, signed, end)


def _is_addressed(inside: Sequence[_Unit]) -> bool:
    """Whether a body begins anew below a bare name, and somebody speaks in it to somebody.

    Spares `Sam,` above `it was said of him, had never seen the sea.`
    """
    if inside[0].text[:1].islower():
        return False
    return any(letter_grammar.has_persons(unit.text) for unit in inside)


def _greets(unit: _Unit) -> bool:
    return letter_grammar.greets(unit.text)


def _end_of_mail_head(units: Sequence[_Unit], at: int) -> int:
    """Return where the lines end that head an e-mail; `at` itself where there are none."""
    labels: list[str] = []
    for unit in units[at : at + OPENING]:
        label = letter_grammar.mail_label(unit.text)
        if not label:
            break
        labels.append(label)
    return at + len(labels) if letter_grammar.heads_mail(labels) else at


def _is_signed(text: str) -> bool:
    """Whether a line closes a letter with a signature on it, or is one."""
    return letter_grammar.leaves_signed(text) or letter_grammar.signs_with_dash(text)


def _closing(units: Sequence[_Unit], body: int, most: int) -> int:
    """Return where a letter is closed: at words of leave above a signature, or at a signature; else -1."""
    length = 0
    for at in range(body, min(body + most, len(units))):
        unit = units[at]
        if len(unit.text) > letter_grammar.LONGEST or not unit.text:
            length += len(unit.text)
            if length > LONGEST:
                return -1
            continue
        if at > body and (letter_grammar.greets(unit.text) or _end_of_mail_head(units, at) > at):
            return -1  # another letter begins
        if at > body and _is_close(units, at):
            return at
        length += len(unit.text)
    return -1


def _is_close(units: Sequence[_Unit], at: int) -> bool:
    text = units[at].text
    if _is_above_name(units, at) or _is_signed(text):
        return True
    below = units[at + 1].text if at + 1 < len(units) else ""
    return letter_grammar.adds(below) and len(text.split()) <= 3 and letter_grammar.signs(text)


def _is_above_name(units: Sequence[_Unit], at: int) -> bool:
    """Whether a line takes leave, and a signature stands below it."""
    if at + 1 == len(units) or not letter_grammar.takes_leave(units[at].text):
        return False
    below = units[at + 1].text
    return letter_grammar.signs(below) or letter_grammar.signs_with_dash(below)


def _may_be_body(units: Sequence[_Unit], head: int, body: int, closing: int) -> bool:
    """Say whether all between the two ends may be a letter's: nobody speaks, and one hand wrote it."""
    inside = units[body:closing]
    if not inside:
        return False
    if _is_sung(units[head], inside):
        return False
    if sum(letter_grammar.speaks_of_fiction(unit.text) for unit in inside if unit.text) > 1:
        return False  # the author's, to the readers
    if _is_slanted(units[head]) and any(map(_is_slanted, inside)):
        return all(_is_slanted(unit) or not unit.text for unit in inside)
    spoken = sum(map(_is_spoken, inside))
    return spoken == 0 or (_is_spoken(units[head]) and spoken == len(inside))


def _is_sung(head: _Unit, inside: Sequence[_Unit]) -> bool:
    """Whether a greeting is a line of a stanza that goes on, and no sentences follow: `My love,`."""
    lines = [unit for unit in inside if unit.block is head.block]
    return sum(unit.text.endswith(_STOPS) for unit in lines) * 3 < len(lines)


def _is_spoken(unit: _Unit) -> bool:
    return unit.words.text.startswith(_SPOKEN)


def _is_slanted(unit: _Unit) -> bool:
    """Whether nearly all of a unit is in italics or bold."""
    words = unit.words
    return (
        sum(mark.end - mark.start for mark in words.marks if mark.style in {Style.EMPHASIS, Style.STRONG}) * 5
        >= len(words.text) * 4
        > 0
    )


def _end_of_signature(units: Sequence[_Unit], start: int) -> int:
    """Return where a signature ends: with its stanza, or with a title in brackets; -1 where it does not."""
    end = start + 1
    while end < len(units) and end - start <= SIGNED:
        text = units[end].text
        same = units[end].block is units[start].block
        goes_on = (text.startswith("(") and text.endswith(")")) or units[end - 1].text.endswith(",")
        if _begins_anew(text) or not (same or (goes_on and letter_grammar.signs(text))):
            break
        end += 1
    if end < len(units) and units[end].line > 0 and not _begins_anew(units[end].text):
        return -1  # a stanza that goes on
    return end


def _begins_anew(text: str) -> bool:
    """Whether a line ends a signature, though it stands right below it."""
    return letter_grammar.adds(text) or letter_grammar.greets(text)


def _start(units: Sequence[_Unit], salutation: int, free: int) -> int:
    """Return where the lines begin that stand over a salutation, of which one has a date or an address."""
    start = salutation
    while start > free and salutation - start < OPENING and letter_grammar.may_head(units[start - 1].text):
        start -= 1
    while start < salutation and units[start].line > 0:
        start += 1  # a stanza whose first lines are none
    head = units[start:salutation]
    dated = [at for at, unit in enumerate(head) if letter_grammar.is_dated(unit.text)]
    return start if dated else salutation


def _letter(units: Sequence[_Unit], found: _Found) -> Letter:
    return Letter(
        tuple(_lines(units[found.start : found.salutation])),
        _paragraph(units[found.salutation]) if found.body > found.salutation else None,
        tuple(_body(units[found.body : found.closing])),
        _paragraph(units[found.closing]) if found.signature > found.closing else None,
        tuple(_lines(units[found.signature : found.postscripts])),
        tuple(_paragraph(unit) for unit in units[found.postscripts : found.end]),
    )


def _paragraph(unit: _Unit) -> Paragraph:
    return Paragraph(unit.words, unit.places)


def _lines(units: Sequence[_Unit]) -> list[Paragraph | Verse]:
    """Return units that keep their lines: those of a stanza together."""
    return [block for block in _blocks(units) if isinstance(block, Paragraph | Verse)]


def _body(units: Sequence[_Unit]) -> list[Block]:
    """Return what a letter says. Lines of a stanza that held its ends too are paragraphs, if sentences."""
    made: list[Block] = []
    for block, run in groupby(units, key=lambda unit: id(unit.block)):
        del block
        lines = list(run)
        whole = lines[0].line < 0 or len(lines) == len(list(words_of(lines[0].block)))
        ended = sum(unit.text.endswith(_STOPS) for unit in lines)
        if whole or ended * 2 < len(lines):
            made += _blocks(lines)
        else:
            made += map(_paragraph, lines)
    return made


def _blocks(units: Sequence[_Unit]) -> list[Block]:
    """Put units together again: lines of one stanza are one."""
    made: list[Block] = []
    for _, run in groupby(units, key=lambda unit: id(unit.block)):
        lines = list(run)
        block = lines[0].block
        if not isinstance(block, Verse) or lines[0].line < 0 or len(lines) == len(block.lines):
            made.append(block)
        elif len(lines) == 1:
            made.append(_paragraph(lines[0]))
        else:
            made.append(
                Verse(
                    tuple(unit.words for unit in lines),
                    tuple(place for unit in lines for place in unit.places),
                )
            )
    return made
