"""Given covers: an image is made to fit, or refused."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fic2epub.errors import BindingError
from fic2epub.model.book import Asset
from fic2epub.typesetting.cover import fitted


def image_bytes(
    size: tuple[int, int], kind: str = "JPEG", mode: str = "RGB", colour: Any = 90, **options: Any
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def opened(asset: Asset) -> Image.Image:
    assert (asset.name, asset.media_type) == ("cover.jpg", "image/jpeg")
    image = Image.open(io.BytesIO(asset.data))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    ("size", "fits"),
    [
        ((1600, 2560), (1600, 2560)),
        ((3200, 5120), (1600, 2560)),
        ((2000, 2000), (1600, 1600)),
        ((1000, 4000), (640, 2560)),
        ((300, 400), (300, 400)),
        ((1, 1), (1, 1)),
    ],
)
def test_an_image_keeps_its_proportions_and_is_never_made_larger(
    kind: str, size: tuple[int, int], fits: tuple[int, int]
) -> None:
    assert opened(fitted(image_bytes(size, kind))).size == fits


@pytest.mark.parametrize(
    ("kind", "mode", "colour", "pixel"),
    [
        ("PNG", "RGBA", (200, 0, 0, 0), (255, 255, 255)),
        ("PNG", "RGBA", (200, 0, 0, 255), (200, 0, 0)),
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "L", 128, (128, 128, 128)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("PNG", "P", 0, (0, 0, 0)),
        ("PNG", "I;16", 0x8000, (128, 128, 128)),
        ("JPEG", "CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("JPEG", "L", 128, (128, 128, 128)),
    ],
)
def test_any_mode_becomes_rgb(kind: str, mode: str, colour: Any, pixel: tuple[int, int, int]) -> None:
    got = opened(fitted(image_bytes((20, 30), kind, mode, colour))).getpixel((10, 10))
    assert isinstance(got, tuple)
    assert all(abs(a - b) <= 4 for a, b in zip(got, pixel, strict=True))


def test_a_photograph_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "A camera with a name"
    image = opened(fitted(image_bytes((400, 300), exif=exif, comment=b"a secret", dpi=(300, 300))))
    assert image.size == (300, 400)
    assert not image.getexif()
    assert "comment" not in image.info


def test_the_first_frame_of_a_moving_image() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (30, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    pixel = opened(fitted(out.getvalue())).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        image_bytes((20, 20), "BMP"),
        image_bytes((20, 20), "TIFF"),
        image_bytes((900, 900), "JPEG")[:900],
        image_bytes((900, 900), "PNG")[:400],
        png_header(8000, 5001),
        png_header(12_000, 9_000),
        png_header(60_000, 60_000),
        png_header(0, 10),
    ],
    ids=[
        "empty",
        "svg",
        "pdf",
        "bmp",
        "tiff",
        "cut jpeg",
        "cut png",
        "41 MP",
        "108 MP",
        "3600 MP",
        "no width",
    ],
)
def test_what_is_no_fit_image_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(BindingError) as caught:
        fitted(data)
    assert "cover" in caught.value.what
    assert caught.value.advice


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 600), st.binary(min_size=1, max_size=8), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"])
)
def test_a_damaged_image_is_fitted_or_refused_and_nothing_else(at: int, junk: bytes, kind: str) -> None:
    whole = image_bytes((40, 60), kind)
    with contextlib.suppress(BindingError):
        fitted(whole[:at] + junk + whole[at + len(junk) :])


def test_the_same_image_gives_the_same_bytes() -> None:
    data = image_bytes((2000, 3000), "PNG", colour=(10, 120, 200))
    assert fitted(data) == fitted(data)
