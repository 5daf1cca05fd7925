"""What a worker may be asked for in the tests: all the ways in which a task can take its process with it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from fic2epub.batch.making import Draft, Order, make
from fic2epub.errors import ShapeError


class UnreadableError(Exception):
    """Can be written down for the parent, and not read there: its making takes more than it keeps."""

    def __init__(self, place: str, line: int) -> None:
        super().__init__(f"{place}:{line}")


class UnwritableError(Exception):
    """Holds what can't be written down at all."""

    def __init__(self) -> None:
        super().__init__("it holds a door")
        self.door = open(os.devnull)  # noqa: SIM115, PTH123


class DemandingError(ShapeError):
    """An error of ours, whose kind is made in another way."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nothing on line {line}", where="rain.txt")


def twice(number: int) -> int:
    return 2 * number


def process_number(_: object = None) -> int:
    return os.getpid()


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def told_and_asleep(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(600)


def limit_of_memory() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0]


def hang() -> None:
    time.sleep(600)


def spin() -> None:
    """Hang where no other thread of the process comes in: one call that never gives up the lock."""
    ctypes.PyDLL(None).pause()


def hang_with_a_child(path: Path) -> None:
    import subprocess

    child = subprocess.Popen(["sleep", "600"])
    path.write_text(str(child.pid))
    child.wait()


def abort() -> None:
    os.abort()


def segfault() -> None:
    ctypes.string_at(0)


def exit_politely() -> None:
    sys.exit(0)


def exit_at_once() -> None:
    os._exit(0)


def exit_in_anger() -> None:
    os._exit(9)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)


def devour() -> None:
    held = []
    while True:
        held.append(bytearray(1 << 24))


def return_too_much() -> bytes:
    return bytes(1 << 28)


def return_the_unwritable() -> Any:
    return lambda: None


def ctrl_c() -> NoReturn:
    raise KeyboardInterrupt


def raise_unsendable() -> NoReturn:
    raise UnreadableError("rain.txt", 3)


def raise_unwritable() -> NoReturn:
    raise UnwritableError


def raise_demanding() -> NoReturn:
    raise DemandingError(3)


def raise_plain() -> NoReturn:
    raise ValueError("odd")


def raise_ours() -> NoReturn:
    raise ShapeError("nothing is left", where="rain.txt", advice="Look at it.")


def overflow_the_stack() -> None:
    overflow_the_stack()


KILLERS = {
    "hang": hang,
    "abort": abort,
    "segfault": segfault,
    "exit": exit_at_once,
    "exit-9": exit_in_anger,
    "politely": exit_politely,
    "killed": killed,
    "memory": devour,
    "unsendable": raise_unsendable,
    "plain": raise_plain,
}


def make_or_kill(order: Order) -> Draft:
    """Make a book, unless the text's name asks for something else: `12 segfault.txt`."""
    word = order.sources[0].stem.rpartition(" ")[2]
    if word in KILLERS:
        KILLERS[word]()
    return make(order)
