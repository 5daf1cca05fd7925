"""Which checks matter to whom, beyond those for faults of the book itself."""

from __future__ import annotations

from fic2epub.checking.verdict import Problem, Severity

KINDLE = frozenset(
    f"check/{name}"
    for name in """
    book-size css-functions image-bytes image-format language-kindle link-body ncx-missing ncx-order
    page-too-long scripts style-in-page xml-declaration
    """.split()
)
"""Warnings and notes about what Send to Kindle is known, or suspected, to refuse."""


def for_kindle(problems: tuple[Problem, ...]) -> tuple[list[Problem], list[Problem]]:
    """Return what keeps a book from being sent to a Kindle, and what may do so."""
    faults = [each for each in problems if each.severity is Severity.ERROR]
    doubts = [each for each in problems if each.severity is not Severity.ERROR and each.check in KINDLE]
    return faults, doubts
