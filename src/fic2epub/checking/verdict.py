"""The nouns of checking: what a check is, what it found, and what is thought of a book in the end."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fic2epub.checking.opened import Opened


class Severity(enum.StrEnum):
    """How bad it is."""

    ERROR = "error"
    """The book breaks the standard, or some readers will not open it or lose a part of it."""
    WARNING = "warning"
    """Devices or shops that many people use stumble over it."""
    NOTE = "note"
    """Good to know; the book can be read."""


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Hit(NamedTuple):
    """What a check yields: what is wrong, and where in the book."""

    text: str
    """One sentence without a full stop, about this book."""
    file: str = ""
    """A file in the book; empty for the book as a whole."""
    line: int = 0
    """A line of that file; 0 where none is known."""
    element: str = ""
    """An element or a rule in that file, as its author wrote it."""


Look = Callable[["Opened"], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a book is held to."""

    id: str
    """`check/…`; it never changes its meaning."""
    severity: Severity
    rule: str
    """What is so in a good book, as one sentence."""
    advice: str
    """What to do where it is not."""
    look: Look


def check(id_: str, severity: Severity, rule: str, advice: str) -> Callable[[Look], Check]:
    """Make a check of a function that yields a Hit for each fault it finds."""
    return lambda look: Check(f"check/{id_}", severity, rule, advice, look)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault that was found in a book."""

    check: str
    """The id of the check; for what EPUBCheck says, `epubcheck/` and its code."""
    severity: Severity
    text: str
    file: str = ""
    line: int = 0
    element: str = ""
    advice: str = ""
    more: int = 0
    """How many further ones of the same check are not told."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is thought of a book."""

    path: Path
    problems: tuple[Problem, ...]
    epubcheck: str = ""
    """What became of EPUBCheck, as one sentence; empty where it was not asked for."""

    def count(self, severity: Severity) -> int:
        """Return how many problems there are of a severity."""
        return sum(1 + each.more for each in self.problems if each.severity is severity)
