"""Workers: whatever a task does to its process, it costs that task alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest

from batch import killers
from batch.processes import descendants, gone, patience
from fic2epub.batch.workers import IsolatedWorkers
from fic2epub.errors import ShapeError, StoryLost

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it needs the signals of Unix")
MEMORY = 600 << 20


@pytest.fixture
def workers() -> Iterator[IsolatedWorkers]:
    crew = IsolatedWorkers(2, time_limit=2, memory_limit=MEMORY)
    yield crew
    crew.shutdown(cancel_futures=True)
    gone(descendants("worker"))


FATES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (killers.hang, StoryLost, "it was not done within 2 seconds"),
    (killers.spin, StoryLost, "it was not done within 2 seconds"),
    (killers.abort, StoryLost, "its process ended in the middle (SIGABRT)"),
    (killers.segfault, StoryLost, "its process ended in the middle (SIGSEGV)"),
    (killers.killed, StoryLost, "its process ended in the middle (SIGKILL)"),
    (killers.terminated, StoryLost, "its process ended in the middle (SIGTERM)"),
    (killers.exit_politely, StoryLost, "its process ended in the middle (exit code 0)"),
    (killers.exit_at_once, StoryLost, "its process ended in the middle (exit code 0)"),
    (killers.exit_in_anger, StoryLost, "its process ended in the middle (exit code 9)"),
    (killers.devour, StoryLost, "it needs more memory than 600 MB"),
    (killers.return_too_much, StoryLost, "it needs more memory than 600 MB"),
    (killers.return_the_unwritable, AttributeError, "pickle"),
    (killers.ctrl_c, StoryLost, "a fault of fic2epub itself: KeyboardInterrupt"),
    (killers.raise_unsendable, StoryLost, "a fault of fic2epub itself: UnreadableError: rain.txt:3"),
    (killers.raise_unwritable, StoryLost, "a fault of fic2epub itself: UnwritableError: it holds a door"),
    (killers.raise_demanding, StoryLost, "nothing on line 3"),
    (killers.overflow_the_stack, RecursionError, "maximum recursion depth"),
    (killers.raise_plain, ValueError, "odd"),
    (killers.raise_ours, ShapeError, "nothing is left"),
]


@pytest.mark.parametrize(("task", "kind", "words"), FATES, ids=[task.__name__ for task, _, _ in FATES])
def test_it_costs_its_own_task_alone(
    task: Callable[[], Any],
    kind: type[Exception],
    words: str,
    workers: IsolatedWorkers,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if "seconds" not in words:
        workers._time_limit = 60  # what ends by itself may take its time on a busy machine
    before = [workers.submit(killers.twice, number) for number in range(5)]
    bad = workers.submit(task)
    after = [workers.submit(killers.twice, number) for number in range(5, 10)]
    problem = bad.exception(timeout=100)
    assert type(problem) is kind
    assert words in str(problem)
    assert [each.result(timeout=20) for each in before + after] == [2 * number for number in range(10)]
    assert capfd.readouterr() == ("", "")  # no worker's traceback among what the user is told


def test_what_ours_says_arrives_whole(workers: IsolatedWorkers) -> None:
    problem = workers.submit(killers.raise_ours).exception(timeout=20)
    assert isinstance(problem, ShapeError)
    assert (problem.what, problem.where, problem.advice) == ("nothing is left", "rain.txt", "Look at it.")


def test_what_is_lost_is_told_with_advice(workers: IsolatedWorkers) -> None:
    for task, word in (
        (killers.hang, "--time-limit"),
        (killers.devour, "--memory-limit"),
        (killers.abort, "report"),
    ):
        workers._time_limit = 2 if task is killers.hang else 60
        problem = workers.submit(task).exception(timeout=100)
        assert isinstance(problem, StoryLost)
        assert word in problem.advice
        assert not problem.what.endswith(".")


def test_a_worker_that_is_killed_while_it_waits_costs_nothing(workers: IsolatedWorkers) -> None:
    for _ in range(5):
        os.kill(workers.submit(killers.process_number).result(timeout=20), signal.SIGKILL)
        time.sleep(0.15)
    tasks = [workers.submit(killers.twice, number) for number in range(6)]
    assert [task.result(timeout=20) for task in tasks] == [0, 2, 4, 6, 8, 10]


def test_a_worker_that_is_killed_from_outside_costs_its_task(
    workers: IsolatedWorkers, tmp_path: Path
) -> None:
    task = workers.submit(killers.told_and_asleep, tmp_path / "number")
    other = workers.submit(killers.sleep, 0.5)
    number = appeared(tmp_path / "number")
    os.kill(number, signal.SIGKILL)
    problem = task.exception(timeout=patience(1.5))
    assert "its process ended in the middle (SIGKILL)" in str(problem)
    assert other.result(timeout=20) == 0.5


def test_all_workers_killed_again_and_again_do_not_end_the_run() -> None:
    """Also at the moments at which one is being told its task, or tells its result."""
    crew = IsolatedWorkers(2, time_limit=10)
    try:
        tasks = [crew.submit(killers.sleep, 0.002) for _ in range(600)]
        for _ in range(12):
            time.sleep(0.1)
            for number in descendants("worker"):
                os.kill(number, signal.SIGKILL)
        assert not wait(tasks, timeout=patience(40)).not_done
        lost = [task for task in tasks if task.exception() is not None]
        assert all(isinstance(task.exception(), StoryLost) for task in lost)
        assert len(lost) <= 24
    finally:
        crew.shutdown(cancel_futures=True)


def test_the_time_limit_is_kept_for_each_of_many(workers: IsolatedWorkers) -> None:
    start = time.monotonic()
    tasks = [workers.submit(killers.hang) for _ in range(4)]
    assert all("not done within" in str(task.exception(timeout=20)) for task in tasks)
    assert 4 <= time.monotonic() - start < patience(7)  # two at a time, two seconds each


def test_waiting_for_a_worker_is_not_counted() -> None:
    crew = IsolatedWorkers(1, time_limit=1)
    try:
        tasks = [crew.submit(killers.sleep, 0.7) for _ in range(3)]
        assert [task.result(timeout=20) for task in tasks] == [0.7] * 3
    finally:
        crew.shutdown()


def test_memory_has_a_limit_only_if_one_is_wanted(workers: IsolatedWorkers) -> None:
    assert workers.submit(killers.limit_of_memory).result(timeout=20) == MEMORY
    free = IsolatedWorkers(1)
    try:
        assert free.submit(killers.limit_of_memory).result(timeout=20) != MEMORY
    finally:
        free.shutdown()


def test_shutdown_waits_for_what_was_asked_for() -> None:
    crew = IsolatedWorkers(2)
    tasks = [crew.submit(killers.sleep, 0.2) for _ in range(6)]
    crew.shutdown()
    assert all(task.done() and task.result() == 0.2 for task in tasks)
    gone(descendants("worker"))
    with pytest.raises(RuntimeError):
        crew.submit(killers.twice, 1)


def test_shutdown_at_once_ends_what_runs_and_cancels_what_waits(tmp_path: Path) -> None:
    crew = IsolatedWorkers(1)
    running = crew.submit(killers.told_and_asleep, tmp_path / "number")
    waiting = [crew.submit(killers.sleep, 1) for _ in range(5)]
    number = appeared(tmp_path / "number")
    start = time.monotonic()
    crew.shutdown(cancel_futures=True)
    assert time.monotonic() - start < patience(1)
    assert running.done()
    assert all(task.cancelled() for task in waiting)
    gone([number])


def test_shutdown_without_a_task_is_nothing() -> None:
    IsolatedWorkers(2).shutdown()
    IsolatedWorkers(2).shutdown(cancel_futures=True)


def test_a_process_that_can_not_even_start_is_told_of(capfd: pytest.CaptureFixture[str]) -> None:
    crew = IsolatedWorkers(2, memory_limit=1 << 20)
    try:
        tasks = [crew.submit(killers.twice, 1) for _ in range(5)]
        for task in tasks:
            problem = task.exception(timeout=20)
            assert (
                problem is not None
            )  # the answer comes, whether a process starts at all or can load nothing
            if isinstance(problem, StoryLost):
                assert "--memory-limit" in problem.advice
    finally:
        crew.shutdown(cancel_futures=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has to do it")
@pytest.mark.parametrize("task", ["hang", "spin"])
def test_no_worker_outlives_its_parent(task: str) -> None:
    """Whatever it is doing: a parent that is killed can't end it any more."""
    code = (
        "import sys, time; from batch import killers; from fic2epub.batch.workers import IsolatedWorkers\n"
        "crew = IsolatedWorkers(2)\n"
        "print(crew.submit(killers.process_number).result(), flush=True)\n"
        f"crew.submit(killers.{task}); crew.submit(killers.{task}); time.sleep(600)"
    )
    room = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code], env=room, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        time.sleep(0.5)
        below = descendants(of=parent.pid)
        assert len(below) >= 4  # two workers, where they come from, and Python's tracker
        parent.kill()
    gone(below)


def test_what_a_task_started_ends_with_it(tmp_path: Path) -> None:
    """calibre is a process of its own; it must not go on when its story's time is over."""
    crew = IsolatedWorkers(1, time_limit=1)
    try:
        task = crew.submit(killers.hang_with_a_child, tmp_path / "number")
        assert "not done within" in str(task.exception(timeout=20))
        gone([appeared(tmp_path / "number")])
    finally:
        crew.shutdown(cancel_futures=True)


def test_a_task_that_is_cancelled_before_its_turn_is_not_made(tmp_path: Path) -> None:
    crew = IsolatedWorkers(1)
    try:
        first = crew.submit(killers.sleep, 0.5)
        second = crew.submit(killers.told_and_asleep, tmp_path / "number")
        third = crew.submit(killers.twice, 1)
        assert second.cancel()
        assert first.result(timeout=20) == 0.5
        assert third.result(timeout=20) == 2
        assert not (tmp_path / "number").exists()
    finally:
        crew.shutdown()


def appeared(path: Path) -> int:
    for _ in range(200):
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"{path} did not come")
