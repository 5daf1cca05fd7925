"""Covers small enough that a page can hold thousands of them."""

from __future__ import annotations

import base64
import io

WIDTH = 160
"""Pixels."""
_TALLEST = 320
_QUALITIES = (55, 30, 15)
_LARGEST = 6 * 1024
"""Bytes. A busy photograph is set coarser until it has no more."""


def thumbnail(picture: bytes) -> str:
    """Return a picture as a small JPEG in a `data:` address; empty where it is no picture."""
    from PIL import Image

    if not picture:
        return ""
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as image:
            image.draft("RGB", (WIDTH, _TALLEST))  # a JPEG is unpacked at an eighth of its size
            small = image.convert("RGB")
            small.thumbnail((WIDTH, _TALLEST), Image.Resampling.BOX, reducing_gap=None)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return ""
    for quality in _QUALITIES:
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= _LARGEST:
            break
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
