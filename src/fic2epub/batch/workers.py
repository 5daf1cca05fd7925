"""Workers that nothing one of them does can harm: each story has a process to itself while it is made.

A story that hangs, needs too much memory, or brings its process down costs itself alone; the process is
replaced. (The executors of the standard library lose the whole batch with one process. Pools whose processes
share a pipe and its lock lose it when one of them dies with the lock in its hand; here each has its own.)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from fic2epub.batch.worker import ENDED, REPORT, work
from fic2epub.errors import StoryLost
from fic2epub.model.noun import noun

START = "forkserver" if sys.platform == "linux" else "spawn"
"""How processes come to be: from one that has loaded what all of them need, or afresh."""
_PRELOADED = ["fic2epub.batch.preloaded"]
_STORIES = 500
"""Stories that a process makes before it is replaced: what little leaks then goes."""
_STILLBORN = 3
"""Processes in a row that end, or hang, before they are ready; then it is given up."""
_PATIENCE = 1
"""Seconds that whoever wants to end at once waits for the thread; the processes are dead by then."""
_START_LIMIT = 60
"""Seconds that a process may take until it is ready."""


class IsolatedWorkers(Executor):
    """An executor whose tasks have processes of their own, a time limit, and a limit of memory.

    `time_limit` is in seconds and `memory_limit` in bytes; 0 is none. Memory is limited where the system can
    do that (not on Windows). Raises in a task's future: what the task raised, or StoryLost.
    """

    def __init__(self, workers: int, *, time_limit: float = 0, memory_limit: int = 0) -> None:
        """Keep what the workers will be told; they start with the first task."""
        self._most, self._time_limit, self._memory_limit = workers, time_limit, memory_limit
        self._lock = threading.Lock()
        self._waiting: deque[_Task] = deque()
        self._closed = self._at_once = False
        self._thread: threading.Thread | None = None
        self._wakes, self._wake = multiprocessing.Pipe(duplex=False)
        self._woken = False
        self._workers: list[_Worker] = []
        self._stillborn = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a worker a task; the future says what became of it."""
        task = _Task(pickle.dumps((fn, args, kwargs)), Future())
        with self._lock:
            if self._closed:
                raise RuntimeError("these workers were sent home")
            self._waiting.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._manage, name="workers", daemon=True)
                self._thread.start()
            self._rouse()
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: at once with `cancel_futures`, else when their tasks are done."""
        with self._lock:
            self._closed, self._at_once = True, self._at_once or cancel_futures
            if self._thread is None:
                return
            with contextlib.suppress(OSError):  # they are gone already
                self._rouse()
        if cancel_futures:
            for worker in list(self._workers):
                worker.hurry()
        if wait:
            # A process that is just starting may take its time, and has nothing to lose.
            self._thread.join(_PATIENCE if cancel_futures else None)

    def _rouse(self) -> None:
        """Have the thread look at what is new. One word is enough: more could fill the pipe, and wait."""
        if not self._woken:
            self._wake.send_bytes(b".")
        self._woken = True

    def _roused(self) -> None:
        with self._lock:
            if self._woken:
                self._wakes.recv_bytes()
            self._woken = False

    def _manage(self) -> None:
        """Hand out tasks and take in what became of them, until there will be no more."""
        try:
            while not self._is_over():
                self._hand_out()
                sources: list[Any] = [self._wakes, *(worker.pipe for worker in self._workers)]
                sources += [worker.process.sentinel for worker in self._workers]
                ready = set(map(id, connection.wait(sources, self._patience())))
                self._roused()
                for worker in list(self._workers):
                    self._look_after(worker, heard=id(worker.pipe) in ready)
        finally:
            self._end()

    def _is_over(self) -> bool:
        with self._lock:
            idle = not self._waiting and not any(worker.task for worker in self._workers)
            return self._at_once or (self._closed and idle)

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.ready and worker.task is None and (task := self._next()):
                worker.begin(task, self._time_limit)
        with self._lock:
            wanted = min(self._most - len(self._workers), len(self._waiting) - self._starting())
        for _ in range(wanted):
            try:
                self._workers.append(_Worker.started(self._memory_limit))
            except (OSError, EOFError) as problem:
                if not self._workers:  # else those that are there do the work
                    self._give_up(str(problem))
                return

    def _starting(self) -> int:
        return sum(not worker.ready for worker in self._workers)

    def _next(self) -> _Task | None:
        with self._lock:
            while self._waiting:
                task = self._waiting.popleft()
                if task.future.set_running_or_notify_cancel():
                    return task
        return None

    def _patience(self) -> float | None:
        """Return the seconds until the next worker is late."""
        ends = [worker.deadline for worker in self._workers if worker.deadline is not None]
        return max(0, min(ends) - time.monotonic()) if ends else None

    def _look_after(self, worker: _Worker, *, heard: bool) -> None:
        if heard:
            try:
                answer = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker)
                return
            self._heard(worker, answer)
        elif worker.pipe.poll(0):
            pass  # it answered in this very moment: it is heard in the next round
        elif not worker.process.is_alive():
            self._bury(worker)
        elif worker.deadline is not None and time.monotonic() >= worker.deadline:
            self._bury(worker, late=True)

    def _heard(self, worker: _Worker, answer: bytes) -> None:
        task, worker.task, worker.deadline = worker.task, None, None
        if task is None:
            worker.ready, self._stillborn = True, 0
            return
        try:
            done, result = pickle.loads(answer)
        except Exception as fault:  # it could be read there, and can't be here
            done, result = False, fault
        if done:
            task.future.set_result(result)
        else:
            task.future.set_exception(self._in_plain_words(result))
        if worker.tasks >= _STORIES or isinstance(result, MemoryError):
            self._workers.remove(worker)
            worker.end()

    def _in_plain_words(self, problem: BaseException) -> BaseException:
        if not isinstance(problem, MemoryError):
            return problem
        limit = f"{self._memory_limit / 2**20:,.0f} MB" if self._memory_limit else "there is"
        return StoryLost(f"it needs more memory than {limit}", advice="Allow it more with --memory-limit.")

    def _bury(self, worker: _Worker, *, late: bool = False) -> None:
        """Take leave of a worker that ended or is to end; its task has failed."""
        self._workers.remove(worker)
        if late:
            worker.hurry()
        how = worker.end()
        if worker.task is not None:
            if late:
                what = f"it was not done within {self._time_limit:g} seconds"
                advice = "Give it more time with --time-limit, and please report the text."
            else:
                what, advice = ENDED.format(how), REPORT
            worker.task.future.set_exception(StoryLost(what, advice=advice))
        elif not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                self._give_up("too late" if late else how)

    def _give_up(self, why: str) -> None:
        advice = "Allow more with --memory-limit, or convert fewer stories at a time with -j."
        while task := self._next():
            task.future.set_exception(StoryLost(f"no process for it could be started ({why})", advice=advice))
        self._stillborn = 0

    def _end(self) -> None:
        """Leave no process behind, and no future without an answer."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
        for task in waiting:
            task.future.cancel()
            task.future.set_running_or_notify_cancel()
        for worker in self._workers:
            worker.hurry()
        # Those at work first: whoever waits for a task takes away what it had begun, and may not wait long.
        for worker in sorted(self._workers, key=lambda worker: worker.task is None):
            how = worker.end()
            if worker.task is not None:
                worker.task.future.set_exception(StoryLost(ENDED.format(how), advice=REPORT))
        self._workers.clear()
        with self._lock:
            self._wake.close()
            self._wakes.close()


