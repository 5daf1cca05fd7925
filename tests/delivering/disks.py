"""Disks as e-readers have them, on a file, where this machine lets us mount one: exFAT, and NTFS as Windows has it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SIZE = 256 << 20


class Disk:
    """A disk on a file, and the process that serves it."""

    def __init__(self, room: Path, kind: str) -> None:
        self.image, self.at, self.kind = room / f"{kind}.image", room / kind, kind
        self.at.mkdir()
        self.loop = ""
        self.daemon: subprocess.Popen[bytes] | None = None

    def format(self) -> None:
        make = ["mkfs.exfat"] if self.kind == "exfat" else ["mkfs.ntfs", "-Q", "-F"]
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        _run([*make, str(self.image)])

    def block(self) -> str:
        """Return the device of the disk: exFAT's daemon serves no plain file."""
        if not self.loop:
            try:
                self.loop = _run(["losetup", "--find", "--show", str(self.image)]).strip()
            except subprocess.CalledProcessError:
                pytest.skip("this machine has no loop device for a disk on a file")
        return self.loop

    def free(self) -> None:
        """Give everything back."""
        self.unmount()
        if self.loop:
            _run(["losetup", "--detach", self.loop])

    def mount(self) -> None:
        """Serve the disk by a process of ours, so that to end it is to pull the cable."""
        if self.kind == "exfat":
            command = ["mount.exfat-fuse", "-d", self.block(), str(self.at)]
        else:
            options = "windows_names,ignore_case,no_detach"
            command = ["lowntfs-3g", "-o", options, str(self.image), str(self.at)]
        nowhere = subprocess.DEVNULL
        self.daemon = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
        for _ in range(200):
            if os.path.ismount(self.at):
                return
            if self.daemon.poll() is not None:
                break
            time.sleep(0.02)
        self.unmount()
        pytest.skip(f"this machine does not let us mount {self.kind}")

    def pull(self) -> None:
        """Take the disk away while it is in use."""
        assert self.daemon
        self.daemon.kill()
        self.daemon.wait(20)

    def unmount(self) -> None:
        subprocess.run(["umount", "-l", str(self.at)], capture_output=True, check=False)
        if self.daemon is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.daemon.wait(20)
            if self.daemon.poll() is None:
                self.daemon.kill()
                self.daemon.wait(20)


@contextlib.contextmanager
def disk(room: Path, kind: str) -> Iterator[Disk]:
    """Give a mounted disk, empty; the test is skipped where there can be none."""
    tools = ["mount.exfat-fuse", "mkfs.exfat"] if kind == "exfat" else ["lowntfs-3g", "mkfs.ntfs"]
    path = os.environ.get("PATH", "") + os.pathsep + "/sbin:/usr/sbin"
    missing = [tool for tool in tools if shutil.which(tool, path=path) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")
    if not os.access("/dev/fuse", os.W_OK):
        pytest.skip("there is no /dev/fuse to mount disks by")
    made = Disk(room, kind)
    try:
        made.format()
        made.mount()
        yield made
    finally:
        made.free()


def _run(command: list[str]) -> str:
    path = os.environ.get("PATH", "") + os.pathsep + "/sbin:/usr/sbin"
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout
