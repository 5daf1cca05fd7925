"""Sheets: pages side by side, with a word over each, small enough to look at and to keep."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from viewers import Shot

GAP, HEAD = 24, 34
GREY, WHITE, INK = 200, (255, 255, 255), (60, 60, 60)


def page_with(shots: Sequence[Shot], words: str) -> Shot | None:
    """Return the first page that shows words, whatever its quotation marks and spaces."""
    return next((shot for shot in shots if _letters(words) in _letters(shot.text)), None)


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def sheet(cells: Sequence[tuple[str, Path | None]], height: int, *, columns: int = 6) -> Image.Image:
    """Return pages in rows, each scaled to a height in pixels, with its word over it."""
    tiles = [_tile(word, picture, height) for word, picture in cells]
    rows = [tiles[at : at + columns] for at in range(0, len(tiles), columns)]
    width = max(sum(tile.width + GAP for tile in row) for row in rows) + GAP
    whole = Image.new("RGB", (width, sum(row[0].height + GAP for row in rows) + GAP // 2), WHITE)
    y = GAP // 2
    for row in rows:
        x = GAP
        for tile in row:
            whole.paste(tile, (x, y))
            x += tile.width + GAP
        y += row[0].height + GAP
    return whole


def _tile(word: str, picture: Path | None, height: int) -> Image.Image:
    page = _page(picture, height)
    tile = Image.new("RGB", (page.width + 2, height + HEAD + 2), WHITE)
    draw = ImageDraw.Draw(tile)
    draw.text((1, 4), word, INK, font=ImageFont.load_default(19))
    tile.paste(page, (1, HEAD + 1))
    draw.rectangle((0, HEAD, page.width + 1, height + HEAD + 1), outline=(GREY, GREY, GREY))
    return tile


def _page(picture: Path | None, height: int) -> Image.Image:
    if picture is None:
        return Image.new("RGB", (height * 2 // 3, height), (235, 235, 235))
    with Image.open(picture) as opened:
        page = opened.convert("RGB")
    return page.resize((round(page.width * height / page.height), height), Image.Resampling.LANCZOS)


def save(image: Image.Image, path: Path, *, colours: int = 256) -> None:
    """Write a PNG with few colours: the same picture gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
