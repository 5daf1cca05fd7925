"""Lines of covers: which way they run, where titles are broken, and how they are shaped."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw

from fic2epub.lookup import package_file
from fic2epub.typesetting.cover.breaking import broken, pieces
from fic2epub.typesetting.cover.lettering import Ground, Ink, directed, lettered, put
from fic2epub.typesetting.cover.typefaces import GARAMOND, OSWALD, Case, case_of


def case(text: str, language: str = "en") -> Case:
    return case_of(GARAMOND, text, language, package_file)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rain", [("Rain", False)]),
        ("12 Monate", [("12 Monate", False)]),
        ("קיץ", [("קיץ", True)]),
        ("קיץ ארוך", [("קיץ ארוך", True)]),
        ("קיץ 12", [("12", False), ("קיץ ", True)]),
        ("Hello קיץ", [("Hello ", False), ("קיץ", True)]),
        ("קיץ Rain ארוך", [(" ארוך", True), ("Rain", False), ("קיץ ", True)]),
    ],
)
def test_a_line_is_parted_where_its_direction_turns(text: str, parts: list[tuple[str, bool]]) -> None:
    assert list(directed(text)) == parts


def test_arabic_letters_join_and_are_not_spaced_apart() -> None:
    text = "رسائل"
    joined = lettered(text, case(text, "ar"), "ar")
    apart = sum(lettered(letter, case(text, "ar"), "ar").width for letter in text)
    assert joined.width < apart
    assert lettered(text, case(text, "ar"), "ar", spacing=0.2).width == joined.width
    assert (
        lettered("rain", case("rain"), "en", spacing=0.2).width > lettered("rain", case("rain"), "en").width
    )


def test_letters_are_set_close_where_their_shapes_ask_for_it() -> None:
    assert lettered("AV", case("AV"), "en").width < sum(
        lettered(letter, case("AV"), "en").width for letter in "AV"
    )


def test_a_language_has_its_own_forms_of_shared_characters() -> None:
    shapes = {
        language: lettered("直", case("直", language), language).glyphs[0].number for language in ("ja", "zh")
    }
    faces = {language: case("直", language).faces[0].index for language in ("ja", "zh", "zh-Hant", "ko")}
    assert len(set(faces.values())) == 4
    assert shapes["ja"] != shapes["zh"]


def test_a_line_stands_around_its_middle() -> None:
    image = Image.new("RGB", (1000, 300), "#000000")
    text = "HOUSE"
    line = lettered(text, case_of(OSWALD, text, "en", package_file), "en")
    put(image, [(line, (500, 150))], 200, Ink("#ffffff", Ground("#000000", (0, 0, 1000, 300))))
    box = image.getbbox()
    assert box is not None
    assert abs((box[0] + box[2]) / 2 - 500) < 12
    assert abs((box[1] + box[3]) / 2 - 150) < 25


def test_tails_of_one_line_stand_beside_the_heads_of_the_next() -> None:
    image = Image.new("RGB", (1000, 600), "#102030")
    line = lettered("gÅg", case_of(OSWALD, "gÅg", "en", package_file), "en")
    alone = image.copy()
    put(alone, [(line, (500, 200))], 200, on_blue())
    foot = put(image, [(line, (500, 200)), (line, (500, 300))], 200, on_blue())
    for each in (alone, ImageChops.offset(alone, 0, 100)):
        assert hidden(each, image) <= 2
    assert foot == Image.eval(image.convert("L"), lambda tone: 255 * (tone > 60)).getbbox()[3]  # type: ignore[index]


def on_blue(box: tuple[int, int, int, int] = (0, 0, 1000, 600)) -> Ink:
    return Ink("#ffffff", Ground("#102030", box))


def hidden(before: Image.Image, after: Image.Image) -> float:
    """Return how much darker the worst pixel has become."""
    return ImageChops.subtract(before, after).convert("L").getextrema()[1]  # type: ignore[return-value]


def test_letters_hide_no_others_and_nothing_beside_the_ground() -> None:
    image = Image.new("RGB", (1000, 600), "#102030")
    ImageDraw.Draw(image).rectangle((0, 290, 1000, 300), fill="#ffcc88")
    line = lettered("gÅg", case_of(OSWALD, "gÅg", "en", package_file), "en")
    ink = on_blue((0, 0, 1000, 290))
    put(image, [(line, (500, 150))], 150, ink)
    for middle in ((560, 180), (500, 250), (400, 300)):
        before = image.copy()
        put(image, [(line, middle)], 150, ink)
        assert hidden(before, image) <= 2
        assert image != before


def lines(title: str, room: tuple[float, float] = (1300, 800)) -> list[str]:
    return broken(pieces(title), lambda text: 0.5 * len(text), room, 400)[0]


def test_a_title_is_broken_into_balanced_lines() -> None:
    assert lines("The Long Way Down to Aberfal") == ["The Long", "Way Down", "to Aberfal"]
    assert lines("Rain") == ["Rain"]
    assert lines("") == []


def test_a_title_keeps_all_its_words_and_spaces() -> None:
    title = "the-one-where-everyone lives / and goes (to) the — seaside"
    assert " ".join(lines(title)).replace("- ", "-") == title


def test_a_title_without_end_is_cut_and_says_so() -> None:
    long = lines("word " * 100)
    assert long[-1].endswith("…")
    assert lines("x" * 300)[-1].endswith("…")


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Rain", ["Rain"]),
        ("well-known", ["well-", "known"]),
        ("x-y", ["x-y"]),
        ("长夜。", ["长", "夜。"]),
        ("「雨」", ["「雨」"]),
        ("夜明けまでの長い手紙、あるいは雨", ["夜明けまでの", "長い", "手紙、", "あるいは", "雨"]),
        ("겨울 바다", ["겨울", "바다"]),
        ("第2話", ["第", "2", "話"]),
    ],
)
def test_where_a_title_may_be_broken(title: str, parts: list[str]) -> None:
    assert [piece.text for piece in pieces(title)] == parts
