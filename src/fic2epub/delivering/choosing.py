"""Which device is meant: the one that is there, the one that is named, or a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fic2epub.delivering.kind import Kind, kinds
from fic2epub.delivering.mounts import Usb, roots
from fic2epub.delivering.recognition import Device, device_at, is_folder, recognised, words_for_the_hidden
from fic2epub.delivering.web import device_of, on_the_web
from fic2epub.errors import DeliveryError
from fic2epub.model.book import Format

BOOKS = (
    "epub", "azw3", "azw", "mobi", "prc", "kfx", "pdf", "fb2", "fb2.zip", "djvu", "cbz", "cbr", "docx", "rtf",
)  # fmt: skip
"""The endings of books, which are sent as they are. A text is none: it becomes one."""
FOLDER = Kind(slug="folder", name="folder", format=Format.EPUB, opens=BOOKS)
"""A folder of which nothing is known."""


def chosen(name: str, to: Path | None) -> Device:
    """Return the device that a user means: by its kind's name, by its folder, by both, or the only one there.

    A folder on a disk that is recognised is a folder of that device. Raises DeliveryError and RuleError.
    """
    if to is None:
        return the_device(name)
    known = kinds()
    if name and name not in known:
        raise _unknown(name, known)
    if name and known[name].web:
        raise DeliveryError(
            f"a {known[name].name} takes books by its web page, and has no folder",
            where=str(to),
            advice=f"Leave out --to, or leave out --device {name} to copy the books into the folder.",
        )
    if not is_folder(to):
        raise DeliveryError(
            "there is no such folder", where=str(to), advice="Make it first, or see that the disk is mounted."
        )
    to = Path(os.path.normpath(to.absolute()))
    above = [root for root in (to, *roots()) if to.is_relative_to(root)]
    for device in recognised(dict.fromkeys(above), known):
        if device.kind.slug == name or not (name or device.kind.asks or device.kind.guest):
            return device if to == device.root else replace(device, folder=to)
    return device_at(known[name] if name else FOLDER, to)


def the_device(name: str, at: Iterable[Path] | None = None, usb: Sequence[Usb] | None = None) -> Device:
    """Return the one e-reader that is meant: of the kind that is named, or, without a name, the only one.

    Raises DeliveryError where there is none, or more than one; RuleError for a device file that is wrong.
    """
    known = kinds()
    if name and name not in known:
        raise _unknown(name, known)
    if name and known[name].web:
        return device_of(known[name])
    seen = recognised(at, known)
    if at is None:
        seen = (*seen, *on_the_web(known))
    fitting = [
        device
        for device in seen
        if (device.kind.slug == name if name else not (device.kind.guest or device.kind.asks))
    ]
    if not fitting and not name:
        guests = [device for device in seen if device.kind.guest]
        fitting = guests if len(guests) == 1 else []
    if len(fitting) == 1:
        return fitting[0]
    raise _several(fitting) if fitting else _none(name, known, words_for_the_hidden(seen, usb, known), seen)


def _several(devices: Sequence[Device]) -> DeliveryError:
    there = ", ".join(f"{device.kind.slug} at {device.root}" for device in devices)
    first = devices[0]
    same = len({device.kind.slug for device in devices}) == 1
    advice = f"--device {first.kind.slug} --to {first.root}" if same else f"--device {first.kind.slug}"
    return DeliveryError(f"several e-readers are there: {there}", advice=f"Say which: {advice}.")


def _none(
    name: str, known: Mapping[str, Kind], words: Sequence[str], seen: Sequence[Device]
) -> DeliveryError:
    what = f"no {known[name].name} is mounted" if name else "no e-reader is mounted"
    if words:
        return DeliveryError(what, advice=" ".join(words))
    if name and not known[name].markers:
        return DeliveryError(
            f"a {known[name].name} can't be recognised by itself",
            advice=f"Say where it is: --device {name} --to FOLDER.",
        )
    asking = [device.kind.slug for device in seen if device.kind.asks]
    if asking and not name:
        return DeliveryError(what, advice=f"If what is mounted is meant, name it: --device {asking[0]}.")
    return DeliveryError(
        what, advice="Plug it in and unlock it, or name its folder with --to. See `fic2epub devices`."
    )


def _unknown(name: str, known: Mapping[str, Kind]) -> DeliveryError:
    return DeliveryError(
        f"no kind of e-reader is called {name!r}", advice=f"There are {', '.join(sorted(known))}."
    )
