"""How a cover is laid out: where the picture is, and where the words are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from fic2epub.typesetting.cover.compositor import Compositor, Plan

_MARGIN = 140

Layout = Callable[[Plan], Image.Image]


def horizon(plan: Plan) -> Image.Image:
    """Lay the words over a picture that fills the foot of the page."""
    width, height = plan.size
    colours = plan.palette
    image = Image.new("RGB", plan.size, colours.ground)
    words = Compositor(image, plan)
    top = 1500
    image.paste(plan.picture((width, height - top), colours.ground, colours.middle, colours.light), (0, top))
    words.fandom((width / 2, 190), 58, colours.light)
    end = words.title(width / 2, 330, 1180, width - 2 * _MARGIN, colours.paper)
    words.series((width / 2, end + 80), colours.light, colours.ground)
    words.authors((width / 2, 1400), colours.paper)
    return image


def label(plan: Plan) -> Image.Image:
    """Lay a label with the words upon a picture that fills the page, as on the boards of old books."""
    width, _ = plan.size
    colours = plan.palette
    image = plan.picture(plan.size, colours.ground, colours.middle, colours.light)
    words = Compositor(image, plan)
    left, top, right, bottom = 150, 360, width - 150, 1560
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, right, bottom), fill=colours.paper)
    draw.rectangle((left + 26, top + 26, right - 26, bottom - 26), outline=colours.ground, width=7)
    draw.rectangle((left + 44, top + 44, right - 44, bottom - 44), outline=colours.ground, width=2)
    words.fandom((width / 2, top + 130), 50, colours.middle, room=1100)
    end = words.title(width / 2, top + 200, bottom - 260, right - left - 200, colours.ground)
    words.series((width / 2, end + 60), colours.middle, colours.paper, room=1000)
    words.authors((width / 2, bottom - 140), colours.ground, room=1080)
    return image


def bands(plan: Plan) -> Image.Image:
    """Lay the words on a pale band between a dark head and a picture."""
    width, height = plan.size
    colours = plan.palette
    image = Image.new("RGB", plan.size, colours.paper)
    words = Compositor(image, plan)
    draw = ImageDraw.Draw(image)
    head, foot = 360, 1640
    draw.rectangle((0, 0, width, head), fill=colours.ground)
    draw.rectangle((0, head, width, head + 14), fill=colours.light)
    picture = plan.picture((width, height - foot), colours.ground, colours.middle, colours.light)
    image.paste(picture, (0, foot))
    draw.rectangle((0, foot - 14, width, foot), fill=colours.light)
    words.fandom((width / 2, head / 2), 64, colours.paper)
    end = words.title(width / 2, head + 70, foot - 290, width - 2 * _MARGIN, colours.ground)
    words.series((width / 2, end + 70), colours.middle, colours.paper)
    words.authors((width / 2, foot - 130), colours.ground)
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
    arch = _arch((right - left, bottom - top))
    picture = plan.picture((right - left, bottom - top), colours.ground, colours.middle, colours.light)
    image.paste(colours.light, (left - 10, top - 10), _arch((right - left + 20, bottom - top + 20)))
    image.paste(picture, (left, top), arch)
    words.fandom((width / 2, 210), 54, colours.light)
    end = words.title(width / 2, 300, 1020, width - 2 * 180, colours.paper)
    words.series((width / 2, end + 70), colours.light, colours.ground)
    words.authors((width / 2, 1210), colours.paper, room=1200)
    return image


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
