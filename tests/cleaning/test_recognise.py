"""Marks are found as their patterns would be, line by line, however little is looked at."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.cleaning.recognise import Sample, _Way, _ways
from fic2epub.cleaning.rules import Kind, Site
from fic2epub.conversion import sites
from fic2epub.model.manuscript import Line, Place


def site_with(*marks: str) -> Site:
    return Site("River Tales", "river.toml", marks, 1, Kind.SITE, "")


def sample_of(*texts: str) -> Sample:
    return Sample([(Line(Place("a.txt", at + 1), text), text) for at, text in enumerate(texts)])


MARKS = st.sampled_from(
    [
        "^ab", "^a?b", "^(a|b)c", "^(ab|b)", r"^\da", r"^\d?a", r"^\d{0,2}b", "^ {2}a", "^ {0,2}a", "^a|b", "a|^b",
        "(?i)AB|C", "^(?i:AB)c", r"^\(a", r"^\.?a", "^.a", "^(?=.*b)a", "b$", "^(a|)b", "^(a|b)?c", "^#a", "^ab*", "^a{0,2}c",
        "abc", "^[ab]c", "(?<!a)b", "^a(?!b)", r"\bc", "^", "^(?:a|b) ?c", "ß", "(?i:ſ)t", r"\x61b", r"^\u0062", r"a\x62c",
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(
    st.lists(MARKS, min_size=1, max_size=6, unique=True),
    st.lists(st.text("abcAB #(.12ßſst", max_size=5), max_size=6),
)
def test_the_first_line_with_each_mark_is_found(marks: list[str], texts: list[str]) -> None:
    expected = {}
    for mark in marks:
        seen = [at for at, text in enumerate(texts) if re.search(mark, text)]
        if seen:
            expected[mark] = seen[0]
    assert sample_of(*texts).first_lines([site_with(*marks)]) == expected


@pytest.mark.parametrize(
    ("way", "beginnings"),
    [
        ("^Read on", ("Re",)),
        ("^R?ead", ()),
        ("^Re?ad", ("R",)),
        (r"^\[x", ("[x",)),
        ("^(Back|Next) to", ("Ba", "Ne")),
        ("^(Back|Next)? to", ()),
        ("^(?:©|Copyright)", ("©", "Co")),
        ("^(Back( up)?|Next)", ()),
        ("^ {5}x", ("  ",)),
        (r"^\d+ Reviews", (r"\d",)),
        (r"^\d* Reviews", ()),
        ("Read on", ()),
    ],
)
def test_what_a_line_with_a_mark_begins_with(way: str, beginnings: tuple[str, ...]) -> None:
    assert _Way(way, way).beginnings == beginnings


def test_the_ways_of_a_mark() -> None:
    assert _ways("^a|b(c|d)") == ["^a", "b(c|d)"]
    assert _ways(r"^a\|b|[|]") == [r"^a\|b", "[|]"]
    assert _ways("(?i)a|b") == ["(?i)a|b"]
    assert _Way("", "^a").is_anchored
    assert not any(_Way("", way).is_anchored for way in ("a", "^.*a", "^(?=.*a)", "(^a)"))


def test_most_marks_of_our_sites_tell_what_a_line_begins_with() -> None:
    """Else each story would be searched for all of them."""
    ways = [_Way(mark, way) for site in sites() for mark in site.marks for way in _ways(mark)]
    assert sum(bool(way.beginnings) for way in ways) > len(ways) / 2
