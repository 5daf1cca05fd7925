"""Connections: slow ones are dropped, a crowd pushes nobody out, and one may ask again."""

import contextlib
import re
import socket
import time
from pathlib import Path

import pytest

from fic2epub.serving.protocol import Limits
from serving import books
from serving.conftest import Live, Opener


def test_slow_clients_are_dropped_and_others_served(open_shelf: Opener, tmp_path: Path) -> None:
    shelf = open_shelf(books.some(tmp_path), limits=Limits(for_a_request=1.5, connections=8))
    slow = [socket.create_connection(("127.0.0.1", shelf.port)) for _ in range(30)]
    began = time.monotonic()
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: lo")
    while time.monotonic() - began < 1.0:
        for connection in slow:
            with contextlib.suppress(OSError):
                connection.sendall(b"c")
        assert shelf.get("/opds").status == 200
        time.sleep(0.2)
    time.sleep(1.5)
    for connection in slow:
        connection.settimeout(2)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(10) == b"", "it is still held"
        connection.close()


def test_a_crowd_from_one_address_pushes_nobody_else_out(open_shelf: Opener, tmp_path: Path) -> None:
    shelf = open_shelf(books.some(tmp_path), limits=Limits(connections=8))
    head = b"GET /opds HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with contextlib.ExitStack() as held:
        thoughtful = held.enter_context(socket.create_connection(("127.0.0.1", shelf.port), timeout=5))
        thoughtful.sendall(head)
        try:
            for _ in range(40):
                crowd = socket.create_connection(("127.0.0.1", shelf.port), source_address=("127.0.0.2", 0))
                held.enter_context(crowd).sendall(b"GET")
        except OSError:
            pytest.skip("this machine has no second address on loopback")
        time.sleep(0.5)
        thoughtful.sendall(b"\r\n")
        assert thoughtful.recv(100).startswith(b"HTTP/1.1 200")


def test_a_reader_who_takes_nothing_is_dropped(open_shelf: Opener, tmp_path: Path) -> None:
    noise = books.picture()[:100] + bytes(random_bytes(12 << 20))
    books.write(tmp_path / "a.epub", books.package("Large"), noise)
    shelf = open_shelf(tmp_path, limits=Limits(without_taking=1.0))
    get = re.findall(
        r'href="(/get/[^"]+)"', shelf.get(re.findall(r'href="(/book/[^"]+)"', shelf.get("/").text)[0]).text
    )[0]
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", shelf.port))
        connection.sendall(f"GET {get} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(3)
        connection.settimeout(5)
        got = 0
        try:
            while piece := connection.recv(1 << 20):
                got += len(piece)
        except ConnectionResetError:
            pass
        assert got < len(noise)
    assert len(shelf.get(get).body) > len(noise), "one who takes it gets it"


def random_bytes(count: int) -> bytes:
    import random

    return random.Random(1).randbytes(count)


def test_a_connection_is_used_again(live: Live) -> None:
    one = b"GET /opds HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = live.raw(one * 3 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert answer.count(b"HTTP/1.1 200") == 4
