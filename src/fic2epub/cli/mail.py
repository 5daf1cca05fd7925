"""Books by mail: what `fic2epub send --mail` does."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from fic2epub.cli.door import tell_error
from fic2epub.cli.show import as_json as json_of
from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.errors import DeliveryError, Fic2EpubError
from fic2epub.settings import Settings

if TYPE_CHECKING:
    from fic2epub.delivering.mailing import Parcel, Password, Postage, Posted, Record
    from fic2epub.settings.mail import MailSettings

SOME_FAILED = 1
_Error = TypeVar("_Error", bound=Fic2EpubError)

To = Annotated[
    str | None,
    typer.Option(
        "--mail", metavar="ADDRESS", help="Send by mail: me@kindle.com, or a short name from your settings."
    ),
]
Again = Annotated[
    bool, typer.Option("--again", help="Mail books once more that were mailed before, or may have been.")
]
Unchecked = Annotated[
    bool, typer.Option("--unchecked", help="Mail to a Kindle what it will probably refuse, too.")
]


def mail_books(  # noqa: PLR0913  a value for each flag
    paths: Sequence[Path],
    address: str,
    *,
    settings: Settings,
    dry_run: bool = False,
    as_json: bool = False,
    quiet: bool = False,
    again: bool = False,
    unchecked: bool = False,
) -> int:
    """Mail books to an address, and texts as books; return the exit code. Raises a Fic2EpubError.

    `settings` are those that flags come to, for texts that are converted on the way.
    """
    from fic2epub.delivering.mailing import Postage, Record, check_settings, receiver_of
    from fic2epub.settings.files import user_file
    from fic2epub.settings.mail import read_mail

    mail = read_mail(user_file())
    to = mail.address(address)
    check_settings(mail)
    postage = Postage(mail, to, receiver_of(to), again=again)
    with TemporaryDirectory(prefix="fic2epub-") as folder:
        run = _Run(Path(folder), postage, as_json=as_json, quiet=quiet)
        parcels = run.parcels(paths, settings, unchecked=unchecked)
        with _alone():
            record = Record()
            if record.unreadable:
                tell(f"note:  {safe(record.path)}: {counted(record.unreadable, 'damaged line')} passed over")
            if dry_run:
                run.rehearse(parcels, record)
            else:
                run.post(parcels, record)
    return run.end()


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other run mail at the same time: both might send the same book."""
    from fic2epub import lookup
    from fic2epub.batch.lock import alone_in

    folder = lookup.state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        what = f"the record of what was mailed can't be kept: {problem.strerror}"
        raise DeliveryError(what, where=str(folder), advice="See to the folder's permissions.") from None
    with alone_in(folder, lambda _: tell("note:  another run is mailing books; waiting for it to end")):
        yield


