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
    from fic2epub.bookbinding.thumbnails import reduced

    small = reduced(picture, WIDTH, _TALLEST)
    if small is None:
        return ""
    for quality in _QUALITIES:
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= _LARGEST:
            break
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
