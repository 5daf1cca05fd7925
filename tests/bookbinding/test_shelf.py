"""Which files on the shelf are ours to replace."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookbinding.kindle_file import azw3
from fic2epub.bookbinding import bind
from fic2epub.bookbinding.kepub import for_kobo
from fic2epub.bookbinding.mobi import settled
from fic2epub.bookbinding.shelf import made_by_us, may_replace
from fic2epub.errors import BindingError
from fic2epub.model.book import Book

MakeBook = Callable[..., Book]
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="i">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">{}</dc:identifier>'
    '<meta name="generator" content="{}"/></metadata></package>'
)


def shelved(path: Path, package: str | bytes, mimetype: str = "application/epub+zip") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("EPUB/content.opf", package)
    return path


def test_a_book_of_ours_is_known_by_its_work(make_book: MakeBook, tmp_path: Path) -> None:
    path = tmp_path / "rain.epub"
    path.write_bytes(bind(make_book()))
    assert made_by_us(path) == make_book().identifier
    may_replace(path, make_book(title="Another title of the same work").identifier)


def test_a_kepub_and_an_azw3_of_ours_are_known_by_their_work(make_book: MakeBook, tmp_path: Path) -> None:
    book = make_book()
    kepub, kindle = tmp_path / "rain.kepub.epub", tmp_path / "rain.azw3"
    kepub.write_bytes(bind(for_kobo(book)))
    kindle.write_bytes(settled(azw3(), book.identifier, book.modified))
    for path in (kepub, kindle):
        assert made_by_us(path) == book.identifier
        may_replace(path, book.identifier)
    kindle.write_bytes(azw3())
    with pytest.raises(BindingError, match="did not make"):
        may_replace(kindle, book.identifier)


def test_a_free_name_may_be_taken(make_book: MakeBook, tmp_path: Path) -> None:
    may_replace(tmp_path / "rain.epub", make_book().identifier)


def test_the_book_of_another_work_stays_unless_forced(make_book: MakeBook, tmp_path: Path) -> None:
    path = tmp_path / "rain.epub"
    path.write_bytes(bind(make_book()))
    other = make_book(identifier="urn:uuid:00000000-0000-5000-8000-000000000000")
    with pytest.raises(BindingError, match="already a book of another work") as refused:
        may_replace(path, other.identifier)
    assert "--force" in refused.value.advice
    may_replace(path, other.identifier, force=True)


def test_a_link_to_nothing_is_something(make_book: MakeBook, tmp_path: Path) -> None:
    path = tmp_path / "rain.epub"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(BindingError, match="did not make"):
        may_replace(path, make_book().identifier)


@pytest.mark.parametrize(
    ("package", "identifier"),
    [
        (HEAD + PACKAGE.format("urn:uuid:1", "fic2epub 9.9"), "urn:uuid:1"),
        (HEAD + PACKAGE.format(" ", "fic2epub 9.9"), None),
        (HEAD + PACKAGE.format("urn:uuid:1", "fic2epubber 1"), None),
        (HEAD + PACKAGE.format("urn:uuid:1", "calibre (6.13)"), None),
        (PACKAGE.format("urn:uuid:1", "fic2epub 9.9"), None),  # no declaration: packed by somebody else
        (HEAD + "<package>", None),
        ("", None),
        ((HEAD + PACKAGE.format("ü", "fic2epub 9.9")).encode("latin-1"), None),
    ],
)
def test_the_package_decides(tmp_path: Path, package: str | bytes, identifier: str | None) -> None:
    assert made_by_us(shelved(tmp_path / "x.epub", package)) == identifier


def test_no_entity_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    dtd = f'<!DOCTYPE package [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    package = HEAD + dtd + PACKAGE.format("&x;", "fic2epub 9.9")
    assert made_by_us(shelved(tmp_path / "x.epub", package)) is None


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    blank = HEAD.encode() + b" " * (64 << 20)
    path = shelved(tmp_path / "x.epub", blank)
    assert path.stat().st_size < 1 << 20
    started = time.perf_counter()
    assert made_by_us(path) is None
    assert time.perf_counter() - started < 0.5


def test_sizes_that_lie_are_not_believed(make_book: MakeBook, tmp_path: Path) -> None:
    packed = bytearray(bind(make_book()))
    for at in (18, 22, 26, 28):  # packed size, size, length of the name, of the extra field
        for lie in (0xFFFF, 0x7FFF, 0):
            broken = bytearray(packed)
            struct.pack_into("<H", broken, at, lie)
            path = tmp_path / "x.epub"
            path.write_bytes(broken)
            assert made_by_us(path) in (None, make_book().identifier)


def test_what_is_no_file_is_no_book(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.epub"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.epub"
    loop.symlink_to(loop)
    for path in (pipe, loop, tmp_path, tmp_path / "none.epub", Path("/dev/zero")):
        assert made_by_us(path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the file is written anew each time
@given(st.binary(max_size=400) | st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail))
def test_garbage_never_raises(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "x.epub"
    path.write_bytes(garbage)
    assert made_by_us(path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1500), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_book_never_raises(
    make_book: MakeBook, tmp_path: Path, at: int, byte: int, cut: bool
) -> None:
    packed = bytearray(bind(make_book()))
    packed[at] = byte
    path = tmp_path / "x.epub"
    path.write_bytes(packed[:at] if cut else packed)
    made_by_us(path)


def test_a_zip_with_a_data_descriptor_is_not_ours(tmp_path: Path) -> None:
    """A stream zips so, with sizes after the content; the binder never does."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.told = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(memoryview(data))  # type: ignore[arg-type]  # what a zip writes is bytes
            self.told += piece
            return len(piece)

    stream = Stream()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    path = tmp_path / "x.epub"
    path.write_bytes(stream.told)
    assert made_by_us(path) is None


def test_a_package_cut_short_by_the_limit_is_not_ours(tmp_path: Path) -> None:
    long = HEAD + PACKAGE.format("urn:uuid:1", "fic2epub 9.9").replace(
        "</package>", " " * (5 << 20) + "</package>"
    )
    assert len(zlib.compress(long.encode())) < 1 << 20
    assert made_by_us(shelved(tmp_path / "x.epub", long)) is None
