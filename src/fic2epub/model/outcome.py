"""What became of a source: a book, nothing new, or an error. A batch is a stream of these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fic2epub.errors import Fic2EpubError
from fic2epub.model.ledger import Ledger
from fic2epub.model.manuscript import Notice
from fic2epub.model.story import Facts


@dataclass(frozen=True, slots=True)
class Converted:
    """A source that became a book."""

    source: Path
    path: Path
    """Where the book is."""
    facts: Facts
    chapters: int
    """Without the page that the book makes for notes over the whole work."""
    words: int
    ledger: Ledger
    notices: tuple[Notice, ...]
    """What the reader should know, and may want to put right."""
    size: int
    """Bytes of the book."""
    parts: tuple[Path, ...] = ()
    """All the sources, where the book was bound of several; `source` is the first."""
    written: bool = True
    """False for a rehearsal: the book was made in memory, audited, and not saved."""
    recognised: tuple[str, ...] = ()
    """The names of the sites, tools and habits that were recognised, in the order in which they were."""
    layout: str = ""
    """How the text sets its paragraphs: `wrapped`, `blank-separated`..."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source whose book is there and as it would be made again."""

    source: Path
    path: Path
    """Where the book is."""
    parts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that became no book; nothing of it was written."""

    source: Path
    error: Fic2EpubError


Outcome = Converted | Skipped | Failed
