"""A run: the order of what is told, the names that books get, and what is left by one that ends early."""

from __future__ import annotations

import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from batch.library import books, stories, story, temporaries
from fic2epub.batch import convert_all, plan
from fic2epub.batch.making import Draft, Order, make
from fic2epub.batch.manifest import Manifest
from fic2epub.batch.places import Places
from fic2epub.errors import ShapeError, StoryLost
from fic2epub.model.book import Format
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.settings import Settings


class Shuffled(Executor):
    """Makes what it is asked for in any order, in a thread of its own."""

    def __init__(self, seed: int, spoil: Callable[[Order], None] = lambda order: None) -> None:
        self.dice, self.spoil = random.Random(seed), spoil
        self.waiting: list[tuple[Future[Any], Order]] = []
        self.lock, self.over = threading.Lock(), False
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with self.lock:
            self.waiting.append((future, args[0]))
        return future

    def work(self) -> None:
        while not self.over:
            time.sleep(0.002)
            with self.lock:
                if not self.waiting:
                    continue
                future, order = self.waiting.pop(self.dice.randrange(len(self.waiting)))
            if future.set_running_or_notify_cancel():
                try:
                    self.spoil(order)
                    future.set_result(make(order))
                except BaseException as problem:
                    future.set_exception(problem)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.over = True
        self.thread.join()


@pytest.fixture
def shuffled() -> Iterator[Callable[..., Shuffled]]:
    made: list[Shuffled] = []

    def one(*arguments: Any) -> Shuffled:
        made.append(Shuffled(*arguments))
        return made[-1]

    yield one
    for each in made:
        each.shutdown()


def run(texts: Path, library: Path, executor: Executor | None = None, **flags: Any) -> list[Outcome]:
    return list(convert_all(plan([texts], library), Settings(), executor=executor, **flags))


def kinds(outcomes: list[Outcome]) -> list[type[Outcome]]:
    return [type(outcome) for outcome in outcomes]


def test_outcomes_and_names_are_the_same_whatever_finishes_first(
    tmp_path: Path, shuffled: Callable[..., Shuffled]
) -> None:
    texts = stories(tmp_path / "texts", 12, same=3)
    alone = run(texts, tmp_path / "alone")
    wanted = books(tmp_path / "alone")
    assert [outcome.source for outcome in alone] == sorted(texts.iterdir())
    for seed in range(3):
        library = tmp_path / f"{seed}"
        outcomes = run(texts, library, shuffled(seed))
        assert [outcome.source for outcome in outcomes] == sorted(texts.iterdir())
        assert books(library) == wanted
        assert [one.path.name for one in outcomes if isinstance(one, Converted)] == [
            one.path.name for one in alone if isinstance(one, Converted)
        ]
        assert kinds(run(texts, library, shuffled(seed))) == [Skipped] * 12


def test_the_second_run_makes_what_changed_and_no_more(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 4, same=0), tmp_path / "library"
    run(texts, library)
    before = books(library)
    (texts / "text-0002 night.txt").write_text(story("The Ferry No. 2", words="It rained, too."))
    assert kinds(run(texts, library)) == [Skipped, Skipped, Converted, Skipped]
    after = books(library)
    assert {name for name in after if after[name] != before[name]} == {"The Ferry No. 2 - fern.epub"}
    (library / "The Ferry No. 1 - fern.epub").unlink()
    assert kinds(run(texts, library)) == [Skipped, Converted, Skipped, Skipped]
    assert books(library) == after
    assert kinds(run(texts, library, rebuild=True)) == [Converted] * 4
    assert books(library) == after


def test_a_new_title_moves_the_book(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 2, same=0), tmp_path / "library"
    run(texts, library)
    (texts / "text-0000 night.txt").write_text(story("The Tram"))
    run(texts, library)
    assert sorted(books(library)) == ["The Ferry No. 1 - fern.epub", "The Tram - fern.epub"]


def test_a_text_that_fails_this_time_keeps_its_older_book(
    tmp_path: Path, shuffled: Callable[..., Shuffled]
) -> None:
    """Also from another of the same title and author, which would have had that name."""
    texts, library = tmp_path / "texts", tmp_path / "library"
    texts.mkdir()
    (texts / "b.txt").write_text(story("Rain", words="One."))
    run(texts, library)
    before = books(library)["Rain - fern.epub"]
    (texts / "b.txt").write_text(story("Rain", words="Two."))
    (texts / "a.txt").write_text(story("Rain", words="Three."))

    def spoil(order: Order) -> None:
        if order.sources[0].name == "b.txt":
            raise ShapeError("no")

    assert kinds(run(texts, library, shuffled(1, spoil))) == [Converted, Failed]
    assert books(library)["Rain - fern.epub"] == before
    assert sorted(books(library)) == ["Rain - fern (2).epub", "Rain - fern.epub"]
    assert kinds(run(texts, library)) == [Skipped, Converted]
    assert sorted(books(library)) == ["Rain - fern (2).epub", "Rain - fern.epub"]
    assert kinds(run(texts, library, rebuild=True)) == [Converted, Converted]
    assert len(books(library)) == 2


