"""What a reader makes of the text of a file."""

from __future__ import annotations

from collections.abc import Callable

from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Finding, Line, Notice, Place
from fic2epub.model.noun import noun


@noun(frozen=True, slots=True)
class Transcript:
    """Lines, and what was done and learnt on the way to them."""

    lines: tuple[Line, ...]
    entries: tuple[Entry, ...] = ()
    """On characters that were left out, and on words of the file that are no lines."""
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    around: frozenset[Place] = frozenset()
    """The lines outside of the element in which a page holds its story."""


Reader = Callable[[str, str], Transcript]
"""Takes a text, and the name of its source for the places."""
