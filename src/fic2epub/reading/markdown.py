"""A Markdown text becomes lines: its paragraphs unwrapped, its marks told as what they mean."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Holder, Line, Notice, Style
from fic2epub.model.noun import noun
from fic2epub.reading.elements import HEADINGS, KNOWN, STYLES
from fic2epub.reading.front_matter import front_matter
from fic2epub.reading.holders import settled
from fic2epub.reading.html import read_html
from fic2epub.reading.line_maker import LineMaker, Setting, line_starts, numbered
from fic2epub.reading.markdown_lists import list_at
from fic2epub.reading.pictures import counted, drawn_by
from fic2epub.reading.plain import read_plain
from fic2epub.reading.tokens import End, Start, Text, tokens
from fic2epub.reading.transcript import Transcript

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

DEEPEST = 60
"""Quotations and lists in each other. What is deeper is read as plain text."""
MOST_MARKS = 3000
"""Signs in one paragraph that may open something. With more of them the time would grow too fast."""
LONGEST_UNDERLINED = 80
"""Characters. A longer line above `---` is a paragraph over a scene break, and no heading."""

_TILDES = regex(r"(?=[*=+._ -]*~)(?:[~*=+._-] *){3,}")
_LINE_END = regex(r"\r\n|\r")
_SIGNS = regex(r"[\[`<!\\]|[*_~]+")
_SENTENCE = (".", ",", ";", ":", "!", "?", "…", '"', "”", "’")
_STYLES = {"em": Style.EMPHASIS, "strong": Style.STRONG, "s": Style.STRUCK}
WHY_PLAIN = "Its marks could not be read as Markdown without losing words; it was read as plain text."


def read_markdown(text: str, source: str) -> Transcript:
    """Return the lines of a Markdown text, and what the block of YAML over it says of the work.

    The marks are those of CommonMark, with `~~struck out~~` and tables. Four spaces before a paragraph are an
    indent and no program; `[Ida]: hello` is someone speaking. A text that would lose a letter is read as
    plain text, with a notice.
    """
    text = _LINE_END.sub("\n", text).replace("\0", "\x01")
    head = front_matter(text, source)
    # Lines keep their numbers: those of the block are empty now.
    body = "\n" * text.count("\n", 0, head.end) + text[head.end :]
    notes = [part for line in head.notes for part in (line, Line(line.place, ""))]
    reader = _read(body, source)
    if reader is None:
        lines, entries = read_plain(body, source)
        place = next((line.place for line in lines if not line.blank), None)
        told: tuple[Notice, ...] = (Notice("markdown/plain", WHY_PLAIN, place),)
    else:
        placed, made = numbered(reader.maker.lines, reader.maker.entries)
        lines, entries, told = tuple(settled(placed)), tuple(made), counted(reader.pictures)
    return Transcript((*notes, *lines), (*head.entries, *entries), tuple(head.findings), told)


def _read(text: str, source: str) -> _Reader | None:
    """Return the reader that has a text's lines, or None where its marks can't be read without loss."""
    from markdown_it import MarkdownIt

    if any(len(_SIGNS.findall(part)) > MOST_MARKS for part in text.split("\n\n")):
        return None
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.disable(["code", "reference"])
    parser.block.ruler.before("fence", "row", _row, {"alt": ["paragraph", "blockquote", "list"]})
    parser.block.ruler.at("fence", _program, {"alt": ["paragraph", "blockquote", "list"]})
    reader = _Reader(LineMaker(source, line_starts(text)), source)
    try:
        reader.read(parser.parse(text))
    except RecursionError:
        return None
    told = "".join(line.text for line in reader.maker.lines)
    lost = _letters(text) - _letters(told) - _letters("".join(reader.markup))
    return None if lost else reader


def _program(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Open a program's text, as CommonMark's rule "fence" does, but for no scene break.

    `~~~` between two scenes would make a program of the next one, and `~~~ Three weeks later ~~~` would be
    the name of its language. A language is one word, after backticks.
    """
    from markdown_it.rules_block import fence

    row = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if row.startswith("~") or len(row.lstrip("`").split()) > 1:
        return False
    return fence(state, start, end, silent)


