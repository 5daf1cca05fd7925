"""File names: readable, and valid on every disk."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fic2epub.bookbinding.naming import LIMIT, clash_key, distinct, file_name

ANY_TEXT = st.text(st.characters(categories=None), max_size=300)  # lone surrogates too
ODD = st.text(
    st.sampled_from(
        'CONcon 12.\u0301\u200d\u200c\u00b9-~:/?*<>"|\\\x00\n\ufeff\ufdd0🏴\U000e0067👩🇫\ud800éK'
    ),
    max_size=80,
)
TITLES = ANY_TEXT | ODD
FORBIDDEN = re.compile(
    '[\x00-\x1f\x7f-\x9f"*:<>?|/\\\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff'
    "\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]"
)
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "$mft"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"
}


@pytest.mark.parametrize(
    ("title", "authors", "name"),
    [
        ("The Ferry", ("marlowetide",), "The Ferry - marlowetide.epub"),
        ("The Ferry", (), "The Ferry.epub"),
        ("The Ferry", ("A", "B"), "The Ferry - A & B.epub"),
        ("The Ferry", ("A", "B", "C"), "The Ferry - A, B & C.epub"),
        ("The Ferry", ("A", "B", "C", "D"), "The Ferry - A & others.epub"),
        ("The Ferry", (" ", "B", "???"), "The Ferry - B.epub"),
        ("Star: Light", (), "Star - Light.epub"),
        ("Why? Because/Then*", (), "Why Because-Then.epub"),
        ('He said "go"', (), "He said 'go'.epub"),
        ("...and then -", (), "and then.epub"),
        ("Café\u0301", (), "Café\u0301.epub"),
        ("Cafe\u0301", (), "Café.epub"),
        ("Ночь, улица", ("Блок",), "Ночь, улица - Блок.epub"),
        ("می\u200cخواهم", (), "می\u200cخواهم.epub"),  # a Persian word needs its non-joiner
        ("Rain\u200d", (), "Rain.epub"),
        ("👩\u200d👩\u200d👧 at sea", (), "👩\u200d👩\u200d👧 at sea.epub"),
        ("con", (), "con_.epub"),
        ("con", ("A",), "con - A.epub"),
        ("aux .txt", (), "aux_.txt.epub"),
        ("COM¹", (), "COM¹_.epub"),
        ("com10", (), "com10.epub"),
        ("Contact", (), "Contact.epub"),
        ("a\u202egpj.exe", (), "agpj.exe.epub"),
        ("one\ttwo\nthree\u00a0four\u2028five", (), "one two three four five.epub"),
    ],
)
def test_names(title: str, authors: tuple[str, ...], name: str) -> None:
    assert file_name(title, authors) == name


@pytest.mark.parametrize("title", ["", "???", "...", ".", "..", "\x00", "\ud800", "\u200b"])
def test_a_title_with_nothing_to_show_is_untitled_and_its_own(title: str) -> None:
    assert re.fullmatch(r"untitled-[0-9a-f]{8} - A\.epub", file_name(title, ("A",)))
    assert file_name(title, ()) != file_name(title + "?", ())


def test_a_long_title_ends_at_a_word_and_keeps_its_author() -> None:
    name = file_name("The Long and Winding Tale of the Ferryman " * 9, ("marlowetide",))
    assert name.endswith(" - marlowetide.epub")
    assert (
        name.removesuffix(" - marlowetide.epub").rpartition(" ")[2]
        in "The Long and Winding Tale of Ferryman the"
    )
    assert LIMIT - 12 <= len(name.encode()) - len(".epub") <= LIMIT


@pytest.mark.parametrize(
    "cluster", ["👩\u200d👩\u200d👧", "🇫🇷", "e\u0301\u0323", "👍🏽", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_what_is_read_as_one_character_is_not_cut(cluster: str) -> None:
    whole = unicodedata.normalize("NFC", cluster)
    for shift in range(4):
        stem = file_name("x" * shift + cluster * 60, ()).removesuffix(".epub")
        assert stem == "x" * shift + whole * ((len(stem) - shift) // len(whole))


def test_a_letter_under_too_many_accents_is_cut_inside() -> None:
    assert file_name("Q" + "\u0308\u0323" * 200, ()).startswith("Q")


def test_many_long_authors_still_leave_room_for_the_title() -> None:
    name = file_name("The Ferry", ("an-extraordinarily-long-pen-name-of-a-writer", "another-quite-long-one"))
    assert name == "The Ferry - an-extraordinarily-long-pen-name-of-a-w & others.epub"


@given(TITLES, st.lists(TITLES, max_size=5), st.sampled_from([".epub", ".kepub.epub"]))
@example("con." + "a" * 200, [], ".epub")
@example("e\u200b\u0301", ["\u0301"], ".epub")
def test_a_name_is_valid_on_every_disk(title: str, authors: list[str], suffix: str) -> None:
    name = file_name(title, authors, suffix)
    stem = name.removesuffix(suffix)
    assert name.endswith(suffix)
    assert 1 <= len(stem.encode()) <= LIMIT
    assert len(name.encode("utf-16-le")) // 2 <= 255
    assert not FORBIDDEN.search(name)
    assert stem == stem.strip()
    assert stem[0] not in ".-~"
    assert stem[-1] != "."
    assert name.split(".")[0].strip().casefold() not in DEVICES
    assert unicodedata.is_normalized("NFC", name)


@given(TITLES)
@example("con." + "a" * 200)
@example("a: : b")
@example("🏴\u200d\U000e0067?\U000e0067")
def test_a_name_made_of_a_name_is_the_same(title: str) -> None:
    name = file_name(title, ())
    assert file_name(name.removesuffix(".epub"), ()) == name


@given(
    st.lists(
        TITLES | st.sampled_from(["Rain", "RAIN", "rain (2)", "STRASSE", "straße", "é", "e\u0301"]),
        max_size=12,
    )
)
def test_distinct_names_stay_distinct_on_a_disk_that_folds_case(titles: list[str]) -> None:
    taken: set[str] = set()
    for title in titles:
        name = distinct(file_name(title, ()), taken)
        assert clash_key(name) not in taken
        assert len(name.removesuffix(".epub").encode()) <= LIMIT
        taken.add(clash_key(name))
    assert len(taken) == len(titles)


def test_the_number_stands_before_the_ending() -> None:
    taken = {clash_key("Rain.epub"), clash_key("rain (2).EPUB"), clash_key("Rain.kepub.epub")}
    assert distinct("RAIN.epub", taken) == "RAIN (3).epub"
    assert distinct("Rain.kepub.epub", taken) == "Rain (2).kepub.epub"
    assert distinct("Snow.epub", taken) == "Snow.epub"
