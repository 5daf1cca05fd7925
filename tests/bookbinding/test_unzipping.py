"""Anyone's EPUB is opened, and what is none ends in one of a few known ways."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from fic2epub.bookbinding.unzipping import BROKEN, content_of, package_of, parsed, unzipped

_CONTAINER = '<container{}><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
_NAMED = ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'


def book(container: str, **files: str) -> io.BytesIO:
    """Return a zip with a container and other files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        for name, text in files.items():
            archive.writestr(f"{name}.opf", text)
    return out


@pytest.mark.parametrize("named", [_NAMED, ""])
@pytest.mark.parametrize("path", ["other.opf", "./other.opf", "x/../other.opf"])
def test_the_package_is_where_the_container_says(named: str, path: str) -> None:
    with unzipped(book(_CONTAINER.format(named, path), other="<package/>", package="<not/>")) as archive:
        root, name = package_of(archive)
    assert (root.tag, name) == ("package", "other.opf")


@pytest.mark.parametrize(
    "container",
    ["", "<torn", "<container/>", _CONTAINER.format(_NAMED, ""), _CONTAINER.format(_NAMED, "gone.opf")],
)
def test_a_book_that_has_none_is_broken(container: str) -> None:
    with unzipped(book(container)) as archive, pytest.raises(BROKEN):
        package_of(archive)


def test_a_directory_that_claims_too_much_is_not_read(tmp_path: Path) -> None:
    data = bytearray(book("<container/>").getvalue())
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", data, at + 8, 60_000, 60_000)
    path = tmp_path / "Bomb.epub"
    path.write_bytes(data)
    for source in (path, io.BytesIO(data)):
        with pytest.raises(zipfile.BadZipFile, match="too large"):
            unzipped(source)


def test_a_small_zip_may_end_as_a_large_one_does() -> None:
    data = book("<container/>").getvalue()
    at = data.rfind(b"PK\x05\x06")
    entries, length, begin = struct.unpack_from("<H2I", data, at + 10)
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, begin)
    where = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with unzipped(io.BytesIO(data[:at] + large + where + end)) as archive:
        assert archive.namelist() == ["META-INF/container.xml"]
    large = large[:24] + struct.pack("<2Q", 1 << 40, 1 << 40) + large[40:]
    with pytest.raises(zipfile.BadZipFile, match="too large"):
        unzipped(io.BytesIO(data[:at] + large + where + end))


def test_a_package_may_have_the_very_name_that_the_container_says() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER.format(_NAMED, "OEBPS//c.opf"))
        archive.writestr("OEBPS//c.opf", "<package/>")
    with unzipped(out) as archive:
        assert package_of(archive)[1] == "OEBPS//c.opf"


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"\x00" * 100_000])
def test_what_is_no_zip_is_broken(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "Torn.epub"
    path.write_bytes(data)
    with pytest.raises(BROKEN):
        unzipped(path)


def test_no_more_is_read_than_is_allowed() -> None:
    with unzipped(book("x" * 1000)) as archive:
        assert len(content_of(archive, "META-INF/container.xml", 1000)) == 1000
        with pytest.raises(ValueError, match="too large"):
            content_of(archive, "META-INF/container.xml", 999)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    torn = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'
    assert "secret" not in "".join(parsed(torn.encode()).itertext())


def test_a_torn_page_is_mended_where_that_is_asked() -> None:
    with pytest.raises(BROKEN):
        parsed(b"<p>One<p>Two")
    assert parsed(b"<p>One<p>Two", mended=True).tag == "p"
