"""Our own checks beside the real EPUBCheck: what we call an error, it does not call a good book."""

from pathlib import Path

import pytest

from checking.broken import parts_of
from checking.faults import FAULTS
from fic2epub.checking import CHECKS, Severity

pytestmark = pytest.mark.epubcheck

OURS_ALONE = {
    "check/drm-2": "a licence without a lock is no fault of the standard's",
    "check/file-names-2": "EPUB 3.3, section 4.2.3 has the limit of 255 bytes; EPUBCheck does not count",
    "check/kobo-spans-1": "Kobo's own format",
    "check/language-tag-2": "RFC 5646: no language has one letter",
    "check/link-scheme-1": "a link that runs a program",
    "check/media-type-2": "no reader takes text/plain for a stylesheet",
    "check/mimetype-stored-1": "OCF: mimetype must not be packed; Kobo calls the book broken",
    "check/nav-label-2": "Send to Kindle refuses an NCX with an empty label",
    "check/xml-encoding-1": "a byte that is not UTF-8: XML calls it fatal, and EPUBCheck reads over it",
    "check/zip-damaged-1": "a wrong checksum: whoever unpacks the book is told that it is broken",
    "check/zip-escapes-1": "a name that climbs out of the book: whoever unpacks it may lose a file",
    "check/zip-escapes-2": "the same, from the root of the disk",
}
"""The errors that EPUBCheck does not know, and why they are errors."""
HURTFUL = {"check/zip-too-large", "check/xml-too-long", "check/xml-entities"}
"""What EPUBCheck itself takes minutes and gigabytes over."""


def test_every_error_of_ours_is_one_of_epubchecks(good: Path, tmp_path: Path, epubcheck) -> None:  # type: ignore[no-untyped-def]
    errors = {each.id for each in CHECKS if each.severity is Severity.ERROR} - HURTFUL
    books: dict[Path, str] = {}
    for id_ in sorted(errors):
        for number, fault in enumerate(FAULTS[id_], 1):
            folder = tmp_path / f"{id_[6:]}-{number}"
            folder.mkdir()
            parts = parts_of(good)
            fault(parts)
            books[parts.bind(folder)] = f"{id_}-{number}"
    found = epubcheck(list(books))
    clean = {name for book, name in books.items() if not found[book]}
    assert clean == set(OURS_ALONE)
