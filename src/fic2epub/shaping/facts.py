"""Findings become Facts: weighed against each other, and put into the form that a book carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Finding
from fic2epub.model.story import Facts, Series
from fic2epub.shaping.dates import date_of
from fic2epub.shaping.languages import UNKNOWN, tag_of

_SERIES = regex(
    r"(?:← ?Previous Work ?)?Part (?P<position>\d+(?:\.\d+)?) of (?P<name>.+?)(?: ?Next Work ?→)?$"
)
_BRACKETED = regex(r"(\S.*?) \[(\d+(?:\.\d+)?)\]")
_STATUSES = {
    **dict.fromkeys(("complete", "completed", "finished", "terminado", "terminada", "completo"), "Complete"),
    **dict.fromkeys(("completa", "terminé", "terminée", "completata", "fertiggestellt"), "Complete"),
    **dict.fromkeys(("abgeschlossen", "завершён", "завершен", "закончен", "完结", "完結"), "Complete"),
    **dict.fromkeys(
        ("in progress", "wip", "incomplete", "ongoing", "unfinished", "en proceso"), "In progress"
    ),
    **dict.fromkeys(("en curso", "en cours", "in corso", "in arbeit", "в процессе"), "In progress"),
    **dict.fromkeys(("连载", "連載", "连载中", "連載中"), "In progress"),
}
"""What sites and authors call it, in small letters and without hyphens."""
_PAIRS = regex(r"\[([^\[\]]+)\]")


def facts_of(findings: Sequence[Finding], *, title: str, is_incipit: bool, language: str, site: str) -> Facts:
    """Return the facts about a work.

    Of a fact that has one value the first finding counts, and findings come in the order of their weight: the
    user's own, then the page's from its top. Lists are gathered from all findings of the heaviest sort. A
    page that was copied several times gives the latest date and the highest count. `title` and `language` are
    used as they are; `language` is what the words told, for works whose page says nothing.
    """
    told = _Told(findings)
    relationships, characters = _pairings(told.all("relationships"), told.all("characters"))
    return Facts(
        title=title,
        authors=told.all("authors"),
        language=_language(told.all("language")) or language,
        summary=told.all("summary"),
        site=told.one("site") or site,
        url=told.one("url"),
        rating=told.one("rating"),
        warnings=told.all("warnings"),
        categories=told.all("categories"),
        genres=told.all("genres"),
        fandoms=told.all("fandoms"),
        relationships=relationships,
        characters=characters,
        tags=told.all("tags"),
        series=_series(told.all("series")),
        collections=told.all("collections"),
        status=_status(told.one("status"), told.one("chapters")),
        published=min(_dates(told.all("published")), default=None),
        updated=max(_dates(told.all("updated")), default=None),
        words=max((_count(value) for value in told.all("words")), default=None),
        chapters=told.one("chapters"),
        title_is_incipit=is_incipit,
    )


class _Told:
    """Findings by field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings

    def one(self, field: str) -> str:
        return next((finding.values[0] for finding in self._findings if finding.field == field), "")

    def all(self, field: str) -> tuple[str, ...]:
        """Return each value once, in order; the user's word alone, where there is one."""
        found = [finding for finding in self._findings if finding.field == field]
        for rule in ("flag", "sidecar"):
            found = [finding for finding in found if finding.rule == rule] or found
        return tuple(dict.fromkeys(value for finding in found for value in finding.values))


def title_in(findings: Iterable[Finding]) -> str:
    """Return the title that was found, or nothing."""
    return next((" ".join(finding.values[0].split()) for finding in findings if finding.field == "title"), "")


def has_language(findings: Iterable[Finding]) -> bool:
    """Whether someone named a language that is known: then the words need not be asked."""
    return _language(tuple(v for f in findings if f.field == "language" for v in f.values)) != ""


def _language(names: tuple[str, ...]) -> str:
    return next((tag for name in names if (tag := tag_of(name)) and tag != UNKNOWN), "")


def _dates(values: Iterable[str]) -> list[date]:
    return [day for value in values if (day := date_of(value)) is not None]


def _series(values: Iterable[str]) -> tuple[Series, ...]:
    series: list[Series] = []
    for value in values:
        # A work in several series has them in one line, with a comma between: `Part 1 of A, Part 3 of B`.
        for part in re.split(r",\s+(?=Part \d+(?:\.\d+)? of )", value):
            if found := _SERIES.match(part) or _BRACKETED.fullmatch(part):
                groups = found.groupdict() or {"name": found[1], "position": found[2]}
                series.append(Series(groups["name"].strip(), groups["position"]))
            elif part.strip():
                series.append(Series(part.strip()))
    return tuple(dict.fromkeys(series))


def _status(status: str, chapters: str) -> str:
    if status:
        return _STATUSES.get(status.casefold().replace("-", " "), status)
    there, slash, planned = chapters.partition("/")
    if not slash:
        return ""
    return "Complete" if there == planned else "In progress"


def _pairings(
    relationships: tuple[str, ...], characters: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part `[Ida B., Tam R.] Oskar V.`: names in brackets are a pair, and each of them a character too."""
    whole = ", ".join(characters)
    if "[" not in whole:
        return relationships, tuple(name for one in characters for name in re.split(r" & ", one))
    pairs = tuple("/".join(name.strip() for name in pair.split(",")) for pair in _PAIRS.findall(whole))
    names = [name.strip() for name in _PAIRS.sub(r"\1, ", whole).split(",")]
    return (*relationships, *pairs), tuple(dict.fromkeys(name for name in names if name))


def _count(text: str) -> int:
    """Return a count as a number: `1,234`, `20 100`, `1.2k`."""
    if roughly := re.fullmatch(r"[~\s]*(\d{1,4}(?:[.,]\d)?)\s?[kK]", text):
        return round(float(roughly[1].replace(",", ".")) * 1000)
    return int(re.sub(r"\D", "", text) or 0)
