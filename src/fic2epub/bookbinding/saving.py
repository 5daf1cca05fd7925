"""Puts a book on the disk whole or not at all.

A temporary in the same folder is written, flushed to the disk, and renamed over the target in one step; then
the folder is flushed. So at each moment, and after a crash, the target is the old book or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
import time
from pathlib import Path

from fic2epub.errors import BindingError
from fic2epub.lazy import regex

_TEMPORARY = regex(r"\.fic2epub-([0-9]+)-[0-9]+\.part")
"""The process, and its count. Takes ".fic2epub-412-1.part"; spares "rain.part" and any book."""
_NO_FLUSH = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
"""What a file system answers that has no flush, for files or for folders: nothing is wrong then."""
_PIECE = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NUMBERS = itertools.count(int.from_bytes(os.urandom(6)))
"""From anywhere on: a process of the same number in another container, or one long dead, used others."""

_PLAIN_WORDS = {
    errno.ENOSPC: ("the disk is full", "Make room on it, or choose another folder with -o."),
    errno.EDQUOT: ("your share of the disk is used up", "Make room, or choose another folder with -o."),
    errno.EFBIG: ("the book is larger than this disk or account lets a file be", "Choose another folder."),
    errno.EACCES: (
        "there is no permission to write here",
        "Close the book if a program has it open, or choose another folder with -o.",
    ),
    errno.EPERM: ("there is no permission to write here", "Choose another folder with -o."),
    errno.EROFS: ("the disk can only be read", "Choose another folder with -o."),
    errno.ENAMETOOLONG: ("the name is too long for this disk", "Give the book a shorter name with -o."),
    errno.ENOENT: (
        "the folder is gone, or the disk refuses this name",
        "Give the book another name with -o.",
    ),
    errno.ENOTDIR: ("a part of the path is a file and not a folder", "Choose another folder with -o."),
    errno.EEXIST: ("a part of the path is a file and not a folder", "Choose another folder with -o."),
    errno.EISDIR: ("there is a folder of that name", "Give the book another name with -o."),
    errno.ELOOP: ("the path runs in a circle of links", "Choose another folder with -o."),
    errno.EIO: ("the disk reported a fault", "Check the disk before you trust what is on it."),
    errno.ENODEV: ("the disk was taken away", "Plug it in again."),
    errno.ENXIO: ("the disk was taken away", "Plug it in again."),
    errno.ENOTCONN: ("the disk was taken away", "Plug it in again."),
    errno.ESTALE: ("the folder on the network is gone", "Connect to it again."),
    errno.EINVAL: ("the disk refuses this name", "Give the book another name with -o."),
    errno.EILSEQ: ("the disk refuses this name", "Give the book another name with -o."),
    errno.EMFILE: ("too many files are open", "Convert fewer stories at a time."),
    errno.ENFILE: ("too many files are open", "Convert fewer stories at a time."),
}


def save(data: bytes, path: Path) -> None:
    """Write a book to `path`, whole or not at all; folders that are missing are made.

    A link at `path` is itself replaced, and what it points to is left alone; a folder, or a device such as
    `/dev/stdout`, is refused. Temporaries that a dead process left in the folder are removed first.
    Raises BindingError with the reason in plain words; the old book is then still there, unless only the
    last step failed, the flush of the folder, when the new one is.
    """
    try:
        _refuse_what_is_no_file(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        temporary, descriptor = _create(path.parent)
        _fill(descriptor, temporary, data)
        _put_in_place(temporary, path)
        _flush_folder(path.parent)
    except OSError as error:
        raise in_plain_words(error, path) from error


def temporary_in(folder: Path) -> Path:
    """Return a path for a book that this process will name when it is staged; no other gets the same."""
    return folder / f".fic2epub-{os.getpid()}-{next(_NUMBERS)}.part"


def stage(data: bytes, temporary: Path) -> None:
    """Write a book into a temporary, and flush it. Raises BindingError, and then nothing is left.

    What is there already goes: another machine that was asked for the same book has died over it.
    """
    try:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        discard(temporary)
        _fill(os.open(temporary, _NEW, 0o666), temporary, data)
    except OSError as error:
        raise in_plain_words(error, temporary.parent) from error


def publish(temporary: Path, path: Path) -> None:
    """Give a staged book its name, in place of what has it. Its folder is flushed by `settle`.

    Raises BindingError, and then the old book is still there and the temporary is gone.
    """
    try:
        _refuse_what_is_no_file(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _put_in_place(temporary, path)
    except (OSError, BindingError) as error:
        discard(temporary)
        if isinstance(error, BindingError):
            raise
        raise in_plain_words(error, path) from error


def discard(temporary: Path) -> None:
    """Remove a staged book that nobody wants any more, if it is still there."""
    with contextlib.suppress(OSError):
        temporary.unlink()


def settle(folder: Path) -> None:
    """Flush a folder, so that the names given in it outlast a loss of power. Raises BindingError."""
    try:
        _flush_folder(folder)
    except OSError as error:
        raise in_plain_words(error, folder) from error


def sweep(folder: Path) -> tuple[Path, ...]:
    """Remove the temporaries that dead processes left in a folder, and return them.

    A temporary stays while the process lives that made it; one that can't be removed is left. Nothing is
    raised: what is not swept today is swept by the next save.
    """
    swept = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            left = _TEMPORARY.fullmatch(entry.name)
            if left:
                with contextlib.suppress(OSError):
                    if _lives(int(left[1]), entry.stat(follow_symlinks=False).st_mtime):
                        continue
                    os.unlink(entry.path)  # noqa: PTH108  a Path of each entry of a large folder is slow
                    swept.append(Path(entry.path))
    return tuple(swept)


def in_plain_words(error: OSError, path: Path) -> BindingError:
    """Return what the system's error means for a book at `path`."""
    advice = _PLAIN_WORDS.get(error.errno or 0, ("", ""))[1]
    return BindingError(f"the book could not be saved: {said_of(error)}", where=str(path), advice=advice)


