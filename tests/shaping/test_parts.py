"""What the names of files say of them as parts of a work."""

import pytest

from fic2epub.shaping.parts import PartName, part_name


@pytest.mark.parametrize(
    ("stem", "part"),
    [
        ("Rain ch1", PartName("Rain", 1, True, "")),
        ("Rain - Chapter 03", PartName("Rain", 3, True, "")),
        ("Rain - Chapter 03 - The Quay", PartName("Rain", 3, True, "The Quay")),
        ("rain_ch_12", PartName("rain", 12, True, "")),
        ("Rain (part 2 of 7)", PartName("Rain", 2, True, "")),
        ("Chapter 4", PartName("", 4, True, "")),
        ("07", PartName("", 7, False, "")),
        ("Road 2", PartName("Road", 2, False, "")),
        ("雨 第3章", PartName("雨", 3, True, "")),
        ("Regen Kapitel 2", PartName("Regen", 2, True, "")),
    ],
)
def test_parts(stem: str, part: PartName) -> None:
    assert part_name(stem) == part


@pytest.mark.parametrize("stem", ["Rain", "Rain on Monday", "", "The 39th Step Back Home"])
def test_no_parts(stem: str) -> None:
    found = part_name(stem)
    assert found is None or not found.named
