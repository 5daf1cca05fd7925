"""What a file's name promises."""

import pytest

from fic2epub.model.book import Format


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("rain.epub", Format.EPUB),
        ("Rain.KEPUB.epub", Format.KEPUB),
        ("rain.azw3", Format.AZW3),
        ("rain.kepub", None),
        ("rain", None),
        ("kepub.epub", Format.EPUB),
        (".kepub.epub", Format.KEPUB),
    ],
)
def test_a_name_promises_a_format(name: str, wanted: Format | None) -> None:
    assert Format.of(name) is wanted


@pytest.mark.parametrize("each", Format)
def test_each_format_is_known_by_its_ending(each: Format) -> None:
    assert Format.of(f"rain{each.suffix}") is each
