"""Checks of the zip and of what leads into it. OCF 3.3, section 4."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator

from fic2epub.checking.archive import LARGEST_DIRECTORY, LARGEST_UNPACKED, READABLE
from fic2epub.checking.opened import CONTAINER, ENCRYPTION, Opened
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check
from fic2epub.lazy import regex

MIMETYPE = b"application/epub+zip"
ANEW = "Bind the book anew: with fic2epub, or by opening and saving it in calibre or Sigil."
_FORBIDDEN = regex('[\\x00-\\x1f\\x7f-\\x9f"*:<>?|\\ue000-\\uf8ff]|[.](?=/|$)')
_PLAIN = regex(r"[A-Za-z0-9._/-]+")
_STRAY = regex(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|iTunesMetadata\.plist$"
    r"|iTunesArtwork$|iTunesArtwork\.plist$|calibre_bookmarks\.txt$)",
    re.IGNORECASE,
)
_LOCKS = ("META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl")
FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})


def _never(book: Opened) -> Iterator[Hit]:
    """Yield nothing: these two are told when the file is opened, or it would not be open."""
    del book
    yield from ()


not_a_zip = check(
    "not-a-zip",
    ERROR,
    "A book is a zip that opens.",
    "Fetch the book again; if it is of another kind, convert it first.",
)(_never)

zip_too_large = check(
    "zip-too-large",
    ERROR,
    f"A book has at most {LARGEST_UNPACKED:,} bytes when unpacked, and its directory {LARGEST_DIRECTORY:,}.",
    "Do not unpack it: it may have been made to fill your disk. It was not looked into any further.",
)(_never)


@check("zip-damaged", ERROR, "Each file unpacks to what the zip says of it.", "Fetch or bind the book again.")
def zip_damaged(book: Opened) -> Iterator[Hit]:
    """Find files whose size or checksum is wrong."""
    for name, entry in book.archive.names.items():
        if not book.archive.whole(entry):
            yield Hit("the file does not unpack to what the zip says of it", name)


@check("zip-method", ERROR, "Files are stored or deflated, and packed in no other way.", ANEW)
def zip_method(book: Opened) -> Iterator[Hit]:
    """Find files that are packed in a way that readers do not know."""
    for entry in book.archive.entries:
        if entry.compress_type not in READABLE:
            yield Hit(f"the file is packed by method {entry.compress_type} of zips", entry.filename)


@check("zip-encrypted", ERROR, "The zip has no password.", "Unpack it with its password, and bind it anew.")
def zip_encrypted(book: Opened) -> Iterator[Hit]:
    """Find files behind a password of the zip."""
    for entry in book.archive.entries:
        if entry.flag_bits & 1:
            yield Hit("the file is locked with the zip's password", entry.filename)


@check(
    "zip-escapes",
    ERROR,
    "The names of files stay inside of the book.",
    "Do not unpack it with a program that believes names: it may write over files of yours.",
)
def zip_escapes(book: Opened) -> Iterator[Hit]:
    """Find names such as `../../.profile` and `/etc/passwd`, also in the way of Windows."""
    for entry in book.archive.entries:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or "\\" in name or re.match("[A-Za-z]:", name):
            yield Hit("the name leads out of the book", name)


@check(
    "file-names",
    ERROR,
    "Names have none of the characters that the standard forbids, and at most 255 bytes between two slashes.",
    "Rename the file, and every link to it.",
)
def file_names(book: Opened) -> Iterator[Hit]:
    """Find names that some disk can't hold."""
    for entry in book.archive.entries:
        name = entry.orig_filename
        found = _FORBIDDEN.search(name.replace("../", ""))
        if found:
            what = "ends in a full stop" if found[0] == "." else f"has the character U+{ord(found[0]):04X}"
            yield Hit(f"the name {what}", name)
        elif any(len(part.encode(errors="replace")) > 255 for part in name.split("/")):
            yield Hit("the name is longer than 255 bytes", name)


@check("plain-names", NOTE, "Names have only plain letters, digits, dots and dashes.", "Rename the file.")
def plain_names(book: Opened) -> Iterator[Hit]:
    """Find names with spaces or letters that old readers stumble over."""
    for name in book.files:
        if not _PLAIN.fullmatch(name) and not _FORBIDDEN.search(name):
            yield Hit("the name has a space, or a letter that is not plain ASCII", name)


@check("zip-duplicate", ERROR, "No two files have the same name, however it is capitalised.", ANEW)
def zip_duplicate(book: Opened) -> Iterator[Hit]:
    """Find names that are the same on some disk."""
    seen: dict[str, str] = {}
    for entry in book.archive.entries:
        key = unicodedata.normalize("NFC", entry.filename).casefold()
        if key in seen:
            yield Hit(f"another file is called {quoted(seen[key])}", entry.filename)
        seen.setdefault(key, entry.filename)


@check("mimetype-missing", ERROR, "There is a file `mimetype`.", ANEW)
def mimetype_missing(book: Opened) -> Iterator[Hit]:
    """Find books without it."""
    if "mimetype" not in book.files:
        yield Hit("the zip has no file mimetype")


