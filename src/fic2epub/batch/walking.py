"""Walks a folder for its texts, and says what it passed over where a reader might miss a story."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path

from fic2epub.errors import SourceError
from fic2epub.model.manuscript import Notice
from fic2epub.model.noun import noun
from fic2epub.reading import READERS
from fic2epub.settings.files import SettingsFiles

NO_STORIES = frozenset({"readme", "license", "licence", "copying", "changelog", "contributing"})
"""Names of texts about other files. One that you name yourself is converted all the same."""


def texts_in(folder: Path, files: SettingsFiles | None = None) -> tuple[list[Path], list[Notice]]:
    """Return the texts below a folder, in a stable order, and notices of what was passed over.

    Hidden files and those that settings files leave out are passed over without a word. Links to folders are
    not followed, for they run in circles. Raises SourceError where there is no text, and RuleError.
    """
    walk = _Walk(folder)
    found = [text for text in walk.texts() if files is None or is_wanted(text, folder, files)]
    if not found:
        raise nothing_in(folder, walk.notices, some=walk.met > 0)
    return found, walk.notices


def is_wanted(text: Path, folder: Path, files: SettingsFiles) -> bool:
    """Tell whether settings files let a text be converted."""
    settings = files.of_folder(text.parent)
    include, exclude = settings.include, settings.exclude
    if include and include.patterns and not include.match(text, folder):
        return False
    return not (exclude and exclude.patterns and exclude.match(text, folder))


@noun(slots=True)
class _Walk:
    folder: Path
    notices: list[Notice] = field(default_factory=list)
    met: int = 0
    """How many texts there are, wanted or not."""

    def texts(self) -> Iterator[Path]:
        for at, folders, names in os.walk(self.folder, onerror=self._closed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            self._note_links(Path(at, name) for name in folders)
            for name in sorted(names):
                path = Path(at, name)
                if looks_like_a_text(path) and self._is_file(path) and not _is_report(path):
                    self.met += 1
                    yield path

    def _closed(self, problem: OSError) -> None:
        self._note("batch/closed", f"{problem.filename}: this folder can't be opened ({problem.strerror}).")

    def _note_links(self, folders: Iterable[Path]) -> None:
        inside = os.path.realpath(self.folder)
        for path in folders:
            if path.is_symlink() and not _is_below(os.path.realpath(path), inside):
                text = "a link to a folder is not followed; if there are stories in it, name it yourself."
                self._note("batch/link", f"{path}: {text}")

    def _is_file(self, path: Path) -> bool:
        """Whether a path is a file, or can't be told: then whoever converts it will say what is wrong."""
        try:
            kind = path.stat().st_mode
        except OSError:
            return True
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            self._note("batch/no-file", f"{path}: this is a {_kind(kind)}, not a file.")
        return stat.S_ISREG(kind)

    def _note(self, code: str, text: str) -> None:
        self.notices.append(Notice(code, text))


def looks_like_a_text(path: Path) -> bool:
    """Tell whether a file's name is that of a text, and of a story."""
    return (
        not path.name.startswith((".", "~"))
        and path.suffix.lower() in READERS
        and path.stem.casefold() not in NO_STORIES
    )


def _is_report(path: Path) -> bool:
    """Whether a page is a report of ours on other texts, which somebody has put among them."""
    if path.suffix.lower() not in {".html", ".htm"}:
        return False
    from fic2epub.batch.report import is_report

    return is_report(path)


def _is_below(path: str, folder: str) -> bool:
    """Whether a folder is walked anyway: what a link in it leads to is found there."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"))
    return next((name for test, name in kinds if test(mode)), "device")


def nothing_in(folder: Path, notices: Sequence[Notice] = (), *, some: bool) -> SourceError:
    """Return the error of a folder without texts; `some` is whether settings leave them out."""
    if some:
        what = "the settings leave out all texts of this folder"
        advice = "See include and exclude in `fic2epub config show`; a text that you name is converted."
    else:
        what = "there are no texts in this folder"
        advice = f"A text's name ends in one of {', '.join(READERS)}."
        if notices:
            advice = f"{notices[0].text} {advice}"
    return SourceError(what, where=str(folder), advice=advice)
