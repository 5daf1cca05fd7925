"""A bound book: whole, the same every time, and valid."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

import fic2epub
from fic2epub.bookbinding import bind
from fic2epub.bookbinding.ncx import ncx_of
from fic2epub.errors import BindingError
from fic2epub.model.book import Asset, Book, PageRole
from fic2epub.model.story import Facts

MakeBook = Callable[..., Book]
NCX = {"n": "http://www.daisy.org/z3986/2005/ncx/"}
OPF = {"o": "http://www.idpf.org/2007/opf"}


def opened(packed: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packed))


def package(packed: bytes) -> etree._Element:
    with opened(packed) as archive:
        return etree.fromstring(archive.read("EPUB/content.opf"))


def found(root: etree._Element, path: str, names: dict[str, str]) -> list[str]:
    answer = root.xpath(path, namespaces=names)
    assert isinstance(answer, list)
    return [str(each) for each in answer]


def test_every_file_is_in_it_in_order_and_as_given(make_book: MakeBook) -> None:
    book = make_book()
    with opened(bind(book)) as archive:
        assert archive.namelist() == [
            "mimetype",
            "META-INF/container.xml",
            "EPUB/content.opf",
            "EPUB/toc.ncx",
            "EPUB/cover.xhtml",
            "EPUB/titlepage.xhtml",
            "EPUB/contents.xhtml",
            "EPUB/ch0001.xhtml",
            "EPUB/ch0002.xhtml",
            "EPUB/nav.xhtml",
            "EPUB/images/cover.png",
            "EPUB/style.css",
        ]
        for page in book.pages:
            assert archive.read(f"EPUB/{page.name}") == page.xhtml.encode()
        for asset in book.assets:
            assert archive.read(f"EPUB/{asset.name}") == asset.data


def test_the_mimetype_is_where_the_container_format_wants_it(make_book: MakeBook) -> None:
    """OCF 3.3, section 4.2: its name at byte 30, its content at byte 38, unpacked, with no extra field."""
    assert bind(make_book())[30:58] == b"mimetypeapplication/epub+zip"


def test_every_entry_has_the_books_date_and_plain_rights(make_book: MakeBook) -> None:
    with opened(bind(make_book())) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (2020, 11, 30, 18, 4, 8)  # a zip counts in steps of two seconds
            assert entry.external_attr == 0o100644 << 16
            assert entry.create_system == 3
            stored = entry.filename.endswith(("mimetype", ".png"))  # a picture is packed already
            assert entry.compress_type == (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize(
    ("modified", "inside", "stamped"),
    [
        (datetime(1969, 7, 20, tzinfo=UTC), (1980, 1, 1, 0, 0, 0), "1969-07-20T00:00:00Z"),
        (datetime(2999, 1, 1, tzinfo=UTC), (2107, 12, 31, 23, 59, 58), "2999-01-01T00:00:00Z"),
        (datetime(2020, 5, 6, 7, 8, 10), (2020, 5, 6, 7, 8, 10), "2020-05-06T07:08:10Z"),  # noqa: DTZ001  naive is UTC
        (
            datetime(2020, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))),
            (2019, 12, 31, 23, 30, 0),
            "2019-12-31T23:30:00Z",
        ),
    ],
)
def test_dates_are_in_utc_and_fit_a_zip(
    make_book: MakeBook, modified: datetime, inside: tuple[int, ...], stamped: str
) -> None:
    packed = bind(make_book(modified=modified))
    with opened(packed) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {inside}
    assert found(package(packed), "//o:meta[@property='dcterms:modified']/text()", OPF) == [stamped]


def test_the_same_book_gives_the_same_bytes(make_book: MakeBook) -> None:
    book = make_book()
    more = tuple(Asset(f"{name}.css", "text/css", b"") for name in "cab")
    assert bind(replace(book, assets=more)) == bind(replace(book, assets=more[::-1]))


SCRIPT = """
import hashlib, sys
from datetime import UTC, datetime
from fic2epub.bookbinding import bind
from fic2epub.model.book import Book, Page, PageRole
from fic2epub.model.story import Facts
html = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>\\u00e9</p></body></html>'
facts = Facts("Caf\\u00e9", authors=("A", "B"), fandoms=("F", "G"), tags=tuple("qwertyuiop"))
book = Book("urn:uuid:1", facts, (Page("nav.xhtml", "Contents", html, PageRole.NAVIGATION),), (),
            datetime(2021, 3, 28, 1, 30, tzinfo=UTC))
