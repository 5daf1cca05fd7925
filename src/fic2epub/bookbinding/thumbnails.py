"""A picture → a small one. The picture may be anyone's, and no picture at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_MOST_PIXELS = 40_000_000
"""A few kilobytes can claim to be a picture of gigabytes."""


def reduced(picture: bytes, width: int, height: int, *, fine: bool = False) -> Image.Image | None:
    """Return a picture reduced to fit into a box; None where it is no picture, or too large a one.

    What is smaller stays as large as it is. Fine ones take longer.
    """
    from PIL import Image

    if not picture:
        return None
    how = Image.Resampling.LANCZOS if fine else Image.Resampling.BOX
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("RGB", (width, height))  # a JPEG is unpacked at an eighth of its size
            small = image.convert("RGB")
            small.thumbnail((width, height), how, reducing_gap=2.0 if fine else None)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None
    return small
