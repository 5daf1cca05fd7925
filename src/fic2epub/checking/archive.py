"""Opens a zip that may be hostile: nothing is unpacked to the disk, and no more than is fit for a book.

Everything that is read goes through `Archive.read`, which stops at a limit. A zip is judged by its directory
before Python's own reader sees it: that reader makes an object of each entry, however many there are.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fic2epub.errors import SourceError

LARGEST_FILE = 1 << 30
"""Bytes of the whole file; four times what any shop or device takes."""
LARGEST_DIRECTORY = 4 << 20
"""Bytes of the zip's directory: some forty thousand files."""
LARGEST_UNPACKED = 1 << 30
"""Bytes of all files together, as the zip declares them."""
_END = b"PK\x05\x06"
_END_SIZE, _COMMENT, _LOCATOR_SIZE, _END64_SIZE = 22, 65_535, 20, 56
_CHUNK = 1 << 18
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What Python's reader raises over a zip that is broken."""
READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The two ways of packing that an EPUB may use (OCF 3.3, section 4.2)."""


class Unfit(Exception):  # noqa: N818  it says what is so of the file
    """The file can't be looked into: which check says so, and why."""

    def __init__(self, check: str, text: str) -> None:
        super().__init__(text)
        self.check, self.text = check, text


@dataclass(slots=True)
class Archive:
    """An open zip, its entries in their order."""

    file: IO[bytes]
    zip: zipfile.ZipFile
    size: int
    """Bytes of the file."""
    entries: list[zipfile.ZipInfo]
    names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    """Each readable entry by its name; folders are left out."""

    def __post_init__(self) -> None:
        """Sort the entries out."""
        for entry in self.entries:
            if not entry.is_dir() and entry.compress_type in READABLE and not entry.flag_bits & 1:
                self.names.setdefault(entry.filename, entry)

    def read(self, name: str, limit: int) -> bytes | None:
        """Return at most `limit` bytes of an entry, or None if it is not there or broken."""
        entry = self.names.get(name)
        if entry is None:
            return None
        try:
            with self.zip.open(entry) as stream:
                return stream.read(min(limit, entry.file_size))
        except BROKEN:
            return None

    def raw(self, at: int, size: int) -> bytes:
        """Return bytes of the file itself; none where there are none, wherever the zip may point."""
        try:
            self.file.seek(at)
            return self.file.read(size)
        except BROKEN:
            return b""

    def whole(self, entry: zipfile.ZipInfo) -> bool:
        """Say whether an entry unpacks to what the zip says of it: its size and its checksum."""
        try:
            with self.zip.open(entry) as stream:
                seen = 0
                while chunk := stream.read(_CHUNK):
                    seen += len(chunk)
            return seen == entry.file_size
        except BROKEN:
            return False

    def close(self) -> None:
        """Close the file."""
        self.zip.close()
        self.file.close()


def open_archive(path: Path) -> Archive:
    """Open a file as a zip.

    Raises SourceError where there is no file that can be read, and Unfit where the file is no zip or one that
    it would be folly to unpack.
    """
    file = _open(path)
    try:
        size = os.fstat(file.fileno()).st_size
        _weigh(file, size)
        try:
            package = zipfile.ZipFile(file)
            entries = package.infolist()
        except (*BROKEN, struct.error) as problem:
            raise Unfit("check/not-a-zip", f"the zip can't be opened: {problem}") from None
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > LARGEST_UNPACKED:
            raise Unfit("check/zip-too-large", f"unpacked it would be {unpacked:,} bytes")
    except BaseException:
        file.close()
        raise
    return Archive(file, package, size, entries)


def _open(path: Path) -> IO[bytes]:
    """Open a plain file; a pipe or a device could hold us for ever."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise SourceError("that is a folder, not a book", where=str(path))
        if not stat.S_ISREG(kind):
            raise SourceError("that is not a file", where=str(path))
        return path.open("rb")
    except FileNotFoundError:
        raise SourceError("there is no such file", where=str(path)) from None
    except (OSError, ValueError) as problem:
        raise SourceError(f"the file can't be read: {problem}", where=str(path)) from None


def _weigh(file: IO[bytes], size: int) -> None:
    """Raise Unfit for a file that is no zip, or whose directory is too long for a book's."""
    if size > LARGEST_FILE:
        raise Unfit("check/zip-too-large", f"the file has {size:,} bytes")
    tail_size = min(size, _END_SIZE + _COMMENT + _LOCATOR_SIZE + _END64_SIZE)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        raise Unfit("check/not-a-zip", _what_it_is(file, size))
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    at64 = at - _LOCATOR_SIZE - _END64_SIZE
    if tail[max(0, at - _LOCATOR_SIZE) :].startswith(b"PK\x06\x07") and at64 >= 0:
        (directory,) = struct.unpack_from("<Q", tail, at64 + 40)  # the directory of a large zip
    if directory > LARGEST_DIRECTORY:
        raise Unfit("check/zip-too-large", f"the directory of the zip has {directory:,} bytes")
    file.seek(0)


def _what_it_is(file: IO[bytes], size: int) -> str:
    if not size:
        return "the file is empty"
    file.seek(0)
    head = file.read(68)
    if head.startswith(b"PK\x03\x04"):
        return "the file is a zip that was cut off"
    if head.startswith(b"%PDF"):
        return "the file is a PDF"
    if head[60:68] in {b"BOOKMOBI", b"TEXtREAd"}:
        return "the file is a Kindle book"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "the file is a web page or another text with tags"
    return "the file is not a zip, and so no EPUB"