@check("mimetype-first", ERROR, "The file `mimetype` is the first in the zip.", ANEW)
def mimetype_first(book: Opened) -> Iterator[Hit]:
    """Find books where another file comes first: Kobo calls them broken."""
    entry = book.archive.names.get("mimetype")
    if entry and (book.archive.entries[0].filename != "mimetype" or entry.header_offset != 0):
        yield Hit("mimetype is not the first file of the zip", "mimetype")


@check("mimetype-stored", ERROR, "The file `mimetype` is stored as it is, not packed.", ANEW)
def mimetype_stored(book: Opened) -> Iterator[Hit]:
    """Find books where it was packed."""
    entry = book.archive.names.get("mimetype")
    if entry and entry.compress_type != zipfile.ZIP_STORED:
        yield Hit("mimetype is packed", "mimetype")


@check("mimetype-words", ERROR, "The file `mimetype` says `application/epub+zip` and no more.", ANEW)
def mimetype_words(book: Opened) -> Iterator[Hit]:
    """Find books where it says something else, be it a line end more."""
    data = book.archive.read("mimetype", 200)
    if data is not None and data != MIMETYPE:
        yield Hit(f"mimetype says {quoted(repr(data)[2:-1])}", "mimetype")


@check("mimetype-extra", ERROR, "The file `mimetype` has no extra field in the zip.", ANEW)
def mimetype_extra(book: Opened) -> Iterator[Hit]:
    """Find books where its header is longer than readers look for."""
    if book.archive.entries and book.archive.entries[0].filename == "mimetype":
        header = book.archive.raw(book.archive.entries[0].header_offset, 30)
        if header[28:30] not in {b"", b"\0\0"}:
            yield Hit("the header of mimetype has an extra field", "mimetype")


@check("container", ERROR, "`META-INF/container.xml` names the book's package.", ANEW)
def container(book: Opened) -> Iterator[Hit]:
    """Find books without a way in."""
    if book.container is None:
        yield Hit("there is no META-INF/container.xml")
    elif book.container.root is not None and not any(book.rootfiles):
        yield Hit("it names no package", CONTAINER)


@check("rootfile", ERROR, "The package that the container names is there.", ANEW)
def rootfile(book: Opened) -> Iterator[Hit]:
    """Find containers that point at nothing."""
    for name in book.rootfiles:
        if name and name not in book.files:
            yield Hit(f"it names the package {quoted(name)}, which is not in the book", CONTAINER)


@check(
    "stray-files", NOTE, "The book holds no leavings of a computer.", "Delete them, or bind the book anew."
)
def stray_files(book: Opened) -> Iterator[Hit]:
    """Find what systems and shops leave in folders."""
    for name in book.files:
        if _STRAY.search(name):
            yield Hit("the file is no part of the book", name)


@check(
    "drm",
    ERROR,
    "The book is not locked.",
    "It opens only in the shop's own programs. Nothing can be checked behind the lock.",
)
def drm(book: Opened) -> Iterator[Hit]:
    """Find books under a lock (DRM)."""
    locked = [name for name, way in book.locked.items() if way not in FONT_OBFUSCATION]
    if locked:
        yield Hit(f"the book is locked (DRM): {len(locked):,} of its files are encrypted", ENCRYPTION)
    for name in _LOCKS:
        if name in book.files and not locked:
            yield Hit("the book has the licence of a lock (DRM)", name)


@check(
    "obfuscated-fonts",
    WARNING,
    "Fonts are not scrambled.",
    "Put the font in as it is, if its licence allows that, or leave it out.",
)
def obfuscated_fonts(book: Opened) -> Iterator[Hit]:
    """Find fonts that are scrambled: no lock, but many readers show another font."""
    for name, way in book.locked.items():
        if way in FONT_OBFUSCATION:
            yield Hit("the font is scrambled (obfuscated); this is no lock (DRM)", name)


@check(
    "kepub-name",
    WARNING,
    "A book with Kobo's marks is called `.kepub.epub`, and only such a book is.",
    "Rename it so that it ends in .kepub.epub, or in .epub if it has no marks of Kobo's.",
)
def kepub_name(book: Opened) -> Iterator[Hit]:
    """Find books that a Kobo opens with the wrong one of its two programs."""
    marked = any("koboSpan" in page.classes for page in book.pages.values())
    name = book.path.name.lower()
    if marked and not name.endswith(".kepub.epub"):
        yield Hit("the book has Kobo's marks, and its name does not end in .kepub.epub")
    if not marked and book.pages and (name.endswith((".kepub.epub", ".kepub"))):
        yield Hit("the book is called .kepub, and has none of Kobo's marks")


@check(
    "book-size",
    WARNING,
    "The book has at most 50 MB, so that it can be mailed to a Kindle.",
    "Make its pictures smaller.",
)
def book_size(book: Opened) -> Iterator[Hit]:
    """Find books that no mail carries."""
    if book.archive.size > 50_000_000:
        yield Hit(f"the book has {book.archive.size:,} bytes")
