"""Measures a shelf of many books: to read them all, to open, to search, under slow clients, and its memory.

python benchmarks/shelf.py                 100,000 books and 400 slow clients for 30 seconds
python benchmarks/shelf.py --books 2000    fewer
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    ' full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_WORDS = (
    "lantern harbour winter salt river ember glass crow thistle moon letter garden storm bridge owl copper"
    " velvet hollow march violet signal orchard mirror raven tide candle meadow stone paper silver"
).split()
QUESTIONS = (
    "/", "/?q=lantern", "/?q=the+harbour", "/?q=velvet+moon+crow", "/?q=author+77", "/?q=ember+fandom+3",
    "/?order=title", "/?order=longest&page=400", "/?page=2000", "/by/author", "/by/fandom", "/opds",
    "/opds/books", "/opds/books?q=thistle", "/opds/v2/books?query=garden+owl", "/opds/by/author?page=90",
)  # fmt: skip


def package(number: int, dice: random.Random) -> str:
    """Return a package document as `convert` writes it, of a story that nobody wrote."""
    title = " ".join(dice.choices(_WORDS, k=dice.randint(2, 5))).capitalize()
    # A few fandoms have most of the stories, and most authors few.
    fandom = int(dice.paretovariate(0.6)) % 2_000
    facts = [
        ("fandom", f"Fandom {fandom}"),
        ("relationship", f"Person {fandom}-{dice.randrange(6)}/Person {fandom}-{dice.randrange(6)}"),
        *(("character", f"Person {fandom}-{dice.randrange(12)}") for _ in range(3)),
        *(("tag", f"{dice.choice(_WORDS)} {dice.choice(_WORDS)}") for _ in range(5)),
        ("rating", dice.choice(["General", "Teen", "Mature", "Explicit"])),
        ("status", dice.choice(["Complete", "In progress"])),
        ("words", str(dice.randrange(500, 200_000))),
    ]
    typed = "".join(f'<meta property="fic2epub:{name}">{value}</meta>' for name, value in facts)
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">'
        f"urn:uuid:{number:08x}-0000-5000-8000-000000000000</dc:identifier><dc:title>{title}</dc:title>"
        f"<dc:creator>author {dice.randrange(20_000)}</dc:creator><dc:language>en</dc:language>"
        f"<dc:description>{' '.join(dice.choices(_WORDS, k=40))} the the the</dc:description>{typed}"
        '<meta name="generator" content="fic2epub 0"/></metadata><manifest/><spine/></package>'
    )


def fill(folder: Path, count: int) -> None:
    """Write so many small books, a thousand in each folder."""
    dice = random.Random(7)
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"{number:06}.epub"
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/epub+zip")
            archive.writestr("META-INF/container.xml", _CONTAINER)
            archive.writestr("EPUB/package.opf", package(number, dice))


class Server:
    """`fic2epub serve`, as a process of its own."""

    def __init__(self, folder: Path, cache: Path, port: int) -> None:
        self.port = port
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fic2epub", "serve", str(folder), "--port", str(port)],
            env={**os.environ, "XDG_CACHE_HOME": str(cache)}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.looked = threading.Event()
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            try:
                self.ask("/opds")
                break
            except OSError:
                time.sleep(0.02)
        self.opened = time.perf_counter() - began

    def _listen(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self.said.append(line.strip())
            if "on the shelf" in line:
                self.looked.set()

    def ask(self, path: str) -> float:
        """Ask for a page on a connection of its own; return the seconds until all of it is there."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return time.perf_counter() - began

    def memory(self) -> tuple[float, float]:
        """Return how many MiB the process has now, and has had at the most."""
        told = Path(f"/proc/{self._process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
        return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024

    def end(self) -> float:
        """Ask it to end, as Ctrl-C does; return the seconds until it has."""
        began = time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)
        return time.perf_counter() - began


