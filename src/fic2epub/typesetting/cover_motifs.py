"""The motifs of drawn covers: pictures of greys, each drawn from the work's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

_SCALE = 2
"""Motifs are drawn twice as large, then made smaller, for smooth edges."""


class Dice:
    """Numbers that a work always throws the same: the bytes of its digest, in turn and round again."""

    def __init__(self, digest: bytes) -> None:
        self._digest = digest
        self._next = 0

    def roll(self, sides: int) -> int:
        """Return a number from 0 to `sides` less one; at most 256 sides."""
        value = self._digest[self._next % len(self._digest)] + 31 * (self._next // len(self._digest))
        self._next += 1
        return value % sides


def hills(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw ridges, each nearer one darker, under a moon."""
    picture, draw, width, height = _canvas(size)
    radius = width * (9 + dice.roll(6)) // 100
    moon = width * (25 + dice.roll(50)) // 100, height * 30 // 100
    draw.circle(moon, radius, fill=255)
    for ridge in range(4):
        level = height * (0.42 + 0.16 * ridge)
        swell = height * (0.05 + 0.01 * dice.roll(6))
        turns = 1.0 + dice.roll(100) / 60
        shift = dice.roll(256) / 40
        points = [
            (x, level + swell * math.sin(shift + turns * math.tau * x / width)
             + swell * 0.4 * math.sin(shift * 3 + turns * 2.7 * math.tau * x / width))
            for x in range(0, width + 20, 20)
        ]  # fmt: skip
        draw.polygon([*points, (width, height), (0, height)], fill=150 - 38 * ridge)
    return picture.reduce(_SCALE)


def sunrise(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw rings around a sun on the lower edge."""
    picture, draw, width, height = _canvas(size)
    centre = width * (30 + dice.roll(40)) // 100, height * (96 + dice.roll(20)) // 100
    rings = 5 + dice.roll(3)
    for ring in range(rings, 0, -1):
        draw.circle(centre, height * 0.9 * ring / rings, fill=(40 + 150 * (rings - ring) // rings))
        draw.circle(
            centre, height * 0.9 * ring / rings - height * 0.03, fill=(20 + 110 * (rings - ring) // rings)
        )
    draw.circle(centre, height * 0.9 / rings * 0.9, fill=255)
    return picture.reduce(_SCALE)


def tiles(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw a field of quarter circles, turned this way and that."""
    picture, draw, width, height = _canvas(size)
    side = width // 8
    tones = (0, 60, 110, 128, 190, 255)
    for row in range(math.ceil(height / side)):
        for column in range(8):
            left, top = column * side, row * side
            tone = tones[dice.roll(3)]
            draw.rectangle((left, top, left + side, top + side), fill=tone)
            turn = dice.roll(4)
            corner = left + side * (turn in (1, 2)), top + side * (turn in (2, 3))
            quarter = (0, 90, 180, 270)[turn]
            box = (corner[0] - side, corner[1] - side, corner[0] + side, corner[1] + side)
            draw.pieslice(box, quarter, quarter + 90, fill=tones[dice.roll(3) + 2 + (dice.roll(5) == 0)])
    return picture.reduce(_SCALE)


def shelf(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw the spines of books side by side, with their bands."""
    picture, draw, width, height = _canvas(size)
    left = 0
    while left < width:
        thick = width * (5 + dice.roll(6)) // 100
        top = height * (14 + dice.roll(40)) // 100
        tone = (50, 80, 110, 140, 175)[dice.roll(5)]
        draw.rectangle((left, top, left + thick - width // 200, height), fill=tone)
        for band in range(1 + dice.roll(3)):
            at = top + height * (6 + 7 * band) // 100
            draw.rectangle((left, at, left + thick - width // 200, at + height // 60), fill=235)
        left += thick
    return picture.reduce(_SCALE)


def waves(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw rows of scales, as old maps draw the sea."""
    picture, draw, width, height = _canvas(size)
    radius = width // (8 + dice.roll(5))
    rows = math.ceil(height / (radius / 2)) + 2
    for row in range(rows):
        for column in range(-1, math.ceil(width / (2 * radius)) + 1):
            centre = (column * 2 + row % 2) * radius + radius // 2, row * radius // 2 + radius
            fade = 1 - row / rows
            for ring, darkest, brighter in ((1.0, 60, 150), (0.86, 20, 70), (0.6, 40, 120), (0.44, 20, 60)):
                draw.circle(centre, radius * ring, fill=int(darkest + brighter * fade))
    return picture.reduce(_SCALE)


def rays(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw beams from a point below, the one lighter, the next darker."""
    picture, draw, width, height = _canvas(size)
    centre = width * (20 + dice.roll(60)) // 100, height * (100 + dice.roll(20)) // 100
    beams = 24 + 4 * dice.roll(5)
    for beam in range(0, beams, 2):
        draw.pieslice(
            (centre[0] - height, centre[1] - height, centre[0] + height, centre[1] + height),
            360 * beam / beams,
            360 * (beam + 1) / beams,
            fill=(100, 128, 160)[beam // 2 % 3],
        )
    draw.circle(centre, height * 0.42, fill=0)
    draw.circle(centre, height * 0.36, fill=255)
    return picture.reduce(_SCALE)


MOTIFS: tuple[Callable[[tuple[int, int], Dice], Image.Image], ...] = (
    hills,
    sunrise,
    tiles,
    shelf,
    waves,
    rays,
)


def _canvas(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw, int, int]:
    width, height = size[0] * _SCALE, size[1] * _SCALE
    picture = Image.new("L", (width, height), 0)
    return picture, ImageDraw.Draw(picture), width, height
