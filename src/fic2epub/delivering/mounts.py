"""Where e-readers may be: the disks that are mounted, and what is plugged in that shows none."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from fic2epub.model.noun import noun

ROOTS = "FIC2EPUB_DEVICE_ROOTS"
"""A variable of the environment: folders that stand in for all mounted disks."""
_USB = Path("/sys/bus/usb/devices")
_GVFS = "gvfs"
_PLACES = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where systems and their users mount what is plugged in."""
_CARDS = frozenset({"vfat", "msdos", "exfat", "fuseblk", "fat", "fat32", "fuse.exfat"})
"""The file systems of e-readers, wherever they are mounted."""
_FAR = ("nfs", "cifs", "smb", "autofs", "fuse.sshfs", "fuse.rclone", "9p", "ceph", "afs")
"""File systems of other machines: to ask one that is not there may take for ever."""


@noun(frozen=True, slots=True)
class Usb:
    """What the USB says of something that is plugged in: two numbers in hexadecimal."""

    vendor: str
    product: str


def roots() -> tuple[Path, ...]:
    """Return the roots of all disks on which e-readers may be, in a stable order.

    FIC2EPUB_DEVICE_ROOTS stands in for all of them: folders, parted as PATH is.
    """
    told = os.environ.get(ROOTS)
    if told is not None:
        return tuple(Path(each) for each in told.split(os.pathsep) if each)
    return tuple(dict.fromkeys((*sorted(_mounted()), *_over_mtp())))


def _mounted() -> Iterator[Path]:
    import psutil

    with contextlib.suppress(OSError, RuntimeError):
        for disk in psutil.disk_partitions(all=True):
            if may_be_a_reader(disk.mountpoint, disk.fstype, disk.opts):
                yield Path(disk.mountpoint)


def may_be_a_reader(mount: str, file_system: str, options: str) -> bool:
    """Tell whether a mounted disk may be an e-reader's, before anything on it is asked for."""
    kind = file_system.lower()
    if kind.startswith(_FAR):
        return False
    if sys.platform == "win32":
        return "removable" in options or kind in _CARDS
    below = any(mount.startswith(f"{place}/") for place in _PLACES) or mount in _PLACES
    return below or (kind in _CARDS and not mount.startswith(("/boot", "/efi")))


def _over_mtp() -> Iterator[Path]:
    """Give what GNOME's file manager shows of devices that speak MTP: one folder for each of their stores."""
    shown = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), _GVFS)
    with contextlib.suppress(OSError):
        for device in sorted(shown.glob("mtp:host=*")):
            yield from sorted(store for store in device.iterdir() if store.is_dir())


def plugged_in(usb: Path = _USB) -> tuple[Usb, ...]:
    """Return what is plugged in, as Linux tells it; nothing elsewhere."""
    found = []
    with contextlib.suppress(OSError):
        for device in sorted(usb.iterdir()):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                vendor = (device / "idVendor").read_text("ascii").strip().lower()
                found.append(Usb(vendor, (device / "idProduct").read_text("ascii").strip().lower()))
    return tuple(found)
