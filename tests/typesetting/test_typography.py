"""Each language is set as its books are, no letter changes, and styles stay on their words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.model.audit import letters
from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.story import Words
from fic2epub.typesetting.habits import HABITS, habits_of
from fic2epub.typesetting.typography import smarten, smarten_lines, smarten_text

NO_BREAK = "\u00a0"
SENTENCES = [
    tuple(line.replace("⍽", NO_BREAK).split("\t"))
    for line in Path(__file__).with_name("typography.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]
FLOOR = 0.985
"""The share of the sentences that are printed as labelled. It only rises; a new miss needs new hits."""

TAGS = st.sampled_from([*HABITS, "und", "ja", "en-US"])
TYPED = st.text(alphabet="\"'“”„‘’«»-–— .…,?!:;\u00a0abKz\n5(*`@") | st.text()
STYLES = st.sampled_from([Style.EMPHASIS, Style.STRONG, Style.UNDERLINE])


@st.composite
def styled(draw: st.DrawFn) -> Words:
    text = draw(TYPED)
    edges = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edges, edges, STYLES), max_size=4))
    return Words(text, tuple(Mark(min(a, b), max(a, b), style) for a, b, style in spans))


def words_only(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def under(words: Words) -> list[tuple[Style, str]]:
    return [(mark.style, words_only(words.text[mark.start : mark.end])) for mark in words.marks]


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 420
    assert len({sentence[:2] for sentence in SENTENCES}) == len(SENTENCES)
    assert len({sentence[0] for sentence in SENTENCES}) >= 40


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        pytest.param(*sentence[:3], marks=[pytest.mark.xfail(strict=True)] if sentence[3:] else [])
        for sentence in SENTENCES
    ],
)
def test_a_sentence_is_printed_as_labelled(language: str, typed: str, printed: str) -> None:
    assert smarten_text(typed, language) == printed


def test_the_share_of_hits_does_not_fall() -> None:
    hits = sum(smarten_text(typed, language) == printed for language, typed, printed, *_ in SENTENCES)
    assert hits / len(SENTENCES) >= FLOOR


@pytest.mark.parametrize("printed", [sentence[2] for sentence in SENTENCES if sentence[0] == "en"])
def test_what_is_printed_stays(printed: str) -> None:
    assert smarten_text(printed, "en") == printed


@settings(deadline=None)
@given(styled(), TAGS)
def test_no_letter_changes_and_styles_stay_on_their_words(words: Words, language: str) -> None:
    printed = smarten(words, language)
    assert words_only(printed.text) == words_only(words.text)
    assert letters(printed.text) == letters(words.text)
    assert printed.text.count("\n") == words.text.count("\n")
    assert under(printed) == under(words)
    assert all(0 <= mark.start <= mark.end <= len(printed.text) for mark in printed.marks)


@given(st.lists(styled(), max_size=5), TAGS)
def test_the_lines_of_a_verse_keep_their_words(lines: list[Words], language: str) -> None:
    lines = [Words(words.text.replace("\n", " "), words.marks) for words in lines]
    printed = smarten_lines(lines, language)
    assert [words_only(words.text) for words in printed] == [words_only(words.text) for words in lines]
    assert [under(words) for words in printed] == [under(words) for words in lines]


@given(TYPED, TAGS)
def test_a_text_without_marks_dashes_and_signs_stays(text: str, language: str) -> None:
    bare = "".join(c for c in text if c.isalnum() or c in "\n,")
    assert smarten_text(bare, language) == bare


@given(TYPED, st.sampled_from(["und", "", "zh-Hant", "ja", "ko", "ar", "enm", "x-klingon"]))
def test_a_language_that_is_not_known_stays_as_typed(text: str, language: str) -> None:
    words = Words(text)
    assert smarten(words, language) is words
    assert smarten_lines([words], language) == [words]


def em(text: str, *spans: tuple[int, int]) -> Words:
    return Words(text, tuple(Mark(start, end, Style.EMPHASIS) for start, end in spans))


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("en", em('"No--now," she said', (5, 8)), em("“No—now,” she said", (4, 7))),
        ("en", em("so... very... so", (6, 10)), em("so… very… so", (4, 8))),
        ("fr", em('"Non!" dit-il', (1, 4)), em("« Non ! » dit-il".replace(" ", NO_BREAK, 3), (2, 5))),
        ("fr", em('"Non!" dit-il', (0, 6)), em("« Non ! » dit-il".replace(" ", NO_BREAK, 3), (0, 9))),
        ("ru", em("Дом - мир", (6, 9)), em("Дом\u00a0— мир", (6, 9))),
        ("en", em("so-- now", (0, 3)), em("so-- now", (0, 3))),  # the style ends between the hyphens
    ],
)
def test_styles_move_along(language: str, typed: Words, printed: Words) -> None:
    assert smarten(typed, language) == printed


def test_a_quotation_may_run_over_the_lines_of_a_verse() -> None:
    lines = [em('"O where--', (1, 2)), Words('O *where*..."'), Words("- to town")]
    printed = [em("“O where—", (1, 2)), Words("O *where*…”"), Words("- to town")]
    assert smarten_lines(lines, "en") == printed
    assert smarten_lines([Words("- a"), Words("- b")], "ru") == [Words("- a"), Words("- b")]
    assert smarten_lines([], "en") == []


@pytest.mark.parametrize(
    ("tag", "row"), [("de-CH", "de-ch"), ("de-AT", "de"), ("pt-BR-x-a", "pt"), ("EN-gb", "en-gb"), ("zh", "")]
)
def test_a_tag_has_the_nearest_row(tag: str, row: str) -> None:
    assert habits_of(tag) is (HABITS[row] if row else None)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "cs"])
@pytest.mark.parametrize(
    "piece",
    ['"a', "'a", " - ", "--", "a -", "...", ". ", "« ", "? ", " ?", "k ", "@", "`", "-", "''a", "5'10'' "],
)
def test_time_grows_with_length_alone(language: str, piece: str) -> None:
    text = "-a " + piece * 30_000
    began = time.process_time()
    smarten_text(text, language)
    assert time.process_time() - began < 10
