"""The save, while nothing goes wrong with the disk."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fic2epub.bookbinding import saving
from fic2epub.bookbinding.saving import in_plain_words, save, stage, sweep
from fic2epub.errors import BindingError


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_book_is_saved_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "Rain.epub"
    save(b"old", path)
    save(b"new" * 1_000_000, path)
    assert path.read_bytes() == b"new" * 1_000_000
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_book_is_a_file_too(tmp_path: Path) -> None:
    save(b"", tmp_path / "Rain.epub")
    assert (tmp_path / "Rain.epub").read_bytes() == b""


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "Rain.epub"
    save(b"new", path)
    assert path.read_bytes() == b"new"


def test_a_new_book_has_the_rights_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save(b"new", tmp_path / "Rain.epub")
    finally:
        os.umask(before)
    assert (tmp_path / "Rain.epub").stat().st_mode & 0o777 == 0o640


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    story, path = tmp_path / "story.txt", tmp_path / "Rain.epub"
    story.write_bytes(b"the only copy")
    path.symlink_to(story)
    save(b"new", path)
    assert story.read_bytes() == b"the only copy"
    assert not path.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BindingError, match="a folder"):
        save(b"new", tmp_path)


def test_a_device_is_refused_and_stays(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "Rain.epub"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(BindingError, match="not a file but a device"):
            save(b"new", path)
    assert link.is_symlink()
    assert pipe.is_fifo()


def test_a_file_in_the_path_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(BindingError, match="is a file and not a folder") as refused:
        save(b"new", tmp_path / "a" / "Rain.epub")
    assert refused.value.where == str(tmp_path / "a" / "Rain.epub")


def test_a_name_too_long_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BindingError, match=r"the name is too long for this disk \(ENAMETOOLONG\)"):
        save(b"new", tmp_path / ("x" * 300 + ".epub"))
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_the_old_book_and_no_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "Rain.epub"
    save(b"old", path)
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(b"new", path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_without_a_flush_takes_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(descriptor: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", unknown)
    save(b"new", tmp_path / "Rain.epub")
    assert (tmp_path / "Rain.epub").read_bytes() == b"new"


def test_what_a_dead_process_left_is_swept_by_the_next_save(tmp_path: Path) -> None:
    left = tmp_path / f".fic2epub-{dead_process()}-1.part"
    left.write_bytes(b"half a b")
    save(b"new", tmp_path / "Rain.epub")
    assert not left.exists()


def test_what_lives_or_is_not_ours_is_left(tmp_path: Path) -> None:
    dead = dead_process()
    kept = [
        tmp_path / f".fic2epub-{os.getpid()}-1.part",
        tmp_path / f".fic2epub-{os.getppid()}-1.part",
        tmp_path / ".fic2epub-1-1.part",
        tmp_path / f".fic2epub-{10**30}-1.part",
        tmp_path / f"fic2epub-{dead}-1.part",
        tmp_path / f".fic2epub-{dead}-1.part.epub",
        tmp_path / f".fic2epub-{dead}.part",
        tmp_path / "Rain.epub",
    ]
    for path in kept:
        path.write_bytes(b"x")
    (tmp_path / f".fic2epub-{dead}-2.part").mkdir()  # not a file: stays too
    assert sweep(tmp_path) == ()
    assert all(path.exists() for path in kept)


def test_sweeping_a_folder_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "none") == ()


def test_a_temporary_of_this_number_is_not_touched(tmp_path: Path) -> None:
    """In a container every run may have the same process number."""
    other = tmp_path / f".fic2epub-{os.getpid()}-1.part"
    other.write_bytes(b"another's")
    save(b"new", tmp_path / "Rain.epub")
    assert other.read_bytes() == b"another's"
    assert (tmp_path / "Rain.epub").read_bytes() == b"new"


def test_whoever_fails_leaves_another_s_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster may have given the order to another worker, and the one that it gave up lives on."""
    temporary = tmp_path / "book.part"

    def fails(descriptor: int) -> None:
        monkeypatch.undo()
        stage(b"the other's", temporary)
        raise OSError(errno.EIO, "failed")

    monkeypatch.setattr("fic2epub.bookbinding.saving.flush", fails)
    with pytest.raises(BindingError):
        stage(b"mine", temporary)
    assert temporary.read_bytes() == b"the other's"


def test_every_reason_has_its_words() -> None:
    for number in saving._PLAIN_WORDS:
        told = in_plain_words(OSError(number, os.strerror(number)), Path("Rain.epub"))
        assert errno.errorcode[number] in told.what
        assert told.advice
    odd = in_plain_words(OSError(errno.EPIPE, "Broken pipe"), Path("Rain.epub"))
    assert str(odd) == "Rain.epub: the book could not be saved: Broken pipe (EPIPE)"
