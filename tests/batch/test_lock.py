"""Two runs on one library: the second waits for the first, and no book is harmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from batch.library import PROGRAM, ROOM, books, stories, temporaries
from fic2epub.batch.lock import alone_in
from fic2epub.batch.manifest import Manifest

HOLDS = """
import sys, time
from pathlib import Path
from fic2epub.batch.lock import alone_in
with alone_in(Path(sys.argv[1]), lambda folder: print("waits", flush=True)):
    print("has it", flush=True)
    sys.stdin.readline()
"""
ROUNDS = int(os.environ.get("FIC2EPUB_LOCK_ROUNDS", "1"))


def holder(folder: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)], env=ROOM, stdin=pipe, stdout=pipe, text=True
    )


def never(folder: Path) -> None:
    pytest.fail(f"{folder} is not held by anybody")


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        assert said(first) == "has it"
        with holder(tmp_path) as second:
            assert said(second) == "waits"
            first.communicate("\n")
            assert said(second) == "has it"
            second.communicate("\n")
    assert list(tmp_path.iterdir()) == [] or sys.platform == "win32"


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_one_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        assert said(first) == "has it"
        first.send_signal(signal.SIGKILL)
    with holder(tmp_path) as second:
        assert said(second) == "has it"
        second.communicate("\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use can't be removed")
def test_a_folder_that_is_taken_away_meanwhile_is_made_again(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    with holder(library) as first:
        assert said(first) == "has it"
        with holder(library) as second:
            assert said(second) == "waits"
            library.rmdir()
            first.communicate("\n")
            assert said(second) == "has it"
            with holder(library) as third:
                assert said(third) == "waits"
                second.communicate("\n")
                assert said(third) == "has it"
                third.communicate("\n")


def test_a_process_does_not_wait_for_itself(tmp_path: Path) -> None:
    with alone_in(tmp_path, never), alone_in(tmp_path, never):
        pass
    with holder(tmp_path) as other:  # and has let go of it
        assert said(other) == "has it"
        other.communicate("\n")


def test_no_folder_and_no_lock_are_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with alone_in(tmp_path / "none", never):
        pass
    assert not (tmp_path / "none").exists()

    def unknown(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fic2epub.batch.lock._try", unknown)
    with alone_in(tmp_path, never):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights there")
def test_a_folder_that_can_only_be_read_is_locked_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with holder(tmp_path) as first:
            assert said(first) == "has it"
            with holder(tmp_path) as second:
                assert said(second) == "waits"
                first.communicate("\n")
                second.communicate("\n")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.slow
def test_four_runs_at_once_end_as_one(tmp_path: Path) -> None:
    texts = stories(tmp_path / "texts", 8)
    command = [*PROGRAM, "convert", str(texts), "-j", "1", "-o"]
    subprocess.run([*command, str(tmp_path / "golden")], env=ROOM, check=True, capture_output=True)
    waited = 0
    for round_ in range(ROUNDS):
        library = tmp_path / f"library {round_}"
        errors: list[str] = []
        codes: list[int] = []

        def run(place: str = str(library), errors: list[str] = errors, codes: list[int] = codes) -> None:
            done = subprocess.run([*command, place], env=ROOM, check=False, capture_output=True, text=True)
            codes.append(done.returncode)
            errors.append(done.stderr)

        runs = [threading.Thread(target=run) for _ in range(4)]
        for each in runs:
            each.start()
            time.sleep(0.02 * round_)
        for each in runs:
            each.join()
        assert codes == [0] * 4, errors
        assert not any("error" in one or "Traceback" in one for one in errors)
        waited += sum("another run is at work in" in one for one in errors)
        assert books(library) == books(tmp_path / "golden")
        assert temporaries(library) == []
        assert {record.book for record in Manifest(library)} == set(books(library))
    sys.stderr.write(f"{ROUNDS} rounds of four runs; {waited} of them waited\n")
    assert waited
