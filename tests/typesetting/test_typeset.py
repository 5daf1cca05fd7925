"""Story in, Book out; and the theme keeps to what old e-readers understand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fic2epub import lookup
from fic2epub.errors import RuleError
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
THEME = lookup.stylesheet()


def test_a_story_becomes_a_book() -> None:
    book = typeset(RAIN, stylesheet=THEME, cover=lookup.package_file, modified=WHEN)
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
    first, second = (
        typeset(RAIN, stylesheet=THEME, cover=lookup.package_file, modified=WHEN) for _ in range(2)
    )
    assert first == second


def test_a_given_cover_is_used() -> None:
    drawn = typeset(RAIN, stylesheet="", cover=lookup.package_file, modified=WHEN).cover
    assert drawn is not None
    given = typeset(RAIN, stylesheet="", cover=drawn.data, modified=WHEN).cover
    assert given is not None
    assert given.data[:3] == b"\xff\xd8\xff"


@pytest.fixture(params=lookup.themes())
def theme(request: pytest.FixtureRequest) -> str:
    """Return the rules of a theme, without its comments."""
    return re.sub(r"/\*.*?\*/", "", lookup.stylesheet(request.param), flags=re.DOTALL)


def test_there_are_themes() -> None:
    assert lookup.themes() == ("classic", "clear", "manuscript", "modern")


def test_every_class_of_the_pages_that_has_a_look_is_in_the_theme(theme: str) -> None:
    styled = set(re.findall(r"\.([a-z][a-z-]*)", theme))
    assert styled >= {"scene-break", "verse", "line", "epigraph", "attribution", "note", "label"}
    assert styled >= {"title", "author", "series", "fandom", "summary", "about", "facts", "contents"}
    assert styled >= {"length", "cover"}


CHOKES = (
    "calc(", "var(", "min(", "max(", "clamp(", "@", "rem;", "vw", "vh", "flex", "grid", ":has", "!important",
)  # fmt: skip


def test_the_theme_has_nothing_that_old_readers_choke_on(theme: str) -> None:
    for word in CHOKES:
        assert word not in theme, word
    for declaration in ("color:", "background", "font-family", "px ;", "text-align: justify"):
        assert declaration not in theme, declaration
    selectors = [part.strip() for head in re.findall(r"([^{}]+)\{", theme) for part in head.split(",")]
    assert "body" not in " ".join(selectors)
    assert ">" not in "".join(selectors)
    assert not {"span", "div"} & set(selectors)
    assert not re.search(r"(?<!\d)[2-9]\d*px|\d+pt", theme.replace("2px solid", ""))


def rule(theme: str, selector: str) -> str:
    """Return the declarations that a theme has for a selector, in the order of the file."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", theme)
    return "".join(body for head, body in rules if selector in [part.strip() for part in head.split(",")])


def test_stress_is_seen_where_no_lines_are_drawn_under_words(theme: str) -> None:
    assert "font-style: normal" not in rule(theme, "em") or "font-weight: bold" in rule(theme, "em")


def test_margins_alone_make_a_scene_break_short(theme: str) -> None:
    assert re.findall(r"(?<![a-z-])width: [^;]+", rule(theme, "hr.scene-break")) == ["width: auto"]


def test_only_the_theme_for_those_who_need_it_sets_the_height_of_lines() -> None:
    with_height = [
        name
        for name in lookup.themes()
        if "line-height" in re.sub(r"sup,\s*sub \{[^}]*\}", "", lookup.stylesheet(name))
    ]
    assert with_height == ["clear"]


@pytest.mark.parametrize("broken", [b"\xff\xfe\xfa", None])
def test_a_theme_that_cannot_be_read_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bytes | None
) -> None:
    folder = tmp_path / "themes" / "river"
    folder.mkdir(parents=True)
    monkeypatch.setattr(lookup, "user_folder", lambda: tmp_path)
    if broken is not None:
        (folder / "theme.css").write_bytes(broken)
    with pytest.raises(RuleError, match=r"not in UTF-8|there is no theme"):
        lookup.stylesheet("river")


def test_a_theme_of_the_users_own_stands_on_what_is_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "themes" / "classic"
    folder.mkdir(parents=True)
    (folder / "theme.css").write_text("p { text-indent: 9em; }")
    monkeypatch.setattr(lookup, "user_folder", lambda: tmp_path)
    css = lookup.stylesheet("classic")
    assert css.endswith("p { text-indent: 9em; }")
    assert "hr.scene-break" in css
    assert "text-indent: 1.3em" not in css
