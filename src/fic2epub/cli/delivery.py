"""Books onto an e-reader, and what is said of it: for `send`, and for `convert --device`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from fic2epub.cli.door import tell_error
from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.errors import DeliveryError, Fic2EpubError
from fic2epub.model.noun import noun

if TYPE_CHECKING:
    from fic2epub.delivering import Delivered, Delivery, Device, Parcel

SOME_FAILED = 1


@noun(slots=True)
class Told:
    """What became of books that were to be sent."""

    records: list[dict[str, object]] = field(default_factory=list)
    """For programs, one for each."""
    errors: list[Fic2EpubError] = field(default_factory=list)
    """Of books that are not on the device, each for itself."""
    end: DeliveryError | None = None
    """What ended the sending before its time, or kept the device from being let go."""


def parcel(book: Path, shelf: Path | None) -> Parcel:
    """Return a book to be sent; of one that a template named, `shelf` is the folder from which it counts."""
    from fic2epub.delivering import Parcel
    from fic2epub.delivering.verdicts import ending_of

    if shelf is None or not book.is_relative_to(shelf):
        return Parcel(book)
    inside = book.relative_to(shelf)
    return Parcel(book, inside.parent / inside.name.removesuffix(book.name[-len(ending_of(book.name)) :]))


def format_for(device: Device, said: str) -> str:
    """Return the format in which texts are made for a device, unless the user said another."""
    return said or device.kind.format.value


def delivered(  # noqa: PLR0913  switches, each of its own
    parcels: Sequence[Parcel],
    device: Device,
    *,
    sources: Mapping[Path, Path] | None = None,
    rehearse: bool = False,
    eject: bool = False,
    as_json: bool = False,
    quiet: bool = False,
) -> Told:
    """Send books, say what became of each, and let go of the device if that is wanted.

    `sources` has the texts of books that were made of them. What ended it is left to the caller to raise,
    when the rest is told.
    """
    from fic2epub.delivering import Undelivered, send
    from fic2epub.delivering import eject as let_go

    sources = sources or {}
    done: list[Delivery] = []
    told = Told()
    try:
        for each in send(parcels, device, rehearse=rehearse, waits=_waits):
            done.append(each)
            if isinstance(each, Undelivered):
                tell_error(each.error)
            elif not as_json:
                _tell(each, device, quiet=quiet)
        if not (as_json or quiet):
            _sum_up(done, device, rehearse=rehearse, advise=not eject)
        if eject and not rehearse:
            let_go(device)
            if not (as_json or quiet or device.kind.web):
                say("Ejected: the cable can be pulled.")
    except DeliveryError as problem:
        told.end = problem
        if done and len(done) < len(parcels) and not rehearse:
            tell(f"note:  {_there(done)} of {counted(len(parcels), 'book')} are on it, and whole")
    told.records = [_record(each, sources.get(each.source, each.source)) for each in done]
    told.errors = [each.error for each in done if isinstance(each, Undelivered)]
    return told


def _there(done: Sequence[Delivery]) -> int:
    from fic2epub.delivering import Delivered

    return sum(isinstance(each, Delivered) and each.verb != "kept" for each in done)


def code_of(errors: Sequence[Fic2EpubError], count: int) -> int:
    """Return the exit code of so many books, some of which failed."""
    if not errors:
        return 0
    return errors[0].code if count == 1 else SOME_FAILED


def failed(source: Path, error: Fic2EpubError) -> dict[str, object]:
    """Return what is told to programs of what is not on the device."""
    told = {"code": error.code, "what": error.what, "where": error.where, "try": error.advice}
    return {"source": str(source), "path": None, "result": "failed", "written": False, "error": told}


def _waits(folder: Path) -> None:
    tell(f"note:  another run is writing to {safe(folder)}; waiting for it to end")


_VERBS = {"new": ("Copied to", "Would copy to"), "replaced": ("Replaced", "Would replace")}


def _tell(each: Delivered, device: Device, *, quiet: bool) -> None:
    for notice in each.notices:
        tell(f"note:  {safe(each.source.name)}: {safe(notice.text)}")
    if each.verb in _VERBS and not quiet:
        say(f"{_VERBS[each.verb][not each.written]} {safe(_place(each, device))}")


def _place(each: Delivered, device: Device) -> Path:
    """Return where a book lies, from the root of its device on; of a mere folder, its whole path."""
    known = device.marker is not None and each.path.is_relative_to(device.root)
    return each.path.relative_to(device.root) if known else each.path


def _sum_up(done: Sequence[Delivery], device: Device, *, rehearse: bool, advise: bool) -> None:
    from fic2epub.delivering import Delivered

    verbs = [each.verb for each in done if isinstance(each, Delivered)]
    fresh, older, same, kept = map(verbs.count, ("new", "replaced", "current", "kept"))
    where = device.kind.name if device.marker or device.kind.web else str(device.folder)
    parts = []
    if fresh or older:
        how = f", {older} in place of {'its' if older == 1 else 'their'} older copy" if older else ""
        verb = "Would send" if rehearse else "Sent"
        parts.append(f"{verb} {counted(fresh + older, 'book')} to {where}{how}.")
    if same:
        parts.append(f"{counted(same, 'book')} {'is' if same == 1 else 'are'} there as before.")
    if kept:
        parts.append(f"{counted(kept, 'book')} {'was' if kept == 1 else 'were'} not sent.")
    if parts:
        say(safe(" ".join(parts)))
    if advise and (fresh or older) and device.kind.after and not rehearse:
        say(safe(device.kind.after))


def _record(each: Delivery, source: Path) -> dict[str, object]:
    from fic2epub.delivering import Undelivered

    if isinstance(each, Undelivered):
        return failed(source, each.error)
    return {
        "source": str(source),
        "path": str(each.path),
        "result": each.verb,
        "written": each.written,
        "bytes": each.size,
        "notices": [{"code": notice.code, "text": notice.text} for notice in each.notices],
    }
