"""How a story is to be converted: the defaults, and what the user said instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

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
    encoding: str | None = None
    """As Python names it; None to find it out."""
    theme: str = "classic"
    notes: str = ""
    """What becomes of the author's words about the story: `keep` (without it) or `drop`."""
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
