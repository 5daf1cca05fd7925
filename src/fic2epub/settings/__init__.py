"""How a story is to be converted: the defaults, and what the user said instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fic2epub.model.book import Format
from fic2epub.model.manuscript import Finding
from fic2epub.settings.sidecar import Sidecar

FLAG = "flag"
"""The rule of a finding that is the user's own word."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One value for each thing that can be chosen. Empty means: as the page says, or as the program finds."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    """A BCP 47 tag."""
    cover: Path | None = None
    no_cover: bool = False
    """Whether the book has no cover at all, neither a given one nor a drawn one."""
    encoding: str | None = None
    """As Python names it; None to find it out."""
    theme: str = "classic"
    """The name of a theme: how the book looks."""
    css: Path | None = None
    """A stylesheet of the user's own, which follows the theme's."""
    notes: str = ""
    """What becomes of the author's words about the story: `keep` (without it), `end`, `back` or `drop`."""
    format: Format | None = None
    """What kind of file the book becomes; None for what its name says, and else an EPUB."""
    kindle_strict: bool = False
    """Whether to leave out what Amazon's converter is known, or suspected, to refuse."""
    smarten: bool | None = None
    """Whether punctuation and spaces are set as the language is printed (so without it), or left."""
    force: bool = False
    """Whether a file that is not an older copy of the book may be overwritten."""
    rehearse: bool = False
    """Whether to do all but save."""

    def findings(self) -> tuple[Finding, ...]:
        """Return the user's own facts about the work, as findings that outweigh the page's."""
        said = (("title", (self.title,)), ("authors", self.authors), ("language", (self.language,)))
        return tuple(Finding(field, values, FLAG) for field, values in said if any(values))

    def under(self, sidecar: Sidecar) -> Settings:
        """Return these settings with a text's own where nothing was said: flags outweigh the sidecar."""
        return replace(
            self,
            cover=self.cover or sidecar.cover,
            encoding=self.encoding or sidecar.encoding or None,
            notes=self.notes or sidecar.notes or "keep",
            smarten=sidecar.smarten if self.smarten is None else self.smarten,
        )
