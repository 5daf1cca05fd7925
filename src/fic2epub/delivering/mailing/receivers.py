"""Who takes books by mail, and what each of them takes.

Amazon: "Send to Kindle by e-mail" (help page 201974220), in 2026; PocketBook: what calibre learned.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Container
from pathlib import PurePath

from fic2epub.bookbinding.naming import distinct, file_name, legal
from fic2epub.lazy import regex
from fic2epub.model.noun import noun

EPUB, KEPUB, AZW3 = ".epub", ".kepub.epub", ".azw3"
TYPES = {
    EPUB: "application/epub+zip",
    KEPUB: "application/epub+zip",
    AZW3: "application/vnd.amazon.ebook",
}
"""What a mail says of an attachment. A system's own list may not know it, and then Amazon drops the mail."""
_NOT_PLAIN = regex(r"[^A-Za-z0-9]+")
_SHORT = 40


@noun(frozen=True, slots=True)
class Receiver:
    """A service behind an address."""

    name: str
    endings: tuple[str, ...] = (EPUB, KEPUB, AZW3)
    """Of the files that it takes."""
    most_files: int = 25
    """In one mail."""
    most_bytes: int = 0
    """Of all files of one mail, before they are packed for the way; 0 where only the server sets a limit."""
    plain_names: bool = False
    """Whether it stumbles over file names with more than plain letters."""
    strict: bool = False
    """Whether it is picky about what is in an EPUB, as Amazon is."""

    def file_name(self, title: str, ending: str, taken: Container[str]) -> str:
        """Return what a book is called in the mail; `taken` has the keys of those that are in it already."""
        if not self.plain_names:
            return distinct(file_name(title, (), ending), taken)
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
        stem = legal(_NOT_PLAIN.sub("-", plain).strip("-"), _SHORT)
        if not stem:
            stem = f"book-{hashlib.sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        return distinct(stem + ending, taken)


KINDLE = Receiver("Kindle", (EPUB,), most_bytes=50_000_000, strict=True)
POCKETBOOK = Receiver("PocketBook", (EPUB,), most_files=1, plain_names=True)
ANYONE = Receiver("")
_BY_DOMAIN = {"kindle.com": KINDLE, "kindle.cn": KINDLE, "pbsync.com": POCKETBOOK}


def receiver_of(address: str) -> Receiver:
    """Return who is behind an address; `free.kindle.com` is a Kindle, too."""
    domain = address.rpartition("@")[2].lower()
    while domain:
        if domain in _BY_DOMAIN:
            return _BY_DOMAIN[domain]
        domain = domain.partition(".")[2]
    return ANYONE


def ending_of(path: PurePath) -> str:
    """Return the ending by which a file is a book, or an empty string for what is none."""
    name = path.name.lower()
    return max((each for each in TYPES if name.endswith(each)), key=len, default="")
