"""Whose page is it? Looks for the marks of each site, and says which it saw."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from fic2epub.cleaning.literals import Words, needed
from fic2epub.cleaning.page import as_seen
from fic2epub.cleaning.rules import Site
from fic2epub.lazy import regex
from fic2epub.model.manuscript import Line, Sighting

EDGE = 150
"""How many non-blank lines at the head and at the foot of a text are searched: furniture stands there."""
WIDTH = 400
"""How much of a line is searched, in characters."""
DIGIT = r"\d"
FEW = 8
"""Words that are looked for before a pattern is tried; to look for more takes longer than to try it."""

Seen = tuple[Site, Sighting]


def recognise(sample: Sample, sites: Sequence[Site]) -> Seen | None:
    """Return the site with the most of its marks in a sample, with the lines that showed them, or None.

    A site counts only if it has as many different marks as its file says it needs. Of two with the same
    number of marks the one that comes first is taken.
    """
    first = sample.first_lines(sites)
    best: Seen | None = None
    most = 0
    for site in sites:
        count = sum(mark in first for mark in site.marks)
        if count >= max(site.needs, most + 1):
            most = count
            best = site, sample.sighting(site, first)
    return best


def recognise_all(sample: Sample, sites: Sequence[Site]) -> list[Seen]:
    """Return every site of which enough marks stand in a sample, with the lines that showed them."""
    first = sample.first_lines(sites)
    enough = (site for site in sites if sum(mark in first for mark in site.marks) >= site.needs)
    return [(site, sample.sighting(site, first)) for site in enough]


class _Stretch:
    """Some of a sample's lines, by their numbers, and what is searched of them as one text."""

    def __init__(self, texts: Sequence[str], lines: Sequence[int]) -> None:
        self._texts, self.lines = texts, lines

    @cached_property
    def whole(self) -> str:
        return "\n".join([self._texts[at] for at in self.lines])

    @cached_property
    def folded(self) -> str:
        """The same without regard to capitals."""
        return self.whole.casefold()


class Sample:
    """Lines with what is searched of them, ready for hundreds of marks of which next to none is there."""

    def __init__(self, lines: Sequence[tuple[Line, str]]) -> None:
        self.lines = [line for line, _ in lines]
        self.texts = [text for _, text in lines]
        beginning: defaultdict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self.texts):
            for key in {text[:1], text[:2], DIGIT if text[:1].isdecimal() else ""}:
                beginning[key].append(at)
        self.beginning = {key: _Stretch(self.texts, found) for key, found in beginning.items()}
        """The texts that begin with a letter, with two, and with a digit."""
        self.anywhere = _Stretch(self.texts, range(len(self.texts)))

    @classmethod
    def of_edges(cls, lines: Iterable[Line]) -> Sample:
        """Return the lines at a text's head and foot.

        What is searched of them is their text without white space at its ends, and once more with it where
        the line is set in, for the marks that speak of that.
        """
        told = [line for line in lines if not line.blank]
        return cls(list(_seen(told if len(told) <= 2 * EDGE else [*told[:EDGE], *told[-EDGE:]])))

    @classmethod
    def of_short_lines(cls, lines: Iterable[Line]) -> Sample:
        """Return all lines that are no wider than WIDTH: what strays into a text is short."""
        return cls([(line, line.text.strip()) for line in lines if 0 < len(line.text) <= WIDTH])

    def first_lines(self, sites: Iterable[Site]) -> dict[str, int]:
        """Return the number of the first line that has a mark, for those marks that are there."""
        net = _net(tuple(mark for site in sites for mark in site.marks))
        first: dict[str, int] = {}
        for way, among in self._worth_trying(net):
            at = self._first(way, among)
            if at is not None:
                first[way.mark] = min(at, first.get(way.mark, at))
        return first

    def _worth_trying(self, net: _Net) -> Iterator[tuple[_Way, _Stretch]]:
        for key, among in self.beginning.items():
            for way in net.beginning.get(key, ()):
                yield way, among
        for way in net.anywhere:
            yield way, self.anywhere

    def _first(self, way: _Way, among: _Stretch) -> int | None:
        """Return the first of some lines in which a mark is found in one way: the cheapest question first."""
        if 0 < len(way.words) <= FEW:
            text = among.folded if way.is_folded else among.whole
            if not any(word in text for word in way.words):
                return None
        if way.is_anchored:
            return next((at for at in among.lines if way.pattern.match(self.texts[at])), None)
        if way.over_lines and not way.over_lines.search(among.whole):
            return None
        return next((at for at in among.lines if way.pattern.search(self.texts[at])), None)

    def sighting(self, site: Site, first: Mapping[str, int]) -> Sighting:
        """Return what tells of a site: for each mark that is there, the first line that has it."""
        seen = (self.lines[first[mark]] for mark in site.marks if mark in first)
        evidence = {(line.place, line.text.strip()[:80]) for line in seen}
        return Sighting(site.name, site.kind.value, tuple(sorted(evidence)))


