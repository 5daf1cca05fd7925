"""Books onto an e-reader, and what is said of it: for `send`, and for `convert --device`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fic2epub.cli.door import tell_error
from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.errors import DeliveryError, Fic2EpubError

if TYPE_CHECKING:
    from fic2epub.delivering import Delivered, Delivery, Device, Parcel

SOME_FAILED = 1


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
) -> tuple[list[dict[str, object]], list[Fic2EpubError]]:
    """Send books, say what became of each, and let go of the device if that is wanted.

    `sources` has the texts of books that were made of them. Returns what became of each for programs, and
    the errors of those that are not on the device. Raises DeliveryError.
    """
    from fic2epub.delivering import Delivered, Undelivered, send
    from fic2epub.delivering import eject as let_go

    sources = sources or {}
    done: list[Delivery] = []
    try:
        for each in send(parcels, device, rehearse=rehearse, waits=_waits):
            done.append(each)
            if isinstance(each, Undelivered):
                tell_error(each.error)
            elif not as_json:
                _tell(each, device, quiet=quiet)
    except DeliveryError:
        there = [each for each in done if isinstance(each, Delivered) and each.verb != "kept"]
        if there and not rehearse:
            tell(f"note:  {counted(len(there), 'book')} of {len(parcels)} are on it, and whole")
        raise
    records = [_record(each, sources.get(each.source, each.source)) for each in done]
    errors = [each.error for each in done if isinstance(each, Undelivered)]
    if not (as_json or quiet):
        _sum_up([each for each in done if isinstance(each, Delivered)], device, rehearse=rehearse)
    if eject and not rehearse:
        let_go(device)
        if not (as_json or quiet or device.kind.web):
            say("Ejected: the cable can be pulled.")
    elif not (as_json or quiet or rehearse) and device.kind.after and any(_is_news(each) for each in done):
        say(device.kind.after)
    return records, errors


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


def _is_news(each: Delivery) -> bool:
    from fic2epub.delivering import Delivered

    return isinstance(each, Delivered) and each.written


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


def _sum_up(done: Sequence[Delivered], device: Device, *, rehearse: bool) -> None:
    fresh, older, same, kept = (
        sum(each.verb == verb for each in done) for verb in ("new", "replaced", "current", "kept")
    )
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
