"""A catalogue's page as OPDS 1.2 (Atom).

What programs stumble over is kept out: each book's authors are one name (KOReader takes the last of several),
Atom's elements have no prefix, links are whole addresses, and there is no markup in a summary.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from lxml import etree

from fic2epub.bookbinding.naming import file_name
from fic2epub.serving.book import File, Kind, Shelved
from fic2epub.serving.catalogue import Feed, editions_for

ROOT = "/opds"
TYPE = "application/atom+xml;profile=opds-catalog"
NAVIGATION = f"{TYPE};kind=navigation"
ACQUISITION = f"{TYPE};kind=acquisition"
DESCRIPTION = "application/opensearchdescription+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_OPDS = "http://opds-spec.org/2010/catalog"
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_THREAD = "http://purl.org/syndication/thread/1.0"
_DC = "http://purl.org/dc/terms/"
_NAMES = {None: _ATOM, "dc": _DC, "opds": _OPDS, "opensearch": _SEARCH, "thr": _THREAD}
_NAMESPACE = uuid.UUID("9b7a8a3a-3f1f-5e0e-8d5f-6f9a0c1d2e3f")


def atom(feed: Feed, base: str, name: str, agent: str = "") -> bytes:
    """Return a page of the catalogue; `base` is the shelf's address, without a slash at its end."""
    top = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    _add(top, "id", uuid.uuid5(_NAMESPACE, f"{name}{feed.path}").urn)
    _add(top, "title", feed.title)
    _add(top, "updated", _moment(feed.updated))
    author = _add(top, "author")
    _add(author, "name", name)
    for attributes in _links(feed, base):
        _add(top, "link", **attributes)
    if feed.books is not None:
        for choice_title, choices in feed.choices:
            for choice in choices:
                link = _add(
                    top, "link", rel="http://opds-spec.org/facet", href=f"{base}{ROOT}{choice.path}",
                    type=ACQUISITION, title=choice.title,
                )  # fmt: skip
                link.set(f"{{{_OPDS}}}facetGroup", choice_title)
                if choice.active:
                    link.set(f"{{{_OPDS}}}activeFacet", "true")
                if choice.count is not None:
                    link.set(f"{{{_THREAD}}}count", str(choice.count))
    for tag, value in (
        ("totalResults", feed.total),
        ("itemsPerPage", feed.per_page),
        ("startIndex", feed.start + 1),
    ):
        _add(top, tag, str(value), space=_SEARCH)
    _navigation(top, feed, base, name)
    for book in feed.books or ():
        _book(top, book, base, agent)
    return etree.tostring(top, xml_declaration=True, encoding="utf-8")


def description(base: str, name: str) -> bytes:
    """Return how the shelf is searched, as OpenSearch says it."""
    top = etree.Element(f"{{{_SEARCH}}}OpenSearchDescription", nsmap={None: _SEARCH})
    for tag, text in (
        ("ShortName", name[:16]), ("Description", f"Search {name}"), ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):  # fmt: skip
        _add(top, tag, text, space=_SEARCH)
    address = f"{base}{ROOT}/books?q={{searchTerms}}"
    _add(top, "Url", space=_SEARCH, type=ACQUISITION, template=address)
    _add(top, "Url", space=_SEARCH, type="text/html", template=f"{base}/?q={{searchTerms}}")
    return etree.tostring(top, xml_declaration=True, encoding="utf-8")


def download_path(book: Shelved, file: File) -> str:
    """Return the path of a file: by its number, with a name at the end that devices keep it under.

    That name is in ASCII, for a Kindle's browser takes no other; the header has it in full.
    """
    return f"/get/{file.token}/{quote(ascii_name(download_name(book, file)))}"


def download_name(book: Shelved, file: File) -> str:
    """Return the name that a file is given where it arrives."""
    return file_name(book.title, [term.name for term in book.authors], file.form.ending)


def ascii_name(name: str) -> str:
    """Return a file's name in the plainest letters."""
    plain = unicodedata.normalize("NFKD", name.replace("&", "and")).encode("ascii", "ignore").decode()
    kept = "".join(letter if letter.isalnum() or letter in " -_.()," else "_" for letter in plain)
    return kept if kept.split(".")[0].strip(" -_") else f"book.{name.split('.', 1)[-1]}"


