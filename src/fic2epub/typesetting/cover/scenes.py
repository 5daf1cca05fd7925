"""Motifs that show something: a landscape, a sky, a town, a branch."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageDraw

from fic2epub.typesetting.cover.canvas import SCALE, Canvas, Dice, canvas, disc


def hills(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw ridges, each nearer one darker, under a moon."""
    board = canvas(size)
    draw, (width, height) = board.draw, board.size
    low = min(height, width * 5 // 4)
    radius = width * (9 + dice.roll(6)) // 100
    moon = width * (25 + dice.roll(50)) // 100, height - low * 70 // 100
    draw.circle(moon, radius, fill=255)
    for ridge in range(4):
        level = height - low * (0.58 - 0.16 * ridge)
        swell = low * (0.05 + 0.01 * dice.roll(6))
        turns = 1.0 + dice.roll(100) / 60
        shift = dice.roll(256) / 40
        points = [
            (x, level + swell * math.sin(shift + turns * math.tau * x / width)
             + swell * 0.4 * math.sin(shift * 3 + turns * 2.7 * math.tau * x / width))
            for x in range(0, width + 20, 20)
        ]  # fmt: skip
        draw.polygon([*points, (width, height), (0, height)], fill=150 - 38 * ridge)
    return board.done()


def sunrise(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw rings around a sun on the lower edge."""
    board = canvas(size)
    draw, (width, height) = board.draw, board.size
    reach = min(height, 1.4 * width)
    centre = width * (30 + dice.roll(40)) // 100, height - reach * (4 - dice.roll(20)) / 100
    rings = 5 + dice.roll(3)
    for ring in range(rings, 0, -1):
        radius, tone = reach * 0.95 * ring / rings, 150 * (rings - ring) // rings
        draw.circle(centre, radius, fill=40 + tone)
        draw.circle(centre, radius - reach * 0.028, fill=20 + tone * 3 // 4)
    draw.circle(centre, reach * 0.85 / rings, fill=255)
    return board.done()


def rays(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw beams from a point below, the one lighter, the next darker."""
    board = canvas(size)
    draw, (width, height) = board.draw, board.size
    reach = min(height, 1.5 * width)
    x, y = width * (20 + dice.roll(60)) / 100, height + reach * dice.roll(14) / 100
    beams = 24 + 4 * dice.roll(5)
    far = 2.2 * max(width, height)
    for beam in range(0, beams, 2):
        corners = [
            (
                x + far * math.cos(math.pi * side / beams * 2),
                y - far * abs(math.sin(math.pi * side / beams * 2)),
            )
            for side in (beam / 2, beam / 2 + 0.5)
        ]
        draw.polygon([(x, y), *corners], fill=(88, 118, 150)[beam // 2 % 3])
    draw.circle((x, y), reach * 0.42, fill=0)
    draw.circle((x, y), reach * 0.37, fill=255)
    return board.done()


def skyline(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw a town at night: three rows of houses, some windows lit, and a moon."""
    width, height = size
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    tall = min(height, width)
    disc(picture, (width * dice.between(0.2, 0.8), height - tall * 0.82), width * 0.07, 230)
    for row, tone in enumerate((60, 96, 134)):
        left = -dice.roll(60)
        while left < width:
            broad = int(width * dice.between(0.06, 0.14))
            top = height - int(tall * dice.between(0.36, 0.66) * (1 - 0.24 * row))
            draw.rectangle((left, top, left + broad - 1, height), fill=tone)
            _roof(draw, (left, top, broad), tone, dice)
            if row:
                _windows(draw, (left, top, broad, height), dice)
            left += broad + dice.roll(3) * width // 100
    return picture


def _roof(draw: ImageDraw.ImageDraw, house: tuple[int, int, int], tone: int, dice: Dice) -> None:
    left, top, broad = house
    kind = dice.roll(3)
    if kind == 1:
        draw.rectangle((left + broad // 4, top - broad // 4, left + broad * 3 // 4, top), fill=tone)
    elif kind == 2:
        draw.rectangle((left + broad // 2 - 3, top - broad // 2, left + broad // 2 + 3, top), fill=tone)


def _windows(draw: ImageDraw.ImageDraw, house: tuple[int, int, int, int], dice: Dice) -> None:
    left, top, broad, bottom = house
    pane = max(6, broad // 8)
    for y in range(top + pane * 2, bottom, pane * 3):
        for x in range(left + pane, left + broad - pane, pane * 2):
            if dice.roll(5) < 2:
                draw.rectangle((x, y, x + pane - 2, y + pane), fill=235)


def stars(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw a night sky over a dark shore, with a constellation in it."""
    board = canvas(size)
    draw, (width, height) = board.draw, board.size
    for _ in range(90):
        spot, large = (dice.between(0, width), dice.between(0, height * 0.86)), dice.between(2, 5)
        draw.circle(spot, large * board.scale, fill=100 + dice.roll(100))
    steps = 6 + dice.roll(3)
    low = min(height, width * 3 // 4)  # where the page is tall, the words hide what is higher
    points = [
        (width * (0.1 + 0.8 * step / (steps - 1)), height - low * dice.between(0.3, 0.84))
        for step in range(steps)
    ]
    draw.line(points, fill=110, width=3 * board.scale, joint="curve")
    for point in points:
        large = dice.between(10, 20) * board.scale
        draw.circle(point, large * 1.9, fill=60)
        draw.circle(point, large, fill=255)
    shift = dice.between(0, 6)
    shore = [
        (x, height * 0.88 + height * 0.03 * math.sin(shift + x / width * 7)) for x in range(0, width + 40, 40)
    ]
    draw.polygon([*shore, (width, height), (0, height)], fill=84)
    return board.done()


def branches(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw sprigs that grow from the lower edge, with leaves on both sides and berries."""
    board = canvas(size)
    width, height = board.size
    sprigs = 4 + dice.roll(2)
    for sprig in range(sprigs):
        foot = width * (sprig + 0.5) / sprigs + width * dice.between(-0.04, 0.04)
        tall = min(height, 1.3 * width) * dice.between(0.62, 0.94)
        lean, tone = width * dice.between(-0.14, 0.14), (70, 108, 150)[dice.roll(3)]
        _sprig(board, (foot, height, tall, lean), tone, dice)
    return board.done()


def _sprig(board: Canvas, where: tuple[float, float, float, float], tone: int, dice: Dice) -> None:
    draw = board.draw
    foot, ground, tall, lean = where
    stem = [(foot + lean * (at / 20) ** 2, ground - tall * at / 20) for at in range(21)]
    draw.line(stem, fill=tone, width=5 * board.scale, joint="curve")
    long, wide = tall * dice.between(0.15, 0.21), tall * dice.between(0.016, 0.03)
    for at in range(4, 20, 2):
        for side in (-1, 1):
            turn = math.radians(-90 + side * (52 - at * 0.6))
            _leaf(draw, stem[at], turn, (long * (1.1 - at / 34), wide), tone)
    _leaf(draw, stem[20], math.radians(-90), (long * 0.6, wide), tone)
    if dice.roll(2):
        for at, side in ((7, 1), (11, -1), (15, 1)):
            berry = stem[at][0] + side * long * 0.55, stem[at][1] - long * 0.1
            draw.circle(berry, wide * 0.6, fill=245)


def _leaf(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], turn: float, large: tuple[float, float], tone: int
) -> None:
    """Draw a leaf that grows from `at` towards `turn`, in radians, as long and half as wide as `large`."""
    (long, wide), along, across = large, math.cos(turn), math.sin(turn)
    sides = ((1, range(9)), (-1, range(7, 0, -1)))
    edge = [
        (long * step / 8, side * wide * math.sin(math.pi * step / 8) ** 0.8)
        for side, steps in sides
        for step in steps
    ]
    points = [(at[0] + x * along - y * across, at[1] + x * across + y * along) for x, y in edge]
    draw.polygon(points, fill=tone)


def shelf(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw the spines of books side by side, with their bands."""
    width, height = size
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    tall = min(height, width)
    left = 0
    while left < width:
        thick = width * (5 + dice.roll(6)) // 100
        top = height - tall * (86 - dice.roll(40)) // 100
        tone = (50, 80, 110, 140, 175)[dice.roll(5)]
        draw.rectangle((left, top, left + thick - width // 160, height), fill=tone)
        for band in range(1 + dice.roll(3)):
            at = top + tall * (6 + 7 * band) // 100
            draw.rectangle((left, at, left + thick - width // 160, at + tall // 60), fill=235)
        left += thick
    return picture


def moons(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw the moon's phases in rows, over each other."""
    width, height = size
    picture = Image.new("L", size, 0)
    columns, onward = 4 + dice.roll(3), 1 + 2 * dice.roll(3)
    step = width / columns
    radius = step * 0.36
    rows = math.ceil(height / step)
    shift = dice.roll(8)
    for row in range(rows):
        for column in range(columns):
            middle = step * (column + 0.5), height - step * (row + 0.5)
            phase = (shift + row * onward + column) % 8
            disc(picture, middle, radius, 58)
            _phase(picture, middle, radius, phase, 245 - 22 * (row % 5))
    return picture


def _phase(picture: Image.Image, middle: tuple[float, float], radius: float, phase: int, tone: int) -> None:
    """Draw the lit part of a moon, `phase` eighths of its way from new to new."""
    whole = round(radius)
    if phase:
        picture.paste(tone, (round(middle[0]) - whole, round(middle[1]) - whole), _lit(whole, phase))


@lru_cache(maxsize=32)
def _lit(radius: int, phase: int) -> Image.Image:
    """Return the mask of a moon's lit part: a half, and what the ellipse on its edge adds or takes."""
    side = 2 * radius * SCALE
    lit = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(lit)
    draw.pieslice((0, 0, side, side), 270 if phase <= 4 else 90, 90 if phase <= 4 else 270, fill=255)
    if phase % 4 != 2:
        bulge = abs(math.cos(math.tau * phase / 8)) * side / 2
        draw.ellipse((side / 2 - bulge, 0, side / 2 + bulge, side), fill=255 if 2 < phase < 6 else 0)
    return lit.reduce(SCALE)
