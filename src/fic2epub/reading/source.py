"""Opens a source as one opens a stranger's letter: only if it is a file, and not for ever."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fic2epub.errors import SourceError
from fic2epub.reading.decoding import NO_TEXT

LARGEST = 64 * 1024 * 1024
"""Bytes. The longest known works are below 30 MB of text; beyond this something else was saved as text."""

# The first bytes of the files that are most often renamed to .txt, or dropped in by mistake.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (an EPUB or a Word document is one, too)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"MZ\x90", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a piece of music"),
    (b"OggS", "a piece of music"),
    (b"SQLite format 3", "a database"),
)


def load(path: Path) -> bytes:
    """Return the bytes of a regular file. Raises SourceError for anything else, and for an empty file.

    A FIFO or a device would block or never end, so nothing but a regular file is read. A file that changes
    while it is read is read once more, and then refused.
    """
    for _ in range(2):
        data, still = _read_once(path)
        if still:
            return _checked(data, path)
    raise SourceError(
        "the file is being written while it is read", where=str(path), advice="Try again when it is whole."
    )


def _read_once(path: Path) -> tuple[bytes, bool]:
    handle = _opened(path)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise SourceError("this is not a file that can be read", where=str(path))
        if before.st_size > LARGEST:
            megabytes = LARGEST // 2**20
            raise SourceError(
                f"the file is larger than {megabytes} MB, which no story is", where=str(path), advice=NO_TEXT
            )
        data = _all_of(handle)
        after = os.fstat(handle)
    except OSError as problem:
        raise SourceError(f"the file can't be read: {problem.strerror}", where=str(path)) from None
    finally:
        os.close(handle)
    still = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data, still and len(data) == after.st_size


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise SourceError(
            "there is no such file or folder", where=str(path), advice="Check the spelling of the path."
        ) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise SourceError(f"the file can't be opened: {reason}", where=str(path)) from None


def _all_of(handle: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size <= LARGEST and (piece := os.read(handle, 1 << 20)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _checked(data: bytes, path: Path) -> bytes:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise SourceError("the file is empty", where=str(path), advice="Save the page or story again.")
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"this is not text but {kind}", where=str(path), advice=NO_TEXT)
    return data
