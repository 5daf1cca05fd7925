"""Many stories: Jobs in, one Outcome each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fic2epub.batch.places import Places
from fic2epub.batch.planning import BOOKS, NO_STORIES, Job, is_book, plan
from fic2epub.batch.pruning import Surplus, prune, surplus
from fic2epub.batch.running import convert_all
from fic2epub.conversion import convert
from fic2epub.model.outcome import Converted
from fic2epub.settings import Settings

__all__ = ["BOOKS", "NO_STORIES", "Job", "Surplus", "bind_parts", "convert_all", "plan", "prune", "surplus"]


def bind_parts(paths: Sequence[Path], output: Path | None, settings: Settings) -> Converted:
    """Make one book of several files, in the order given, and save it where `plan` would put a file's book.

    Raises a Fic2EpubError, and then nothing was written.
    """
    named = is_book(output)
    job = Job(paths[0], Path() if named else output or Path(), output if named else None)
    places = Places()
    return convert(
        paths[0], lambda facts: places.path_for(job, facts, settings.format), settings, parts=paths
    )
