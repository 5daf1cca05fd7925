"""A Manuscript, less what the site put there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fic2epub.cleaning.examples import check_examples
from fic2epub.cleaning.recognise import recognise
from fic2epub.cleaning.rules import Site, parse_site
from fic2epub.cleaning.sweep import sweep
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Manuscript

__all__ = ["Site", "check_examples", "clean", "parse_site"]


def clean(manuscript: Manuscript, sites: Iterable[Site]) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Take a site's furniture out of a manuscript.

    Of `sites`, the one with the most marks in the text is applied, and then, to what it left, the one of the
    authors' habits that has. Returns the manuscript with the lines that stay (some with a role, where the
    site says what they are), with what the page told about the work, and with the sightings; and an entry
    for each line that was taken. A manuscript in which nothing is recognised comes back as it is.
    """
    known = list(sites)
    entries: list[Entry] = []
    for kind in (True, False):
        manuscript, taken = _applied(manuscript, [site for site in known if site.is_site is kind])
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
    )
    return cleaned, tuple(swept.entries)
