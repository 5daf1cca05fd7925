"""Bad input gets one clear error, the right exit code, and leaves no file."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.program import Program

Made = Callable[[Path], list[str]]
STORY = "The rain came at noon.\n\nNobody thanked it.\n"
BOILERPLATE = (
    "Main Content\nArchive of Our OwnLog In\nWork Header\nRating:\nMature\nActions\n↑ Top\nFooter\nSite Map\n"
)


def file(name: str, data: bytes) -> Made:
    def make(folder: Path) -> list[str]:
        (folder / name).write_bytes(data)
        return [name]

    return make


def cover(data: bytes | None) -> Made:
    def make(folder: Path) -> list[str]:
        (folder / "a.txt").write_text(STORY)
        if data is not None:
            (folder / "cover.jpg").write_bytes(data)
        return ["a.txt", "-c", "cover.jpg"]

    return make


def empty_folder(folder: Path) -> list[str]:
    (folder / "none").mkdir()
    return ["none"]


def no_right_to_write(folder: Path) -> list[str]:
    (folder / "a.txt").write_text(STORY)
    (folder / "in the way").write_text("a file")
    return ["a.txt", "-o", "in the way/b.epub"]


def not_as_said(folder: Path) -> list[str]:
    (folder / "a.txt").write_bytes(b"caf\xe9 au lait\n")
    return ["a.txt", "--encoding", "utf-8"]


BAD: dict[str, tuple[Made, int, str]] = {
    "missing": (lambda folder: ["none.txt"], 3, "no such file"),
    "folder without texts": (empty_folder, 3, "no texts"),
    "empty": (file("a.txt", b""), 3, "empty"),
    "white space": (file("a.txt", b" \n\t\r\n"), 3, "empty"),
    "picture": (file("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(99)), 3, "PNG"),
    "binary": (file("a.txt", bytes(range(256)) * 9), 3, "binary"),
    "undecodable": (not_as_said, 3, "not in utf-8"),
    "only boilerplate": (file("a.txt", BOILERPLATE.encode()), 5, "no story"),
    "only a note": (file("a.txt", b"A/N: sorry, no chapter this week!\n"), 5, "no story"),
    "only marks": (file("a.txt", b"* * *\n\n* * *\n"), 5, "no story"),
    "no cover": (cover(None), 6, "no such picture"),
    "cover is no picture": (cover(b"not a picture"), 6, ""),
    "cover is cut off": (cover(b"\xff\xd8\xff\xe0\x00\x10JFIF"), 6, ""),
    "file for a folder": (no_right_to_write, 6, "a part of the path is a file"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_clear_error_and_no_file(fic: Program, tmp_path: Path, name: str) -> None:
    make, code, words = BAD[name]
    arguments = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    said = fic("convert", *arguments)
    assert said.code == code, said
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0].startswith("error: ")
    assert words in said.err
    assert lines[1].startswith("where: ")
    assert len(lines) <= 3
    assert "Traceback" not in said.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments", [["convert", "--colour"], ["convert", "a.txt", "-l", "Klingonese"], ["fly"]]
)
def test_wrong_usage(fic: Program, arguments: list[str]) -> None:
    said = fic(*arguments)
    assert said.code == 2
    assert said.err.startswith("error: ")
    assert "Traceback" not in said.err


HOSTILE = "\x1b]52;c;aGFoYQ==\x07\x1b[2J\x9b31m\u202eevil\u2066\r\x08 [/foo]"


def test_nothing_of_a_file_drives_the_terminal(fic: Program, tmp_path: Path) -> None:
    text = f"{HOSTILE} Title\nby {HOSTILE} fern\n\nRain {HOSTILE}.\n\nMore rain.\n"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    (tmp_path / "bad\x1b[31m.txt").write_bytes(b"\xff\xff")
    for arguments in (
        ["convert", "a.txt"],
        ["convert", "a.txt", "-t", HOSTILE, "-a", HOSTILE, "--dry-run"],
        ["inspect", "a.txt"],
        ["inspect", "bad\x1b[31m.txt"],
        ["convert", "none\x1b[31m.txt"],
        ["convert", "a.txt", "-l", HOSTILE],
        ["convert", "a.txt", "--encoding", HOSTILE],
        [HOSTILE],
        ["convert", f"--{HOSTILE}"],
    ):
        said = fic(*arguments)
        for character in "\x1b\x07\x08\x9b\r\u202e\u2066":
            assert character not in said.out + said.err, (arguments, character)


def program(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "fic2epub", *arguments],
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    (tmp_path / "Überfahrt.txt").write_text("渡船 war weg.\n\n“Schluß,” sagte er.\n", encoding="utf-8")
    for command in ("inspect", "convert"):
        done = program(
            command, "Überfahrt.txt", cwd=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0"
        )
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes of this kind")
def test_a_reader_who_has_seen_enough(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    command = f"{sys.executable} -m fic2epub inspect a.txt | true"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert done.stderr == b""


def without_root(*command: str) -> list[str]:
    """A command that may not go past the rights on files, as root may."""
    if os.geteuid() != 0:
        return list(command)
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of this kind are not Windows'")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    tmp_path.chmod(0o555)
    command = without_root(sys.executable, "-m", "fic2epub", "convert", "a.txt")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    tmp_path.chmod(0o755)
    assert done.returncode == 6
    assert b"permission" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not Windows'")
def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9999, 9999)); "
    code = limit + "from fic2epub.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "convert", "a.txt"],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 6, done
    assert b"error: the book could not be saved" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("command", ["inspect", "check", "watch", "bind"])
def test_commands_that_go_to_no_store_say_so(command: str, fic: Program) -> None:
    said = fic(command, "s3://bucket/rain.txt")
    assert said.code == 3
    assert said.err.startswith("error: this is in a store, and not on a disk\n")
