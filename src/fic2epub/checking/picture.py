"""What a picture in a book is, by its own first bytes."""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

from PIL import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
"""The only formats that Pillow is let loose on: some others run programs, or unpack at once."""
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}


class Picture(NamedTuple):
    """A picture."""

    format: str = ""
    """Pillow's name for it; empty where it can't be read."""
    width: int = 0
    height: int = 0
    mode: str = ""
    size: int = 0
    """Bytes."""


def picture_of(data: bytes) -> Picture:
    """Return what a picture is. Only its head is read; nothing is drawn. Never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of pictures with very many pixels; so do we
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return Picture(image.format or "", *image.size, image.mode, len(data))
    except Exception:  # whatever Pillow's readers make of bytes that were made to hurt
        return Picture(size=len(data))
