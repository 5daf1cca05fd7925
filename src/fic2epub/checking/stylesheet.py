"""Reads a stylesheet, in linear time, as far as the checks need it: its rules, and what they load."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from fic2epub.lazy import regex

_OPENING = regex(r"""/\*|["']""")
_STRINGS = {quote: regex(rf"(?:[^{quote}\\\n]|\\.)*{quote}", re.DOTALL) for quote in "\"'"}
_MARKS = regex(r"[{};]")
_NOT_LINE = regex(r"[^\n]")
_URL = regex(r"""url\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^"')\s][^)\s]*))""", re.IGNORECASE)
_IMPORT = regex(r"""@import\s+["']([^"'\n]*)["']""", re.IGNORECASE)


class Declaration(NamedTuple):
    """What a rule sets."""

    property: str
    value: str
    line: int


@dataclass(slots=True)
class Rule:
    """A rule, or an at-rule with a block."""

    selector: str
    line: int
    declarations: list[Declaration] = field(default_factory=list)
    holds_rules: bool = False


@dataclass(slots=True)
class Stylesheet:
    """A stylesheet."""

    rules: list[Rule] = field(default_factory=list)
    loads: list[tuple[str, int]] = field(default_factory=list)
    imports: list[tuple[str, int]] = field(default_factory=list)
    fault: str = ""
    fault_line: int = 0


def stylesheet_of(css: str, first: int = 1) -> Stylesheet:
    """Read a stylesheet whose first line has the number `first`."""
    sheet = Stylesheet()
    bare, whole = _without_comments(css, sheet)
    lines = _Lines(bare, first)
    sheet.imports = [(found[1], lines.at(found.start())) for found in _IMPORT.finditer(whole)]
    lines = _Lines(bare, first)
    sheet.loads = [
        (found[1] or found[2] or found[3] or "", lines.at(found.start())) for found in _URL.finditer(whole)
    ]
    _rules(bare, whole, first, sheet)
    return sheet


class _Lines:
    """Tells the lines of places that come in order."""

    def __init__(self, text: str, first: int) -> None:
        self._text, self._at, self._line = text, 0, first

    def at(self, place: int) -> int:
        self._line += self._text.count("\n", self._at, place)
        self._at = max(self._at, place)
        return self._line


def _without_comments(css: str, sheet: Stylesheet) -> tuple[str, str]:
    """Return the text twice, each place where it was: with blanks for comments and strings; for comments."""
    bare: list[str] = []
    whole: list[str] = []
    at = 0
    while found := _OPENING.search(css, at):
        end = _end_of(css, found, sheet)
        blank = _NOT_LINE.sub(" ", css[found.start() : end])
        bare += [css[at : found.start()], blank]
        whole += [css[at : found.start()], blank if found[0] == "/*" else css[found.start() : end]]
        at = end
    return "".join([*bare, css[at:]]), "".join([*whole, css[at:]])


def _end_of(css: str, found: re.Match[str], sheet: Stylesheet) -> int:
    """Return where a comment or a string ends."""
    if found[0] == "/*":
        end = css.find("*/", found.end())
        if end < 0:
            _fault(sheet, "a comment that never ends", css.count("\n", 0, found.start()) + 1)
        return len(css) if end < 0 else end + 2
    string = _STRINGS[found[0]].match(css, found.end())
    if string:
        return string.end()
    _fault(sheet, "a string that never ends", css.count("\n", 0, found.start()) + 1 if not sheet.fault else 0)
    line = css.find("\n", found.end())  # as CSS has it: a bad string ends with its line
    return len(css) if line < 0 else line


def _fault(sheet: Stylesheet, text: str, line: int) -> None:
    if not sheet.fault:
        sheet.fault, sheet.fault_line = text, line


def _rules(bare: str, whole: str, first: int, sheet: Stylesheet) -> None:
    lines = _Lines(bare, first)
    open_rules: list[Rule] = []
    at = 0
    for mark in _MARKS.finditer(bare):
        text = whole[at : mark.start()].strip()
        line = lines.at(mark.start())
        at = mark.end()
        if mark[0] == "{":
            for outer in open_rules[-1:]:
                outer.holds_rules = True
            rule = Rule(" ".join(text.split()), line)
            sheet.rules.append(rule)
            open_rules.append(rule)
            continue
        if open_rules and ":" in text:
            name, _, value = text.partition(":")
            open_rules[-1].declarations.append(Declaration(name.strip().lower(), value.strip(), line))
        if mark[0] == "}":
            if not open_rules:
                _fault(sheet, "a } too many", line)
            else:
                open_rules.pop()
    if open_rules:
        _fault(sheet, "a { that is never closed", open_rules[-1].line)
