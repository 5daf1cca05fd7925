"""A file → what it tells of its book, and its cover. It may be anyone's book, or no book at all.

Only the package and the cover are unpacked, each no further than it can sensibly be long, and nothing is
written. What is wrong with a file is said in a word (`UnreadableError`); nothing else is raised.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from lxml import etree

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.metadata import GENERATOR
from fic2epub.bookbinding.unzipping import BROKEN, content_of, package_of, unzipped
from fic2epub.lazy import regex
from fic2epub.serving.book import Form, Kind, Seen, form_of

_LARGEST_COVER = 32 << 20
_LARGEST_KINDLE_BOOK = 256 << 20
_LONGEST_TEXT = 500
_LONGEST_SUMMARY = 20_000
_MOST_TERMS = 300
_NAMES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_META = f"{{{_NAMES['opf']}}}meta"
_DC = f"{{{_NAMES['dc']}}}"
_ROLE = f"{{{_NAMES['opf']}}}role"
_CONTROL = regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
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
            with unzipped(file) as archive:
                return _of_package(Package(*package_of(archive)), path)
    except BROKEN as problem:
        raise UnreadableError(_word(problem)) from None


def cover_in(file: IO[bytes], form: Form) -> bytes:
    """Return the picture of a book's cover; empty where there is none, or none that can be read."""
    try:
        if form is Form.AZW3:
            return mobi.shown_by(file.read(_LARGEST_KINDLE_BOOK))[3]
        with unzipped(file) as archive:
            name = _cover_name(Package(*package_of(archive)))
            return content_of(archive, name, _LARGEST_COVER) if name else b""
    except BROKEN:
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


class Package:
    """What a package document tells, sorted in one walk: to ask for each by XPath takes ten times as long."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self.root = root
        self.name = name
        self.elements: dict[str, list[etree._Element]] = {}
        """Dublin Core's, by their names."""
        self.properties: dict[str, list[etree._Element]] = {}
        self.refined: dict[str, dict[str, str]] = {}
        """By the id that they refine, and by property."""
        self.named: dict[str, list[str]] = {}
        """The metas of EPUB 2."""
        metadata = root.find("opf:metadata", _NAMES)
        for each in () if metadata is None else metadata.iterchildren(etree.Element):
            tag = each.tag
            if tag == _META:
                self._meta(each)
            elif isinstance(tag, str) and tag.startswith(_DC):
                self.elements.setdefault(tag[len(_DC) :], []).append(each)

    def _meta(self, meta: etree._Element) -> None:
        name = meta.get("property")
        if name is None:
            self.named.setdefault(meta.get("name", ""), []).append(meta.get("content", ""))
        elif refines := meta.get("refines"):
            self.refined.setdefault(refines, {}).setdefault(name, clean(meta.text or ""))
        else:
            self.properties.setdefault(name, []).append(meta)

    def texts(self, name: str) -> list[str]:
        """Return what all of Dublin Core's elements of a name say."""
        return [text for one in self.elements.get(name, ()) if (text := clean(one.text or ""))]

    def facts(self, name: str) -> list[str]:
        """Return all that our own books say of one of their facts."""
        found = self.properties.get(f"fic2epub:{name}", ())
        return [text for one in found if (text := clean(one.text or ""))]

    def fact(self, name: str) -> str:
        """Return the first of them; empty where there is none."""
        return next(iter(self.facts(name)), "")

    @property
    def is_ours(self) -> bool:
        """Whether this program made it."""
        return any(maker.split(" ")[0] == GENERATOR for maker in self.named.get("generator", ()))

    @property
    def identifier(self) -> str:
        """The book's own."""
        own = self.root.get("unique-identifier")
        found = (one.text or "" for one in self.elements.get("identifier", ()) if one.get("id") == own)
        return clean(next(found, ""))


