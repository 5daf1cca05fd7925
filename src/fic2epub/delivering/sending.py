"""Books in, one outcome each: what is up to date stays, the rest is copied to where its older copy lies."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from fic2epub.batch.lock import alone_in
from fic2epub.batch.manifest import Record
from fic2epub.bookbinding import naming, saving
from fic2epub.delivering.copying import Copied, copy, weighed
from fic2epub.delivering.labels import Label, label_of
from fic2epub.delivering.parcels import Delivered, Delivery, Parcel, Undelivered
from fic2epub.delivering.places import Book, Place, Places
from fic2epub.delivering.recognition import Device, is_folder
from fic2epub.delivering.record import Key, Sent, time_of
from fic2epub.delivering.room import refuse_too_much
from fic2epub.delivering.slots import Slots
from fic2epub.delivering.verdicts import ending_of, looked_over
from fic2epub.delivering.web import send_by_web
from fic2epub.errors import DeliveryError, Fic2EpubError
from fic2epub.model.manuscript import Notice
from fic2epub.model.noun import noun

_ONE_BOOKS_FAULT = frozenset({errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG, errno.EFBIG, errno.EISDIR})
"""What the system says of a single name or file; anything else would be the same for the next book."""


_NAMESAKE = (
    "another story without an author has this title there, and both stay: give one of them an author, an "
    "address or a title of its own."
)


@noun(frozen=True, slots=True)
class _Ready:
    """A book that was looked at, and has no place yet."""

    parcel: Parcel
    key: Key
    """Of its work; another one's book may have it, too."""
    made: Copied
    label: Label
    notices: tuple[Notice, ...]


@noun(frozen=True, slots=True)
class _Step:
    """A book, and where it goes."""

    parcel: Parcel
    key: Key
    made: Copied
    place: Place
    notices: tuple[Notice, ...]
    current: bool


def send(
    parcels: Iterable[Parcel],
    device: Device,
    *,
    rehearse: bool = False,
    waits: Callable[[Path], object] | None = None,
) -> Generator[Delivery, None, None]:
    """Bring books to a device, and give what became of each, in their order.

    Nothing is copied before there is room for all. A book of a work that was sent before takes the place of
    its older copy. A book that can't be read, or that the device does not open, costs itself alone.
    `waits` is called before another run on the same device is waited for. Raises DeliveryError where the
    device can't be written, has no room, or is taken away; what was delivered before is on it.
    """
    if device.kind.web:
        yield from send_by_web(parcels, device, rehearse=rehearse)
        return
    _refuse_what_is_not_there(device)
    with contextlib.ExitStack() as held:
        run = _Run(device, rehearse=rehearse)
        if not rehearse:
            run.begin(held, waits)
        plan = list(run.planned(parcels))
        steps = [each for each in plan if not isinstance(each, Undelivered)]
        refuse_too_much(
            [(step.made.size, _size_of(step.place)) for step in steps if not step.current], device
        )
        for each in plan:
            yield each if isinstance(each, Undelivered) else run.taken(each)
        run.end()


