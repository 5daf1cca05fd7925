"""A pattern that is compiled at its first use does all that a compiled one does."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from fic2epub.lazy import regex


def test_it_is_a_pattern_in_effect() -> None:
    words = regex(r"(?P<first>\w+) (\w+)", re.IGNORECASE)
    found = words.fullmatch("Late boat")
    assert found is not None
    assert (found["first"], words.pattern, words.groupindex, words.sub("x", "a b")) == (
        "Late", r"(?P<first>\w+) (\w+)", {"first": 1}, "x",
    )  # fmt: skip


def test_a_wrong_one_says_so_when_it_is_used() -> None:
    with pytest.raises(re.error):
        regex("(").match("")


def test_it_can_be_copied_and_sent() -> None:
    boat = regex("boat")
    assert copy.copy(boat).search("the boat")
    assert pickle.loads(pickle.dumps(boat)).search("the boat")
    assert regex(b"boat").search(b"the boat")
