"""How a cover is laid out: where the picture is, and where the words are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from fic2epub.typesetting.cover.compositor import Compositor, Plan
from fic2epub.typesetting.cover.lettering import Ground, Ink

_MARGIN = 140
_RIM = 10

Layout = Callable[[Plan], Image.Image]


def horizon(plan: Plan) -> Image.Image:
    """Lay the words over a picture that fills the foot of the page."""
    width, height = plan.size
    colours = plan.palette
    image = Image.new("RGB", plan.size, colours.ground)
    words = Compositor(image, plan)
    top = 1500
    ground = Ground(colours.ground, (0, 0, width, top))
    letters, marks = Ink(colours.paper, ground), Ink(colours.light, ground)
    image.paste(plan.picture((width, height - top)), (0, top))
    words.fandom((width / 2, 190), 58, marks)
    end = words.title(width / 2, 330, 1180, width - 2 * _MARGIN, letters)
    words.series((width / 2, end + 80), marks)
    words.authors((width / 2, 1400), letters)
    return image


def label(plan: Plan) -> Image.Image:
    """Lay a label with the words upon a picture that fills the page, as on the boards of old books."""
    width, _ = plan.size
    colours = plan.palette
    image = plan.picture(plan.size)
    words = Compositor(image, plan)
    left, top, right, bottom = 150, 360, width - 150, 1560
    ground = Ground(colours.paper, (left + 50, top + 50, right - 50, bottom - 50))
    letters, marks = Ink(colours.ground, ground), Ink(colours.middle, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, right, bottom), fill=colours.paper)
    draw.rectangle((left + 26, top + 26, right - 26, bottom - 26), outline=colours.ground, width=7)
    draw.rectangle((left + 44, top + 44, right - 44, bottom - 44), outline=colours.ground, width=2)
    words.fandom((width / 2, top + 130), 50, marks, room=1100)
    end = words.title(width / 2, top + 200, bottom - 260, right - left - 200, letters)
    words.series((width / 2, end + 60), marks, room=1000)
    words.authors((width / 2, bottom - 140), letters, room=1080)
    return image


def bands(plan: Plan) -> Image.Image:
    """Lay the words on a pale band between a dark head and a picture."""
    width, height = plan.size
    colours = plan.palette
    image = Image.new("RGB", plan.size, colours.paper)
    words = Compositor(image, plan)
    draw = ImageDraw.Draw(image)
    head, foot = 360, 1640
    ground = Ground(colours.paper, (0, head + 20, width, foot - 20))
    letters, marks = Ink(colours.ground, ground), Ink(colours.middle, ground)
    draw.rectangle((0, 0, width, head), fill=colours.ground)
    draw.rectangle((0, head, width, head + 14), fill=colours.light)
    image.paste(plan.picture((width, height - foot)), (0, foot))
    draw.rectangle((0, foot - 14, width, foot), fill=colours.light)
    words.fandom((width / 2, head / 2), 64, Ink(colours.paper, Ground(colours.ground, (0, 0, width, head))))
    end = words.title(width / 2, head + 70, foot - 290, width - 2 * _MARGIN, letters)
    words.series((width / 2, end + 70), marks)
    words.authors((width / 2, foot - 130), letters)
    return image


def window(plan: Plan) -> Image.Image:
    """Lay the words over an arch with a picture in it, within a thin frame."""
    width, height = plan.size
    colours = plan.palette
    image = Image.new("RGB", plan.size, colours.ground)
    words = Compositor(image, plan)
    draw = ImageDraw.Draw(image)
    for inset, line in ((60, 8), (84, 3)):
        draw.rectangle((inset, inset, width - inset, height - inset), outline=colours.light, width=line)
    left, top, right, bottom = 340, 1330, width - 340, height - 250
    ground = Ground(colours.ground, (90, 90, width - 90, top - _RIM))
    letters, marks = Ink(colours.paper, ground), Ink(colours.light, ground)
    image.paste(plan.coloured(_through_arch(plan, (right - left, bottom - top))), (left - _RIM, top - _RIM))
    words.fandom((width / 2, 210), 54, marks)
    end = words.title(width / 2, 300, 1020, width - 2 * 180, letters)
    words.series((width / 2, end + 70), marks)
    words.authors((width / 2, 1210), letters, room=1200)
    return image


def _through_arch(plan: Plan, size: tuple[int, int]) -> Image.Image:
    """Return the work's picture of greys as it is seen through an arch with a bright rim."""
    width, height = size
    whole = width + 2 * _RIM, height + 2 * _RIM
    tones = Image.new("L", whole, 0)
    tones.paste(255, (0, 0), _arch(whole))
    tones.paste(plan.motif(size, plan.dice), (_RIM, _RIM), _arch(size))
    return tones


@lru_cache(maxsize=4)
def _arch(size: tuple[int, int]) -> Image.Image:
    """Return the mask of an opening with a round head."""
    width, height = size
    mask = Image.new("L", (2 * width, 2 * height), 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((0, 0, 2 * width - 1, 2 * width - 1), fill=255)
    draw.rectangle((0, width, 2 * width, 2 * height), fill=255)
    return mask.reduce(2)


LAYOUTS: tuple[Layout, ...] = (horizon, label, bands, window)
