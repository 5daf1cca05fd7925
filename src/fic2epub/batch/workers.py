"""Workers that nothing one of them does can harm: each story has a process to itself while it is made.

A story that hangs, needs too much memory, or brings its process down costs itself alone; the process is
replaced. (The executors of the standard library lose the whole batch with one process.)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from pebble import ProcessExpired, ProcessPool

from fic2epub.errors import Fic2EpubError, StoryLost

START = "forkserver" if sys.platform == "linux" else "spawn"
"""How processes come to be: from one that has loaded what all of them need, or afresh."""
_PRELOADED = ["fic2epub.batch.preloaded"]
_STORIES = 500
"""Stories that a process makes before it is replaced: what little leaks then goes."""


class IsolatedWorkers(Executor):
    """An executor whose tasks have processes of their own, a time limit, and a limit of memory.

    `time_limit` is in seconds and `memory_limit` in bytes; 0 is none. Memory is limited where the system can
    do that (not on Windows). Raises in a task's future: what the task raised, or StoryLost.
    """

    def __init__(self, workers: int, *, time_limit: float = 0, memory_limit: int = 0) -> None:
        """Keep what the workers will be told; they start with the first task."""
        self._workers, self._time_limit, self._memory_limit = workers, time_limit, memory_limit
        self._started: ProcessPool | None = None

    def _pool(self) -> ProcessPool:
        if self._started is None:
            context = multiprocessing.get_context(START)
            if START == "forkserver":
                context.set_forkserver_preload(_PRELOADED)
            self._started = ProcessPool(
                max_workers=self._workers,
                max_tasks=_STORIES,
                initializer=_settle_in,
                initargs=(self._memory_limit,),
                context=context,
            )
        return self._started

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a worker a task; the future says what became of it."""
        told: Future[Any] = Future()
        inner = self._pool().schedule(fn, args=args, kwargs=kwargs, timeout=self._time_limit or None)

        def tell(done: Future[Any]) -> None:
            with contextlib.suppress(Exception):  # told.cancel() came first
                self._tell(done, told)

        inner.add_done_callback(tell)
        told.add_done_callback(lambda one: inner.cancel() if one.cancelled() else None)
        return told

    def _tell(self, done: Future[Any], told: Future[Any]) -> None:
        if done.cancelled():
            told.cancel()
            return
        problem = done.exception()
        if problem is None:
            told.set_result(done.result())
        else:
            told.set_exception(self._in_plain_words(problem))

    def _in_plain_words(self, problem: BaseException) -> BaseException:
        if isinstance(problem, Fic2EpubError):
            return problem
        if isinstance(problem, TimeoutError):
            return StoryLost(
                f"it was not done within {self._time_limit:g} seconds",
                advice="Give it more time with --time-limit, and please report the text.",
            )
        if isinstance(problem, ProcessExpired):
            return StoryLost(f"its process ended in the middle ({_ending(problem)})", advice=_REPORT)
        if isinstance(problem, MemoryError):
            limit = f"{self._memory_limit / 2**20:,.0f} MB" if self._memory_limit else "there is"
            return StoryLost(
                f"it needs more memory than {limit}", advice="Allow it more with --memory-limit."
            )
        return problem

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: at once with `cancel_futures`, else when their tasks are done."""
        if self._started is None:
            return
        if cancel_futures:
            self._started.stop()
        else:
            self._started.close()
        if wait:
            self._started.join()


_REPORT = "Please report it, with the text if you can."


def _ending(problem: ProcessExpired) -> str:
    code = problem.exitcode
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _settle_in(memory_limit: int) -> None:
    """Prepare a worker: Ctrl-C is for the parent to answer, and memory has an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory_limit and os.name == "posix":
        import resource

        # Some systems let this limit be set and do not keep it (macOS), or refuse it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
