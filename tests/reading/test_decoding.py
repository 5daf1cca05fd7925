"""Bytes become characters strictly, or not at all."""

import codecs

import pytest

from fic2epub.errors import SourceError
from fic2epub.reading.decoding import decode

TEXT = "Ich sagte: „Schluß!“ — и всё 渡 🦆\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
)
def test_a_byte_order_mark_decides(data: bytes, name: str) -> None:
    assert decode(data, where="a.txt") == (TEXT, name)


def test_the_users_encoding_wins() -> None:
    assert decode("Café".encode("cp1252"), where="a.txt", encoding="windows-1252") == ("Café", "cp1252")
    assert decode(codecs.BOM_UTF8 + b"a", where="a.txt", encoding="UTF8")[0] == "a"


def test_bytes_that_do_not_fit_are_an_error_with_their_line() -> None:
    with pytest.raises(SourceError) as caught:
        decode(b"one\ntwo\ncaf\xe9\n", where="a.txt")
    assert caught.value.where == "a.txt:3"
    assert "0xE9" in caught.value.what
    assert "--encoding" in caught.value.advice


@pytest.mark.parametrize("name", ["klingon", "rot13", "", "utf-8\0", "base64"])
def test_an_encoding_that_is_none(name: str) -> None:
    if name:
        with pytest.raises(SourceError, match="no encoding called"):
            decode(b"a", where="a.txt", encoding=name)


def test_zero_bytes_are_not_text() -> None:
    with pytest.raises(SourceError, match="binary"):
        decode(b"a\0b\0" * 50, where="a.txt")
