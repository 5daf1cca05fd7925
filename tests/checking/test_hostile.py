"""Files made to hurt: one clear word about each, in bounded time, and never a traceback."""

from __future__ import annotations

import os
import random
import struct
import time
import zipfile
from pathlib import Path

import pytest

from checking.broken import CSS, ONE, OPF, Parts, parts_of
from fic2epub.checking import check
from fic2epub.errors import SourceError


def ids(book: Path) -> set[str]:
    return {problem.check for problem in check(book, epubcheck=False).problems}


def test_no_such_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "no.epub", tmp_path, Path("/dev/null"), Path("a\0b")):
        with pytest.raises(SourceError):
            check(path, epubcheck=False)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "book.epub")
    with pytest.raises(SourceError):
        check(tmp_path / "book.epub", epubcheck=False)


def test_a_zip_with_a_million_files_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "many.epub"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number:040}"), b"")
    started = time.monotonic()
    assert ids(path) == {"check/zip-too-large"}
    assert time.monotonic() - started < 1


def test_a_size_that_lies_does_not_unpack_more(parts: Parts, tmp_path: Path) -> None:
    parts.files[CSS] = b"p { margin: 0 }\n" * 2_000_000
    size = struct.pack("<I", len(parts.files[CSS]))
    parts.finish = lambda data: data.replace(size, struct.pack("<I", 10))
    assert "check/zip-damaged" in ids(parts.bind(tmp_path))


def test_entities_are_not_expanded_and_nothing_is_fetched(parts: Parts, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the hidden word", encoding="utf-8")
    parts.sub(ONE, "<!DOCTYPE html>", f'<!DOCTYPE html SYSTEM "{secret.as_uri()}">')
    parts.into(ONE, '<p xmlns:xi="http://www.w3.org/2001/XInclude">'
               f'<xi:include href="{secret.as_uri()}" parse="text"/></p>')  # fmt: skip
    report = check(parts.bind(tmp_path), epubcheck=False)
    assert "hidden" not in str(report)


def test_entities_in_another_encoding_are_seen(parts: Parts, tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    parts.files[ONE] = text.encode("utf-16")
    assert "check/xml-entities" in ids(parts.bind(tmp_path))


def test_elements_without_end_are_told(parts: Parts, tmp_path: Path) -> None:
    parts.into(ONE, "<div>" * 100_000 + "</div>" * 100_000)
    assert "check/xml-well-formed" in ids(parts.bind(tmp_path))


@pytest.mark.parametrize(
    "css",
    [
        "/*" * 200_000,
        '"\\' * 200_000,
        "'\"" * 200_000,
        "{" * 200_000,
        "url(" * 200_000,
        "@import " * 100_000,
        ":root { --x: " + "(" * 300_000,
        "a," * 200_000 + "{}",
        "x { y: " + "1" * 300_000 + " }",
        "body " * 99_999,
    ],
)
def test_a_stylesheet_made_to_hurt_costs_little_time(css: str, parts: Parts, tmp_path: Path) -> None:
    parts.files[CSS] = css.encode()
    book = parts.bind(tmp_path)
    started = time.monotonic()
    check(book, epubcheck=False)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("word", ["a" * 300_000, "a-" * 150_000, "1" * 300_000, "--" * 100_000])
def test_long_words_of_metadata_cost_little_time(word: str, parts: Parts, tmp_path: Path) -> None:
    parts.sub(OPF, ">en</dc:language>", f">{word}</dc:language><dc:date>{word}</dc:date>")
    book = parts.bind(tmp_path)
    started = time.monotonic()
    check(book, epubcheck=False)
    assert time.monotonic() - started < 5


def test_many_faults_of_a_kind_are_counted_and_not_all_told(parts: Parts, tmp_path: Path) -> None:
    parts.into(ONE, '<p id="a"/>' * 500)
    report = check(parts.bind(tmp_path), epubcheck=False)
    told = [problem for problem in report.problems if problem.check == "check/id-twice"]
    assert len(told) == 20
    assert len(told) + told[-1].more == 499


@pytest.mark.parametrize("seed", range(60))
def test_bytes_changed_at_random_are_survived(seed: int, good: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    parts = parts_of(good)
    if seed % 2:  # in the zip itself
        parts.finish = lambda data: _changed(data, chance)
    else:  # in its files
        parts.files = {name: _changed(data, chance) for name, data in parts.files.items()}
    for _ in check(parts.bind(tmp_path), epubcheck=False).problems:
        pass


def _changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) or 1)
        way = chance.randrange(3)
        if way == 0 and changed:
            changed[at] = chance.randrange(256)
        elif way == 1:
            del changed[at : at + chance.randint(1, 60)]
        else:
            changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 9)))
    return bytes(changed)
