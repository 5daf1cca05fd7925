"""A real mail server on this computer: aiosmtpd, with TLS, logins, and what can go wrong at each step."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, Session

USER, SECRET = "me@example.org", "pässword:hunter2 ☂"
Hook = Callable[[], str | None]


@dataclass
class Faults:
    """What the server does wrong; each for the first `times` connections or, with -1, always."""

    say: dict[str, str] = field(default_factory=dict)
    """Answers instead of the usual ones, by step: EHLO, AUTH, MAIL, RCPT, DATA; DATA's is after the mail."""
    drop: str = ""
    """The step at which the connection breaks: CONNECT, one of the above, or ANSWER: mail taken, not said so."""
    drop_after: int = -1
    """Bytes of a connection, after which it breaks."""
    times: int = -1


class Server:
    """The server, its faults, and what it took."""

    def __init__(self, context: ssl.SSLContext | None, *, implicit: bool = False, **options: Any) -> None:
        self.taken: list[bytes] = []
        self.faults = Faults()
        self.connections = 0
        self.received: list[int] = []
        """Bytes of each connection, after decryption."""
        self.logins: list[bytes] = []
        self.on_mail: Callable[[], object] | None = None
        """Called when a mail is there, before it is taken."""
        self._options: dict[str, Any] = {
            "hostname": "mail.test",
            "ident": "test",
            "authenticator": self._authenticate,
            "auth_required": True,
            "data_size_limit": 0,
            "loop": None,
        } | options
        if implicit:
            self._options |= {"auth_require_tls": False}
        elif context:
            self._options |= {"tls_context": context, "require_starttls": True}
        else:
            self._options |= {"auth_require_tls": False, "auth_required": False}
        self._implicit = context if implicit else None
        self.port = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """Answer on a port of the loopback, in a thread of its own."""
        loop = asyncio.new_event_loop()
        self._options["loop"] = loop
        loop.set_exception_handler(lambda *_: None)  # connections that are broken on purpose
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        server = loop.run_until_complete(
            loop.create_server(lambda: _Protocol(self, self._options), sock=door, ssl=self._implicit)
        )
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()

    @property
    def faulty(self) -> bool:
        return self.faults.times < 0 or self.connections <= self.faults.times

    def _authenticate(
        self, _server: object, _session: Session, _envelope: object, way: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        right = data.login == USER.encode() and data.password == SECRET.encode()
        return AuthResult(success=right, handled=False, message=None if right else "535 5.7.8 no such luck")


async def _end(server: asyncio.AbstractServer) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _abort(transport: Any) -> None:
    if transport is not None:
        transport.abort()


class _Protocol(SMTP):
    """aiosmtpd's own, which breaks off where it is told to."""

    def __init__(self, owner: Server, options: dict[str, Any]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it can't see that the connection is secured already
            super().__init__(_Handler(owner), **options)
        self._owner = owner
        self._mine: int | None = None

    def connection_made(self, transport: Any) -> None:
        if self._mine is None:
            self._mine = len(self._owner.received)
            self._owner.received.append(0)
            self._owner.connections += 1
        super().connection_made(transport)
        if self._owner.faults.drop == "CONNECT" and self._owner.faulty:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        assert self._mine is not None
        self._owner.received[self._mine] += len(data)
        limit = self._owner.faults.drop_after
        if 0 <= limit < self._owner.received[self._mine] and self._owner.faulty:
            _abort(self.transport)
            return
        super().data_received(data)

    async def _at(self, step: str, usual: Callable[[], Any]) -> None:
        faults, owner = self._owner.faults, self._owner
        if owner.faulty and faults.drop == step:
            _abort(self.transport)
        elif owner.faulty and step in faults.say:
            await self.push(faults.say[step])
        else:
            await usual()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        await self._at("EHLO", lambda: SMTP.smtp_EHLO(self, hostname))

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        await self._at("STARTTLS", lambda: SMTP.smtp_STARTTLS(self, arg))

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self._at("AUTH", lambda: SMTP.smtp_AUTH(self, arg))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        await self._at("MAIL", lambda: SMTP.smtp_MAIL(self, arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await self._at("RCPT", lambda: SMTP.smtp_RCPT(self, arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        await self._at("DATA", lambda: SMTP.smtp_DATA(self, arg))

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        await self._at("QUIT", lambda: SMTP.smtp_QUIT(self, arg))


class _Handler:
    def __init__(self, owner: Server) -> None:
        self._owner = owner

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Any) -> str:  # noqa: N802
        faults, owner = self._owner.faults, self._owner
        if owner.on_mail:
            owner.on_mail()
        if owner.faulty and "MAILED" in faults.say:
            return faults.say["MAILED"]
        if owner.faulty and faults.drop == "REFUSED":  # it breaks before the mail is taken
            _abort(server.transport)
            return "250 never heard"
        owner.taken.append(envelope.original_content)
        if owner.faulty and faults.drop == "ANSWER":
            _abort(server.transport)
        return "250 OK"
