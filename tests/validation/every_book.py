"""Asks every validator about every book: `make validate`, or by hand with texts and folders of your own.

Each text becomes an EPUB and a KEPUB in each theme. What is printed are the problems alone, and at the end a
table of how many books each validator saw, and how many of them it found fault with. Ace takes some seconds
a book: `--ace epub`, `--ace kepub`, `--ace all` or `--ace none`.

Exit code: 0 all well · 1 a validator found something · 2 a text that can't be converted, or a validator that
is not installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fic2epub.batch import plan
from fic2epub.conversion import convert
from fic2epub.errors import Fic2EpubError
from fic2epub.model.book import Format
from fic2epub.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from validation.validators import VALIDATORS, MissingError, ace, kobofix, side_by_side

STORIES = Path(__file__).parents[2] / "stories"
THEMES = ("classic", "modern", "manuscript", "clear")
FORMATS = (Format.EPUB, Format.KEPUB)
TOLD = 5
"""Problems of a book that are printed for one validator; of the rest there is a count."""


@dataclass(frozen=True, slots=True)
class Made:
    """A book that was made for this, and what it was made of."""

    path: Path
    source: Path
    theme: str
    format: Format

    def __str__(self) -> str:
        return f"{self.source} ({self.theme}, {self.format.value})"


def made_of(source: Path, folder: Path, themes: Sequence[str]) -> Iterator[Made]:
    """Make the books of a text in a folder. Raises Fic2EpubError."""
    for theme in themes:
        for format_ in FORMATS:
            path = folder / f"{theme}{format_.suffix}"
            settings = Settings(theme=theme, format=format_)
            convert(source, lambda facts, path=path: path, settings)  # type: ignore[misc]
            yield Made(path, source, theme, format_)


def all_made(sources: Sequence[Path], folder: Path, themes: Sequence[str]) -> tuple[list[Made], int]:
    """Return the books of all texts, and how many texts can't be converted."""
    books: list[Made] = []
    failed = 0
    for number, source in enumerate(sources, 1):
        place = folder / f"{number:05}"
        place.mkdir()
        try:
            books += made_of(source, place, themes)
        except Fic2EpubError as problem:
            failed += 1
            print(f"{source}: no book: {problem}")
    return books, failed


def chosen(name: str, books: Sequence[Made], of_ace: str, every: int) -> list[Made]:
    """Return the books that a validator is asked about."""
    if VALIDATORS[name] is kobofix:
        return [book for book in books if book.format is Format.EPUB]
    if VALIDATORS[name] is not ace:
        return list(books)
    wanted = {"none": (), "epub": (Format.EPUB,), "kepub": (Format.KEPUB,), "all": FORMATS}[of_ace]
    return list(islice((book for book in books if book.format in wanted), 0, None, every))


def ask(name: str, books: Sequence[Made], workers: int) -> int:
    """Ask one validator about books, print its problems, and return how many books have any."""
    validator = VALIDATORS[name]
    by_path = {book.path: book for book in books}
    found = (
        side_by_side(validator, list(by_path), workers)
        if validator in (ace, kobofix)
        else validator(list(by_path))
    )
    faulty = 0
    for path, problems in found:
        faulty += bool(problems)
        if problems:
            print(f"{by_path[path]}: {name}: {len(problems)}")
            for problem in problems[:TOLD]:
                print(f"    {problem}")
    return faulty


def report(books: Sequence[Made], options: argparse.Namespace) -> tuple[list[str], int, int]:
    """Ask all that are wanted; return a table's rows, the faults, and how many validators are missing."""
    rows, faults, missing = [], 0, 0
    for name in VALIDATORS:
        about = chosen(name, books, options.ace, options.every)
        if not about or (options.only and name not in options.only):
            continue
        began = time.monotonic()
        try:
            faulty = ask(name, about, options.workers)
        except MissingError as problem:
            missing += 1
            rows.append(f"{name:15} not asked: {problem}")
            continue
        faults += faulty
        rows.append(
            f"{name:15} {len(about):6} books {faulty:6} with problems {time.monotonic() - began:7.0f} s"
        )
    return rows, faults, missing


def main() -> int:
    """Make the books of what the command line names, and ask about them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, help="texts, or folders of them (default: stories/)")
    parser.add_argument("--theme", action="append", choices=THEMES, help="only this theme; may be repeated")
    parser.add_argument("--only", action="append", choices=list(VALIDATORS), help="only this validator")
    parser.add_argument(
        "--ace", choices=("none", "epub", "kepub", "all"), default="epub", help="what Ace is asked about"
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask Ace about each Nth book alone")
    parser.add_argument("--workers", type=int, default=2, help="how many slow validators run at once")
    options = parser.parse_args()
    sources = [job.source for job in plan(options.paths or [STORIES])]
    with tempfile.TemporaryDirectory(prefix="fic2epub-books-") as folder:
        books, failed = all_made(sources, Path(folder), options.theme or THEMES)
        print(f"{len(books)} books of {len(sources)} texts, {failed} of which can't be converted", flush=True)
        rows, faults, missing = report(books, options)
    print(*rows, sep="\n")
    return 2 if failed or missing else int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
