"""Whose page is it? Looks for the marks of each site, and says which it saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fic2epub.cleaning.rules import Site
from fic2epub.model.manuscript import Line, Sighting

EDGE = 150
"""How many non-blank lines at the head and at the foot of a text are searched: furniture stands there."""
WIDTH = 400
"""How much of a line is searched, in characters."""


def recognise(lines: Sequence[Line], sites: Iterable[Site]) -> tuple[Site, Sighting] | None:
    """Return the site with the most of its marks in the text, with the lines that showed them, or None.

    A site counts only if it has as many different marks as its file says it needs. Of two with the same
    number of marks the one that comes first is taken.
    """
    told = [line for line in lines if not line.blank]
    edges = told if len(told) <= 2 * EDGE else [*told[:EDGE], *told[-EDGE:]]
    sample = [(line, line.text[:WIDTH].strip()) for line in edges]
    # One string to search, so that a mark that is nowhere costs one search and not three hundred.
    whole = "\n".join(text for _, text in sample)
    best: tuple[Site, Sighting] | None = None
    most = 0
    for site in sites:
        evidence = []
        for mark in site.marks:
            if re.search(mark.source, whole, re.MULTILINE) is None:
                continue
            seen = next((line for line, text in sample if mark.compiled.search(text)), None)
            if seen is not None:
                evidence.append((seen.place, seen.text.strip()[:80]))
        if len(evidence) >= max(site.needs, most + 1):
            most = len(evidence)
            best = site, Sighting(site.name, site.kind.value, tuple(sorted(set(evidence))))
    return best