def said_of(error: OSError) -> str:
    """Return what the system's error means: "the disk is full (ENOSPC)"."""
    words = _PLAIN_WORDS.get(error.errno or 0, (error.strerror or str(error), ""))[0]
    return f"{words} ({errno.errorcode.get(error.errno or 0, 'unknown')})"


def _refuse_what_is_no_file(path: Path) -> None:
    """Raise BindingError where a rename would put a book in the place of a folder, a pipe or a device."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:  # nothing there, or a link to nothing
        return
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not a file but a device"
        raise BindingError(
            f"the book could not be saved: what is there is {kind}",
            where=str(path),
            advice="Give the book another name with -o.",
        )


def _fill(descriptor: int, temporary: Path, data: bytes) -> None:
    mine: os.stat_result | None = None
    try:
        try:
            mine = os.fstat(descriptor)
            _write(descriptor, data)
            flush(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:  # Ctrl-C too: nothing half-done stays
        # A worker that a cluster gave up may live on, and what is there now may be another's book.
        with contextlib.suppress(OSError):
            if mine is None or os.path.samestat(mine, temporary.lstat()):
                discard(temporary)
        raise


def _put_in_place(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except BaseException:
        discard(temporary)
        raise


def _create(folder: Path) -> tuple[Path, int]:
    """Create a temporary that is nobody's yet. Its dot hides it, and its ending opens in no reader."""
    for count in itertools.count(1):
        temporary = folder / f".fic2epub-{os.getpid()}-{count}.part"
        # Taken: by another thread, or by a dead process that had this number in another container.
        with contextlib.suppress(FileExistsError):
            return temporary, os.open(temporary, _NEW, 0o666)
    raise AssertionError


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest[:_PIECE]) :]


def flush(descriptor: int) -> None:
    """Have the disk write down what a file has. Raises OSError; a disk without a flush is none."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise


def _flush_folder(folder: Path) -> None:
    """Flush the rename itself. Windows has no such step, and some folders can be written but not opened."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def _lives(process: int, since: float) -> bool:
    """Tell whether a process of this number lives that was there at a time; in doubt it does."""
    if os.name == "nt":
        return False  # there, a file that is open can't be removed, and os.kill(n, 0) would end the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _is_younger(process, since)


def _is_younger(process: int, moment: float) -> bool:
    """Tell whether a process began after a moment: another had its number then. Linux tells; else False."""
    try:
        up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        told = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
        began = int(told[19]) / os.sysconf("SC_CLK_TCK")  # proc(5): the 22nd field, and this is the third on
    except (OSError, ValueError, IndexError):
        return False
    return time.time() - moment > up - began + _CLOCKS


_CLOCKS = 60
"""Seconds by which the clock of a disk on a network may differ from ours."""
