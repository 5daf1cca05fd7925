"""The package's metadata: what a library program, a store and a screen reader learn about the book.

Conventions: EPUB 3.3, section 5.5 (refines, reserved prefixes); EPUB Accessibility 1.1, section 2;
calibre's two names for a series; the order of subjects that FanFicFare's users filter by.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fic2epub import version
from fic2epub.bookbinding.wording import one_line, paragraphs
from fic2epub.errors import BindingError
from fic2epub.lazy import regex
from fic2epub.model.book import Book
from fic2epub.model.noun import noun
from fic2epub.model.story import Facts, Series

IDENTIFIER = "identifier"
"""The id of the one `dc:identifier` that is the package's own."""
COVER = "cover-image"
"""The manifest id of the cover's image."""
GENERATOR = "fic2epub"
"""The first word of the `generator` meta of every book bound here; `shelf` knows our books by it."""
PREFIX = "fic2epub: urn:fic2epub:facts#"
"""Declares the prefix of the typed facts (EPUB 3.3, section D.1.4). An address that ended in a colon would be
within the rules, too, but there are programs that take every word with a colon behind it for a prefix."""

_POSITION = regex(r"[0-9]+(?:\.[0-9]+)*")
"""What `group-position` may hold (EPUB 3.3, section D.3.7). Takes "2" and "2.5", spares "II"."""
_INDEX = regex(r"[0-9]+(?:\.[0-9]+)?")
"""What calibre reads as a series index. Takes "2.5", spares "1.2.3"."""


@noun(frozen=True, slots=True)
class Element:
    """One element of the metadata."""

    tag: str
    """`dc:title` and its like, or `meta`."""
    text: str
    """Empty for the metas of EPUB 2, whose word is an attribute."""
    attributes: tuple[tuple[str, str], ...] = ()


def metadata_of(book: Book) -> tuple[Element, ...]:
    """Return the metadata of a book in a fixed order; elements with nothing to say are left out.

    Raises BindingError where the book has no title or no identifier, which no EPUB may lack.
    """
    for what, text in (("title", book.facts.title), ("identifier", book.identifier)):
        if not one_line(text):
            raise BindingError(f"the book has no {what}")
    elements = (
        *_work(book),
        *_subjects(book.facts),
        *_series(book.facts.series),
        *_typed(book.facts),
        *_accessibility(book),
        *_for_old_readers(book),
    )
    return tuple(each for each in elements if each.text or dict(each.attributes).get("content"))


def stamp(modified: datetime) -> str:
    """Return a moment as `dcterms:modified` wants it: UTC, whole seconds. A naive one is taken as UTC."""
    return in_utc(modified).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC. A naive one is taken as UTC, never as the machine's own time."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def subjects_of(facts: Facts) -> tuple[str, ...]:
    """Return what readers filter by, the widest first, without duplicates (however they are capitalised)."""
    is_fan_fiction = bool(facts.site or facts.fandoms)
    told = (
        *(("FanFiction",) if is_fan_fiction else ()),
        *facts.fandoms,
        *facts.relationships,
        *facts.characters,
        *facts.tags,
        *facts.genres,
        *facts.categories,
        *facts.warnings,
        facts.rating,
        facts.status,
    )
    first: dict[str, str] = {}
    for subject in map(one_line, told):
        first.setdefault(subject.casefold(), subject)
    return tuple(subject for subject in first.values() if subject)


def _work(book: Book) -> Iterator[Element]:
    facts = book.facts
    yield Element("dc:identifier", one_line(book.identifier), (("id", IDENTIFIER),))
    yield Element("dc:title", one_line(facts.title), (("id", "title"),))
    for number, author in enumerate(filter(None, map(one_line, facts.authors)), start=1):
        uid = f"creator-{number}"
        yield Element("dc:creator", author, (("id", uid),))
        yield _refinement(uid, "role", "aut", ("scheme", "marc:relators"))
        # A pen name is one name: to sort "Nymph of the Woods" under W would be a guess.
        yield _refinement(uid, "file-as", author)
    yield Element("dc:language", facts.language)
    yield Element("dc:publisher", one_line(facts.site))
    yield Element("dc:source", one_line(facts.url))
    yield Element("dc:date", facts.published.isoformat() if facts.published else "")
    yield Element("dc:description", paragraphs(facts.summary))
    yield _property("dcterms:modified", stamp(book.modified))


def _subjects(facts: Facts) -> Iterator[Element]:
    for subject in subjects_of(facts):
        yield Element("dc:subject", subject)


def _series(series: tuple[Series, ...]) -> Iterator[Element]:
    """Give each series as EPUB 3 has it, and the first as calibre and its followers read it."""
    named = [each for each in series if one_line(each.name)]
    for number, each in enumerate(named, start=1):
        uid = f"series-{number}"
        yield _property("belongs-to-collection", one_line(each.name), ("id", uid))
        yield _refinement(uid, "collection-type", "series")
        if _POSITION.fullmatch(each.position.strip()):
            yield _refinement(uid, "group-position", each.position.strip())
    for first in named[:1]:
        yield _named("calibre:series", one_line(first.name))
        if _INDEX.fullmatch(first.position.strip()):
            yield _named("calibre:series_index", first.position.strip())


def _typed(facts: Facts) -> Iterator[Element]:
    """Give the facts once more, each under its own name, for programs: a subject doesn't say what it is."""
    several = {
        "fandom": facts.fandoms,
        "relationship": facts.relationships,
        "character": facts.characters,
        "tag": facts.tags,
        "genre": facts.genres,
        "category": facts.categories,
        "warning": facts.warnings,
        "collection": facts.collections,
    }
    for name, values in several.items():
        for value in values:
            yield _property(f"fic2epub:{name}", one_line(value))
    yield _property("fic2epub:rating", one_line(facts.rating))
    yield _property("fic2epub:status", one_line(facts.status))
    yield _property("fic2epub:updated", facts.updated.isoformat() if facts.updated else "")
    yield _property("fic2epub:words", "" if facts.words is None else str(facts.words))
    yield _property("fic2epub:chapters", one_line(facts.chapters))


def _accessibility(book: Book) -> Iterator[Element]:
    """Give what the book promises to readers who don't read with their eyes; no claim of conformance."""
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"]
    summary = "All of the text can be reflowed and read aloud; its chapters are headings and in the contents."
    yield _property("schema:accessMode", "textual")
    if book.cover is not None:
        features.append("alternativeText")
        summary += " The only image is the cover, which has a description."
        yield _property("schema:accessMode", "visual")
    yield _property("schema:accessModeSufficient", "textual")
    for feature in features:
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    yield _property("schema:accessibilitySummary", summary, ("xml:lang", "en"))


def _for_old_readers(book: Book) -> Iterator[Element]:
    yield _named("generator", f"{GENERATOR} {version.__version__}")
    if book.cover is not None:
        yield _named("cover", COVER)


def _property(name: str, text: str, *more: tuple[str, str]) -> Element:
    return Element("meta", text, (("property", name), *more))


def _refinement(uid: str, name: str, text: str, *more: tuple[str, str]) -> Element:
    return Element("meta", text, (("refines", f"#{uid}"), ("property", name), *more))


def _named(name: str, content: str) -> Element:
    return Element("meta", "", (("name", name), ("content", content)))
