"""The addresses of the shelf, and what answers each."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fic2epub.model.noun import noun
from fic2epub.serving import catalogue, opds1, opds2
from fic2epub.serving.asking import Asked, BadAddressError, asked
from fic2epub.serving.book import Kind
from fic2epub.serving.files import BookResponse, Covers, is_known
from fic2epub.serving.finding import Finder
from fic2epub.serving.gate import Gate
from fic2epub.serving.guard import Guard
from fic2epub.serving.index import Index
from fic2epub.serving.opds1 import download_name
from fic2epub.serving.opening import opened_below
from fic2epub.serving.pages import Pages

Handler = Callable[[Request], Awaitable[Response]]
_NOTHING = Response("There is nothing here.\n", 404, media_type="text/plain")
_HIDDEN = {"Cache-Control": "private, no-cache", "Vary": "User-Agent, Cookie"}
_STATIC = {
    "shelf.css": "text/css; charset=utf-8",
    "plain.css": "text/css; charset=utf-8",
    "shelf.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@noun(frozen=True, slots=True)
class ShelfFacts:
    """What the shelf's application is made for."""

    folder: Path
    """The folder itself, resolved."""
    covers: Path
    """Where small covers are kept."""
    name: str = "Bookshelf"
    names: frozenset[str] = frozenset()
    """Names by which it may be asked for, beside its address."""


def application(
    index: Index, facts: ShelfFacts, gate: Gate | None = None, log: Callable[[str], object] | None = None
) -> Guard:
    """Return the shelf as an ASGI application, with its guard before it."""
    shelf = _Shelf(index, facts)
    routes = [
        Route("/", shelf.page),
        Route("/book/{token}", shelf.book_page),
        Route("/by/{kind}", shelf.names_page),
        Route("/unreadable", shelf.unreadable_page),
        Route("/get/{token}/{name}", shelf.download),
        Route("/{sort}/{token}-{version}.jpg", shelf.cover),
        Route("/static/{name}", shelf.static),
        Route("/opds/search.xml", shelf.description),
        *(Route(f"/opds{rest}", shelf.feed(1, rest)) for rest in ("", "/", "/books", "/by/{kind}")),
        *(Route(f"/opds/v2{rest}", shelf.feed(2, rest)) for rest in ("", "/", "/books", "/by/{kind}")),
    ]
    app = Starlette(routes=routes, exception_handlers={BadAddressError: _bad})
    app.router.redirect_slashes = False
    return Guard(app, facts.names, gate, log)


async def _bad(_: Request, __: Exception) -> Response:
    return Response("This address can't be understood.\n", 400, media_type="text/plain")


