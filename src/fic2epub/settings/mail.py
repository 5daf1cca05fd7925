"""The table `[mail]` of the user's own settings file: by which server books are mailed, from whom, to whom.

No other file may say it: a settings file that came with texts would send mail through a stranger's server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fic2epub.errors import RuleError
from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.settings.table import choice, cut, read_table, refuse_unknown, string, whole_number

TABLE = "mail"
STARTTLS, TLS, NONE = "starttls", "tls", "none"
SECURITY = (STARTTLS, TLS, NONE)
PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
_HOST = regex(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+")
"""A server's name or number: takes "smtp.example.org" and "::1", spares "smtp://example.org"."""
_ADDRESS = regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""An address as servers everywhere take it: in plain letters, with nothing that could begin another line."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

ABOUT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "host": ("The server that takes your mail.", '"smtp.example.org"'),
        "port": ("Its port; else 587, or 465 with tls.", "587"),
        "security": ('"starttls", "tls", or "none" for a server on this computer.', '"starttls"'),
        "user": (
            "Your name at the server. The password is asked for, and never said here.",
            '"me@example.org"',
        ),
        "from": ("Your address, as Amazon approved it; else your name at the server.", '"me@example.org"'),
        "to": ("Where books go if --mail names nobody.", '"kindle"'),
        "certificates": ("A file of certificates that are trusted, too.", '"mine.pem"'),
    }
)
"""The keys, with what a new settings file says of each."""
ADDRESSES = "addresses"
"""The table of short names for addresses, in `[mail.addresses]`."""


@noun(frozen=True, slots=True)
class MailSettings:
    """What is said of mail. Empty where nothing is."""

    host: str = ""
    port: int = 0
    """0 for the usual one."""
    security: str = ""
    """One of SECURITY; empty for the one that goes with the port."""
    user: str = ""
    sender: str = ""
    to: str = ""
    certificates: Path | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    """The file that says so."""

    @property
    def secured(self) -> str:
        """How the connection is secured."""
        return self.security or (TLS if self.port == PORTS[TLS] else STARTTLS)

    @property
    def door(self) -> int:
        """The port to use."""
        return self.port or PORTS[self.secured]

    def address(self, name: str) -> str:
        """Return the address that a name stands for, or the address itself. Raises RuleError."""
        wanted = name.strip() or self.to
        if not wanted:
            advice = f"Name one: --mail me@kindle.com; or say 'to' in [mail] of {self.path or 'config.toml'}."
            raise RuleError("there is no address to mail to", advice=advice)
        found = self.addresses.get(wanted, wanted)
        if not is_address(found):
            known = ", ".join(self.addresses)
            advice = f"Short names: {known}." if known else "An address looks like me@kindle.com."
            raise RuleError(f"{cut(wanted)} is no address to mail to", advice=advice)
        return found


def is_address(text: str) -> bool:
    """Tell whether a text is a mail address that every server takes."""
    return bool(_ADDRESS.fullmatch(text))


def read_mail(path: Path) -> MailSettings:
    """Return what the user's settings file says of mail. Raises RuleError with file, key and advice."""
    if not path.is_file():
        return MailSettings(path=path)
    return taken(read_table(path, "the settings file"), path)


def taken(table: Mapping[str, Any], path: Path) -> MailSettings:
    """Return what the table `[mail]` in a whole file's table says. Raises RuleError."""
    said, where = table.get(TABLE, {}), f"{path} [{TABLE}]"
    if not isinstance(said, dict):
        raise RuleError(f"{TABLE!r} must be a table", where=str(path), advice="Begin it with [mail].")
    _refuse_secrets(said, where)
    refuse_unknown(said, (*ABOUT, ADDRESSES), where)
    settings = MailSettings(
        host=_host(said, where),
        port=_port(said, where),
        security=choice(said, "security", where, SECURITY),
        user=_line(said, "user", where),
        sender=_address(said, "from", where),
        to=_line(said, "to", where),
        certificates=_file(said, where, path),
        addresses=_addresses(said, where),
        path=path,
    )
    if settings.secured == NONE:
        _refuse_bare(settings, where)
    return settings


def _refuse_secrets(said: Mapping[str, Any], where: str) -> None:
    """Raise RuleError for a password in the file, and do not repeat it."""
    for key in said:
        if key.lower().replace("-", "_") in {"password", "pass", "passwd", "secret", "app_password"}:
            advice = "Take it out: you are asked for it, or FIC2EPUB_MAIL_PASSWORD or the keyring has it."
            raise RuleError("a password does not belong in a settings file", where=where, advice=advice)


def _refuse_bare(settings: MailSettings, where: str) -> None:
    if settings.host.lower() not in _LOCAL:
        advice = 'Say "starttls" or "tls": without them all on the way can read along.'
        raise RuleError(
            "'security' can be \"none\" for a server on this computer only", where=where, advice=advice
        )
    if settings.user:
        advice = "Leave out 'user', or say \"starttls\"."
        raise RuleError("without security no password is sent", where=where, advice=advice)


def _host(said: Mapping[str, Any], where: str) -> str:
    host = string(said, "host", where).strip()
    if host and not _HOST.fullmatch(host):  # it may hold a password, as in smtp://me:secret@…: not repeated
        advice = 'Say the server\'s name alone: host = "smtp.example.org".'
        raise RuleError("'host' is no server's name", where=where, advice=advice)
    return host


def _port(said: Mapping[str, Any], where: str) -> int:
    port = whole_number(said, "port", where)
    if port > 65535:
        raise RuleError(f"there is no port {port}", where=where, advice="It is 587 mostly, or 465.")
    return port


def _line(said: Mapping[str, Any], key: str, where: str) -> str:
    value = string(said, key, where).strip()
    if not value.isprintable():
        raise RuleError(f"{key!r} holds characters that are none of a name", where=where)
    return value


def _address(said: Mapping[str, Any], key: str, where: str) -> str:
    value = string(said, key, where).strip()
    if value and not is_address(value):
        advice = "An address looks like me@example.org."
        raise RuleError(f"{key!r} is no address: {cut(value)}", where=where, advice=advice)
    return value


def _file(said: Mapping[str, Any], where: str, path: Path) -> Path | None:
    value = string(said, "certificates", where).strip()
    if not value:
        return None
    try:
        return path.parent / Path(value).expanduser()
    except RuntimeError:
        raise RuleError("'certificates' names a home folder that is not there", where=where) from None


def _addresses(said: Mapping[str, Any], where: str) -> dict[str, str]:
    table = said.get(ADDRESSES, {})
    if not isinstance(table, dict):
        advice = 'Write [mail.addresses], and below it kindle = "me@kindle.com".'
        raise RuleError(f"{ADDRESSES!r} must be a table", where=where, advice=advice)
    return {name: _address(table, name, f"{where} [{ADDRESSES}]") for name in table}
