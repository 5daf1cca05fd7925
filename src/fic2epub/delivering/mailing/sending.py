"""Mails → the server, each book once: what was sent before is left out, and what is in doubt is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TypeVar

from fic2epub.bookbinding.wording import size_in_words
from fic2epub.delivering.mailing.link import PATIENT, Link, Patience
from fic2epub.delivering.mailing.parcels import Mail, Parcel, identified, packed, room_for
from fic2epub.delivering.mailing.receivers import Receiver
from fic2epub.delivering.mailing.record import Record, Step
from fic2epub.delivering.mailing.secrets import Password
from fic2epub.delivering.mailing.troubles import InDoubt, MailError
from fic2epub.errors import DeliveryError, RuleError
from fic2epub.model.noun import noun
from fic2epub.settings.mail import MailSettings, is_address

_T = TypeVar("_T")
PAUSES = (5.0, 30.0)
"""Seconds before each further try, where another try may help."""


@noun(frozen=True, slots=True)
class Posted:
    """What became of a book."""

    parcel: Parcel
    message_id: str = ""
    """Of the mail that it is in; empty where it is in none."""
    error: DeliveryError | None = None
    """InDoubt where nobody knows whether it was sent."""
    before: bool = False
    """It was sent by an earlier run, and not again."""

    @property
    def sent(self) -> bool:
        """Whether the server has it from this run."""
        return self.error is None and not self.before


@noun(frozen=True, slots=True)
class Postage:
    """What a run of mail needs to know."""

    settings: MailSettings
    to: str
    receiver: Receiver
    again: bool = False
    """Whether books that were sent before, or may have been, are sent once more."""
    pauses: Sequence[float] = PAUSES
    patience: Patience = PATIENT
    wait: Callable[[float], object] = time.sleep

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self.settings.sender or self.settings.user


def check_settings(settings: MailSettings) -> None:
    """See that enough is said to send mail. Raises RuleError."""
    where = str(settings.path or "")
    advice = "See docs/how-to/send-by-mail.md; `fic2epub config init --user` writes a file to begin with."
    if not settings.host:
        raise RuleError(
            "there is no mail server to send by: 'host' in [mail] names none", where=where, advice=advice
        )
    if not settings.sender and not is_address(settings.user):
        raise RuleError(
            "there is no address to send from: 'from' in [mail] names none", where=where, advice=advice
        )


def to_send(parcels: Sequence[Parcel], postage: Postage, record: Record) -> tuple[list[Parcel], list[Posted]]:
    """Return the books that are to go, each once, and what is so of the others."""
    wanted: list[Parcel] = []
    others: list[Posted] = []
    for parcel in {parcel.digest: parcel for parcel in reversed(parcels)}.values():
        step = record.of(parcel.digest, postage.to)
        if postage.again or step in {None, Step.REFUSED}:
            wanted.append(parcel)
        elif step is Step.SENT:
            others.append(Posted(parcel, before=True))
        else:
            others.append(Posted(parcel, error=_still_in_doubt(parcel)))
    return wanted[::-1], others[::-1]


def _still_in_doubt(parcel: Parcel) -> InDoubt:
    return InDoubt(
        "an earlier run broke off before the mail server's answer: the book may have been sent",
        where=str(parcel.path),
        advice="Look whether it arrived. If it did not, send it with --again.",
    )


def planned(
    parcels: Sequence[Parcel], postage: Postage, record: Record, limit: int = 0
) -> tuple[list[Mail], list[Posted]]:
    """Return the mails that would go, and what would not; `limit` is what the server takes."""
    mails, too_large = packed(parcels, postage.receiver, postage.sender, postage.to, limit)
    mails = [identified(mail, _count(mail, record)) for mail in mails]
    return mails, [Posted(parcel, error=_too_large(parcel, postage, limit)) for parcel in too_large]


def _count(mail: Mail, record: Record) -> int:
    """Return how often these books were sent: in doubt a mail keeps its Message-ID, and doubles are known."""
    return max(record.times(parcel.digest, mail.to) for parcel in mail.parcels)


def _too_large(parcel: Parcel, postage: Postage, limit: int) -> DeliveryError:
    needed = room_for(parcel, postage.sender, postage.to)
    return DeliveryError(
        f"the book is too large for the mail server: it takes mails of {size_in_words(limit)}, "
        f"and the book on the way needs {size_in_words(needed)}",
        where=str(parcel.path),
        advice="Send it by the service's web page, or by a server that takes more.",
    )


def post(
    parcels: Sequence[Parcel], postage: Postage, record: Record, password: Callable[[], Password | None]
) -> Iterator[Posted]:
    """Send books, and give what became of each, as soon as it is known; one that fails stops no other.

    What every further mail would meet, too (no such server, a wrong password), is what becomes of all that
    is left. `password` is asked for the password if there is anything to send. Raises DeliveryError where no
    record can be kept, and then nothing was sent.
    """
    wanted, others = to_send(parcels, postage, record)
    yield from others
    if not wanted:
        return
    record.prove()
    with ExitStack() as ending:
        run = _Run(postage, record, password(), ending)
        try:
            mails, too_large = planned(wanted, postage, record, run.limit())
        except DeliveryError as problem:
            yield from (Posted(parcel, error=problem) for parcel in wanted)
            return
        yield from too_large
        given_up: DeliveryError | None = None
        for mail in mails:
            error = given_up or run.sent(mail)
            if isinstance(error, MailError) and not error.alone:
                given_up = error
            yield from (Posted(parcel, mail.message_id, error) for parcel in mail.parcels)


class _Run:
    """One run: the connection, opened again where it broke, and the tries."""

    def __init__(
        self, postage: Postage, record: Record, password: Password | None, ending: ExitStack
    ) -> None:
        self._postage, self._record, self._password, self._ending = postage, record, password, ending
        self._link: Link | None = None

    def limit(self) -> int:
        """Return what the server takes, 0 if anything. Raises DeliveryError."""
        return self._tried(lambda: self._open().limit)

    def sent(self, mail: Mail) -> DeliveryError | None:
        """Send a mail, and return what kept it from being sent."""
        try:
            self._tried(lambda: self._send(mail))
        except DeliveryError as problem:
            return problem
        return None

    def _tried(self, do: Callable[[], _T]) -> _T:
        """Do a thing, and again after a while where that may help. Raises DeliveryError."""
        for pause in self._postage.pauses:
            try:
                return do()
            except MailError as problem:
                if not problem.passing:
                    raise
            self._postage.wait(pause)
        return do()

    def _send(self, mail: Mail) -> None:
        digests = [parcel.digest for parcel in mail.parcels]
        handed = False

        def hand_over() -> None:
            nonlocal handed
            self._record.note(Step.HANDED, digests, mail.to)
            handed = True

        try:
            self._open().send(mail, hand_over)
        except MailError:
            if handed:
                self._record.note(Step.REFUSED, digests, mail.to)
            raise
        try:
            self._record.note(Step.SENT, digests, mail.to)
        except DeliveryError as problem:
            what = f"the mail was sent, but {problem.what}: the next run will call it in doubt"
            raise DeliveryError(what, where=problem.where, advice=problem.advice) from None

    def _open(self) -> Link:
        if self._link is None or not self._link.alive:
            postage = self._postage
            self._link = self._ending.enter_context(Link(postage.settings, self._password, postage.patience))
        return self._link
