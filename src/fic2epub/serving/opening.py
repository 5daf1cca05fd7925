"""A file → what it tells of its book, and its cover. It may be anyone's book, or no book at all.

Only the package and the cover are unpacked, each no further than it can sensibly be long, and nothing is
written. What is wrong with a file is said in a word (`UnreadableError`); nothing else is raised.
"""

from __future__ import annotations

import os
import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from lxml import etree

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.metadata import GENERATOR
from fic2epub.lazy import regex
from fic2epub.serving.book import Form, Kind, Seen, form_of

_CONTAINER = "META-INF/container.xml"
_LONGEST_CONTAINER = 64 << 10
_LONGEST_PACKAGE = 4 << 20
_LARGEST_COVER = 32 << 20
_LARGEST_KINDLE_BOOK = 256 << 20
_MOST_ENTRIES = 20_000
_LONGEST_DIRECTORY = 8 << 20
_LONGEST_TEXT = 500
_LONGEST_SUMMARY = 20_000
_MOST_TERMS = 300
_END = struct.Struct("<4s4H2IH")
"""How a zip ends (PKWARE APPNOTE, section 4.3.16)."""
_BROKEN = (
    OSError, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError,
    struct.error, zlib.error, zipfile.BadZipFile, etree.LxmlError,
)  # fmt: skip
_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_CONTROL = regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_SPACES = regex(r"\s+")
_TAG = regex(r"<[^<>]{0,200}>")
"""Markup in a summary, as other programs write it there. Takes "<p>" and "<br/>"; spares "I <3 you"."""
_DATE = regex(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_OWN = {
    "fandom": Kind.FANDOM, "relationship": Kind.SHIP, "character": Kind.CHARACTER, "tag": Kind.TAG,
    "genre": Kind.TAG, "category": Kind.TAG, "warning": Kind.TAG, "collection": Kind.TAG,
    "rating": Kind.RATING, "status": Kind.STATUS,
}  # fmt: skip
"""The typed facts of our own books (bookbinding/metadata.py), and what each is found by."""


class UnreadableError(Exception):
    """A file with a book's name is no book that can be shown; the word says why."""


def seen_in(path: Path) -> Seen:
    """Return what the file at a path tells of its book. Raises UnreadableError, and nothing else."""
    try:
        with opened(path) as file:
            if form_of(path.name) is Form.AZW3:
                return _of_kindle(file, path)
            with _archive(file) as archive:
                return _of_package(*_package(archive), path)
    except _BROKEN as problem:
        raise UnreadableError(_word(problem)) from None


def cover_in(file: IO[bytes], form: Form) -> bytes:
    """Return the picture of a book's cover; empty where there is none, or none that can be read."""
    try:
        if form is Form.AZW3:
            return mobi.shown_by(file.read(_LARGEST_KINDLE_BOOK))[3]
        with _archive(file) as archive:
            name = _cover_name(*_package(archive))
            return _read(archive, name, _LARGEST_COVER) if name else b""
    except _BROKEN:
        return b""


def opened_below(root: Path, relative: str) -> IO[bytes]:
    """Open a file below a folder, through no link, whatever has been put there since. Raises OSError."""
    *folders, name = relative.split("/")
    if not name or any(part in ("", ".", "..") or "\\" in part for part in (*folders, name)):
        raise OSError("no path below the folder")
    if os.open not in os.supports_dir_fd:  # Windows
        path = root.joinpath(*folders, name)
        if path.resolve() != root.resolve().joinpath(*folders, name):
            raise OSError("a link")
        return opened(path)
    at = os.open(root, os.O_RDONLY)
    try:
        for folder in folders:
            inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inside
        return opened(Path(name), at)
    finally:
        os.close(at)


def opened(path: Path, folder: int | None = None) -> IO[bytes]:
    """Open a file that is one: not a link to elsewhere, nor a pipe. Raises OSError."""
    flags = os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_NOFOLLOW") | _flag("O_BINARY")
    number = os.open(path, flags, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError("not a file")
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))


