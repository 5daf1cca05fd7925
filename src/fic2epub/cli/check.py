"""fic2epub check: a finished book is looked over, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fic2epub.cli.door import tell_error
from fic2epub.cli.options import AsJson, located
from fic2epub.cli.show import as_json as json_of
from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.errors import Fic2EpubError, SourceError

if TYPE_CHECKING:
    from fic2epub.checking import Problem, Report

SOME_FAILED = 1
FAULTY = 7
"""A book that was looked over has errors."""


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="BOOK", help="EPUB files, or folders of them.", parser=located)
    ],
    epubcheck: Annotated[
        bool, typer.Option("--epubcheck/--no-epubcheck", help="Ask EPUBCheck, too, if it is installed.")
    ] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    as_json: AsJson = False,
) -> int:
    """Look finished books over, whoever made them: faults, and what e-readers stumble over.

    Books are only read. EPUB, and Kobo's KEPUB.

    \b
    Examples:
      fic2epub check book.epub
      fic2epub check books/ --no-epubcheck
      fic2epub check book.epub --strict --json
    """
    outcomes = list(_look(_books(paths), epubcheck=epubcheck, aloud=not as_json))
    if as_json:
        say(json_of([_record(path, outcome) for path, outcome in outcomes]))
    return _code([outcome for _, outcome in outcomes], strict=strict)


def _books(paths: list[Path]) -> list[Path]:
    """Return the books: of a folder all that lie in it or below."""
    books: list[Path] = []
    for path in paths:
        if not path.is_dir():
            books.append(path)
            continue
        found = sorted(each for each in path.rglob("*.[eE][pP][uU][bB]") if each.is_file())
        if not found:
            raise SourceError("there is no book in the folder", where=str(path), advice="Name a .epub file.")
        books += found
    return books


def _look(
    books: list[Path], *, epubcheck: bool, aloud: bool
) -> Iterator[tuple[Path, Report | Fic2EpubError]]:
    from fic2epub.checking import check as look_over

    last = ""
    for path in books:
        try:
            report = look_over(path, epubcheck=epubcheck)
        except Fic2EpubError as problem:
            if aloud:
                tell_error(problem)
            yield path, problem
            continue
        if aloud:
            for line in _lines(report):
                say(line)
            if report.epubcheck and report.epubcheck != last:  # the same word of every book is too much
                tell(f"note:  {safe(report.epubcheck)}")
                last = report.epubcheck
        yield path, report


def _lines(report: Report) -> Iterator[str]:
    yield f"{safe(report.path)}: {_sum(report)}"
    for each in report.problems:
        place = ":".join(filter(None, (each.file, str(each.line or ""))))
        where = " ".join(
            filter(None, (place, f"<{each.element}>" if each.element.isalnum() else each.element))
        )
        more = f" (and {each.more:,} more like it)" if each.more else ""
        yield f"  {each.severity}: {safe(each.text)}{more}"
        yield f"    check: {safe(each.check)}"
        if where:
            yield f"    where: {safe(where)}"
        if each.advice:
            yield f"    try:   {safe(each.advice)}"


def _sum(report: Report) -> str:
    from fic2epub.checking import Severity

    counts = [(report.count(severity), severity.value) for severity in Severity]
    return ", ".join(counted(count, name) for count, name in counts if count) or "nothing to find fault with"


def _code(outcomes: list[Report | Fic2EpubError], *, strict: bool) -> int:
    from fic2epub.checking import Severity

    failures = [outcome for outcome in outcomes if isinstance(outcome, Fic2EpubError)]
    if failures:
        return failures[0].code if len(outcomes) == 1 else SOME_FAILED
    bad = [Severity.ERROR, Severity.WARNING] if strict else [Severity.ERROR]
    reports = [outcome for outcome in outcomes if not isinstance(outcome, Fic2EpubError)]
    return FAULTY if any(report.count(severity) for report in reports for severity in bad) else 0


def _record(path: Path, outcome: Report | Fic2EpubError) -> dict[str, object]:
    """Return what became of a book, for programs."""
    if isinstance(outcome, Fic2EpubError):
        error = {"code": outcome.code, "what": outcome.what, "where": outcome.where, "try": outcome.advice}
        return {"book": str(path), "error": error}
    from fic2epub.checking import Severity

    return {
        "book": str(path),
        **{f"{severity.value}s": outcome.count(severity) for severity in Severity},
        "epubcheck": outcome.epubcheck or None,
        "problems": [_problem(each) for each in outcome.problems],
    }


def _problem(each: Problem) -> dict[str, object]:
    return {
        "check": each.check,
        "severity": each.severity.value,
        "what": each.text,
        "file": each.file or None,
        "line": each.line or None,
        "element": each.element or None,
        "try": each.advice or None,
        "more": each.more,
    }
