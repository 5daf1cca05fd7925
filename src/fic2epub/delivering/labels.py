"""What a book says of itself: which work it is, its title and its authors.

The file may be anything: another's book, a bomb, a pipe. So nothing is read further than such things go.
"""

from __future__ import annotations

import stat
from pathlib import Path

from lxml import etree

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.shelf import READ, made_by_us
from fic2epub.bookbinding.unzipping import BROKEN, package_of, unzipped
from fic2epub.model.noun import noun
from fic2epub.typesetting.identity import canonical

_DC = "/*/*[local-name()='metadata']/*[local-name()='{}']"
_KINDLE = (".azw3", ".azw", ".mobi", ".prc")


@noun(frozen=True, slots=True)
class Label:
    """What a book says of itself; empty where it says nothing."""

    identity: str = ""
    """What all copies of the work have in common, older and newer: its identifier, if it can be trusted."""
    title: str = ""
    authors: tuple[str, ...] = ()
    weak: bool = False
    """Whether the identity rests on neither an address nor an author: then other stories may have it, too."""


def label_of(path: Path) -> Label:
    """Return what a book says of itself. Never raises."""
    ours = made_by_us(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Label()
        said = _of_kindle(path) if path.suffix.lower() in _KINDLE else _of_package(path)
    except BROKEN:
        said = Label()
    weak = said.weak or bool(ours and not said.title)
    return Label(ours or said.identity, said.title, said.authors, weak)


def _of_package(path: Path) -> Label:
    if path.suffix.lower() != ".epub":
        return Label()
    with unzipped(path) as archive:
        package, _ = package_of(archive)
    title = _text(package, f"string({_DC.format('title')}[1])")
    identifier = _text(package, f"string({_DC.format('identifier')}[@id=/*/@unique-identifier])")
    authors = package.xpath(f"{_DC.format('creator')}/text()")
    named = tuple(_one_line(str(each)) for each in authors) if isinstance(authors, list) else ()
    named = tuple(filter(None, named))
    source = _text(package, f"string({_DC.format('source')}[1])")
    weak = not (named or canonical(source) or canonical(identifier))
    return Label(_foreign(identifier, title), title, named, weak)


def _foreign(identifier: str, title: str) -> str:
    """Return the identity of a book that others made.

    Some makers give all of their books one identifier, so that it counts together with the title only.
    """
    return f"{identifier} {title.casefold()}" if identifier and title else ""


def _text(root: etree._Element, path: str) -> str:
    return _one_line(str(root.xpath(path)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _of_kindle(path: Path) -> Label:
    with path.open("rb") as file:
        title, authors, _, _ = mobi.shown_by(file.read(READ))
    return Label("", _one_line(title), authors, weak=not authors)
