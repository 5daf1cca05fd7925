"""The smallest file that is a Kindle's book: a database with a first record that has metadata."""

from __future__ import annotations

import struct

CHANCE = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
NOW = "2026-11-21T11:43:48.786189+00:00"


def azw3(*, uuid: str = CHANCE, published: str = NOW, flags: int = 0x40) -> bytes:
    """Return a book with two records, as calibre would date and name it."""
    facts = {503: "Rain", 113: uuid, 112: f"calibre:{uuid}", 106: published}
    exth = b"".join(struct.pack(">2I", kind, 8 + len(text)) + text.encode() for kind, text in facts.items())
    header = bytearray(b"\0" * 16 + b"MOBI" + struct.pack(">I", 232) + b"\0" * 224)
    struct.pack_into(">I", header, 32, 0xBADCAFE)
    struct.pack_into(">I", header, 128, flags)
    first = bytes(header) + b"EXTH" + struct.pack(">2I", 12 + len(exth), len(facts)) + exth
    start = 78 + 2 * 8 + 2
    head = (
        b"Rain".ljust(32, b"\0") + b"\0" * 4 + struct.pack(">2I", 1_795_000_000, 1_795_000_000) + b"\0" * 16
    )
    table = struct.pack(">4I", start, 0, start + len(first), 1)
    return head + b"BOOKMOBI" + b"\0" * 8 + struct.pack(">H", 2) + table + b"\0\0" + first + b"\xe9\x8e\r\n"