def _row(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001  the parser's
    """Read a row of tildes as a line of its own, also with no blank line above or below it.

    Takes `~~~`, `~ ~ ~` and `~*~`; spares `~~so~~` and `~`.
    """
    row = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    if not _TILDES.fullmatch(row):
        return False
    if not silent:
        token = state.push("row", "", 0)
        token.content, token.map = row, [start, start + 1]
        state.line = start + 1
    return True


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in html.unescape(text) if letter.isalnum())


@noun(slots=True)
class _Reader:
    """Goes through the tokens of markdown-it, and knows what is open."""

    maker: LineMaker
    source: str
    markup: list[str] = field(default_factory=list)
    """What of the text is not words: addresses, tags, the languages of programs."""
    tags: list[str] = field(default_factory=list)
    holders: list[Holder | None] = field(default_factory=list)
    """For each of the tags, what it holds its lines as."""
    numbers: list[Iterator[int | None] | None] = field(default_factory=list)
    """For each open list, the numbers of its items still to come; None where it may be no list, and its items
    keep their signs."""
    held: int = 0
    pictures: int = 0
    columns: int = 0
    """How many cells of a table's row there were."""

    def read(self, parsed: Sequence[Token]) -> None:
        """Read all blocks."""
        line = 0
        for number, token in enumerate(parsed):
            line = token.map[0] if token.map else line
            if token.type == "inline":
                self._inline(token, line)
            elif token.type == "hr":
                self.maker.rule(self._at(line))
            elif token.type == "row":
                self.maker.end_line(margin=True)
                self.maker.write(self._at(line), token.content)
                self.maker.end_line(margin=True)
            elif token.type == "fence":
                self._fence(token, line)
            elif token.type == "html_block":
                self._html(token, line)
            elif token.type == "heading_open" and token.markup in ("-", "="):
                self._underlined(parsed[number + 1], token.tag)
            elif token.nesting > 0:
                self._open(token, parsed, number)
            elif token.nesting < 0:
                self._close(token, line)
        self.maker.end_line()

    def _at(self, line: int) -> int:
        return self.maker.starts[min(line, len(self.maker.starts) - 1)]

    def _enter(self, tag: str, holder: Holder | None = None) -> None:
        self.tags.append(tag)
        self.holders.append(holder)
        self._set()

    def _leave(self) -> None:
        self.tags.pop()
        self.holders.pop()
        self._set()

    def _set(self) -> None:
        shown = [tag for tag in self.tags if tag in HEADINGS or tag in ("li", "blockquote", "td", "th")]
        within = tuple(holder for holder in self.holders if holder)
        self.maker.setting = Setting(shown[-1] if shown else "", None, within)

    def _holder(self, tag: str, number: int | None = None, sign: str = "") -> Holder:
        self.held += 1
        return Holder(tag, self.held, number, sign)

    def _open(self, token: Token, parsed: Sequence[Token], number: int) -> None:
        if token.tag in ("td", "th"):
            if self.maker.writing:
                self.maker.write_kept(self._at(token.map[0] if token.map else 0), "\t")
            self._enter(token.tag, self._holder(token.tag, self.columns))
            self.columns += 1
            return
        self.maker.end_line(margin=self._is_apart(token))
        if token.type == "list_item_open":
            self._enter("li", self._item(token))
        elif token.tag in ("ul", "ol"):
            found = list_at(parsed, number, inside=any(self.numbers))
            self.numbers.append(iter(found.numbers) if found else None)
            self._enter(token.tag, self._holder(token.tag) if found else None)
        else:
            self.columns = 0
            held = token.tag in ("table", "tr", "blockquote")
            self._enter(token.tag, self._holder(token.tag) if held else None)

    def _is_apart(self, token: Token) -> bool:
        if token.tag == "li":
            # What people say after a dash, a line each, is a paragraph each.
            return token.markup == "-" and self.numbers[-1] is None
        return not token.hidden and token.tag not in ("tr", "thead", "tbody")

    def _item(self, token: Token) -> Holder | None:
        numbers = self.numbers[-1]
        written = f"{token.info}{token.markup} "
        if numbers is None:
            self.maker.prefix = written
            return None
        self.maker.prefix = sign = written if token.info else ""
        return self._holder("li", next(numbers), sign)

    def _close(self, token: Token, line: int) -> None:
        if token.type == "heading_close" and (not self.tags or self.tags[-1] != token.tag):
            self.maker.rule(self._at(line))  # what was underlined was no heading
            return
        self._leave()
        if token.tag in ("ul", "ol"):
            self.numbers.pop()
        if token.tag in ("td", "th"):
            return
        self.maker.end_line(margin=self._is_apart(token))
        if token.type == "list_item_close":
            self.maker.prefix = ""

    def _underlined(self, inline: Token, tag: str) -> None:
        """Open a heading with `---` below it; unless it is a sentence, and the rule is a scene break."""
        self.maker.end_line(margin=True)
        text = inline.content
        if "\n" not in text and len(text) <= LONGEST_UNDERLINED and not text.endswith(_SENTENCE):
            self._enter(tag)

    def _fence(self, token: Token, line: int) -> None:
        self.markup.append(token.info)
        self.maker.end_line(margin=True)
        before, self.maker.setting = self.maker.setting, Setting("pre")
        for number, row in enumerate(token.content.removesuffix("\n").split("\n"), 1):
            self.maker.write_kept(self._at(line + number), row)
            self.maker.break_line(self._at(line + number))
        self.maker.setting = before
        self.maker.end_line(margin=True)

    def _html(self, token: Token, line: int) -> None:
        """Read a block of HTML as a page of its own, at its place."""
        page = read_html(token.content, self.source)
        self.maker.end_line(margin=True)
        outer = self.maker.setting
        for found in page.lines:
            at = self._at(line + found.place.line - 1)
            inner = (replace(holder, at=self.held + holder.at) for holder in found.within)
            self.maker.setting = Setting(found.tag or outer.tag, None, (*outer.within, *inner))
            self.maker.write_marked(at, found)
        self.pictures += _pictures_in(token.content)
        self.held += len(token.content)  # more than there can be elements in it
        self._set()
        self.maker.end_line(margin=True)
        words = "".join(found.text for found in page.lines)
        self.markup.append("".join((_letters(token.content) - _letters(words)).elements()))

    def _inline(self, token: Token, line: int) -> None:
        for child in token.children or ():
            at = self._at(line)
            if child.type in ("softbreak", "hardbreak"):
                line += 1
                if child.type == "hardbreak":
                    self.maker.break_line(at)
                else:
                    self.maker.write(at, " ")
            elif child.type == "html_inline":
                self._tag(child.content, at)
            elif child.type in ("link_open", "link_close"):
                self._link(child)
            elif child.type == "image":
                self.markup.append(_words_of(child))
                self.maker.write(at, child.content)
                self.pictures += not drawn_by(child.content)
            elif child.tag in _STYLES and child.nesting:
                style = _STYLES[child.tag]
                self.maker.style(style) if child.nesting > 0 else self.maker.unstyle(style)
            else:
                self.maker.write(at, child.content)

    def _link(self, token: Token) -> None:
        self.markup.append(_words_of(token))
        href = str(token.attrs.get("href", "")) if token.nesting > 0 else ""
        self.maker.link(href if href.startswith(("http://", "https://", "mailto:")) else "")

    def _tag(self, content: str, at: int) -> None:
        """Obey a tag among the words, where HTML has it; `<sighs>` is words."""
        cut = list(tokens(content))
        self.pictures += _pictures_in(content)
        for token in cut:
            if isinstance(token, Text):
                self.maker.write(at, token.text)
            elif token.name == "br":
                self.maker.break_line(at)
            elif token.name in KNOWN:
                for style in STYLES.get(token.name, ()):
                    if isinstance(token, Start):
                        self.maker.style(style)
                    elif isinstance(token, End):
                        self.maker.unstyle(style)
        if not any(isinstance(token, Text) for token in cut):
            self.markup.append(content)


def _pictures_in(content: str) -> int:
    """Count the pictures of a stretch of HTML."""
    return sum(
        isinstance(token, Start) and token.name == "img" and not drawn_by(token.attributes.get("alt", ""))
        for token in (tokens(content) if "<img" in content.lower() else ())
    )


def _words_of(token: Token) -> str:
    """Return the attributes of a link or a picture as they may stand in the source."""
    from urllib.parse import unquote

    written = [str(value) for value in token.attrs.values()]
    return " ".join([*written, *(unquote(value) for value in written if "%" in value)])
