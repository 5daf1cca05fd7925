"""On disks that e-readers have: names that Windows does not take, no difference of case, and a pulled cable."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch.library import ROOM
from delivering.disks import disk
from delivering.shelf import books, device, digest, epub, hidden, sent
from delivering.test_copying import ROUNDS, SEED, SENDS
from delivering.test_sending import hold_five_hundred
from fic2epub.delivering import Parcel, room, send
from fic2epub.errors import DeliveryError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the disks are mounted as Linux does"),
]


@pytest.mark.parametrize("kind", ["exfat", "ntfs"])
def test_five_hundred_awkward_titles_on_a_disk(kind: str, tmp_path: Path) -> None:
    with disk(tmp_path, kind) as made:
        hold_five_hundred(device(made.at), tmp_path / "from")


@pytest.mark.parametrize("kind", ["exfat", "ntfs"])
def test_a_full_disk_is_told_and_what_is_on_it_is_whole(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with disk(tmp_path, kind) as made:
        to = device(made.at)
        sources = [
            epub(tmp_path / f"{n}.epub", f"No. {n}", "fern", f"urn:x:{n}", weight=900_000) for n in range(4)
        ]
        sent(sources[:1], to)
        state = os.statvfs(made.at)
        with (made.at / "filler").open("wb") as file:
            for _ in range((state.f_bavail * state.f_frsize - 1_500_000) >> 20):
                file.write(bytes(1 << 20))
        with pytest.raises(DeliveryError, match="there is no room"):
            sent(sources, to)
        # Somebody else fills it while we write.
        run = send([Parcel(path) for path in sources], to)
        monkeypatch.setattr(room, "SLACK", -(1 << 40))
        with pytest.raises(DeliveryError, match=r"the disk is full \(ENOSPC\)"):
            list(run)
        assert set(books(to).values()) <= set(map(digest, sources))
        assert hidden(to) == []


def test_pulled_at_any_moment_no_half_book_has_a_books_name(tmp_path: Path) -> None:
    """The daemon that serves the disk is killed, as if its cable were pulled; then it is plugged in again."""
    dice, told, middle, seconds = random.Random(SEED), 0, 0, 0.5
    sources = tmp_path / "from"
    for n in range(12):
        epub(sources / f"{n:02}.epub", f"No. {n}", "fern", f"urn:x:{n}", weight=300_000)
    wanted = {f"fern/No. {n}.epub": digest(sources / f"{n:02}.epub") for n in range(12)}
    with disk(tmp_path, "exfat") as made:
        for round_ in range(ROUNDS):
            to = device(made.at)
            command = [sys.executable, "-c", SENDS, str(made.at), str(sources)]
            with subprocess.Popen(
                command, env=ROOM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as process:
                assert process.stdout
                process.stdout.readline()
                time.sleep(dice.uniform(0, seconds))
                made.pull()
                said, error = process.communicate(timeout=60)
            told += "the e-reader was taken away" in error
            done = said.count("\n")
            middle += 0 < done < 12
            seconds = min(2.0, seconds * 1.3) if done < 6 else max(0.05, seconds * 0.7)
            made.unmount()
            made.mount()
            there = books(device(made.at))
            assert set(there.items()) <= set(wanted.items()), f"round {round_}"
            if round_ % 2:
                for name in there:
                    (to.folder / name).unlink()
        assert told >= middle, "an error that does not say what happened"
        sent(sorted(sources.iterdir()), device(made.at))
        assert books(device(made.at)) == wanted
        assert hidden(device(made.at)) == []
    sys.stderr.write(f"{ROUNDS} pulls, {middle} between two books; {told} were told\n")
