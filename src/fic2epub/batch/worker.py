"""What runs in a worker's process: tasks come in, and what became of each goes out."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
import traceback
from multiprocessing.connection import Connection

from fic2epub.errors import Fic2EpubError, StoryLost

REPORT = "Please report it, with the text if you can."
ENDED = "its process ended in the middle ({})"


def work(tasks: Connection, lifeline: Connection, memory_limit: int) -> None:
    """Do what comes in, one after the other, until nothing can come any more.

    A task is a pickled (function, args, kwargs), an answer a pickled (whether it was done, result or
    exception). The first answer is empty: ready. `lifeline` ends when the parent does; `memory_limit` is in
    bytes, 0 for none.
    """
    _settle_in(lifeline, memory_limit)
    tasks.send_bytes(b"")
    while True:
        try:
            asked = tasks.recv_bytes()
        except (EOFError, OSError):
            return
        tasks.send_bytes(_answer(asked))


def _answer(asked: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(asked)
        return pickle.dumps((True, function(*args, **kwargs)))
    except BaseException as problem:  # KeyboardInterrupt and SystemExit are the task's doing, too
        return _told(problem)


def _told(problem: BaseException) -> bytes:
    """Return an exception for the parent: itself if it can be read there, else its words."""
    where = traceback.format_exc() if os.environ.get("FIC2EPUB_DEBUG") else ""
    traceback.clear_frames(problem.__traceback__)  # after a MemoryError, they hold what there is too much of
    problem.__traceback__ = problem.__cause__ = problem.__context__ = None
    if where:
        problem.add_note(where)
    if isinstance(problem, Exception):
        with contextlib.suppress(Exception):
            written = pickle.dumps((False, problem))
            pickle.loads(written)  # an exception that can be written may still be one that can't be read
            return written
    return pickle.dumps((False, _in_our_words(problem)))


def _in_our_words(problem: BaseException) -> StoryLost:
    if isinstance(problem, Fic2EpubError):
        return StoryLost(problem.what, where=problem.where, advice=problem.advice)
    if isinstance(problem, SystemExit):
        return StoryLost(ENDED.format(f"exit code {problem.code or 0}"), advice=REPORT)
    words = type(problem).__name__
    with contextlib.suppress(Exception):
        words = f"{words}: {problem}".removesuffix(": ")
    return StoryLost(f"a fault of fic2epub itself: {words}", advice=REPORT)


def _settle_in(lifeline: Connection, memory_limit: int) -> None:
    """Prepare the process: it has its own group, ends with its parent, and its memory has an end."""
    if os.name == "posix":
        # So that what a task starts (calibre) can be ended with it, and Ctrl-C is for the parent to answer.
        os.setpgid(0, 0)
    _hold(lifeline)
    if memory_limit and os.name == "posix":
        import resource

        # Some systems let this limit be set and do not keep it (macOS), or refuse it.
        with contextlib.suppress(ValueError, OSError, OverflowError):
            resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))


def _hold(lifeline: Connection) -> None:
    """See to it that this process ends when the other end of the lifeline is closed: with its parent."""
    if sys.platform == "linux":
        import fcntl
        import signal

        # The kernel itself sends the signal: a task that hangs inside a library would let no thread run.
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(lifeline.fileno(), fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(lifeline.fileno(), fcntl.F_GETFL)
        fcntl.fcntl(lifeline.fileno(), fcntl.F_SETFL, flags | os.O_ASYNC)
        if lifeline.poll(0):  # it was closed before the kernel was asked
            os._exit(1)
        _KEPT.append(lifeline)
    else:
        threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


_KEPT: list[Connection] = []
"""What must not be closed while the process lives."""


def _end_with(lifeline: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)
