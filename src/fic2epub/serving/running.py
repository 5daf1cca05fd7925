"""The shelf is opened: a socket, a thread that follows the folder, and the server, until somebody ends it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from fic2epub.errors import BindingError, Fic2EpubError, SourceError
from fic2epub.model.noun import noun
from fic2epub.serving.app import ShelfFacts, application
from fic2epub.serving.filling import Filling
from fic2epub.serving.finding import Finder
from fic2epub.serving.gate import Gate
from fic2epub.serving.index import Index, index_path
from fic2epub.serving.protocol import Limits, protocol_with
from fic2epub.serving.scanning import Scanning


@noun(frozen=True, slots=True)
class Opened:
    """A shelf that is open: what a user is told of it."""

    addresses: tuple[str, ...]
    """Without a slash at the end, the one that others in the house can use first."""
    way_in: str
    """What follows an address in the QR code; empty where there is no password."""
    books: int


@noun(frozen=True, slots=True)
class Wish:
    """How a shelf is to be opened."""

    folder: Path
    cache: Path
    host: str = "127.0.0.1"
    port: int = 8080
    password: str = ""
    """Empty for a shelf that needs none: on loopback alone."""
    names: tuple[str, ...] = ()
    title: str = "Bookshelf"
    poll: bool = False


@noun(frozen=True, slots=True)
class Tells:
    """Who is told what. Each may be called on a thread of its own."""

    opened: Callable[[Opened], object] = print
    """As soon as the shelf answers."""
    looked: Callable[[int, int, int], object] | None = None
    """Whenever the folder was looked through: of books, of files read so far, and of unreadable ones."""
    request: Callable[[str], object] | None = None
    """A line for each request."""
    warning: Callable[[str], object] = print
    """Of what is no reason to close the shelf."""


def serve(
    wish: Wish, tells: Tells, *, limits: Limits | None = None, stop: threading.Event | None = None
) -> None:
    """Open a shelf, and keep it open until a signal ends it, or `stop` is set.

    Raises SourceError for a folder that is none, and BindingError where the port is taken.
    """
    if not wish.folder.is_dir():
        raise SourceError("there is no such folder", where=str(wish.folder), advice="Name a folder of books.")
    if not wish.password and not _is_loopback(wish.host):
        raise Fic2EpubError("a shelf that others can reach needs a password")
    with bound(wish.host, wish.port) as listener:
        index = Index(index_path(wish.folder, wish.cache))
        gate = Gate(wish.password) if wish.password else None
        ending = threading.Event()
        scanning = Scanning(wish.folder.resolve(), Filling(index), ending)
        thread = threading.Thread(
            target=_follow, args=(index, scanning, tells, ending, wish.poll), name="following", daemon=True
        )
        config = _config(application(index, _facts(wish), gate, tells.request), limits or Limits())
        server = _Server(
            config,
            stop or threading.Event(),
            lambda: tells.opened(_opened(wish, listener, gate, Finder(index).count())),
        )
        thread.start()
        try:
            asyncio.run(server.serve(sockets=[listener]))
        finally:
            ending.set()
            thread.join(5)
            index.close()


def _follow(index: Index, scanning: Scanning, tells: Tells, ending: threading.Event, poll: bool) -> None:
    finder = Finder(index)

    def looked() -> None:
        if tells.looked:
            tells.looked(finder.count(), scanning.read, finder.broken_count())

    try:
        scanning.follow(looked, poll=poll)
    except Exception as problem:  # the shelf stays open, as it was
        if not ending.is_set():
            tells.warning(f"the folder is no longer followed: {type(problem).__name__}: {problem}")


def _facts(wish: Wish) -> ShelfFacts:
    names = {"localhost", "127.0.0.1", "::1", *own_names(), *(name.lower() for name in wish.names)}
    return ShelfFacts(wish.folder.resolve(), wish.cache / "covers", wish.title, frozenset(names))


def _config(app: Any, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app, http=protocol_with(limits), ws="none", lifespan="off", loop="asyncio", log_config=None,
        log_level="critical", access_log=False, server_header=False, proxy_headers=False, backlog=1024,
        timeout_keep_alive=limits.keep_alive, timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=limits.headers,
    )  # fmt: skip


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that is bound. Raises BindingError where that can't be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let two have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise _refused(problem, host, port) from None
    return listener


def _refused(problem: OSError, host: str, port: int) -> BindingError:
    if problem.errno == errno.EADDRINUSE:
        what, advice = f"port {port} is taken", "Choose another with --port, or end the program that has it."
    elif problem.errno == errno.EACCES:
        what, advice = f"port {port} may not be used", "Choose one above 1023 with --port."
    else:
        what, advice = f"the shelf can't be opened at {host}:{port}: {problem.strerror or problem}", ""
    return BindingError(what, advice=advice)


class _Server(uvicorn.Server):
    """uvicorn's server, which ends at once when it is asked to, and says when it is ready."""

    def __init__(self, config: uvicorn.Config, ending: threading.Event, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ending = ending
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        old = {
            number: signal.signal(number, self._end)
            for number in numbers
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        try:
            yield
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._ending.is_set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.force_exit = True  # what is still on its way is a download, which can be asked for again
        for connection in list(self.server_state.connections):
            transport: Any = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        await super().shutdown(sockets)

    def _end(self, _: int, __: object) -> None:
        self.should_exit = True


def _opened(wish: Wish, listener: socket.socket, gate: Gate | None, books: int) -> Opened:
    port = listener.getsockname()[1]
    hosts = [wish.host]
    if wish.host in ("0.0.0.0", "::"):
        hosts = [*home_addresses(), "127.0.0.1"]
    addresses = tuple(
        f"http://{f'[{host}]' if ':' in host else host}:{port}" for host in dict.fromkeys(hosts)
    )
    return Opened(addresses, f"/enter/{gate.key}" if gate else "", books)


def home_addresses() -> list[str]:
    """Return this machine's addresses at home, the one that leads outside first. Nothing is sent for it."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address that nobody has; it only chooses the way
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [one for one in dict.fromkeys(found) if not _is_loopback(one) and one != "0.0.0.0"]


def own_names() -> set[str]:
    """Return the names that this machine has at home."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.split(".", 1)[0]
    return {one for one in (name, short, f"{short}.local", f"{short}.lan", f"{short}.home") if short}


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
