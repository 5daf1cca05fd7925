"""Story in, Book out; and the theme keeps to what old e-readers understand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import files

from fic2epub.model.audit import check_pages
from fic2epub.model.book import PageRole
from fic2epub.model.manuscript import Place
from fic2epub.model.story import Chapter, Facts, Layout, Paragraph, Story, Words
from fic2epub.typesetting import typeset

WHEN = datetime(2022, 1, 30, tzinfo=UTC)
RAIN = Story(
    Facts("Rain", authors=("ada",), language="en"),
    (
        Chapter(
            "One",
            (Paragraph(Words('"It rained."'), (Place("rain.txt", 2),)),),
            places=(Place("rain.txt", 1),),
        ),
        Chapter("", (Paragraph(Words("It stopped."), (Place("rain.txt", 3),)),)),
    ),
    Layout("blank-separated", 1.0, 1),
)
THEME = files("fic2epub.typesetting").joinpath("themes/classic/theme.css").read_text(encoding="utf-8")


def test_a_story_becomes_a_book() -> None:
    book = typeset(RAIN, stylesheet=THEME, cover=None, modified=WHEN)
    assert [(page.name, page.title, page.role) for page in book.pages] == [
        ("cover.xhtml", "", PageRole.COVER),
        ("titlepage.xhtml", "", PageRole.TITLE),
        ("contents.xhtml", "", PageRole.CONTENTS),
        ("chapter-0001.xhtml", "One", PageRole.CHAPTER),
        ("chapter-0002.xhtml", "Chapter 2", PageRole.CHAPTER),
        ("nav.xhtml", "", PageRole.NAVIGATION),
    ]
    check_pages(RAIN, book.pages)
    assert [(asset.name, asset.media_type) for asset in book.assets] == [("theme.css", "text/css")]
    assert book.cover is not None
    assert f'src="{book.cover.name}"' in book.pages[0].xhtml
    assert (book.facts, book.modified) == (RAIN.facts, WHEN)
    assert book.identifier.startswith("urn:uuid:")


def test_the_same_story_gives_the_same_book() -> None:
    first, second = (typeset(RAIN, stylesheet=THEME, cover=None, modified=WHEN) for _ in range(2))
    assert first == second


def test_a_given_cover_is_used() -> None:
    drawn = typeset(RAIN, stylesheet="", cover=None, modified=WHEN).cover
    assert drawn is not None
    given = typeset(RAIN, stylesheet="", cover=drawn.data, modified=WHEN).cover
    assert given is not None
    assert given.data[:3] == b"\xff\xd8\xff"


def test_every_class_of_the_pages_that_has_a_look_is_in_the_theme() -> None:
    styled = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"/\*.*?\*/", "", THEME, flags=re.DOTALL)))
    assert styled >= {"first", "scene-break", "verse", "line", "epigraph", "attribution", "note", "label"}
    assert styled >= {
        "title",
        "author",
        "series",
        "fandom",
        "summary",
        "about",
        "facts",
        "contents",
        "length",
    }
    assert styled >= {"cover", "colophon"}


def test_the_theme_has_nothing_that_old_readers_choke_on() -> None:
    rules = re.sub(r"/\*.*?\*/", "", THEME, flags=re.DOTALL)
    for word in (
        "calc(",
        "var(",
        "min(",
        "max(",
        "clamp(",
        "@",
        "rem;",
        "vw",
        "vh",
        "flex",
        "grid",
        ":has",
        "!important",
    ):
        assert word not in rules, word
    for declaration in ("color:", "background", "font-family", "px ;", "text-align: justify"):
        assert declaration not in rules, declaration
    selectors = [part.strip() for head in re.findall(r"([^{}]+)\{", rules) for part in head.split(",")]
    assert "body" not in " ".join(selectors)
    assert ">" not in "".join(selectors)
    assert not {"span", "div"} & set(selectors)
    assert not re.search(r"(?<!\d)[2-9]\d*px|\d+pt", rules.replace("2px solid", ""))
    assert "line-height" not in re.sub(r"sup, sub \{[^}]*\}", "", rules)