@noun(slots=True)
class _Task:
    asked: bytes
    """Pickled."""
    future: Future[Any]


@noun(slots=True)
class _Worker:
    """A process, as its parent sees it."""

    process: BaseProcess
    pipe: Connection
    lifeline: Connection
    deadline: float | None
    """When it is late, by the clock of `time.monotonic`."""
    ready: bool = False
    task: _Task | None = None
    tasks: int = 0

    @classmethod
    def started(cls, memory_limit: int) -> _Worker:
        """Return a worker that is starting. Raises OSError."""
        context: Any = multiprocessing.get_context(START)  # their common kind knows of no Process
        if START == "forkserver":
            context.set_forkserver_preload(_PRELOADED)
        pipe, far_pipe = context.Pipe()
        far_lifeline, lifeline = context.Pipe(duplex=False)
        try:
            process = context.Process(target=work, args=(far_pipe, far_lifeline, memory_limit), daemon=True)
            with _without_ctrl_c():
                process.start()
        except BaseException:
            pipe.close()
            lifeline.close()
            raise
        finally:
            far_pipe.close()
            far_lifeline.close()
        return cls(process, pipe, lifeline, time.monotonic() + _START_LIMIT)

    def begin(self, task: _Task, time_limit: float) -> None:
        """Give the worker a task. If it is not there any more, that shows in the next round."""
        self.task = task
        self.tasks += 1
        self.deadline = time.monotonic() + time_limit if time_limit else None
        with contextlib.suppress(OSError):
            self.pipe.send_bytes(task.asked)

    def hurry(self) -> None:
        """End the process and all that it started, without waiting for it."""
        if os.name == "posix" and self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        if self.process.is_alive():  # it had no group of its own yet
            self.process.kill()

    def end(self) -> str:
        """End the process, and return how it ended."""
        self.pipe.close()
        self.process.join(1)  # where it is ending by itself, it tells how
        self.hurry()
        self.process.join()
        self.lifeline.close()
        return _ending(self.process.exitcode)


@contextlib.contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Keep Ctrl-C from the processes that this thread starts: it is for the parent to answer.

    It would strike them before they can say so themselves, in the middle of their imports.
    """
    if os.name != "posix":
        yield
        return
    resource_tracker.ensure_running()  # else it is started in the middle, and (Python 3.11) lifts the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
