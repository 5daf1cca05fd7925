"""Our own checks beside the real EPUBCheck: what we call an error, it does not call a good book."""

from pathlib import Path

import pytest

from checking.broken import parts_of
from checking.faults import FAULTS
from fic2epub.checking import CHECKS, Severity

pytestmark = pytest.mark.epubcheck

OURS_ALONE: dict[str, str] = {}
HURTFUL = {"check/zip-too-large", "check/xml-too-long"}
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
