"""Books → mails: which go together, what each mail says, and how many bytes it has on the way.

A mail is written in pieces from the files' bytes, so that one of 50 MB is never in memory several times; its
size is known before anything is read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path

from fic2epub.bookbinding.glimpse import glimpse
from fic2epub.bookbinding.naming import clash_key
from fic2epub.bookbinding.wording import size_in_words
from fic2epub.delivering.mailing.receivers import TYPES, Receiver, ending_of
from fic2epub.delivering.wholeness import refuse_what_is_torn
from fic2epub.errors import DeliveryError, SourceError
from fic2epub.model.noun import noun

_LINE = 57
"""Bytes that make one line of 76 characters."""
_LINES = 600
"""Lines in a piece of a mail."""
_ROOM = 4096
"""Bytes left free below a server's limit: some count headers that they add themselves."""


@noun(frozen=True, slots=True)
class Parcel:
    """A book that is to be mailed."""

    path: Path
    name: str
    """The name of the attachment."""
    kind: str
    """What the mail says that it is."""
    size: int
    digest: str
    """SHA-256 of the file."""


@noun(frozen=True, slots=True)
class Mail:
    """One mail with books in it."""

    sender: str
    to: str
    parcels: tuple[Parcel, ...]
    message_id: str
    """Without its angle brackets. The same books to the same address have the same one."""
    date: str = ""

    @property
    def size(self) -> int:
        """The mail's bytes as they go over the line, before dots are doubled; none of its lines has one."""
        return len(self._head()) + len(self._tail()) + sum(map(self._packed, self.parcels))

    def pieces(self) -> Iterator[bytes]:
        """Give the mail's bytes. Raises DeliveryError where a book changed since it was looked at."""
        yield self._head()
        for parcel in self.parcels:
            data = read_book(parcel.path)
            if hashlib.sha256(data).hexdigest() != parcel.digest:
                raise DeliveryError(
                    "the book changed while it was to be sent",
                    where=str(parcel.path),
                    advice="Send it again.",
                )
            yield self._part_head(parcel)
            step = _LINE * _LINES
            for at in range(0, len(data), step):
                yield base64.encodebytes(data[at : at + step]).replace(b"\n", b"\r\n")
        yield self._tail()

    def _packed(self, parcel: Parcel) -> int:
        full, rest = divmod(parcel.size, _LINE)
        return len(self._part_head(parcel)) + full * 78 + (-(-rest // 3) * 4 + 2 if rest else 0)

    @property
    def _boundary(self) -> str:
        return f"=-{hashlib.sha256(self.message_id.encode()).hexdigest()[:40]}"

    def _head(self) -> bytes:
        message = EmailMessage(SMTP)
        message["From"] = self.sender
        message["To"] = self.to
        message["Subject"] = "A book" if len(self.parcels) == 1 else f"{len(self.parcels)} books"
        message["Date"] = self.date or formatdate(localtime=False)
        message["Message-ID"] = f"<{self.message_id}>"
        message["MIME-Version"] = "1.0"
        names = "".join(f"- {_plain(parcel.name)}\r\n" for parcel in self.parcels)
        return (
            bytes(message).removesuffix(b"\r\n")
            + f'Content-Type: multipart/mixed; boundary="{self._boundary}"\r\n\r\n'.encode()
            + f"--{self._boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n".encode()
            + f"With this mail:\r\n\r\n{names}".encode("ascii")
        )

    def _part_head(self, parcel: Parcel) -> bytes:
        part = EmailMessage(SMTP)
        part["Content-Type"] = parcel.kind
        part.add_header("Content-Disposition", "attachment", filename=parcel.name)
        part["Content-Transfer-Encoding"] = "base64"
        return f"\r\n--{self._boundary}\r\n".encode() + bytes(part)

    def _tail(self) -> bytes:
        return f"\r\n--{self._boundary}--\r\n".encode()


def _plain(name: str) -> str:
    """Return a name in plain letters, for the words of the mail: some services stumble over more."""
    return name.encode("ascii", "replace").decode()


def parcel_of(path: Path, receiver: Receiver) -> Parcel:
    """Return a book made ready. Raises SourceError, and DeliveryError for what the receiver does not take."""
    ending = ending_of(path)
    if ending not in receiver.endings:
        raise DeliveryError(
            f"{receiver.name or 'mail'} takes no such file",
            where=str(path),
            advice="Convert the text itself to an EPUB: --mail does so for texts. It takes "
            f"{', '.join(receiver.endings)}.",
        )
    data = read_book(path)
    if receiver.most_bytes and len(data) > receiver.most_bytes:
        raise DeliveryError(
            f"the book has {size_in_words(len(data))}, and by mail {receiver.name} takes "
            f"{size_in_words(receiver.most_bytes)}",
            where=str(path),
            advice="Send it by the service's web page, or make its pictures smaller.",
        )
    refuse_what_is_torn(path)
    title = glimpse(path).title or path.name[: -len(ending)]
    name = receiver.file_name(title, ending, ())
    return Parcel(path, name, TYPES[ending], len(data), hashlib.sha256(data).hexdigest())


def read_book(path: Path) -> bytes:
    """Return a book's bytes. Raises SourceError."""
    try:
        if path.is_file():
            return path.read_bytes()
        problem = "there is no such file" if not path.exists() else "it is no file"
    except OSError as error:
        problem = error.strerror or str(error)
    raise SourceError(f"the book can't be read: {problem}", where=str(path), advice="Check the path.")


def packed(
    parcels: Sequence[Parcel], receiver: Receiver, sender: str, to: str, limit: int = 0
) -> tuple[list[Mail], list[Parcel]]:
    """Return as few mails as the limits allow, in order, and the books that fit in none.

    `limit` is the most bytes of a mail that the server takes; 0 where it sets none.
    """
    mails: list[Mail] = []
    too_large: list[Parcel] = []
    for parcel in parcels:
        if limit and room_for(parcel, sender, to) > limit:
            too_large.append(parcel)
            continue
        more = _with(mails[-1], parcel, receiver) if mails else None
        if more is None or not _fits(more, receiver, limit):
            mails.append(_alone(parcel, sender, to))
        else:
            mails[-1] = more
    return mails, too_large


def _alone(parcel: Parcel, sender: str, to: str) -> Mail:
    return _identified(Mail(sender, to, (parcel,), ""))


def _with(mail: Mail, parcel: Parcel, receiver: Receiver) -> Mail:
    taken = {clash_key(one.name) for one in mail.parcels}
    if clash_key(parcel.name) in taken:
        ending = ending_of(parcel.path)
        parcel = replace(parcel, name=receiver.file_name(parcel.name[: -len(ending)], ending, taken))
    return _identified(replace(mail, parcels=(*mail.parcels, parcel)))


def _fits(mail: Mail, receiver: Receiver, limit: int) -> bool:
    raw = sum(parcel.size for parcel in mail.parcels)
    return (
        len(mail.parcels) <= receiver.most_files
        and not (receiver.most_bytes and raw > receiver.most_bytes)
        and not (limit and mail.size > limit - _ROOM)
    )


def _identified(mail: Mail, again: int = 0) -> Mail:
    """Return a mail with its own Message-ID; `again` tells apart what is sent once more on purpose."""
    said = "\n".join((mail.to.lower(), *sorted(parcel.digest for parcel in mail.parcels), str(again)))
    own = hashlib.sha256(said.encode()).hexdigest()[:40]
    return replace(mail, message_id=f"{own}.fic2epub@{mail.sender.rpartition('@')[2]}")


def identified(mail: Mail, again: int) -> Mail:
    """Return a mail that is known to be the n-th with these books: a server must not take it for an older."""
    return _identified(mail, again)


def room_for(parcel: Parcel, sender: str, to: str) -> int:
    """Return the most bytes of a mail that a server has to take for a book."""
    return _alone(parcel, sender, to).size + _ROOM
