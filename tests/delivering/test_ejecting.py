"""A device is let go of by whatever program the system has for it, and else its owner is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from delivering.shelf import device
from fic2epub.delivering import eject, ejecting
from fic2epub.delivering.ejecting import disk_of
from fic2epub.errors import DeliveryError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs are those of Linux")


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-ins for programs write what they were asked for."""
    (tmp_path / "programs").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setattr(ejecting, "disk_of", lambda root: (root, "/dev/sdx1"))
    monkeypatch.setattr(os, "sync", lambda: None)
    return tmp_path / "said"


def program(said: Path, name: str, code: int = 0) -> None:
    path = said.parent / "programs" / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{said}"\necho "target is busy" >&2\nexit {code}\n')
    path.chmod(0o755)


def test_by_udisks_where_it_is(tmp_path: Path, said: Path) -> None:
    program(said, "udisksctl")
    program(said, "umount")
    eject(device(tmp_path / "disk"))
    assert said.read_text().splitlines() == [
        "udisksctl unmount --no-user-interaction -b /dev/sdx1",
        "udisksctl power-off --no-user-interaction -b /dev/sdx1",
    ]


def test_by_umount_where_that_is_all(tmp_path: Path, said: Path) -> None:
    program(said, "umount")
    eject(device(tmp_path / "disk"))
    assert said.read_text() == f"umount {tmp_path / 'disk'}\n"


def test_a_failure_is_told(tmp_path: Path, said: Path) -> None:
    program(said, "umount", 32)
    with pytest.raises(
        DeliveryError, match="the books are there, but it was not ejected: umount said: target is busy"
    ):
        eject(device(tmp_path / "disk"))


def test_no_program_is_told(tmp_path: Path, said: Path) -> None:
    with pytest.raises(DeliveryError, match="no program that could eject it") as told:
        eject(device(tmp_path / "disk"))
    assert told.value.advice == "Eject it in the file manager before you pull the cable."


def test_a_folder_of_our_own_disk_is_not_ejected(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="there is nothing to eject"):
        disk_of(tmp_path)
