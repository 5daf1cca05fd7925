"""The design of a drawn cover: a ground, a motif over its lower part, and the title set large above it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from fic2epub.model.story import Facts
from fic2epub.typesetting.cover_motifs import MOTIFS, Dice
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import one_line

_INK = (250, 244, 230)
_PALETTES: tuple[tuple[str, str, str], ...] = (
    ("#14213d", "#2f4a7a", "#e0a458"),
    ("#1f3b2d", "#3f6b52", "#e6c17a"),
    ("#4a1525", "#8a2f43", "#f0b38a"),
    ("#2b1d3f", "#5a3f7d", "#e8a5b8"),
    ("#0f3d4a", "#2c7482", "#f2cf8d"),
    ("#3b2417", "#7d5233", "#ecc98f"),
    ("#26323a", "#556b78", "#d9d3b8"),
    ("#5a2a12", "#a3532a", "#f4d19b"),
    ("#10322f", "#2e6e63", "#f19f7a"),
    ("#33203a", "#7a3b69", "#f3c677"),
    ("#1c2b4a", "#43658b", "#ed8975"),
    ("#3a3a1f", "#757a3b", "#efdfa2"),
)
"""Ground, middle tone, light: dark enough for pale letters, on a screen of greys as well."""

_MARGIN = 150
_TITLE_TOP, _TITLE_HEIGHT = 380, 790
_LARGEST, _SMALLEST = 340, 76
_LINE = 1.16
"""The height of a line, in sizes of its letters."""
_HORIZON, _HIGH_HORIZON = 1520, 820
"""Where the motif begins, in pixels from the top: under a title, and where none can be set."""
_MOST_WORDS, _LONGEST_WORD = 24, 34


def design(facts: Facts, size: tuple[int, int], typography: str) -> Image.Image:
    """Return the cover's image. Words that the font has no letters for are left out, each line by itself.

    `typography` is the language that the title is set as.
    """
    title, fandom = one_line(facts.title), one_line(facts.fandoms[0] if facts.fandoms else "")
    ground, middle, light = _PALETTES[Dice(_digest(fandom or title)).roll(len(_PALETTES))]
    image = Image.new("RGB", size, ground)
    dice = Dice(_digest("\n".join((title, *facts.authors))))
    horizon = _HORIZON if _drawable(title) else _HIGH_HORIZON
    motif = MOTIFS[dice.roll(len(MOTIFS))]((size[0], size[1] - horizon), dice)
    image.paste(_coloured(motif, ground, middle, light), (0, horizon))
    set_title = _drawable(smarten_text(title, typography)) or _drawable(title)
    _letter(ImageDraw.Draw(image), facts, set_title.split(), size[0], light)
    return image


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _coloured(grey: Image.Image, ground: str, middle: str, light: str) -> Image.Image:
    """Return a picture of greys in colours: black the ground, grey the middle tone, white the light one."""
    dark_to_light = [_rgb(ground), _rgb(middle), _rgb(light)]
    bands = []
    for channel in range(3):
        low, mid, high = (colour[channel] for colour in dark_to_light)
        ramp = [low + (mid - low) * at // 128 for at in range(128)]
        ramp += [mid + (high - mid) * at // 127 for at in range(128)]
        bands.append(grey.point(ramp))
    return Image.merge("RGB", bands)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _letter(draw: ImageDraw.ImageDraw, facts: Facts, title: list[str], width: int, light: str) -> None:
    """Set the fandom over the title, the title, a rule, and the authors under it."""
    middle = width / 2
    fandom = _drawable(facts.fandoms[0] if facts.fandoms else "")
    if fandom:
        _line(draw, (middle, 220), _cut(fandom, 40).upper(), 60, light)
    bottom: float = _TITLE_TOP
    if title:
        bottom = _set_title(draw, title, width)
    authors = _drawable(" & ".join(facts.authors))
    if authors and title:
        draw.line((middle - 90, bottom + 50, middle + 90, bottom + 50), fill=light, width=6)
    if authors:
        _line(draw, (middle, bottom + 150), _cut(authors, 48), 96, _INK)


def _set_title(draw: ImageDraw.ImageDraw, words: list[str], width: int) -> float:
    """Set the title in the middle of its space, as large as it goes, and return where it ends."""
    lines, size = broken(words, width - 2 * _MARGIN)
    step = size * _LINE
    bold = size // 70  # the font has one weight, too light for a thumbnail
    top = _TITLE_TOP + (_TITLE_HEIGHT - step * len(lines)) / 2
    for at, line in enumerate(lines):
        draw.text(
            (width / 2, top + step * (at + 0.5)),
            line,
            font=_font(size),
            fill=_INK,
            anchor="mm",
            stroke_width=bold,
        )
    return top + step * len(lines)


def _line(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, fill: str | tuple[int, int, int]
) -> None:
    """Set one line around a point, smaller where it would be too wide."""
    room = 2 * (at[0] - _MARGIN)
    fits = min(size, int(size * room / max(1.0, _font(size).getlength(text))))
    draw.text(at, text, font=_font(max(fits, 24)), fill=fill, anchor="mm", stroke_width=1)


def broken(words: list[str], room: float) -> tuple[list[str], int]:
    """Return a title's lines and the size of its letters, both in the way that lets them be largest.

    Among ways that differ by less than a tenth the one with fewer lines wins.
    """
    if len(words) > _MOST_WORDS:
        words = [*words[:_MOST_WORDS], "…"]
    words = [_cut(word, _LONGEST_WORD) for word in words]
    best: tuple[list[str], int] = (words, _SMALLEST)
    best_size = 0.0
    for count in range(1, min(len(words), 8) + 1):
        lines = _balanced(words, count)
        widest = max(map(_measure, lines))
        size = min(_LARGEST, room / widest, _TITLE_HEIGHT / (_LINE * len(lines)))
        if size > best_size * 1.1:
            best, best_size = (lines, int(size)), size
    return best


def _balanced(words: list[str], count: int) -> list[str]:
    """Return words in a number of lines whose longest is as short as can be."""
    widths = [_measure(word) for word in words]
    space = _measure(" ")
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(words)
    ways = [best]
    for _ in range(count):
        best = [(float("inf"), 0)] * (len(words) + 1)
        for end in range(1, len(words) + 1):
            best[end] = min(
                (max(ways[-1][start][0], sum(widths[start:end]) + space * (end - start - 1)), -start)
                for start in range(end)
            )
        ways.append(best)
    lines: list[str] = []
    end = len(words)
    for way in reversed(ways[1:]):
        start = -way[end][1]
        lines.insert(0, " ".join(words[start:end]))
        end = start
    return lines


def _measure(text: str) -> float:
    """Return the width of a text, in sizes of its letters."""
    return _font(100).getlength(text) / 100


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


_REPLACED = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " "})


def _drawable(text: str) -> str:
    """Return a text on one line, or nothing if the font lacks a letter of it."""
    text = one_line(text).translate(_REPLACED)
    return text if all(map(_has_letter, text)) else ""


@lru_cache(maxsize=4096)
def _has_letter(letter: str) -> bool:
    if letter == " " or ("!" <= letter <= "~"):
        return True
    shape = _font(40).getmask(letter)
    missing = _font(40).getmask("\uffff")
    return shape.size != missing.size or bytes(shape) != bytes(missing)


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow's wheels all have FreeType
    return font
