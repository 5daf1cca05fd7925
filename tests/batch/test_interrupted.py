"""A run over a folder that is stopped: what is there is whole, nothing else is, and the next run ends the same.

FIC2EPUB_KILL_ROUNDS says how often a run is killed (default 5), FIC2EPUB_KILL_SEED when.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from batch.library import PROGRAM, ROOM, books, stories, story, temporaries
from batch.processes import gone, marked, patience
from fic2epub.batch.manifest import Manifest

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="it needs the signals of Unix"),
    pytest.mark.slow,
]
ROUNDS = int(os.environ.get("FIC2EPUB_KILL_ROUNDS", "5"))
SEED = int(os.environ.get("FIC2EPUB_KILL_SEED", "7"))
TEXTS = 16


@contextmanager
def running(*arguments: object, stdout: int = subprocess.PIPE) -> Iterator[subprocess.Popen[str]]:
    """The program at work, in a group and session of its own; whatever it started must be gone at the end."""
    mark = f"FIC2EPUB_TEST_MARK={uuid.uuid4().hex}"
    room = {**ROOM, **dict([mark.split("=")])}
    command = [*PROGRAM, *map(str, arguments)]
    process = subprocess.Popen(
        command, env=room, stdout=stdout, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)
        gone(marked(mark))


def whole_run(texts: Path, library: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, "convert", str(texts), "-o", str(library), *flags]
    return subprocess.run(command, env=ROOM, capture_output=True, text=True, check=False)


def consistent(texts: Path, library: Path) -> None:
    """The record knows every book, and nothing else; so the next run has nothing to do."""
    manifest = Manifest(library)
    assert {manifest.path_of(record).name for record in manifest} == set(books(library))
    assert all(manifest.is_ours(record) for record in manifest)
    said = whole_run(texts, library)
    assert (said.returncode, said.stdout) == (0, f"{len(books(library))} books are as before.\n")


def rewritten(texts: Path, version: int) -> None:
    """Give every third text other words, and the times of files with them."""
    for number, path in enumerate(sorted(texts.iterdir())):
        if number % 3 == 0:
            title = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("Title: ")
            path.write_text(story(title, words=f"It was version {version}."), encoding="utf-8")
            os.utime(path, (1_700_000_000 + version, 1_700_000_000 + version))


def test_killed_at_any_moment_the_next_run_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", TEXTS), tmp_path / "library"
    wanted, seconds, tail = [], 0.0, 0.0
    for version in (0, 1):
        rewritten(texts, version)
        start = time.monotonic()
        with running("convert", texts, "-o", tmp_path / f"golden-{version}") as process:
            assert process.stdout
            process.stdout.readline()  # the first book has its name
            first = time.monotonic()
            process.communicate()
        assert process.returncode == 0
        seconds, tail = time.monotonic() - start, time.monotonic() - first
        wanted.append(books(tmp_path / f"golden-{version}"))
    dice, in_the_middle, left = random.Random(SEED), 0, 0
    for round_ in range(ROUNDS):
        if round_ % 4 == 0:
            shutil.rmtree(
                library, ignore_errors=True
            )  # else it is brought up to date from what the last round made
        rewritten(texts, round_ % 2)
        with running("convert", texts, "-o", library) as process:
            if round_ % 2:  # among the books; else anywhere, and that is mostly while the program loads
                assert process.stdout
                process.stdout.readline()
                time.sleep(dice.uniform(0, tail))
            else:
                time.sleep(dice.uniform(0.2, seconds * 1.05))
            done = process.poll() is not None
            if not done:
                os.killpg(process.pid, signal.SIGKILL)
        there = books(library) if library.exists() else {}
        left += len(temporaries(library)) if library.exists() else 0
        in_the_middle += bool(there) and not done
        said = whole_run(texts, library)
        assert said.returncode == 0, said.stderr
        assert books(library) == wanted[round_ % 2], f"round {round_}"
        assert temporaries(library) == []
        if ROUNDS < 20 or round_ % 10 == 9:
            consistent(texts, library)
            told = f"{round_ + 1} kills, {in_the_middle} in the middle; {left} temporaries left and swept"
            sys.stderr.write(told + "\n")
    assert ROUNDS < 8 or in_the_middle


SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def test_asked_to_stop_it_does_within_two_seconds(tmp_path: Path) -> None:
    texts, dice = stories(tmp_path / "texts", 240), random.Random(SEED)
    for round_ in range(max(6, ROUNDS // 4)):
        library = tmp_path / f"library {round_}"
        number = list(SIGNALS)[round_ % 3]
        with running("convert", texts, "-o", library) as process:
            answering(process)
            time.sleep(dice.uniform(0.05, 2.5))
            (os.killpg if round_ % 2 else os.kill)(process.pid, number)
            start = time.monotonic()
            said = process.communicate(timeout=20)[1]
            assert time.monotonic() - start < patience(2)
        assert process.returncode == SIGNALS[number]
        assert said.endswith("Stopped. Books that were finished are whole; nothing half-done was left.\n")
        assert "Traceback" not in said
        assert "error" not in said
        if library.exists():
            assert temporaries(library) == []
            manifest = Manifest(library)
            # A book may have been given its name in the very moment, and not yet be in the record.
            assert set(books(library)) >= {manifest.path_of(record).name for record in manifest}
            assert all(manifest.is_ours(record) for record in manifest)


def answering(process: subprocess.Popen[str]) -> None:
    """Wait until the program answers signals itself; before, Python's start-up does."""
    for _ in range(500):
        try:
            caught = Path(f"/proc/{process.pid}/status").read_text().split("SigCgt:")[1].split()[0]
        except (OSError, IndexError):
            return
        if int(caught, 16) & 1 << (signal.SIGTERM - 1):
            return
        time.sleep(0.01)


