"""A connection to a mail server: secured, logged in, and told apart step by step.

smtplib speaks the protocol; what it leaves to its caller is done here: each step by itself, so that an
error knows where it happened, and the mail's last line apart from the rest: before it nothing is handed over.
"""

from __future__ import annotations

import base64
import contextlib
import selectors
import smtplib
import ssl
from collections.abc import Callable, Container, Iterator
from types import TracebackType
from typing import Any, Self

from fic2epub.delivering.mailing.parcels import Mail
from fic2epub.delivering.mailing.secrets import Password
from fic2epub.delivering.mailing.troubles import InDoubt, MailError, broken, refused
from fic2epub.delivering.mailing.wording import Hidden, plain_login
from fic2epub.errors import RuleError
from fic2epub.model.noun import noun
from fic2epub.settings.mail import NONE, TLS, MailSettings

_NAME = "[127.0.0.1]"
"""What we call ourselves: the computer's own name is nobody's business."""


@noun(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a server."""

    connect: float = 30
    reply: float = 120
    answer: float = 600
    """After the mail: who gives up sooner does not know what became of it (RFC 5321, 4.5.3.2.6)."""


PATIENT = Patience()


class Link:
    """An open connection; a context manager, which says goodbye."""

    def __init__(
        self, settings: MailSettings, password: Password | None, patience: Patience = PATIENT
    ) -> None:
        """Connect, secure the connection, and log in. Raises MailError."""
        self.where = f"{settings.host}:{settings.door}"
        self._settings, self._password, self._patience = settings, password, patience
        self._hidden = Hidden(settings.user, password)
        self._smtp = self._connected()
        try:
            self._smtp.timeout = patience.reply
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(patience.reply)
            self._greet()
            if settings.secured not in {TLS, NONE}:
                self._secure()
            if settings.user:
                self._log_in()
        except BaseException:
            self._smtp.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether it was not closed, as far as is known here."""
        return self._smtp.sock is not None

    @property
    def limit(self) -> int:
        """The most bytes of a mail that the server says it takes; 0 where it says nothing."""
        said = self._smtp.esmtp_features.get("size", "").split()
        return int(said[0]) if said and said[0].isdecimal() and len(said[0]) < 19 else 0

    def send(self, mail: Mail, hand_over: Callable[[], object]) -> None:
        """Send a mail. `hand_over` is called right before its last line goes out.

        Raises MailError where the server has not taken it, and InDoubt where it may have.
        """
        options = [f"SIZE={mail.size}"] if self._smtp.has_extn("size") else []
        with self._at("mail"):
            self._expect("mail", (250,), *self._smtp.mail(mail.sender, options))
        with self._at("rcpt"):
            self._expect("rcpt", (250, 251), *self._smtp.rcpt(mail.to))
        with self._at("data"):
            self._expect("data", (354,), *self._smtp.docmd("DATA"))
        try:
            with self._at("body"):
                for piece in mail.pieces():
                    self._smtp.send(piece)
                if self._is_heard():  # too early for an answer: it breaks off, or says why it will
                    self._expect("data", (), *self._smtp.getreply())
            hand_over()
        except BaseException:
            self._smtp.close()  # without its last line the server must not take it: RFC 5321, 4.1.1.4
            raise
        self._expect("answer", range(200, 300), *self._answer())

    def _is_heard(self) -> bool:
        """Tell whether there is something to read, be it the end."""
        if self._smtp.sock is None:
            return True
        with selectors.DefaultSelector() as ears:
            ears.register(self._smtp.sock, selectors.EVENT_READ)
            return bool(ears.select(0))

    def _answer(self) -> tuple[int, bytes]:
        """Send the last line, and wait. Raises InDoubt."""
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience.answer)
            self._smtp.send(b".\r\n")
            code, said = self._smtp.getreply()
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience.reply)
        except (OSError, smtplib.SMTPException) as problem:
            self._smtp.close()
            raise InDoubt(
                "the connection broke after the mail and before the server's answer: it may have been sent",
                where=self.where,
                advice="Look whether the book arrives. If it does not, send it with --again.",
            ) from problem
        if not (200 <= code < 300 or 400 <= code < 600):  # it answers, but in no known way
            self._smtp.close()
            raise InDoubt(
                f"the mail server's answer makes no sense ({code}): the mail may have been sent",
                where=self.where,
                advice="Look whether the book arrives. If it does not, send it with --again.",
            )
        return code, said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | BaseException | None) -> None:
        if kind is None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(5)  # all is sent: whether it says goodbye, too, is no matter
                self._smtp.quit()
        self._smtp.close()

    def _hang_up(self) -> None:
        if hasattr(self, "_smtp"):  # it is not there yet while it connects
            self._smtp.close()

    def _connected(self) -> smtplib.SMTP:
        settings, patience = self._settings, self._patience
        with self._at("connect"):
            if settings.secured == TLS:
                return smtplib.SMTP_SSL(
                    settings.host,
                    settings.door,
                    _NAME,
                    timeout=patience.connect,
                    context=trust(settings),
                )
            return smtplib.SMTP(settings.host, settings.door, _NAME, timeout=patience.connect)
        raise AssertionError

    def _greet(self) -> None:
        with self._at("hello"):
            code, said = self._smtp.ehlo()
            if code in {500, 501, 502, 504} and self._settings.secured == NONE:
                code, said = self._smtp.helo()
            self._expect("hello", (250,), code, said)

    def _secure(self) -> None:
        if not self._smtp.has_extn("starttls"):
            raise MailError(
                "the mail server does not secure the connection, so nothing is sent to it, least of all a "
                "password",
                where=self.where,
                advice='Try security = "tls" with the port 465 in [mail].',
            )
        with self._at("starttls"):
            self._smtp.starttls(context=trust(self._settings))
        self._greet()

    def _log_in(self) -> None:
        ways = self._smtp.esmtp_features.get("auth", "").upper().replace("=", " ").split()
        if not self._password:
            raise MailError("there is no password for the mail server", where=self.where)
        user, secret = self._settings.user.encode(), self._password.raw()
        with self._at("auth"):
            if "PLAIN" in ways and b"\0" not in secret:
                reply = self._smtp.docmd("AUTH", f"PLAIN {_packed(plain_login(user, secret))}")
            elif "LOGIN" in ways:
                reply = self._smtp.docmd("AUTH", f"LOGIN {_packed(user)}")
                if reply[0] == 334:
                    reply = self._smtp.docmd(_packed(secret))
            else:
                offered = ", ".join(ways).lower() or "none"
                raise MailError(
                    f"the mail server offers no login by password (it offers: {offered})",
                    where=self.where,
                    advice="Leave out 'user' if it needs none. If it wants OAuth alone, use another account.",
                )
            self._expect("auth", (235, 503), *reply)

    def _expect(self, stage: str, good: Container[int], code: int, said: bytes) -> None:
        if code in good:
            return
        error = refused(stage, code, said, self.where, self._hidden)
        if (
            stage != "answer" or code == 421
        ):  # after a mail that was refused, the connection is as good as new
            self._smtp.close()
        raise error

    @contextlib.contextmanager
    def _at(self, stage: str) -> Iterator[None]:
        """Turn what smtplib raises into an error that says where it happened."""
        try:
            yield
        except smtplib.SMTPResponseException as problem:
            self._hang_up()
            said = problem.smtp_error
            raise refused(
                _named(stage, problem),
                problem.smtp_code,
                said if isinstance(said, bytes) else str(said).encode(),
                self.where,
                self._hidden,
            ) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as problem:
            self._hang_up()
            raise broken(stage, problem, self.where) from None


def _named(stage: str, problem: smtplib.SMTPResponseException) -> str:
    return "hello" if isinstance(problem, smtplib.SMTPConnectError) else stage


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def trust(settings: MailSettings) -> Any:
    """Return what certificates are held against: name, dates, and who vouches. Raises RuleError.

    Where truststore is installed, the system's own list of trust is asked; else Python's OpenSSL knows it.
    """
    try:
        import truststore
    except ImportError:
        context: Any = ssl.create_default_context()
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.certificates:
        try:
            context.load_verify_locations(cafile=str(settings.certificates))
        except (OSError, ssl.SSLError) as problem:
            said = getattr(problem, "strerror", "") or "it holds none"
            raise RuleError(
                f"the certificates can't be read: {said}", where=str(settings.certificates)
            ) from None
    return context