def test_files_that_turn_out_to_be_several_works_keep_their_places(tmp_path: Path) -> None:
    texts, library = tmp_path / "texts", tmp_path / "library"
    texts.mkdir()
    for number, title in ((1, "Rain"), (2, "Snow"), (3, "Fog")):
        (texts / f"Fic ch{number}.txt").write_text(story(title, words=f"It was {title}."))
    assert kinds(run(texts, library)) == [Converted] * 3
    before = books(library)
    (texts / "A new one.txt").write_text(story("Rain", words="Another."))  # comes first, and wants a name
    assert kinds(run(texts, library)) == [Converted, Skipped, Skipped, Skipped]
    assert before.items() <= books(library).items()
    assert sorted(set(books(library)) - set(before)) == ["Rain - fern (2).epub"]
    assert temporaries(library) == []


@pytest.mark.parametrize("seed", range(4))
def test_whoever_stops_early_keeps_what_has_its_name_and_nothing_else(
    seed: int, tmp_path: Path, shuffled: Callable[..., Shuffled]
) -> None:
    texts, library = stories(tmp_path / "texts", 8, same=0), tmp_path / "library"
    executor = shuffled(seed)
    outcomes = convert_all(plan([texts], library), Settings(), executor=executor)
    first = next(outcomes)
    outcomes.close()
    executor.shutdown()  # what was being made is done by then
    assert isinstance(first, Converted)
    assert list(books(library)) == [first.path.name]
    assert {record.book for record in Manifest(library)} == {first.path.name}


