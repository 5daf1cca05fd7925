"""A kill at any moment leaves the old book or the new one, never half a file.

FIC2EPUB_KILL_ROUNDS says how many times (default 25).
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("FIC2EPUB_KILL_ROUNDS", "25"))
# The program, told to begin only when a line comes in: so that kills fall on the work and not on the imports.
CODE = """
import sys
import fic2epub.bookbinding.epub, fic2epub.bookbinding.saving, fic2epub.cli.app, fic2epub.conversion
import fic2epub.typesetting.cover.design
from fic2epub.cli import main
print("ready", flush=True); sys.stdin.readline(); sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_never_half_a_book(tmp_path: Path) -> None:
    source, book = tmp_path / "rain.txt", tmp_path / "rain.epub"
    texts = [
        "".join(f"It rained on day {day} of {year}.\n\n" for day in range(1500)) for year in ("one", "two")
    ]
    whole: dict[bytes, int] = {}
    command = [sys.executable, "-c", CODE, "convert", str(source), "-o", str(book), "-t", "Rain"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    seconds = 0.0
    for number, text in enumerate(texts):
        source.write_text(text)
        seconds = run(command, environment, None)
        whole[book.read_bytes()] = number
    dice = random.Random(20)
    killed = 0
    for round_ in range(ROUNDS):
        source.write_text(texts[round_ % 2])
        run(command, environment, dice.uniform(0, seconds * 1.1))
        killed += whole.get(book.read_bytes(), -1) != round_ % 2
        assert book.read_bytes() in whole, f"half a book in round {round_}"
    run(command, environment, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rain.epub", "rain.txt"]
    assert ROUNDS < 20 or 0 < killed < ROUNDS


def run(command: list[str], environment: dict[str, str], kill_after: float | None) -> float:
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    start = time.monotonic()
    process.stdin.write(b"\n")
    process.stdin.flush()
    if kill_after is not None:
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return time.monotonic() - start
