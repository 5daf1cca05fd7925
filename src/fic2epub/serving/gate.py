"""Who may come in: whoever knows the shelf's password, or has come by the address in the QR code."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import time
from collections import OrderedDict, deque
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from fic2epub.errors import BindingError

COOKIE = "shelf"
_GUESSES = 10
"""Wrong passwords from one address within a minute; after that nobody from there is listened to."""
_MINUTE = 60.0
_MOST_ADDRESSES = 1_000
_VOWELS, _CONSONANTS = "aeiou", "bdfghklmnprstvz"


def new_password() -> str:
    """Return a password that is easily typed on an e-reader: `tobi-kame-ludo-faru`, one of 10^15."""
    syllables = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(8)]
    return "-".join("".join(pair) for pair in zip(syllables[::2], syllables[1::2], strict=True))


class Gate:
    """Compares passwords in constant time, and lets nobody guess for long."""

    def __init__(self, password: str) -> None:
        self._password = _digest(password)
        self.key = hmac.new(password.encode(), b"the way in", hashlib.sha256).hexdigest()[:32]
        """What the address in the QR code ends in. The password can't be learnt from it."""
        self.pass_ = hmac.new(password.encode(), b"has come in", hashlib.sha256).hexdigest()
        """What a browser shows that has come in."""
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def is_shut(self, address: str) -> bool:
        """Tell whether an address has guessed too often in the last minute."""
        times = self._wrong.get(address)
        while times and times[0] < time.monotonic() - _MINUTE:
            times.popleft()
        return times is not None and len(times) >= _GUESSES

    def lets_in(self, authorization: str, cookies: str, address: str) -> bool:
        """Tell whether a request may come in; a wrong password is counted, none at all is not."""
        if hmac.compare_digest(_cookie(cookies).encode(), self.pass_.encode()):
            return True
        if not authorization:
            return False
        given = _basic(authorization)
        if given is not None and hmac.compare_digest(_digest(given), self._password):
            return True
        self._count(address)
        return False

    def knows(self, key: str, address: str) -> bool:
        """Tell whether the key from the QR code is right; a wrong one is counted."""
        if hmac.compare_digest(key.encode(), self.key.encode()):
            return True
        self._count(address)
        return False

    def _count(self, address: str) -> None:
        self._wrong.setdefault(address, deque(maxlen=_GUESSES)).append(time.monotonic())
        self._wrong.move_to_end(address)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _basic(authorization: str) -> str | None:
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if colon else None


def _cookie(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def kept_password(folder: Path, *, new: bool = False) -> str:
    """Return the password that is kept in a folder, so that e-readers need be told but once.

    It is made up where there is none, and where a new one is wanted. Nobody but the user may read the file.
    Raises BindingError where it can't be kept.
    """
    path = folder / "shelf-password"
    try:
        if not new and path.is_file() and len(kept := path.read_text(encoding="utf-8").strip()) >= 8:
            return kept
        made = new_password()
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".shelf-password-{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made + "\n")
        part.replace(path)
    except (OSError, UnicodeDecodeError) as problem:
        raise BindingError(f"the shelf's password can't be kept: {problem}", where=str(path)) from None
    return made
