"""Straight quotation marks are made typographic, and nothing else is touched."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fic2epub.typesetting.quotes import curl

STRAIGHT = str.maketrans("“”‘’′″", "\"\"'''\"")
LABELLED = [
    line.replace("\\n", "\n")
    for line in Path(__file__).with_name("quotes.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
TYPED = st.text(alphabet="\"'“”‘’ ab.,—-s\n6(*’…") | st.text()


def test_there_are_enough_sentences() -> None:
    assert len(LABELLED) >= 150
    assert len(set(LABELLED)) == len(LABELLED)


@pytest.mark.parametrize("printed", LABELLED)
def test_a_sentence_is_printed_as_labelled(printed: str) -> None:
    assert curl(printed.translate(STRAIGHT), "en-GB") == printed


@pytest.mark.parametrize("printed", LABELLED)
def test_what_is_typographic_already_stays(printed: str) -> None:
    assert curl(printed, "en") == printed


@pytest.mark.parametrize("printed", LABELLED)
def test_a_sentence_that_is_half_typographic_comes_out_the_same(printed: str) -> None:
    mixed = "".join(random.Random(printed).choice((c, c.translate(STRAIGHT))) for c in printed)
    assert curl(mixed, "en") == printed


@given(TYPED)
def test_every_character_keeps_its_place(text: str) -> None:
    curled = curl(text, "en")
    assert len(curled) == len(text)
    assert curled.translate(STRAIGHT) == text.translate(STRAIGHT)


@given(TYPED)
def test_curling_twice_is_curling_once(text: str) -> None:
    curled = curl(text, "en")
    assert '"' not in curled
    assert "'" not in curled
    assert curl(curled, "en") == curled


@pytest.mark.parametrize("text", ['"a' * 20_000, "'a" * 20_000, '" ' * 20_000, "\"'" * 20_000, "“‘" * 20_000])
def test_time_grows_with_length_alone(text: str) -> None:
    began = time.perf_counter()
    assert len(curl(text, "en")) == len(text)
    assert time.perf_counter() - began < 10
