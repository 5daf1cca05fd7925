"""A book's key: what matters to the book changes it, and nothing else does."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from fic2epub import lookup
from fic2epub.batch.keys import ground_of, key_of
from fic2epub.model.book import Format
from fic2epub.settings import Settings

THEN = 1_700_000_000


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(lookup, "user_folder", lambda: folder)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return folder


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    return written(tmp_path / "texts" / "rain.txt", "It rained.")


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (THEN, THEN))
    return path


def key(*sources: Path, **chosen: object) -> str:
    settings = Settings(**chosen)  # type: ignore[arg-type]
    return key_of(sources, settings, ground_of(settings))


def test_the_same_is_the_same(rain: Path) -> None:
    assert key(rain) == key(rain)


def test_the_words_matter(rain: Path) -> None:
    before = key(rain)
    written(rain, "It rained!")
    assert key(rain) != before
    written(rain, "It rained.")
    assert key(rain) == before


def test_the_name_matters(rain: Path) -> None:
    """Where nothing else tells the title, it does."""
    before = key(rain)
    assert key(rain.rename(rain.with_name("snow.txt"))) != before


def test_the_day_of_the_text_matters_and_parts_of_a_second_do_not(rain: Path) -> None:
    before = key(rain)
    os.utime(rain, ns=(0, THEN * 10**9 + 5))
    assert key(rain) == before
    os.utime(rain, (THEN, THEN + 86400))
    assert key(rain) != before


def test_the_place_does_not_matter(rain: Path, tmp_path: Path) -> None:
    before = key(rain)
    rain.parent.rename(tmp_path / "elsewhere")
    assert key(tmp_path / "elsewhere" / "rain.txt") == before


def test_the_folder_of_parts_matters(rain: Path, tmp_path: Path) -> None:
    """Where the parts have no title, it is the work's."""
    other = written(rain.with_name("rain2.txt"), "It stopped.")
    before = key(rain, other)
    rain.parent.rename(tmp_path / "elsewhere")
    assert key(tmp_path / "elsewhere" / "rain.txt", tmp_path / "elsewhere" / "rain2.txt") != before


def test_the_order_and_number_of_parts_matter(rain: Path) -> None:
    other = written(rain.with_name("rain2.txt"), "It stopped.")
    assert len({key(rain, other), key(other, rain), key(rain), key(other)}) == 4


def test_where_one_name_ends_and_the_next_begins_matters(rain: Path) -> None:
    one, two = written(rain.with_name("a.txt"), "x"), written(rain.with_name("b.txt"), "x")
    assert key(one, two) != key(two, one)


@pytest.mark.parametrize("name", ["rain.toml", "covers/rain.jpg", "covers/rain.png", "../covers/rain.webp"])
def test_what_stands_beside_it_matters(name: str, rain: Path) -> None:
    before = key(rain)
    beside = written(rain.parent / name, 'title = "One"')
    first = key(rain)
    written(beside, 'title = "Two"')
    second = key(rain)
    assert len({before, first, second}) == 3
    beside.unlink()
    assert key(rain) == before


def test_what_stands_beside_another_does_not(rain: Path) -> None:
    before = key(rain)
    for name in ("snow.toml", "snow.txt", "covers/snow.jpg", "notes.md"):
        written(rain.parent / name, "x")
    assert key(rain) == before


def test_a_cover_that_the_sidecar_names_matters(rain: Path) -> None:
    written(rain.with_name("rain.toml"), 'cover = "far.jpg"')
    keys = {key(rain)}
    for text in ("one", "two"):
        written(rain.with_name("far.jpg"), text)
        keys.add(key(rain))
    assert len(keys) == 3


def test_each_setting_matters(rain: Path, tmp_path: Path) -> None:
    css, cover = written(tmp_path / "a.css", "p {}"), written(tmp_path / "a.jpg", "x")
    chosen: list[dict[str, object]] = [
        {},
        {"title": "Rain"},
        {"authors": ("fern",)},
        {"language": "de"},
        {"encoding": "cp1252"},
        {"notes": "drop"},
        {"theme": "modern"},
        {"css": css},
        {"cover": cover},
        {"format": Format.KEPUB},
        {"kindle_strict": True},
        {"smarten": False},
    ]
    assert len({key(rain, **each) for each in chosen}) == len(chosen)


def test_how_it_is_saved_does_not(rain: Path) -> None:
    assert key(rain, force=True) == key(rain, rehearse=True) == key(rain)


def test_the_files_that_settings_name_matter_within_one_process(rain: Path, tmp_path: Path) -> None:
    css, cover = written(tmp_path / "a.css", "p {}"), written(tmp_path / "a.jpg", "x")
    before = key(rain, css=css), key(rain, cover=cover)
    written(css, "p { color: red }")
    written(cover, "y")
    after = key(rain, css=css), key(rain, cover=cover)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_user_s_own_files_matter(rain: Path, nobody: Path) -> None:
    before = key(rain)
    written(nobody / "sites" / "mine.toml", 'name = "Mine"')
    mine = key(rain)
    written(nobody / "themes" / "classic" / "theme.css", "p {}")
    assert len({before, mine, key(rain)}) == 3


def test_the_version_and_the_epoch_matter(rain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(rain)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    epoch = key(rain)
    monkeypatch.setattr("fic2epub.batch.keys.__version__", "99")
    assert len({before, epoch, key(rain)}) == 3


def test_a_text_that_is_not_there_has_none(rain: Path) -> None:
    rain.unlink()
    with pytest.raises(OSError, match=r"rain\.txt"):
        key(rain)


def test_the_fields_of_settings_are_all_thought_of() -> None:
    """`repr` has them all, but for the two that are left out on purpose."""
    assert "title='Rain'" in repr(replace(Settings(), title="Rain").of_the_book())
    assert ground_of(replace(Settings(), title="Rain")) != ground_of(Settings())
