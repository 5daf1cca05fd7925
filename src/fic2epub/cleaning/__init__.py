"""A Manuscript, less what the site put there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fic2epub.cleaning.examples import check_examples
from fic2epub.cleaning.recognise import recognise
from fic2epub.cleaning.rules import Kind, Site, parse_site
from fic2epub.cleaning.sweep import sweep
from fic2epub.cleaning.veto import name_headings, obey
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Manuscript

__all__ = ["Site", "check_examples", "clean", "name_headings", "obey", "parse_site"]


def clean(manuscript: Manuscript, sites: Iterable[Site]) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Take a site's furniture out of a manuscript.

    Of the marks of tools, of sites and of authors' habits, in this order, the one most seen in the text is
    applied to what the one before it left. Returns the manuscript with the lines that stay (some with a
    role, where the site says what they are), with what the page told about the work, with sightings and
    notices; and an entry for each line that was taken. A manuscript in which nothing is recognised comes
    back as it is.
    """
    known = list(sites)
    entries: list[Entry] = []
    for kind in Kind:
        manuscript, taken = _applied(manuscript, [site for site in known if site.kind is kind])
        entries.extend(taken)
    return manuscript, tuple(entries)


def _applied(manuscript: Manuscript, sites: Iterable[Site]) -> tuple[Manuscript, tuple[Entry, ...]]:
    seen = recognise(manuscript.lines, sites)
    if seen is None:
        return manuscript, ()
    site, sighting = seen
    swept = sweep(manuscript.lines, site)
    cleaned = replace(
        manuscript,
        lines=tuple(swept.lines),
        findings=(*manuscript.findings, *swept.findings),
        sightings=(*manuscript.sightings, sighting),
        notices=(*manuscript.notices, *swept.notices),
    )
    return cleaned, tuple(swept.entries)
