"""A header's value becomes values: lists are parted, where the page has them parted or a seam shows."""

from __future__ import annotations

import re

from fic2epub.lazy import regex

LISTS = frozenset(
    {
        "authors",
        "warnings",
        "categories",
        "genres",
        "fandoms",
        "relationships",
        "characters",
        "tags",
        "collections",
    }
)
"""The fields that hold several values."""

# Browsers that lose the commas of a style sheet run tags together: `Found FamilyLighthouse Keeping`. The seam
# shows where a small letter or a closing bracket meets a capital, and where a word in capitals meets another:
# `Multiple POVSlow Burn`. It spares `McKay`, `MacLeod` and `AUs`.
_SEAM = regex(r"(?<=[a-z)\]])(?<!\bMc)(?<!\bMac)(?=[A-Z])|(?<=[A-Z][A-Z])(?=[A-Z][a-z]{2})")
_COMMA = regex(r"\s*[,;]\s+|\s+、\s*")


def values_of(field: str, value: str, one: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """Part the value of a field.

    `one` is the pattern of a single value, for fields with a closed set of them; without it, commas part a
    list, and where there are none, seams. What is no list comes back whole.
    """
    value = " ".join(value.split())
    if one is not None:
        found = tuple(match.group(0) for match in one.finditer(value))
        return found or (value,)
    if field not in LISTS:
        return (value,)
    parts = _COMMA.split(value)
    # An author's name may have a seam of its own (`saltAndTallow`); names are never run together.
    if len(parts) == 1 and field != "authors":
        parts = _SEAM.split(value)
    return tuple(part.strip() for part in parts if part.strip())
