"""A copy is whole or not there, whatever fails on the way, and whoever is killed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch.library import ROOM
from delivering.shelf import books, device, digest, epub, hidden, sent
from fic2epub.bookbinding import saving
from fic2epub.delivering import Delivered, Parcel, Undelivered, send
from fic2epub.delivering.copying import copy
from fic2epub.delivering.record import NAME
from fic2epub.errors import DeliveryError

ID = "urn:uuid:11111111-1111-4111-8111-111111111111"
ROUNDS = int(os.environ.get("FIC2EPUB_KILL_ROUNDS", "5"))
SEED = int(os.environ.get("FIC2EPUB_KILL_SEED", "7"))


class Calls:
    """Notes what the system is asked for, in order, and fails where it is to."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self.fails: Callable[[str, int], BaseException | None] = lambda name, nth: None
        for name in ("write", "fsync", "utime", "replace", "posix_fadvise"):
            patch.setattr(os, name, self._noted(name, getattr(os, name)))

    def _noted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **named: Any) -> Any:
            self.made.append(name)
            failure = self.fails(name, self.made.count(name))
            if failure is not None:
                raise failure
            return real(*arguments, **named)

        return noted


def test_the_order_of_the_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is flushed and touched before it is read back, read back before it has its name, touched at the end."""
    source = epub(tmp_path / "a.epub", "The Ferry")
    calls = Calls(monkeypatch)
    copy(source, tmp_path / "b.epub")
    assert calls.made == ["write", "fsync", "utime", "posix_fadvise", "replace", "fsync", "utime"]


def test_a_run_that_wrote_nothing_down_does_not_make_a_book_look_current(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    one, other = (epub(tmp_path / f"{n}.epub", "The Ferry", "fern", ID, words=n) for n in "ab")
    assert one.stat().st_size == other.stat().st_size
    for killed_after, newer in ((one, other), (other, one)):
        sent([killed_after], to)
        record = (to.folder / NAME).read_bytes()
        sent([newer], to)
        (to.folder / NAME).write_bytes(record)  # killed before it could write it down
        assert [each.verb for each in sent([killed_after], to)] == ["replaced"]
        assert books(to) == {"fern/The Ferry.epub": digest(killed_after)}


def test_what_a_killed_run_left_goes_also_where_all_is_current(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    sent([source], to)
    (to.folder / "fern" / ".fic2epub-999999999-1.part").write_bytes(b"half")
    assert [each.verb for each in sent([source], to)] == ["current"]
    assert hidden(to) == []


def test_a_books_time_is_one_that_fat_can_hold(tmp_path: Path) -> None:
    copy(epub(tmp_path / "a.epub", "The Ferry"), tmp_path / "b.epub")
    assert (tmp_path / "b.epub").stat().st_mtime_ns % 2_000_000_000 == 0


FAULTS = [
    *[(call, number) for call in ("write", "fsync") for number in (errno.ENOSPC, errno.EIO, errno.EDQUOT)],
    ("fsync", errno.EROFS),
    *[("replace", number) for number in (errno.EIO, errno.EROFS, errno.EACCES, errno.ENOSPC)],
    ("write", errno.EFBIG),
    ("replace", errno.ENAMETOOLONG),
]


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize(("call", "number"), FAULTS)
def test_any_call_may_fail(
    call: str, number: int, nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = device(tmp_path / "disk")
    old = [epub(tmp_path / f"{n}.epub", f"No. {n}", "fern", f"urn:x:{n}") for n in range(3)]
    sent(old, to)
    before = books(to)
    new = [epub(tmp_path / f"new/{n}.epub", f"No. {n}", "fern", f"urn:x:{n}", words="more") for n in range(3)]
    good = {*before.items(), *((f"fern/No. {n}.epub", digest(path)) for n, path in enumerate(new))}
    calls = Calls(monkeypatch)
    calls.fails = lambda name, at: OSError(number, os.strerror(number)) if (name, at) == (call, nth) else None
    told: list[Any] = []
    error = None
    try:
        told.extend(send([Parcel(path) for path in new], to))
    except DeliveryError as problem:
        error = problem
    monkeypatch.undo()
    assert set(books(to).items()) <= good, "a book that is neither the old one nor the new one"
    assert len(books(to)) == 3
    assert hidden(to) == []
    for each in told:  # no lie: what is told to be there is there
        if isinstance(each, Delivered):
            assert digest(each.path) == digest(each.source)
    failed = error or next((each.error for each in told if isinstance(each, Undelivered)), None)
    if calls.made.count(call) >= nth and not (call == "write" and len(told) == 3):  # the record may be lost
        assert failed is not None
        assert errno.errorcode[number] in failed.what
        assert failed.where
    assert {each.verb for each in sent(new, to)} <= {"current", "replaced"}
    assert books(to) == {f"fern/No. {n}.epub": digest(path) for n, path in enumerate(new)}


def test_the_fault_of_one_book_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = device(tmp_path / "disk")
    sources = [epub(tmp_path / f"{n}.epub", f"No. {n}") for n in range(3)]
    calls = Calls(monkeypatch)
    calls.fails = lambda name, at: OSError(errno.EINVAL, "") if (name, at) == ("replace", 2) else None
    kinds = [type(each) for each in send([Parcel(path) for path in sources], to)]
    assert kinds == [Delivered, Undelivered, Delivered]


@pytest.mark.parametrize("fault", ["changed", "short", "EIO"])
def test_what_is_not_given_back_gets_no_name(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry")

    def worn(descriptor: int) -> None:
        if fault == "EIO":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] if fault == "short" else kept[:-1] + bytes([kept[-1] ^ 1]))

    real = saving.flush

    def flushed(descriptor: int) -> None:
        real(descriptor)
        worn(descriptor)

    monkeypatch.setattr(saving, "flush", flushed)
    monkeypatch.setattr(saving, "settle", lambda folder: None)
    if fault == "EIO":
        with pytest.raises(DeliveryError, match="EIO"):
            list(send([Parcel(source)], to))
    else:
        [told] = list(send([Parcel(source)], to))
        assert isinstance(told, Undelivered)
        assert told.error.what == "the device does not give back what it was given"
    assert books(to) == {}
    assert hidden(to) == []


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_stop_leaves_nothing_half_done(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry")
    calls = Calls(monkeypatch)
    calls.fails = lambda name, at: KeyboardInterrupt() if name == call else None
    with pytest.raises(KeyboardInterrupt):
        list(send([Parcel(source)], to))
    monkeypatch.undo()
    assert books(to) == {}
    assert hidden(to) == []


def test_a_device_that_is_taken_away_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes onto the disk that is at its place then, which may be the computer's own."""
    to = device(tmp_path / "disk")
    sources = [epub(tmp_path / f"{n}.epub", f"No. {n}") for n in range(3)]
    run = send([Parcel(path) for path in sources], to)
    next(run)
    there = os.stat

    def another(path: Any, *arguments: Any, **named: Any) -> Any:
        state = there(path, *arguments, **named)
        if Path(os.fspath(path)) == to.root:
            return os.stat_result((*state[:2], state.st_dev + 1, *state[3:10]))
        return state

    monkeypatch.setattr(os, "stat", another)
    with pytest.raises(DeliveryError, match="the e-reader was taken away") as told:
        list(run)
    assert "what is on it already is skipped" in told.value.advice
    monkeypatch.undo()
    assert len(books(to)) == 1


