"""Bytes become characters strictly, or by a guess that is told, or not at all."""

import codecs
import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fic2epub.errors import SourceError
from fic2epub.reading.decoding import decode
from reading.prose import FITTING, PROSE, encoded

TEXT = "Ich sagte: „Schluß!“ — и всё 渡 🦆\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        ((TEXT * 9).encode("utf-32-be"), "utf-32-be"),
        (PROSE["zh"].encode("utf-16-le"), "utf-16-le"),
        (PROSE["ja"].replace("。", "．").encode("iso2022_jp"), "iso2022_jp_2"),
    ],
)
def test_what_is_certain_gives_no_notice(data: bytes, name: str) -> None:
    decoded = decode(data, where="a.txt")
    assert decoded.encoding == name
    assert decoded.text == data.decode(name).removeprefix("\ufeff")
    assert not decoded.notices


def test_the_users_encoding_wins() -> None:
    assert decode("Café".encode("cp1252"), where="a.txt", encoding="windows-1252")[:2] == ("Café", "cp1252")
    assert decode(codecs.BOM_UTF8 + b"a", where="a.txt", encoding="UTF8").text == "a"
    assert decode(b"\xc4\xe9", where="a.txt", encoding="cp1252").text == "Äé"


def test_bytes_that_are_not_in_the_users_encoding_are_an_error_with_their_line() -> None:
    with pytest.raises(SourceError) as caught:
        decode(b"one\ntwo\ncaf\xe9\n", where="a.txt", encoding="utf-8")
    assert caught.value.where == "a.txt:3"
    assert "0xE9" in caught.value.what
    assert "--encoding" in caught.value.advice


@pytest.mark.parametrize("said", ["utf-8", "UTF8", "utf-8-sig", "EUC-JP", "ASCII"])
def test_the_error_calls_the_encoding_as_the_user_did(said: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(b"caf\xe9\x80 au lait\n", where="a.txt", encoding=said)
    assert caught.value.what.startswith(f"the text is not in {said}: ")


def test_a_byte_order_mark_that_lies_is_told_by_the_name_that_readers_know() -> None:
    with pytest.raises(SourceError, match="not in utf-8: byte 7"):
        decode(codecs.BOM_UTF8 + b"caf\xe9\n", where="a.txt")


@pytest.mark.parametrize("name", ["klingon", "rot13", "", "utf-8\0", "base64"])
def test_an_encoding_that_is_none(name: str) -> None:
    if name:
        with pytest.raises(SourceError, match="no encoding called"):
            decode(b"a", where="a.txt", encoding=name)


@pytest.mark.parametrize(
    "data", [b"a\0b\0\0" * 50, random.Random(1).randbytes(5000), b"\xff\x00\x01" * 9, b"\x01\xe9\x02"]
)
def test_a_binary_file_is_no_text(data: bytes) -> None:
    with pytest.raises(SourceError, match="binary"):
        decode(data, where="a.txt")


@pytest.mark.parametrize("size", [2000, 20000])
@pytest.mark.parametrize(("encoding", "languages"), FITTING.items())
def test_a_guess_is_right_and_told(encoding: str, languages: tuple[str, ...], size: int) -> None:
    for language in languages:
        data, text = encoded(language, encoding, size)
        decoded = decode(data, where="a.txt")
        assert decoded.text == text, (language, decoded.encoding)
        assert [notice.code for notice in decoded.notices] == ["reading/encoding"]
        assert decoded.encoding in decoded.notices[0].text
        assert "--encoding" in decoded.notices[0].text


def test_short_texts_are_mostly_guessed_right() -> None:
    right = [
        decode(data, where="a.txt").text == text
        for encoding, languages in FITTING.items()
        for language in languages
        for data, text in [encoded(language, encoding, 300)]
    ]
    assert sum(right) >= 0.97 * len(right)


def test_a_byte_after_megabytes_of_ascii() -> None:
    data = b"It rained, and nobody minded.\n" * 100_000 + "Only the café was shut.\n".encode("cp1252")
    decoded = decode(data, where="a.txt")
    assert decoded.encoding == "cp1252"
    assert decoded.text.endswith("café was shut.\n")


@pytest.mark.parametrize(
    ("data", "text", "line"),
    [
        ("“Yes”\n“No” — ‘é’\n".encode() + b"caf\xe9\n", "“Yes”\n“No” — ‘é’\ncafé\n", 3),
        (
            "“Yes — no — yes”, all on".encode() + b"\x92 one line " + "“é”".encode(),
            "“Yes — no — yes”, all on’ one line “é”",
            1,
        ),
    ],
)
def test_a_few_bytes_that_are_not_utf8(data: bytes, text: str, line: int) -> None:
    decoded = decode(data, where="/some/a.txt")
    assert decoded[:2] == (text, "utf-8")
    assert [str(notice.place) for notice in decoded.notices] == [f"a.txt:{line}"]


def test_cesu8_is_utf8() -> None:
    data = "“Hi ".encode() + b"\xed\xa0\xbd\xed\xb8\x80" + "”".encode()
    assert decode(data, where="a.txt") == ("“Hi 😀”", "utf-8", ())


def test_a_text_that_was_cut_within_a_character() -> None:
    decoded = decode("“Yes — no,” she said. “Well — yes.".encode() + b"\xe2\x80", where="a.txt")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith("“Yes — no,” she said.")
    assert decoded.notices


def test_what_a_page_declares_comes_before_a_guess() -> None:
    assert decode("żółw".encode("iso8859-2"), where="a", declared="iso-8859-2")[:2] == ("żółw", "iso8859-2")
    assert decode(b"It\x92s", where="a", declared="ISO-8859-1").text == "It’s"
    assert decode("“é”".encode(), where="a", declared="iso-8859-1").text == "“é”"
    assert decode(b"caf\xe9", where="a", declared="klingon").text == "café"


@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-16-le", "ignore"))
    )
)
@example(b"\xef\xbb\xbf\xff")
@example(b"\xff\xfe\x00\xd8")
@example(b"\x1b$B\x80")
@example(b"\x81\x8d\x8f\x90\x9d")
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_text_or_a_source_error(data: bytes) -> None:
    try:
        decoded = decode(data, where="a.txt")
    except SourceError:
        return
    assert isinstance(decoded.text, str)


@pytest.mark.parametrize(
    "piece", [b"\xe9", b"\xe9 ", b"a\xe9\n", b"\xe4\xbd\xa0\xff", b"\x81\x40", b"\r\xe9"]
)
def test_decoding_takes_time_in_proportion(piece: bytes) -> None:
    started = time.perf_counter()
    decode(piece * (1_000_000 // len(piece)), where="a.txt")
    assert time.perf_counter() - started < 3
