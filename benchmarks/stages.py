"""Times each stage of a conversion, for a megabyte of text, on novels made of the sample stories."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from novel import novel, wrapped

from fic2epub import __version__, lookup
from fic2epub.bookbinding import bind
from fic2epub.bookbinding.editions import edition_of
from fic2epub.cleaning import clean
from fic2epub.cli import collect_seldom
from fic2epub.conversion import moment_of, sites
from fic2epub.model import audit
from fic2epub.model.book import Format
from fic2epub.model.ledger import Ledger
from fic2epub.reading import read
from fic2epub.shaping import shape
from fic2epub.typesetting import typeset

MEGABYTE = 1_000_000
UNDERSTANDING = "reading, cleaning and shaping"

T = TypeVar("T")


class Stopwatch:
    """The seconds of the processor that each named step of one round took, in order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Do the work, keep how long it took, and return what it gave."""
        start = time.process_time()
        made = work()
        self.seconds[step] = time.process_time() - start
        return made


def one_round(source: Path) -> dict[str, float]:
    """Send a text through all stages, and return the seconds of each, and of some together."""
    watch = Stopwatch()
    known, stylesheet = sites(), lookup.stylesheet()
    manuscript, mended = watch.time("reading", lambda: read(source))
    cleaned, taken = watch.time("cleaning", lambda: clean(manuscript, known))
    story, shaped = watch.time("shaping", lambda: shape(cleaned, (), source.stem))
    understanding = sum(watch.seconds.values())
    ledger = Ledger((*mended, *taken, *shaped))
    watch.time("audit of lines and letters", lambda: audit.check_story(manuscript.lines, story, ledger))
    modified = moment_of(story.facts, source)
    book = watch.time(
        "typesetting", lambda: typeset(story, stylesheet=stylesheet, cover=None, modified=modified)
    )
    watch.time("audit of pages", lambda: audit.check_pages(story, book.pages))
    watch.time("binding", lambda: bind(book))
    sums = {UNDERSTANDING: understanding, "all": sum(watch.seconds.values())}
    kobo = Stopwatch()
    kepub = kobo.time("for Kobo: spans", lambda: edition_of(book, Format.KEPUB))
    kobo.time("for Kobo: audit of the spans", lambda: audit.check_edition(book, kepub))
    kobo.time("for Kobo: binding instead", lambda: bind(kepub))
    kindle = Stopwatch()
    kindle.time("for Kindle: strict markup", lambda: edition_of(book, Format.EPUB, kindle_strict=True))
    return watch.seconds | sums | kobo.seconds | kindle.seconds


def medians(source: Path, rounds: int) -> dict[str, float]:
    """Return the median of each step over some rounds, in milliseconds for a megabyte."""
    megabytes = source.stat().st_size / MEGABYTE
    taken = [one_round(source) for _ in range(rounds)]
    return {step: statistics.median(each[step] for each in taken) * 1000 / megabytes for step in taken[0]}


def main() -> None:
    """Time the stages for texts of the sizes asked for, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1.0, 5.0, 20.0], help="sizes (1 5 20)")
    parser.add_argument("--wrapped", action="store_true", help="wrap the lines at 72 characters")
    parser.add_argument("--text", type=Path, help="time this text, and make none")
    parser.add_argument("--rounds", type=int, default=5, help="how often to time each (5)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()

    collect_seldom()  # as the program does
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in [0.0] if asked.text else asked.megabytes:
            source = asked.text or Path(folder, f"novel-{size:g}.txt")
            if not asked.text:
                text = novel(int(size * MEGABYTE))
                source.write_text(wrapped(text) if asked.wrapped else text, encoding="utf-8")
            if not found:
                one_round(source)  # not counted: it loads libraries and compiles patterns
            found[f"{source.stat().st_size / MEGABYTE:.2f} MB"] = medians(source, max(1, asked.rounds))

    if asked.json:
        about = {"fic2epub": __version__, "python": platform.python_version(), "rounds": asked.rounds}
        print(json.dumps({**about, "ms_per_megabyte": found}, indent=2))
        return
    print(f"ms for a megabyte, median of {asked.rounds}; Python {platform.python_version()}")
    print(f"{'':<32}" + "".join(f"{size:>12}" for size in found))
    for step in next(iter(found.values())):
        print(f"{step:<32}" + "".join(f"{each[step]:>12.1f}" for each in found.values()))


if __name__ == "__main__":
    main()
