"""Whose page is it? Looks for the marks of each site, and says which it saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fic2epub.cleaning.rules import Site
from fic2epub.model.manuscript import Line, Place, Sighting

EDGE = 150
"""How many non-blank lines at the head and at the foot of a text are searched: furniture stands there."""
WIDTH = 400
"""How much of a line is searched, in characters."""


Seen = tuple[Site, Sighting]
_Sample = Sequence[tuple[Line, str]]


def recognise(lines: Sequence[Line], sites: Iterable[Site]) -> Seen | None:
    """Return the site with the most of its marks in the text, with the lines that showed them, or None.

    A site counts only if it has as many different marks as its file says it needs. Of two with the same
    number of marks the one that comes first is taken.
    """
    told = [line for line in lines if not line.blank]
    edges = told if len(told) <= 2 * EDGE else [*told[:EDGE], *told[-EDGE:]]
    sample, whole = _sampled(edges)
    best: Seen | None = None
    most = 0
    for site in sites:
        evidence = _evidence(site, sample, whole)
        if len(evidence) >= max(site.needs, most + 1):
            most = len(evidence)
            best = site, _sighting(site, evidence)
    return best


def recognise_all(lines: Sequence[Line], sites: Iterable[Site]) -> list[Seen]:
    """Return every site of which enough marks stand anywhere in the text, with the lines that showed them."""
    strays = list(sites)
    if not strays:
        return []
    short = [(line, line.text.strip()) for line in lines if 0 < len(line.text) <= WIDTH]
    shown = ((site, _evidence(site, *_suspects(site, short))) for site in strays)
    return [(site, _sighting(site, evidence)) for site, evidence in shown if len(evidence) >= site.needs]


def _suspects(site: Site, sample: _Sample) -> tuple[_Sample, str]:
    """Return the lines of a long text that have any mark of a site, and all of them as one string.

    One pattern of all marks, tried at each line's start, is a hundred times as quick as a search of the whole
    text for each mark.
    """
    anchored = all(mark.source.startswith("^") for mark in site.marks)
    any_mark = re.compile("|".join(f"(?:{mark.source})" for mark in site.marks))
    looks = any_mark.match if anchored else any_mark.search
    found = [(line, text) for line, text in sample if looks(text)]
    return found, "\n".join(text for _, text in found)


def _sampled(lines: Iterable[Line]) -> tuple[_Sample, str]:
    """Return the lines with what of them is searched, and all of that as one string.

    A mark that is nowhere costs one search of the string, and not one for each line.
    """
    sample = [(line, line.text[:WIDTH].strip()) for line in lines]
    return sample, "\n".join(text for _, text in sample)


def _evidence(site: Site, sample: _Sample, whole: str) -> list[tuple[Place, str]]:
    """Return, for each mark of a site that is there, the first line that has it."""
    evidence = []
    for mark in site.marks:
        if re.search(mark.source, whole, re.MULTILINE) is None:
            continue
        seen = next((line for line, text in sample if mark.compiled.search(text)), None)
        if seen is not None:
            evidence.append((seen.place, seen.text.strip()[:80]))
    return evidence


def _sighting(site: Site, evidence: Iterable[tuple[Place, str]]) -> Sighting:
    return Sighting(site.name, site.kind.value, tuple(sorted(set(evidence))))
