"""The words that a pattern needs are in everything that it is found in; so looking for them loses no mark."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.cleaning.literals import needed


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("^Read (the )?latest", {"latest"}),
        (r"\b(Amazon|Royal Road)\b", {"Amazon", "Royal Road"}),
        ("ab?c", {"a"}),
        ("ab+cd", {"ab"}),
        ("a{0,3}bcd", {"bcd"}),
        ("a{,3}bcd", {"bcd"}),
        ("(bell){2,3}s", {"bell"}),
        ("(bell)?s", {"s"}),
        ("(?!bell)s", {"s"}),
        ("(?<=bell)s", {"s"}),
        ("(?=bell)s", {"bell"}),
        ("(?i:bell)s", {"s"}),
        ("(?P<kept>bell)s", {"bell"}),
        (r"[abc]]d\.", {"]d."}),
        ("bell|", set()),
        ("bell|x?", set()),
        ("(?i)bell", set()),
        ("(?#a comment)bell", set()),
        (r"\d\wbell", {"bell"}),
        (r"foo\u2014 a bell", {" a bell"}),
        (r"^caf\xe9 bell", {" bell"}),
        (r"\U0001F514x?bell", {"bell"}),
        (r"\07bells?", {"bell"}),
        (r"\N{BELL}ringing", {"ringing"}),
        (r"foo\\u2014", {"foo\\u2014"}),
    ],
)
def test_what_a_pattern_needs(pattern: str, words: set[str]) -> None:
    assert needed(pattern) == words


ATOMS = st.sampled_from(
    ["a", "b", r"\.", "[ab]", ".", "(a|b)", "(ab)", "(?:ba|b)", "(?=a)", "(?!a)", "^", "$", r"\b"]
)
TIMES = st.sampled_from(["", "", "", "?", "*", "+", "{0,2}", "{2}", "{1,}", "{,1}", "+?", "*?"])
PATTERNS = st.lists(st.tuples(ATOMS, TIMES), max_size=6).map(
    lambda pairs: "".join(a + (t if a not in {"^", "$", r"\b", "(?=a)", "(?!a)"} else "") for a, t in pairs)
)


@settings(max_examples=400)
@given(st.lists(PATTERNS, min_size=1, max_size=3).map("|".join), st.text("ab. ", max_size=12))
def test_any_pattern_is_found_only_where_one_of_its_words_is(pattern: str, text: str) -> None:
    words = needed(pattern)
    if re.search(pattern, text):
        assert not words or any(word in text for word in words)
