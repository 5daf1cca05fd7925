"""What became of a source: a book, or an error. A batch is a stream of these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fic2epub.errors import Fic2EpubError
from fic2epub.model.ledger import Ledger
from fic2epub.model.story import Story


@dataclass(frozen=True, slots=True)
class Converted:
    """A source that became a book."""

    source: Path
    path: Path
    """Where the book is."""
    story: Story
    ledger: Ledger
    size: int
    """Bytes of the book."""
    parts: tuple[Path, ...] = ()
    """All the sources, where the book was bound of several; `source` is the first."""
    written: bool = True
    """False for a rehearsal: the book was made in memory, audited, and not saved."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that became no book; nothing of it was written."""

    source: Path
    error: Fic2EpubError


Outcome = Converted | Failed
