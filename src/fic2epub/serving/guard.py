"""What every request passes before anything looks at it, and what every answer is given on its way out."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from fic2epub.lazy import regex
from fic2epub.serving.gate import COOKIE, Gate

Scope = dict[str, Any]
_LONGEST_PATH = 1_024
_LONGEST_QUERY = 2_048
_LONGEST_HEAD = 16 << 10
_MOST_HEADERS = 100
_HOST = regex(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::[0-9]{1,5})?", re.IGNORECASE)
_OPEN = regex(r"/(?:thumb|cover)/[0-9a-f]{24}-[0-9a-f]{1,16}\.jpg")
"""Covers: their names can't be guessed, and many reading programs send no password for them."""
_UNSAFE = regex("[^\x21-\x7e]")
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class Guard:
    """An ASGI application around another."""

    def __init__(
        self, app: Any, names: frozenset[str], gate: Gate | None, log: Callable[[str], object] | None = None
    ) -> None:
        self._app = app
        self._names = names
        self._gate = gate
        self._log = log

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            return
        began = time.monotonic()
        status = 500

        async def send_guarded(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is None:
                await self._app(scope, receive, send_guarded)
            else:
                await _answer(send_guarded, *refusal)
        except OSError:
            raise
        except Exception as problem:
            if self._log:
                self._log(f"a fault of fic2epub itself: {type(problem).__name__}: {problem}")
            raise
        finally:
            if self._log:
                self._log(_line(scope, status, time.monotonic() - began))

    def _refusal(self, scope: Scope) -> tuple[int, dict[str, str], bytes] | None:
        """Return what a request is answered with that goes no further; None for one that does."""
        status = self._fault(scope)
        if status == 405:
            return _words(405, Allow="GET, HEAD")
        if status:
            return _words(status)
        return self._at_the_gate(scope, _headers(scope) or {}) if self._gate else None

    def _fault(self, scope: Scope) -> int:
        """Return the status that says what is wrong with a request; 0 where nothing is."""
        given = scope["headers"]
        headers = _headers(scope)
        faults = (
            (431, len(given) > _MOST_HEADERS or sum(len(n) + len(v) for n, v in given) > _LONGEST_HEAD),
            (400, headers is None or not _HOST.fullmatch(headers.get("host", ""))),
            (421, headers is not None and not self._is_ours(headers.get("host", ""), scope)),
            (405, scope["method"] not in ("GET", "HEAD")),
            (413, headers is not None and _has_body(headers)),
            (414, len(scope["raw_path"]) > _LONGEST_PATH or len(scope["query_string"]) > _LONGEST_QUERY),
        )
        return next((status for status, is_so in faults if is_so), 0)

    def _is_ours(self, host: str, scope: Scope) -> bool:
        """Tell whether a request means this shelf: a page from elsewhere may have had its name point here."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        name = name.strip("[]").lower().rstrip(".")
        server = scope.get("server")
        return name in self._names or bool(server and name == str(server[0]).split("%")[0].lower())

    def _at_the_gate(self, scope: Scope, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes] | None:
        assert self._gate
        path: str = scope["path"]
        address = str((scope.get("client") or ("?",))[0])  # never what a header says it is
        if _OPEN.fullmatch(path):
            return None
        if self._gate.is_shut(address):
            return _words(429, **{"Retry-After": "60"})
        if path.startswith("/enter/"):
            if not self._gate.knows(path[len("/enter/") :], address):
                return _words(404)
            cookie = f"{COOKIE}={self._gate.pass_}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
            return 303, {"Location": "/", "Set-Cookie": cookie, "Cache-Control": "no-store"}, b""
        if self._gate.lets_in(headers.get("authorization", ""), headers.get("cookie", ""), address):
            return None
        return _unauthorised(path)


def _headers(scope: Scope) -> dict[str, str] | None:
    """Return the headers; None where one that matters is there twice."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        if key in headers and key in ("host", "content-length", "authorization", "transfer-encoding"):
            return None
        headers[key] = value.decode("latin-1")
    return headers


def _has_body(headers: dict[str, str]) -> bool:
    return headers.get("content-length", "0").strip() != "0" or "transfer-encoding" in headers


def _unauthorised(path: str) -> tuple[int, dict[str, str], bytes]:
    told = {"WWW-Authenticate": 'Basic realm="Bookshelf", charset="UTF-8"', "Cache-Control": "no-store"}
    if not path.startswith("/opds"):
        status, headers, body = _words(401)
        return status, headers | told, body
    document = {
        "id": "urn:fic2epub:shelf",
        "title": "Bookshelf",
        "description": "The password is shown where the shelf was started. Any name will do.",
        "authentication": [
            {
                "type": "http://opds-spec.org/auth/basic",
                "labels": {"login": "Name (any)", "password": "Password"},
            }
        ],
    }
    body = json.dumps(document).encode()
    return 401, told | {"Content-Type": "application/opds-authentication+json"}, body


_WORDS = {
    400: "This request can't be understood.",
    401: "The shelf wants its password. It is shown where the shelf was started; any name will do.",
    404: "There is nothing here.",
    405: "This shelf only gives books out.",
    413: "This shelf takes nothing in.",
    414: "The address is too long.",
    421: "This shelf goes by another name.",
    431: "There is too much around this request.",
    429: "Too many wrong passwords. Try again in a minute.",
}


def _words(status: int, **headers: str) -> tuple[int, dict[str, str], bytes]:
    told = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **headers}
    if status in (400, 405, 413, 414, 421, 431):
        told["Connection"] = "close"  # what it may still send is not waited for
    return status, told, (_WORDS[status] + "\n").encode()


async def _answer(send: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    told.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})


def _line(scope: Scope, status: int, seconds: float) -> str:
    """Return a line for the log: without searches, the way in, or anything that could drive a terminal."""
    path = scope["path"]
    path = "/enter/…" if unquote(path).startswith("/enter") else _UNSAFE.sub("?", path)[:200]
    client = (scope.get("client") or ("?",))[0]
    word = HTTPStatus(status).phrase
    return f"{client} {_UNSAFE.sub('?', scope['method'])[:10]} {path} {status} {word} {seconds * 1000:.0f} ms"
