"""A copy that is whole or not there: written under a name that no reader opens, read back, and then named.

Each step is in its place for what happens to cables. What has a book's name was read back before it got it:
from the device, and not from the memory in which the system keeps what it was told to write.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from pathlib import Path

from fic2epub.bookbinding import saving
from fic2epub.errors import DeliveryError, SourceError
from fic2epub.model.noun import noun

PIECE = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_WAIT_FOR_NOTHING = getattr(os, "O_NONBLOCK", 0)


@noun(frozen=True, slots=True)
class Copied:
    """What was written and read back."""

    digest: str
    size: int


def weighed(source: Path) -> Copied:
    """Return the digest and size of a book that is to be sent. Raises SourceError."""
    try:
        descriptor = _opened(source)
        try:
            return _digest(descriptor)
        finally:
            os.close(descriptor)
    except OSError as problem:
        raise _unreadable(source, problem) from problem


def copy(source: Path, path: Path) -> Copied:
    """Copy a book to a path on a device, in place of what is there. Its folder has to be there.

    Raises SourceError where the book can't be read, DeliveryError where the device does not give back what
    it was given, and OSError where it fails otherwise; then nothing is left, and what was at `path` still is.
    """
    temporary, moment = saving.temporary_in(path.parent), _moment_for(path)
    try:
        written = _written(source, temporary, moment)
        if _read_back(temporary) != written:
            raise DeliveryError(
                "the device does not give back what it was given",
                where=str(path),
                advice="Its memory may be failing: check its disk before you trust what is on it.",
            )
        os.replace(temporary, path)  # noqa: PTH105  as the others here: by the system's own names
        _flush_folder(path.parent)
        _touch(path, moment)
    except BaseException:  # Ctrl-C too: nothing half-done stays
        saving.discard(temporary)
        raise
    return written


def _written(source: Path, temporary: Path, moment: int) -> Copied:
    """Write a copy and flush it; what it is was counted as it was read."""
    try:
        given = _opened(source)
    except OSError as problem:
        raise _unreadable(source, problem) from problem
    try:
        taken = os.open(temporary, _NEW, 0o666)
        try:
            copied = _poured(given, taken, source)
            saving.flush(taken)
        finally:
            os.close(taken)
        # Linux makes a Kindle eject itself at a flush that nothing follows (bugzilla.kernel.org 203973).
        _touch(temporary, moment)
    finally:
        os.close(given)
    return copied


def _poured(given: int, taken: int, source: Path) -> Copied:
    digest, size = hashlib.sha256(), 0
    while piece := _piece_of(given, source):
        digest.update(piece)
        size += len(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(taken, rest) :]
    return Copied(digest.hexdigest(), size)


def _piece_of(given: int, source: Path) -> bytes:
    try:
        return os.read(given, PIECE)
    except OSError as problem:  # of the source's disk, and not of the device
        raise _unreadable(source, problem) from problem


def _read_back(temporary: Path) -> Copied:
    descriptor = os.open(temporary, _READ)
    try:
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):  # a file system may know no such thing
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        return _digest(descriptor)
    finally:
        os.close(descriptor)


def _digest(descriptor: int) -> Copied:
    digest, size = hashlib.sha256(), 0
    while piece := os.read(descriptor, PIECE):
        digest.update(piece)
        size += len(piece)
    return Copied(digest.hexdigest(), size)


def _flush_folder(folder: Path) -> None:
    try:
        saving.settle(folder)
    except Exception as problem:
        if isinstance(problem.__cause__, OSError):
            raise problem.__cause__ from None
        raise


def _moment_for(path: Path) -> int:
    """Return a time for a book as FAT can hold it: even seconds, and later than its older copy's.

    A run that is killed before it has written down what it did must not leave a book of the same size and
    time as the one that is written down.
    """
    moment = int(time.time()) // 2 * 2
    with contextlib.suppress(OSError):
        moment = max(moment, int(path.stat().st_mtime) // 2 * 2 + 2)
    return moment


def _touch(path: Path, moment: int) -> None:
    """Give a file a time. A disk that takes none is as good."""
    with contextlib.suppress(OSError):
        os.utime(path, (moment, moment))


def _opened(source: Path) -> int:
    """Open a book; what is no file is refused, and a pipe that nobody writes to is not waited for."""
    descriptor = os.open(source, _READ | _WAIT_FOR_NOTHING)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceError("it is not a file", where=str(source), advice="Name a book, or a text.")
    return descriptor


def _unreadable(source: Path, problem: OSError) -> SourceError:
    if isinstance(problem, FileNotFoundError):
        return SourceError("there is no such file", where=str(source))
    return SourceError(f"the book can't be read: {problem.strerror or problem}", where=str(source))