class _Run:
    """One command: what it was told, and what became of each book."""

    def __init__(self, folder: Path, postage: Postage, *, as_json: bool, quiet: bool) -> None:
        self._folder, self._postage, self._as_json, self._quiet = folder, postage, as_json, quiet
        self._records: list[dict[str, object]] = []
        self._errors: list[Fic2EpubError] = []
        self._sources: dict[Path, Path] = {}
        """The text of each book that was made on the way."""
        self._twins: dict[str, list[Parcel]] = {}
        """The further books that are the same, byte for byte, as one that goes; by their digest."""

    def parcels(self, paths: Sequence[Path], settings: Settings, *, unchecked: bool) -> list[Parcel]:
        """Return the books that may go; texts become books first."""
        from fic2epub.delivering.mailing import parcel_of

        found: dict[str, Parcel] = {}
        for path in dict.fromkeys(self._books(paths, settings)):
            try:
                parcel = parcel_of(path, self._postage.receiver)
                if self._postage.receiver.strict:
                    self._preflight(path, unchecked=unchecked)
            except Fic2EpubError as problem:
                self._fail(path, problem)
            else:
                if found.setdefault(parcel.digest, parcel) is not parcel:
                    self._twins.setdefault(parcel.digest, []).append(parcel)
        return list(found.values())

    def _books(self, paths: Sequence[Path], settings: Settings) -> list[Path]:
        """Return the books that paths name, and those that texts became, in a folder that goes at the end."""
        from fic2epub.cli.gathering import gathered
        from fic2epub.model.book import Format

        strict = self._postage.receiver.strict
        settings = replace(settings, format=Format.EPUB, kindle_strict=strict)
        found = gathered(paths, settings, self._folder, quiet=self._quiet)
        self._sources.update(found.sources)
        for source, problem in found.failures:
            self._failed(source, problem)  # told already
        return [parcel.path for parcel in found.parcels]

    def _preflight(self, path: Path, *, unchecked: bool) -> None:
        """See whether a Kindle will take a book. Raises DeliveryError."""
        from fic2epub.checking import check
        from fic2epub.checking.profiles import for_kindle

        faults, doubts = for_kindle(check(path, epubcheck=False).problems)
        name = self._name(path)
        if faults and not unchecked:
            first = faults[0]
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise DeliveryError(
                f"Send to Kindle will probably refuse the book: {first.text}{more}",
                where=str(name),
                advice="fic2epub check BOOK tells all of it; --unchecked sends it all the same.",
            )
        if not self._quiet:
            for each in [*faults, *doubts]:
                tell(f"note:  {safe(name)}: {safe(each.text)}: Send to Kindle may refuse it")

    def rehearse(self, parcels: Sequence[Parcel], record: Record) -> None:
        """Say what would go."""
        from fic2epub.bookbinding.wording import size_in_words
        from fic2epub.delivering.mailing import planned, to_send

        wanted, others = to_send(parcels, self._postage, record)
        for posted in others:
            self._told(posted)
        mails, _ = planned(wanted, self._postage, record)
        for number, mail in enumerate(mails, start=1):
            books = counted(len(mail.parcels), "book")
            self._say(f"Mail {number} to {safe(mail.to)}: {books}, {size_in_words(mail.size)} on the way")
            for parcel in mail.parcels:
                self._say(f"  {safe(parcel.name)} ({size_in_words(parcel.size)})")
                self._records.append(
                    {**self._of(parcel), "state": "would be sent", "mail": number, "mail_bytes": mail.size}
                )
                for twin in self._twins.get(parcel.digest, ()):
                    self._say(f"  {self._same(twin, parcel)}")
                    self._records.append({**self._records[-1], **self._of(twin), **self._as(parcel)})
        if mails:
            self._say(f"Nothing was sent. {safe(self._postage.settings.host)} may set limits of its own.")

    def post(self, parcels: Sequence[Parcel], record: Record) -> None:
        """Send what is to go."""
        from fic2epub.delivering.mailing import post

        secret = _Secret(self._postage.settings, quiet=self._quiet or self._as_json)
        told: set[str] = set()
        try:
            for posted in post(parcels, self._postage, record, secret.find):
                told.add(posted.parcel.digest)
                if posted.sent:
                    secret.was_right()
                self._told(posted)
        except BaseException:  # Ctrl-C, too: what it leaves in doubt is said
            self._tell_doubts([parcel for parcel in parcels if parcel.digest not in told], record)
            raise
        secret.offer_to_keep()

    def _tell_doubts(self, parcels: Sequence[Parcel], record: Record) -> None:
        from fic2epub.delivering.mailing.record import Step

        for parcel in (each for first in parcels for each in (first, *self._twins.get(first.digest, ()))):
            if record.of(parcel.digest, self._postage.to) is Step.HANDED:
                name = safe(self._name(parcel.path))
                tell(f"note:  {name} may have been sent: the mail server had not answered")

    def _told(self, posted: Posted) -> None:
        """Say what became of a book, and of all that are the same."""
        self._tell_one(posted)
        first = posted.parcel
        for twin in self._twins.get(first.digest, ()):
            self._tell_one(replace(posted, parcel=twin), first)

    def _tell_one(self, posted: Posted, first: Parcel | None = None) -> None:
        """Say what became of a book; `first` is the one that went in its place."""
        from fic2epub.bookbinding.wording import size_in_words
        from fic2epub.delivering.mailing import InDoubt

        parcel, error = posted.parcel, posted.error
        state = "sent before" if posted.before else "sent"
        if error:
            state = "in doubt" if isinstance(error, InDoubt) else "failed"
        self._records.append({**self._of(parcel), "state": state, "message_id": posted.message_id or None})
        if first:
            self._records[-1] |= self._as(first)
        to = safe(self._postage.to)
        if error:
            error = self._in_our_names(error)
            self._records[-1]["error"] = _plain(error)
            self._tell_error(parcel.path, error)
        elif posted.before:
            self._say(f"{safe(parcel.name)} was mailed to {to} before (--again sends it once more)")
        elif first:
            self._say(f"{self._same(parcel, first)}, and was mailed to {to} with it")
        else:
            self._say(f"Mailed {safe(parcel.name)} to {to} ({size_in_words(parcel.size)})")

    def _fail(self, path: Path, problem: Fic2EpubError) -> None:
        problem = self._in_our_names(problem)
        self._records.append({"book": str(self._name(path)), "state": "failed", "error": _plain(problem)})
        self._tell_error(path, problem)

    def _failed(self, source: Path, problem: Fic2EpubError) -> None:
        self._records.append({"book": str(source), "state": "failed", "error": _plain(problem)})
        self._errors.append(problem)

    def _tell_error(self, path: Path, problem: Fic2EpubError) -> None:
        same = any((each.what, each.where) == (problem.what, problem.where) for each in self._errors)
        self._errors.append(problem)
        if self._as_json:
            return
        if same:  # a wrong password is told once, whatever the number of books
            tell(f"error: {safe(self._name(path))} was not mailed for the same reason")
        else:
            tell_error(problem)
            if problem.where != str(self._name(path)):
                tell(f"book:  {safe(self._name(path))}")

    def _say(self, line: str) -> None:
        if not (self._quiet or self._as_json):
            say(line)

    def _in_our_names(self, problem: _Error) -> _Error:
        """Return an error that names texts in place of the books made of them, which nobody can look at."""
        problem = copy(problem)
        for made, source in self._sources.items():
            problem.what = problem.what.replace(str(made), str(source))
            problem.where = problem.where.replace(str(made), str(source))
        return problem

    def _name(self, path: Path) -> Path:
        return self._sources.get(path, path)

    def _same(self, twin: Parcel, first: Parcel) -> str:
        return f"{safe(self._name(twin.path))} is the same book as {safe(self._name(first.path))}"

    def _as(self, first: Parcel) -> dict[str, object]:
        return {"same_as": str(self._name(first.path))}

    def _of(self, parcel: Parcel) -> dict[str, object]:
        return {
            "book": str(self._name(parcel.path)),
            "name": parcel.name,
            "bytes": parcel.size,
            "to": self._postage.to,
        }

    def end(self) -> int:
        """Say the last, and return the exit code."""
        if self._as_json:
            say(json_of(self._records))
        if not self._errors:
            return 0
        alike = {error.code for error in self._errors}
        return alike.pop() if len(alike) == 1 and len(self._errors) == len(self._records) else SOME_FAILED


