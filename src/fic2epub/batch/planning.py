"""Which stories there are, and which files are the parts of one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fic2epub.errors import SourceError
from fic2epub.model.book import Format
from fic2epub.reading import READERS
from fic2epub.shaping.parts import part_name

BOOKS = Path("books")
"""Where a folder's books go, unless the user says otherwise."""


NO_STORIES = frozenset({"readme", "license", "licence", "copying", "changelog", "contributing"})
"""Names of texts about other files. One that you name yourself is converted all the same."""


@dataclass(frozen=True, slots=True)
class Job:
    """A source, and the folder or file that its book is to be."""

    source: Path
    folder: Path
    file: Path | None = None
    """The book's own path, where the user named it."""
    parts: tuple[Path, ...] = ()
    """All the files of the work, where they seem to be parts of one; `source` is the first."""
    library: bool = False
    """Whether `folder` is the library of a whole folder of texts, of which a record is kept."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """All the files that its book is made of."""
        return self.parts or (self.source,)


def plan(paths: Sequence[Path], output: Path | None = None) -> list[Job]:
    """Return a job for each file named, and for each text in each folder named, in a stable order.

    A file's book goes to the present folder, a folder's books to `books/`; `output` changes either, and is
    the book itself where it ends as a book does (`.epub`, `.azw3`) and there is but one file. Raises
    SourceError.
    """
    named = is_book(output)
    if named and (len(paths) > 1 or paths[0].is_dir()):
        raise SourceError(
            "several books can't go into one file", where=str(output), advice="Give -o the name of a folder."
        )
    jobs: list[Job] = []
    for path in paths:
        if path.is_dir():
            jobs.extend(Job(text, output or BOOKS, library=True) for text in _texts_in(path))
        elif named:
            jobs.append(Job(path, Path(), output))
        else:
            jobs.append(Job(path, output or Path()))
    # A file may be named twice, or be in a folder that is named too.
    once = list({os.path.realpath(job.source): job for job in reversed(jobs)}.values())[::-1]
    return once if named else _grouped(once)


def is_book(output: Path | None) -> bool:
    """Whether `-o` names a book, and not a folder."""
    return output is not None and Format.of(output.name) is not None and not output.is_dir()


def _grouped(jobs: Sequence[Job]) -> list[Job]:
    """Make one job of files whose names say that they are the chapters of one work, by their numbers.

    `Fic ch1`, `Fic ch2` are; so are `1`, `2`, `3` in a folder of their own. `Road 1` and `Road 2` may be two
    works of a series, and stay two; `000_f3a9`, `001_77c2` are numbered by whoever stored them.
    """
    groups: dict[tuple[Path, Path, str], list[tuple[int, Job]]] = {}
    for job in jobs:
        name = part_name(job.source.stem)
        if name and (name.named or not (name.base or name.title)):
            key = (job.source.parent, job.folder, name.base.casefold())
            groups.setdefault(key, []).append((name.number, job))
    parts: dict[Path, tuple[Path, ...]] = {}
    for numbered in groups.values():
        if _is_one_work([number for number, _ in numbered]):
            sources = tuple(job.source for _, job in sorted(numbered, key=lambda one: one[0]))
            parts.update(dict.fromkeys(sources, sources))
    first_of = {sources[0] for sources in parts.values()}
    return [
        replace(job, parts=parts.get(job.source, ()))
        for job in jobs
        if job.source not in parts or job.source in first_of
    ]


def _is_one_work(numbers: Sequence[int]) -> bool:
    """Whether numbers count chapters: from 0 or 1 on, none twice, and hardly any missing."""
    least, most = min(numbers), max(numbers)
    return (
        len(numbers) > 1
        and len(set(numbers)) == len(numbers)
        and least <= 1
        and most - least < 2 * len(numbers)
    )


def _texts_in(folder: Path) -> list[Path]:
    """Return the texts below a folder, by path. Links to folders are not followed: they run in circles."""
    found: list[Path] = []
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.extend(
            path
            for name in sorted(files)
            if not name.startswith((".", "~"))
            and (path := Path(at, name)).suffix.lower() in READERS
            and path.stem.casefold() not in NO_STORIES
        )
    if not found:
        kinds = ", ".join(READERS)
        raise SourceError(
            "there are no texts in this folder",
            where=str(folder),
            advice=f"A text's name ends in one of {kinds}.",
        )
    return found
