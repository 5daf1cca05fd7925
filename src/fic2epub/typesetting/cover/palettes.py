"""The colours of drawn covers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image

from fic2epub.model.noun import noun


@noun(frozen=True, slots=True)
class Palette:
    """Four colours that go together: the ground dark enough for pale letters, also on a screen of greys."""

    ground: str
    middle: str
    light: str
    """The accent: of the brightest part of a picture, and of small lines on the ground."""
    paper: str
    """Nearly white: letters on the ground, and the ground of dark letters."""


PALETTES = (
    Palette("#14213d", "#2f4a7a", "#e0a458", "#f7f0e1"),
    Palette("#1b3a2d", "#3f7355", "#e6c17a", "#f6f1e0"),
    Palette("#4a1525", "#95344a", "#f0b38a", "#faf0e4"),
    Palette("#2b1d3f", "#604585", "#e8a5b8", "#f7eef0"),
    Palette("#0d3a47", "#2c7c8a", "#f2cf8d", "#f4f2e4"),
    Palette("#3b2417", "#85582f", "#ecc98f", "#f8f0e0"),
    Palette("#232e36", "#556b78", "#e3c98a", "#f2f0e8"),
    Palette("#5a2410", "#b05a2c", "#f6d28f", "#fbf1e2"),
    Palette("#10322f", "#2e6e63", "#f19f7a", "#f5f1e6"),
    Palette("#35183a", "#803c6c", "#f3c677", "#f9efec"),
    Palette("#1a2748", "#43658b", "#f08c74", "#f4f1ec"),
    Palette("#33351b", "#737a3b", "#efdfa2", "#f7f4e3"),
    Palette("#3d0f14", "#a3302f", "#e9c46a", "#faf1e3"),
    Palette("#102a43", "#3e7cb1", "#f5d5a0", "#f3f4f2"),
    Palette("#22201f", "#5e5650", "#d98f4e", "#f5f0e8"),
    Palette("#123b3a", "#4c9085", "#f6bd60", "#f7f3e6"),
)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return a colour's red, green and blue: "#102030" gives 16, 32, 48."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tinted(tones: Image.Image, *colours: str) -> Image.Image:
    """Return a picture of greys in colours: black is the first of them, white the last.

    The picture given is not to be used any more.
    """
    tones.putpalette(_ramp(colours))
    return tones.convert("RGB")


@lru_cache(maxsize=64)
def _ramp(colours: Sequence[str]) -> bytes:
    """Return 256 colours that go evenly from each one to the next, as Pillow has them in a palette."""
    steps = len(colours) - 1
    ways = [tuple(zip(rgb(one), rgb(other), strict=True)) for one, other in pairwise(colours)]
    ramp = bytearray()
    for tone in range(256):
        way = min(tone * steps // 255, steps - 1)
        part = tone * steps - way * 255
        ramp.extend(a + (b - a) * part // 255 for a, b in ways[way])
    return bytes(ramp)
