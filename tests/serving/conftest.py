"""A shelf that is open on a port of its own, and a small client that hides nothing of what is said."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fic2epub.serving.protocol import Limits
from fic2epub.serving.running import Opened, Tells, Wish, serve
from serving import books


@dataclass
class Answer:
    """What a shelf answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Live:
    """An open shelf."""

    folder: Path
    port: int
    opened: Opened
    lines: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=told)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)

    def raw(self, data: bytes, *, seconds: float = 5) -> bytes:
        """Say something word for word, and return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            got = b""
            try:
                while piece := connection.recv(65536):
                    got += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return got

    def token(self, title: str) -> str:
        """Return the token of a book by what the catalogue says of it."""
        import json

        found = json.loads(self.get(f"/opds/v2/books?query={title}").body)["publications"]
        return str(found[0]["images"][0]["href"]).rsplit("/", 1)[1].split("-")[0]


Opener = Callable[..., Live]


@pytest.fixture(scope="session")
def open_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    """Open shelves; they are closed at the end."""
    running: list[tuple[threading.Event, threading.Thread]] = []

    def opening(
        folder: Path, *, limits: Limits | None = None, password: str = "", title: str = "Bookshelf"
    ) -> Live:
        stop, ready, looked = threading.Event(), threading.Event(), threading.Event()
        seen: list[Opened] = []
        lines: list[str] = []
        failed: list[BaseException] = []
        wish = Wish(folder, tmp_path_factory.mktemp("cache"), port=0, password=password, title=title)

        def opened(shelf: Opened) -> None:
            seen.append(shelf)
            ready.set()

        def run() -> None:
            try:
                tells = Tells(opened, lambda *_: looked.set(), lines.append, lines.append)
                serve(wish, tells, limits=limits, stop=stop)
            except BaseException as problem:  # told to the test, on its own thread
                failed.append(problem)
                ready.set()
                looked.set()

        thread = threading.Thread(target=run)
        thread.start()
        running.append((stop, thread))
        assert ready.wait(30)
        assert looked.wait(30)
        if failed:
            raise failed[0]
        port = int(seen[0].addresses[0].rsplit(":", 1)[1])
        return Live(folder.resolve(), port, seen[0], lines)

    yield opening
    for stop, _ in running:
        stop.set()
    for _, thread in running:
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def live(open_shelf: Opener, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """A shelf with half a dozen books, and no password."""
    return open_shelf(books.some(tmp_path_factory.mktemp("shelf")))
