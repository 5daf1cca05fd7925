"""Sets the words of a cover: the title as large as it goes, and around it the authors, fandom and series."""

from __future__ import annotations

from PIL import Image

from fic2epub.model.noun import noun
from fic2epub.typesetting.cover.breaking import LINE, broken, pieces
from fic2epub.typesetting.cover.canvas import Dice, Motif, rings
from fic2epub.typesetting.cover.lettering import Ground, Ink, Lettered, lettered, put, runs_from_the_right
from fic2epub.typesetting.cover.palettes import Palette, tinted
from fic2epub.typesetting.cover.typefaces import Case

_ROOM = 1280
"""How wide a line may be, where nothing else is said."""
_GAP = 16
"""Pixels under the tails of a title's last line, which are long in Arabic."""
_LARGEST = 380
"""The largest letters of a title, in pixels: "Rain" need not fill the page."""


@noun(frozen=True, slots=True)
class Words:
    """What a cover says, each on one line and short enough for it; empty where there is nothing to say."""

    title: str
    authors: str
    fandom: str
    series: str
    number: str
    """The work's place in its series."""


@noun(frozen=True, slots=True)
class Plan:
    """All that a layout needs."""

    size: tuple[int, int]
    """Width and height, in pixels; the measures of the layouts are for 1600 by 2560."""
    words: Words
    palette: Palette
    case: Case
    language: str
    motif: Motif
    dice: Dice

    def line(self, text: str, spacing: float = 0.0) -> Lettered:
        """Return a text shaped in the cover's typeface."""
        return lettered(text, self.case, self.language, spacing=spacing)

    def picture(self, size: tuple[int, int]) -> Image.Image:
        """Return the motif of this work, in colours."""
        return self.coloured(self.motif(size, self.dice))

    def coloured(self, tones: Image.Image) -> Image.Image:
        """Return a picture of greys in the colours of this work; it is not to be used any more."""
        colours = self.palette
        return tinted(tones, colours.ground, colours.middle, colours.light)


@noun(frozen=True, slots=True)
class Compositor:
    """Sets the words of a cover into its picture. All places are middles, in pixels."""

    image: Image.Image
    plan: Plan

    def title(self, middle: float, top: float, bottom: float, room: float, ink: Ink) -> float:
        """Set the title as large as it goes between two heights, and return where it ends."""
        found = pieces(self.plan.words.title)
        if self.plan.words.series:
            bottom -= 130  # its mark stands between the title and the authors
        lines, size = broken(found, lambda text: self.plan.line(text).width, (room, bottom - top), _LARGEST)
        step = size * LINE
        first = top + (bottom - top - step * len(lines)) / 2
        places = [(middle, first + step * (at + 0.5)) for at in range(len(lines))]
        foot = put(self.image, list(zip(map(self.plan.line, lines), places, strict=True)), size, ink)
        return max(first + step * len(lines), foot + _GAP)

    def fandom(self, at: tuple[float, float], size: float, ink: Ink, room: float = _ROOM) -> None:
        """Set the fandom in small capitals, at most `room` wide."""
        self._fitted(self.plan.line(self.plan.words.fandom.upper(), 0.08), at, (size, room), ink)

    def authors(self, at: tuple[float, float], ink: Ink, room: float = _ROOM) -> None:
        """Set the authors, at most `room` wide."""
        self._fitted(self.plan.line(self.plan.words.authors, 0.02), at, (100, room), ink)

    def _fitted(self, line: Lettered, at: tuple[float, float], fits: tuple[float, float], ink: Ink) -> None:
        size, room = fits
        if line.width:
            put(self.image, [(line, at)], min(size, room / line.width), ink)

    def series(self, at: tuple[float, float], ink: Ink, room: float = _ROOM) -> None:
        """Set the series' mark: its name, and before it, as it is read, its number in a disc."""
        words = self.plan.words
        if not words.series:
            return
        name, number = self.plan.line(words.series, 0.04), self.plan.line(words.number)
        disc, gap = (112.0, 32.0) if number.width else (0.0, 0.0)
        size = min(70.0, (room - disc - gap) / max(name.width, 0.1))
        half = (disc + gap + name.width * size) / 2
        way = -1 if runs_from_the_right(words.series) else 1
        if number.width:
            self._disc((at[0] - way * (half - disc / 2), at[1]), round(disc / 2), number, ink)
        put(self.image, [(name, (at[0] + way * (half - name.width * size / 2), at[1]))], size, ink)

    def _disc(self, middle: tuple[float, float], radius: int, number: Lettered, ink: Ink) -> None:
        left, top = round(middle[0]) - radius, round(middle[1]) - radius
        box = left, top, left + 2 * radius, top + 2 * radius
        self.image.paste(ink.colour, box[:2], rings(radius, ((1.0, 255),))[1])
        ink.ground.takes(box)
        within = Ink(ink.ground.colour, Ground(ink.colour, box))
        put(self.image, [(number, middle)], min(70.0, 1.44 * radius / number.width), within)
