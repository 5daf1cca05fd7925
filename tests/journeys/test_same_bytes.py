"""The same source gives the same bytes, whatever the time, the place, the language and the hash seed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from journeys.program import STORIES


class World(NamedTuple):
    """What a run may find around it."""

    environment: dict[str, str]
    umask: int = 0o022


WORLDS = (
    World({"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"}),
    World({"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}, 0o077),
    # Where there is no such locale, this is C again. In Turkish, I is not the capital of i.
    World(
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "random", "PYTHONUTF8": "1"}, 0
    ),
    World({"TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "PYTHONOPTIMIZE": "2"}),
)
FORMATS = {
    "epub": [STORIES],
    "kepub": [STORIES / "half-a-wall.txt", STORIES / "the-balloon-post.txt"],
}


def books_in(world: World, folder: Path, format_: str = "epub", **more: str) -> dict[str, str]:
    """Convert stories in a world, from a folder of its own, and return a checksum of each book."""
    elsewhere = folder / "a place"
    elsewhere.mkdir(parents=True)
    command = [sys.executable, "-m", "fic2epub", "convert", *map(str, FORMATS[format_]), "-o", "../books"]
    subprocess.run(
        [*command, "--format", format_],
        check=True,
        capture_output=True,
        timeout=120,
        cwd=elsewhere,
        umask=world.umask,
        env={**os.environ, **world.environment, **more},
    )
    books = sorted((folder / "books").glob("[!.]*"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in books}


@pytest.mark.parametrize("format_", FORMATS)
def test_in_every_world(format_: str, tmp_path: Path) -> None:
    first, *others = (books_in(world, tmp_path / str(number), format_) for number, world in enumerate(WORLDS))
    assert others == [first] * len(others)
    assert len(first) == (len(list(STORIES.glob("*.txt"))) if format_ == "epub" else 2)


def test_the_order_and_the_company_of_a_text_change_nothing(tmp_path: Path) -> None:
    """Alone or among others, named by another path, by a link, and after the others."""
    copies = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for source in STORIES.glob("[ht]*.txt"):
            shutil.copy2(source, tmp_path / name / source.name)
        copies.append(tmp_path / name)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "half-a-wall.txt").symlink_to(copies[0] / "half-a-wall.txt")
    for number, paths in enumerate((["one"], ["two/the-balloon-post.txt", "two/half-a-wall.txt"], ["alone"])):
        command = [sys.executable, "-m", "fic2epub", "convert", *paths, "-o", f"books-{number}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)
    first, second, third = (
        {path.name: path.read_bytes() for path in (tmp_path / f"books-{number}").glob("[!.]*")}
        for number in range(3)
    )
    assert first == second
    assert len(first) == 2
    assert third.items() <= first.items()
    assert len(third) == 1


def test_source_date_epoch_stands_for_the_files_time(tmp_path: Path) -> None:
    untimed = "Half a wall"
    books = books_in(WORLDS[0], tmp_path / "a", SOURCE_DATE_EPOCH="1000000000")
    others = books_in(WORLDS[0], tmp_path / "b", SOURCE_DATE_EPOCH="1100000000")
    changed = {name for name in books if books[name] != others[name]}
    assert any(untimed.lower() in name.lower() for name in changed)
    assert len(changed) < len(books)


def test_a_locale_without_the_letters_of_a_title(tmp_path: Path) -> None:
    """The disk has the name in UTF-8, and the book is known again the next time."""
    (tmp_path / "rain.txt").write_text("It rained.\n", encoding="utf-8")
    (tmp_path / "rain.toml").write_text('title = "Дождь…"\n', encoding="utf-8")
    ascii_alone = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "fic2epub", "convert", "rain.txt", "-o", "books"]
    for _ in range(2):
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path, env=ascii_alone)
        assert [path.name for path in (tmp_path / "books").iterdir()] == ["Дождь….epub"]
