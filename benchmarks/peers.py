"""Times whole commands against what others take for the same text, by turns, in one run.

Each row is a command and its peers on one text; the figures are medians of wall time, and each ratio is the
median of the ratios of the rounds. Programs that are not installed are left out. The floor is what no program
in Python could be below: its start, reading the text, and packing it.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from novel import novel

FIC = [sys.executable, "-m", "fic2epub"]
FLOOR = "import sys, zlib; zlib.compress(open(sys.argv[1], 'rb').read(), 6)"


@dataclass(frozen=True)
class Run:
    """One command's way through."""

    seconds: float
    megabytes: float
    """The most memory that it had."""


def timed(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder, and return what it took. Raises CalledProcessError."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Run(seconds, usage.ru_maxrss / 1024)


def peers_of(text: Path) -> dict[str, list[str]]:
    """Return the commands that make a book of a text, without those of programs that are not there."""
    pandoc, calibre = os.environ.get("PANDOC") or shutil.which("pandoc"), shutil.which("ebook-convert")
    found = {"floor": [sys.executable, "-c", FLOOR, str(text)]}
    if pandoc:
        found["pandoc"] = [pandoc, "-f", "markdown", str(text), "-o", "pandoc.epub"]
    if calibre:
        found["calibre"] = [calibre, str(text), "calibre.epub"]
    return found


def compare(name: str, ours: list[str], peers: dict[str, list[str]], folder: Path, rounds: int) -> None:
    """Time our command and its peers by turns, and print a row."""
    runs: dict[str, list[Run]] = {"ours": [], **{peer: [] for peer in peers}}
    for _ in range(rounds):
        for who, command in (("ours", ours), *peers.items()):
            runs[who].append(timed(command, folder))
    own = runs.pop("ours")
    parts = [f"{name:28}", _told(own)]
    for peer, theirs in runs.items():
        ratio = statistics.median(a.seconds / b.seconds for a, b in zip(own, theirs, strict=True))
        parts.append(f"{peer} {statistics.median(run.seconds for run in theirs):.2f} s (x{ratio:.3f})")
    print("  ".join(parts), flush=True)


def _told(runs: Sequence[Run]) -> str:
    seconds = statistics.median(run.seconds for run in runs)
    return f"{seconds:7.3f} s {max(run.megabytes for run in runs):5.0f} MiB"


def library(folder: Path, count: int) -> None:
    """Time a folder of stories: without covers, with them, and once more with nothing changed."""
    texts = folder / "texts"
    texts.mkdir()
    for number in range(count):
        text = novel(30_000, seed=number)
        text = text.replace(
            "The Long Road\nby Ada Penhale", f"The Long Road {number}\nby Ada {number % 40}", 1
        )
        (texts / f"{number:05}.txt").write_text(text, encoding="utf-8")
    for name, flags, books in (
        ("no covers", ["--no-cover"], "plain"),
        ("drawn covers", [], "drawn"),
        ("the same again", [], "drawn"),
    ):
        run = timed([*FIC, "convert", "texts", "-o", books, "-q", *flags], folder)
        rate = count / run.seconds
        print(f"{f'{count:,} stories, {name}':28} {run.seconds:7.2f} s  {rate:,.0f} stories/s", flush=True)


def main() -> None:
    """Time what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    asked.add_argument("--rounds", type=int, default=5, help="how often each command is run (5)")
    asked.add_argument("--stories", type=int, default=2000, help="stories of the folder; 0 for none (2000)")
    asked.add_argument(
        "--long", action="store_true", help="also a text of 15 MB: pandoc takes minutes for it"
    )
    said = asked.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare(
            "--version",
            [*FIC, "--version"],
            {"import typer": [sys.executable, "-c", "import typer"], "python": [sys.executable, "-c", ""]},
            folder,
            said.rounds * 3,
        )
        for label, size in (("a story of 29 kB", 29_000), ("a novel of 1 MB", 1_000_000)):
            text = folder / f"{size}.txt"
            text.write_text(novel(size), encoding="utf-8")
            compare(
                label, [*FIC, "convert", str(text), "-o", "ours.epub"], peers_of(text), folder, said.rounds
            )
        if said.long:
            text = folder / "long.txt"
            text.write_text(novel(15_000_000, chapter=3_610), encoding="utf-8")
            compare(
                "15 MB, 4,000 chapters",
                [*FIC, "convert", str(text), "-o", "long.epub"],
                peers_of(text),
                folder,
                1,
            )
        if said.stories:
            library(folder, said.stories)


if __name__ == "__main__":
    main()
