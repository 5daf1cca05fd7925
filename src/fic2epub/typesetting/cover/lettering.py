"""Letters: a line of text, shaped and set into a picture, in any script and either direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import groupby

import uharfbuzz as hb
from PIL import Image

from fic2epub.model.noun import noun
from fic2epub.typesetting.cover.palettes import tinted
from fic2epub.typesetting.cover.typefaces import Case

Box = tuple[int, int, int, int]
"""A stretch of a picture: left, top, and the first pixels that are not in it any more."""


@noun(slots=True)
class Ground:
    """An even stretch of a picture, on which letters stand."""

    colour: str
    box: Box
    taken: list[Box] = field(default_factory=list)
    """Where there are letters, or other things, already."""

    def takes(self, box: Box) -> bool:
        """Take a stretch for letters, and tell whether it was all of the ground's colour."""
        left, top, right, bottom = box
        whole = self.box
        inside = whole[0] <= left and whole[1] <= top and right <= whole[2] and bottom <= whole[3]
        free = all(
            right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            for other in self.taken
        )
        self.taken.append(box)
        return inside and free


@noun(frozen=True, slots=True)
class Ink:
    """The colour of letters, as `#rrggbb`, and what they stand on."""

    colour: str
    ground: Ground


@noun(frozen=True, slots=True)
class Glyph:
    """A shape of a font and where it stands; measures are in sizes of the letters."""

    font: hb.Font
    number: int
    x: float
    y: float


@noun(frozen=True, slots=True)
class Lettered:
    """A line that is shaped: its glyphs, and how wide it is in sizes of its letters."""

    glyphs: tuple[Glyph, ...]
    width: float


def lettered(text: str, case: Case, language: str, *, spacing: float = 0.0) -> Lettered:
    """Return a text shaped as one line, from left to right as it is seen.

    `spacing` is put between letters, in sizes of them; scripts whose letters join get none.
    """
    glyphs: list[Glyph] = []
    pen = 0.0
    for run, is_rtl in directed(text):
        parts = list(case.runs(run))
        for part, font in reversed(parts) if is_rtl else parts:
            apart = 0.0 if _joins(part) else spacing
            for glyph, advance in _shaped(part, font, language, is_rtl=is_rtl):
                glyphs.append(Glyph(font, glyph.number, pen + glyph.x, glyph.y))
                pen += advance + (apart if advance else 0.0)
    return Lettered(tuple(glyphs), max(0.0, pen))


def _joins(text: str) -> bool:
    """Tell whether a text has letters that join or stack: Arabic's, India's."""
    return any(unicodedata.bidirectional(letter) == "AL" or "\u0900" <= letter <= "\u109f" for letter in text)


def _shaped(text: str, font: hb.Font, language: str, *, is_rtl: bool) -> Iterator[tuple[Glyph, float]]:
    """Give the glyphs of a run of one font and one direction, each with how far it moves the pen."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_rtl else "ltr"
    if language:
        buffer.language = language
    hb.shape(font, buffer)
    em = font.face.upem
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        yield Glyph(font, info.codepoint, at.x_offset / em, at.y_offset / em), at.x_advance / em


def directed(text: str) -> Iterator[tuple[str, bool]]:
    """Give a line's parts in the order in which they are seen, each with whether it runs from right to left.

    The text of each part is in the order in which it is read. The order is that of the Unicode Bidirectional
    Algorithm (UAX #9), as python-bidi applies it.
    """
    strong = [unicodedata.bidirectional(letter) for letter in text]
    if not {"R", "AL", "AN"} & set(strong):
        yield text, False
        return
    from bidi import get_display  # not above: few covers need it

    base = runs_from_the_right(text)
    seen = str(get_display(text))
    ways = _ways([unicodedata.bidirectional(letter) for letter in seen], base=base)
    for is_rtl, run in groupby(zip(seen, ways, strict=True), key=lambda pair: pair[1]):
        letters = "".join(letter for letter, _ in run)
        yield (letters[::-1] if is_rtl else letters), is_rtl


def runs_from_the_right(text: str) -> bool:
    """Tell whether a line begins at the right: its first letter that has a direction says so."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


def _ways(kinds: list[str], *, base: bool) -> list[bool]:
    """Return for each letter, as seen, whether it runs from the right.

    What has no direction of its own goes with both its neighbours, and where they differ, with the line.
    """
    way: list[bool | None] = [
        True if kind in {"R", "AL"} else False if kind in {"L", "EN", "AN"} else None for kind in kinds
    ]
    left: list[bool] = []
    for each in way:
        left.append(each if each is not None else (left[-1] if left else base))
    right: list[bool] = []
    for each in reversed(way):
        right.append(each if each is not None else (right[-1] if right else base))
    return [one if one == other else base for one, other in zip(left, reversed(right), strict=True)]


def put(
    image: Image.Image, lines: Sequence[tuple[Lettered, tuple[float, float]]], size: float, ink: Ink
) -> int:
    """Set lines into a picture, each with its middle at a place, and return where the lowest letter ends.

    Letters are `size` pixels high, and the middle of a line is half the height of its capitals, whatever
    letters it has. On an even ground the box around them is laid in with it: to lay letters alone into a
    picture of colours takes five times as long.
    """
    drawing = hb.RasterDraw()
    for line, middle in lines:
        left = round(middle[0] - line.width * size / 2)
        baseline = round(middle[1] + _HALF_CAPITAL * size)
        for glyph in line.glyphs:
            scale = size / glyph.font.face.upem
            # A rasterizer counts from the bottom up.
            drawing.transform = (scale, 0, 0, scale, left + glyph.x * size, glyph.y * size - baseline)
            drawing.draw_glyph(glyph.font, glyph.number)
    drawn = drawing.render()
    if drawn is None or not drawn.extents or not drawn.extents.width:
        return 0
    box = drawn.extents
    tones = Image.frombytes("L", (box.width, box.height), bytes(drawn.buffer), "raw", "L", box.stride, -1)
    left, top = box.x_origin, -box.y_origin - box.height
    if ink.ground.takes((left, top, left + box.width, top + box.height)):
        image.paste(tinted(tones, ink.ground.colour, ink.colour), (left, top))
    else:
        image.paste(ink.colour, (left, top), tones)
    return -int(box.y_origin)


_HALF_CAPITAL = 0.34
"""Half the height of a capital letter, in sizes of the letters; near enough for all faces here."""
