"""Which stories there are, and which files are the parts of one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path

from fic2epub.batch.stored import Listing, listing_of
from fic2epub.batch.walking import NO_STORIES, texts_in
from fic2epub.errors import SourceError
from fic2epub.model.book import Format
from fic2epub.model.manuscript import Notice
from fic2epub.model.noun import noun
from fic2epub.settings import Settings
from fic2epub.settings.files import SettingsFiles
from fic2epub.shaping.parts import part_name
from fic2epub.stores import Url, located
from fic2epub.stores.store import Held

__all__ = ["BOOKS", "NO_STORIES", "Job", "Plan", "is_book", "plan", "planned", "said_of"]

BOOKS = Path("books")
"""Where a folder's books go, unless the user says otherwise."""


@noun(frozen=True, slots=True)
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
    settings: Settings | None = None
    """What settings files and flags come to for this text; None for those of the run."""
    below: Path = Path()
    """Where in that folder of texts the source lies; empty for a text that stands in it, or was named."""

    listing: Listing | None = field(default=None, repr=False)
    """For a text in a store: what was found there."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """All the files that its book is made of."""
        return self.parts or (self.source,)

    def held(self, settings: Settings) -> tuple[Held, ...]:
        """Return the files in a store that its book is made of; none for texts on a disk."""
        wanted = settings.cover is None and not settings.no_cover
        return self.listing.made_of(self.sources, cover=wanted) if self.listing else ()


@noun(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is not."""

    jobs: tuple[Job, ...]
    notices: tuple[Notice, ...]
    """What was passed over in the folders where a reader might miss a story."""
    run: Settings
    """The settings at the first path named: what they say of a run as a whole holds for this one."""


def plan(
    paths: Sequence[str | Path], output: str | Path | None = None, settings: Settings | None = None
) -> list[Job]:
    """Return a job for each file named, and for each text in each folder named, in a stable order.

    A file's book goes to the present folder, a folder's books to `books/`; `output` changes either, and is
    the book itself where it ends as a book does (`.epub`, `.azw3`) and there is but one file. Each may be a
    URL (`s3://bucket/stories`); a store is asked what it has, and may fail with a SourceError. With
    `settings`, settings files are looked for, and have their say where those are silent. Raises SourceError,
    and RuleError for a wrong settings file.
    """
    return list(planned(paths, output, settings).jobs)


def planned(
    paths: Sequence[str | Path], output: str | Path | None = None, settings: Settings | None = None
) -> Plan:
    """Return the jobs as `plan` does, and what else is to be known of them."""
    return _planned([located(path) for path in paths], located(output) if output else None, settings)


def _planned(paths: Sequence[Path], output: Path | None, settings: Settings | None) -> Plan:
    named = is_book(output)
    if named and (len(paths) > 1 or _is_folder(paths[0])):
        raise _several(output)
    files = None if settings is None else SettingsFiles(said_of(settings, output))
    jobs: list[Job] = []
    notices: list[Notice] = []
    for path in paths:
        if isinstance(path, Url):
            found, passed_over = _in_store(path, output, files)
            jobs.extend(found)
            notices.extend(passed_over)
        elif path.is_dir():
            texts, passed_over = texts_in(path, files)
            jobs.extend(
                replace(_job(text, output, files, library=True), below=text.parent.relative_to(path))
                for text in texts
            )
            notices.extend(passed_over)
        else:
            jobs.append(_job(path, output, files, library=False))
    # A file may be named twice, or be in a folder that is named too.
    once = list({_identity(job.source): job for job in reversed(jobs)}.values())[::-1]
    if named and len(once) > 1:
        raise _several(output)
    once = _in_one_spelling(once)
    run = files.of(paths[0]) if files else Settings()
    return Plan(tuple(once if named else _grouped(once)), tuple(notices), run)


def _in_store(
    url: Url, output: Path | None, files: SettingsFiles | None
) -> tuple[list[Job], Sequence[Notice]]:
    listing, is_folder = listing_of(url)
    if files:
        listing.settings(files)
    if not is_folder:
        return [replace(_job(url, output, files, library=False), listing=listing)], ()
    jobs = [
        replace(
            _job(text, output, files, library=True),
            below=Path(*text.parent.relative_to(url).parts),
            listing=listing,
        )
        for text in listing.texts(url, files)
    ]
    return jobs, listing.notices


def _is_folder(path: Path) -> bool:
    return not isinstance(path, Url) and path.is_dir()


def _identity(path: Path) -> str:
    return str(path) if isinstance(path, Url) else os.path.realpath(path)


def _several(output: Path | None) -> SourceError:
    return SourceError(
        "several books can't go into one file", where=str(output), advice="Give -o the name of a folder."
    )


def _in_one_spelling(jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs with each folder called by one name: settings files may call it by two.

    No two books in a folder may share a name, and it has one record.
    """
    known: dict[str, Path] = {}
    names = {
        folder: known.setdefault(_identity(folder), folder)
        for folder in dict.fromkeys(job.folder for job in jobs)
    }
    return [
        job if names[job.folder] == job.folder else replace(job, folder=names[job.folder]) for job in jobs
    ]


def _job(text: Path, output: Path | None, files: SettingsFiles | None, *, library: bool) -> Job:
    settings = files.of_folder(text.parent) if files else None
    if is_book(output):
        return Job(text, Path(), output, settings=settings)
    wanted = output or (settings.output if settings else None)
    return Job(text, wanted or (BOOKS if library else Path()), library=library, settings=settings)


def said_of(settings: Settings, output: Path | None) -> Settings:
    """Return what the flags said, with the format that the book's name given with `-o` says."""
    named = Format.of(output.name) if is_book(output) and output else None
    return settings if settings.format else replace(settings, format=named)


def is_book(output: Path | None) -> bool:
    """Whether `-o` names a book, and not a folder."""
    return output is not None and Format.of(output.name) is not None and not _is_folder(output)


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
