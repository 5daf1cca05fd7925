"""What is to be sent, and what became of it."""

from __future__ import annotations

from pathlib import Path, PurePath

from fic2epub.errors import Fic2EpubError
from fic2epub.model.manuscript import Notice
from fic2epub.model.noun import noun


@noun(frozen=True, slots=True)
class Parcel:
    """A book that is to be sent."""

    path: Path
    wanted: PurePath | None = None
    """Where it is to lie, without its ending, where its owner has a template for names; else None."""


@noun(frozen=True, slots=True)
class Delivered:
    """A book that is on the device, or in a rehearsal would be."""

    source: Path
    path: Path
    """Where it is there."""
    size: int
    verb: str
    """`new`, `replaced` (its older copy was there), `current` (it was there as it is), or `kept`: something
    of its name was there, which can't be replaced."""
    notices: tuple[Notice, ...] = ()
    written: bool = True


@noun(frozen=True, slots=True)
class Undelivered:
    """A book that is not on the device; an older copy of it, if there was one, still is."""

    source: Path
    error: Fic2EpubError


Delivery = Delivered | Undelivered
