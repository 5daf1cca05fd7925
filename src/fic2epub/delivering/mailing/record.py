"""What was mailed, so that nothing is mailed twice: a line for each step, flushed before the step after it.

A mail is handed over with its last line, a dot. Right before that goes out, HANDED is written; what the
server answers is written after it, as SENT or REFUSED. So a mail without a HANDED was never taken, whatever
broke; one with an answer is settled; and one that has HANDED alone is in doubt, for the server may have taken
it without our hearing of it. Such a one is never sent again by itself, and never called sent.

Only digests are kept: neither an address nor a title can be read out of the file.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import os
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

from fic2epub import lookup
from fic2epub.errors import DeliveryError
from fic2epub.lazy import regex

NAME = "mailed"
_LINE = regex(rb"([0-9a-f]{8}) ((handed|sent|refused) ([0-9a-f]{64}) [0-9]+)")


class Step(enum.Enum):
    """How far a book is."""

    HANDED = "handed"
    """The last line went out, or was about to: in doubt until there is an answer."""
    SENT = "sent"
    REFUSED = "refused"
    """The server said that it did not take the mail."""


class Record:
    """What was mailed from this computer by this user."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the record. Raises DeliveryError where it is there and can't be read."""
        self.path = path or lookup.state_folder() / NAME
        self.unreadable = 0
        """Lines that were damaged, and count as not there."""
        self._steps: dict[str, Step] = {}
        self._times: dict[str, int] = {}
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            data = b""
        except OSError as problem:
            raise self._broken("read", problem) from None
        self._torn = bool(data) and not data.endswith(b"\n")
        for line in data.split(b"\n"):
            if line:
                self._read(line)

    def _read(self, line: bytes) -> None:
        found = _LINE.fullmatch(line)
        if not found or int(found[1], 16) != zlib.crc32(found[2]):
            self.unreadable += 1
            return
        self._keep(found[4].decode(), Step(found[3].decode()))

    def _keep(self, key: str, step: Step) -> None:
        self._steps[key] = step
        if step is Step.SENT:
            self._times[key] = self._times.get(key, 0) + 1

    def of(self, digest: str, address: str) -> Step | None:
        """Return how far a book got on its way to an address; None where it never set out."""
        return self._steps.get(_key(digest, address))

    def times(self, digest: str, address: str) -> int:
        """Return how often a book was sent to an address."""
        return self._times.get(_key(digest, address), 0)

    def prove(self) -> None:
        """See that the record can be written, before anything is sent. Raises DeliveryError."""
        self._append(b"")

    def note(self, step: Step, digests: Iterable[str], address: str) -> None:
        """Write a step of several books down, and return when it is on the disk. Raises DeliveryError."""
        keys = [_key(digest, address) for digest in digests]
        lines = []
        for key in keys:
            said = f"{step.value} {key} {int(time.time())}".encode()
            lines.append(b"%08x %s\n" % (zlib.crc32(said), said))
        self._append(b"".join(lines))
        for key in keys:
            self._keep(key, step)

    def _append(self, lines: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = not self.path.exists()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            descriptor = os.open(self.path, flags, 0o600)
            try:
                data = b"\n" + lines if self._torn and lines else lines
                if os.write(descriptor, data) != len(data):
                    self._torn = True
                    raise OSError(28, "the disk is full")
                self._torn = self._torn and not lines
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if new:
                _flush(self.path.parent)
        except OSError as problem:
            raise self._broken("written", problem) from None

    def _broken(self, verb: str, problem: OSError) -> DeliveryError:
        return DeliveryError(
            f"the record of what was mailed can't be {verb}: {problem.strerror}",
            where=str(self.path),
            advice="Without it a book might be sent twice. Make room, or see to its permissions.",
        )


def _key(digest: str, address: str) -> str:
    return hashlib.sha256(f"{digest}\n{address.lower()}".encode()).hexdigest()


def _flush(folder: Path) -> None:
    """Flush the name of a new file, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
