"""A Manuscript, less what the site put there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fic2epub.cleaning.examples import check_examples
from fic2epub.cleaning.recognise import Sample, Seen, recognise, recognise_all
from fic2epub.cleaning.rules import Kind, Site, parse_site
from fic2epub.cleaning.sweep import sweep
from fic2epub.cleaning.veto import name_headings, obey
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Manuscript, Sighting

__all__ = ["Site", "check_examples", "clean", "name_headings", "obey", "parse_site"]


def clean(manuscript: Manuscript, sites: Iterable[Site]) -> tuple[Manuscript, tuple[Entry, ...]]:
    """Take a site's furniture out of a manuscript.

    Of the marks of tools, of sites and of authors' habits, in this order, the one most seen in the text is
    applied to what the one before it left; between tools and sites, every stray that is seen. Returns the
    manuscript with the lines that stay (some with a role, where the site says what they are), with what the
    page told about the work, with sightings and notices; and an entry for each line that was taken. A
    manuscript in which nothing is recognised comes back as it is.
    """
    known = list(sites)
    entries: list[Entry] = []
    looked_at, sample = manuscript, Sample.of_edges(manuscript.lines)
    for kind in Kind:
        if looked_at is not manuscript:
            looked_at, sample = manuscript, Sample.of_edges(manuscript.lines)
        for seen in _seen(kind, manuscript, sample, [site for site in known if site.kind is kind]):
            manuscript, taken = _applied(manuscript, *seen)
            entries.extend(taken)
    return manuscript, tuple(entries)


def _seen(kind: Kind, manuscript: Manuscript, sample: Sample, sites: Sequence[Site]) -> list[Seen]:
    if kind is Kind.STRAY:
        return recognise_all(Sample.of_short_lines(manuscript.lines), sites)
    seen = recognise(sample, sites)
    return [seen] if seen else []


def _applied(manuscript: Manuscript, site: Site, sighting: Sighting) -> tuple[Manuscript, tuple[Entry, ...]]:
    swept = sweep(manuscript.lines, site)
    if site.kind is Kind.STRAY and not swept.entries:
        return manuscript, ()  # a mark alone is no intruder
    cleaned = replace(
        manuscript,
        lines=tuple(swept.lines),
        findings=(*manuscript.findings, *swept.findings),
        sightings=(*manuscript.sightings, sighting),
        notices=(*manuscript.notices, *swept.notices),
    )
    return cleaned, tuple(swept.entries)
