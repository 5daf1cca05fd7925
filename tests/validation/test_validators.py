"""The validators that are quick, on samples, and that each of them does find a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking.broken import ONE, parts_of
from fic2epub.conversion import convert
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from journeys.program import STORIES
from validation.every_book import THEMES
from validation.validators import MissingError, Validator, epubcheck_ts, kobofix


def asked(validator: Validator, books: list[Path]) -> dict[Path, list[str]]:
    try:
        return dict(validator(books))
    except MissingError as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two samples in each theme, as EPUB and KEPUB."""
    folder = tmp_path_factory.mktemp("books")
    made = []
    for stem in ("ao3-prompt-corner", "half-a-wall"):
        for theme in THEMES:
            for format_ in (Format.EPUB, Format.KEPUB):
                path = folder / f"{stem}-{theme}{format_.suffix}"
                settings = Settings(theme=theme, format=format_)
                convert(STORIES / f"{stem}.txt", lambda facts, path=path: path, settings)  # type: ignore[misc]
                made.append(path)
    return made


def test_epubcheck_ts_has_nothing_to_say(books: list[Path]) -> None:
    assert asked(epubcheck_ts, books) == {book: [] for book in books}


def test_adobes_reader_on_a_kobo_takes_every_theme(books: list[Path]) -> None:
    plain = [book for book in books if not book.name.endswith(Format.KEPUB.suffix)]
    assert asked(kobofix, plain) == {book: [] for book in plain}


def test_epubcheck_ts_finds_a_fault(good: Path, tmp_path: Path) -> None:
    parts = parts_of(good)
    parts.into(ONE, '<p><a href="nowhere.xhtml">x</a></p>')
    [(_, found)] = asked(epubcheck_ts, [parts.bind(tmp_path)]).items()
    assert [problem.partition(" ")[0] for problem in found] == ["RSC-007"]


def test_kobofix_finds_a_fault(tmp_path: Path) -> None:
    css = tmp_path / "loud.css"
    css.write_text("p { margin: min(2em, 3%) calc(1em + 2px); }\n")
    target = tmp_path / "book.epub"
    book = convert(STORIES / "half-a-wall.txt", lambda facts: target, Settings(css=css)).path
    [(_, found)] = asked(kobofix, [book]).items()
    assert any("calc" in problem for problem in found)
