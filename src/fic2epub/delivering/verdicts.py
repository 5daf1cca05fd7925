"""Whether a device opens a book, and what is to be known of it before it goes there."""

from __future__ import annotations

from pathlib import Path

from fic2epub.delivering.recognition import Device
from fic2epub.delivering.wholeness import refuse_what_is_torn
from fic2epub.errors import DeliveryError
from fic2epub.lazy import regex
from fic2epub.model.book import Format
from fic2epub.model.manuscript import Notice

_ENDING = regex(r"(?:\.kepub|\.fb2)?\.[A-Za-z0-9]{1,8}$")
"""Takes ".kepub.epub" of "rain.kepub.epub", ".epub" of "no. 3.epub"; spares the dot of "no. 3"."""


def looked_over(path: Path, device: Device) -> tuple[Notice, ...]:
    """Return what is to be known of a book on a device.

    Raises DeliveryError for one that it can't open, and SourceError for one that is not whole.
    """
    kind, name = device.kind, path.name
    if not kind.takes(name):
        raise DeliveryError(
            f"a {kind.name} does not open this kind of book",
            where=str(path),
            advice=kind.refuses or f"It opens {', '.join(kind.opens)}.",
        )
    refuse_what_is_torn(path)
    found = Format.of(name)
    if kind.format is Format.KEPUB and found is Format.EPUB:
        text = (
            "it goes over as the EPUB it is, which a Kobo opens with its older program: a KEPUB is made of a "
            "text, and not of a finished book."
        )
        return (Notice("deliver/plain-epub", text),)
    if found is Format.KEPUB and kind.format is not Format.KEPUB:
        return (Notice("deliver/kepub", "a KEPUB is for a Kobo; here, the plain EPUB is the better book."),)
    return ()


def ending_of(name: str) -> str:
    """Return a book's ending, in small letters: `.kepub.epub`."""
    found = _ENDING.search(name)
    return found[0].lower() if found else ""