class _Run:
    def __init__(self, device: Device, *, rehearse: bool) -> None:
        self.device = device
        self.rehearse = rehearse
        try:
            self.disk = device.root.stat().st_dev
        except OSError as problem:
            raise _gone(device) from problem
        self.swept: set[Path] = set()

    def begin(self, held: contextlib.ExitStack, waits: Callable[[Path], object] | None) -> None:
        """Make the folder for books, and hold it against other runs."""
        try:
            self.device.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise self._of_the_device(problem, self.device.folder) from problem
        held.enter_context(alone_in(self.device.folder, waits))

    def planned(self, parcels: Iterable[Parcel]) -> Iterator[_Step | Undelivered]:
        self.sent = Sent(self.device.folder)
        self.places = Places(self.device, self.sent)
        self.slots = Slots(self.sent)
        ready = [self._ready(parcel) for parcel in parcels]
        for each in ready:
            if isinstance(each, _Ready):
                self.slots.claim(each.key, each.made)
        keys: dict[Key, _Step] = {}
        for each in ready:
            if isinstance(each, Undelivered):
                yield each
                continue
            try:
                yield self._step(each, keys)
            except Fic2EpubError as problem:
                yield Undelivered(each.parcel.path, problem)
            except OSError as problem:
                raise self._of_the_device(problem, self.device.root) from problem

    def _ready(self, parcel: Parcel) -> _Ready | Undelivered:
        """Look at a book before any has a place: one that is there as it is keeps its own."""
        try:
            notices = looked_over(parcel.path, self.device)
            made, label, ending = weighed(parcel.path), label_of(parcel.path), ending_of(parcel.path.name)
        except Fic2EpubError as problem:
            return Undelivered(parcel.path, problem)
        return _Ready(parcel, (label.identity or f"sha256:{made.digest}", ending), made, label, notices)

    def _step(self, ready: _Ready, keys: dict[Key, _Step]) -> _Step:
        parcel, made, label, notices = ready.parcel, ready.made, ready.label, ready.notices
        key = self.slots.of(ready.key, made, parcel.path, weak=label.weak)
        if key in keys:  # the very same book is on its way
            return replace(keys[key], parcel=parcel, current=True)
        wanted = parcel.wanted or usual_place(label, parcel.path, made)
        place = self.places.of(Book(key, label, made, ready.key[1], parcel.path, wanted))
        current = place.older and self._has(place, made)
        if place.beside:
            notices = (*notices, Notice("deliver/namesake", _NAMESAKE))
        keys[key] = _Step(parcel, key, made, place, notices, current)
        return keys[key]

    def _has(self, place: Place, made: Copied) -> bool:
        """Tell whether the copy on the device is the very book."""
        if place.record is not None:
            return place.record.key == made.digest and self.sent.is_whole(place.record)
        return place.path.stat().st_size == made.size and weighed(place.path) == made

    def taken(self, step: _Step) -> Delivery:
        """Carry one book, unless it is there."""
        verb = "current" if step.current else "replaced" if step.place.older else "new"
        done = Delivered(
            step.parcel.path,
            step.place.path,
            step.made.size,
            verb,
            step.notices,
            written=not (step.current or self.rehearse),
        )
        if self.rehearse:
            return done
        try:
            self._refuse_another_disk()
            self._sweep(step.place.path.parent)
            if step.current:
                if step.place.older and step.place.record is None:
                    self._note(step, step.made)
                return done
            step.place.path.parent.mkdir(parents=True, exist_ok=True)
            self._note(step, copy(step.parcel.path, step.place.path))
        except OSError as problem:
            error = self._of_the_device(problem, step.place.path)
            if problem.errno not in _ONE_BOOKS_FAULT:
                raise error from problem
            return Undelivered(step.parcel.path, error)
        except Fic2EpubError as problem:
            if isinstance(problem, TakenAway):
                raise
            return Undelivered(step.parcel.path, problem)
        return done

    def _sweep(self, folder: Path) -> None:
        """Remove what a run that was killed left in a folder."""
        if folder not in self.swept:
            saving.sweep(folder)
            self.swept.add(folder)

    def end(self) -> None:
        """Write the record anew, if it has many lines that no longer count."""
        if not self.rehearse:
            with contextlib.suppress(Fic2EpubError, OSError):
                self.sent.tidy()

    def _note(self, step: _Step, copied: Copied) -> None:
        path = step.place.path
        self.sent.note(
            Record(
                sources=step.key,
                key=copied.digest,
                book=self.sent.book_name(path),
                size=copied.size,
                modified=time_of(path),
                digest=copied.digest,
                identifier=step.key[0],
            )
        )

    def _refuse_another_disk(self) -> None:
        """See that the disk is still the device's: where it was, our own may be by now."""
        try:
            there = self.device.root.stat().st_dev == self.disk
        except OSError:
            there = False
        if not there:
            raise _gone(self.device)

    def _of_the_device(self, problem: OSError, path: Path) -> DeliveryError:
        with contextlib.suppress(OSError):
            if problem.errno not in _TAKEN_AWAY and self.device.root.stat().st_dev == self.disk:
                what = f"the book could not be written: {saving.said_of(problem)}"
                return DeliveryError(what, where=str(path), advice=_ADVICE.get(problem.errno or 0, ""))
        return _gone(self.device)


class TakenAway(DeliveryError):  # noqa: N818  it says what happened
    """The device is not there any more."""


_TAKEN_AWAY = frozenset(
    {errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ECONNABORTED, errno.ESTALE, errno.ESHUTDOWN}
)
"""What the system says when a cable was pulled, or when what serves a disk has ended."""
_ADVICE = {
    errno.ENOSPC: "Remove books from it, and send these again: what is on it already is skipped.",
    errno.EDQUOT: "Remove books from it, and send these again: what is on it already is skipped.",
    errno.EROFS: "Its disk may be damaged: let the device itself, or a check of the disk, mend it.",
    errno.EACCES: "Choose a folder that is yours to write in, with --to.",
    errno.EPERM: "Choose a folder that is yours to write in, with --to.",
    errno.EIO: "Look at the cable, and check the device's disk before you trust what is on it.",
}


def _gone(device: Device) -> TakenAway:
    return TakenAway(
        "the e-reader was taken away",
        where=str(device.root),
        advice="Plug it in again, and send the books again: what is on it already is skipped.",
    )


def _refuse_what_is_not_there(device: Device) -> None:
    if not is_folder(device.root):
        raise DeliveryError(
            "there is no such folder",
            where=str(device.root),
            advice="Plug the e-reader in, and give the folder at which it is mounted.",
        )
    if not device.can_be_written:
        raise DeliveryError(
            "the e-reader can only be read",
            where=str(device.root),
            advice="A damaged disk is: let the device itself, or a check of the disk, mend it.",
        )


def usual_place(label: Label, path: Path, made: Copied) -> PurePath:
    """Return `Author/Title`, by what the book says of itself; the file's own name where it says nothing."""
    stem = path.name[: len(path.name) - len(ending_of(path.name))]
    title = naming.legal(label.title) or naming.legal(stem) or f"untitled-{made.digest[:8]}"
    by = naming.legal(naming.byline(label.authors))
    return PurePath(by, title) if by else PurePath(title)


def _size_of(place: Place) -> int:
    with contextlib.suppress(OSError):
        return place.path.stat().st_size if place.older else 0
    return 0
