"""Small books made by hand, for the binder to bind."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

import pytest

from fic2epub.model.book import Asset, Book, Page, PageRole
from fic2epub.model.story import Facts, Series

DOT = Asset(
    "images/cover.png",
    "image/png",
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    ),
)
STYLE = Asset("style.css", "text/css", b"p { margin: 0; text-indent: 1em }\n")
FACTS = Facts(
    title="The Ferry Does Not Wait",
    authors=("marlowetide", "Half Pint"),
    language="en-GB",
    summary=("A ferryman, a flood & a bet.", "It is <3 miles across."),
    site="Archive of Our Own",
    url="https://archiveofourown.org/works/1234567",
    rating="Teen And Up Audiences",
    warnings=("No Archive Warnings Apply",),
    categories=("Gen",),
    genres=("Adventure",),
    fandoms=("The Long River (Radio)",),
    relationships=("Ada Quill & Tomas Reed",),
    characters=("Ada Quill", "Tomas Reed"),
    tags=("Floods", "slow burn", "Slow Burn"),
    series=(Series("River Nights", "2.5"), Series("Prompt Fills", "IV")),
    collections=("Rainy Week 2019",),
    status="Complete",
    published=date(2019, 3, 1),
    updated=date(2020, 11, 30),
    words=4321,
    chapters="3/3",
)


def page(name: str, title: str, body: str, role: PageRole, chapter: int = -1) -> Page:
    xhtml = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="en" xml:lang="en">\n<head><title>{escape(title or "Page")}</title>'
        f'<link rel="stylesheet" href="style.css"/></head>\n<body>{body}</body>\n</html>\n'
    )
    return Page(name, title, xhtml, role, chapter)


def pages_of(chapters: tuple[str, ...], *, cover: bool) -> tuple[Page, ...]:
    told = [
        page(
            f"ch{number:04}.xhtml", title, f"<h2>{escape(title)}</h2><p>So.</p>", PageRole.CHAPTER, number - 1
        )
        for number, title in enumerate(chapters, start=1)
    ]
    front = [page("titlepage.xhtml", "Title page", "<h1>The Ferry</h1>", PageRole.TITLE)]
    links = "".join(
        f'<li><a href="{each.name}">{escape(each.title)}</a></li>' for each in (*front, *told) if each.title
    )
    nav = page(
        "nav.xhtml", "", f'<nav epub:type="toc"><h2>Contents</h2><ol>{links}</ol></nav>', PageRole.NAVIGATION
    )
    image = page("cover.xhtml", "", f'<img src="{DOT.name}" alt="A dot"/>', PageRole.COVER)
    contents = page("contents.xhtml", "", "<h2>Contents</h2>", PageRole.CONTENTS)
    return (*((image,) if cover else ()), *front, contents, *told, nav)


@pytest.fixture
def facts() -> Facts:
    return FACTS


@pytest.fixture
def make_book() -> Callable[..., Book]:
    """Build a Book: `make_book(title="Rain", chapters=("One",), cover=False, authors=())`.

    Keywords that are no fields of Book are fields of Facts.
    """

    def make(
        *,
        chapters: tuple[str, ...] = ("1. The Bell", "2. Ebb & Flow"),
        cover: bool = True,
        modified: datetime = datetime(2020, 11, 30, 18, 4, 9, tzinfo=UTC),
        identifier: str = "urn:uuid:6f0b51d2-6c1f-5c0a-8a5a-1c1f5a5a0c11",
        **known: object,
    ) -> Book:
        return Book(
            identifier=identifier,
            facts=replace(FACTS, **known),  # type: ignore[arg-type]  # the tests know the fields
            pages=pages_of(chapters, cover=cover),
            assets=(STYLE,),
            modified=modified,
            cover=DOT if cover else None,
        )

    return make
