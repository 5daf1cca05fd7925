"""What a reader says to bring books onto an e-reader, and what is said back."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch.library import PROGRAM, ROOM, story
from delivering.shelf import epub
from delivering.stand_ins import stand_in
from fic2epub.delivering.mounts import ROOTS
from journeys.program import Program

ONE, OTHER = "fern/The Ferry No. 0.kepub.epub", "fern/The Ferry No. 1.kepub.epub"


def on(root: Path) -> set[str]:
    """Return the books on a stand-in."""
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def test_nothing_is_mounted(fic: Program) -> None:
    said = fic("devices")
    assert (said.code, said.out, said.err) == (0, "No e-reader is mounted.\n", "")
    assert json.loads(fic("devices", "--json").out) == []


def test_what_is_mounted_is_listed(fic: Program, kobo: Path) -> None:
    said = fic("devices", "--explain")
    assert said.code == 0
    assert "Kobo (--device kobo)\n" in said.out
    assert f"  where   {kobo}\n" in said.out
    assert "  format  kepub\n" in said.out
    assert "  seen    .kobo/version: The Kobo keeps its serial number" in said.out
    assert "seen" not in fic("devices").out
    [told] = json.loads(fic("devices", "--json").out)
    assert (told["device"], told["root"], told["format"]) == ("kobo", str(kobo), "kepub")
    assert told["free"] > 0
    assert told["marker"]["paths"] == [".kobo/version"]


def test_a_text_becomes_what_the_device_wants(fic: Program, kobo: Path, texts: Path) -> None:
    said = fic("send", texts)
    assert said.code == 0, said.err
    assert said.out == (
        f"Copied to {ONE}\nCopied to {OTHER}\nSent 2 books to Kobo.\n"
        "The Kobo takes new books in when it is ejected and the cable is out.\n"
    )
    assert on(kobo) == {ONE, OTHER}
    assert fic("send", texts).out == "2 books are there as before.\n"


def test_a_story_with_more_chapters_keeps_its_place(fic: Program, kobo: Path, texts: Path) -> None:
    fic("send", texts)
    before = (kobo / ONE).read_bytes()
    text = min(texts.iterdir())
    text.write_text(story("The Ferry No. 0", words="There is more of it now."), encoding="utf-8")
    said = fic("send", text)
    assert said.out.startswith(f"Replaced {ONE}\nSent 1 book to Kobo, 1 in place of its older copy.\n")
    assert (kobo / ONE).read_bytes() != before
    assert on(kobo) == {ONE, OTHER}


def test_a_rehearsal(fic: Program, kobo: Path, texts: Path) -> None:
    said = fic("send", texts, "--dry-run", "--eject")
    assert said.out == f"Would copy to {ONE}\nWould copy to {OTHER}\nWould send 2 books to Kobo.\n"
    assert on(kobo) == set()


def test_results_for_programs(fic: Program, kobo: Path, texts: Path) -> None:
    (texts / "broken.txt").write_text("")
    said = fic("send", texts, "--json")
    assert said.code == 1
    told = {Path(one["source"]).name: one for one in json.loads(said.out)}
    assert told["broken.txt"]["result"] == "failed"
    assert told["broken.txt"]["error"]["code"] == 3
    fresh = told["text-0000 night.txt"]
    assert (fresh["result"], fresh["path"], fresh["written"]) == ("new", str(kobo / ONE), True)
    assert fresh["bytes"] == (kobo / ONE).stat().st_size


def test_a_text_that_fails_costs_itself_alone(fic: Program, kobo: Path, texts: Path) -> None:
    (texts / "broken.txt").write_text("")
    said = fic("send", texts)
    assert said.code == 1
    assert on(kobo) == {ONE, OTHER}
    assert "error: the file is empty" in said.err
    assert fic("send", texts / "broken.txt").code == 3


def test_convert_sends_what_it_made(fic: Program, kobo: Path, texts: Path, tmp_path: Path) -> None:
    said = fic("convert", texts, "--device", "kobo")
    assert said.code == 0, said.err
    assert "Sent 2 books to Kobo.\n" in said.out
    assert on(kobo) == {ONE, OTHER}
    assert len(list((tmp_path / "books").glob("*.kepub.epub"))) == 2
    said = fic("convert", texts, "--device", "kobo")
    assert said.out == "2 books are as before.\n2 books are there as before.\n"
    told = json.loads(fic("convert", texts, "--device", "kobo", "--json").out)
    assert [one.get("result") for one in told] == [None, None, "current", "current"]
    assert told[2]["source"] == told[0]["source"]


def test_convert_sends_to_a_kind_without_marks(fic: Program, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    said = fic("convert", texts, "--device", "cervantes", "--to", tmp_path / "disk", "--quiet")
    assert (said.code, said.out) == (0, "")
    assert on(tmp_path / "disk") == {"Books/fern/The Ferry No. 0.epub", "Books/fern/The Ferry No. 1.epub"}


def test_folders_of_a_template_are_folders_of_the_device(fic: Program, kobo: Path, texts: Path) -> None:
    fic("convert", texts, "--device", "kobo", "--name", "ferries/{author}, {title}")
    assert on(kobo) == {f"ferries/fern, The Ferry No. {n}.kepub.epub" for n in (0, 1)}
    fic("send", texts, "--name", "elsewhere/{title}")  # the works are there, and stay where they are
    assert on(kobo) == {f"ferries/fern, The Ferry No. {n}.kepub.epub" for n in (0, 1)}


def test_another_format_may_be_wanted(fic: Program, kobo: Path, texts: Path) -> None:
    said = fic("send", texts, "--format", "epub")
    assert on(kobo) == {"fern/The Ferry No. 0.epub", "fern/The Ferry No. 1.epub"}
    assert "opens with its older program" in said.err


def test_books_of_a_folder_without_texts(fic: Program, kobo: Path, tmp_path: Path) -> None:
    epub(tmp_path / "shelf/a/b.kepub.epub", "The Quay", "ivy")
    epub(tmp_path / "shelf/.trash/c.kepub.epub", "Gone", "ivy")
    assert fic("send", tmp_path / "shelf").code == 0
    assert on(kobo) == {"ivy/The Quay.kepub.epub"}


def test_any_folder(fic: Program, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    said = fic("send", texts, "--to", tmp_path / "stick")
    assert said.out.endswith(f"Sent 2 books to {tmp_path / 'stick'}.\n")
    assert on(tmp_path / "stick") == {"fern/The Ferry No. 0.epub", "fern/The Ferry No. 1.epub"}
    said = fic("send", texts, "--to", tmp_path / "stikc")
    assert said.code == 7
    assert "there is no such folder" in said.err


def test_a_folder_of_a_device_is_the_devices(fic: Program, kobo: Path, texts: Path) -> None:
    (kobo / "Fanfic").mkdir()
    fic("send", texts, "--to", kobo / "Fanfic")
    assert on(kobo) == {f"Fanfic/{ONE}", f"Fanfic/{OTHER}"}


def test_a_kind_without_marks_at_its_place(fic: Program, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    assert fic("send", texts, "--device", "bookeen").code == 7
    assert fic("send", texts, "--device", "bookeen", "--to", tmp_path / "disk").code == 0
    assert on(tmp_path / "disk") == {"Books/fern/The Ferry No. 0.epub", "Books/fern/The Ferry No. 1.epub"}


def test_none_or_several(fic: Program, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = fic("send", texts)
    assert said.code == 7
    assert said.err.startswith("error: no e-reader is mounted\ntry:   Plug it in")
    roots = [str(stand_in(name, tmp_path / name)) for name in ("kobo", "kindle")]
    monkeypatch.setenv(ROOTS, os.pathsep.join(roots))
    said = fic("convert", texts, "--device", "nook")
    assert said.code == 7
    assert not (tmp_path / "books").exists()  # before anything is made
    assert "several e-readers are there" in fic("send", texts).err


def test_what_is_on_it_is_told_also_where_it_ends_before_its_time(
    fic: Program, kobo: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fic2epub.delivering.copying import copy as real

    calls = []

    def copy(source: Path, path: Path) -> object:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return real(source, path)

    monkeypatch.setattr("fic2epub.delivering.sending.copy", copy)
    said = fic("send", texts, "--json", "--eject")
    assert said.code == 7
    assert [one["result"] for one in json.loads(said.out)] == ["new"]
    assert "note:  1 of 2 books are on it, and whole\n" in said.err
    assert "error: the e-reader was taken away\n" in said.err
    assert on(kobo) == {ONE}
    calls.clear()
    said = fic("convert", texts, "--device", "kobo", "--json")
    assert said.code == 0
    assert [one.get("result") for one in json.loads(said.out)] == [None, None, "current", "new"]


def test_a_disk_that_can_not_be_ejected(fic: Program, kobo: Path, texts: Path) -> None:
    said = fic("send", texts, "--eject")
    assert said.code == 7
    assert "the books are there, but it was not ejected" in said.err
    assert on(kobo) == {ONE, OTHER}


@pytest.mark.parametrize("flag", ["--again", "--unchecked"])
def test_what_is_for_mails_alone_is_refused_without_one(
    flag: str, fic: Program, kobo: Path, texts: Path
) -> None:
    said = fic("send", texts, flag)
    assert said.code == 2
    assert flag in said.err
    assert "with --mail" in said.err
    assert on(kobo) == set()


@pytest.mark.parametrize("flags", ["--device kobo", "--to .", "--eject", "--format kepub"])
def test_the_flag_that_does_not_go_with_a_mail_is_named(flags: str, fic: Program, texts: Path) -> None:
    said = fic("send", texts, "--mail", "ada@example.net", *flags.split())
    assert said.code == 2
    assert flags.split(maxsplit=1)[0] in said.err


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    root = stand_in("kobo", tmp_path / "disk")
    books = [epub(tmp_path / f"{n:03}.kepub.epub", "Same", identifier=f"urn:x:{n}") for n in range(40)]
    command = [*PROGRAM, "send", *map(str, books), "--device", "kobo"]
    room = {**ROOM, ROOTS: str(root)}
    nowhere = subprocess.DEVNULL
    runs = [subprocess.Popen(command, env=room, stdout=nowhere, stderr=nowhere) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert sorted((root / name).read_bytes() for name in on(root)) == sorted(
        book.read_bytes() for book in books
    )


def test_a_kindle_without_calibre(
    fic: Program, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = stand_in("kindle", tmp_path / "Kindle")
    monkeypatch.setenv(ROOTS, str(root))
    monkeypatch.setenv("PATH", str(tmp_path))
    said = fic("send", texts)
    assert said.code == 6
    assert "Install calibre." in said.err
    assert "Send to Kindle" in said.err
    said = fic("send", epub(tmp_path / "a.epub", "The Quay"))
    assert said.code == 7
    assert "A Kindle opens no EPUB over its cable." in said.err
    assert on(root) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="it needs the signals of Unix")
def test_asked_to_stop_it_leaves_nothing_half_done(tmp_path: Path) -> None:
    root = stand_in("kobo", tmp_path / "disk")
    books = [
        epub(tmp_path / f"{n:03}.kepub.epub", f"No. {n}", identifier=f"urn:x:{n}", weight=200_000)
        for n in range(200)
    ]
    command = [*PROGRAM, "send", *map(str, books), "--device", "kobo"]
    with subprocess.Popen(
        command,
        env={**ROOM, ROOTS: str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)
    assert process.returncode == 143
    assert "Stopped." in said[1]
    there = on(root)
    assert 0 < len(there) < 200
    assert not list(root.rglob("*.part"))
    for name in there:
        number = int(name.removeprefix("No. ").partition(".")[0])
        assert (root / name).read_bytes() == books[number].read_bytes()
