"""What a worker does: it makes a book and stages it; its name is given by whoever knows all names."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from fic2epub.batch.planning import Job
from fic2epub.batch.shelves import shelf_of
from fic2epub.conversion import Bound, bound
from fic2epub.model.book import Format
from fic2epub.model.noun import noun
from fic2epub.settings import Settings
from fic2epub.stores import Url
from fic2epub.stores.fetching import at_hand
from fic2epub.stores.store import Held


@noun(frozen=True, slots=True)
class Order:
    """What a worker is asked for."""

    sources: tuple[Path, ...]
    settings: Settings
    wanted: Format
    temporary: Path | None
    """Where the book is staged, chosen by whoever will give it its name; None in a rehearsal."""
    held: tuple[Held, ...] = ()
    """Where the sources are in a store: all that is to be fetched from there."""


@noun(frozen=True, slots=True)
class Draft:
    """A book that is made, proved and staged."""

    book: Bound
    """Without its data: those are on the disk."""
    size: int
    digest: str
    """SHA-256 of the book's file."""
    temporary: Path | None
    """Where it is staged, as ordered."""


def make(order: Order) -> Draft:
    """Make the book that an order asks for, and stage it. Raises a Fic2EpubError; then nothing is left."""
    book = _bound(order)
    if order.temporary is not None:
        shelf_of(order.temporary).stage(book.data, order.temporary)
    digest = hashlib.sha256(book.data).hexdigest()
    return Draft(replace(book, data=b""), len(book.data), digest, order.temporary)


def _bound(order: Order) -> Bound:
    """Make the book; of texts in a store, from copies that are gone when it is made."""
    if not order.held:
        return bound(order.sources, order.settings, order.wanted)
    with at_hand(order.held) as copies:
        book = bound([copies[Url(source)] for source in order.sources], order.settings, order.wanted)
    return replace(book, sources=order.sources)


def order_for(job: Job, settings: Settings, wanted: Format, folder: Path) -> Order:
    """Return an order of this process; the book is staged in `folder`."""
    from fic2epub.bookbinding.saving import temporary_in

    temporary = None if settings.rehearse else temporary_in(folder)
    return Order(job.sources, settings, wanted, temporary, job.held(settings))
