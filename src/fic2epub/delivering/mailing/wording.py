"""A server's own words, without the password: it may repeat what it was sent, whole, packed or in pieces."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from fic2epub.delivering.mailing.secrets import Password
from fic2epub.lazy import regex
from fic2epub.model.noun import noun

_LONGEST = 200
"""Characters of what a server says that an error repeats."""
_RUN = regex(r"[A-Za-z0-9+/_-]{12,}={0,2}")
"""A login packed in base64, or a piece of one: takes "AG1lAGh1bnRlcjI", spares "Syntax error"."""
_WORD = regex(r"(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-/_](?:[A-Z]?[a-z]+|[A-Z]+))*")
"""Takes "Authentication", spares "AG1lAGh1bnRl"."""


@noun(frozen=True, slots=True)
class Hidden:
    """Who logs in, and how: what no message shows."""

    user: str = ""
    password: Password | None = None

    def spellings(self) -> Iterator[str]:
        """Give the password in all the ways in which a server may have it, as its words are read."""
        if self.password is None or not (raw := self.password.raw()):
            return
        login = plain_login(self.user.encode("utf-8", "surrogateescape"), raw)
        for data in (raw, base64.b64encode(raw), base64.b64encode(login)):
            yield _read(data)
            yield _read(data).rstrip("=")


def plain_login(user: bytes, secret: bytes) -> bytes:
    """Return what the login PLAIN says (RFC 4616)."""
    return bytes(1) + user + bytes(1) + secret


def plain(said: bytes, hidden: Hidden, *, at_login: bool = False) -> str:
    """Return a server's own words in one line, without a password that it may repeat.

    At the login all goes that may be a piece of it, too: a server may have cut it, or broken its line.
    """
    text = _read(said)
    secrets = [each for each in hidden.spellings() if each]
    spans = [span for each in secrets for span in _found(each, text)]
    if at_login:
        for run in _RUN.finditer(text):
            bare = run[0].rstrip("=")
            if not _WORD.fullmatch(run[0]) or any(bare in each for each in secrets):
                spans.append(run.span())
    text = _masked(text, spans)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _read(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())


def _found(secret: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(secret)
    while at >= 0:
        yield at, at + len(secret)
        at = text.find(secret, at + 1)


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with all that the spans hold left out; they may overlap, so all are found before."""
    shown: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start > end or not shown:
            shown += [text[end:start], "…"]
        end = max(end, stop)
    return "".join([*shown, text[end:]])
