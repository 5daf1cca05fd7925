r"""What markup left in a plain text (`<i>`, `[b]`, `&amp;`, `1\.`) becomes marks, line ends and characters.

Only what is certain: a tag that opens and closes within a paragraph, an entity with its semicolon. One `<i>`
alone is the author's, who writes about markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import NamedTuple

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK, Mark, Style
from fic2epub.reading.pieces import END, Edit, Piece

WHY_ENTITY = "A character written in HTML's code is set as itself."
WHY_TAG = "Tags that were left in the text became what they stand for."
WHY_ESCAPE = "A backslash that Markdown puts before a character was left out."

STYLES: dict[str, Style] = {
    "i": Style.EMPHASIS, "em": Style.EMPHASIS, "cite": Style.EMPHASIS, "b": Style.STRONG,
    "strong": Style.STRONG, "u": Style.UNDERLINE, "ins": Style.UNDERLINE, "s": Style.STRUCK,
    "strike": Style.STRUCK, "del": Style.STRUCK, "sup": Style.SUPER, "sub": Style.SUB, "a": Style.LINK,
    "url": Style.LINK,
}  # fmt: skip
PLAIN = frozenset(
    "center centre left right justify indent font color colour size span big small align".split()
)
"""Tags that come in pairs, and only say how a stretch looks."""
FOLDED = frozenset("spoiler spoilers hide hidden collapse".split())
"""Tags of forums around what is shown at a click; they may say what that is, which is then its label."""
LONE: dict[str, str] = {"br": "\n", "hr": "\n* * *\n", "p": "\n\n", "/p": "", "div": "\n", "/div": "\n"}
"""Tags that stand alone, and what they do to the line."""

FAR = 12
"""Lines. A pair that spans more has nothing to do with each other."""

_TAG = regex(
    r"<(/?)([a-z][a-z0-9]{0,9})(|[\s/][^<>]{0,300})>|\[(/?)([a-z]{1,9})(|=[^\[\]]{0,300})\]", re.IGNORECASE
)
_SIGNS = {"<": ("</", "<br", "<BR", "<hr", "<HR", "<p>", "<P>"), "[": ("[/", "[hr]", "[HR]", "[br]")}
_ENTITY = regex(r"&(?:amp;|#38;|#x26;)*(?:#(\d{1,7}|x[0-9a-f]{1,6})|([a-z][a-z0-9]{1,30}));", re.IGNORECASE)
_ADDRESS = regex(r"""(?:^=|\bhref\s*=)\s*["']?(https?://[^\s"'<>]+|mailto:[^\s"'<>]+)""", re.IGNORECASE)
_ESCAPED_START = regex(r"^([ \t]*(?:\d{1,4}(?=\\[.)])|(?=\\[-+#>=])))\\", re.MULTILINE)
_ESCAPED_ROW = regex(r"(?:\s*\\[*_~#=+-])+\s*")
_ESCAPED = regex(r"\\(?=[\[\](){}.!#+>|`-])")
_ESCAPES = regex(r"\\[\[\](){}.!#+>|`*_~\\-]")
_HABIT = 3
_HARMLESS = frozenset(BLANK) - frozenset("\n\r\f\v\x85\u2028\u2029") | frozenset(
    "\u00ad\u200c\u200d\u200e\u200f"
)
"""What is not printable, and yet wanted in a text."""


class Tag(NamedTuple):
    """A tag, where it stands."""

    row: int
    start: int
    end: int
    name: str
    closes: bool
    address: str
    label: str = ""
    """What a forum shows in place of what is folded away."""


def has_leftovers(text: str) -> bool:
    """Say whether a text may have any; quick."""
    for bracket, signs in _SIGNS.items():
        if bracket in text and any(sign in text for sign in signs):
            return True
    return ("&" in text and _ENTITY.search(text) is not None) or (
        "\\" in text and _ESCAPES.search(text) is not None
    )


def without_leftovers(pieces: Sequence[Piece]) -> None:
    """Make of them what they stand for. Pairs are looked for between two blank lines only."""
    escapes = _escapes_are_a_habit(pieces)
    for piece in pieces:
        if "&" in piece.text:
            piece.change(_characters(piece.text), "reading/entity", WHY_ENTITY)
        if "\\" in piece.text:
            piece.change(_unescaped(piece.text, habit=escapes), "reading/escape", WHY_ESCAPE)
    blocks = [
        (block, [tag for row, piece in enumerate(block) for tag in _tags(piece.text, row)])
        for block in _blocks(pieces)
    ]
    lone = sum(_is_lone(tag) for _, tags in blocks for tag in tags) > 1
    for block, tags in blocks:
        if tags:
            _set(block, tags, lone=lone)


def _blocks(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    block: list[Piece] = []
    for piece in pieces:
        if piece.blank:
            yield block
            block = []
        else:
            block.append(piece)
    yield block


def _tags(text: str, row: int) -> Iterator[Tag]:
    if "<" not in text and "[" not in text:
        return
    for found in _TAG.finditer(text):
        slash, name, rest = found.group(1, 2, 3) if found[2] else found.group(4, 5, 6)
        address = _ADDRESS.search(rest)
        name = name.lower()
        label = rest[1:].strip(BLANK + "\"'“”") if name in FOLDED and found[5] else ""
        yield Tag(row, *found.span(), name, bool(slash), address[1] if address else "", label)


def _is_lone(tag: Tag) -> bool:
    return ("/" if tag.closes else "") + tag.name in LONE


def _set(block: Sequence[Piece], tags: Sequence[Tag], *, lone: bool) -> None:
    edits: list[list[Edit]] = [[] for _ in block]
    marks: list[list[Mark]] = [[] for _ in block]
    for opener, closer in _pairs(tags):
        if opener.row == closer.row and END * 2 in block[opener.row].text[opener.end : closer.start]:
            continue
        edits[opener.row].append((opener.start, opener.end, _label(block[opener.row].text, opener)))
        edits[closer.row].append((closer.start, closer.end, ""))
        for row, mark in _marked(block, opener, closer):
            marks[row].append(mark)
    for tag in tags:
        if _is_lone(tag) and (lone or _at_an_edge(block[tag.row].text, tag)):
            instead = LONE[("/" if tag.closes else "") + tag.name]
            edits[tag.row].append((tag.start, tag.end, instead))
    for row, piece in enumerate(block):
        if edits[row]:
            piece.edit(edits[row], "reading/tag", WHY_TAG, marks[row])
        else:  # a line in the midst of a pair keeps its characters
            piece.marks.extend(marks[row])


def _label(text: str, tag: Tag) -> str:
    """Return what stands for an opening tag: nothing, or its label, parted from what is behind it."""
    behind = text[tag.end :].strip()
    return f"{tag.label.rstrip(':')}: " if tag.label and behind else tag.label


def _pairs(tags: Sequence[Tag]) -> Iterator[tuple[Tag, Tag]]:
    opened: dict[str, Tag] = {}
    for tag in tags:
        if tag.name not in STYLES and tag.name not in PLAIN and tag.name not in FOLDED:
            continue
        if not tag.closes:
            opened[tag.name] = tag
        elif (opener := opened.pop(tag.name, None)) and tag.row - opener.row <= FAR:
            yield opener, tag


def _marked(block: Sequence[Piece], opener: Tag, closer: Tag) -> Iterator[tuple[int, Mark]]:
    style = STYLES.get(opener.name)
    address = opener.address
    if style is Style.LINK and not address and opener.row == closer.row:
        words = block[opener.row].text[opener.end : closer.start].strip()
        address = words if re.match(r"https?://\S+$", words) else ""
    if style is None or (style is Style.LINK and not address):
        return
    for row in range(opener.row, closer.row + 1):
        start = opener.end if row == opener.row else 0
        end = closer.start if row == closer.row else len(block[row].text)
        if start < end:
            yield row, Mark(start, end, style, address if style is Style.LINK else "")


def _at_an_edge(text: str, tag: Tag) -> bool:
    return not text[: tag.start].strip() or not text[tag.end :].strip()


def _characters(text: str) -> str:
    """Set entities as characters, as often as they were coded; what is none, or fits no book, stays."""
    for _ in range(4):
        new = _ENTITY.sub(_character, text)
        if new == text:
            break
        text = new
    return text


def _character(found: re.Match[str]) -> str:
    number, name = found.groups()
    if name and f"{name};" not in html5:
        return found[0]
    character = html.unescape(f"&#{number};" if number else f"&{name};")
    fits = all(each.isprintable() or each in _HARMLESS for each in character)
    if not character or not fits or "\ufffd" in character:
        return found[0]
    return character


def _escapes_are_a_habit(pieces: Sequence[Piece]) -> bool:
    """Say whether every backslash of a text stands before a sign that Markdown escapes, and some do."""
    known = every = 0
    for piece in pieces:
        if "\\" in piece.text:
            known += len(_ESCAPES.findall(piece.text))
            every += piece.text.count("\\") - piece.text.count("\\\\")
    return known >= _HABIT and known >= every


def _unescaped(text: str, *, habit: bool) -> str:
    r"""Take the backslashes of Markdown out; those before `*`, `_` and `~` only where no words are.

    Takes `1\. Ada` and `\* \* \*`; spares `¯\_(ツ)_/¯`, `C:\files`, `\*not emphasised\*`.
    """
    if _ESCAPED_ROW.fullmatch(text):
        return text.replace("\\", "")
    text = _ESCAPED_START.sub(r"\1", text)
    return _ESCAPED.sub("", text) if habit else text
