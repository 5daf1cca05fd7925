"""Which settings are seen in a book's bytes, and so make an unchanged text's book anew."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from fic2epub.batch.keys import ground_of, key_of
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from fic2epub.settings.globs import Globs

SEEN: dict[str, Any] = {
    "title": "Rain",
    "authors": ("fern",),
    "language": "de",
    "encoding": "cp1252",
    "no_cover": True,
    "theme": "modern",
    "notes": "end",
    "format": Format.KEPUB,
    "kindle_strict": True,
    "smarten": False,
    "name": "{title}",  # by where it is
    "from_files": ("notes",),
}
UNSEEN: dict[str, Any] = {
    "force": True,
    "rehearse": True,
    "output": Path("elsewhere"),
    "include": Globs(("*.txt",)),
    "exclude": Globs(("*old*",), Path("here")),
    "jobs": 3,
    "time_limit": 4.0,
    "memory_limit": 5,
}
OF_FILES = {"cover", "css"}


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "rain.txt"
    path.write_text("The rain came at noon.")
    return path


def key(text: Path, **values: Any) -> str:
    settings = Settings(**values)
    return key_of([text], settings, ground_of(settings))


def test_every_setting_is_one_or_the_other() -> None:
    assert {field.name for field in dataclasses.fields(Settings)} == {*SEEN, *UNSEEN, *OF_FILES}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_counts(name: str, text: Path) -> None:
    assert key(text, **{name: SEEN[name]}) != key(text)


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_seen_does_not_count(name: str, text: Path) -> None:
    assert key(text, **{name: UNSEEN[name]}) == key(text)


@pytest.mark.parametrize("name", sorted(OF_FILES))
def test_a_file_counts_by_what_is_in_it(name: str, text: Path, tmp_path: Path) -> None:
    for folder, said in (("one", "p {}"), ("same", "p {}"), ("other", "q {}")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text(said)
    one, same, other = (key(text, **{name: tmp_path / each / "file"}) for each in ("one", "same", "other"))
    assert one == same
    assert len({one, other, key(text), key(text, **{name: tmp_path / "missing"})}) == 4


def test_what_is_so_anyhow_may_be_said(text: Path) -> None:
    said = {"theme": "classic", "format": Format.EPUB, "kindle_strict": False, "no_cover": False}
    assert key(text, **said) == key(text)
