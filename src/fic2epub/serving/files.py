"""Books and covers on their way out: whole or in part, and only if the reader has not got them already."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import anyio
from anyio.to_thread import run_sync
from starlette.responses import Response

from fic2epub.bookbinding.thumbnails import reduced
from fic2epub.lazy import regex
from fic2epub.lookup import package_file
from fic2epub.model.story import Facts, Series
from fic2epub.serving.book import Kind, Shelved
from fic2epub.serving.opds1 import ascii_name
from fic2epub.serving.opening import cover_in, opened_below

_CHUNK = 256 << 10
_RANGE = regex(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_SIZES = {"thumb": (300, 450), "cover": (1200, 1800)}
_MOST_COVERS = 20_000
"""Pictures kept in the cache."""
_SWEEP_EVERY = 500


class BookResponse(Response):
    """A file, or the part of it that is asked for. It is open already: what it was then, it stays."""

    def __init__(self, file: IO[bytes], headers: Mapping[str, str], name: str, media_type: str) -> None:
        state = os.fstat(file.fileno())
        etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        modified = formatdate(int(state.st_mtime), usegmt=True)
        told = {
            "Content-Type": media_type,
            "Content-Disposition": disposition(name),
            "ETag": etag,
            "Last-Modified": modified,
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, no-cache",
        }
        self._file = file
        self._start, self._left, status = 0, state.st_size, 200
        if is_known(headers, etag, state.st_mtime):
            status, self._left = 304, 0
        elif (wanted := headers.get("range")) and _is_same(headers.get("if-range"), etag, modified):
            status, self._start, self._left = part_of(wanted, state.st_size)
            if status == 206:
                end = self._start + self._left - 1
                told["Content-Range"] = f"bytes {self._start}-{end}/{state.st_size}"
            elif status == 416:
                told["Content-Range"] = f"bytes */{state.st_size}"
        super().__init__(status_code=status, headers=told)
        if status != 304:
            self.headers["Content-Length"] = str(self._left)
        else:
            del self.headers["Content-Length"]

    async def __call__(self, scope: Any, _: Any, send: Any) -> None:
        """Send it, a piece at a time: no faster than the reader takes it."""
        with self._file as file:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            left = 0 if scope["method"] == "HEAD" else self._left
            file.seek(self._start)
            while left > 0:
                piece = await run_sync(file.read, min(_CHUNK, left))
                if not piece:  # the file was cut short: the length that was promised tells the reader
                    raise OSError("the file ended too soon")
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def part_of(wanted: str, size: int) -> tuple[int, int, int]:
    """Return status, start and length of what a Range header asks for.

    One range is answered; several, or what is no range, with the whole, as the standard allows.
    """
    found = _RANGE.fullmatch(wanted.strip()) if len(wanted) < 60 else None
    if found is None or found[0] == "bytes=-":
        return 200, 0, size
    first, last = found[1], found[2]
    if not first:
        length = min(int(last), size)
        return (206, size - length, length) if length else (416, 0, 0)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return 200, 0, size
    return (206, start, end - start + 1) if start < size else (416, 0, 0)


def is_known(headers: Mapping[str, str], etag: str, modified: float) -> bool:
    """Tell whether the reader has it already."""
    if (tags := headers.get("if-none-match")) is not None:
        return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
    if (since := headers.get("if-modified-since")) is not None:
        try:
            return int(modified) <= parsedate_to_datetime(since).timestamp()
        except (ValueError, TypeError, OverflowError):
            return False
    return False


def _is_same(if_range: str | None, etag: str, modified: str) -> bool:
    return if_range is None or if_range.strip() in (etag, modified)


def disposition(name: str) -> str:
    """Return the header that names a download: in ASCII for old devices, and in full."""
    plain = ascii_name(name).replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


class Covers:
    """Makes covers small, few at a time, and keeps them."""

    def __init__(self, root: Path, cache: Path) -> None:
        self._root = root
        self._cache = cache
        self._at_once = anyio.CapacityLimiter(2)
        self._made = 0

    async def of(self, book: Shelved, sort: str) -> bytes:
        """Return a book's cover as a JPEG, as large as its sort; empty where it has none."""
        return await run_sync(self._of, book, sort, limiter=self._at_once)

    def _of(self, book: Shelved, sort: str) -> bytes:
        name = f"{book.token}-{int(book.changed * 1000):x}-{sort}.jpg"
        path = self._cache / name[:2] / name
        try:
            return path.read_bytes()
        except OSError:
            pass
        data = self._made_of(book, sort)
        if data:
            self._keep(path, data)
        return data

    def _made_of(self, book: Shelved, sort: str) -> bytes:
        for kept in book.files:
            try:
                with opened_below(self._root, kept.path) as file:
                    picture = cover_in(file, kept.form)
            except OSError:
                continue
            if small := _jpeg(picture, sort):
                return small
        return _jpeg(_drawn(book), sort)

    def _keep(self, path: Path, data: bytes) -> None:
        part = path.with_name(f".{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError:  # a full cache is no reason to show no cover
            part.unlink(missing_ok=True)
        self._made += 1
        if self._made % _SWEEP_EVERY == 0:
            self._sweep()

    def _sweep(self) -> None:
        """Throw the oldest away where there are too many."""
        kept = []
        for path in self._cache.glob("*/*.jpg"):
            try:
                kept.append((path.stat().st_mtime, path))
            except OSError:
                continue
        for _, path in sorted(kept)[: max(0, len(kept) - _MOST_COVERS)]:
            path.unlink(missing_ok=True)


def _jpeg(picture: bytes, sort: str) -> bytes:
    small = reduced(picture, *_SIZES[sort], fine=True)
    if small is None:
        return b""
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _drawn(book: Shelved) -> bytes:
    """Return a cover for a book without one, drawn as for our own; empty where none can be drawn."""
    from fic2epub.typesetting.cover import drawn

    names = {kind: tuple(term.name for term in book.of(kind)) for kind in Kind}
    language = book.first(Kind.LANGUAGE) or "und"
    facts = Facts(
        title=book.title, authors=names[Kind.AUTHOR], language=language, fandoms=names[Kind.FANDOM],
        series=tuple(Series(name, book.position) for name in names[Kind.SERIES][:1]),
    )  # fmt: skip
    try:
        return drawn(facts, language, package_file).data
    except Exception:  # an odd title is no reason to show no page
        return b""
