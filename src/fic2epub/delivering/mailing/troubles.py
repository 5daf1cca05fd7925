"""What can go wrong on the way to a mail server, in plain words."""

from __future__ import annotations

import socket
import ssl

from fic2epub.delivering.mailing.wording import Hidden, plain
from fic2epub.errors import DeliveryError


class MailError(DeliveryError):
    """A mail was not taken; whether another try may help, and whether the next mail can fare better."""

    def __init__(
        self, what: str, *, where: str = "", advice: str = "", passing: bool = False, alone: bool = False
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.passing = passing
        """It may be over in a while."""
        self.alone = alone
        """It is about this one mail, and not about the server or the address."""

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.what, self.where, self.advice, self.passing, self.alone))


def _rebuild(what: str, where: str, advice: str, passing: bool, alone: bool) -> MailError:
    return MailError(what, where=where, advice=advice, passing=passing, alone=alone)


class InDoubt(DeliveryError):  # noqa: N818  it says what is so
    """The connection broke between the mail's last line and the server's answer: nobody here knows."""


STAGES = {
    "connect": "while the server was called",
    "hello": "at the greeting",
    "starttls": "while the connection was being secured",
    "auth": "at the login",
    "mail": "when the sender was named",
    "rcpt": "when the address was named",
    "data": "before the mail",
    "body": "in the middle of the mail",
    "answer": "after the mail, before the server's answer",
}
"""Where a connection may break."""

_APP_PASSWORD = (
    "Gmail, Outlook, Yahoo, iCloud, GMX and others want an app password, made on their web page, "
    "and not the one you log in with."
)
_SENDER = "Let 'from' in [mail] be an address that is yours at this server."
_REFUSED: dict[tuple[str, int], tuple[str, str]] = {
    ("hello", 421): ("the mail server has no time at present", "Try again later."),
    ("auth", 535): ("the mail server refuses the user name or the password", _APP_PASSWORD),
    ("auth", 534): ("the mail server wants another way to log in", _APP_PASSWORD),
    ("auth", 454): ("the mail server can't check passwords at present", "Try again later."),
    ("mail", 530): ("the mail server wants a login", "Say 'user' in [mail]."),
    ("mail", 550): ("the mail server does not let you send from this address", _SENDER),
    ("mail", 553): ("the mail server does not let you send from this address", _SENDER),
    ("mail", 552): ("the mail is larger than the server takes", "Send it by the service's web page."),
    ("rcpt", 550): (
        "there is no such address, or the mail server does not send to it",
        "Check its spelling.",
    ),
    ("rcpt", 551): ("the address has moved", "Look it up in the settings of your e-reader's account."),
    ("rcpt", 553): (
        "there is no such address, or the mail server does not send to it",
        "Check its spelling.",
    ),
    ("rcpt", 554): ("the mail server does not send to this address", "Its own words say why."),
    ("rcpt", 552): ("the address's mailbox is full", "Make room in it."),
    ("rcpt", 452): ("the address's mailbox is full at present, or gets too much", "Try again later."),
    ("answer", 552): ("the mail is larger than the server takes", "Send it by the service's web page."),
    ("answer", 550): ("the mail server refuses the mail", "Its own words say why."),
    ("answer", 554): ("the mail server refuses the mail", "Its own words say why."),
}
_OF_ONE_MAIL = frozenset({("mail", 552), ("data", 552)})


def refused(stage: str, code: int, said: bytes, where: str, hidden: Hidden) -> MailError:
    """Return the error for a server's answer that is no yes."""
    passing = 400 <= code < 500
    what, advice = _REFUSED.get((stage, code), ("", ""))
    if not what:
        what = f"the mail server says no {STAGES[stage]}"
        advice = "Try again later." if passing else "Its own words say why."
    words = plain(said, hidden, at_login=stage == "auth")
    return MailError(
        f"{what}: {code}{' ' + words if words else ''}",
        where=where,
        advice=advice,
        passing=passing,
        alone=stage == "answer" or (stage, code) in _OF_ONE_MAIL,
    )


def broken(stage: str, problem: Exception, where: str) -> MailError:
    """Return the error for a connection that broke, or never came about, before the mail was handed over."""
    if isinstance(problem, ssl.SSLError) and not isinstance(
        problem, ssl.SSLEOFError | ssl.SSLZeroReturnError
    ):
        return _insecure(problem, where)
    if isinstance(problem, socket.gaierror):
        passing = problem.errno == getattr(socket, "EAI_AGAIN", None)
        advice = "Check 'host' in [mail], and the network."
        return MailError("the mail server can't be found", where=where, advice=advice, passing=passing)
    if isinstance(problem, ConnectionRefusedError):
        advice = "Check 'host' and 'port' in [mail]: the port is 587 mostly, or 465 with security = \"tls\"."
        return MailError("nobody answers at the mail server", where=where, advice=advice)
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        advice = 'Try again later. At the wrong port a server may say nothing: 465 wants security = "tls".'
        words = "the mail server does not answer"
        return MailError(f"{words} ({STAGES[stage]})", where=where, advice=advice, passing=stage != "connect")
    words = "the connection to the mail server broke"
    if stage == "connect" and isinstance(problem, OSError) and problem.strerror:
        words = f"the mail server can't be reached: {problem.strerror}"
    advice = "Nothing was sent. Try again later."
    return MailError(f"{words} ({STAGES[stage]})", where=where, advice=advice, passing=True)


def _insecure(problem: ssl.SSLError, where: str) -> MailError:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return MailError(
            f"the mail server can't prove who it is: {_verdict(problem)}",
            where=where,
            advice="Check 'host' in [mail]. If the server is your own, name its certificate with "
            "'certificates'. If there are no certificates on this computer: pip install truststore.",
        )
    if problem.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"}:
        advice = 'Say security = "starttls" in [mail], or use the port 465.'
        return MailError("the mail server speaks no TLS at this port", where=where, advice=advice)
    advice = "Try again later, or ask who runs the server."
    return MailError(
        f"the connection can't be secured: {problem.reason or problem}", where=where, advice=advice
    )


def _verdict(problem: ssl.SSLCertVerificationError) -> str:
    said = getattr(problem, "verify_message", "") or str(problem)
    if "Hostname mismatch" in said or "IP address mismatch" in said:
        return "its certificate is for another name"
    if "expired" in said:
        return "its certificate has expired"
    if "not yet valid" in said:
        return "its certificate is not valid yet; is the clock right?"
    if "self-signed" in said or "self signed" in said or "unable to get" in said:
        return "nobody who is trusted vouches for its certificate"
    return said
