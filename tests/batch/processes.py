"""What runs below this process, as the kernel tells it; Linux only, and nothing elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

HELPERS = (b"resource_tracker", b"forkserver import main")
"""Processes of Python's own, which end when their parent does."""


def parents() -> dict[int, int]:
    """Return the parent of each process that runs; those that are dead and not yet buried have none."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc/self/stat").exists() else ():
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def descendants(kind: str = "", of: int | None = None) -> list[int]:
    """Return the processes below one; with `worker`, only those that another one of them made by a fork."""
    root, all_of_them = of or os.getpid(), parents()
    below: list[int] = []
    for number in all_of_them:
        at, depth = number, 0
        while at in all_of_them and at != root:
            at, depth = all_of_them[at], depth + 1
        if at == root and depth > (1 if kind == "worker" else 0):
            below.append(number)
    return below


def patience(quiet: float) -> float:
    """Return how long something may take now that takes so many seconds where nothing else is running.

    What waits for a processor counts at once, and what did within the last minute.
    """
    try:
        minute, _, _, running, _ = Path("/proc/loadavg").read_text().split()
    except OSError:
        return quiet
    waiting = max(float(minute), int(running.partition("/")[0]))
    return quiet * max(1, waiting / (os.cpu_count() or 1))


def gone(numbers: Iterable[int], within: float = 2) -> None:
    """Wait until none of these processes is there any more, or fail."""
    end, left = time.monotonic() + within, list(numbers)
    while left := [number for number in left if number in parents()]:
        assert time.monotonic() < end, f"processes {left} are still there"
        time.sleep(0.02)


def marked(mark: str) -> list[int]:
    """Return the processes that were started with a word in their environment, by whomever."""
    found = []
    for number in parents():
        try:
            room = Path(f"/proc/{number}/environ").read_bytes()
        except OSError:
            continue
        if mark.encode() in room:
            found.append(number)
    return found