SENDS = """
import sys
from pathlib import Path
from delivering.shelf import device
from fic2epub.delivering import Parcel, send
to = device(Path(sys.argv[1]))
sources = sorted(Path(sys.argv[2]).iterdir())
print("ready", flush=True)
for each in send([Parcel(path) for path in sources], to):
    print(each.verb, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="it needs the signals of Unix")
def test_killed_at_any_moment_no_file_under_a_books_name_differs_from_its_source(tmp_path: Path) -> None:
    to, dice = device(tmp_path / "disk"), random.Random(SEED)
    versions = []
    for version in (0, 1):
        for n in range(12):
            name = tmp_path / f"v{version}" / f"{n:02}.epub"
            epub(name, f"No. {n}", "fern", f"urn:x:{n}", words=f"{version}", weight=700_000)
        versions.append(
            {f"fern/No. {n}.epub": digest(tmp_path / f"v{version}" / f"{n:02}.epub") for n in range(12)}
        )
    good = {*versions[0].items(), *versions[1].items()}
    in_the_middle = left = 0
    seconds = 0.25
    for round_ in range(ROUNDS):
        command = [sys.executable, "-c", SENDS, str(to.root), str(tmp_path / f"v{round_ % 2}")]
        with subprocess.Popen(command, env=ROOM, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            process.stdout.readline()
            start = time.monotonic()
            time.sleep(dice.uniform(0, seconds))
            os.kill(process.pid, signal.SIGKILL)
            said = process.communicate()[0]
        done = said.count("\n")
        in_the_middle += 0 < done < 12
        left += bool(hidden(to))
        seconds = min(2.0, seconds * 1.2) if done < 6 else max(0.02, (time.monotonic() - start) * 0.9)
        assert set(books(to).items()) <= good, f"round {round_}"
        if round_ % 10 == 9:
            sent(sorted((tmp_path / f"v{round_ % 2}").iterdir()), to)
            assert books(to) == versions[round_ % 2]
            assert hidden(to) == []
    sent(sorted((tmp_path / "v0").iterdir()), to)
    assert books(to) == versions[0]
    assert hidden(to) == []
    sys.stderr.write(f"{ROUNDS} kills, {in_the_middle} between two books, {left} with a temporary left\n")
