"""Where the password comes from: the environment, the keyring, or whoever sits at the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from fic2epub.errors import DeliveryError
from fic2epub.model.noun import noun

VARIABLE = "FIC2EPUB_MAIL_PASSWORD"


def service_of(host: str) -> str:
    """Return what the keyring knows our passwords by: one server's password is never handed to another."""
    return f"fic2epub:{host.lower()}"


@noun(frozen=True, slots=True)
class Password:
    """A password, which no message or traceback may show by accident."""

    _text: str
    asked: bool = False
    """Whether somebody typed it: then it may be kept."""

    def __repr__(self) -> str:
        return "Password(…)"

    __str__ = __repr__

    def reveal(self) -> str:
        """Return the password itself, for the server alone."""
        return self._text

    def raw(self) -> bytes:
        """Return its bytes, as the server gets them: of the environment also those that are no UTF-8."""
        return self._text.encode("utf-8", "surrogateescape")


def password_for(user: str, host: str, ask: Callable[[str], str] | None) -> Password:
    """Return the password of a user. Raises DeliveryError.

    `ask` is called with a question where nobody else knows it; None where nobody can be asked.
    """
    if found := os.environ.get(VARIABLE):
        return Password(found)
    if found := _kept(user, host):
        return Password(found)
    if ask is None:
        raise DeliveryError(
            "there is no password for the mail server",
            where=f"{user} at {host}",
            advice=f"Say it in {VARIABLE}, keep it in the keyring (keyring set {service_of(host)} {user}), "
            "or run the command in a terminal, which asks for it.",
        )
    typed = ask(f"Password of {user} at {host}: ")
    if not typed:
        raise DeliveryError("no password was given", where=f"{user} at {host}")
    return Password(typed, asked=True)


def has_keyring() -> bool:
    """Tell whether there is a keyring that could keep a password."""
    keyring = _keyring()
    try:
        return keyring is not None and keyring.get_keyring().priority > 0
    except Exception:  # whatever a backend raises, there is none then
        return False


def keep(user: str, host: str, password: Password) -> bool:
    """Put a password into the keyring, for this server alone; tell whether it is there now."""
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        keyring.set_password(service_of(host), user, password.reveal())
    except Exception:  # locked, or turned down by its owner: an error of it might repeat the password
        return False
    return True


def _kept(user: str, host: str) -> str:
    keyring = _keyring()
    if keyring is None:
        return ""
    try:
        return keyring.get_password(service_of(host), user) or ""
    except Exception:  # no backend, locked, no session: each has errors of its own
        return ""


def _keyring() -> Any:
    try:
        import keyring
    except ImportError:
        return None
    return keyring
