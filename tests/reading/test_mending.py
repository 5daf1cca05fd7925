"""Characters that are certainly not what was meant are mended, and no others."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fic2epub.model.ledger import Fate
from fic2epub.model.manuscript import Line, Mark, Place, Style
from fic2epub.reading.invisible import meant, seen
from fic2epub.reading.mending import STEPS, mend
from fic2epub.reading.mojibake import mended
from reading.prose import PROSE

SAMPLE = "“Don’t,” said Zoë — she’d had a café… and “Naïve?” he said. “No.” ’til I’ve — “Yes”"


def misread(text: str, encoding: str) -> str:
    import ftfy.bad_codecs  # noqa: F401  (makes the sloppy encodings known to Python)

    return text.encode().decode(encoding, "replace")


@pytest.mark.parametrize(
    "encoding",
    "sloppy-windows-1252 latin-1 sloppy-windows-1250 sloppy-windows-1251 sloppy-windows-1253 "
    "sloppy-windows-1254 mac_roman cp437 cp850 cp866".split(),
)
def test_utf8_that_was_misread(encoding: str) -> None:
    assert mended(misread(SAMPLE, encoding)) == SAMPLE


@pytest.mark.parametrize("language", ["fr", "de", "es", "pl", "ru", "el", "zh", "ja"])
def test_in_many_languages(language: str) -> None:
    for line in PROSE[language].splitlines():
        assert mended(misread(line, "sloppy-windows-1252")) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("â€œIsnâ€™t it?â€ He “was” there.", "“Isn’t it?” He “was” there."),
        ("said â€", "said ”"),
        ("thoughtâ€¦â€ he", "thought…” he"),
        ("â€œHi,â€\ufffd she said", "“Hi,” she said"),
        ("cafÃ© — “naïve”", "café — “naïve”"),
        ("Ã¢â‚¬Å“Hi,Ã¢â‚¬\x9d she", "“Hi,” she"),
        ("canвЂ™t", "can’t"),
        ("ten Â£ and 100Â°", "ten £ and 100°"),
        ("I canon鈥檛 say 鈥淲hat", "I canon’t say “What"),
        ("caf茅, I can鈥檛", "café, I can’t"),
        ("’â€™ “é”", "’’ “é”"),
        ("β™΅ itβ€™s", "♡ it’s"),
    ],
)
def test_a_line_that_is_so_in_part(text: str, expected: str) -> None:
    assert mended(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ã",
        "“CAFÉ” said the sign. “À” and “É…”",
        "L’HÔTEL À L’ÉTÉ « À »",
        "São Paulo, Ângela, Ñandú, Œuvre",
        "Ça… “Ô” «É» Ô! À”",
        "她在家里。漏了一点。茅屋。",
        "茶碗を縺れた糸",
        "В «Доме» — её… Рим",
        "├── src\n│   └── a",
        "tête-à-tête… “â”",
        "’À’",
    ],
)
def test_honest_text_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("language", PROSE)
def test_honest_prose_stays_line_by_line(language: str) -> None:
    lines = [Line(Place("a.txt", at), text) for at, text in enumerate(PROSE[language].splitlines(), 1)]
    assert mend(lines) == (tuple(lines), (), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It\x92s \x93so\x94 \x97 far\x85", "It’s “so” — far…"),
        ("a\x81b", "ab"),
    ],
)
def test_control_characters_are_what_windows_means(text: str, expected: str) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("re\u00admember", "remember"),
        ("re\u200cmem\u200dber", "remember"),
        ("so\u200b far\u2060, \ufeffso good\ufffc", "so far, so good"),
        ("Yes.\u00a0 No. \u00a0\u00a0Well.\u00a0\u00a0Now.", "Yes. No. Well. Now."),
        ("\uf0b7 one \uf04a", "• one ☺"),
    ],
)
def test_what_nobody_sees_is_left_out(text: str, expected: str) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d🚀 ❤\ufe0f",
        "می\u200cخواهم",
        "PDF\u200cها",
        "a\u0301\u0323 Z\u0351\u0358algo",
        "\u200fשלום\u200e",
        "10\u00a0km, « oui\u00a0»",
        "\u00a0\u00a0\u00a0indented",
        "สวัสดี\u200bครับ",
        "\u3000\u3000第一章",
        "\uf8ff \ue000",
    ],
)
def test_what_has_a_meaning_stays(text: str) -> None:
    assert seen(text) == text


def test_each_act_is_entered_and_told() -> None:
    lines = [
        Line(Place("a.txt", 1), "donâ€™t re\u00admember"),
        Line(Place("a.txt", 2), "\u00a0\u200b"),
        Line(Place("a.txt", 3), "plain"),
        Line(Place("a.txt", 4), "lost \ufffd"),
    ]
    after, entries, notices = mend(lines)
    assert [line.text for line in after] == ["don’t remember", "\u00a0\u200b", "plain", "lost \ufffd"]
    assert [(e.place.line, e.rule, e.fate) for e in entries] == [
        (1, "reading/mojibake", Fate.REWRITTEN),
        (1, "reading/invisible", Fate.REWRITTEN),
    ]
    assert [(notice.code, notice.place and notice.place.line) for notice in notices] == [
        ("reading/mojibake", 1),
        ("reading/damaged", 4),
    ]
    assert notices[0].text.startswith("In 1 line ")


def test_marks_stay_on_their_words() -> None:
    line = Line(Place("a.html", 1), "sheâ€™d \u00ada cafÃ©.", (Mark(9, 18, Style.EMPHASIS),))
    (after,), _, _ = mend([line])
    mark = after.marks[0]
    assert after.text == "she’d a café."
    assert after.text[mark.start : mark.end] == "a café."


NASTY = st.lists(
    st.one_of(
        st.sampled_from(
            "â€™ â€ Ã Ã© вЂ™ 鈥檛 鈥 ├® ΓÇÖ \x92 \x81 \u00ad \u200b \u00a0 \u00a0\u00a0 é ” a ß ้".split(" ")
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@given(NASTY)
@example("ÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢")
@settings(max_examples=600, deadline=None)
def test_mending_is_idempotent_and_replays(text: str) -> None:
    line = Line(Place("a.txt", 1), text)
    (once,), entries, _ = mend([line])
    (twice,), _, _ = mend([once])
    assert twice.text == once.text
    assert once.text == (entries[-1].after if entries else text)
    if entries:
        assert entries[0].before == text
        assert not line.blank


@pytest.mark.parametrize(
    "text", ["â€œ", "Ã", "鈥檛", "a\u00a0 ", "\u00a0 ", "\x92", "é”", "вЂ", "\u200b", "├®"]
)
def test_it_takes_time_in_proportion(text: str) -> None:
    line = Line(Place("a.txt", 1), text * (200_000 // len(text)) + "x")
    started = time.perf_counter()
    mend([line])
    assert time.perf_counter() - started < 3


def test_ascii_costs_nothing() -> None:
    assert not any(step.may_need("It rained, and nobody minded.\n" * 1000) for step in STEPS)
