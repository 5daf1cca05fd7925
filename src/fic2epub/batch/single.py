"""One story from anywhere to anywhere: a disk, or a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from fic2epub import conversion
from fic2epub.batch.shelves import shelf_of
from fic2epub.batch.stored import listing_of
from fic2epub.conversion import Bound
from fic2epub.model.outcome import Converted
from fic2epub.model.story import Facts
from fic2epub.settings import Settings
from fic2epub.stores import Url, located
from fic2epub.stores.fetching import at_hand


def convert(
    source: str | Path,
    naming: Callable[[Facts], str | Path],
    settings: Settings | None = None,
    *,
    parts: Sequence[str | Path] = (),
) -> Converted:
    """Make a book of one source, or of the `parts` of a work in their order, and save it where `naming` says.

    Either may be a URL. Raises a Fic2EpubError, and then nothing was written.
    """
    settings = settings or Settings()
    sources = tuple(located(each) for each in parts or (source,))
    book, path = _made(sources, lambda facts: located(naming(facts)), settings)
    shelf = shelf_of(path)
    for each in sources:
        shelf.refuse(path, each)
    shelf.may_replace(path, book.identifier, force=settings.force)
    if not settings.rehearse:
        shelf.save(book.data, path)
    return book.converted(path, written=not settings.rehearse)


def _made(
    sources: tuple[Path, ...], naming: Callable[[Facts], Path], settings: Settings
) -> tuple[Bound, Path]:
    wanted = settings.cover is None and not settings.no_cover
    held = [
        each
        for source in sources
        if isinstance(source, Url)
        for each in listing_of(source)[0].made_of([source], cover=wanted)
    ]
    with at_hand(held) as copies:
        here = [copies[each] if isinstance(each, Url) else each for each in sources]
        book, path = conversion.named(here, naming, settings)
    return replace(book, sources=sources), path