sys.stdout.write(hashlib.sha256(bind(book)).hexdigest())
"""


def test_neither_zone_nor_locale_nor_hash_seed_changes_a_byte() -> None:
    """A child for each, as Python reads all three at its start."""
    room = str(Path(fic2epub.__file__).parents[1])
    worlds = [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "UTC", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
    ]
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **world, "PYTHONPATH": room},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for world in worlds
    }
    assert len(digests) == 1


def test_the_spine_is_the_pages_and_the_contents_are_marked(make_book: MakeBook) -> None:
    root = package(bind(make_book()))
    spine = ["cover.xhtml", "titlepage.xhtml", "contents.xhtml", "ch0001.xhtml", "ch0002.xhtml"]
    assert found(root, "o:spine/o:itemref/@idref", OPF) == spine
    assert found(root, "o:spine/@toc", OPF) == ["ncx"]
    assert found(root, "o:spine/@page-progression-direction", OPF) == []
    assert found(root, "//o:item[@properties='nav']/@href", OPF) == ["nav.xhtml"]
    assert found(root, "//o:item[@properties='cover-image']/@href", OPF) == ["images/cover.png"]
    assert found(root, "@xml:lang", OPF) == ["en-GB"]


@pytest.mark.parametrize("language", ["ar", "he", "fa-IR", "ur"])
def test_a_book_of_a_right_to_left_language_turns_its_pages_so(make_book: MakeBook, language: str) -> None:
    root = package(bind(make_book(language=language)))
    assert found(root, "o:spine/@page-progression-direction", OPF) == ["rtl"]


def test_the_guide_has_the_first_page_of_each_role(make_book: MakeBook) -> None:
    root = package(bind(make_book()))
    assert found(root, "//o:reference/@type", OPF) == ["cover", "title-page", "toc", "text"]
    assert found(root, "//o:reference[@type='text']/@href", OPF) == ["ch0001.xhtml"]
    assert found(root, "//o:reference/@title", OPF) == ["Cover", "Title page", "Contents", "1. The Bell"]


def test_reading_starts_where_the_story_does(make_book: MakeBook) -> None:
    book = make_book()
    pages = [
        replace(page, xhtml=page.xhtml.replace("<body>", '<body epub:type="bodymatter">'))
        if page.name == "ch0002.xhtml"
        else page
        for page in book.pages
    ]
    root = package(bind(replace(book, pages=tuple(pages))))
    assert found(root, "//o:reference[@type='text']/@href", OPF) == ["ch0002.xhtml"]


def test_the_ncx_nests_the_chapters_of_a_part(make_book: MakeBook) -> None:
    book = make_book(chapters=("Part One", "The Bell", "Ebb", "Epilogue"))
    inside = {"ch0002.xhtml", "ch0003.xhtml"}
    pages = tuple(replace(page, depth=2) if page.name in inside else page for page in book.pages)
    root = etree.fromstring(ncx_of(replace(book, pages=pages)))
    assert found(root, "n:navMap/n:navPoint/n:content/@src", NCX) == [
        "titlepage.xhtml",
        "ch0001.xhtml",
        "ch0004.xhtml",
    ]
    assert found(root, "//n:navPoint/n:navPoint/n:content/@src", NCX) == ["ch0002.xhtml", "ch0003.xhtml"]
    assert found(root, "//n:navPoint/@playOrder", NCX) == ["1", "2", "3", "4", "5"]
    assert found(root, "//n:meta[@name='dtb:depth']/@content", NCX) == ["2"]


def test_a_page_with_a_drawing_says_so(make_book: MakeBook) -> None:
    book = make_book()
    drawn = replace(book.pages[0], xhtml=book.pages[0].xhtml.replace("<img", "<svg/><img"))
    root = package(bind(replace(book, pages=(drawn, *book.pages[1:]))))
    assert found(root, "//o:item[@href='cover.xhtml']/@properties", OPF) == ["svg"]


def test_the_ncx_has_the_pages_with_a_title_in_reading_order(make_book: MakeBook) -> None:
    root = etree.fromstring(ncx_of(make_book()))
    assert found(root, "//n:navLabel/n:text/text()", NCX) == ["Title page", "1. The Bell", "2. Ebb & Flow"]
    assert found(root, "//n:content/@src", NCX) == ["titlepage.xhtml", "ch0001.xhtml", "ch0002.xhtml"]
    assert found(root, "//n:navPoint/@playOrder", NCX) == ["1", "2", "3"]
    assert found(root, "//n:meta[@name='dtb:uid']/@content", NCX) == [make_book().identifier]
    assert found(root, "//n:meta[@name='dtb:depth']/@content", NCX) == ["1"]


def test_the_ncx_is_never_empty(make_book: MakeBook) -> None:
    book = make_book()
    untitled = replace(book, pages=tuple(replace(page, title="") for page in book.pages))
    assert found(etree.fromstring(ncx_of(untitled)), "//n:navLabel/n:text/text()", NCX) == [book.facts.title]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "\x07 "}, "no title"),
        ({"identifier": ""}, "no identifier"),
    ],
)
def test_a_book_without_its_facts_is_refused(make_book: MakeBook, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(BindingError, match=words):
        bind(make_book(**wrong))


@pytest.mark.parametrize("xhtml", ["<p>a<p>", "<p>\ud800</p>", "<p>\ufffe</p>", "<p>&nbsp;</p>", ""])
def test_a_page_that_is_not_xml_is_refused_by_name(make_book: MakeBook, xhtml: str) -> None:
    book = make_book()
    pages = [replace(page, xhtml=xhtml) if page.name == "ch0002.xhtml" else page for page in book.pages]
    with pytest.raises(BindingError, match=r"ch0002\.xhtml.*not well-formed"):
        bind(replace(book, pages=tuple(pages)))


@pytest.mark.parametrize(
    "name", ["Kapitel 1.xhtml", "../x.xhtml", "ünder.xhtml", "/x.xhtml", "title", "a:b.css"]
)
def test_an_unsafe_name_in_the_book_is_refused(make_book: MakeBook, name: str) -> None:
    with pytest.raises(BindingError, match="name that readers choke on"):
        bind(replace(make_book(), assets=(Asset(name, "text/css", b""),)))


@pytest.mark.parametrize("name", ["CH0001.xhtml", "images_cover.png", "content.opf", "toc.ncx"])
def test_two_files_of_one_name_are_refused(make_book: MakeBook, name: str) -> None:
    with pytest.raises(BindingError, match="same name"):
        bind(replace(make_book(), assets=(Asset(name, "text/css", b""),)))


def test_a_book_has_one_navigation_document(make_book: MakeBook) -> None:
    book = make_book()
    without = tuple(page for page in book.pages if page.role is not PageRole.NAVIGATION)
    with pytest.raises(BindingError, match="exactly one navigation document"):
        bind(replace(book, pages=without))


HOSTILE = "A\x00B\ud800 <!DOCTYPE & ]]> \ufffe \u202e \t\n %n"


def test_epubcheck_finds_nothing_at_all(
    make_book: MakeBook, tmp_path: Path, epubcheck: Callable[..., dict[Path, list[dict[str, str]]]]
) -> None:
    plain = Facts("Rain")
    books = {
        "full": make_book(),
        "no-cover": make_book(cover=False),
        "bare": replace(make_book(cover=False, chapters=("One",)), facts=plain),
        "rtl": make_book(language="fa"),
        "old": make_book(modified=datetime(1970, 1, 1, tzinfo=UTC)),
        "hostile": make_book(title=HOSTILE, authors=(HOSTILE, "B"), tags=(HOSTILE,), url="not a url <"),
        "many": make_book(chapters=tuple(f"Chapter {n}" for n in range(1, 201))),
    }
    paths = [tmp_path / f"{name}.epub" for name in books]
    for path, book in zip(paths, books.values(), strict=True):
        path.write_bytes(bind(book))
    assert epubcheck(paths, usage=True) == {path: [] for path in paths}
