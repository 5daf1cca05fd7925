"""Many stories: Jobs in, one Outcome each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fic2epub.batch.places import Places
from fic2epub.batch.planning import BOOKS, NO_STORIES, Job, Plan, is_book, plan, planned, said_of
from fic2epub.batch.pruning import Surplus, prune, surplus
from fic2epub.batch.running import convert_all
from fic2epub.conversion import convert
from fic2epub.model.outcome import Converted
from fic2epub.settings import Settings
from fic2epub.settings.files import SettingsFiles

__all__ = [
    "BOOKS",
    "NO_STORIES",
    "Job",
    "Plan",
    "Surplus",
    "bind_parts",
    "convert_all",
    "is_book",
    "plan",
    "planned",
    "prune",
    "surplus",
]


def bind_parts(paths: Sequence[Path], output: Path | None, settings: Settings) -> Converted:
    """Make one book of several files, in the order given, and save it where `plan` would put a file's book.

    The settings files of the first one are looked for. Raises a Fic2EpubError, and then nothing was written.
    """
    from fic2epub.bookbinding.templates import parse

    named = is_book(output)
    settings = SettingsFiles(said_of(settings, output)).of(paths[0])
    output = output or settings.output
    job = Job(paths[0], Path() if named else output or Path(), output if named else None)
    parse(settings.name)  # before any text is read
    places = Places()
    return convert(paths[0], lambda facts: places.path_for(job, facts, settings), settings, parts=paths)