class _Shelf:
    """Answers: each is worked out on a thread, with a connection to the index of its own."""

    def __init__(self, index: Index, facts: ShelfFacts) -> None:
        self._index = index
        self._facts = facts
        self._covers = Covers(facts.folder, facts.covers)
        self._pages = Pages(facts.name)
        threading.Thread(target=self._pages.prepare, name="preparing", daemon=True).start()

    async def page(self, request: Request) -> Response:
        """The shelf itself, or what was searched for."""
        wish = _asked(request)
        return await self._html(request, lambda finder, agent: self._pages.shelf(finder, wish, agent))

    async def book_page(self, request: Request) -> Response:
        """All about one book."""
        wish = _asked(request)
        token = request.path_params["token"]
        return await self._html(request, lambda finder, agent: self._pages.book(finder, token, wish, agent))

    async def names_page(self, request: Request) -> Response:
        """All fandoms, or authors, or the like."""
        wish, kind = _asked(request), _kind(request)
        if kind is None:
            return _NOTHING
        return await self._html(request, lambda finder, agent: self._pages.names(finder, kind, wish, agent))

    async def unreadable_page(self, request: Request) -> Response:
        """The files that are no books."""
        wish = _asked(request)
        return await self._html(request, lambda finder, agent: self._pages.unreadable(finder, wish, agent))

    async def _html(self, request: Request, made: Callable[[Finder, str], str | None]) -> Response:
        agent = request.headers.get("user-agent", "")[:300]
        text = await run_sync(lambda: made(Finder(self._index), agent))
        if text is None:
            return _NOTHING
        return _answer(request, text.encode(), "text/html; charset=utf-8")

    def feed(self, version: int, rest: str) -> Handler:
        """Return what answers for one sort of the catalogue's pages."""

        async def answer(request: Request) -> Response:
            wish = _asked(request)
            kind = _kind(request) if "{kind}" in rest else None
            if "{kind}" in rest and kind is None:
                return _NOTHING
            base = _base(request)
            agent = request.headers.get("user-agent", "")[:300]
            name = self._facts.name

            def work() -> tuple[bytes, str, float] | None:
                finder = Finder(self._index)
                page = _feed_of(finder, rest, wish, kind, name)
                if page is None:
                    return None
                if version == 2:
                    return opds2.opds_json(page, base, agent), opds2.TYPE, page.updated
                kind_of = opds1.NAVIGATION if page.books is None else opds1.ACQUISITION
                return opds1.atom(page, base, name, agent), f"{kind_of};charset=utf-8", page.updated

            made = await run_sync(work)
            return _answer(request, *made) if made else _NOTHING

        return answer

    async def description(self, request: Request) -> Response:
        """How the shelf is searched."""
        return _answer(request, opds1.description(_base(request), self._facts.name), opds1.DESCRIPTION)

    async def download(self, request: Request) -> Response:
        """A book's file. The name at the end of its address is for the reader's device alone."""
        token = request.path_params["token"]

        def work() -> Response:
            found = Finder(self._index).file(token)
            if found is None:
                return _NOTHING
            file, book = found
            try:
                held = opened_below(self._facts.folder, file.path)
            except OSError:
                return _NOTHING
            return BookResponse(held, request.headers, download_name(book, file), file.form.media_type)

        return await run_sync(work)

    async def cover(self, request: Request) -> Response:
        """A cover, small or large."""
        sort, token = request.path_params["sort"], request.path_params["token"]
        if sort not in ("thumb", "cover"):
            return _NOTHING
        book = await run_sync(lambda: Finder(self._index).book(token))
        data = await self._covers.of(book, sort) if book else b""
        if not data:
            return _NOTHING
        return _answer(request, data, "image/jpeg", keep="private, max-age=604800, immutable")

    async def static(self, request: Request) -> Response:
        """A part of the page's looks."""
        name = request.path_params["name"]
        if name not in _STATIC:
            return _NOTHING
        data = await run_sync((Path(__file__).parent / "static" / name).read_bytes)
        return _answer(request, data, _STATIC[name], keep="private, max-age=3600")


def _feed_of(finder: Finder, rest: str, wish: Asked, kind: Kind | None, name: str) -> catalogue.Feed | None:
    if kind is not None:
        return catalogue.names(finder, kind, wish.page)
    if rest == "/books":
        return catalogue.list_of(finder, wish, name)
    return catalogue.root(finder, name)


def _asked(request: Request) -> Asked:
    return asked(request.scope["query_string"].decode("latin-1"))


def _kind(request: Request) -> Kind | None:
    try:
        return Kind(request.path_params["kind"])
    except ValueError:
        return None


def _base(request: Request) -> str:
    """Return the shelf's address as the reader has it; the guard has seen that it is one of ours."""
    return f"{request.scope['scheme']}://{request.headers['host']}"


def _answer(
    request: Request, body: bytes, media_type: str, modified: float | None = None, *, keep: str = ""
) -> Response:
    """Return an answer; of one that the reader has already, no more than that it is the same."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers: dict[str, Any] = {**_HIDDEN, "ETag": etag}
    if keep:
        headers |= {"Cache-Control": keep, "Vary": "Cookie"}
    if modified:
        headers["Last-Modified"] = formatdate(int(modified), usegmt=True)
    if "if-none-match" in request.headers and is_known(request.headers, etag, 0):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": media_type})
