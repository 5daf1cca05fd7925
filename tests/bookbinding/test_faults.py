"""The save, while the disk fails or the process dies: the old book or the new one, never a half.

FIC2EPUB_KILL_ROUNDS sets how often a saving process is killed (40).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import fic2epub
from fic2epub.bookbinding.saving import save
from fic2epub.errors import BindingError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it needs the signals and disks of Unix")
ROUNDS = int(os.environ.get("FIC2EPUB_KILL_ROUNDS", "40"))
OLD, NEW = b"old " * 700_000, b"new " * 800_000
ROOM = {**os.environ, "PYTHONPATH": str(Path(fic2epub.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}

SAVES_FOR_EVER = """
import sys
from pathlib import Path
from fic2epub.bookbinding.saving import save
print("ready", flush=True)
while True:
    for word, times in ((b"new ", 800_000), (b"old ", 700_000)):
        save(word * times, Path(sys.argv[1]))
"""
SAVES_ONCE = """
import os, sys
from pathlib import Path
from fic2epub.bookbinding.saving import save
from fic2epub.errors import BindingError
exec("".join(sys.argv[2:]))
try:
    save(b"new " * 800_000, Path(sys.argv[1]))
except BindingError as error:
    os.write(2, str(error).encode())
    os._exit(error.code)
os._exit(0)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def saved_by_nobody(path: Path) -> subprocess.CompletedProcess[str]:
    """Save in a child; root, whom no permission stops, becomes nobody there first."""
    drop = "os.geteuid() or os.setgroups([]) or os.setuid(65534)"
    return subprocess.run(
        [sys.executable, "-c", SAVES_ONCE, str(path), drop],
        env=ROOM,
        capture_output=True,
        text=True,
        check=False,
    )


# -D: the saving process keeps the shell's number, so that the temporary's name is known beforehand.
TRACES_ONE_SAVE = """
tool=$1 log=$2 folder=$3 book=$4
shift 4
exec "$tool" -D -qq -o "$log" -P "$folder" -P "$book" -P "$folder/.fic2epub-$$-1.part" "$@"
"""


def traced(path: Path, calls: str, *flags: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """Save in a child under strace; return how it ended, and its calls on folder, book and temporary."""
    strace = shutil.which("strace") or "strace"
    try:
        subprocess.run([strace, "-qq", "-o", os.devnull, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("strace, which sees system calls and makes them fail, is not here or not allowed")
    log = path.parent.parent / "strace.txt"
    places = [strace, str(log), str(path.parent), str(path)]
    command = ["-e", f"trace={calls}", *flags, sys.executable, "-c", SAVES_ONCE, str(path)]
    done = subprocess.run(
        ["sh", "-c", TRACES_ONE_SAVE, "sh", *places, *command],
        env=ROOM,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, log.read_text()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this machine lets us mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can't be mounted here: that takes Linux and root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_the_old_book(small_disk: Path) -> None:
    path = small_disk / "Rain.epub"
    save(b"old", path)
    with pytest.raises(BindingError, match=r"the disk is full \(ENOSPC\)") as refused:
        save(NEW, path)
    assert refused.value.where == str(path)
    assert refused.value.advice
    assert path.read_bytes() == b"old"
    assert names(small_disk) == ["Rain.epub"]


def test_a_limit_on_the_size_of_files_keeps_the_old_book(tmp_path: Path) -> None:
    path = tmp_path / "Rain.epub"
    save(b"old", path)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))"
    done = subprocess.run(
        [sys.executable, "-c", SAVES_ONCE, str(path), limit],
        env=ROOM,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == BindingError.code
    assert "EFBIG" in done.stderr
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["Rain.epub"]


def test_a_read_only_disk_is_told_of(small_disk: Path) -> None:
    path = small_disk / "Rain.epub"
    save(b"old", path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(BindingError, match=r"the disk can only be read \(EROFS\)"):
        save(b"new", path)
    assert path.read_bytes() == b"old"
    assert names(small_disk) == ["Rain.epub"]


def test_a_folder_without_permission_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "locked" / "Rain.epub"
    save(b"old", path)
    path.parent.chmod(0o500)
    try:
        done = saved_by_nobody(path)
    finally:
        path.parent.chmod(0o700)
    assert done.returncode == BindingError.code
    assert "there is no permission to write here (EACCES)" in done.stderr
    assert path.read_bytes() == b"old"


def test_a_save_that_is_killed_leaves_the_old_book_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "Rain.epub"
    save(OLD, path)
    chance, left = random.Random(1), 0
    for _ in range(ROUNDS):
        child = subprocess.Popen(
            [sys.executable, "-c", SAVES_FOR_EVER, str(path)], env=ROOM, stdout=subprocess.PIPE
        )
        with child:
            assert child.stdout
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.03))
            child.send_signal(signal.SIGKILL)
        assert path.read_bytes() in (OLD, NEW)
        left += len(names(tmp_path)) - 1
        save(OLD, path)
        assert names(tmp_path) == ["Rain.epub"]
    assert left or ROUNDS < 20  # else no kill came in the middle of a save, and this test would prove nothing


def test_the_book_is_on_the_disk_before_it_has_its_name(tmp_path: Path) -> None:
    """What a power cut leaves can't be tried here; the order of the calls that decide it can be seen."""
    path = tmp_path / "disk" / "Rain.epub"
    save(OLD, path)
    _, log = traced(path, "write,fsync,rename")
    calls = [line.split("(")[0] for line in log.splitlines()]
    assert [call for call, before in zip(calls, ["", *calls], strict=False) if call != before] == [
        "write",
        "fsync",
        "rename",
        "fsync",
    ]


FAULTS = [
    ("write", "ENOSPC", (1, 2, 3, 4)),
    ("write", "EIO", (1, 4)),
    ("write", "EDQUOT", (2,)),
    ("fsync", "EIO", (1, 2)),  # the book's, the folder's
    ("fsync", "ENOSPC", (1, 2)),
    ("close", "EIO", (2, 3)),  # the first is that of the sweep, of which nothing depends
    ("rename", "EACCES", (1,)),
    ("rename", "EROFS", (1,)),
    ("rename", "EIO", (1,)),
]
EACH = [(call, fault, nth) for call, fault, all_of_them in FAULTS for nth in all_of_them]


@pytest.mark.parametrize(("call", "fault", "nth"), EACH)
def test_any_call_may_fail_once(tmp_path: Path, call: str, fault: str, nth: int) -> None:
    path = tmp_path / "disk" / "Rain.epub"
    save(OLD, path)
    done, log = traced(path, call, "-e", f"inject={call}:error={fault}:when={nth}")
    assert "INJECTED" in log  # else the save makes fewer calls than this test believes
    assert done.returncode == BindingError.code
    assert fault in done.stderr
    assert path.read_bytes() in (OLD, NEW)
    assert names(path.parent) == ["Rain.epub"]


@pytest.mark.parametrize(("call", "nth"), sorted({(call, nth) for call, _, nth in EACH}))
def test_at_any_call_the_process_may_die(tmp_path: Path, call: str, nth: int) -> None:
    path = tmp_path / "disk" / "Rain.epub"
    save(OLD, path)
    done, _ = traced(path, call, "-e", f"inject={call}:signal=KILL:when={nth}")
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() in (OLD, NEW)
    save(OLD, path)
    assert names(path.parent) == ["Rain.epub"]
