"""Whether a book that is to be sent is whole: the cheap proof, for all ways by which books go.

A zip has its directory at its end. So a book that was cut off, by a broken download or a full disk, has none,
though its beginning still tells its title and its identifier.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from fic2epub.bookbinding.unzipping import BROKEN
from fic2epub.errors import SourceError


def refuse_what_is_torn(path: Path) -> None:
    """Raise SourceError for an empty book, and for an EPUB or a KEPUB that is cut off or no zip at all.

    What is no file, or can't be read, is left to those who read it: they say why.
    """
    try:
        state = path.stat()
    except OSError:
        return
    if not stat.S_ISREG(state.st_mode):
        return  # a pipe would hold us for ever
    if state.st_size == 0:
        raise _torn(path, "the book is empty")
    if path.name.lower().endswith(".epub"):
        try:
            with zipfile.ZipFile(path):
                pass
        except PermissionError:
            return
        except BROKEN:
            raise _torn(path, "the book is not whole") from None


def _torn(path: Path, what: str) -> SourceError:
    return SourceError(
        what,
        where=str(path),
        advice="It was not sent, and an older copy stays as it is. Make it again, or fetch it again.",
    )
