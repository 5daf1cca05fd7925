"""Which elements of a known site's page hold the story, the author's notes, a chapter's heading."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from fic2epub.model.manuscript import Role
from fic2epub.model.noun import noun


class Region(enum.Enum):
    """What an element holds."""

    STORY = "story"
    HEADING = "heading"
    NOTE = "note"
    SUMMARY = "summary"
    AUTHOR = "author"
    """Words of the author, and labels over them; which is which the site's rules will say."""
    LABEL = "label"
    """The site's heading over words of the author; it stands close above them."""
    TITLE = "title"
    """The work's title; kept as metadata."""
    BYLINE = "byline"
    """The work's author; kept as metadata."""
    FURNITURE = "furniture"
    """What belongs to the page and not to the work, if the page says elsewhere where the work is."""
    MENU = "menu"
    """The page's way to other pages; never a part of the work."""
    MAIN = "main"
    """What the page is about."""


ROLES: dict[Region, Role] = {
    Region.STORY: Role.STORY,
    Region.HEADING: Role.HEADING,
    Region.NOTE: Role.NOTE,
    Region.SUMMARY: Role.SUMMARY,
}

FIELDS: dict[Region, str] = {Region.TITLE: "title", Region.BYLINE: "authors"}

OF_THE_WORK = frozenset((Region.STORY, Region.HEADING, Region.NOTE, Region.SUMMARY, Region.AUTHOR))


def around(regions: Mapping[int, Region | None]) -> frozenset[int]:
    """Return the numbers of the lines that are not of the work, by the region that each line stands in."""
    there = set(regions.values())
    if Region.STORY in there:
        return frozenset(number for number, region in regions.items() if region not in OF_THE_WORK)
    gone = {Region.MENU, *FIELDS} | ({Region.FURNITURE} if Region.MAIN in there else set())
    return frozenset(number for number, region in regions.items() if region in gone)


@noun(frozen=True, slots=True)
class Known:
    """An element that says what it holds: by its id (`#main`), a class (`.notes`) or its name (`nav`)."""

    own: str
    region: Region
    inside: frozenset[str] = frozenset()
    """All of these must be open around it."""
    outside: frozenset[str] = frozenset()
    """None of these may be."""


def _known(own: str, region: Region, inside: str = "", outside: str = "") -> Known:
    return Known(own, region, frozenset(inside.split()), frozenset(outside.split()))


# The first that fits an element counts.
_ALL = (
    # Archive of Our Own, its software elsewhere, and its HTML downloads
    _known(".landmark", Region.LABEL, "#workskin"),
    _known(".heading", Region.LABEL, "#workskin .module", ".userstuff"),
    _known(".title", Region.HEADING, "#chapters .chapter", ".userstuff"),
    _known(".userstuff", Region.SUMMARY, "#chapters .summary"),
    _known(".userstuff", Region.AUTHOR, ".summary"),
    _known(".userstuff", Region.NOTE, ".notes"),
    _known(".associations", Region.NOTE, ".notes"),
    _known(".heading", Region.HEADING, "#chapters .meta"),
    _known(".meta", Region.AUTHOR, "#chapters"),
    _known(".meta", Region.AUTHOR, "#preface"),
    _known(".meta", Region.AUTHOR, "#afterword"),
    _known(".userstuff", Region.STORY, "#chapters", ".meta .notes .summary #feedback"),
    _known(".summary", Region.AUTHOR, "#workskin", ".userstuff"),
    _known(".notes", Region.AUTHOR, "#workskin", ".userstuff"),
    # FanFiction.net and FictionPress
    _known("#storytext", Region.STORY),
    _known("#storycontent", Region.STORY),
    _known(".storytext", Region.STORY),
    # Royal Road
    _known("h1", Region.HEADING, ".fic-header", ".chapter-content"),
    _known("h2", Region.TITLE, ".fic-header", ".chapter-content"),
    _known("h3", Region.BYLINE, ".fic-header", ".chapter-content"),
    _known(".chapter-content", Region.STORY, "", ".author-note"),
    _known(".author-note", Region.NOTE),
    # Scribble Hub
    _known("#chp_raw", Region.STORY),
    _known(".wi_authornotes_body", Region.NOTE),
    _known(".chapter-title", Region.HEADING, "", "#chp_raw .chapter-content .fic-header"),
    # Journals, and pages of any kind
    _known(".entry-content", Region.MAIN),
    _known(".post-content", Region.MAIN),
    _known("article", Region.MAIN),
    _known("main", Region.MAIN),
    _known("nav", Region.MENU),
    _known("header", Region.FURNITURE, "", "article main .entry-content .post-content"),
    _known("aside", Region.FURNITURE, "", "article main .entry-content .post-content"),
    _known("footer", Region.FURNITURE, "", "article main .entry-content .post-content"),
    _known(".entry-footer", Region.FURNITURE),
    _known(".entry-meta", Region.FURNITURE),
    _known("#comments", Region.FURNITURE, "", ".entry-content .post-content"),
    _known(".comments-area", Region.FURNITURE, "", ".entry-content .post-content"),
    _known(".sharedaddy", Region.FURNITURE),
    _known(".post-navigation", Region.MENU),
    _known("#respond", Region.FURNITURE),
)

_BY_OWN: Mapping[str, tuple[Known, ...]] = {
    own: tuple(known for known in _ALL if known.own == own) for own in {known.own for known in _ALL}
}
_NAMED = frozenset(_BY_OWN) | frozenset(name for known in _ALL for name in known.inside | known.outside)

JOINED_LISTS: dict[str, str] = {"commas": ", ", "actions": " "}
"""Classes of lists whose items stand on one line of the page, and what stands between them."""


def names_of(element: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of an element that a region may go by: its own, `#id`, `.class`."""
    names = [element, *(f".{one}" for one in attributes.get("class", "").split())]
    if identity := attributes.get("id"):
        names.append(f"#{identity.strip()}")
    return tuple(name for name in names if name in _NAMED)


def region_of(names: Iterable[str], around: Mapping[str, int]) -> Region | None:
    """Return what an element with these names holds, or None where nothing is known of it.

    `around` counts the names of the elements that are open, its own among them.
    """
    for name in names:
        for known in _BY_OWN.get(name, ()):
            inside = all(around.get(one, 0) > 0 for one in known.inside)
            if inside and not any(around.get(one, 0) > 0 for one in known.outside):
                return known.region
    return None