def clean(text: str, most: int = _LONGEST_TEXT) -> str:
    """Return a text as one line without control characters, so that it may stand in XML and in a log."""
    line = " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _summary(text: str) -> str:
    """Return a summary as paragraphs of plain text, whatever markup another program put there."""
    cut = text[: 4 * _LONGEST_SUMMARY]
    if "</" in cut or "<br" in cut:
        cut = _TAG.sub(lambda tag: "\n" if tag[0][1:3] in ("p>", "/p", "br", "di") else "", cut)
        cut = cut.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    lines = (clean(line, _LONGEST_SUMMARY) for line in cut.splitlines())
    return "\n".join(filter(None, lines))[:_LONGEST_SUMMARY]


def _of_package(package: Package, path: Path) -> Seen:
    series, position = _series(package)
    dates = [found[0] for text in package.texts("date") if (found := _DATE.match(text))]
    words = package.fact("words")
    summary = next(
        ("".join(str(part) for part in one.itertext()) for one in package.elements.get("description", ())), ""
    )
    return Seen(
        identifier=package.identifier if package.is_ours else "",
        title=next(iter(package.texts("title")), "") or clean(path.stem),
        authors=tuple(dict.fromkeys(_authors(package)))[:50],
        terms=tuple(_distinct([*_terms(package), *((Kind.SERIES, one) for one in series)])),
        position=position,
        summary=_summary(summary),
        words=int(words) if words.isascii() and words.isdigit() and len(words) < 12 else None,
        chapters=package.fact("chapters"),
        published=dates[0] if dates else "",
        updated=package.fact("updated"),
        source=next((one for one in package.texts("source") if _is_address(one)), ""),
        has_cover=bool(_cover_name(package)),
    )


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _authors(package: Package) -> list[str]:
    """Return the creators, without translators and illustrators where they are told apart."""
    creators = package.elements.get("creator", ())
    written = [one for one in creators if one.get(_ROLE, "aut") == "aut"]
    return [text for one in written or creators if (text := clean(one.text or ""))]


def _terms(package: Package) -> Iterable[tuple[Kind, str]]:
    typed: set[str] = set()
    for name, kind in _OWN.items():
        for value in package.facts(name):
            typed.add(value.casefold())
            yield kind, value
    ours = package.is_ours
    for subject in package.texts("subject"):
        if not ours or (subject.casefold() not in typed and subject != "FanFiction"):
            yield Kind.TAG, subject
    for language in package.texts("language")[:1]:
        if language.lower() != "und":
            yield Kind.LANGUAGE, language.split("-")[0].lower()[:8]


def _distinct(terms: Iterable[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    first: dict[tuple[Kind, str], tuple[Kind, str]] = {}
    for kind, name in terms:
        first.setdefault((kind, name.casefold()), (kind, name))
    return list(first.values())[:_MOST_TERMS]


def _series(package: Package) -> tuple[list[str], str]:
    """Return the series, and the position in the first, as EPUB 3 has them or as calibre does."""
    names: list[str] = []
    position = ""
    for meta in package.properties.get("belongs-to-collection", ()):
        refined = package.refined.get(f"#{meta.get('id', '')}", {})
        if refined.get("collection-type", "series") == "series" and (name := clean(meta.text or "")):
            position = position if names else refined.get("group-position", "")
            names.append(name)
    if names:
        return names, position[:20]
    named = [text for one in package.named.get("calibre:series", ()) if (text := clean(one))]
    return named[:1], clean(next(iter(package.named.get("calibre:series_index", ())), ""), 20)


def _cover_name(package: Package) -> str:
    """Return the name of the cover in the zip, as EPUB 3 or EPUB 2 tells it."""
    of_old = set(package.named.get("cover", ()))
    found = ""
    for item in package.root.iterfind("opf:manifest/opf:item", _NAMES):
        if "cover-image" in item.get("properties", "").split():
            found = item.get("href", "")
            break
        if item.get("id") in of_old and not found:
            found = item.get("href", "")
    if not found:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(package.name), unquote(found)))


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
