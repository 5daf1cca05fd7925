"""Draws a sheet of two dozen covers, to be looked at: `python docs/pictures/covers.py covers.png`.

The works are made up: short titles and long ones, a family or two, a series, and the scripts of the world.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from fic2epub.lookup import package_file
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.cover.design import design

COLUMNS, SIZE, GAP = 8, (200, 320), 14

WARDENS, HARBOUR, IRONWOOD = ("The Lantern Wardens (TV)",), ("Harbour Lights - Maud Ferrar",), ("Ironwood",)
WORKS = (
    Facts("Rain", authors=("tamsin",), fandoms=WARDENS),
    Facts("The Long Way Down", authors=("tamsin", "wyn"), fandoms=WARDENS, series=(Series("Salt", "1"),)),
    Facts("What the Tide Left", authors=("tamsin", "wyn"), fandoms=WARDENS, series=(Series("Salt", "2"),)),
    Facts("Small Hours", authors=("Ottoline_Gray",), fandoms=HARBOUR),
    Facts(
        "Five times the captain lied about her tea (and one time she told the truth, and it was worse than "
        "any of us had thought possible)",
        authors=("thequietkettle",),
        fandoms=HARBOUR,
    ),
    Facts(
        "Зимний свет над старой рекой", authors=("Марина Ключ",), fandoms=("Северный ветер",), language="ru"
    ),
    Facts("长夜将尽", authors=("雪落无声",), fandoms=("山海之约",), language="zh"),
    Facts(
        "夜明けまでの長い手紙、あるいは灯台守の娘の話",
        authors=("月島 灯",),
        fandoms=("灯台の歌 | Song of Lighthouses",),
        language="ja",
    ),
    Facts("겨울 바다의 끝에서", authors=("하늘",), fandoms=("푸른 등대",), language="ko"),
    Facts(
        "رسائل إلى حارس المنارة",
        authors=("ليلى",),
        fandoms=("أغنية البحر",),
        language="ar",
        series=(Series("البحر", "3"),),
    ),
    Facts("The Cartographer’s Apprentice", authors=("Quill & Ember",), fandoms=("Original Work",)),
    Facts("Ash, Iron, Honey", authors=("brinefox",), fandoms=IRONWOOD),
    Facts("supernova", authors=("m.",), fandoms=IRONWOOD),
    Facts(
        "Nobody Tells the Bees",
        authors=("A. N. Other", "beeswax", "cy", "dee"),
        fandoms=("The Hollow Crown",),
    ),
    Facts("I’ll Be Home for Solstice ♡", authors=("starlight☆",), fandoms=("Midwinter Court",)),
    Facts(
        "A Lock, a Key, a Kingdom",
        authors=("J. Merrow",),
        fandoms=("Kingdom Keys",),
        series=(Series("The Locksmith Cycle", "2.5"),),
    ),
    Facts("Untitled", authors=("anonymous",)),
    Facts("the-one-where-everyone-lives-and-goes-to-the-seaside", authors=("x",), fandoms=("Prompts",)),
    Facts("Ωδή στη θάλασσα", authors=("Νεφέλη",), fandoms=("Το Φως",), language="el"),
    Facts("Người giữ đèn biển", authors=("Mây",), fandoms=("Biển",), language="vi"),
    Facts("מכתבים לשומר המגדלור (חלק 2)", authors=("נועה",), fandoms=("שיר הים",), language="he"),
    Facts("समुद्र की चिट्ठियाँ", authors=("लहर",), fandoms=("दीपक",), language="hi"),
    Facts("Red Sky at Morning", authors=("captain_obvious",), fandoms=("Sea Dogs (Video Game)",)),
    Facts(
        "The Thief of Hours",
        authors=("E. Thorne",),
        fandoms=("Clockwork Isles",),
        series=(Series("Hours", "12"),),
    ),
)


def sheet() -> Image.Image:
    """Return all covers, side by side."""
    step = SIZE[0] + GAP, SIZE[1] + GAP
    rows = -(-len(WORKS) // COLUMNS)
    picture = Image.new("RGB", (COLUMNS * step[0] + GAP, rows * step[1] + GAP), "#d8d5cf")
    for at, facts in enumerate(WORKS):
        cover = design(facts, (1600, 2560), facts.language or "en", package_file)
        small = cover.resize(SIZE, Image.Resampling.LANCZOS)
        picture.paste(small, (GAP + at % COLUMNS * step[0], GAP + at // COLUMNS * step[1]))
    return picture


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "covers.png")
    sheet().quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"Drew {len(WORKS)} covers into {target}.")
