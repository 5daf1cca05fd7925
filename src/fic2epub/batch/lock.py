"""One run at a time in a library: a lock that the kernel holds, and drops when its process ends.

On Linux and macOS the folder itself is locked, and nothing is written in it, so that a folder that can only
be read is no other case. Windows locks no folders; there it is a hidden file in it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LOCK = ".fic2epub-lock"
"""On Windows, the file that is locked."""
_PATIENCE = 0.2
"""Seconds between two looks, where the system can't wait by itself."""
_OURS: set[tuple[int, int]] = set()
"""What this process has locked: it must not wait for itself."""


@contextlib.contextmanager
def alone_in(folder: Path, waits: Callable[[Path], object] | None = None) -> Iterator[None]:
    """Hold a folder against other runs; `waits` is called once, with the folder, where another one has it.

    Disks that know no locks (some on a network), and folders that are not there, are used without one.
    """
    held = None
    with contextlib.suppress(OSError):
        held = _locked(folder, waits)
    if held is None:
        yield
        return
    descriptor, key = held
    _OURS.add(key)
    try:
        yield
    finally:
        _OURS.discard(key)
        os.close(descriptor)  # that drops the lock, too


def _locked(folder: Path, waits: Callable[[Path], object] | None) -> tuple[int, tuple[int, int]] | None:
    """Return an open folder that is ours, and what it is known by; None where it was ours before."""
    while True:
        descriptor = _opened(folder)
        try:
            state = os.fstat(descriptor)
            key = (state.st_dev, state.st_ino)
            if key in _OURS:
                os.close(descriptor)
                return None
            if not _try(descriptor):
                if waits:
                    waits(folder)
                waits = None
                _wait(descriptor)
            if os.path.lexists(folder) and os.path.samestat(state, _place(folder).stat()):
                return descriptor, key
        except BaseException:
            os.close(descriptor)
            raise
        # Whoever had it left nothing in it, and took it away.
        os.close(descriptor)
        folder.mkdir(parents=True, exist_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _place(folder: Path) -> Path:
        return folder / LOCK

    def _opened(folder: Path) -> int:
        return os.open(_place(folder), os.O_RDWR | os.O_CREAT)

    def _try(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _wait(descriptor: int) -> None:
        while not _try(descriptor):
            time.sleep(_PATIENCE)
else:
    import fcntl

    def _place(folder: Path) -> Path:
        return folder

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
