"""Every error that a user can meet, drawn as a tree.

    Fic2EpubError          1
    ├── SourceError        3   unreadable, undecodable, empty
    ├── RuleError          4   a site, theme, device or settings file is wrong
    ├── ShapeError         5   nothing left that is a story
    ├── BindingError       6   the book could not be written
    ├── DeliveryError      7   the book could not be brought to the e-reader
    ├── StoryLost         70   our fault: a worker hung, or was lost
    └── LostText          70   our fault: an audit failed

An error carries facts and advice; `cli` prints it and exits with its code. The library only raises.
"""

from __future__ import annotations

from typing import ClassVar


class Fic2EpubError(Exception):
    """Something went wrong that the user can understand: what, where, and what to try."""

    code: ClassVar[int] = 1
    """The exit code of a command that fails for this."""

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        """One sentence, without a full stop at its end."""
        self.where = where
        """A file, or a file and line."""
        self.advice = advice
        """What to try, as one sentence; empty where there is nothing to try."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling; workers send errors to their parent.
        return (_rebuild, (type(self), self.what, self.where, self.advice))


def _rebuild(kind: type[Fic2EpubError], what: str, where: str, advice: str) -> Fic2EpubError:
    return kind(what, where=where, advice=advice)


class SourceError(Fic2EpubError):
    """The source can't be read, can't be decoded, or has nothing in it."""

    code = 3


class RuleError(Fic2EpubError):
    """A site, theme, device or settings file is wrong."""

    code = 4


class ShapeError(Fic2EpubError):
    """Nothing is left that is a story."""

    code = 5


class NotOneWork(ShapeError):  # noqa: N818  it says what is so of the files
    """Files that were to be one book are of different works."""


class BindingError(Fic2EpubError):
    """The book could not be made or written."""

    code = 6


class DeliveryError(Fic2EpubError):
    """The book could not be brought to the e-reader: it is not there, is full, or was taken away."""

    code = 7


class LostText(Fic2EpubError):  # noqa: N818  the name says what happened, and the docs use it
    """An audit failed: a line of the source is neither in the book nor in the ledger. Our fault."""

    code = 70


class StoryLost(Fic2EpubError):  # noqa: N818  it says what happened
    """A story took its worker with it: too long, too large, or the process ended. Our fault, mostly."""

    code = 70
