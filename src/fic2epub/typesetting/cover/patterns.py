"""Motifs that repeat: tiles, scales, fans, and the lines of a map."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageDraw

from fic2epub.typesetting.cover.canvas import SCALE, Dice, canvas, rings


def tiles(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw a field of quarter circles, turned this way and that."""
    width, height = size
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    side = max(2, width // 8)
    tones = (0, 60, 110, 128, 190, 255)
    for row in range(math.ceil(height / side)):
        for column in range(math.ceil(width / side)):
            left, top = column * side, row * side
            draw.rectangle((left, top, left + side, top + side), fill=tones[dice.roll(3)])
            tone = tones[dice.roll(3) + 2 + (dice.roll(5) == 0)]
            picture.paste(tone, (left, top), _quarter(side, dice.roll(4)))
    return picture


@lru_cache(maxsize=16)
def _quarter(side: int, turn: int) -> Image.Image:
    large = side * SCALE
    mask = Image.new("L", (large, large), 0)
    x, y = large * (turn in (1, 2)), large * (turn in (2, 3))
    ImageDraw.Draw(mask).ellipse((x - large, y - large, x + large, y + large), fill=255)
    return mask.reduce(SCALE)


def waves(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw rows of scales, as old maps draw the sea."""
    width, height = size
    picture = Image.new("L", size, 0)
    radius = max(4, width // (8 + dice.roll(5)))
    rows = math.ceil(height / (radius / 2)) + 2
    for row in range(rows):
        fade = 1 - row * 8 // rows / 8
        tones = tuple(
            (part, int(darkest + brighter * fade))
            for part, darkest, brighter in ((1.0, 60, 150), (0.86, 20, 70), (0.6, 40, 120), (0.44, 20, 60))
        )
        # What is lower of a scale lies under those of the next two rows, and is not seen.
        scale, mask = (
            whole.crop((0, 0, 2 * radius, radius + radius // 8 + 2)) for whole in rings(radius, tones)
        )
        for column in range(-1, math.ceil(width / (2 * radius)) + 1):
            x, y = (column * 2 + row % 2) * radius + radius // 2, row * radius // 2 + radius
            picture.paste(scale, (x - radius, y - radius), mask)
    return picture


def fans(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw rows of fans with their ribs, as on the walls of an old cinema."""
    width, height = size
    picture = Image.new("L", size, 0)
    radius = max(8, width // (4 + 2 * dice.roll(2)) // 2)
    fan, mask = _fan(radius, 5 + 2 * dice.roll(3), (40, 62, 84)[dice.roll(3)])
    for row in range(math.ceil(height / radius) + 1):
        for column in range(-1, math.ceil(width / (2 * radius)) + 1):
            x = (column * 2 + row % 2) * radius
            picture.paste(fan, (x, row * radius), mask)
    return picture


@lru_cache(maxsize=16)
def _fan(radius: int, ribs: int, ground: int) -> tuple[Image.Image, Image.Image]:
    """Return a half disc with ribs, and its mask."""
    large = radius * SCALE
    picture, mask = Image.new("L", (2 * large, large)), Image.new("L", (2 * large, large))
    box = (0, 0, 2 * large - 1, 2 * large - 1)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse(box, fill=225)
    inset = large * 0.05
    draw.ellipse((inset, inset, 2 * large - inset, 2 * large - inset), fill=ground)
    for rib in range(1, ribs + 1):
        turn = math.pi * rib / (ribs + 1)
        end = large * (1 - 0.94 * math.cos(turn)), large * (1 - 0.94 * math.sin(turn))
        draw.line((large, large, *end), fill=150, width=max(2, round(large * 0.018)))
    for part, tone in ((0.36, 200), (0.29, ground)):
        inset = large * (1 - part)
        draw.ellipse((inset, inset, 2 * large - inset, 2 * large - inset), fill=tone)
    return picture.reduce(SCALE), mask.reduce(SCALE)


def contours(size: tuple[int, int], dice: Dice) -> Image.Image:
    """Draw the lines of heights of two mountains, as on a map."""
    board = canvas(size)
    draw, (width, height) = board.draw, board.size
    reach = 0.62 * max(width, height)
    peaks = [
        (width * dice.between(0.1, 0.4), height * dice.between(0.2, 0.8), dice.between(0, 6)),
        (width * dice.between(0.6, 0.95), height * dice.between(0.2, 0.8), dice.between(0, 6)),
    ]
    lobes = 2 + dice.roll(3)
    levels = 6
    for level in range(levels, 0, -1):
        radius, steps = reach * level / levels, 24 + 6 * level
        for wide, tone in ((1.0, 190), (0.975, 14 + (levels - level) * 17)):
            for x, y, shift in peaks:
                draw.polygon(_loop((x, y), radius * wide, (shift, lobes), steps), fill=tone)
    return board.done()


def _loop(
    middle: tuple[float, float], radius: float, shape: tuple[float, int], steps: int
) -> list[tuple[float, float]]:
    """Return the points of a closed line around a peak, at about `radius` from it."""
    shift, lobes = shape
    points = []
    for at in range(steps):
        turn = math.tau * at / steps
        far = radius * (1 + 0.16 * math.sin(lobes * turn + shift) + 0.06 * math.sin(5 * turn - shift))
        points.append((middle[0] + far * math.cos(turn), middle[1] + 0.8 * far * math.sin(turn)))
    return points
