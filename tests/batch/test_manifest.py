"""The record of a library: whatever becomes of its file, nothing is believed that was not written."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fic2epub.batch.manifest import NAME, Manifest, Record
from fic2epub.model.book import Format

RECORD = Record(("../texts/rain.txt",), "k1", "Rain.epub", 3, 7, "d1", "urn:1")
OTHER = Record(("../texts/1.txt", "../texts/2.txt"), "k2", "Señal — “2”.epub", 4, 8, "d2", "urn:2")


def written(folder: Path, *records: Record) -> bytes:
    manifest = Manifest(folder)
    for record in records:
        manifest.add(record)
    return (folder / NAME).read_bytes()


def known(folder: Path) -> set[Record]:
    return set(Manifest(folder))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written(tmp_path, RECORD, OTHER)
    assert known(tmp_path) == {RECORD, OTHER}
    sources = [tmp_path.parent / "texts" / "1.txt", tmp_path.parent / "texts" / "2.txt"]
    assert Manifest(tmp_path).of(sources, Format.EPUB) == OTHER
    assert Manifest(tmp_path).of(sources[:1], Format.EPUB) is None


def test_the_later_of_two_counts(tmp_path: Path) -> None:
    written(tmp_path, RECORD, OTHER, replace(RECORD, key="newer"))
    assert known(tmp_path) == {replace(RECORD, key="newer"), OTHER}


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80, 0xFF])
def test_a_record_damaged_at_any_byte_is_not_believed(flip: int, tmp_path: Path) -> None:
    data = written(tmp_path, RECORD, OTHER)
    for place in range(len(data)):
        (tmp_path / NAME).write_bytes(data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :])
        assert known(tmp_path) < {RECORD, OTHER} or place == len(data) - 1


def test_a_record_torn_at_any_byte_tells_a_part_of_the_truth_and_goes_on(tmp_path: Path) -> None:
    data = written(tmp_path, RECORD, OTHER)
    newer = replace(RECORD, key="newer")
    for place in range(len(data)):
        (tmp_path / NAME).write_bytes(data[:place])
        before = known(tmp_path)
        assert before <= {RECORD, OTHER}
        Manifest(tmp_path).add(newer)
        assert known(tmp_path) == {record for record in before if record != RECORD} | {newer}


@given(st.binary(max_size=300), st.booleans())
def test_garbage_is_nothing(tmp_path_factory: pytest.TempPathFactory, garbage: bytes, after: bool) -> None:
    folder = tmp_path_factory.mktemp("library")
    data = written(folder, RECORD)
    (folder / NAME).write_bytes(garbage + b"\n" + data if after else data + garbage)
    assert known(folder) == {RECORD}


@pytest.mark.parametrize(
    "said", [b"[]", b"{}", b"1", b'{"sources": 3}', b'{"sources": ["a"], "new": 1}', b"\xff"]
)
def test_a_line_of_another_version_is_passed_over(said: bytes, tmp_path: Path) -> None:
    import zlib

    (tmp_path / NAME).write_bytes(b"%08x %s\n" % (zlib.crc32(said), said) + RECORD.line())
    assert known(tmp_path) == {RECORD}


@pytest.mark.parametrize("book", ["../Rain.epub", "/etc/passwd", "a/../../Rain.epub", ".."])
def test_a_book_elsewhere_is_not_believed(book: str, tmp_path: Path) -> None:
    """A library from somebody else must not have us remove what is not in it."""
    written(tmp_path, replace(RECORD, book=book), OTHER)
    assert known(tmp_path) == {OTHER}


def test_no_record_is_an_empty_one(tmp_path: Path) -> None:
    assert known(tmp_path) == set()
    assert known(tmp_path / "none") == set()
    (tmp_path / NAME).mkdir()
    assert known(tmp_path) == set()
    with pytest.raises(OSError, match="directory"):
        Manifest(tmp_path).add(RECORD)


def test_a_library_that_moves_with_its_texts_is_known(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in ("books", "texts"):
        (old / folder).mkdir(parents=True)
    manifest = Manifest(old / "books")
    sources = [old / "texts" / "rain.txt"]
    manifest.add(replace(RECORD, sources=manifest.names(sources), book="Rain.epub"))
    old.rename(new)
    moved = Manifest(new / "books")
    record = moved.of([new / "texts" / "rain.txt"], Format.EPUB)
    assert record is not None
    assert moved.path_of(record) == new / "books" / "Rain.epub"
    assert moved.of(sources, Format.EPUB) is None


def test_it_is_the_same_library_by_whichever_way_one_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far" / "texts").mkdir(parents=True)
    (tmp_path / "books").mkdir()
    (tmp_path / "texts").symlink_to(tmp_path / "far" / "texts")
    (tmp_path / "link").symlink_to(tmp_path / "books")
    monkeypatch.chdir(tmp_path)
    ways = [(Path("books"), Path("texts")), (tmp_path / "link", tmp_path / "far" / "texts")]
    names = {Manifest(library).names([texts / "rain.txt"]) for library, texts in ways}
    assert names == {("../far/texts/rain.txt",)}


def test_whole_is_what_has_the_size_and_time_or_the_bytes(tmp_path: Path) -> None:
    import hashlib

    book = tmp_path / "Rain.epub"
    book.write_bytes(b"abc")
    record = replace(RECORD, modified=book.stat().st_mtime_ns, digest=hashlib.sha256(b"abc").hexdigest())
    manifest = Manifest(tmp_path)
    assert manifest.is_whole(record)
    os.utime(book, (1, 1))  # as a backup leaves it
    assert manifest.is_whole(record)
    book.write_bytes(b"abd")
    assert not manifest.is_whole(record)
    book.write_bytes(b"abcd")
    assert not manifest.is_whole(record)
    book.unlink()
    assert not manifest.is_whole(record)
    assert not manifest.is_ours(record)


def test_a_line_that_could_not_be_written_whole_does_not_spoil_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, write, full = Manifest(tmp_path), os.write, [True]

    def torn(descriptor: int, data: bytes) -> int:
        if full.pop() if full else False:
            return write(descriptor, bytes(data)[:20])
        if not full and len(data) < len(RECORD.line()):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", torn)
    with pytest.raises(OSError, match="No space"):
        manifest.add(RECORD)
    assert manifest.of([tmp_path.parent / "texts" / "rain.txt"], Format.EPUB) is None
    monkeypatch.setattr(os, "write", write)
    manifest.add(OTHER)
    assert known(tmp_path) == {OTHER}


def test_it_is_tidied_when_most_of_it_no_longer_counts(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    for number in range(10):
        manifest.add(replace(RECORD, key=str(number)))
        manifest.add(OTHER)
    manifest.tidy()
    assert (tmp_path / NAME).read_bytes() == replace(RECORD, key="9").line() + OTHER.line()
    manifest.forget(OTHER)
    manifest.tidy()
    assert known(tmp_path) == {replace(RECORD, key="9")}
    manifest.forget(replace(RECORD, key="9"))
    manifest.tidy()
    assert known(tmp_path) == set()
