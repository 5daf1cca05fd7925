"""The book's identifier: the same for every conversion of the same work, whatever its text has become."""

from __future__ import annotations

import unicodedata
import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit

from fic2epub.lazy import regex
from fic2epub.model.story import Facts

NAMESPACE = uuid.UUID("2f9c6a0e-7d53-4b8e-9a41-c05d8e1b6f37")
"""This project's own namespace for UUIDs of version 5 (RFC 9562, section 5.5). Drawn once, and never to
change: e-readers keep a reader's place in a book under its identifier.
"""

_WORK = regex(r"(?:/collections/[^/]+)?(/(?:works|s)/\d+)(?:/.*)?")
"""Takes /works/99/chapters/7, /collections/gifts/works/99 and /s/99/7/A-Title; spares /works/search."""

_VIEWS = frozenset({"view_adult", "view_full_work", "style", "chapter", "page", "ageconsent", "warning"})
"""Parts of a query that choose how a work is shown, not which: in `?sid=12&chapter=3`, the second."""


def identifier_of(facts: Facts) -> str:
    """Return `urn:uuid:` and a UUID of version 5: of the work's address, else of its authors and title."""
    name = canonical(facts.url) or "\n".join(map(_plain, (*facts.authors, facts.title)))
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def canonical(url: str) -> str:
    """Return an address as every copy of the work has it, or nothing for what is not an address on the web.

    The scheme is https, the host in lower case without `www.` or `m.`, the path that of the work and not of
    one of its chapters, without a slash at its end; a query keeps only what tells works apart.
    """
    try:
        parts = urlsplit(_clean(url))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    host = host.removeprefix("www.").removeprefix("m.")
    place = f"https://{host}" + (f":{port}" if port not in (None, 80, 443) else "")
    work = _WORK.fullmatch(parts.path)
    if work:
        return place + work[1]
    query = sorted((key, value) for key, value in parse_qsl(parts.query) if key.lower() not in _VIEWS)
    return place + parts.path.rstrip("/") + ("?" + urlencode(query) if query else "")


def _clean(text: str) -> str:
    """Return the text without lone surrogates, which no UTF-8 can hold."""
    return text.strip().encode("utf-8", "replace").decode()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _clean(text)).casefold().split())
