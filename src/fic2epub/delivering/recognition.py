"""Which e-readers are there: disks on which the marks of a kind were seen."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fic2epub.delivering.kind import Kind, Marker, kinds
from fic2epub.delivering.mounts import Usb, plugged_in, roots
from fic2epub.model.noun import noun

_READ = 4096
"""Bytes of a mark's file that are looked at."""


@noun(frozen=True, slots=True)
class Device:
    """An e-reader that is there, or a folder that the user named."""

    kind: Kind
    root: Path
    folder: Path
    """Where its books go; not made yet, perhaps."""
    marker: Marker | None = None
    """What gave it away; None where the user named it."""

    @property
    def free(self) -> int | None:
        """Bytes that may still be written, or None where that can't be known."""
        if self.kind.web:
            return None
        with contextlib.suppress(OSError):
            return shutil.disk_usage(self.root).free
        return None

    @property
    def can_be_written(self) -> bool:
        """Whether it lets us write: Linux has a damaged FAT disk be read only."""
        return os.access(self.folder if is_folder(self.folder) else self.root, os.W_OK)


def recognised(
    at: Iterable[Path] | None = None, known: Mapping[str, Kind] | None = None
) -> tuple[Device, ...]:
    """Return the e-readers that are mounted, those before guests on them. `at` stands in for all mounts.

    Raises RuleError for a device file that is wrong.
    """
    known = kinds() if known is None else known
    found = [device for root in (roots() if at is None else at) for device in _on(root, known)]
    return tuple(sorted(found, key=lambda device: (device.kind.guest, device.kind.asks)))


def _on(root: Path, known: Mapping[str, Kind]) -> Sequence[Device]:
    """Return what is seen on one disk: at most one device, and the guests on it."""
    seen = {kind.slug: marker for kind in known.values() if (marker := _mark_of(kind, root))}
    hosts = [known[slug] for slug in seen if not known[slug].guest]
    less = {slug for kind in hosts for slug in kind.instead_of}
    hosts = [kind for kind in hosts if kind.slug not in less]
    hosts.sort(key=lambda kind: (kind.asks, kind.ours, kind.slug))
    devices = [device_at(kind, root, seen[kind.slug]) for kind in hosts[:1]]
    for guest in (known[slug] for slug in seen if known[slug].guest):
        if devices:
            host = devices[0]
            kind = replace(guest, longest_path=host.kind.longest_path, avoids=host.kind.avoids)
            devices.append(replace(host, kind=kind, marker=seen[guest.slug]))
        else:
            devices.append(device_at(guest, root, seen[guest.slug]))
    return devices


def device_at(kind: Kind, root: Path, marker: Marker | None = None) -> Device:
    """Return a device of a kind, with the folder for its books: the first that is there, else the first."""
    folders = (marker.folders if marker else ()) or kind.folders or ("",)
    there = next((each for each in folders if is_folder(root / each)), folders[0])
    return Device(kind, root, root / there, marker)


def _mark_of(kind: Kind, root: Path) -> Marker | None:
    return next((marker for marker in kind.markers if _is_on(marker, root)), None)


def _is_on(marker: Marker, root: Path) -> bool:
    """Tell whether a disk has a mark. One that can't be looked at has none."""
    with contextlib.suppress(OSError):
        return (
            all(_there(root, each) for each in marker.paths)
            and not any(_there(root, each) for each in marker.lacks)
            and (marker.says is None or _says(root / marker.paths[0], marker.says))
        )
    return False


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder. One that can't be looked at, for its disk fails, is none."""
    with contextlib.suppress(OSError):
        return path.is_dir()
    return False


def _there(root: Path, path: str) -> bool:
    at = root / path
    return at.is_dir() if path.endswith("/") else at.is_file()


def _says(path: Path, wanted: re.Pattern[str]) -> bool:
    with path.open("rb") as file:
        return wanted.search(file.read(_READ).decode("utf-8", "replace")) is not None


def words_for_the_hidden(
    seen: Iterable[Device], usb: Sequence[Usb] | None = None, known: Mapping[str, Kind] | None = None
) -> tuple[str, ...]:
    """Return what to tell of devices that are plugged in and show no disk, each once."""
    known = kinds() if known is None else known
    usb = plugged_in() if usb is None else usb
    mounted = {device.kind.slug for device in seen}
    words = []
    for kind in known.values():
        if kind.slug not in mounted:
            fitting = (p.word for u in usb for p in kind.plugged if _fits(u, p.vendor, p.products))
            words += [word for word in [next(fitting, "")] if word]
    return tuple(dict.fromkeys(words))


def _fits(usb: Usb, vendor: str, products: tuple[str, ...]) -> bool:
    return usb.vendor == vendor and (not products or usb.product in products)
