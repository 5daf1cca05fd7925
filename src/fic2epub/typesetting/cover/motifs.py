"""The motifs of drawn covers: pictures of greys, each drawn from the work's own numbers."""

from __future__ import annotations

from fic2epub.typesetting.cover.canvas import Motif
from fic2epub.typesetting.cover.patterns import contours, fans, tiles, waves
from fic2epub.typesetting.cover.scenes import branches, hills, moons, rays, shelf, skyline, stars, sunrise

MOTIFS: tuple[Motif, ...] = (
    hills,
    sunrise,
    tiles,
    shelf,
    waves,
    rays,
    skyline,
    stars,
    branches,
    moons,
    fans,
    contours,
)
