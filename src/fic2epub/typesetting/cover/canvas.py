"""What motifs are drawn with: numbers that a work always throws the same, and smooth edges."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw

from fic2epub.model.noun import noun

SCALE = 2
"""Round and slanted shapes are drawn twice as large, then made smaller, for smooth edges."""

Motif = Callable[[tuple[int, int], "Dice"], Image.Image]
"""Draws a picture of greys, of a size in pixels."""


class Dice:
    """Numbers that a work always throws the same, drawn from its digest."""

    def __init__(self, digest: bytes) -> None:
        self._digest = digest
        self._thrown: Iterator[int] = iter(())

    def roll(self, sides: int) -> int:
        """Return a number from 0 to `sides` less one; at most 256 sides."""
        value = next(self._thrown, None)
        if value is None:  # the bytes are used up: the next ones follow from them
            self._digest = hashlib.sha256(self._digest).digest()
            self._thrown = iter(self._digest)
            value = next(self._thrown)
        return value % sides

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`, in 256 steps."""
        return low + (high - low) * self.roll(256) / 255


@noun(frozen=True, slots=True)
class Canvas:
    """An empty picture, larger than the one that is wanted, to draw round and slanted shapes on."""

    scale: int
    picture: Image.Image
    draw: ImageDraw.ImageDraw

    @property
    def size(self) -> tuple[int, int]:
        """Its own width and height."""
        return self.picture.size

    def done(self) -> Image.Image:
        """Return the picture in the size that is wanted."""
        return self.picture.reduce(self.scale) if self.scale > 1 else self.picture


def canvas(size: tuple[int, int]) -> Canvas:
    """Return a canvas for a picture of a size.

    One that fills a page is drawn as large as it is: its edges are smoothed by the page being shown smaller,
    as on every e-reader, and twice as large it would take twice the time that a cover has.
    """
    scale = SCALE if size[0] * size[1] <= _LARGE else 1
    picture = Image.new("L", (size[0] * scale, size[1] * scale), 0)
    return Canvas(scale, picture, ImageDraw.Draw(picture))


_LARGE = 3_000_000
"""Pixels of a picture that is drawn at its own size."""


@lru_cache(maxsize=32)
def rings(radius: int, tones: Sequence[tuple[float, int]]) -> tuple[Image.Image, Image.Image]:
    """Return discs upon each other, the widest first, and the mask of their outline; both 2 radii wide.

    `tones` are pairs of a part of the radius, and a tone.
    """
    side = 2 * radius * SCALE
    picture, mask = Image.new("L", (side, side), 0), Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    draw = ImageDraw.Draw(picture)
    for part, tone in tones:
        inset = side * (1 - part) / 2
        draw.ellipse((inset, inset, side - 1 - inset, side - 1 - inset), fill=tone)
    return picture.reduce(SCALE), mask.reduce(SCALE)


def disc(picture: Image.Image, middle: tuple[float, float], radius: float, tone: int) -> None:
    """Set a disc with a smooth edge into a picture of its final size."""
    whole = max(1, round(radius))
    _, mask = rings(whole, ((1.0, 255),))
    picture.paste(tone, (round(middle[0]) - whole, round(middle[1]) - whole), mask)
