"""Only a regular file is read, and not for ever."""

import os
from pathlib import Path

import pytest

from fic2epub.errors import SourceError
from fic2epub.reading import read
from fic2epub.reading.source import SIGNATURES, load


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        load(tmp_path / "none.txt")


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="empty"):
        load(path)


@pytest.mark.parametrize(("signature", "kind"), SIGNATURES)
def test_what_is_not_text_is_named(tmp_path: Path, signature: bytes, kind: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(signature + bytes(range(256)))
    with pytest.raises(SourceError) as caught:
        load(path)
    assert kind in caught.value.what


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    with pytest.raises(SourceError, match="not a file"):
        load(path)


def test_a_device_and_a_folder(tmp_path: Path) -> None:
    for path in (Path(os.devnull), tmp_path):
        with pytest.raises(SourceError):
            load(path)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain.")
    fstat, calls = os.fstat, []

    def growing(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) % 2 == 0:
            with path.open("a") as file:
                file.write(" More rain.")
        return fstat(handle)

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(SourceError, match="being written"):
        load(path)


def test_line_numbers_are_an_editors(tmp_path: Path) -> None:
    path = tmp_path / "rain.txt"
    path.write_bytes("one\r\ntwo\x0b\u2028still two\rthree\n\nfive".encode())
    manuscript, entries = read(path)
    assert [(str(line.place), line.text) for line in manuscript.lines] == [
        ("rain.txt:1", "one"),
        ("rain.txt:2.1", "two"),
        ("rain.txt:2.2", ""),
        ("rain.txt:2.3", "still two"),
        ("rain.txt:3", "three"),
        ("rain.txt:4", ""),
        ("rain.txt:5", "five"),
    ]
    assert [(entry.place.line, entry.rule) for entry in entries] == [(2, "reading/line-break")] * 2
