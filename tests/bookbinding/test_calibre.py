"""AZW3 by calibre's program, or by one that stands in for it: what it makes, and all the ways it can fail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bookbinding.kindle_file import azw3
from fic2epub.bookbinding import calibre
from fic2epub.bookbinding.calibre import azw3_of, converter
from fic2epub.errors import BindingError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a first line")
StandIn = Callable[[str], Path]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a program of calibre's name on PATH, alone: `stand_in("target.write_bytes(b'...')")`."""
    folder, temporary = tmp_path / "bin", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    def put(body: str) -> Path:
        script = folder / "ebook-convert"
        (folder / "book").write_bytes(azw3())
        script.write_text(
            f"#!{sys.executable}\nimport os, subprocess, sys, time\nfrom pathlib import Path\n"
            f"source, target = map(Path, sys.argv[1:])\ngood = Path({str(folder / 'book')!r}).read_bytes()\n"
            f"log = Path({str(tmp_path / 'log')!r})\n{body}\n"
        )
        script.chmod(0o755)
        return script

    return put


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> object:
    yield
    temporary = tmp_path / "temporary"
    assert not temporary.exists() or list(temporary.iterdir()) == []


def test_what_it_makes_is_the_book(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in(
        "assert source.read_bytes() == b'the epub' and source.suffix == '.epub'\n"
        "log.write_text(f'{oct(os.stat(source.parent).st_mode)} {os.getcwd() == str(source.parent)}')\n"
        "assert sys.stdin.read() == ''\ntarget.write_bytes(good)\nprint('x' * 1_000_000)"
    )
    assert azw3_of(b"the epub") == azw3()
    assert (tmp_path / "log").read_text() == "0o40700 True"


def test_without_it_there_is_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BindingError, match="not on PATH") as missing:
        converter()
    assert "Send to Kindle" in missing.value.advice


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "print('Traceback\\n  at 3\\nValueError: no \\x1b[2J plugin\\n\\n'); sys.exit(1)",
            "ValueError: no [2J plugin",
        ),
        ("sys.exit(7)", "code 7"),
        ("os.kill(os.getpid(), 9)", "code -9"),
        ("target.write_bytes(good); sys.exit(1)", "code 1"),  # not believed
        ("", "not a whole book"),
        ("target.write_bytes(b'')", "not a whole book"),
        ("target.write_bytes(b'PK garbage' * 100)", "not a whole book"),
        ("target.write_bytes(good[:-4])", "not a whole book"),
        ("target.mkdir()", "not a whole book"),
        ("source.unlink(); sys.exit(3)", "code 3"),
    ],
)
def test_failures_are_told_in_plain_words(stand_in: StandIn, body: str, words: str) -> None:
    stand_in(body)
    with pytest.raises(BindingError) as failed:
        azw3_of(b"epub")
    assert words in failed.value.what
    assert "Send to Kindle" in failed.value.advice
    assert "\n" not in failed.value.what


def test_one_that_cannot_be_started(stand_in: StandIn) -> None:
    stand_in("").write_bytes(b"\x7fELF no program")
    with pytest.raises(BindingError, match="could not be started"):
        azw3_of(b"epub")


def test_one_that_hangs_is_ended_with_all_that_it_started(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibre, "SECONDS", 1.5)
    stand_in(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "log.write_text(str(child.pid))\nchild.wait()"
    )
    started = time.perf_counter()
    with pytest.raises(BindingError, match="did not come to an end"):
        azw3_of(b"epub")
    assert time.perf_counter() - started < 20
    assert not lives(int((tmp_path / "log").read_text()))


def test_a_keyboard_interrupt_ends_it(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("log.write_text(str(os.getpid()))\ntime.sleep(60)")

    def interrupted(process: subprocess.Popen[bytes], limit: float) -> int:
        while not (tmp_path / "log").exists() or not (tmp_path / "log").read_text():
            time.sleep(0.02)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        azw3_of(b"epub")
    assert not lives(int((tmp_path / "log").read_text()))


def lives(process: int) -> bool:
    """Tell whether a process runs; one that nobody has buried yet does not."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            if "State:\tZ" in Path(f"/proc/{process}/status").read_text():
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.02)
    return True
