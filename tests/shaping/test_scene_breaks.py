"""Rows of marks between scenes, and lines that only look like them."""

from collections import Counter

import pytest

from fic2epub.shaping.scene_breaks import is_scene_break, rows_in, with_lone_letters

ALONE = """
* * *|***|*|---|----------|-----|___|===|###|#|~|~~~|~*~|~*~*~|+++|•••|·····|⁂|❦|☆|☆☆☆|◇◇◇|＊＊＊|※※※|◆|✦|♡|⸻
—|^^^|%%%|<>|/\\/\\/\\/\\|[…]|[...]|.:.:.|-oOo-|oOo|OoO|xXx|xXxXx|OoOoO|-x-|-x-x-|x-x-x|X.x.X|~o~|o0o|O o O o O
-{*}-|-{SB}-|~SB~|~~break~~|IIIIIIIIII|.XXXXXX.|oooooooo|[line break]|(LINE BREAK)|Scene Break>|linebreak
~ page break ~|-o-O-o-|.:O:.:O:.|✧･ﾟ: *✧･ﾟ:*|ʚ♡ɞ|༺♡༻|⍣ ೋ|~ ღ ~ ღ ~|୨♡୧
"""
NEVER = """
x|o|O|I|X|1|1984|...|…|"…"|“...”|?!|!!!|!?|—!|-|--|.|,|xoxo|XOXO|XXX|xo|ox|no|No.|OK|HAHAHA|AAAAAAA|NONONO|ZZZ
"* * *"|'---'|Oh.|ooh|II|III|XIV|XX|I I I did it|Break.|break|a b c|10 10 10|£££|LB|MMXX|3.|IV.|0|00|100
20 000|ღ|ʚ|ღ.|"ʚ♡ɞ"|ﾟ?|♡ me|★ 完 ★
"""
IF_REPEATED = "\\|--|-0-|0-0-0|O|x|XXX|ooo|HPHPHP|NNNNN|LB|xxx"


def rows(text: str) -> list[str]:
    return [row for line in text.strip().split("\n") for row in line.split("|")]


@pytest.mark.parametrize("row", rows(ALONE))
def test_taken_even_if_it_stands_but_once(row: str) -> None:
    assert is_scene_break(row, Counter([row]))


@pytest.mark.parametrize("row", rows(NEVER))
def test_spared_if_it_stands_but_once(row: str) -> None:
    assert not is_scene_break(row, Counter([row]))


@pytest.mark.parametrize("row", rows(IF_REPEATED))
def test_taken_if_it_returns(row: str) -> None:
    assert is_scene_break(row, Counter({row: 3}))


@pytest.mark.parametrize(
    "row", ["…", "...", "1984", "No.", '"…"', "I", "III", "?!", "No", "Oh", "-", "1", "0", "break"]
)
def test_spared_however_often_it_stands(row: str) -> None:
    assert not is_scene_break(row, Counter({row: 9}))


def test_a_lone_o_that_returns_is_a_break_and_a_cry_is_none() -> None:
    assert is_scene_break("o", Counter({"o": 2}))
    assert not is_scene_break("o", Counter({"o": 1}))
    assert not is_scene_break("O", Counter({"O": 2}))


PARAGRAPH = (
    "The lamp had been lit since four, and nobody on the whole of the quay would own to having lit it."
)


@pytest.mark.parametrize("letter", ["x", "X", "o"])
def test_a_lone_letter_that_returns_below_paragraphs_parts_scenes(letter: str) -> None:
    texts = [PARAGRAPH, letter, "DANA", PARAGRAPH, letter, PARAGRAPH]
    assert is_scene_break(letter, with_lone_letters(rows_in(texts), texts))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([PARAGRAPH, "Love, Ida", "x", PARAGRAPH, "Love, Tam", "x", PARAGRAPH], id="kisses"),
        pytest.param([PARAGRAPH, "Miss you already.", "x", PARAGRAPH, "x", PARAGRAPH], id="a message"),
        pytest.param([PARAGRAPH, "x", PARAGRAPH, "x"], id="the end of a letter"),
        pytest.param([PARAGRAPH, "x", PARAGRAPH], id="only once"),
    ],
)
def test_a_lone_letter_elsewhere_is_a_kiss_or_a_vote(texts: list[str]) -> None:
    assert not is_scene_break("x", with_lone_letters(rows_in(texts), texts))
