"""A run over a folder, while each of its calls on the disk fails once: no lie in book, record or exit code.

FIC2EPUB_ALL_FAULTS=1 tries all of them; else every fourth is tried.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batch.library import MANIFEST, PROGRAM, ROOM, books, stories, story, temporaries
from fic2epub.batch.manifest import Manifest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux"),
    pytest.mark.slow,
]

# One process, so that the calls come in one order; the names of temporaries are counted from 1 on, so that
# strace can be told them beforehand, and -D keeps the shell's number for the program.
CONVERTS = """
import itertools, json, os, sys
from pathlib import Path
from fic2epub.batch import convert_all, plan
from fic2epub.bookbinding import saving
from fic2epub.errors import Fic2EpubError
from fic2epub.model.outcome import Converted
from fic2epub.settings import Settings
saving._NUMBERS = itertools.count(1)
told, code = {}, 0
try:
    for outcome in convert_all(plan([Path(sys.argv[1])], Path(sys.argv[2])), Settings()):
        told[outcome.source.name] = type(outcome).__name__
        code = code or (outcome.error.code if type(outcome).__name__ == "Failed" else 0)
except Fic2EpubError as error:
    code = error.code
os.write(1, json.dumps(told).encode())
os._exit(code)
"""
TRACES = """
tool=$1 log=$2 library=$3
shift 3
for n in 1 2 3; do set -- -P "$library/.fic2epub-$$-$n.part" "$@"; done
exec "$tool" -D -qq -o "$log" -P "$library" -P "$library/.fic2epub-library" "$@"
"""
TITLES = ["The Ferry No. 0", "The Ferry No. 1"]


def changed(texts: Path) -> None:
    for number, title in enumerate(TITLES):
        path = texts / f"text-{number:04} night.txt"
        path.write_text(story(title, words="It was another night."), encoding="utf-8")
        os.utime(path, (1_700_000_100, 1_700_000_100))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A library of two books whose texts have changed since, and what the books were and are to be."""
    room = tmp_path_factory.mktemp("faults")
    texts = stories(room / "texts", 2, same=0)
    convert = [sys.executable, "-c", CONVERTS, str(texts)]
    subprocess.run([*convert, str(room / "library")], env=ROOM, check=True, capture_output=True)
    old = books(room / "library")
    changed(texts)
    shutil.copytree(room / "library", room / "golden")
    subprocess.run([*convert, str(room / "golden")], env=ROOM, check=True, capture_output=True)
    return room, old, books(room / "golden")


FAULTS = [
    ("write", "ENOSPC", range(1, 5)),  # a book, its record, a book, its record
    ("write", "EIO", (1, 2)),
    ("fsync", "EIO", range(1, 4)),  # two books, the folder
    ("fsync", "ENOSPC", (1, 3)),
    ("close", "EIO", range(1, 8)),
    ("rename", "EROFS", (1, 2)),
    ("rename", "EIO", (1,)),
    ("openat", "EIO", range(1, 9)),
    ("openat", "EROFS", range(1, 9)),
    ("openat", "EMFILE", (2, 4)),
    ("flock", "ENOLCK", (1,)),
    ("newfstatat", "EIO", range(1, 4)),
    ("unlink", "EIO", (1,)),
]
EACH = [(call, fault, nth) for call, fault, all_of_them in FAULTS for nth in all_of_them]
if not os.environ.get("FIC2EPUB_ALL_FAULTS"):
    EACH = EACH[::4]


def strace() -> str:
    tool = shutil.which("strace") or "strace"
    try:
        subprocess.run([tool, "-qq", "-o", os.devnull, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("strace, which sees system calls and makes them fail, is not here or not allowed")
    return tool


@pytest.mark.parametrize(("call", "fault", "nth"), EACH)
def test_any_call_may_fail_once(
    call: str, fault: str, nth: int, tmp_path: Path, ready: tuple[Path, dict[str, str], dict[str, str]]
) -> None:
    room, old, new = ready
    texts, library = shutil.copytree(room / "texts", tmp_path / "texts"), tmp_path / "library"
    shutil.copytree(room / "library", library)
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={fault}:when={nth}"]
    command = [*inject, sys.executable, "-c", CONVERTS, str(texts), str(library)]
    log = tmp_path / "strace.txt"
    done = subprocess.run(
        ["sh", "-c", TRACES, "sh", strace(), str(log), str(library), *command],
        env=ROOM,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    there = books(library)
    named = {name: digest for name, digest in there.items() if name.endswith(".epub")}
    assert named.keys() == old.keys()
    assert all(digest in (old[name], new[name]) for name, digest in named.items())
    told = json.loads(done.stdout)
    assert set(told.values()) <= {"Converted", "Failed"}
    for source, name in zip(sorted(told), sorted(named), strict=True):
        assert (told[source] == "Converted") == (named[name] == new[name])
    if done.returncode == 0:
        assert named == new
    assert temporaries(library) == [] or call == "unlink"
    # What the record vouches for is there, or shows that it is not: the next run makes the rest, and only that.
    for record in Manifest(library):
        assert Manifest(library).is_whole(record) or named[record.book] == new[record.book]
    again = subprocess.run(
        [*PROGRAM, "convert", str(texts), "-o", str(library), "-j", "1"], env=ROOM, check=False
    )
    assert again.returncode == 0
    assert books(library) == new
    assert {record.book for record in Manifest(library)} == set(new)
    assert (library / MANIFEST).exists()


def test_the_faults_come_where_this_test_believes(
    tmp_path: Path, ready: tuple[Path, dict[str, str], dict[str, str]]
) -> None:
    room, _, new = ready
    library = shutil.copytree(room / "library", tmp_path / "library")
    calls = sorted({call for call, _, _ in EACH} - {"unlink"})
    log = tmp_path / "strace.txt"
    command = [
        "-e",
        f"trace={','.join(calls)}",
        sys.executable,
        "-c",
        CONVERTS,
        str(room / "texts"),
        str(library),
    ]
    subprocess.run(
        ["sh", "-c", TRACES, "sh", strace(), str(log), str(library), *command],
        env=ROOM,
        capture_output=True,
        check=True,
    )
    seen = [line.split("(")[0] for line in log.read_text().splitlines()]
    for call in calls:
        most = max(nth for one, _, nth in EACH if one == call)
        assert seen.count(call) >= most, f"{call}: {seen.count(call)} calls\n{log.read_text()}"
    assert books(library) == new