class SlowClients:
    """Connections that give a byte in 1.5 seconds, and come again when they are dropped."""

    def __init__(self, port: int, count: int) -> None:
        self._port = port
        self._count = count
        self._chooser = selectors.DefaultSelector()
        self.held: dict[socket.socket, float] = {}
        self.lives: list[float] = []
        self.opened = 0
        self._next = time.perf_counter()

    def go_on(self, *, come_again: bool) -> None:
        """Do for a moment what slow clients do."""
        while come_again and len(self.held) < self._count and self.opened < self._count * 50:
            self._open()
        for key, _ in self._chooser.select(0.05):
            assert isinstance(key.fileobj, socket.socket)
            self._drop(key.fileobj)
        if come_again and time.perf_counter() > self._next:
            self._next += 1.5
            for connection in list(self.held):
                try:
                    connection.send(b"x")
                except OSError:
                    self._drop(connection)

    def _open(self) -> None:
        connection = socket.create_connection(("127.0.0.1", self._port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        connection.setblocking(False)
        self._chooser.register(connection, selectors.EVENT_READ)
        self.held[connection] = time.perf_counter()
        self.opened += 1

    def _drop(self, connection: socket.socket) -> None:
        self._chooser.unregister(connection)
        self.lives.append(time.perf_counter() - self.held.pop(connection))
        connection.close()


def under_slow_clients(server: Server, count: int, seconds: float) -> None:
    """Ask for the first page while slow clients are there, and tell how it went for both."""
    slow = SlowClients(server.port, count)
    times: list[float] = []
    failed: list[OSError] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                times.append(server.ask("/"))
            except OSError as problem:
                failed.append(problem)
            stop.wait(0.2)

    normal = threading.Thread(target=ask)
    normal.start()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        slow.go_on(come_again=True)
    stop.set()
    normal.join()
    while slow.held and time.perf_counter() < end + 12:  # nobody comes again: all must go
        slow.go_on(come_again=False)
    times.sort()
    median = statistics.median(times) * 1000
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))] * 1000
    print(f"  {count} slow clients at any time for {seconds:.0f} s, {slow.opened:,} connections in all")
    print(f"  they lived {statistics.median(slow.lives):.1f} s (median), {max(slow.lives):.1f} s (longest)")
    print(f"  still connected 12 s later: {len(slow.held)}")
    print(f"  a normal GET: median {median:.0f} ms, p99 {p99:.0f} ms, of {len(times)}; {len(failed)} failed")


def main() -> None:
    """Measure, and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--books", type=int, default=100_000)
    given.add_argument("--slow", type=int, default=400)
    given.add_argument("--seconds", type=float, default=30)
    given.add_argument("--folder", type=Path, help="keep the books here, or use those that are")
    given.add_argument("--cache", type=Path, help="keep the index here")
    given.add_argument("--port", type=int, default=8391)
    wish = given.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wish.folder or Path(scratch) / "books"
        if not folder.is_dir():
            folder.mkdir(parents=True)
            fill(folder, wish.books)
        load = os.getloadavg()[0]
        print(f"{wish.books:,} books; {os.cpu_count()} cores, load {load:.1f} before")
        cache = wish.cache or Path(scratch) / "cache"
        began = time.perf_counter()
        server = Server(folder, cache, wish.port)
        print(f"first start: answers after {server.opened:.1f} s")
        server.looked.wait()
        took = time.perf_counter() - began
        print(f"all read after {took:.0f} s: {wish.books / took:,.0f} books a second")
        print(f"memory: {server.memory()[1]:.0f} MiB at the most; to end: {server.end() * 1000:.0f} ms")
        index = sum(path.stat().st_size for path in cache.rglob("*.sqlite"))
        print(f"index: {index / 2**20:.0f} MiB on the disk")

        server = Server(folder, cache, wish.port + 1)
        print(f"second start: answers after {server.opened:.1f} s")
        server.looked.wait()
        print("each question 20 times, median and largest, in ms:")
        for path in QUESTIONS:
            times = [server.ask(path) * 1000 for _ in range(20)]
            print(f"  {statistics.median(times):6.1f} {max(times):6.1f}  {path}")
        now, most = server.memory()
        print(f"memory: {now:.0f} MiB, {most:.0f} MiB at the most")
        print("slow clients:")
        under_slow_clients(server, wish.slow, wish.seconds)
        print(f"memory: {server.memory()[1]:.0f} MiB at the most; to end: {server.end() * 1000:.0f} ms")


if __name__ == "__main__":
    main()
