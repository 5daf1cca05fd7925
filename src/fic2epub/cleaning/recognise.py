"""Whose page is it? Looks for the marks of each site, and says which it saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

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
    suspects = _suspects(sites, list(_seen(line for line in lines if 0 < len(line.text) <= WIDTH)))
    shown = ((site, _evidence(site, suspects)) for site in (sites if suspects else ()))
    return [(site, _sighting(site, evidence)) for site, evidence in shown if len(evidence) >= site.needs]


def _seen(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Give what is searched of each line."""
    for line in lines:
        text = line.text[:WIDTH]
        yield line, text.strip()
        if text[:1] == " ":
            yield line, text.rstrip()


def _suspects(sites: Sequence[Site], sample: _Sample) -> _Sample:
    """Return the lines that have any mark of any site: of an ordinary text, next to none.

    All marks together, tried once at each line, are a hundred times as quick as each mark on each line.
    """
    anchored, floating = _any_of(tuple(mark for site in sites for mark in site.marks))
    return [
        (line, text)
        for line, text in sample
        if (anchored and anchored.match(text)) or (floating and floating.search(text))
    ]


@lru_cache(maxsize=8)
def _any_of(marks: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return one pattern for the marks that stand at a line's start, and one for the others."""
    sorts = ([m for m in marks if _is_anchored(m)], [m for m in marks if not _is_anchored(m)])
    anchored, floating = (re.compile("|".join(f"(?:{m})" for m in sort)) if sort else None for sort in sorts)
    return anchored, floating


_OUTER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()]")


def _is_anchored(mark: str) -> bool:
    """Whether every way in which a pattern can match begins at the line's start: `^a|^b`, not `^a|b`."""
    depth, at, begins = 0, 0, [mark[:1]]
    while at < len(mark):
        if mark[at] in "()":
            depth += 1 if mark[at] == "(" else -1
            at += 1
            continue
        found = _OUTER.match(mark, at)
        at = found.end() if found else at + 1
        if depth == 0 and found and found[0] == "|":
            begins.append(mark[at : at + 1])
    return set(begins) == {"^"}


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
