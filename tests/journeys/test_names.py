"""Names and folders by a template: what lies where, and what a second run does about it."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fic2epub import Converted, Settings, convert_all, plan
from fic2epub.batch.manifest import Manifest, Record
from journeys.program import Program

TEMPLATE = "{author}/{series}/{index:02} {title}"


def text(path: Path, title: str, author: str, series: str = "", words: str = "It rained.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = f"Title: {title}\nAuthor: {author}\n" + (f"Series: {series}\n" if series else "")
    path.write_text(f"{labels}Rating: Teen\n\n{words}\n\nNobody minded.\n", encoding="utf-8")
    return path


def books(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.epub"))


def folders(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir())


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    text(tmp_path / "in" / "a.txt", "Ebb", "ada", "Part 2 of Tides")
    text(tmp_path / "in" / "b.txt", "Flow", "ada", "Part 10 of Tides")
    text(tmp_path / "in" / "short" / "c.txt", "Rain", "ida")
    return tmp_path / "in"


def test_folders_by_author_and_series(fic: Program, stories: Path, tmp_path: Path) -> None:
    said = fic("convert", stories, "--name", TEMPLATE)
    assert said.code == 0, said.err
    assert books(tmp_path / "books") == ["ada/Tides/02 Ebb.epub", "ada/Tides/10 Flow.epub", "ida/Rain.epub"]


def test_the_folders_of_the_texts_are_those_of_the_books(fic: Program, stories: Path, tmp_path: Path) -> None:
    said = fic("convert", stories, "--name", "{folder}/{stem}", "--format", "kepub")
    assert said.code == 0, said.err
    assert books(tmp_path / "books") == ["a.kepub.epub", "b.kepub.epub", "short/c.kepub.epub"]


def test_one_text_and_bound_ones_have_names_too(fic: Program, stories: Path, tmp_path: Path) -> None:
    assert fic("convert", stories / "a.txt", "--name", TEMPLATE, "-o", "out").code == 0
    named = fic(
        "bind", stories / "a.txt", stories / "b.txt", "-t", "Both", "-a", "ada", "--name", "{author}/{title}"
    )
    assert named.code == 0, named.err
    assert books(tmp_path) == ["ada/Both.epub", "out/ada/Tides/02 Ebb.epub"]


def test_a_second_run_finds_the_books_in_their_folders(fic: Program, stories: Path) -> None:
    fic("convert", stories, "--name", TEMPLATE)
    again = fic("convert", stories, "--name", TEMPLATE, "--json")
    assert [one.get("unchanged") for one in json.loads(again.out)] == [True] * 3


def test_a_book_moves_with_its_work_and_leaves_no_empty_folder(
    fic: Program, stories: Path, tmp_path: Path
) -> None:
    fic("convert", stories, "--name", TEMPLATE)
    text(stories / "short" / "c.txt", "Rain", "oda", "Part 1 of Skies")
    text(stories / "a.txt", "Ebb", "ada")
    assert fic("convert", stories, "--name", TEMPLATE).code == 0
    library = tmp_path / "books"
    assert books(library) == ["ada/Ebb.epub", "ada/Tides/10 Flow.epub", "oda/Skies/01 Rain.epub"]
    assert folders(library) == ["ada", "ada/Tides", "oda", "oda/Skies"]


def test_another_template_moves_all_and_a_folder_with_something_of_yours_stays(
    fic: Program, stories: Path, tmp_path: Path
) -> None:
    fic("convert", stories, "--name", TEMPLATE)
    library = tmp_path / "books"
    (library / "ida" / "mine.txt").write_text("keep")
    assert fic("convert", stories).code == 0
    assert books(library) == ["Ebb - ada.epub", "Flow - ada.epub", "Rain - ida.epub"]
    assert folders(library) == ["ida"]


def test_folders_that_differ_in_case_or_accents_are_one(fic: Program, tmp_path: Path) -> None:
    text(tmp_path / "in" / "a.txt", "One", "Zoë")
    text(tmp_path / "in" / "b.txt", "Two", "ZOE\u0308")
    text(tmp_path / "in" / "c.txt", "two", "zoë")
    for template in ("{author}/{title}", "{author}/x/{title}"):
        said = fic("convert", "in", "-o", "out", "--name", template)
        assert said.code == 0, said.err
        inner = template.split("{title}")[0].replace("{author}", "Zoë")
        assert books(tmp_path / "out") == [f"{inner}{name}.epub" for name in ("One", "Two", "two (2)")]


def test_a_folder_keeps_its_spelling_in_later_runs(fic: Program, tmp_path: Path) -> None:
    fic("convert", text(tmp_path / "a.txt", "One", "Ada"), "-o", "out", "--name", "{author}/{title}")
    fic("convert", text(tmp_path / "b.txt", "Two", "ADA"), "-o", "out", "--name", "{author}/{title}")
    assert books(tmp_path / "out") == ["Ada/One.epub", "Ada/Two.epub"]


def test_an_unchanged_book_keeps_its_name_and_a_new_one_gets_the_next(fic: Program, tmp_path: Path) -> None:
    text(tmp_path / "in" / "b.txt", "Rain", "ada")
    fic("convert", "in", "--name", "{author}/{title}")
    text(tmp_path / "in" / "a.txt", "RAIN", "ADA", words="Another rain.")
    fic("convert", "in", "--name", "{author}/{title}")
    assert books(tmp_path / "books") == ["ada/RAIN (2).epub", "ada/Rain.epub"]


def test_a_folder_called_as_a_book_is_gets_out_of_its_way(fic: Program, tmp_path: Path) -> None:
    text(tmp_path / "in" / "a.txt", "Rain", "")
    text(tmp_path / "in" / "b.txt", "Sun", "Rain.epub")
    said = fic("convert", "in", "--name", "{author}/{title}")
    assert said.code == 0, said.err
    assert books(tmp_path / "books")[-1] == "Rain.epub"
    assert "Rain (2).epub/Sun.epub" in books(tmp_path / "books")


def test_what_is_wrong_with_a_template_is_said_before_any_text_is_read(fic: Program, stories: Path) -> None:
    said = fic("convert", stories, "--name", "{author}/{titel}")
    assert said.code == 2
    assert "{titel}" in said.err
    assert "Did you mean {title}?" in said.err
    assert not said.out
    assert fic("bind", stories / "a.txt", "--name", "{x}").code == 2


def test_a_name_and_a_template_are_one_too_many(fic: Program, stories: Path) -> None:
    said = fic("convert", stories / "a.txt", "--name", "{title}", "-o", "x.epub")
    assert said.code == 2
    assert "-o" in said.err


def test_names_do_not_depend_on_who_is_done_first(tmp_path: Path) -> None:
    """Among three of one name, whoever was named first gets it plain, though it is done last."""

    class Backwards(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.waiting = [*getattr(self, "waiting", []), future := Future[Any]()]
            self.work = [*getattr(self, "work", []), lambda: future.set_result(fn(*args, **kwargs))]
            if len(self.work) == 3:
                for one in reversed(self.work):
                    one()
            return future

    for name in "abc":
        text(tmp_path / "in" / f"{name}.txt", "Rain", "ADA" if name == "a" else "ada", words=name * 3)
    jobs = plan([tmp_path / "in"], tmp_path / "out")
    outcomes = convert_all(jobs, Settings(name="{author}/{title}"), executor=Backwards(1))
    found = {one.source.stem: one.path for one in outcomes if isinstance(one, Converted)}
    assert {stem: path.relative_to(tmp_path / "out").as_posix() for stem, path in found.items()} == {
        "a": "ADA/Rain.epub", "b": "ADA/Rain (2).epub", "c": "ADA/Rain (3).epub",
    }  # fmt: skip


def test_a_disk_that_is_blind_to_case_loses_no_book(tmp_path: Path) -> None:
    """There, the old name and the new one are one file; here, a hard link makes them so."""
    library = Manifest(tmp_path)
    (tmp_path / "ada").mkdir()
    old, new = tmp_path / "ada" / "Rain.epub", tmp_path / "RAIN.epub"
    new.write_bytes(b"a book")
    old.hardlink_to(new)
    record = Record(("rain.txt",), "key", "ada/Rain.epub", 6, 0, "", "")
    library.remove(record, for_=new)
    assert old.exists()
    new.unlink()
    new.write_bytes(b"a book")
    library.remove(record, for_=new)
    assert not (tmp_path / "ada").exists()
    assert new.exists()


def test_a_folders_settings_file_says_it_once(fic: Program, stories: Path, tmp_path: Path) -> None:
    (stories / "fic2epub.toml").write_text('name = "{author}/{title}"\n')
    (stories / "short" / "fic2epub.toml").write_text('name = "{folder}/{title}"\n')
    assert fic("convert", stories).code == 0
    assert books(tmp_path / "books") == ["ada/Ebb.epub", "ada/Flow.epub", "short/Rain.epub"]
    (stories / "fic2epub.toml").write_text('name = "{author}/{titel}"\n')
    said = fic("convert", stories)
    assert said.code == 4
    assert "fic2epub.toml" in said.err
    assert "Did you mean {title}?" in said.err
