"""What the system may say to the program while it works: stop, the terminal is gone, nobody reads on."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import NoReturn


class Stopped(BaseException):
    """The program is to end. It passes what catches mere errors, and typer, which would say nothing."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


_ASKS = ("SIGINT", "SIGTERM", "SIGHUP")


def answer_signals() -> None:
    """Let signals that ask for an end raise Stopped; those that the user had ignored (nohup) stay so."""
    for number in _numbers():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _ASKS if hasattr(signal, name)]


def _stop(number: int, _: FrameType | None) -> NoReturn:
    for each in _numbers():
        signal.signal(
            each, signal.SIG_IGN
        )  # once is enough: what tidies up now is quick, and must not be torn
    raise Stopped(number)


def open_streams() -> None:
    """Give the program the standard streams that its caller closed: else a book might get their numbers."""
    with contextlib.suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) < 3:
            os.set_inheritable(number, True)
        os.close(number)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123


def silence(stream: int) -> None:
    """Let what is still to be written to a stream go nowhere: its reader is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream)
    os.close(nowhere)
