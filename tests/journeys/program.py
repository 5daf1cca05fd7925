"""What the journeys speak of: the program, and what it said."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

STORIES = Path(__file__).parents[2] / "stories"


class Said(NamedTuple):
    """An exit code, and what was printed to stdout and stderr."""

    code: int
    out: str
    err: str


Program = Callable[..., Said]
