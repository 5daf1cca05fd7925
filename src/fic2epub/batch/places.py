"""The names that a run gives to its books, so that no two share one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from fic2epub.batch.planning import Job
from fic2epub.model.book import Format
from fic2epub.model.manuscript import Notice
from fic2epub.model.outcome import Converted
from fic2epub.model.story import Facts

SAME_WORK = (
    "By its address, or by its author and title, this is the work of {}: an e-reader may keep but one of the "
    "two books. If they are two works, give one of them a title or an address of its own (title or url in "
    "its sidecar)."
)


@dataclass(slots=True)
class Places:
    """The names that this run has given, and those that books of earlier runs keep."""

    taken: dict[Path, set[str]] = field(default_factory=dict)
    works: dict[str, Path] = field(default_factory=dict)
    """The source of each work, by its identifier."""

    def keep(self, path: Path) -> None:
        """Reserve the place of a book that stays as it is."""
        from fic2epub.bookbinding.naming import clash_key

        self.taken.setdefault(path.parent, set()).add(clash_key(path.name))

    def free(self, path: Path) -> None:
        """Give a place back."""
        from fic2epub.bookbinding.naming import clash_key

        self.taken.get(path.parent, set()).discard(clash_key(path.name))

    def path_for(self, job: Job, facts: Facts, wanted: Format | None) -> Path:
        """Return the path of a job's book, and reserve it."""
        from fic2epub.bookbinding.naming import distinct, file_name, spelled

        if job.file is not None:
            return job.file
        taken = self.taken.setdefault(job.folder, set())
        name = distinct(file_name(facts.title, facts.authors, (wanted or Format.EPUB).suffix), taken)
        self.keep(job.folder / name)
        return job.folder / spelled(name)

    def told(self, outcome: Converted, identifier: str) -> Converted:
        """Return an outcome with a notice where an e-reader will take its book for an earlier one's."""
        first = self.works.setdefault(identifier, outcome.source)
        if first == outcome.source:
            return outcome
        notice = Notice("batch/same-work", SAME_WORK.format(first.name))
        return replace(outcome, notices=(*outcome.notices, notice))
