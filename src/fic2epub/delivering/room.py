"""Whether a device has room for all that is to be sent, before the first book is."""

from __future__ import annotations

from collections.abc import Iterable

from fic2epub.bookbinding.wording import size_in_words
from fic2epub.delivering.recognition import Device
from fic2epub.errors import DeliveryError

SLACK = 2 << 20
"""Bytes that stay free: a device without any fails at its own work."""
CLUSTER = 32 << 10
"""Bytes: FAT gives out room in pieces, the largest of which are so large."""


def needed(sizes: Iterable[tuple[int, int]]) -> int:
    """Return how many bytes are taken at the fullest moment, of books and the older copies that they replace.

    The older copy goes when the new one is whole, and not before.
    """
    used = most = 0
    for new, old in sizes:
        used += _rounded(new)
        most = max(most, used)
        used -= _rounded(old)
    return most


def refuse_too_much(sizes: Iterable[tuple[int, int]], device: Device) -> None:
    """Raise DeliveryError where there is no room for books: their sizes, and those of their older copies."""
    wanted, free = needed(sizes), device.free
    if not wanted or free is None or wanted + SLACK <= free:
        return
    raise DeliveryError(
        f"there is no room: the books need {size_in_words(wanted + SLACK)},"
        f" and {size_in_words(free)} are free",
        where=str(device.root),
        advice="Nothing was copied. Remove books from the e-reader, or send fewer.",
    )


def _rounded(size: int) -> int:
    return -(-size // CLUSTER) * CLUSTER
