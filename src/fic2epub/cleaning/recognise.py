"""Whose page is it? Looks for the marks of each site, and says which it saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fic2epub.cleaning.literals import Words, needed
from fic2epub.cleaning.page import as_seen
from fic2epub.cleaning.rules import Site
from fic2epub.model.manuscript import Line, Place, Sighting

EDGE = 150
"""How many non-blank lines at the head and at the foot of a text are searched: furniture stands there."""
WIDTH = 400
"""How much of a line is searched, in characters."""


Seen = tuple[Site, Sighting]
_Sample = Sequence[tuple[Line, str]]
"""Lines with what is searched of them: the text without white space at its ends, and once more with it where
the line is set in, for the marks that speak of that."""


def recognise(lines: Sequence[Line], sites: Sequence[Site]) -> Seen | None:
    """Return the site with the most of its marks in the text, with the lines that showed them, or None.

    A site counts only if it has as many different marks as its file says it needs. Of two with the same
    number of marks the one that comes first is taken.
    """
    told = [line for line in lines if not line.blank]
    edges = told if len(told) <= 2 * EDGE else [*told[:EDGE], *told[-EDGE:]]
    suspects = _suspects(sites, list(_seen(edges)))
    best: Seen | None = None
    most = 0
    for site in sites if suspects else ():
        evidence = _evidence(site, suspects)
        if len(evidence) >= max(site.needs, most + 1):
            most = len(evidence)
            best = site, _sighting(site, evidence)
    return best


def recognise_all(lines: Sequence[Line], sites: Sequence[Site]) -> list[Seen]:
    """Return every site of which enough marks stand anywhere in the text, with the lines that showed them.

    Only lines that are no wider than WIDTH are looked at: what strays into a text is short.
    """
    suspects = _suspects(sites, [(line, line.text.strip()) for line in lines if 0 < len(line.text) <= WIDTH])
    shown = ((site, _evidence(site, suspects)) for site in (sites if suspects else ()))
    return [(site, _sighting(site, evidence)) for site, evidence in shown if len(evidence) >= site.needs]


def _seen(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Give what is searched of each line: its text, and the same with its indent, which tells some tools."""
    for line in lines:
        text = line.text[:WIDTH]
        yield line, as_seen(text)
        if text[:1] == " ":
            yield line, text.rstrip()


@dataclass(frozen=True, slots=True)
class _Net:
    """The marks of several sites, made ready to be looked for in many lines."""

    anchored: re.Pattern[str] | None
    """All marks that stand at a line's start, as one pattern: of most lines the first letter rules it out."""
    floating: tuple[_Float, ...]
    """Each way in which another mark may match."""

    def over(self, text: str) -> list[re.Pattern[str]]:
        """Return the floating patterns that may be found in one of a text's lines."""
        folded = text.casefold()
        return [each.pattern for each in self.floating if each.may_be_in(text, folded)]


@dataclass(frozen=True, slots=True)
class _Float:
    """A way in which a mark may match anywhere in a line."""

    pattern: re.Pattern[str]
    words: Words
    """Those of which one must be there, without regard to case; none where nothing is sure."""
    over_lines: re.Pattern[str] | None
    """What is found in a text wherever the pattern is found in a line of it; None where nothing is sure."""

    def may_be_in(self, text: str, folded: str) -> bool:
        """Tell whether the pattern may be found in one of a text's lines, at a look at the whole."""
        if self.words and not any(word in folded for word in self.words):
            return False
        return self.over_lines is None or self.over_lines.search(text) is not None


def _suspects(sites: Sequence[Site], sample: _Sample) -> _Sample:
    """Return the lines that have any mark of any site: of an ordinary text, next to none."""
    net = _net(tuple(mark for site in sites for mark in site.marks))
    texts = [text for _, text in sample]
    tries = [pattern.search for pattern in net.over("\n".join(texts))]
    tries += [net.anchored.match] if net.anchored else []
    found = {at for tried in tries for at, text in enumerate(texts) if tried(text)}
    return [sample[at] for at in sorted(found)]


@lru_cache(maxsize=8)
def _net(marks: tuple[str, ...]) -> _Net:
    anchored = [mark for mark in marks if _is_anchored(mark)]
    floating = [way for mark in marks if mark not in anchored for way in _ways(mark)]
    return _Net(
        re.compile("|".join(f"(?:{mark})" for mark in anchored)) if anchored else None,
        tuple(_Float(re.compile(way), _words(way), _over_lines(way)) for way in floating),
    )


def _words(way: str) -> Words:
    """Return what must be there, without regard to case: so the words of `(?i:…)` count as well."""
    return frozenset(word.casefold() for word in needed(way.replace("(?i:", "(?:")))


_LINE_ALONE = re.compile(r"\(\?(?:<?!|[a-zA-Z-]*s[a-zA-Z-]*[:)])|\\[AZ]")
r"""What may say otherwise of a line than of a text with it: (?!x) at a line's end, \A, \Z, a dot for all."""


def _over_lines(way: str) -> re.Pattern[str] | None:
    return None if _LINE_ALONE.search(way) else re.compile(way, re.MULTILINE)


_OUTER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()]")
_ANYTHING = ("^.", "^(?=", "^(?!", "^(?s:.")
"""A mark that begins so does not fail at the first letter, as others do that stand at a line's start."""


def _is_anchored(mark: str) -> bool:
    """Whether every way in which a pattern can match begins with something at the line's start."""
    return all(way.startswith("^") and not way.startswith(_ANYTHING) for way in _ways(mark))


def _ways(mark: str) -> list[str]:
    """Return the ways in which a pattern can match: `^a` and `b(c|d)` of `^a|b(c|d)`."""
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


def _evidence(site: Site, suspects: _Sample) -> list[tuple[Place, str]]:
    """Return, for each mark of a site that is there, the first line that has it."""
    evidence = []
    for mark in site.mark_patterns:
        seen = next((line for line, text in suspects if mark.compiled.search(text)), None)
        if seen is not None:
            evidence.append((seen.place, seen.text.strip()[:80]))
    return evidence


def _sighting(site: Site, evidence: Iterable[tuple[Place, str]]) -> Sighting:
    return Sighting(site.name, site.kind.value, tuple(sorted(set(evidence))))
