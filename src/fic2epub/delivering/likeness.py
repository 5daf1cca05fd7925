"""Whether two books tell one story, by their paragraphs: for books whose identity does not settle it.

A story that has grown still has its paragraphs, wherever notes came and went. Another story has none of them.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fic2epub.bookbinding.unzipping import BROKEN, parsed, unzipped

_PAGES = (".xhtml", ".html", ".htm")
_MOST_PAGES = 2000
_LONGEST_PAGE = 4 << 20
_LEAST = 12
"""Letters of a paragraph that counts: "Home", or a row of marks, is in many stories."""
_TYPE = "{http://www.idpf.org/2007/ops}type"
_AROUND = frozenset({"frontmatter", "backmatter"})
"""What a book of ours says of pages that are not the story: a colophon is much the same in each."""


def are_one_story(older: Path, newer: Path) -> bool | None:
    """Tell whether at least half of a book is in its newer copy; None where one can't be read.

    Never raises.
    """
    old, new = _passages(older), _passages(newer)
    if not (old and new):
        return None
    return 2 * sum(map(len, old & new)) >= sum(map(len, old))


def _passages(path: Path) -> frozenset[str]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return frozenset()
        with unzipped(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(_PAGES)]
            return frozenset(each for name in names[:_MOST_PAGES] for each in _on_page(archive, name))
    except BROKEN:
        return frozenset()


def _on_page(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    with archive.open(name) as file:
        data = file.read(_LONGEST_PAGE)  # whatever size the zip claims
    root = parsed(data, mended=True)
    if root is None or any(body.get(_TYPE) in _AROUND for body in root.iter("{*}body")):
        return
    for each in root.iter("{*}p", "{*}li"):
        text = " ".join("".join(each.itertext()).split())
        if len(text) >= _LEAST:
            yield text
