"""How a story is to be converted: the defaults, and what the user said instead."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from fic2epub.model.book import Format
from fic2epub.model.manuscript import Finding
from fic2epub.settings.globs import Globs
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
    no_cover: bool | None = None
    """Whether the book has no cover at all, neither a given one nor a drawn one (it has, without this)."""
    encoding: str | None = None
    """As Python names it; None to find it out."""
    theme: str = ""
    """The name of a theme: how the book looks. Without it, `classic`."""
    css: Path | None = None
    """A stylesheet of the user's own, which follows the theme's."""
    notes: str = ""
    """What becomes of the author's words about the story: `keep` (without it), `end`, `back` or `drop`."""
    format: Format | None = None
    """What kind of file the book becomes; None for what its name says, and else an EPUB."""
    kindle_strict: bool | None = None
    """Whether to leave out what Amazon's converter is known, or suspected, to refuse (not, without it)."""
    smarten: bool | None = None
    """Whether punctuation and spaces are set as the language is printed (so without it), or left."""
    force: bool = False
    """Whether a file that is not an older copy of the book may be overwritten."""
    rehearse: bool = False
    """Whether to do all but save."""
    name: str = ""
    """What books and their folders are called: a template with fields; empty for title and author."""
    output: Path | None = None
    """The folder that books go to, where a file names one; a flag's goes to `plan`."""
    include: Globs | None = None
    """Which texts of a folder are converted; None for all."""
    exclude: Globs | None = None
    """Which are not."""
    jobs: int | None = None
    """How many stories are made at a time."""
    time_limit: float | None = None
    """Seconds that one of many stories may take."""
    memory_limit: int | None = None
    """Megabytes that one of many stories may use."""
    from_files: tuple[str, ...] = ()
    """What of these a settings file said, and no flag: a text's sidecar outweighs it."""

    def findings(self) -> tuple[Finding, ...]:
        """Return the user's own facts about the work, as findings that outweigh the page's."""
        said = (("title", (self.title,)), ("authors", self.authors), ("language", (self.language,)))
        return tuple(Finding(field, values, FLAG) for field, values in said if any(values))

    def under(self, sidecar: Sidecar) -> Settings:
        """Return these settings with a text's own: flags outweigh the sidecar, and that outweighs files."""
        tells_language = any(finding.field == "language" for finding in sidecar.findings)
        return replace(
            self,
            language="" if tells_language and "language" in self.from_files else self.language,
            cover=self.cover or sidecar.cover,
            no_cover=False if sidecar.cover and "no_cover" in self.from_files else self.no_cover,
            encoding=self._weighed("encoding", sidecar.encoding or None),
            notes=self._weighed("notes", sidecar.notes) or "keep",
            smarten=self._weighed("smarten", sidecar.smarten),
        )

    def _weighed(self, field: str, theirs: Any) -> Any:
        mine = getattr(self, field)
        if theirs in UNSAID:
            return mine
        return theirs if mine in UNSAID or field in self.from_files else mine

    def firm(self) -> Settings:
        """Return these settings without what any text's sidecar outweighs."""
        empty: dict[str, Any] = {
            each.name: each.default for each in fields(self) if each.name in self.from_files
        }
        return replace(self, **empty, from_files=())

    def of_the_book(self) -> Settings:
        """Return what of these settings is seen in a book: where they are the same, so are its bytes.

        What is in the files that they name is not among them, nor are the files' names.
        """
        return Settings(
            title=self.title,
            authors=self.authors,
            language=self.language,
            no_cover=bool(self.no_cover),
            encoding=self.encoding,
            notes=self.notes,
            format=self.format or Format.EPUB,
            kindle_strict=bool(self.kindle_strict),
            smarten=self.smarten,
            from_files=self.from_files,
        )


UNSAID = (None, "", ())
"""Values that say nothing."""
