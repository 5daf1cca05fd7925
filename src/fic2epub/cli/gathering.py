"""Books, and texts that become books on the way: what `fic2epub send` sends, by whatever way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from fic2epub.cli import delivery, options
from fic2epub.cli.convert import workers
from fic2epub.cli.door import tell_error
from fic2epub.cli.progress import reporting
from fic2epub.cli.show import safe, tell
from fic2epub.errors import Fic2EpubError, SourceError
from fic2epub.model.noun import noun
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.settings import Settings
from fic2epub.stores import Url

if TYPE_CHECKING:
    from fic2epub.delivering import Parcel


@noun(slots=True)
class Gathered:
    """What is to be sent."""

    parcels: list[Parcel] = field(default_factory=list)
    sources: dict[Path, Path] = field(default_factory=dict)
    """The texts of books that were made of them, by the books' paths."""
    failures: list[tuple[Path, Fic2EpubError]] = field(default_factory=list)
    """Texts that became no book; told already."""


def gathered(paths: Sequence[Path], settings: Settings, room: Path, *, quiet: bool = False) -> Gathered:
    """Return the books that paths name: books as they are, texts as books that are made in `room`.

    Of a folder its texts are meant; of one without any, its books. Texts that fail are told. Raises what
    `planned` raises, and SourceError for a book in a store.
    """
    from fic2epub.delivering import Parcel

    found, texts = Gathered(), []
    for path in paths:
        if _is_book(path):
            if isinstance(path, Url):
                raise SourceError(
                    "a book in a store can't be sent", where=str(path), advice="Fetch it, and send the copy."
                )
            found.parcels.append(Parcel(path))
        elif books := _books_of_a_shelf(path):
            found.parcels += map(Parcel, books)
        else:
            texts.append(path)
    if texts:
        _make(texts, settings, room, found, quiet=quiet)
    return found


def _is_book(path: Path) -> bool:
    from fic2epub.delivering.choosing import BOOKS

    named = path.name.lower().endswith(tuple(f".{ending}" for ending in BOOKS))
    return named and (isinstance(path, Url) or not path.is_dir())


def _books_of_a_shelf(path: Path) -> list[Path]:
    """Return the books in a folder that has no texts."""
    from fic2epub.batch.walking import texts_in

    if isinstance(path, Url) or not path.is_dir():
        return []
    try:
        texts_in(path)
    except SourceError:
        hidden = (book for book in sorted(path.rglob("*")) if _is_book(book))
        return [book for book in hidden if not _is_hidden(book.relative_to(path))]
    return []


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part.endswith(".sdr") for part in path.parts)


def _make(texts: Sequence[Path], settings: Settings, room: Path, found: Gathered, *, quiet: bool) -> None:
    """Make books of texts, by the way of all conversions."""
    from fic2epub.batch import convert_all, planned

    todo = planned(texts, room, settings)
    options.check_format(todo.run)
    for notice in todo.notices:
        tell(f"note:  {safe(notice.text)}")
    names = {job.source: (job.settings or settings).name for job in todo.jobs}
    with (
        workers(todo.jobs, todo.run, "") as executor,
        reporting(len(todo.jobs), _told, quiet=quiet) as told,
        closing(convert_all(todo.jobs, settings, executor=executor)) as run,
    ):
        for outcome in run:
            told(outcome)
            match outcome:
                case Converted() | Skipped():
                    template = names.get(outcome.source, settings.name)
                    found.parcels.append(delivery.parcel(outcome.path, room if template else None))
                    found.sources[outcome.path] = outcome.source
                case Failed():
                    found.failures.append((outcome.source, outcome.error))


def _told(outcome: Outcome) -> None:
    """Say what a reader should know of a text; where its book goes is said when it is there."""
    match outcome:
        case Converted():
            for notice in outcome.notices:
                tell(f"note:  {safe(notice.place or outcome.source)}: {safe(notice.text)}")
        case Failed(error=error):
            tell_error(error)
        case Skipped():
            pass
