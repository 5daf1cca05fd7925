"""Sentences: whole, in order, and never a character more or less than the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fic2epub.bookbinding.sentences import sentences

MARKS = st.text(".!?…。！？」』“”‘’\"' \u3000\u00a0\n\ta七ab,;:(3", max_size=60)


@pytest.mark.parametrize(
    "parts",
    [
        ["It rained. ", "It stopped."],
        ["“Go!” ", "He went."],
        ["“Will you?” ", "“No…” ", "She waited."],
        ["Stop!!! ", "Now?! ", "'Yes.' ", "(Perhaps.) ", "No."],
        ["Er sagte: „Komm.“ ", "Sie kam."],
        ["»Komm!« ", "Sie kam."],
        ["One.\n", "Two.\t", "Three."],
        ["Well… ", "so."],
        ["走。", "他走了。"],
        ["「行くよ！」", "と彼は言った。", "雨だ！？\u3000", "そうか。"],
        ["“上来吧。”", "船夫说。"],
        ["क्या? ", "हाँ। ", "ठीक।"],
        ["ماذا؟ ", "نعم. "],
        ["It cost 3.14 in all."],
        ["example.org/a?b=c is no end"],
        ["Wait: so; then, go"],
        ["12.\u00a0Mai"],  # a no-break space ties, and parts nothing
        ["…and so"],
        ["那個……我"],
        ["「はい」と言った"],  # a bracket alone ends nothing
        ["   "],
        ["..."],
        ["... ", "so"],
        [],
    ],
)
def test_where_sentences_end(parts: list[str]) -> None:
    assert list(sentences("".join(parts))) == parts


@given(MARKS | st.text())
@example(".")
@example("?'!'? ")
def test_the_pieces_are_the_text(text: str) -> None:
    pieces = list(sentences(text))
    assert "".join(pieces) == text
    assert all(pieces)


@given(MARKS)
def test_only_a_whole_text_of_spaces_is_a_piece_of_spaces(text: str) -> None:
    pieces = list(sentences(text))
    assert len(pieces) == 1 or all(piece.strip(" \t\n\r\f\u3000") for piece in pieces)


@pytest.mark.parametrize("piece", [".", "?!", ".'", "'", "。", ". ", "」", "… …", " ", "a", "a. "])
def test_a_wide_line_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    assert "".join(sentences(piece * 100_000)) == piece * 100_000
    assert time.perf_counter() - started < 2