def _seen(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    for line in lines:
        text = line.text[:WIDTH]
        yield line, as_seen(text)
        if text[:1] == " ":
            yield line, text.rstrip()


class _Way:
    """A way in which a mark may match. What it takes to look for it is made when it is first asked for."""

    def __init__(self, mark: str, source: str) -> None:
        self.mark, self.source = mark, source

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """What a line begins with in which it is found: keys of a sample; none where nothing is sure."""
        if found := _BEGINNING.match(self.source):
            return (_ESCAPE.sub("", found[1])[:2],)
        if found := _CHOICE.match(self.source):
            return tuple(way[:2] for way in found[1].split("|"))
        if _INDENT.match(self.source):
            return ("  ",)
        return (DIGIT,) if _DIGIT.match(self.source) else ()

    @cached_property
    def is_folded(self) -> bool:
        """Whether its words are without capitals, and stand for those with them."""
        return "(?i" in self.source

    @cached_property
    def words(self) -> Words:
        """Those of which one must be there; none where nothing is sure."""
        words = needed(self.source.replace("(?i:", "(?:"))
        return frozenset(word.casefold() for word in words) if self.is_folded else words

    @cached_property
    def is_anchored(self) -> bool:
        """Whether it is found at a line's start alone, and mostly fails there at the first letter."""
        return self.source.startswith("^") and not self.source.startswith(_ANYTHING)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source)

    @cached_property
    def over_lines(self) -> re.Pattern[str] | None:
        """What is found in a text wherever a line of it has the mark; None where nothing is sure."""
        return None if _LINE_ALONE.search(self.source) else re.compile(self.source, re.MULTILINE)


_ESCAPE = regex(r"\\(?=\W)")
_BEGINNING = regex(r"\^((?:[^\\^$.|?*+()\[\]{}]|\\\W){1,2})(?![?*{])")
"""Letters that stand for themselves; the last of them must be there."""
_CHOICE = regex(r"\^\((?:\?:)?([^\\^$.|?*+()\[\]{}]+(?:\|[^\\^$.|?*+()\[\]{}]+)*)\)(?![?*{])")
_INDENT = regex(r"\^ \{(?:[2-9]|[1-9]\d)[,}]")
_DIGIT = regex(r"\^\\d(?![?*]|\{[0,])")
_LINE_ALONE = regex(r"\(\?(?:<?!|[a-zA-Z-]*s[a-zA-Z-]*[:)])|\\[AZ]")
r"""What may say otherwise of a line than of a text with it: (?!x) at a line's end, \A, \Z, a dot for all."""
_ANYTHING = ("^.", "^(?=", "^(?!", "^(?s:.")
"""A mark that begins so does not fail at the first letter, as others do that stand at a line's start."""
_OUTER = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()]")
_FLAGS = regex(r"\(\?[a-zA-Z]+\)")


class _Net:
    """The ways in which marks may match, by what the lines begin with in which they are found."""

    def __init__(self, marks: Iterable[str]) -> None:
        self.beginning: defaultdict[str, list[_Way]] = defaultdict(list)
        self.anywhere: list[_Way] = []
        for way in (_Way(mark, source) for mark in marks for source in _ways(mark)):
            for key in set(way.beginnings):
                self.beginning[key].append(way)
            if not way.beginnings:
                self.anywhere.append(way)


@lru_cache(maxsize=8)
def _net(marks: tuple[str, ...]) -> _Net:
    return _Net(marks)


def _ways(mark: str) -> list[str]:
    """Return the ways in which a pattern can match: `^a` and `b(c|d)` of `^a|b(c|d)`."""
    if _FLAGS.match(mark):  # they hold for the whole
        return [mark]
    depth = at = begin = 0
    ways: list[str] = []
    while at < len(mark):
        if mark[at] in "()":
            depth += 1 if mark[at] == "(" else -1
            at += 1
            continue
        found = _OUTER.match(mark, at)
        end = found.end() if found else at + 1
        if depth == 0 and mark[at] == "|":
            ways.append(mark[begin:at])
            begin = end
        at = end
    return [*ways, mark[begin:]]
