"""What a URL is: a path like any other, as long as nobody asks the disk for it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fic2epub.errors import SourceError
from fic2epub.lazy import regex

if TYPE_CHECKING:
    _Base = Path
else:
    _Base = type(Path())  # before Python 3.12, only what the system has can be inherited from

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""At least two letters: one is a drive of Windows."""
_WEB = frozenset({"http:", "https:"})
_DISK = frozenset({"file:", "local:"})
IN_MEMORY = "memory:"


class Url(_Base):
    """The address of a file or folder in a store.

    It is taken apart and put together as paths are: `url.parent`, `url / "rain.epub"`. What would look for it
    on this computer's disk raises SourceError. As text it has no user and password; `full` has them.
    """

    __slots__ = ()

    @property
    def full(self) -> str:
        """The URL as it was given, also with what nobody else is to read."""
        return _joined(self.parts)

    @property
    def key(self) -> tuple[str, ...]:
        """The place in the store, and the store, without user and password."""
        head, *rest = self.parts or ("",)
        return (head, rest[0].rpartition("@")[2], *rest[1:]) if rest else (head,)

    @property
    def in_memory(self) -> bool:
        """Whether it is in the memory of this process, where no other can see it."""
        return self.parts[0] == IN_MEMORY

    def __str__(self) -> str:
        return _joined(self.key)

    def __fspath__(self) -> str:
        raise SourceError(
            "this is in a store, and not on a disk",
            where=str(self),
            advice="Only `fic2epub convert` goes there; for anything else, copy it to a folder first.",
        )


def _joined(parts: tuple[str, ...]) -> str:
    head, *rest = parts or ("",)
    return f"{head}//{'/'.join(rest)}" if _SCHEME.fullmatch(head) else "/".join(parts)


def located(where: str | Path) -> Path:
    """Return what a user named: a Url for what is in a store, a path for all that is on a disk.

    `file://` is the disk. A URL that went through a Path (`s3:/bucket`) is known again, unless there is such
    a folder. Raises SourceError for what is no place for texts or books.
    """
    if isinstance(where, Url):
        return where
    path = Path(where)
    head, *rest = path.parts or ("",)
    plain = isinstance(where, str) and "://" not in where
    if plain or not _SCHEME.fullmatch(head) or (isinstance(where, Path) and not _is_url(head, rest)):
        return path
    head = head.lower()
    if head in _WEB:
        raise SourceError(
            "this program fetches nothing from the web",
            where=f"{head}//{'/'.join(rest).rpartition('@')[2].partition('?')[0]}",
            advice="Save the page, and convert the file.",
        )
    if head in _DISK:
        return _on_disk(where, rest)
    url = Url(head, *rest)
    if ".." in rest:
        raise SourceError("a URL has no `..` in it", where=str(url), advice="Write it out.")
    return url


def _is_url(head: str, rest: list[str]) -> bool:
    return bool(rest or head.lower() == IN_MEMORY) and not os.path.lexists(head)


def _on_disk(where: str | Path, rest: list[str]) -> Path:
    """Return the path that a `file:` URL stands for (RFC 8089)."""
    from urllib.request import url2pathname

    if isinstance(where, str) and not re.match(r"\w+:///", where):
        if rest[:1] != ["localhost"]:
            advice = "A path after file:// begins with a third slash: file:///home/ada/stories."
            raise SourceError("this is a file of another computer", where=where, advice=advice)
        rest = rest[1:]
    plain = Path("/", *rest)
    return plain if plain.exists() else Path(url2pathname("/" + "/".join(rest)))
