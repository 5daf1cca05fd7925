"""Small books of others, quickly made, and what lies on a stand-in device."""

from __future__ import annotations

import hashlib
import random
import uuid
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from fic2epub.delivering import Delivered, Device, Parcel, kinds, send
from fic2epub.delivering.recognition import device_at
from fic2epub.delivering.record import NAME

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="content.opf"/></rootfiles></container>'
)


def epub(
    path: Path, title: str, author: str = "", identifier: str = "", *, words: str = "", weight: int = 0
) -> Path:
    """Write a book that some other program might have made; `weight` bytes of it can't be packed."""
    identifier = identifier or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, str(path))}"
    creator = f"<dc:creator>{escape(author)}</dc:creator>" if author else ""
    package = (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{identifier}</dc:identifier><dc:title>{escape(title)}</dc:title>{creator}'
        "</metadata></package>"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("content.opf", package)
        archive.writestr("text.xhtml", words + identifier)
        if weight:
            archive.writestr("picture.jpg", random.Random(words + identifier).randbytes(weight))
    return path


def device(root: Path, kind: str = "folder") -> Device:
    """Return a device of a kind at a folder; `folder` takes books as the strictest does."""
    root.mkdir(parents=True, exist_ok=True)
    return device_at(kinds()["cervantes" if kind == "folder" else kind], root)


def sent(paths: list[Path], to: Device) -> list[Delivered]:
    """Send books, all of which are delivered."""
    done = list(send([Parcel(path) for path in paths], to))
    assert all(isinstance(each, Delivered) for each in done), done
    return [each for each in done if isinstance(each, Delivered)]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def books(to: Device) -> dict[str, str]:
    """Return the digest of each file in the folder of books that a reader could open."""
    return {
        path.relative_to(to.folder).as_posix(): digest(path)
        for path in sorted(to.folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def hidden(to: Device) -> list[str]:
    """Return what else is there, but for the record."""
    found = (path.name for path in to.root.rglob(".*"))
    return [name for name in found if name.startswith(".fic2epub") and name != NAME]
