"""A finished book in its parts, to be broken in one place and bound again."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"
CSS = "EPUB/theme.css"
COVER = "EPUB/cover.jpg"
COVER_PAGE = "EPUB/cover.xhtml"
TITLE_PAGE = "EPUB/titlepage.xhtml"
ONE = "EPUB/chapter-0001.xhtml"
TWO = "EPUB/chapter-0002.xhtml"


@dataclass
class Parts:
    """The files of a book, in order, and how they are bound."""

    files: dict[str, bytes]
    name: str = "book.epub"
    mimetype_packed: bool = False
    mimetype_extra: bytes = b""
    finish: Callable[[bytes], bytes] = bytes
    """What is done to the finished zip."""

    def sub(self, file: str, old: str, new: str, count: int = 1) -> None:
        """Put something else in the place of what is there."""
        text = self.files[file].decode()
        assert old in text, f"{old!r} is not in {file}"
        self.files[file] = text.replace(old, new, count).encode()

    def cut(self, file: str, start: str, end: str) -> None:
        """Take out what stands from `start` to `end`."""
        before, found, rest = self.files[file].decode().partition(start)
        _, closed, after = rest.partition(end)
        assert found
        assert closed
        self.files[file] = (before + after).encode()

    def into(self, file: str, text: str) -> None:
        """Put elements at the end of a chapter."""
        self.sub(file, "</section>", text + "</section>")

    def meta(self, text: str) -> None:
        """Put an element into the metadata."""
        self.sub(OPF, "</metadata>", text + "</metadata>")

    def listed(self, name: str, media_type: str, data: bytes) -> None:
        """Add a file to the book and to its manifest."""
        self.files[f"EPUB/{name}"] = data
        self.sub(OPF, "</manifest>", f'<item id="new" href="{name}" media-type="{media_type}"/></manifest>')

    def style(self, css: str) -> None:
        """Put a rule at the end of the stylesheet."""
        self.files[CSS] += css.encode()

    def bind(self, folder: Path) -> Path:
        """Write the book."""
        path = folder / self.name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files.items():
                entry = zipfile.ZipInfo(name)
                packed = not name.endswith((".png", ".bin"))  # noise does not pack, and takes its time
                entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
                if name == "mimetype":
                    entry.extra = self.mimetype_extra
                    entry.compress_type = zipfile.ZIP_DEFLATED if self.mimetype_packed else zipfile.ZIP_STORED
                archive.writestr(entry, data)
        path.write_bytes(self.finish(path.read_bytes()))
        return path


def parts_of(book: Path) -> Parts:
    """Take a book apart."""
    with zipfile.ZipFile(book) as archive:
        return Parts({name: archive.read(name) for name in archive.namelist()})


def in_headers(data: bytes, name: str, offset: int, form: str, value: int) -> bytes:
    """Write a value into both headers of a file of a zip; `offset` counts as in the local one."""
    changed = bytearray(data)
    wanted = name.encode()
    for mark, head, shift in ((b"PK\x03\x04", 30, 0), (b"PK\x01\x02", 46, 2)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            if data[at + head : at + head + len(wanted)] == wanted:
                struct.pack_into(form, changed, at + offset + shift, value)
    assert bytes(changed) != data
    return bytes(changed)