def cover_path(book: Shelved, sort: str = "cover") -> str:
    """Return the path of a cover or a thumbnail; it is another as soon as the book is."""
    return f"/{sort}/{book.token}-{int(book.changed * 1000):x}.jpg"


def about(book: Shelved) -> str:
    """Return a book's length and state in a line."""
    series = f"{book.first(Kind.SERIES)} {book.position}".strip()
    words = f"{book.words:,} words" if book.words else ""
    return " · ".join(filter(None, (series, words, book.first(Kind.STATUS), book.first(Kind.RATING))))


def _links(feed: Feed, base: str) -> Iterator[dict[str, str]]:
    root = base + ROOT
    kind = NAVIGATION if feed.books is None else ACQUISITION
    yield {"rel": "self", "href": root + feed.path, "type": kind}
    yield {"rel": "start", "href": root, "type": NAVIGATION}
    if feed.path:
        yield {"rel": "up", "href": root, "type": NAVIGATION}
    yield {"rel": "search", "href": f"{root}/search.xml", "type": DESCRIPTION}
    # KOReader and Moon+ take the template itself from here, as calibre has it.
    yield {"rel": "search", "href": f"{root}/books?q={{searchTerms}}", "type": "application/atom+xml"}
    yield {"rel": "alternate", "href": f"{root}/v2{feed.path}", "type": "application/opds+json"}
    for rel, path in (
        ("first", feed.first),
        ("previous", feed.previous),
        ("next", feed.next),
        ("last", feed.last),
    ):
        if path:
            yield {"rel": rel, "href": root + path, "type": kind}


def _navigation(top: etree._Element, feed: Feed, base: str, name: str) -> None:
    for link in feed.links:
        entry = _add(top, "entry")
        _add(entry, "id", uuid.uuid5(_NAMESPACE, f"{name}{link.path}").urn)
        _add(entry, "title", link.title)
        _add(entry, "updated", _moment(feed.updated))
        rel = "http://opds-spec.org/sort/new" if link.newest else "subsection"
        kind = ACQUISITION if link.leads_to_books else NAVIGATION
        way = _add(entry, "link", rel=rel, href=f"{base}{ROOT}{link.path}", type=kind)
        what = "book" if link.leads_to_books else "name"
        counted = "" if link.count is None else f"{link.count:,} {what}{'' if link.count == 1 else 's'}"
        if link.count is not None:
            way.set(f"{{{_THREAD}}}count", str(link.count))
        _add(entry, "content", ". ".join(filter(None, (link.about, counted))), type="text")


def _book(top: etree._Element, book: Shelved, base: str, agent: str) -> None:
    entry = _add(top, "entry")
    _add(entry, "id", book.urn)
    _add(entry, "title", book.title)
    _add(entry, "updated", _moment(book.changed))
    if book.authors:
        _add(_add(entry, "author"), "name", book.byline)
    _add(entry, "language", book.first(Kind.LANGUAGE) or "und", space=_DC)
    if book.published:
        _add(entry, "issued", book.published, space=_DC)
    _add(entry, "identifier", book.urn, space=_DC)
    if book.words:
        _add(entry, "extent", f"{book.words:,} words", space=_DC)
    for term in book.terms:
        if term.kind in (Kind.FANDOM, Kind.SHIP, Kind.CHARACTER, Kind.TAG, Kind.RATING, Kind.STATUS):
            _add(entry, "category", term=term.name, label=term.name)
    told = "\n\n".join(filter(None, (about(book), book.summary)))
    if told:
        _add(entry, "summary", told, type="text")
    for rel, sort in (("image", "cover"), ("image/thumbnail", "thumb")):
        _add(
            entry, "link", rel=f"http://opds-spec.org/{rel}", href=base + cover_path(book, sort),
            type="image/jpeg",
        )  # fmt: skip
    for file in editions_for(book, agent):
        _add(
            entry, "link", rel="http://opds-spec.org/acquisition/open-access",
            href=base + download_path(book, file), type=file.form.media_type, length=str(file.size),
            title=PurePosixPath(f"x{file.form.ending}").name[1:].lstrip(".").upper(),
        )  # fmt: skip


def _add(
    parent: etree._Element, tag: str, text: str = "", *, space: str = _ATOM, **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{space}}}{tag}")
    for name, value in attributes.items():
        child.set(name, value)
    child.text = text or None
    return child


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(max(0, min(seconds, 4e9)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
