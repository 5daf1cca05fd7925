"""`fic2epub serve`, as a user calls it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from serving import books


class Started:
    """The program, and what it says."""

    def __init__(self, folder: Path, *flags: str, **more: str) -> None:
        home = folder.parent / "home"
        home.mkdir(exist_ok=True)
        env = {
            **os.environ,
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_STATE_HOME": str(home / "state"),
            **more,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fic2epub", "serve", str(folder), *flags],
            env=env,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def until(self, words: str) -> str:
        assert self.process.stderr
        said = ""
        while words not in said:
            line = self.process.stderr.readline()
            assert line, said
            said += line
        return said

    def end(self, how: signal.Signals) -> tuple[int, str, float]:
        began = time.monotonic()
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said, time.monotonic() - began


Starter = Callable[..., Started]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return books.some(tmp_path / "books")


@pytest.fixture
def start(folder: Path) -> Iterator[Starter]:
    made: list[Started] = []

    def starting(*arguments: str, **more: str) -> Started:
        made.append(Started(folder, *arguments, **more))
        return made[-1]

    yield starting
    for each in made:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_opens_and_ends_at_once_whoever_is_connected(start: Starter, how: signal.Signals) -> None:
    port = free_port()
    program = start("--port", str(port))
    said = program.until("on the shelf")
    assert f"The shelf is at http://127.0.0.1:{port}/" in said
    assert "6 books on the shelf." in said
    assert "Password" not in said
    assert program.until("could not be read").startswith("1 file")
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/opds")
        assert connection.getresponse().status == 200
        code, said, seconds = program.end(how)
        connection.close()
    assert (code, said) == (0, "The shelf is closed.\n")
    assert seconds < 2


def test_a_taken_port_is_one_clear_error(start: Starter) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        program = start("--port", str(port))
        _, said = program.process.communicate(timeout=30)
    assert program.process.returncode == 6
    assert (
        said
        == f"error: port {port} is taken\ntry:   Choose another with --port, or end the program that has it.\n"
    )


def test_with_lan_there_is_a_password_and_it_stays(start: Starter) -> None:
    said = []
    for flags in ((), (), ("--new-password",)):
        program = start("--lan", "--port", "0", *flags)
        text = program.until("Ctrl-C")
        found = re.search(r"Password: ([a-z-]+)  \(any user name\)", text)
        assert found
        said.append(found[1])
        assert "█" in text or "▀" in text, "the QR code"
        code, rest, _ = program.end(signal.SIGINT)
        assert code == 0
        assert found[1] not in rest
    assert said[0] == said[1] != said[2]


def test_a_password_of_ones_own(start: Starter) -> None:
    program = start("--lan", "--port", "0", FIC2EPUB_SHELF_PASSWORD="a longer secret")
    assert "Password: a longer secret" in program.until("Ctrl-C")
    short = start("--lan", "--port", "0", FIC2EPUB_SHELF_PASSWORD="short")
    _, said = short.process.communicate(timeout=30)
    assert (short.process.returncode, said.count("short")) == (1, 1)


def test_without_the_extra_it_says_what_to_install(folder: Path) -> None:
    code = "import sys; sys.modules['starlette.applications'] = sys.modules['starlette'] = None\nfrom fic2epub.cli import main\nsys.argv = ['fic2epub', 'serve', sys.argv[1]]\nsys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == "error: the shelf needs starlette\ntry:   Install it with: pip install 'fic2epub[serve]'\n"
    )


def test_no_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fic2epub", "serve", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "there is no such folder" in done.stderr
