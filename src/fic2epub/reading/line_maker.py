"""Puts runs of text together into lines, as a browser does that copies a page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import Holder, Line, Mark, Place, Role, Style
from fic2epub.model.noun import noun
from fic2epub.reading.plain import UNPRINTABLE
from fic2epub.reading.regions import ROLES, Region

RULE = "* * *"
"""The text of a horizontal rule."""

WHY_UNPRINTABLE = "A control character, which no book can hold and no reader can see, was left out."

_SPACE = regex(r"[ \t\n\r\f]+")
_LINE_END = regex(r"\r\n|\n|\r")


@noun(slots=True)
class Setting:
    """What holds for the words that are being read."""

    tag: str = ""
    region: Region | None = None
    """The innermost that is known around them."""
    within: tuple[Holder, ...] = ()
    """The lists, tables and quotations around them."""


@noun(slots=True)
class LineMaker:
    """Lines in the making."""

    source: str
    starts: Sequence[int]
    """Where each line of the source begins."""
    setting: Setting = field(default_factory=Setting)
    """What the next words are; the first words of a line settle what the line is."""
    lines: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    regions: dict[int, Region | None] = field(default_factory=dict)
    """The region of each line that is not blank, by its number in `lines`."""
    prefix: str = ""
    """What stands before the next words: an item's number."""
    _pieces: list[str] = field(default_factory=list)
    _size: int = 0
    _at: int = 0
    _is: Setting = field(default_factory=Setting)
    _spaced: bool = True
    """Whether white space is dropped, because there is some or because a line begins."""
    _margin: bool = False
    _close: bool = False
    """Whether the line before is a label: no blank line stands under it."""
    _before: Role | None = None
    """The role of the line before."""
    _marks: list[Mark] = field(default_factory=list)
    _depths: Counter[Style] = field(default_factory=Counter)
    _since: dict[Style, int] = field(default_factory=dict)
    _href: str = ""
    _unprintable: bool = False

    def place_of(self, at: int) -> Place:
        """Return the place of a character of the source, without its part."""
        return Place(self.source, bisect_right(self.starts, at))

    def write(self, at: int, text: str) -> None:
        """Add running text: white space is one space, and none at a line's start."""
        run = _SPACE.sub(" ", text)
        lead = len(text) - len(text.lstrip(" \t\n\r\f")) if run.startswith(" ") else 0
        if self._spaced:
            run = run.removeprefix(" ")
        if run:
            self._add(at + lead, run)
            self._spaced = run.endswith(" ")

    def write_kept(self, at: int, text: str) -> None:
        """Add text whose spaces and line ends count."""
        for number, piece in enumerate(_LINE_END.split(text)):
            if number:
                self.break_line(at)
            if piece:
                self._add(at, piece)
                self._spaced = False
            at += len(piece) + 1

    def _add(self, at: int, run: str) -> None:
        if not self._size:
            self._at, self._is = at, self.setting
            if self.prefix and run.strip():
                run, self.prefix = self.prefix + run, ""
        self._pieces.append(run)
        self._size += len(run)
        if not run.isprintable():
            self._unprintable = self._unprintable or UNPRINTABLE.search(run) is not None

    def write_marked(self, at: int, line: Line) -> None:
        """Add a whole line that was made elsewhere, with its marks."""
        if not line.text:
            self.end_line(margin=True)
            return
        self._add(at, line.text)
        self._marks.extend(line.marks)
        self.end_line()

    @property
    def writing(self) -> bool:
        """Whether the line has begun."""
        return self._size > 0

    @property
    def last(self) -> str:
        """The last character of the line."""
        return self._pieces[-1][-1:] if self._pieces else ""

    def style(self, style: Style) -> None:
        """Begin a style."""
        self._depths[style] += 1
        if self._depths[style] == 1:
            self._since[style] = self._size

    def unstyle(self, style: Style) -> None:
        """End a style, if it was begun."""
        if not self._depths[style]:
            return
        self._depths[style] -= 1
        if self._depths[style] == 0:
            self._mark(style)

    def link(self, href: str) -> None:
        """Begin a link, or end one with an empty address."""
        if self._href:
            self._mark(Style.LINK, self._href)
        self._href = href
        self._since[Style.LINK] = self._size

    def _mark(self, style: Style, href: str = "") -> None:
        start = self._since.get(style, 0)
        if start < self._size:
            self._marks.append(Mark(start, self._size, style, href))

    def end_line(self, *, margin: bool = False) -> None:
        """End the line, if one was begun. With `margin` the next one stands apart from it."""
        if self._size:
            self._finish()
        self._margin = self._margin or margin

    def break_line(self, at: int) -> None:
        """End the line even if it is empty: an empty line stands in the page, then."""
        if self._size:
            self._finish()
        elif self.lines:
            self.lines.append(Line(self.place_of(at), ""))

    def rule(self, at: int) -> None:
        """Add a horizontal rule."""
        self.end_line(margin=True)
        setting, self.setting = self.setting, replace(self.setting, tag="hr")
        self._add(at, RULE)
        self.end_line(margin=True)
        self.setting = setting

    def _finish(self) -> None:
        for style, depth in self._depths.items():
            if depth > 0:
                self._mark(style)
                self._since[style] = 0
        if self._href:
            self.link(self._href)
            self._since[Style.LINK] = 0
        text = "".join(self._pieces)
        marks = [mark for mark in self._marks if mark.start < mark.end]
        self._pieces, self._size, self._marks, self._spaced = [], 0, [], True
        for style in self._since:
            self._since[style] = 0
        if self._is.tag != "pre":
            text = text.rstrip(" ")
        if not text:
            return
        place = self.place_of(self._at)
        if self._margin and not self._close and self.lines and not self.lines[-1].blank:
            self.lines.append(Line(place, ""))
        self._margin, self._close = False, self._is.region is Region.LABEL
        if self._unprintable:
            text, marks = self._printable(place, text, marks)
        self._append(place, text, marks)

    def _append(self, place: Place, text: str, marks: list[Mark]) -> None:
        role = ROLES.get(self._is.region) if self._is.region else None
        opens = role is not None and role is not self._before
        self._before = role
        fitting = tuple(
            replace(mark, end=min(mark.end, len(text))) for mark in marks if mark.start < len(text)
        )
        self.regions[len(self.lines)] = self._is.region
        self.lines.append(Line(place, text, fitting, role, self._is.tag, opens, self._is.within))

    def _printable(self, place: Place, text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
        """Leave out the characters that no book can hold, and move the marks along."""
        gone = [found.start() for found in UNPRINTABLE.finditer(text)]
        clean = UNPRINTABLE.sub("", text)
        self.entries.append(Entry(place, Fate.REWRITTEN, text, clean, "reading/unprintable", WHY_UNPRINTABLE))
        self._unprintable = False
        return clean, [
            replace(
                mark,
                start=mark.start - bisect_right(gone, mark.start - 1),
                end=mark.end - bisect_right(gone, mark.end - 1),
            )
            for mark in marks
        ]


def line_starts(text: str) -> list[int]:
    """Return where each line of a text begins."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def numbered(lines: Sequence[Line], entries: Sequence[Entry]) -> tuple[list[Line], list[Entry]]:
    """Give lines that share a line of the source a part each, from 1 on, so that no two have one place."""
    sharing = Counter(line.place.line for line in lines)
    # Words that are not shown have an entry at the line's own place, and no other words may stand there.
    sharing.update(entry.place.line for entry in entries if entry.fate is Fate.REMOVED)
    given: Counter[int] = Counter()
    placed: list[Line] = []
    at_text: dict[tuple[int, str], Place] = {}
    for line in lines:
        number = line.place.line
        if sharing[number] > 1:
            given[number] += 1
            placed.append(replace(line, place=Place(line.place.source, number, given[number])))
        else:
            placed.append(line)
        at_text.setdefault((number, line.text), placed[-1].place)
    return placed, [
        replace(entry, place=at_text.get((entry.place.line, entry.after), entry.place)) for entry in entries
    ]
