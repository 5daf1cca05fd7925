"""Lets go of an e-reader, so that its cable can be pulled, by the program that each system has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fic2epub.delivering.mounts import may_be_a_reader
from fic2epub.delivering.recognition import Device
from fic2epub.errors import DeliveryError

_LONGEST = 300
"""Seconds: a slow card may have megabytes to write."""


def eject(device: Device) -> None:
    """Have the system write what it still holds, and let go of a device's disk. Raises DeliveryError.

    The books are on it all the same where that fails.
    """
    if device.kind.web:
        return
    root, block = disk_of(device.root)
    if hasattr(os, "sync"):
        os.sync()
    for command in _commands(root, block):
        if shutil.which(command[0]):
            _run(command, root)
            if command[0] != "udisksctl":
                return
            _power_off(block)
            return
    raise _by_hand(root, "this system has no program that could eject it")


def disk_of(path: Path) -> tuple[Path, str]:
    """Return where the disk that a path is on is mounted, and its name in the system.

    Raises DeliveryError for a folder that is on no disk of its own.
    """
    import psutil

    disks = {disk.mountpoint: disk for disk in psutil.disk_partitions(all=True)}
    place = path.resolve()
    for each in (place, *place.parents):
        disk = disks.get(str(each))
        if disk is not None:
            if may_be_a_reader(disk.mountpoint, disk.fstype, disk.opts):
                return each, disk.device
            break
    raise _by_hand(path, "it is no disk of its own, and there is nothing to eject")


def _commands(root: Path, block: str) -> Sequence[Sequence[str]]:
    if sys.platform == "darwin":
        return (("diskutil", "eject", str(root)),)
    if sys.platform == "win32":
        return ()
    by_name = (("udisksctl", "unmount", "--no-user-interaction", "-b", block),)
    return (*(by_name if block.startswith("/dev/") else ()), ("umount", str(root)))


def _power_off(block: str) -> None:
    """Let the device see that it was let go; one of several disks of a device can't be, and need not."""
    command = ("udisksctl", "power-off", "--no-user-interaction", "-b", block)
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_LONGEST, check=False)


def _run(command: Sequence[str], root: Path) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_LONGEST, text=True,
            errors="replace", check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _by_hand(root, f"{command[0]} did not end well: {problem}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise _by_hand(root, f"{command[0]} said: {said[-1] if said else done.returncode}")


def _by_hand(root: Path, why: str) -> DeliveryError:
    return DeliveryError(
        f"the books are there, but it was not ejected: {why}",
        where=str(root),
        advice="Eject it in the file manager before you pull the cable.",
    )