def _word(problem: BaseException) -> str:
    if isinstance(problem, PermissionError):
        return "may not be read"
    if isinstance(problem, etree.LxmlError):
        return "its description is not well-formed"
    if isinstance(problem, KeyError):
        return "a part of it is missing"
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror
    return "not a whole book"


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip, unless its directory claims more than any book has: it would all be read at once."""
    size = file.seek(0, os.SEEK_END)
    tail_at = max(0, size - (1 << 16) - _END.size)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile("no end")
    *_, entries, directory, _, _ = _END.unpack_from(tail, at)
    if entries > _MOST_ENTRIES or directory > _LONGEST_DIRECTORY:
        raise zipfile.BadZipFile("too large a directory")
    return zipfile.ZipFile(file)


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:
        data = file.read(most + 1)  # whatever size the zip claims
    if len(data) > most:
        raise ValueError("too large")
    return data


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _package(archive: zipfile.ZipFile) -> tuple[etree._Element, str]:
    """Return the package document and its name."""
    container = _parsed(_read(archive, _CONTAINER, _LONGEST_CONTAINER))
    names = _told(container, "c:rootfiles/c:rootfile/@full-path")
    return _parsed(_read(archive, names[0] if names else "", _LONGEST_PACKAGE)), names[0]


def _told(element: etree._Element, path: str) -> list[str]:
    found = element.xpath(path, namespaces=_NAMES)
    return [str(one) for one in found] if isinstance(found, list) else []


def _texts(package: etree._Element, path: str) -> list[str]:
    return [text for one in _told(package, f"opf:metadata/{path}") if (text := clean(one))]


def clean(text: str, most: int = _LONGEST_TEXT) -> str:
    """Return a text as one line without control characters, so that it may stand in XML and in a log."""
    line = _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _summary(text: str) -> str:
    """Return a summary as paragraphs of plain text, whatever markup another program put there."""
    cut = text[: 4 * _LONGEST_SUMMARY]
    if "</" in cut or "<br" in cut:
        cut = _TAG.sub(lambda tag: "\n" if tag[0][1:3] in ("p>", "/p", "br", "di") else "", cut)
        cut = cut.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    lines = (clean(line, _LONGEST_SUMMARY) for line in cut.splitlines())
    return "\n".join(filter(None, lines))[:_LONGEST_SUMMARY]


def _of_package(package: etree._Element, _name: str, path: Path) -> Seen:
    ours = _is_ours(package)
    own = _texts(package, "dc:identifier[@id=/*/@unique-identifier]/text()")
    series, position = _series(package)
    dates = [found[0] for text in _texts(package, "dc:date/text()") if (found := _DATE.match(text))]
    words = _fact(package, "words")
    return Seen(
        identifier=own[0] if ours and own else "",
        title=next(iter(_texts(package, "dc:title[1]/text()")), "") or clean(path.stem),
        authors=tuple(dict.fromkeys(_authors(package)))[:50],
        terms=tuple(_distinct([*_terms(package, ours=ours), *((Kind.SERIES, one) for one in series)])),
        position=position,
        summary=_summary("\n".join(_told(package, "opf:metadata/dc:description[1]/text()"))),
        words=int(words) if words.isascii() and words.isdigit() and len(words) < 12 else None,
        chapters=_fact(package, "chapters"),
        published=dates[0] if dates else "",
        updated=_fact(package, "updated"),
        source=next((one for one in _texts(package, "dc:source/text()") if _is_address(one)), ""),
        has_cover=bool(_cover_name(package, _name)),
    )


def _is_ours(package: etree._Element) -> bool:
    makers = _told(package, "opf:metadata/opf:meta[@name='generator']/@content")
    return any(maker.split(" ")[0] == GENERATOR for maker in makers)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _fact(package: etree._Element, name: str) -> str:
    return next(iter(_texts(package, f"opf:meta[@property='fic2epub:{name}']/text()")), "")


def _authors(package: etree._Element) -> list[str]:
    """Return the creators, without translators and illustrators where they are told apart."""
    role = "@opf:role"
    written = _texts(package, f"dc:creator[not({role}) or {role}='aut']/text()")
    return written or _texts(package, "dc:creator/text()")


def _terms(package: etree._Element, *, ours: bool) -> Iterable[tuple[Kind, str]]:
    typed: set[str] = set()
    for name, kind in _OWN.items():
        for value in _texts(package, f"opf:meta[@property='fic2epub:{name}']/text()"):
            typed.add(value.casefold())
            yield kind, value
    for subject in _texts(package, "dc:subject/text()"):
        if not ours or (subject.casefold() not in typed and subject != "FanFiction"):
            yield Kind.TAG, subject
    for language in _texts(package, "dc:language[1]/text()"):
        if language.lower() != "und":
            yield Kind.LANGUAGE, language.split("-")[0].lower()[:8]


def _distinct(terms: Iterable[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    first: dict[tuple[Kind, str], tuple[Kind, str]] = {}
    for kind, name in terms:
        first.setdefault((kind, name.casefold()), (kind, name))
    return list(first.values())[:_MOST_TERMS]


def _series(package: etree._Element) -> tuple[list[str], str]:
    """Return the series, and the position in the first, as EPUB 3 has them or as calibre does."""
    names: list[str] = []
    position = ""
    for meta in package.iterfind("opf:metadata/opf:meta[@property='belongs-to-collection']", _NAMES):
        uid = meta.get("id", "")
        refined = {
            str(one.get("property")): clean(one.text or "")
            for one in package.iterfind("opf:metadata/opf:meta", _NAMES)
            if uid and one.get("refines") == f"#{uid}"
        }
        if refined.get("collection-type", "series") == "series" and (name := clean(meta.text or "")):
            position = position if names else refined.get("group-position", "")
            names.append(name)
    if names:
        return names, position[:20]
    named = _texts(package, "opf:meta[@name='calibre:series']/@content")
    return named[:1], next(iter(_texts(package, "opf:meta[@name='calibre:series_index']/@content")), "")[:20]


def _cover_name(package: etree._Element, name: str) -> str:
    """Return the name of the cover in the zip, as EPUB 3 or EPUB 2 tells it."""
    item = "opf:manifest/opf:item"
    found = _told(package, f"{item}[contains(concat(' ', @properties, ' '), ' cover-image ')]/@href")
    if not found:
        for uid in _told(package, "opf:metadata/opf:meta[@name='cover']/@content"):
            found += [one.get("href", "") for one in package.iterfind(item, _NAMES) if one.get("id") == uid]
    if not found or not found[0]:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(found[0])))


def _of_kindle(file: IO[bytes], path: Path) -> Seen:
    data = file.read(_LARGEST_KINDLE_BOOK)
    if not mobi.is_whole(data):
        raise ValueError("no whole book")
    title, authors, language, cover = mobi.shown_by(data)
    spoken = language.split("-")[0].lower()[:8]
    return Seen(
        identifier=mobi.identifier_in(data) or "",
        title=clean(title) or clean(path.stem),
        authors=tuple(filter(None, map(clean, authors))),
        terms=((Kind.LANGUAGE, spoken),) if spoken and spoken != "und" else (),
        has_cover=bool(cover),
    )
