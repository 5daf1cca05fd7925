"""Times each stage of a conversion, for a megabyte of text, on a story that is a sample many times over."""

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

from fic2epub import __version__, lookup
from fic2epub.bookbinding import bind
from fic2epub.cleaning import clean
from fic2epub.conversion import moment_of, sites
from fic2epub.model import audit
from fic2epub.model.ledger import Ledger
from fic2epub.reading import read
from fic2epub.shaping import shape
from fic2epub.typesetting import typeset

SAMPLE = Path(__file__).parent.parent / "stories" / "the-balloon-post.txt"
MEGABYTE = 1_000_000

T = TypeVar("T")


class Stopwatch:
    """The seconds that each named step of one round took, in the order in which the steps came."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Do the work, keep how long it took, and return what it gave."""
        start = time.perf_counter()
        made = work()
        self.seconds[step] = time.perf_counter() - start
        return made


def long_story(sample: Path, size: int) -> bytes:
    """Return a sample's text, repeated to at least `size` bytes."""
    text = sample.read_bytes().rstrip() + b"\n\n\n"
    return text * -(-size // len(text))


def one_round(source: Path) -> dict[str, float]:
    """Send a text through all stages, and return the seconds of each."""
    watch = Stopwatch()
    known, stylesheet = sites(), lookup.stylesheet()
    manuscript, mended = watch.time("reading", lambda: read(source))
    cleaned, taken = watch.time("cleaning", lambda: clean(manuscript, known))
    story, shaped = watch.time("shaping", lambda: shape(cleaned, (), source.stem))
    ledger = Ledger((*mended, *taken, *shaped))
    watch.time("audit of lines and letters", lambda: audit.check_story(manuscript.lines, story, ledger))
    modified = moment_of(story.facts, source)
    book = watch.time(
        "typesetting", lambda: typeset(story, stylesheet=stylesheet, cover=None, modified=modified)
    )
    watch.time("audit of pages", lambda: audit.check_pages(story, book.pages))
    watch.time("binding", lambda: bind(book))
    return watch.seconds


def medians(rounds: list[dict[str, float]], megabytes: float) -> dict[str, float]:
    """Return the median of each step, in milliseconds for a megabyte."""
    steps = {step: statistics.median(each[step] for each in rounds) * 1000 / megabytes for step in rounds[0]}
    return steps | {"all": sum(steps.values())}


def main() -> None:
    """Time the stages and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, default=SAMPLE, help="the text to repeat")
    parser.add_argument("--megabytes", type=float, default=1.0, help="how long a text to make (1)")
    parser.add_argument("--rounds", type=int, default=5, help="how often to time it (5)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "long.txt")
        source.write_bytes(long_story(asked.sample, int(asked.megabytes * MEGABYTE)))
        megabytes = source.stat().st_size / MEGABYTE
        one_round(source)  # not counted: it loads libraries and compiles patterns
        found = medians([one_round(source) for _ in range(max(1, asked.rounds))], megabytes)

    if asked.json:
        about = {"fic2epub": __version__, "python": platform.python_version(), "megabytes": megabytes}
        print(json.dumps({**about, "rounds": asked.rounds, "ms_per_megabyte": found}, indent=2))
        return
    print(f"{megabytes:.2f} MB, {asked.rounds} rounds, Python {platform.python_version()}: ms for a megabyte")
    for step, milliseconds in found.items():
        print(f"{step:<28}{milliseconds:>10.1f}")


if __name__ == "__main__":
    main()
