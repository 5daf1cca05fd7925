"""What a page says of its work: in elements of known sites, and, less sure, in its own title and address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK, Finding, Line, Place
from fic2epub.reading.regions import FIELDS, Region

WEAK = "html/"
"""What the rules of these findings begin with: anything else that is known of the work outweighs them."""

LONGEST = 300
"""Characters. A longer title is a page's whole text."""

# What sites put behind a work's title. AO3: `TITLE - AUTHOR - FANDOM [Archive of Our Own]`.
_TAILS = (
    regex(r"(?: - Chapter \d+)? - [^-]+ - [^-]+ \[[^\[\]]+\]$"),
    regex(r"(?: Chapter \d+[^|]*)?, an? .{1,80} fanfic(?: \| .*)?$", re.IGNORECASE),
    regex(r"\s[|»·–—]\s[^|»·–—]{1,60}$"),
    regex(
        r"\s[|»·–—:-]\s(?:Chapter|Ch\.|Episode|Kapitel|Chapitre|Cap[ií]tulo|Capitolo|Глава) \d{1,4}\b.*$",
        re.IGNORECASE,
    ),
    regex(r" - (?:FanFiction\.Net|Royal Road|Wattpad|Scribble ?Hub|Tumblr).*$", re.IGNORECASE),
)
_SAVED = regex(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>\"]{1,500}) -->")


def title_finding(text: str, place: Place) -> tuple[Finding, ...]:
    """Read the work's title off the title of its page, without what the site put behind it."""
    title = " ".join(text.split())
    for tail in _TAILS:
        if len(title) <= LONGEST and (found := tail.search(title)) and found.start():
            title = title[: found.start()]
    if not title or len(title) > LONGEST or "://" in title:
        return ()
    return (Finding("title", (title,), f"{WEAK}title", place),)


def meta_findings(name: str, attributes: Mapping[str, str], place: Place) -> tuple[Finding, ...]:
    """Read the author and the address off a `meta` or `link` element."""
    content = " ".join(attributes.get("content", "").split())
    if name == "meta" and attributes.get("name", "").lower() == "author" and 0 < len(content) <= LONGEST:
        return (Finding("authors", (content,), f"{WEAK}author", place),)
    address = name == "meta" and attributes.get("property", "").lower() == "og:url"
    if address and content.startswith(("https://", "http://")):
        return (Finding("url", (content,), f"{WEAK}og-url", place),)
    href = attributes.get("href", "").strip()
    canonical = name == "link" and attributes.get("rel", "").lower() == "canonical"
    if canonical and href.startswith(("https://", "http://")):
        return (Finding("url", (href,), f"{WEAK}canonical", place),)
    return ()


def saved_from(page: str, source: str) -> tuple[Finding, ...]:
    """Read the address that browsers note in a page that they save."""
    found = _SAVED.search(page[:2000])
    return (Finding("url", (found[1],), f"{WEAK}saved-from", Place(source, 1)),) if found else ()


_BY = regex(r"by:?\s+", re.IGNORECASE)


def told_by(lines: Sequence[Line], regions: Mapping[int, Region | None]) -> Iterator[Finding]:
    """Read the work's title and author off the lines that hold them, by the region that each stands in."""
    for number, region in sorted(regions.items()):
        if region in FIELDS and (text := " ".join(lines[number].text.strip(BLANK).split())):
            field = FIELDS[region]
            value = text if field == "title" else _BY.sub("", text, count=1)
            yield Finding(field, (value,), f"page/{field}", lines[number].place)
