"""A given picture as a cover: checked, and made to fit."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from fic2epub.errors import BindingError
from fic2epub.model.book import Asset

if TYPE_CHECKING:
    from PIL import Image

NAME = "cover.jpg"
WIDTH, HEIGHT = 1600, 2560
"""The size that shops and e-readers ask for, in pixels: 1 to 1.6, and sharp on every screen."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
"""The largest image that is unpacked: a photograph of today passes, a bomb of a few bytes does not."""

_ADVICE = (
    "Give a JPEG, PNG, WebP or GIF image of at most 40 megapixels as the cover, or none to have one drawn."
)


def fitted(data: bytes) -> Asset:
    """Return an image as a book's cover: RGB JPEG, upright, at most 1600 by 2560 pixels, without metadata.

    Its proportions stay, and a small image stays small; of a moving one the first frame is taken. Raises
    BindingError where the bytes are no image of an allowed format, are damaged, or hold too many pixels.
    """
    from PIL import Image  # not above: Pillow takes a while to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image)
                return Asset(NAME, "image/jpeg", as_jpeg(_upright(image)))
    except BindingError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BindingError("the cover's image has too many pixels", advice=_ADVICE) from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise nearly anything
        raise BindingError("the cover is not an image that can be read", advice=_ADVICE) from error


def _check_size(image: Image.Image) -> None:
    """Raise BindingError for an image too large to unpack. The header tells; nothing is unpacked yet."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise BindingError(f"the cover's image is too large: {width} by {height} pixels", advice=_ADVICE)


def _upright(image: Image.Image) -> Image.Image:
    """Return an image as RGB of a fitting size, turned as the camera was held."""
    from PIL import Image, ImageOps

    image.draft(
        "RGB", (HEIGHT, HEIGHT)
    )  # a JPEG may be unpacked at half its size; either side may be the long one
    turned = _as_rgb(ImageOps.exif_transpose(image))
    turned.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return turned


def _as_rgb(image: Image.Image) -> Image.Image:
    """Return an image in RGB: what is see-through becomes white, and sixteen bits of grey become eight."""
    from PIL import Image

    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def as_jpeg(image: Image.Image) -> bytes:
    """Return an image as JPEG: the same image, the same bytes."""
    image.info.clear()  # the comment of a JPEG would be written again
    out = _Jpeg()
    image.save(out, quality=88)
    return out.getvalue()


class _Jpeg(io.BytesIO):
    """Bytes with a file's name: Pillow then loads the one format that the name tells, and not all of them."""

    name = NAME
