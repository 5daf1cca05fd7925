"""The metadata: what is known is told, what is not is left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fic2epub.bookbinding.metadata import Element, metadata_of, subjects_of
from fic2epub.model.book import Book
from fic2epub.model.story import Facts, Series

MakeBook = Callable[..., Book]


SUMMARY = (
    "schema:accessibilitySummary: All of the text can be reflowed and read aloud; its chapters are headings"
    " and in the contents. The only image is the cover, which has a description."
)


def told(book: Book) -> list[str]:
    """Return the metadata as lines; the version of this program is not for tests to know."""
    return [line(each) for each in metadata_of(book)]


def line(element: Element) -> str:
    words = dict(element.attributes)
    named = words.get("name") or words.get("property") or element.tag
    text = words.get("content") or element.text
    if named == "generator":
        text = text.split(" ")[0]
    return f"{words.get('refines', '')} {named}: {text}".lstrip()


def with_start(book: Book, *starts: str) -> list[str]:
    return [each for each in told(book) if each.startswith(starts)]


def test_the_whole_of_a_well_known_work(make_book: MakeBook) -> None:
    assert told(make_book()) == [
        "dc:identifier: urn:uuid:6f0b51d2-6c1f-5c0a-8a5a-1c1f5a5a0c11",
        "dc:title: The Ferry Does Not Wait",
        "dc:creator: marlowetide",
        "#creator-1 role: aut",
        "#creator-1 file-as: marlowetide",
        "dc:creator: Half Pint",
        "#creator-2 role: aut",
        "#creator-2 file-as: Half Pint",
        "dc:language: en-GB",
        "dc:publisher: Archive of Our Own",
        "dc:source: https://archiveofourown.org/works/1234567",
        "dc:date: 2019-03-01",
        "dc:description: A ferryman, a flood & a bet.\n\nIt is <3 miles across.",
        "dcterms:modified: 2020-11-30T18:04:09Z",
        "dc:subject: FanFiction",
        "dc:subject: The Long River (Radio)",
        "dc:subject: Ada Quill & Tomas Reed",
        "dc:subject: Ada Quill",
        "dc:subject: Tomas Reed",
        "dc:subject: Floods",
        "dc:subject: slow burn",
        "dc:subject: Adventure",
        "dc:subject: Gen",
        "dc:subject: No Archive Warnings Apply",
        "dc:subject: Teen And Up Audiences",
        "dc:subject: Complete",
        "belongs-to-collection: River Nights",
        "#series-1 collection-type: series",
        "#series-1 group-position: 2.5",
        "belongs-to-collection: Prompt Fills",
        "#series-2 collection-type: series",
        "calibre:series: River Nights",
        "calibre:series_index: 2.5",
        "fic2epub:fandom: The Long River (Radio)",
        "fic2epub:relationship: Ada Quill & Tomas Reed",
        "fic2epub:character: Ada Quill",
        "fic2epub:character: Tomas Reed",
        "fic2epub:tag: Floods",
        "fic2epub:tag: slow burn",
        "fic2epub:tag: Slow Burn",
        "fic2epub:genre: Adventure",
        "fic2epub:category: Gen",
        "fic2epub:warning: No Archive Warnings Apply",
        "fic2epub:collection: Rainy Week 2019",
        "fic2epub:rating: Teen And Up Audiences",
        "fic2epub:status: Complete",
        "fic2epub:updated: 2020-11-30",
        "fic2epub:words: 4321",
        "fic2epub:chapters: 3/3",
        "schema:accessMode: textual",
        "schema:accessMode: visual",
        "schema:accessModeSufficient: textual",
        "schema:accessibilityFeature: structuralNavigation",
        "schema:accessibilityFeature: tableOfContents",
        "schema:accessibilityFeature: readingOrder",
        "schema:accessibilityFeature: displayTransformability",
        "schema:accessibilityFeature: alternativeText",
        "schema:accessibilityHazard: none",
        SUMMARY,
        "generator: fic2epub",
        "cover: cover-image",
    ]


def test_what_is_not_known_is_left_out(make_book: MakeBook) -> None:
    book = make_book()
    bare = Book(book.identifier, Facts("Rain"), book.pages, book.assets, book.modified)
    assert [each for each in told(bare) if not each.startswith("schema:")] == [
        f"dc:identifier: {book.identifier}",
        "dc:title: Rain",
        "dc:language: und",
        "dcterms:modified: 2020-11-30T18:04:09Z",
        "generator: fic2epub",
    ]


def test_no_id_is_given_twice(make_book: MakeBook) -> None:
    book = make_book(authors=("A", "A", " ", "B"), series=(Series("S"), Series("S"), Series("")))
    ids = [words["id"] for each in metadata_of(book) if "id" in (words := dict(each.attributes))]
    assert ids == ["identifier", "title", "creator-1", "creator-2", "creator-3", "series-1", "series-2"]


@pytest.mark.parametrize(
    ("facts", "subjects"),
    [
        (Facts("Rain", tags=("Fluff",)), ("Fluff",)),  # nothing says that it is fan fiction
        (Facts("Rain", site="FanFiction.net"), ("FanFiction",)),
        (Facts("Rain", fandoms=("Wyrms",)), ("FanFiction", "Wyrms")),
        (Facts("Rain", fandoms=("Fanfiction",)), ("FanFiction",)),
        (Facts("Rain", tags=(" a \n b ", "A B", "")), ("a b",)),
    ],
)
def test_subjects(facts: Facts, subjects: tuple[str, ...]) -> None:
    assert subjects_of(facts) == subjects


@pytest.mark.parametrize(
    ("position", "given"),
    [
        ("2", ["#series-1 group-position: 2", "calibre:series_index: 2"]),
        (" 2.5 ", ["#series-1 group-position: 2.5", "calibre:series_index: 2.5"]),
        ("1.2.3", ["#series-1 group-position: 1.2.3"]),
        ("II", []),
        ("٣", []),
        ("", []),
    ],
)
def test_a_place_in_a_series_is_told_where_it_is_a_number(
    make_book: MakeBook, position: str, given: list[str]
) -> None:
    book = make_book(series=(Series("River Nights", position),))
    assert with_start(book, "#series-1 group", "calibre:series_index") == given


def test_without_a_cover_nothing_is_promised_of_one(make_book: MakeBook) -> None:
    book = make_book(cover=False)
    assert with_start(book, "cover:", "schema:accessMode: visual") == []
    assert "schema:accessibilityFeature: alternativeText" not in told(book)
