"""What a book shows of itself, and that no file at all can make trouble."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bookbinding.kindle_file import azw3
from fic2epub.bookbinding import bind
from fic2epub.bookbinding.editions import packed
from fic2epub.bookbinding.glimpse import Glimpse, glimpse
from fic2epub.bookbinding.kepub import for_kobo
from fic2epub.model.book import Book, Format

MakeBook = Callable[..., Book]


@pytest.mark.parametrize("name", ["rain.epub", "rain.kepub.epub"])
def test_an_epub_and_a_kepub(make_book: MakeBook, tmp_path: Path, name: str) -> None:
    book = make_book()
    path = tmp_path / name
    path.write_bytes(bind(for_kobo(book) if ".kepub" in name else book))
    seen = glimpse(path)
    assert (seen.title, seen.authors, seen.language) == (
        book.facts.title,
        book.facts.authors,
        book.facts.language,
    )
    assert seen.cover == (book.cover.data if book.cover else b"")


def test_a_book_without_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "rain.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("EPUB/content.opf", "<package xmlns='http://www.idpf.org/2007/opf'/>")
    assert glimpse(path) == Glimpse()


@pytest.mark.skipif(shutil.which("ebook-convert") is None, reason="calibre is not installed")
def test_a_book_for_a_kindle(tmp_path: Path) -> None:
    from fic2epub import Settings, convert

    source = tmp_path / "rain.txt"
    source.write_text("It rained.\n\nIt stopped.\n")
    made = convert(
        source,
        lambda _: tmp_path / "rain.azw3",
        Settings(title="Rain & Sun", authors=("fern", "ida"), language="en", format=Format.AZW3),
    )
    seen = glimpse(made.path)
    assert (seen.title, seen.authors, seen.language) == ("Rain & Sun", ("fern", "ida"), "en")
    assert seen.cover.startswith(b"\xff\xd8")


def test_what_is_no_book_shows_nothing(tmp_path: Path) -> None:
    for name in ("none.epub", "none.azw3", "folder.epub", "folder.azw3"):
        if name.startswith("folder"):
            (tmp_path / name).mkdir()
        assert glimpse(tmp_path / name) == Glimpse()
    stub = tmp_path / "stub.azw3"
    stub.write_bytes(azw3())
    assert glimpse(stub).cover == b""


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the file is written anew each time
)
@example(at=310, byte=18, kindle=False, cut=False)  # the zip promises more than the file has
@given(at=st.integers(0, 3000), byte=st.integers(0, 255), kindle=st.booleans(), cut=st.booleans())
def test_a_damaged_book_never_raises(
    make_book: MakeBook, tmp_path: Path, at: int, byte: int, kindle: bool, cut: bool
) -> None:
    data = bytearray(azw3() if kindle else packed(make_book(), Format.EPUB))
    at %= len(data)
    data[at] = byte
    path = tmp_path / ("x.azw3" if kindle else "x.epub")
    path.write_bytes(data[:at] if cut else data)
    glimpse(path)
