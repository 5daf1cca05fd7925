"""The names that a run gives to its books, so that no two share one."""

from __future__ import annotations

import contextlib
import os
from dataclasses import field, replace
from pathlib import Path

from fic2epub.batch.planning import Job
from fic2epub.model.book import Format
from fic2epub.model.manuscript import Notice
from fic2epub.model.noun import noun
from fic2epub.model.outcome import Converted
from fic2epub.model.story import Facts
from fic2epub.settings import Settings
from fic2epub.stores import Url

SAME_WORK = (
    "By its address, or by its author and title, this is the work of {}: an e-reader may keep but one of the "
    "two books. If they are two works, give one of them a title or an address of its own (title or url in "
    "its sidecar)."
)


@noun(slots=True)
class Places:
    """The names that this run has given, and those that books of earlier runs keep.

    Names are told apart as the strictest disk does: there "Ada" and "ada" are one folder, so they are one
    here, spelled as whoever came first spelled it.
    """

    taken: dict[Path, set[str]] = field(default_factory=dict)
    """The keys of the names in each folder: those of books, and those of folders, if it has any."""
    folders: dict[Path, dict[str, str]] = field(default_factory=dict)
    """How the folders in each folder are spelled, by their keys."""
    works: dict[str, Path] = field(default_factory=dict)
    """The source of each work, by its identifier."""

    def keep(self, path: Path, root: Path | None = None) -> None:
        """Reserve the place of a book that stays as it is, and its folders' from the library's folder on."""
        from fic2epub.bookbinding.naming import clash_key

        path = _plain(path)
        inner = path.parent
        self.taken.setdefault(inner, set()).add(clash_key(path.name))
        root = None if root is None else _plain(root)
        while root is not None and inner != root and inner.is_relative_to(root):
            key = clash_key(inner.name)
            self._folders_in(inner.parent).setdefault(key, inner.name)
            self.taken[inner.parent].add(key)
            inner = inner.parent

    def free(self, path: Path) -> None:
        """Give a place back."""
        from fic2epub.bookbinding.naming import clash_key

        path = _plain(path)
        self.taken.get(path.parent, set()).discard(clash_key(path.name))

    def path_for(self, job: Job, facts: Facts, settings: Settings) -> Path:
        """Return the path of a job's book, and reserve it. Raises RuleError for a template that is wrong."""
        from fic2epub.bookbinding.naming import distinct, spelled
        from fic2epub.bookbinding.templates import Named, parse, path_of

        if job.file is not None:
            return job.file
        named = Named(facts, job.source.stem, job.below.parts)
        *folders, name = path_of(parse(settings.name), named, (settings.format or Format.EPUB).suffix)
        folder = job.folder
        for each in folders:
            folder /= spelled(self._folder(folder, each))
        name = distinct(name, self.taken.setdefault(_plain(folder), set()))
        self.keep(folder / name)
        return folder / spelled(name)

    def _folder(self, parent: Path, name: str) -> str:
        """Return how a folder is spelled: as it stands there already, or as it is asked for first."""
        from fic2epub.bookbinding.naming import clash_key, distinct

        known = self._folders_in(parent)
        key = clash_key(name)
        if key not in known:
            taken = self.taken[_plain(parent)]  # by a book, which may be called as an author is
            known[key] = distinct(name, taken)
            taken.add(clash_key(known[key]))
        return known[key]

    def _folders_in(self, parent: Path) -> dict[str, str]:
        parent = _plain(parent)
        if parent not in self.folders:
            self.folders[parent] = _folders_there(parent)
            self.taken.setdefault(parent, set()).update(self.folders[parent])
        return self.folders[parent]

    def given_below(self, root: Path) -> tuple[Path, ...]:
        """Return the folders below a library's in which books have their place, and that are there."""
        root = _plain(root)
        return tuple(
            folder
            for folder in self.taken
            if folder != root and folder.is_relative_to(root) and folder.is_dir()
        )

    def told(self, outcome: Converted, identifier: str) -> Converted:
        """Return an outcome with a notice where an e-reader will take its book for an earlier one's."""
        first = self.works.setdefault(identifier, outcome.source)
        if first == outcome.source:
            return outcome
        notice = Notice("batch/same-work", SAME_WORK.format(first.name))
        return replace(outcome, notices=(*outcome.notices, notice))


def _plain(path: Path) -> Path:
    """Return a path as it is compared: `books/../books` is `books`."""
    return path if isinstance(path, Url) else Path(os.path.normpath(path))


def _folders_there(parent: Path) -> dict[str, str]:
    """Return the folders that are in a folder already, by their keys."""
    from fic2epub.bookbinding.naming import clash_key

    if isinstance(parent, Url):
        return {}  # a store has no folders, and tells all spellings apart
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir())
        return {clash_key(name): name for name in reversed(names)}
    return {}
