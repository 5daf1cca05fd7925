"""Drawn covers: always the same, one for each work, a family for each fandom, and legible in any script."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from fic2epub.lookup import package_file
from fic2epub.model.book import Asset
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.cover import drawn
from fic2epub.typesetting.cover.canvas import Dice
from fic2epub.typesetting.cover.compositor import Plan, Words
from fic2epub.typesetting.cover.design import design
from fic2epub.typesetting.cover.layouts import LAYOUTS
from fic2epub.typesetting.cover.motifs import MOTIFS
from fic2epub.typesetting.cover.palettes import PALETTES, rgb
from fic2epub.typesetting.cover.typefaces import FACES, case_of

WARDENS = "The Lantern Wardens (TV)"
RAIN = Facts("The Long Way Down to Aberfal", authors=("tamsin", "wyn"), fandoms=(WARDENS,))
SALT = Series("Salt and Tinder", "2")


def opened(asset: Asset) -> Image.Image:
    assert (asset.name, asset.media_type) == ("cover.jpg", "image/jpeg")
    image = Image.open(io.BytesIO(asset.data))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def on(facts: Facts, language: str = "en") -> Image.Image:
    return design(facts, (1600, 2560), language, package_file)


def differs(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


def test_a_drawn_cover_is_of_full_size_and_always_the_same() -> None:
    cover = drawn(RAIN, "en", package_file)
    assert opened(cover).size == (1600, 2560)
    assert cover == drawn(RAIN, "en", package_file)
    assert len(cover.data) < 700_000


def test_works_of_one_fandom_share_their_colours_and_differ_in_the_picture() -> None:
    covers = [on(Facts(title, fandoms=(WARDENS,))) for title in ("Rain", "Snow", "Quiet Kettles")]
    assert len({cover.getpixel((5, 5)) for cover in covers}) <= 3
    assert differs(covers[0], covers[1])
    assert differs(covers[1], covers[2])
    assert not differs(covers[0], on(Facts("Rain", fandoms=("The Lantern Wardens",))))


def test_each_word_of_the_facts_changes_the_cover() -> None:
    plain = on(RAIN)
    for other in (
        Facts(RAIN.title, authors=("tamsin",), fandoms=RAIN.fandoms),
        Facts(RAIN.title, authors=RAIN.authors, fandoms=RAIN.fandoms, series=(SALT,)),
        Facts("The Short Way", authors=RAIN.authors, fandoms=RAIN.fandoms),
        Facts(RAIN.title, authors=RAIN.authors, fandoms=("Harbour Lights",)),
    ):
        assert differs(plain, on(other))


SCRIPTS = {
    "ru": "Зимний свет над рекой",
    "el": "Ωδή στη θάλασσα",
    "vi": "Người giữ đèn biển",
    "zh": "长夜将尽",
    "ja": "夜明けまでの長い手紙",
    "ko": "겨울 바다의 끝에서",
    "ar": "رسائل إلى حارس المنارة",
    "fa": "نامه‌هایی به نگهبان فانوس",
    "he": "מכתבים לשומר המגדלור",
    "hi": "समुद्र की चिट्ठियाँ",
    "th": "จดหมายถึงคนเฝ้าประภาคาร",
    "ka": "წერილები შუქურას",
    "hy": "Նամակներ փարոսին",
    "pl": "Zażółć gęślą jaźń",
    "en": "Home for Solstice ♡ ✨",
}


@pytest.mark.parametrize(("language", "title"), SCRIPTS.items())
def test_a_title_in_any_script_is_lettered_in_full(language: str, title: str) -> None:
    for face in FACES:
        case = case_of(face, title, language, package_file)
        assert "".join(run for run, _ in case.runs(title)) == title
        for run, font in case.runs(title):
            letters = [letter for letter in run if letter != "\u200c"]
            assert all(font.get_nominal_glyph(ord(letter)) for letter in letters)


@pytest.mark.parametrize(
    "facts",
    [
        Facts("a"),
        Facts(""),
        Facts("x" * 3000, authors=("y" * 3000,), fandoms=("z" * 3000,), series=(Series("s" * 900, "1"),)),
        Facts("word " * 300, authors=("name",) * 60),
        Facts("长" * 900, authors=("雪" * 300,), language="zh"),
        Facts("\ud800\x00\uffff\u200d\u0301"),
        Facts("()" * 40, series=(Series("سلسلة", "12"),), language="ar"),
    ],
    ids=["short", "empty", "one long word", "many words", "no spaces", "nonsense", "brackets"],
)
def test_any_work_has_a_cover(facts: Facts) -> None:
    assert opened(drawn(facts, "en", package_file)).size == (1600, 2560)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("title", ["Rain", "The Cartographer’s Apprentice", "word " * 60, "W" * 34])
def test_no_layout_lets_its_words_run_into_the_edge(layout: Any, title: str) -> None:
    words = Words(title, "author " * 7, "fandom " * 6, "series " * 6, "12")
    blank = PALETTES[0]

    def nothing(size: tuple[int, int], _: Dice) -> Image.Image:
        return Image.new("L", size, 0)

    case = case_of(FACES[0], title, "en", package_file)
    plain, lettered = (
        layout(Plan((1600, 2560), each, blank, case, "en", nothing, Dice(b"")))
        for each in (Words("", "", "", "", ""), words)
    )
    box = ImageChops.difference(plain, lettered).getbbox()
    assert box is not None
    assert box[0] >= 100
    assert box[2] <= 1500
    assert box[3] <= 1700


def test_a_package_of_fonts_that_is_missing_leaves_a_cover_without_letters() -> None:
    def none(_: str, __: str) -> Path | None:
        return None

    assert opened(drawn(RAIN, "en", none)).size == (1600, 2560)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.ground)
def test_letters_stand_out_on_any_ground_by_the_measure_of_wcag(palette: Any) -> None:
    assert contrast(palette.ground, palette.paper) >= 7
    assert contrast(palette.ground, palette.light) >= 4.5
    assert contrast(palette.middle, palette.paper) >= 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 255 for part in rgb(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("motif", MOTIFS, ids=lambda motif: motif.__name__)
@pytest.mark.parametrize("size", [(160, 100), (100, 160), (320, 512)])
def test_a_motif_fills_its_space_and_depends_on_the_dice_alone(motif: Any, size: tuple[int, int]) -> None:
    once, again = (motif(size, Dice(bytes(range(32)))) for _ in range(2))
    assert (once.size, once.mode) == (size, "L")
    assert once.tobytes() == again.tobytes()
    assert ImageStat.Stat(once).stddev[0] > 5
    others = {motif(size, Dice(bytes([seed]) * 32)).tobytes() for seed in range(6)}
    assert len(others) >= 4
