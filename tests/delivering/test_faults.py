"""A sending, while each of its calls on the device fails once, as the kernel sees it: no lie on the device.

FIC2EPUB_ALL_FAULTS=1 tries all of them; else every third is tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from batch.library import ROOM
from batch.test_faults import strace
from delivering.shelf import books, device, digest, epub, hidden, sent

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux"),
    pytest.mark.slow,
]

# The names of temporaries are counted from 1 on, so that strace can be told them beforehand.
SENDS = """
import itertools, os, sys
from pathlib import Path
from delivering.shelf import device
from fic2epub.bookbinding import saving
from fic2epub.delivering import Parcel, Undelivered, send
from fic2epub.errors import Fic2EpubError
saving._NUMBERS = itertools.count(1)
to, code = device(Path(sys.argv[1])), 0
try:
    for each in send([Parcel(path) for path in sorted(Path(sys.argv[2]).iterdir())], to):
        if isinstance(each, Undelivered):
            code = each.error.code
            os.write(2, str(each.error).encode())
except Fic2EpubError as error:
    code = error.code
    os.write(2, str(error).encode())
os._exit(code)
"""
TRACES = """
tool=$1 log=$2 disk=$3
shift 3
for n in 1 2 3; do set -- -P "$disk/Books/fern/.fic2epub-$$-$n.part" "$@"; done
for n in 0 1; do set -- -P "$disk/Books/fern/No. $n.epub" "$@"; done
exec "$tool" -D -qq -o "$log" -P "$disk/Books" -P "$disk/Books/fern" -P "$disk/Books/.fic2epub-sent" "$@"
"""
FAULTS = [
    ("write", "ENOSPC", range(1, 5)),  # a book, its record, a book, its record
    ("write", "EIO", range(1, 5)),
    ("fsync", "EIO", range(1, 5)),  # a book, its folder, a book, its folder
    ("fsync", "ENOSPC", (1, 3)),
    ("close", "EIO", range(1, 9)),
    ("rename", "EROFS", (1, 2)),
    ("rename", "EIO", (1, 2)),
    ("openat", "EIO", range(1, 13)),
    ("openat", "EROFS", range(1, 13, 2)),
    ("read", "EIO", range(1, 7)),
    ("utimensat", "EIO", range(1, 5)),
    ("fadvise64", "EINVAL", (1,)),
    ("newfstatat", "EIO", range(1, 9)),
    ("unlink", "EIO", (1,)),
]
EACH = [(call, fault, nth) for call, fault, all_of_them in FAULTS for nth in all_of_them]
if not os.environ.get("FIC2EPUB_ALL_FAULTS"):
    EACH = EACH[::3]


@pytest.mark.parametrize(("call", "fault", "nth"), EACH)
def test_any_call_on_the_device_may_fail_once(call: str, fault: str, nth: int, tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    for version in ("old", "new"):
        for n in (0, 1):
            epub(tmp_path / version / f"{n}.epub", f"No. {n}", "fern", f"urn:x:{n}", words=version)
    sent(sorted((tmp_path / "old").iterdir()), to)
    old = books(to)
    new = {f"fern/No. {n}.epub": digest(tmp_path / "new" / f"{n}.epub") for n in (0, 1)}
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={fault}:when={nth}"]
    command = [*inject, sys.executable, "-c", SENDS, str(to.root), str(tmp_path / "new")]
    done = subprocess.run(
        ["sh", "-c", TRACES, "sh", strace(), str(tmp_path / "log"), str(to.root), *command],
        env=ROOM, capture_output=True, text=True, check=False,
    )  # fmt: skip
    there = books(to)
    if done.returncode == 0:
        assert set(new.items()) <= set(there.items()), done.stderr
    else:
        assert done.returncode in {3, 7}, done.stderr
        assert done.stderr
        assert "Traceback" not in done.stderr
    assert all(there[name] in {old[name], wanted} for name, wanted in new.items())
    assert set(there.values()) <= {*old.values(), *new.values()}
    sent(sorted((tmp_path / "new").iterdir()), to)
    assert set(new.items()) <= set(books(to).items())
    assert hidden(to) == []


def test_the_faults_come_where_this_test_believes(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    for n in (0, 1):
        epub(tmp_path / "new" / f"{n}.epub", f"No. {n}", "fern", f"urn:x:{n}")
        epub(tmp_path / "old" / f"{n}.epub", f"No. {n}", "fern", f"urn:x:{n}", words="old")
    sent(sorted((tmp_path / "old").iterdir()), to)
    log, calls = tmp_path / "log", sorted({call for call, _, _ in EACH} - {"unlink"})
    command = [
        "-e",
        f"trace={','.join(calls)}",
        sys.executable,
        "-c",
        SENDS,
        str(to.root),
        str(tmp_path / "new"),
    ]
    subprocess.run(
        ["sh", "-c", TRACES, "sh", strace(), str(log), str(to.root), *command],
        env=ROOM, capture_output=True, check=True,
    )  # fmt: skip
    seen = [line.split("(", 1)[0] for line in log.read_text().splitlines()]
    for call in calls:
        most = max(nth for one, _, nth in EACH if one == call)
        assert seen.count(call) >= most, f"{call}: {seen.count(call)} calls\n{log.read_text()}"