def test_after_a_stop_the_next_run_ends_the_same(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 60), tmp_path / "library"
    assert whole_run(texts, tmp_path / "golden").returncode == 0
    with running("convert", texts, "-o", library) as process:
        assert process.stdout
        process.stdout.readline()  # the first book has its name
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert temporaries(library) == []
    assert 0 < len(books(library)) < 60
    assert whole_run(texts, library).returncode == 0
    assert books(library) == books(tmp_path / "golden")
    consistent(texts, library)


@pytest.mark.parametrize("flags", ["", "2>&1"])
def test_a_reader_that_has_seen_enough_ends_it(flags: str, tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 240), tmp_path / "library"
    command = f'"$@" {flags} | head -1; echo "${{PIPESTATUS[0]}}"'
    said = subprocess.run(
        ["bash", "-c", command, "bash", *PROGRAM, "convert", str(texts), "-o", str(library)],
        env=ROOM,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines()[-1] == "141"
    assert "Traceback" not in said.stderr + said.stdout
    assert "error" not in said.stderr + said.stdout
    assert temporaries(library) == []
    assert 0 < len(books(library)) < 60


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_matter(closed: str, tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 6), tmp_path / "library"
    assert whole_run(texts, tmp_path / "golden").returncode == 0
    said = subprocess.run(
        ["bash", "-c", f'"$@" {closed}', "bash", *PROGRAM, "convert", str(texts), "-o", str(library)],
        env=ROOM,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0
    assert "Traceback" not in said.stderr
    assert books(library) == books(tmp_path / "golden")


def test_ignored_signals_stay_ignored(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", 6), tmp_path / "library"
    command = [
        "bash",
        "-c",
        'trap "" HUP; exec "$@"',
        "bash",
        *PROGRAM,
        "convert",
        str(texts),
        "-o",
        str(library),
    ]
    with subprocess.Popen(command, env=ROOM, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        answering(process)  # type: ignore[arg-type]
        process.send_signal(signal.SIGHUP)
        process.communicate()
    assert process.returncode == 0
    assert len(books(library)) == 6
