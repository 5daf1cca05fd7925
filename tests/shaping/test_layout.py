"""How a text sets its paragraphs, and what its passages are then."""

import textwrap

import pytest

from fic2epub.model.manuscript import Line, Place
from fic2epub.shaping.broken_lines import rejoined
from fic2epub.shaping.hyphens import whole_words
from fic2epub.shaping.passages import gather

PROSE = (
    "The kettle went on, and off, and on again, and nobody in the house would say that they had touched it, "
    "which in that house was as good as a confession, so they sat and listened to it until it was dark."
)


def lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(Place("a.txt", number), line) for number, line in enumerate(text.split("\n"), 1))


def texts(text: str) -> list[str]:
    told = lines(text)
    return [passage.text for passage in gather(told)[0]]


def wrapped(indent: str = "", lead: str = "") -> str:
    return "\n".join(textwrap.wrap(PROSE, 66, initial_indent=lead, subsequent_indent=indent))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{PROSE}\n\n{PROSE}\n\n{PROSE}", "blank-separated"),
        (f"{PROSE}\n{PROSE}\n{PROSE}", "line-per-paragraph"),
        (f"\t{PROSE}\n\t{PROSE}\n\t{PROSE}", "line-per-paragraph"),
        (f"{wrapped()}\n\n{wrapped()}", "wrapped"),
        ("\n".join([wrapped(lead="    ")] * 3), "wrapped-indented"),
        ("\n".join([wrapped("   ", "       ")] * 3), "wrapped-indented"),
        ("\n\n".join(wrapped(lead="     ").split("\n") * 3), "double-spaced"),
        ("Yes.\n\nNo.\n\nYes.", "blank-separated"),
        ("", "blank-separated"),
    ],
)
def test_layouts(text: str, name: str) -> None:
    assert gather(lines(text))[1].name == name


@pytest.mark.parametrize(
    "text",
    [
        f"{wrapped()}\n\n{wrapped()}\n\n{wrapped()}",
        "\n".join([wrapped(lead="    ")] * 3),
        "\n".join([wrapped("   ", "       ")] * 3),
        f"{PROSE}\n{PROSE}\n{PROSE}",
        "\n\n".join([wrapped(lead="     ").replace("\n", "\n\n")] * 3),
    ],
)
def test_each_paragraph_is_whole(text: str) -> None:
    assert texts(text) == [PROSE] * 3


def test_a_stanza_stays_among_wrapped_lines() -> None:
    verse = "The river has a silver back,\nthe river has a bed,\nthe river never learned to sleep"
    told = lines(f"{wrapped()}\n\n{verse}\n\n{wrapped()}")
    assert [passage.flows for passage in gather(told)[0]] == [True, False, True]


def test_a_list_keeps_its_lines_where_each_line_is_a_paragraph() -> None:
    told = lines(f"{PROSE}\n1. Rope\n2. Tar\n3. Salt\n{PROSE}\n{PROSE}")
    assert [len(passage.lines) for passage in gather(told)[0]] == [1, 3, 1, 1]


def test_speech_without_blank_lines_is_a_paragraph_a_line() -> None:
    text = f'{PROSE}\n\n"Was that you?"\n"It was not."\n\n{PROSE}\n\n{PROSE}'
    assert len(texts(text)) == 5


def test_a_stiff_line_is_a_gap_and_a_half() -> None:
    told = lines("\n\n".join(["Rain."] * 6) + "\n\u00a0\nSun.")
    assert [passage.gap for passage in gather(told)[0]][-1] == 2


def flowing(text: str) -> tuple[list[str], int]:
    told = lines(text)
    passages, entries = whole_words(gather(told)[0])
    return [line.text for line in passages[0].lines], len(entries)


def cut(above: str, below: str, rest: str) -> str:
    return f"{wrapped()} {rest}\n{'and so it was with them as it is with everyone and also'} {above}\n{below}\n{wrapped()}"


def test_a_cut_word_is_whole_where_the_text_has_it() -> None:
    told, entries = flowing(cut("the ket-", "tle hummed.", ""))
    assert any(line.startswith("kettle hummed") for line in told)
    assert entries == 2


@pytest.mark.parametrize(
    ("above", "below"), [("her great-", "aunt sang."), ("well--", "aunt sang."), ("Ket-", "Tle")]
)
def test_a_hyphen_stays_in_doubt(above: str, below: str) -> None:
    assert flowing(cut(above, below, "That was her great aunt all over."))[1] == 0


def test_short_lines_that_run_on_are_a_poem() -> None:
    told = lines("\n\n".join(["the river has", "a silver back", "and it has", "a bed", "of stones"] * 4))
    passages = gather(told)[0]
    assert rejoined(passages) == passages


def test_a_centred_verse_runs_on_into_no_paragraph_below_it() -> None:
    typed = wrapped(lead="     ").split("\n")
    verse = " " * 14 + "There is a kettle in the house that nobody would touch,"
    text = "\n\n".join([*typed, *typed, verse, *typed])
    assert texts(text)[-2:] == [verse.strip(), PROSE]


@pytest.mark.parametrize("sign", ["- ", "* ", "{}. ", "{}) "])
def test_a_list_right_below_a_wrapped_paragraph_keeps_its_lines(sign: str) -> None:
    items = [sign.format(number) + word for number, word in enumerate(("string", "paper, blue", "glue"), 1)]
    told = lines("\n\n".join((wrapped(), wrapped(), wrapped() + "\n" + "\n".join(items), wrapped())))
    lists = [passage for passage in gather(told)[0] if passage.text.startswith(items[0])]
    assert [(len(passage.lines), passage.flows) for passage in lists] == [(3, False)]


def test_wrapped_lines_that_happen_to_begin_with_a_dash_are_one_paragraph() -> None:
    said = "—No sé —dijo Nuria— si lo que se oye es el río, o el molino, o el"
    told = lines(
        "\n\n".join((wrapped(), wrapped(), "\n".join((said, said, said, said[:20] + ".")), wrapped()))
    )
    assert [len(passage.lines) for passage in gather(told)[0]][2] == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("- Hola, Nuria.\n- ¿Ya?\n- Ya.", 3),
        ("– Привет.\n– Пока!", 2),
        ("- string\n- paper, blue\n- glue", 1),
        ("- a song\n- where lines begin so\n- but one ends here.", 1),
    ],
)
def test_what_is_said_after_a_dash_is_a_paragraph_each_and_a_list_is_one_passage(
    text: str, count: int
) -> None:
    assert len(texts(f"{PROSE}\n\n{PROSE}\n\n{text}\n\n{PROSE}\n\n{PROSE}")) == 4 + count


def test_the_points_of_a_list_do_not_hide_that_a_text_is_wrapped() -> None:
    points = [Line(Place("a.txt", 100 + number), "a jar", tag="li") for number in range(6)]
    blank = Line(Place("a.txt", 99), "")
    assert gather((*lines(f"{wrapped()}\n\n{wrapped()}"), blank, *points))[1].name == "wrapped"
