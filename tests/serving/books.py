"""Small books to fill a shelf with: whole EPUBs, with as much in them as a test wants to be told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title>'
    "</head><body><h1>One</h1><p>The kettle sang. Nobody listened.</p></body></html>"
)


def picture(colour: str = "navy", size: tuple[int, int] = (600, 800)) -> bytes:
    """Return a cover."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def package(
    title: str,
    authors: tuple[str, ...] = ("Ann Author",),
    *,
    identifier: str = "",
    cover: bool = False,
    ours: bool = True,
    more: str = "",
    **facts: str | tuple[str, ...],
) -> str:
    """Return a package document; `fandom="X"` and its like become typed facts."""
    typed = "".join(
        f'<meta property="fic2epub:{name}">{escape(value)}</meta>'
        for name, values in facts.items()
        for value in ((values,) if isinstance(values, str) else values)
    )
    creators = "".join(f"<dc:creator>{escape(author)}</dc:creator>" for author in authors)
    generator = '<meta name="generator" content="fic2epub 0"/>' if ours else ""
    image = (
        '<item id="c" href="cover.jpg" media-type="image/jpeg" properties="cover-image"/>' if cover else ""
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{escape(identifier or "urn:x:" + title)}</dc:identifier>'
        f"<dc:title>{escape(title)}</dc:title>{creators}<dc:language>en</dc:language>{typed}{generator}{more}"
        f'</metadata><manifest>{image}<item id="o" href="one.xhtml" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="o"/></spine></package>'
    )


def series(name: str, position: str) -> str:
    """Return what `package(more=…)` takes for a book of a series."""
    return (
        f'<meta property="belongs-to-collection" id="s">{escape(name)}</meta>'
        '<meta refines="#s" property="collection-type">series</meta>'
        f'<meta refines="#s" property="group-position">{position}</meta>'
    )


def calibre_series(name: str, position: str) -> str:
    """Return the same in calibre's way."""
    return f'<meta name="calibre:series" content={quoteattr(name)}/><meta name="calibre:series_index" content="{position}"/>'


def write(path: Path, opf: str, cover: bytes = b"", *, chapter: str = _CHAPTER) -> Path:
    """Write a book."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("EPUB/package.opf", opf)
        archive.writestr("EPUB/one.xhtml", chapter)
        if cover:
            archive.writestr("EPUB/cover.jpg", cover)
    return path


def some(folder: Path) -> Path:
    """Fill a folder with half a dozen books of two fandoms, and return it."""
    sea: dict[str, Any] = {"fandom": "Tide & Tower (TV)", "rating": "Teen", "status": "Complete"}
    lanterns = package(
        "Lanterns Out",
        ("mossfield", "Ann Author"),
        cover=True,
        identifier="urn:uuid:6f1c0e6e-0001-5000-8000-000000000001",
        relationship="Ida Wren/Tomas Kell",
        character=("Ida Wren", "Tomas Kell"),
        tag=("Slow Burn", "Lighthouses"),
        words="48211",
        chapters="12/12",
        updated="2024-05-02",
        more=series("Harbour Nights", "1") + "<dc:date>2023-01-09</dc:date>"
        "<dc:description>Ida keeps the light.\n\nTomas keeps a secret &amp; a goat.</dc:description>",
        **sea,
    )
    for ending in (".epub", ".kepub.epub"):
        write(folder / f"Lanterns Out{ending}", lanterns, picture("teal"))
    write(
        folder / "sub" / "Ebb.epub", package("Ebb", ("mossfield",), more=series("Harbour Nights", "2"), **sea)
    )
    write(
        folder / "Neon Moths.epub",
        package(
            "Neon Moths",
            ("kestrel_9",),
            fandom="Voltage City",
            rating="Mature",
            status="Ongoing",
            words="900",
            cover=True,
        ),
        picture("purple"),
    )
    write(
        folder / "Élan vital.epub",
        package("Élan vital", ("Zoë Brandt",), fandom="Voltage City", rating="Teen"),
    )
    write(folder / "灯台の夜.epub", package("灯台の夜", ("海野",), fandom="Voltage City", rating="General"))
    write(
        folder / "Theirs.epub",
        package(
            "Theirs",
            ("Other Hand",),
            ours=False,
            more="<dc:subject>Mystery</dc:subject>" + calibre_series("Cold Cases", "3"),
        ),
    )
    (folder / "torn.epub").write_bytes(b"PK\x03\x04 no more")
    (folder / "notes.txt").write_text("not a book")
    return folder
