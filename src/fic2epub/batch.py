"""Many stories: which there are, where each book goes, and one Outcome each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fic2epub.conversion import convert
from fic2epub.errors import Fic2EpubError, SourceError
from fic2epub.model.outcome import Failed, Outcome
from fic2epub.model.story import Facts
from fic2epub.reading import READERS
from fic2epub.settings import Settings

BOOKS = Path("books")
"""Where a folder's books go, unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Job:
    """A source, and the folder or file that its book is to be."""

    source: Path
    folder: Path
    file: Path | None = None
    """The book's own path, where the user named it."""


def plan(paths: Sequence[Path], output: Path | None = None) -> list[Job]:
    """Return a job for each file named, and for each text in each folder named, in a stable order.

    A file's book goes to the present folder, a folder's books to `books/`; `output` changes either, and is
    the book itself where it ends in `.epub` and there is but one file. Raises SourceError.
    """
    named = output is not None and output.suffix.lower() == ".epub" and not output.is_dir()
    if named and (len(paths) > 1 or paths[0].is_dir()):
        raise SourceError(
            "several books can't go into one file", where=str(output), advice="Give -o the name of a folder."
        )
    jobs: list[Job] = []
    for path in paths:
        if path.is_dir():
            jobs.extend(Job(text, output or BOOKS) for text in _texts_in(path))
        elif named:
            jobs.append(Job(path, Path(), output))
        else:
            jobs.append(Job(path, output or Path()))
    # A file may be named twice, or be in a folder that is named too.
    return list({os.path.realpath(job.source): job for job in reversed(jobs)}.values())[::-1]


def convert_all(jobs: Iterable[Job], settings: Settings | None = None) -> Iterator[Outcome]:
    """Convert each job's source, and give its outcome as soon as it is known.

    An error costs its own story alone. Two works of the same title and author in one run do not share a file.
    """
    settings = settings or Settings()
    shelf = _Shelf()
    for job in jobs:
        try:
            yield convert(job.source, lambda facts, job=job: shelf.path_for(job, facts), settings)  # type: ignore[misc]
        except Fic2EpubError as problem:
            problem.where = problem.where or str(job.source)
            yield Failed(job.source, problem)


@dataclass(slots=True)
class _Shelf:
    """The names that this run has given."""

    taken: dict[Path, set[str]] = field(default_factory=dict)

    def path_for(self, job: Job, facts: Facts) -> Path:
        """Return the path of a job's book, and keep its name."""
        from fic2epub.bookbinding.naming import clash_key, distinct, file_name

        if job.file is not None:
            return job.file
        taken = self.taken.setdefault(job.folder, set())
        name = distinct(file_name(facts.title, facts.authors), taken)
        taken.add(clash_key(name))
        return job.folder / name


def _texts_in(folder: Path) -> list[Path]:
    """Return the texts below a folder, by path. Links to folders are not followed: they run in circles."""
    found: list[Path] = []
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.extend(
            path
            for name in sorted(files)
            if not name.startswith((".", "~")) and (path := Path(at, name)).suffix.lower() in READERS
        )
    if not found:
        kinds = ", ".join(READERS)
        raise SourceError(
            "there are no texts in this folder",
            where=str(folder),
            advice=f"A text's name ends in one of {kinds}.",
        )
    return found
