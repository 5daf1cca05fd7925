"""What little of a Kindle's file is read and set here: whether it is whole, of which work, and its dates.

An AZW3 is a Palm database whose first record has the metadata (MobileRead wiki, "PDB" and "MOBI"). calibre
gives each file an identifier made by chance and the present moment. A Kindle keeps a reader's place by the
identifier, so the work's own is put there, in just as many bytes; nothing else in the file moves.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import datetime

from fic2epub.lazy import regex

_KIND = slice(60, 68)
_BOOK = b"BOOKMOBI"
_DATES = 36
"""Where the database says when it was made and when it was changed."""
_TABLE = 78
"""Where the table of records begins; the two bytes before it count them."""
_MOBI, _UNIQUE = 16, 32
"""Where, in the first record, the MOBI header begins, and where it has a number made by chance."""
_HAS_EXTH, _EXTH_FLAGS = 0x40, 128
_PUBLISHED = 106
_AUTHOR, _COVER, _TITLE, _LANGUAGE = 100, 201, 503, 524
_FIRST_PICTURE = 108
"""Where, in the first record, the number of the first record stands that is a picture."""
_IDENTIFIERS = frozenset({112, 113, 504})
"""The source, the ASIN, and the ASIN again: what calibre writes a book's UUID to."""
_UUID = regex(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_MADE_OF_A_NAME = regex(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A UUID of version 5, as ours are; those that calibre makes up are made by chance."""
_NOW = regex(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
"""A moment to the microsecond: no day of publication, but the clock."""
_PREFIX = "urn:uuid:"


def is_book(data: bytes) -> bool:
    """Tell whether data begin as a Kindle's book."""
    return data[_KIND] == _BOOK


def is_whole(data: bytes) -> bool:
    """Tell whether data are a Kindle's book, with all the records that its table names, and with metadata."""
    if not is_book(data) or len(data) < _TABLE:
        return False
    (count,) = struct.unpack_from(">H", data, _TABLE - 2)
    table = data[_TABLE : _TABLE + 8 * count]
    starts = [start for start, _ in struct.iter_unpack(">2I", table)] if len(table) == 8 * count else []
    if not starts or starts != sorted(set(starts)) or starts[-1] >= len(data):
        return False
    try:
        return sum(1 for _ in _facts(data)) > 0
    except struct.error:
        return False


def identifier_in(data: bytes) -> str | None:
    """Return `urn:uuid:…` of the work, if the book has one that was made of a name; else None.

    The data may be cut off behind the first record. Raises struct.error for data that are no book.
    """
    for kind, start, end in _facts(data):
        if kind in _IDENTIFIERS:
            found = data[start:end].decode("ascii", "replace").lower()
            if _MADE_OF_A_NAME.fullmatch(found):
                return _PREFIX + found
    return None


def shown_by(data: bytes) -> tuple[str, tuple[str, ...], str, bytes]:
    """Return a book's title, authors, language and cover, each empty where it has none.

    Raises struct.error for data that are no whole book.
    """
    told: dict[int, list[bytes]] = {}
    for kind, start, end in _facts(data):
        told.setdefault(kind, []).append(data[start:end])
    title, language = ("".join(_texts(told, kind)[:1]) for kind in (_TITLE, _LANGUAGE))
    return title, _texts(told, _AUTHOR), language, _picture(data, told)


def _texts(told: dict[int, list[bytes]], kind: int) -> tuple[str, ...]:
    return tuple(value.decode(errors="replace") for value in told.get(kind, ()))


def _picture(data: bytes, told: dict[int, list[bytes]]) -> bytes:
    """Return the cover: its number is counted from the first record that is a picture."""
    if _COVER not in told:
        return b""
    (count,) = struct.unpack_from(">H", data, _TABLE - 2)
    (first,) = struct.unpack_from(">I", data, _TABLE)
    (pictures,) = struct.unpack_from(">I", data, first + _FIRST_PICTURE)
    number = pictures + int.from_bytes(told[_COVER][0])
    if number >= count:
        return b""
    (start,) = struct.unpack_from(">I", data, _TABLE + 8 * number)
    end = len(data)
    if number + 1 < count:
        (end,) = struct.unpack_from(">I", data, _TABLE + 8 * (number + 1))
    return data[start:end]


def settled(data: bytes, identifier: str, modified: datetime) -> bytes:
    """Return a whole book with a work's identifier, and with a moment of its own instead of the present one.

    Raises struct.error for data that are no whole book.
    """
    settled = bytearray(data)
    uuid = identifier.removeprefix(_PREFIX).encode()
    moment = int(modified.timestamp()) & 0xFFFFFFFF
    struct.pack_into(">2I", settled, _DATES, moment, moment)
    (first,) = struct.unpack_from(">I", data, _TABLE)
    if _UUID.fullmatch(uuid):
        struct.pack_into(">4s", settled, first + _UNIQUE, bytes.fromhex(uuid[:8].decode()))
    for kind, start, end in _facts(data):
        value = data[start:end]
        if kind in _IDENTIFIERS and _UUID.fullmatch(uuid):
            settled[start:end] = _UUID.sub(uuid, value)
        elif kind == _PUBLISHED and _NOW.fullmatch(value):
            settled[start:end] = f"{modified:%Y-%m-%dT%H:%M:%S}.000000+00:00".encode()
    return bytes(settled)


def _facts(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Give each fact of the metadata: its kind, and where its value begins and ends."""
    if not is_book(data):
        return
    (first,) = struct.unpack_from(">I", data, _TABLE)
    (length,) = struct.unpack_from(">I", data, first + _MOBI + 4)
    (flags,) = struct.unpack_from(">I", data, first + _EXTH_FLAGS)
    if not flags & _HAS_EXTH:
        return
    at = first + _MOBI + length
    mark, _, count = struct.unpack_from(">4s2I", data, at)
    at += 12
    for _ in range(count if mark == b"EXTH" else 0):
        kind, length = struct.unpack_from(">2I", data, at)
        yield kind, at + 8, max(at + 8, at + length)
        at += max(length, 8)  # a length that lies must not hold us for ever
