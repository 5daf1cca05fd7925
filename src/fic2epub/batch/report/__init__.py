"""Outcomes → one page to look at: a shelf of covers, and what was done to each text, doubted or refused."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fic2epub.errors import BindingError
from fic2epub.model.outcome import Outcome

if TYPE_CHECKING:
    from fic2epub.batch.report.cards import Card

MARK = '<meta name="generator" content="fic2epub report">'
"""By this a report is known."""
_THREADS = 4
_HEAD = 400
"""Bytes of the file within which it stands."""


class Report:
    """A report in the making. Covers are made small on threads of their own, while books are made.

    As a context it forgets what it has still to do when a run is broken off.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Take the path of the page. Raises BindingError where there is a file that is no report."""
        if not force and path.exists() and not is_report(path):
            raise BindingError(
                "there is already a file of that name that is no report",
                where=str(path),
                advice="Give the report another name, or replace what is there with --force.",
            )
        self.path = path
        self._cards: list[Future[Card]] = []
        # Pictures are unpacked outside of Python's lock. A run in which nothing changed waits for them alone.
        self._threads = ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def add(self, outcome: Outcome) -> None:
        """Tell of one more story. The book has its name by now; its cover is read from there."""
        from fic2epub.batch.report.cards import card_of

        self._cards.append(self._threads.submit(card_of, outcome, self.path.parent))

    def save(self) -> None:
        """Write the page, in the order in which the stories were told of. Raises BindingError."""
        from fic2epub.batch.report.page import page_of
        from fic2epub.bookbinding.saving import save

        page = page_of([card.result() for card in self._cards])
        self._threads.shutdown()
        try:
            save(page, self.path)
        except BindingError as problem:
            what = problem.what.replace("the book could not be saved", "the report could not be saved")
            raise BindingError(what, where=problem.where, advice=problem.advice) from None


def is_report(path: Path) -> bool:
    """Tell whether a file is a report, and so no story. Never raises."""
    try:
        with path.open("rb") as file:
            return MARK.encode() in file.read(_HEAD)
    except OSError:
        return False