@pytest.mark.parametrize("where", ["here", "in a worker"])
def test_the_book_that_is_waited_for_leaves_nothing_either(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop may come when a book is staged, and has no name yet."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    texts, library = stories(tmp_path / "texts", 4), tmp_path / "library"
    monkeypatch.setattr(Places, "path_for", stopped)
    with ThreadPoolExecutor(1) as pool:
        executor = pool if where == "in a worker" else None
        with pytest.raises(KeyboardInterrupt):
            list(convert_all(plan([texts], library), Settings(), executor=executor))
    assert temporaries(library) == []
    assert not books(library)


def test_a_stop_while_a_book_is_made_here_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged: list[Path] = []

    def made_and_stopped(order: Order) -> Draft:
        make(order)
        staged.extend(tmp_path.rglob("*.part"))
        raise KeyboardInterrupt

    monkeypatch.setattr("fic2epub.batch.running.make", made_and_stopped)
    texts, library = stories(tmp_path / "texts", 2), tmp_path / "library"
    with pytest.raises(KeyboardInterrupt):
        list(convert_all(plan([texts], library), Settings()))
    assert staged
    assert not list(tmp_path.rglob("*.part"))


def test_a_book_is_staged_over_what_a_dead_worker_left_of_it(tmp_path: Path) -> None:
    """A cluster gives the order of a worker that it lost to another."""

    class Second(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            order: Order = args[0]
            assert order.temporary is not None
            order.temporary.parent.mkdir(parents=True, exist_ok=True)
            order.temporary.write_bytes(b"half a book")
            return super().submit(fn, *args, **kwargs)

    texts, library = stories(tmp_path / "texts", 3), tmp_path / "library"
    with Second(1) as executor:
        outcomes = list(convert_all(plan([texts], library), Settings(), executor=executor))
    assert kinds(outcomes) == [Converted] * 3
    assert all(zipfile.is_zipfile(library / name) for name in books(library))
    assert temporaries(library) == []


def test_a_run_that_is_never_begun_leaves_nothing(tmp_path: Path) -> None:
    texts = stories(tmp_path / "texts", 2)
    convert_all(plan([texts], tmp_path / "library"), Settings()).close()
    assert not (tmp_path / "library").exists()


def test_a_run_without_a_book_leaves_no_folder(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "empty.txt").write_text("")
    assert kinds(run(texts, tmp_path / "a" / "library")) == [Failed]
    assert not (tmp_path / "a" / "library").exists()


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    texts = stories(tmp_path / "texts", 3)
    outcomes = list(convert_all(plan([texts], tmp_path / "library"), Settings(rehearse=True)))
    assert kinds(outcomes) == [Converted] * 3
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize(
    "problem", [ShapeError("odd"), ValueError("odd"), MemoryError(), RecursionError("odd")]
)
def test_what_fails_costs_itself_alone_and_leaves_nothing(
    problem: Exception, tmp_path: Path, shuffled: Callable[..., Shuffled]
) -> None:
    texts, library = stories(tmp_path / "texts", 5, same=0), tmp_path / "library"

    def spoil(order: Order) -> None:
        if "0002" in order.sources[0].name:
            assert order.temporary is not None
            order.temporary.write_bytes(b"half a b")  # as a worker leaves it that dies in the middle
            raise problem

    outcomes = run(texts, library, shuffled(0, spoil))
    assert kinds(outcomes) == [Converted, Converted, Failed, Converted, Converted]
    failed = outcomes[2]
    assert isinstance(failed, Failed)
    assert failed.error.where == str(texts / "text-0002 night.txt")
    assert isinstance(failed.error, ShapeError | StoryLost)
    assert temporaries(library) == []
    assert len(books(library)) == 4


def test_tasks_that_others_cancel_have_failed(tmp_path: Path) -> None:
    class Cancels(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Draft] = Future()
            future.cancel()
            return future

    outcomes = run(stories(tmp_path / "texts", 2), tmp_path / "library", Cancels())
    assert [str(one.error.what) for one in outcomes if isinstance(one, Failed)] == [
        "it was not made: the run was ended before"
    ] * 2


def test_workers_that_were_sent_home_cost_the_stories_and_do_not_raise(tmp_path: Path) -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    outcomes = run(stories(tmp_path / "texts", 2), tmp_path / "library", executor)
    assert kinds(outcomes) == [Failed, Failed]


def test_what_a_dead_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    texts, library = stories(tmp_path / "texts", 2), tmp_path / "library"
    library.mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    left = library / f".fic2epub-{dead.pid}-123456.part"
    reused = library / f".fic2epub-{os.getpid()}-123456.part"  # as in a container, where all have one number
    alive = library / f".fic2epub-{os.getpid()}-123457.part"
    for path in (left, reused, alive):
        path.write_bytes(b"half a b")
    os.utime(reused, (1_700_000_000, 1_700_000_000))
    run(texts, library)
    assert temporaries(library) == ([alive.name] if sys.platform == "linux" else [reused.name, alive.name])


def test_a_disk_that_does_not_keep_names_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from fic2epub.bookbinding import saving
    from fic2epub.errors import BindingError

    def broken(folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(saving, "_flush_folder", broken)
    outcomes = convert_all(plan([stories(tmp_path / "texts", 2)], tmp_path / "library"), Settings())
    assert isinstance(next(outcomes), Converted)
    assert isinstance(next(outcomes), Converted)
    with pytest.raises(BindingError, match="the disk reported a fault"):
        next(outcomes)


def test_the_record_is_tidied_while_no_other_run_can_write_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fic2epub.batch import lock

    held: list[bool] = []
    monkeypatch.setattr(Manifest, "tidy", lambda self: held.append(bool(lock._OURS)))
    run(stories(tmp_path / "texts", 1), tmp_path / "library")
    assert held == [True]
    assert not lock._OURS


def test_a_library_holds_each_book_in_several_formats(tmp_path: Path) -> None:
    """The record knows each of them: none takes another's place, and each is left as it is when it may be."""
    texts, library = stories(tmp_path / "texts", 3), tmp_path / "library"
    for wanted in (Format.EPUB, Format.KEPUB):
        chosen = Settings(no_cover=True, format=wanted)
        assert all(isinstance(one, Converted) for one in convert_all(plan([texts], library, chosen), chosen))
    endings = sorted(Format.of(name).suffix for name in books(library) if Format.of(name))  # type: ignore[union-attr]
    assert endings == [".epub"] * 3 + [".kepub.epub"] * 3
    for wanted in (Format.EPUB, Format.KEPUB):
        chosen = Settings(no_cover=True, format=wanted)
        assert all(isinstance(one, Skipped) for one in convert_all(plan([texts], library, chosen), chosen))
    text = min(texts.iterdir())
    text.write_text(story("The Ferry That Sank"), encoding="utf-8")
    chosen = Settings(no_cover=True, format=Format.KEPUB)
    made = [one for one in convert_all(plan([texts], library, chosen), chosen) if isinstance(one, Converted)]
    assert len(made) == 1
    assert len(books(library)) == 6  # its older KEPUB went, and its EPUB stays until it is made anew