class _Secret:
    """The password: found when it is needed, and offered to the keyring when the server took it."""

    def __init__(self, settings: MailSettings, *, quiet: bool) -> None:
        self._settings, self._quiet = settings, quiet
        self._password: Password | None = None
        self._right = False

    def find(self) -> Password | None:
        from fic2epub.delivering.mailing import password_for

        if not self._settings.user:
            return None
        ask = _asking() if sys.stdin is not None and sys.stdin.isatty() else None
        self._password = password_for(self._settings.user, self._settings.host, ask)
        return self._password

    def was_right(self) -> None:
        self._right = True

    def offer_to_keep(self) -> None:
        from fic2epub.delivering.mailing import has_keyring, keep

        if not (self._right and self._password and self._password.asked) or self._quiet or not has_keyring():
            return
        wanted = False
        with suppress(typer.Abort):  # Ctrl-D is a no: how the run ended is still to be told
            wanted = typer.confirm("Keep the password in this computer's keyring?", default=False, err=True)
        if wanted:
            done = keep(self._settings.user, self._settings.host, self._password)
            tell("It is kept there." if done else "note:  the keyring did not take it")


def _asking() -> Callable[[str], str]:
    return lambda question: getpass.getpass(safe(question))


def _plain(error: Fic2EpubError) -> dict[str, object]:
    return {"code": error.code, "what": error.what, "where": error.where, "try": error.advice}


__all__ = ["Again", "To", "Unchecked", "mail_books"]
