"""A folder that is watched: texts become books as they arrive, whole, however they are saved."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journeys.program import STORIES

PATIENCE = 60.0


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Path]:
    """A folder with one text that is being watched; its books go to `books` beside it."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "rain.txt").write_text("Rain\nby fern\n\nIt rained.\n")
    command = [
        sys.executable,
        "-m",
        "fic2epub",
        "watch",
        str(folder),
        "-o",
        str(tmp_path / "books"),
        "-j",
        "1",
    ]
    log = (tmp_path / "log.txt").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    try:
        wait_for(lambda: "Watching" in (tmp_path / "log.txt").read_text())
        yield folder
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        said = (tmp_path / "log.txt").read_text()
        assert "Stopped watching." in said
        assert "Traceback" not in said
    finally:
        log.close()
        process.kill()
        process.wait()


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def has_words(book: Path, words: str) -> bool:
    if not book.exists():
        return False
    with zipfile.ZipFile(book) as files:
        return words in files.read("EPUB/chapter-0001.xhtml").decode()


@pytest.mark.skipif(sys.platform == "win32", reason="a process can't be sent Ctrl-C alone there")
def test_texts_become_books_as_they_arrive(watched: Path) -> None:
    books = watched.parent / "books"
    assert has_words(books / "Rain - fern.epub", "It rained")

    with (watched / "slow.txt").open("w") as file:  # a download
        file.write("Slow\nby moss\n\nThe beginning.\n")
        file.flush()
        time.sleep(0.5)
        file.write("\nThe end.\n")
    wait_for(lambda: has_words(books / "Slow - moss.epub", "The end"))

    draft = watched / ".rain.txt.tmp"  # an editor
    draft.write_text("Rain\nby fern\n\nIt snowed.\n")
    draft.replace(watched / "rain.txt")
    wait_for(lambda: has_words(books / "Rain - fern.epub", "It snowed"))

    (watched / "rain.toml").write_text('title = "Sleet"\n')
    wait_for((books / "Sleet - fern.epub").exists)

    settings = watched / "fic2epub.toml"
    settings.write_text('theem = "x"')
    wait_for(lambda: "Did you mean 'theme'?" in (watched.parent / "log.txt").read_text())
    settings.write_text('notes = "drop"\nformat = "kepub"\nexclude = ["slow.txt"]')
    wait_for((books / "Sleet - fern.kepub.epub").exists)
    settings.unlink()
    assert not list(books.glob("Slow*.kepub.epub"))

    covers = watched / "covers"
    covers.mkdir()
    shutil.copy(STORIES.parent / "covers" / "half-a-wall.jpg", covers / "slow.jpg")
    before = (books / "Slow - moss.epub").read_bytes()
    wait_for(lambda: (books / "Slow - moss.epub").read_bytes() != before)

    (watched / "empty.txt").write_bytes(b"\x00\x01")
    wait_for(lambda: "binary" in (watched.parent / "log.txt").read_text())
    deep = watched / "deeper"
    deep.mkdir()
    os.link(watched / "slow.txt", deep / "again.txt")
    wait_for(lambda: len(list(books.glob("Slow*.epub"))) == 2)
    assert (watched.parent / "log.txt").read_text().count("binary") == 1
    assert not list(books.glob("*.part"))
