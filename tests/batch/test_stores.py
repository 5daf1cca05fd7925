"""Texts and books in a store: the same books as on a disk, each of them whole, whatever the store does."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from batch.library import MANIFEST
from fic2epub import (
    BindingError,
    Converted,
    Failed,
    IsolatedWorkers,
    Outcome,
    Settings,
    Skipped,
    SourceError,
    convert,
    convert_all,
    plan,
)
from fic2epub.batch import planned
from fic2epub.errors import RuleError

pytest.importorskip("fsspec")
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped,unused-ignore]

PLAIN = Settings(no_cover=True)
TEXTS, BOOKS = "memory://archive/texts", "memory://archive/books"


def story(title: str, words: str = "") -> bytes:
    return f"Title: {title}\nAuthor: fern\nRating: Teen\nPublished: 2021-03-04\n\n\nThe ferry was late. {words}\n\n“Sit,” said Wyn.\n".encode()


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 90), colour).save(out, "PNG")
    return out.getvalue()


TREE = {
    "b rain.txt": story("Rain"),
    "a snow.md": story("Snow"),
    "sub/fog.txt": story("Fog"),
    "sub/fog again.txt": story("Fog", "It was another one."),
    "sub/fog.toml": b'authors = "moss"\ncover = "../pictures/fog.png"\n',
    "pictures/fog.png": picture("grey"),
    "covers/b rain.png": picture("blue"),
    "Long ch1.txt": story("Long", "One."),
    "Long ch2.txt": story("Long", "Two."),
    "drafts/x.txt": story("Draft"),
    "sub/deep/fic2epub.toml": b"smarten = false\n",
    "sub/deep/hail.txt": story("Hail").replace("“Sit,”".encode(), b'"Sit,"'),
    "fic2epub.toml": b'exclude = ["drafts/"]\n',
    "README.txt": b"About these files.\n",
    ".hidden/x.txt": story("Hidden"),
    "~lock.txt": b"x",
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryFileSystem:
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", [""])
    return MemoryFileSystem()


def fill(store: MemoryFileSystem, tree: dict[str, bytes], below: str = "archive/texts") -> None:
    for name, data in tree.items():
        store.pipe_file(f"/{below}/{name}", data)


def few(count: int) -> dict[str, bytes]:
    return {f"text-{number} night.txt": story(f"Rain {number}") for number in range(count)}


def books(store: MemoryFileSystem, below: str = "/archive/books") -> dict[str, bytes]:
    """Return all files of a library but its record."""
    names = [name for name in store.find(below) if not name.endswith(MANIFEST)]
    return {name[len(below) + 1 :]: store.cat_file(name) for name in names}


def run(settings: Settings = PLAIN, executor: Executor | None = None, **more: Any) -> list[Outcome]:
    return list(convert_all(plan([TEXTS], BOOKS, settings), settings, executor=executor, **more))


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [type(outcome).__name__ for outcome in outcomes]


@pytest.mark.parametrize("threads", [0, 3])
def test_the_books_are_those_of_a_disk(store: MemoryFileSystem, tmp_path: Path, threads: int) -> None:
    fill(store, TREE)
    for name, data in TREE.items():
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    settings = Settings(name="{folder}/{title}" if threads else "")
    here = list(convert_all(plan([tmp_path / "texts"], tmp_path / "books", settings)))
    if threads:
        with ThreadPoolExecutor(threads) as executor:
            there = run(settings, executor)
    else:
        there = run(settings)
    assert kinds(there) == kinds(here) == ["Converted"] * 6
    assert [str(outcome.source) for outcome in there] == [
        f"{TEXTS}/{outcome.source.relative_to(tmp_path / 'texts').as_posix()}" for outcome in here
    ]
    assert books(store) == {
        path.relative_to(tmp_path / "books").as_posix(): path.read_bytes()
        for path in (tmp_path / "books").rglob("*.epub")
    }
    for one in there:
        assert isinstance(one, Converted)
        assert str(one.path).startswith(f"{BOOKS}/")
        assert len(one.parts) in {0, 2}
        assert all(str(part).startswith(f"{TEXTS}/Long ch") for part in one.parts)


def test_a_second_run_makes_what_changed(store: MemoryFileSystem) -> None:
    fill(store, TREE)
    settings = Settings()
    assert set(kinds(run(settings))) == {"Converted"}
    before = books(store)
    assert set(kinds(run(settings))) == {"Skipped"}
    assert books(store) == before
    changes = {
        "a snow.md": story("Snow", "There was more of it."),
        "pictures/fog.png": picture("black"),
        "covers/b rain.png": picture("red"),
        "Long ch2.txt": story("Long", "Two and a half."),
    }
    for name, data in changes.items():
        fill(store, {name: data})
        again = run(settings)
        assert kinds(again).count("Converted") == 1, name
        assert kinds(again).count("Skipped") == len(again) - 1
        assert set(kinds(run(settings))) == {"Skipped"}
    fill(store, {"sub/fog again.toml": b'title = "Mist"\n'})
    assert kinds(run(settings)).count("Converted") == 1
    assert "Mist - fern.epub" in books(store)
    assert len(books(store)) == len(before)  # the book's older name is gone
    store.rm_file("/archive/books/Mist - fern.epub")
    assert kinds(run(settings)).count("Converted") == 1
    assert set(kinds(run(settings, rebuild=True))) == {"Converted"}


def test_a_book_that_somebody_changed_is_not_overwritten(store: MemoryFileSystem) -> None:
    fill(store, few(2))
    run()
    store.pipe_file("/archive/books/Rain 0 - fern.epub", b"somebody's own")
    first, second = run()
    assert isinstance(first, Failed)
    assert "did not make" in first.error.what
    assert first.error.where == f"{BOOKS}/Rain 0 - fern.epub"
    assert isinstance(second, Skipped)
    assert books(store)["Rain 0 - fern.epub"] == b"somebody's own"
    forced = Settings(no_cover=True, force=True)
    assert "Failed" not in kinds(run(forced))


def test_from_a_store_to_a_disk_and_from_a_disk_to_a_store(store: MemoryFileSystem, tmp_path: Path) -> None:
    fill(store, few(3))
    jobs = plan([TEXTS], tmp_path / "here", PLAIN)
    assert kinds(list(convert_all(jobs))) == ["Converted"] * 3
    assert kinds(list(convert_all(plan([TEXTS], tmp_path / "here", PLAIN)))) == ["Skipped"] * 3
    store.rm_file("/archive/texts/text-0 night.txt")
    fill(store, {"00 renamed.txt": story("Rain 0")})
    again = list(convert_all(plan([TEXTS], tmp_path / "here", PLAIN)))
    assert kinds(again) == ["Converted", "Skipped", "Skipped"]
    assert len(list((tmp_path / "here").glob("*.epub"))) == 3
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, data in few(3).items():
        (texts / name).write_bytes(data)
    for kind in ("Converted", "Skipped"):
        assert kinds(list(convert_all(plan([texts], BOOKS, PLAIN)))) == [kind] * 3
    assert books(store) == {path.name: path.read_bytes() for path in (tmp_path / "here").glob("*.epub")}


def test_one_text_and_a_book_of_ones_own_name(store: MemoryFileSystem, tmp_path: Path) -> None:
    fill(store, TREE)
    settings = Settings()
    (one,) = convert_all(plan([f"{TEXTS}/b rain.txt"], f"{BOOKS}/mine.epub", settings), settings)
    assert isinstance(one, Converted)
    assert str(one.path) == f"{BOOKS}/mine.epub"
    with zipfile.ZipFile(io.BytesIO(books(store)["mine.epub"])) as book:
        (cover,) = (name for name in book.namelist() if name.endswith((".png", ".jpg")))
        red, _, blue = Image.open(io.BytesIO(book.read(cover))).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
        assert red < 40
        assert blue > 200
    again = convert(f"{TEXTS}/b rain.txt", lambda facts: f"{BOOKS}/{facts.title}.epub", settings)
    assert str(again.path) == f"{BOOKS}/Rain.epub"
    assert books(store)["Rain.epub"] == books(store)["mine.epub"]
    there = convert(f"{TEXTS}/b rain.txt", lambda _: tmp_path / "rain.epub", settings)
    assert there.path.read_bytes() == books(store)["mine.epub"]
    with pytest.raises(SourceError, match="one file"):
        plan([TEXTS], f"{BOOKS}/all.epub", settings)


def test_a_rehearsal_writes_nothing(store: MemoryFileSystem) -> None:
    fill(store, few(2))
    before = store.find("/")
    assert kinds(run(Settings(no_cover=True, rehearse=True))) == ["Converted"] * 2
    assert store.find("/") == before


@pytest.mark.parametrize(
    ("text", "words"), [("memory://archive/none.txt", "no such file"), ("memory://nothing", "no such file")]
)
def test_what_is_not_there_fails_alone(store: MemoryFileSystem, text: str, words: str) -> None:
    fill(store, few(1))
    lost, made = convert_all(plan([text, TEXTS], BOOKS, PLAIN))
    assert isinstance(lost, Failed)
    assert words in lost.error.what
    assert lost.error.where == text
    assert lost.error.code == SourceError.code
    assert isinstance(made, Converted)


def test_an_error_names_the_file_in_the_store(store: MemoryFileSystem) -> None:
    fill(
        store,
        {
            "rain.txt": story("Rain"),
            "rain.toml": b"titel = 'x'\n",
            "empty.txt": b"",
            "snow.txt": story("Snow"),
        },
    )
    empty, rain, snow = run()
    assert isinstance(rain, Failed)
    assert rain.error.where.startswith(f"{TEXTS}/rain.toml")
    assert isinstance(empty, Failed)
    assert empty.error.where == f"{TEXTS}/empty.txt"
    assert isinstance(snow, Converted)
    assert tempfile.gettempdir() not in f"{rain.error} {rain.error.advice} {empty.error}"
    fill(store, {"fic2epub.toml": b'css = "mine.css"\n'})
    with pytest.raises(RuleError, match="can't say 'css'") as caught:
        plan([TEXTS], BOOKS, PLAIN)
    assert caught.value.where == f"{TEXTS}/fic2epub.toml"


def test_a_file_that_is_no_story_for_its_size_is_not_fetched(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, few(2))
    monkeypatch.setattr("fic2epub.stores.fetching.LARGEST", 100)
    fill(store, {"text-0 night.txt": b"Short.\n\nAnd sweet.\n"})
    short, long = run()
    assert isinstance(short, Converted)
    assert isinstance(long, Failed)
    assert "larger" in long.error.what


def test_a_copy_never_lies_outside_of_its_folder(store: MemoryFileSystem) -> None:
    from fic2epub.stores import Url
    from fic2epub.stores.fetching import at_hand
    from fic2epub.stores.store import Held

    held = Held(Url("memory:", "..", "..", "x.txt"), 1, 0)
    with pytest.raises(SourceError, match="no file of a disk"), at_hand([held]):
        pass


def test_nothing_is_left_on_this_computer(
    store: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, {**TREE, "empty.txt": b""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert "Failed" in kinds(run(Settings()))
    assert not list(tmp_path.iterdir())


def test_other_processes_do_not_see_the_memory_of_this_one(store: MemoryFileSystem) -> None:
    fill(store, few(2))
    with IsolatedWorkers(1) as executor, pytest.raises(SourceError, match="in this process alone"):
        run(executor=executor)
    assert not books(store)


def test_what_another_run_has_written_down_stays_known(store: MemoryFileSystem) -> None:
    fill(store, few(2))
    fill(store, {"other.txt": story("Other")}, "archive/others")
    ours = convert_all(plan([TEXTS], BOOKS, PLAIN))
    next(ours)
    list(convert_all(plan(["memory://archive/others"], BOOKS, PLAIN)))
    list(ours)
    assert kinds(run()) == ["Skipped"] * 2
    assert kinds(list(convert_all(plan(["memory://archive/others"], BOOKS, PLAIN)))) == ["Skipped"]
    # A run of its own, which never saw the other's text, gives its name to no book of its own.
    fill(store, {"text-2 night.txt": story("Other")})
    (*_, third) = run()
    assert isinstance(third, Converted)
    assert len(books(store)) == 4


def test_whoever_stops_early_leaves_what_is_finished(store: MemoryFileSystem) -> None:
    fill(store, few(6))
    with ThreadPoolExecutor(2) as executor:
        outcomes = convert_all(plan([TEXTS], BOOKS, PLAIN), executor=executor)
        first = next(outcomes)
        outcomes.close()
    assert isinstance(first, Converted)
    assert list(books(store)) == ["Rain 0 - fern.epub"]
    assert kinds(run()) == ["Skipped"] + ["Converted"] * 5


def test_staged_books_of_dead_runs_go_after_a_day(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, few(1))
    fill(store, {".fic2epub-412-1.part": b"x", "rain.part": b"x"}, "archive/books")
    run()
    assert ".fic2epub-412-1.part" in books(store)
    monkeypatch.setattr("fic2epub.batch.stored_manifest._OLD", -3600)
    run(rebuild=True)
    assert set(books(store)) == {"rain.part", "Rain 0 - fern.epub"}


def test_a_whole_store_and_names_that_no_path_keeps(store: MemoryFileSystem) -> None:
    fill(store, few(2))
    fill(store, {"x//rain.txt": story("Odd"), "../fog.txt": story("Odder"), "a//picture.png": b"x"})
    todo = planned([TEXTS], BOOKS, PLAIN)
    assert len(todo.jobs) == 2
    assert [notice.code for notice in todo.notices] == ["batch/odd-name"] * 2
    assert {notice.text.split(": ")[0] for notice in todo.notices} == {
        f"{TEXTS}/x//rain.txt",
        f"{TEXTS}/../fog.txt",
    }
    assert kinds(list(convert_all(plan(["memory://"], BOOKS, PLAIN)))) == ["Converted"] * 2


class Fault:
    """Breaks the n-th call of a method that is about a certain kind of file, and then every `after`-th."""

    def __init__(self, at: int, *, ending: str, lasting: bool = False, half: bool = False) -> None:
        self.at, self.ending, self.lasting, self.half = at, ending, lasting, half
        self.calls = 0

    def on(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def broken(fs: MemoryFileSystem, path: str, *args: Any, **kwargs: Any) -> Any:
            if path.endswith(self.ending):
                self.calls += 1
                if self.calls == self.at or (self.lasting and self.calls > self.at):
                    raise (
                        PermissionError("Access Denied") if self.at % 2 else ConnectionError("reset by peer")
                    )
            return method(fs, path, *args, **kwargs)

        return broken


@pytest.mark.parametrize("at", range(1, 6))
@pytest.mark.parametrize(
    ("method", "ending", "kind"),
    [
        ("cat_file", ".txt", SourceError),
        ("pipe_file", ".part", BindingError),
        ("cp_file", ".part", BindingError),
    ],
)
def test_a_fault_of_the_store_costs_one_story(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch, method: str, ending: str, kind: type, at: int
) -> None:
    fill(store, few(5))
    run()
    whole = books(store)
    for name in list(store.find("/archive/books")):
        store.rm_file(name)
    with monkeypatch.context() as patched:
        fault = Fault(at, ending=ending)
        patched.setattr(MemoryFileSystem, method, fault.on(getattr(MemoryFileSystem, method)))
        outcomes = run()
    assert fault.calls == 5
    assert kinds(outcomes) == ["Failed" if number == at - 1 else "Converted" for number in range(5)]
    failed = outcomes[at - 1]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, kind)
    assert "fault of fic2epub" not in failed.error.what
    lost = f"Rain {at - 1} - fern.epub"
    assert books(store) == {name: data for name, data in whole.items() if name != lost}
    assert kinds(run()) == ["Converted" if number == at - 1 else "Skipped" for number in range(5)]
    assert books(store) == whole


@pytest.mark.parametrize(
    ("method", "kind"), [("find", SourceError), ("info", SourceError), ("pipe_file", BindingError)]
)
def test_a_store_that_is_shut_is_one_error_before_anything_is_made(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch, method: str, kind: type[Exception]
) -> None:
    fill(store, few(3))
    fault = Fault(1, ending="", lasting=True)
    monkeypatch.setattr(MemoryFileSystem, method, fault.on(getattr(MemoryFileSystem, method)))
    with pytest.raises(kind, match="no permission"):
        run()
    monkeypatch.undo()


def test_a_record_that_can_not_be_kept_is_told_at_the_end(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, few(2))
    fault = Fault(2, ending=MANIFEST, lasting=True)
    outcomes: list[Outcome] = []
    with monkeypatch.context() as patched:
        patched.setattr(MemoryFileSystem, "pipe_file", fault.on(MemoryFileSystem.pipe_file))
        with pytest.raises(BindingError, match="the store failed"):
            outcomes.extend(convert_all(plan([TEXTS], BOOKS, PLAIN)))
    assert kinds(outcomes) == ["Converted"] * 2
    assert len(books(store)) == 2
    assert kinds(run()) == ["Converted"] * 2
    assert kinds(run()) == ["Skipped"] * 2


def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str
) -> tuple[int, str, str]:
    from fic2epub.cli import main

    monkeypatch.setattr(sys, "argv", ["fic2epub", *args])
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main())
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_the_command_line(
    store: MemoryFileSystem,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(store, {**few(2), "empty.txt": b""})
    code, out, err = said(capsys, monkeypatch, "convert", TEXTS, "-o", BOOKS, "--no-cover")
    assert code == 1
    assert f"Wrote {BOOKS}/Rain 0 - fern.epub" in out
    assert f"Wrote 2 books to {BOOKS}. 1 text failed." in out
    for _ in range(2):  # of books that were made, and of such as are there
        page = tmp_path / "report.html"
        said(capsys, monkeypatch, "convert", TEXTS, "-o", BOOKS, "--report", str(page))
        assert page.read_text().count("data:image/") == 2
        assert "memory://archive/" not in page.read_text().partition("empty.txt")[0]
        assert f'href="{BOOKS}' not in page.read_text()
    page.unlink()
    assert f"where: {TEXTS}/empty.txt" in err
    code, out, _ = said(capsys, monkeypatch, "convert", TEXTS, "-o", BOOKS, "--no-cover", "--json")
    assert [each["book"] for each in json.loads(out)] == [None] + [
        f"{BOOKS}/Rain {n} - fern.epub" for n in range(2)
    ]
    code, out, _ = said(
        capsys, monkeypatch, "convert", f"{TEXTS}/text-0 night.txt", "-o", tmp_path.as_uri(), "--no-cover"
    )
    assert code == 0
    assert out.startswith(f"Wrote {tmp_path}/Rain 0 - fern.epub")
    code, _, err = said(capsys, monkeypatch, "convert", "https://archive.example/works/1", "-o", BOOKS)
    assert code == SourceError.code
    assert "fetches nothing from the web" in err
    code, _, err = said(capsys, monkeypatch, "convert", TEXTS, "-o", BOOKS, "--prune")
    assert code == 2
    assert "not for a store" in err
    code, _, err = said(
        capsys, monkeypatch, "bind", f"{TEXTS}/text-0 night.txt", f"{TEXTS}/text-1 night.txt", "-o", "x.epub"
    )
    assert code == SourceError.code
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["Rain 0 - fern.epub"]
