"""A catalogue's page as OPDS 2.0 (JSON)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fic2epub.serving.book import Kind, Shelved
from fic2epub.serving.catalogue import Feed, editions_for
from fic2epub.serving.opds1 import about, cover_path, download_path

ROOT = "/opds/v2"
TYPE = "application/opds+json"
_TOLD = (Kind.FANDOM, Kind.SHIP, Kind.CHARACTER, Kind.TAG, Kind.RATING, Kind.STATUS)


def opds_json(feed: Feed, base: str, agent: str = "") -> bytes:
    """Return a page of the catalogue; `base` is the shelf's address, without a slash at its end."""
    root = base + ROOT

    def link(path: str, rel: str, **more: object) -> dict[str, Any]:
        return {"rel": rel, "href": root + path, "type": TYPE, **more}

    links = [
        link(feed.path, "self"),
        link("", "start"),
        {"rel": "search", "href": f"{root}/books{{?query}}", "type": TYPE, "templated": True},
        *(
            link(path, rel)
            for rel, path in (
                ("first", feed.first),
                ("previous", feed.previous),
                ("next", feed.next),
                ("last", feed.last),
            )
            if path
        ),
    ]
    made: dict[str, Any] = {
        "metadata": {
            "title": feed.title,
            "modified": _moment(feed.updated),
            "numberOfItems": feed.total,
            "itemsPerPage": feed.per_page,
            "currentPage": feed.start // feed.per_page + 1 if feed.per_page else 1,
        },
        "links": links,
    }
    if feed.books is None:
        made["navigation"] = [
            {
                "title": one.title, "href": root + one.path, "type": TYPE,
                "rel": "http://opds-spec.org/sort/new" if one.newest else "subsection",
                **({} if one.count is None else {"properties": {"numberOfItems": one.count}}),
            }
            for one in feed.links
        ]  # fmt: skip
    else:
        made["publications"] = [_publication(book, base, agent) for book in feed.books]
        made["facets"] = [_facet(title, choices, root) for title, choices in feed.choices]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _facet(title: str, choices: Any, root: str) -> dict[str, Any]:
    return {
        "metadata": {"title": title},
        "links": [
            {
                "title": one.title, "href": root + one.path, "type": TYPE,
                **({"rel": "self"} if one.active else {}),
                **({} if one.count is None else {"properties": {"numberOfItems": one.count}}),
            }
            for one in choices
        ],
    }  # fmt: skip


def _publication(book: Shelved, base: str, agent: str) -> dict[str, Any]:
    series = book.first(Kind.SERIES)
    metadata: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "identifier": book.urn,
        "title": book.title,
        "modified": _moment(book.changed),
        "language": book.first(Kind.LANGUAGE) or "und",
    }
    if book.authors:
        metadata["author"] = [{"name": term.name} for term in book.authors]
    if book.published:
        metadata["published"] = book.published
    told = "\n\n".join(filter(None, (about(book), book.summary)))
    if told:
        metadata["description"] = told
    subjects = [{"name": term.name} for term in book.terms if term.kind in _TOLD]
    if subjects:
        metadata["subject"] = subjects
    if series:
        metadata["belongsTo"] = {"series": {"name": series, **_position(book.position)}}
    made: dict[str, Any] = {
        "metadata": metadata,
        "links": [
            {
                "rel": "http://opds-spec.org/acquisition/open-access",
                "href": base + download_path(book, file),
                "type": file.form.media_type,
                "properties": {"size": file.size},
            }
            for file in editions_for(book, agent)
        ],
    }
    made["images"] = [
        {"href": base + cover_path(book, sort), "type": "image/jpeg"} for sort in ("cover", "thumb")
    ]
    return made


def _position(text: str) -> dict[str, float]:
    try:
        return {"position": float(text)}
    except ValueError:
        return {}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(max(0, min(seconds, 4e9)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
