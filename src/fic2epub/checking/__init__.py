"""Looks a finished book over, whoever made it: every check in turn, and EPUBCheck where it is.

Beside the door: a file for each family of checks; `opened` reads the book once for all of them, through
`archive` and `xmlfile`, which believe nothing that a file says of itself.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from types import ModuleType

from fic2epub.checking import (
    accessibility,
    container,
    facts,
    images,
    links,
    manifest,
    navigation,
    pages,
    styles,
    wellformed,
)
from fic2epub.checking.archive import Unfit
from fic2epub.checking.opened import open_book
from fic2epub.checking.verdict import Check, Hit, Problem, Report, Severity

__all__ = ["CHECKS", "FAMILIES", "Check", "Problem", "Report", "Severity", "check"]

FAMILIES: dict[str, ModuleType] = {
    "The zip, and the way in": container,
    "XML": wellformed,
    "The package's metadata": facts,
    "The manifest and the spine": manifest,
    "The contents": navigation,
    "Links": links,
    "Pages": pages,
    "Cover and pictures": images,
    "Stylesheets and fonts": styles,
    "Accessibility metadata": accessibility,
}
"""The files of checks, with a heading each, in the order in which they are told."""

CHECKS: tuple[Check, ...] = tuple(
    each for family in FAMILIES.values() for each in vars(family).values() if isinstance(each, Check)
)
MOST = 20
"""Problems that one check tells of a book; of more it tells how many."""
_COUNTED = 10_000
HURTFUL = frozenset({"check/xml-entities", "check/xml-too-long"})
"""What EPUBCheck itself expands, or takes minutes over."""


def check(path: Path, *, epubcheck: bool = True) -> Report:
    """Look a book over, and EPUBCheck too where it is installed and wanted.

    Raises SourceError where there is no file that can be read. Whatever else is wrong is in the report.
    """
    try:
        book = open_book(path)
    except Unfit as unfit:
        found = next(each for each in CHECKS if each.id == unfit.check)
        return Report(path, (_problem(found, Hit(unfit.text)),))
    try:
        problems = tuple(
            problem for each in CHECKS for problem in _told(each, list(islice(each.look(book), _COUNTED)))
        )
    finally:
        book.archive.close()
    if not epubcheck:
        return Report(path, problems)
    if any(problem.check in HURTFUL for problem in problems):
        return Report(path, problems, "EPUBCheck was not asked: the book could make it run for ever")
    from fic2epub.checking.epubcheck import ask

    more, word = ask(path)
    return Report(path, problems + more, word)


def _told(each: Check, hits: list[Hit]) -> list[Problem]:
    return [
        _problem(each, hit, len(hits) - MOST if number == MOST else 0)
        for number, hit in enumerate(hits[:MOST], start=1)
    ]


def _problem(each: Check, hit: Hit, more: int = 0) -> Problem:
    return Problem(
        each.id, each.severity, hit.text, hit.file, hit.line, hit.element, each.advice, max(0, more)
    )
