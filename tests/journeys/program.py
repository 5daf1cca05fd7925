"""What the journeys speak of: the program, and what it said."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from fic2epub.cli.app import app_for
from fic2epub.cli.door import through_the_door

STORIES = Path(__file__).parents[2] / "stories"


class Said(NamedTuple):
    """An exit code, and what was printed to stdout and stderr."""

    code: int
    out: str
    err: str


Program = Callable[..., Said]


def program(capfd: pytest.CaptureFixture[str]) -> Program:
    """Return the program, run in this process as the command is, with what it printed."""

    def run(*arguments: object) -> Said:
        words = [str(one) for one in arguments]
        code = through_the_door(lambda: app_for(words)(words, prog_name="fic2epub", standalone_mode=False))
        sys.stdout.flush()
        return Said(code, *capfd.readouterr())

    return run
