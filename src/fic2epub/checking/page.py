"""What the checks need to know of an XHTML page; the page itself is let go, for a book has hundreds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from fic2epub.checking.xmlfile import Parsed, parse

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML = "http://www.w3.org/XML/1998/namespace"
SVG = "http://www.w3.org/2000/svg"
MOST = 200_000
"""Elements of one page; a page with more was made to hurt. A long novel in one page of a KEPUB has 80,000."""

_LINKS = {"a": ("href",), "area": ("href",), "link": ("href",)}
_SOURCES = {
    "img": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src",),
    "script": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href"),
    "input": ("src",),
}
_UNREAD = frozenset({"script", "style", "title", "head", "rt", "rp"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PICTURES = frozenset({"img", "svg", "image", "video", "audio", "object", "math", "iframe"})


class Link(NamedTuple):
    """An attribute that names a file or a place."""

    line: int
    element: str
    href: str
    loads: bool
    """The reader's program fetches it to show the page; a link to follow is not one."""
    kind: str = ""
    """The `rel` of a `link`."""


class Spot(NamedTuple):
    """An element, its line, and a word about it."""

    line: int
    element: str
    text: str = ""


@dataclass(slots=True)
class Page:
    """A page, as the checks see it."""

    name: str
    size: int
    parsed: Parsed
    """Without its tree and its text."""
    ids: dict[str, int] = field(default_factory=dict)
    twice: list[Spot] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[Spot] = field(default_factory=list)
    images: list[Spot] = field(default_factory=list)
    """Each `img`; its text is its `alt`, or NO_ALT."""
    styled: list[Spot] = field(default_factory=list)
    """Each `style` attribute."""
    styles: list[tuple[int, str]] = field(default_factory=list)
    """Each `style` element: its line and its text."""
    elements: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)
    """Where each element's first one is."""
    classes: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    """Words of `epub:type`."""
    language: str = ""
    xml_language: str = ""
    title: str = ""
    body_id: str = ""
    letters: int = 0
    """Characters that can be read, without white space."""
    heading_letters: int = 0
    replaced: int = 0
    """U+FFFD among them."""
    events: list[Spot] = field(default_factory=list)
    root_name: str = ""

    @property
    def shows_something(self) -> bool:
        """There is a letter or a picture on it."""
        return bool(self.letters or any(self.elements[name] for name in _PICTURES) or self.elements["hr"])


NO_ALT = "\0"


def page_of(name: str, data: bytes) -> Page:
    """Read a page."""
    parsed = parse(data)
    root = parsed.root
    page = Page(name, len(data), _light(parsed))
    if root is None:
        return page
    page.root_name = local(root)
    page.language = root.get("lang", "")
    page.xml_language = root.get(f"{{{XML}}}lang", "")
    for number, element in enumerate(root.iter(etree.Element)):
        if number == MOST:
            too_long = Parsed(None, fault="check/xml-too-long", reason=f"more than {MOST:,} elements")
            return Page(name, len(data), too_long)
        _note(page, element)
    _read(page, root)
    return page


def _light(parsed: Parsed) -> Parsed:
    """Return the same without its tree and text."""
    return Parsed(None, "", parsed.fault, parsed.reason, parsed.line, parsed.declared, parsed.encoding)


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def words_of(element: etree._Element) -> str:
    """Return the words in an element, on one line."""
    return " ".join("".join(element.itertext(etree.Element)).split())


def _note(page: Page, element: etree._Element) -> None:
    name, line = local(element), element.sourceline or 0
    page.elements[name] += 1
    page.lines.setdefault(name, line)
    uid = element.get("id")
    if uid is not None:
        if uid in page.ids:
            page.twice.append(Spot(line, name, uid))
        page.ids.setdefault(uid, line)
    if name == "body":
        page.body_id = uid or ""
    page.classes.update(element.get("class", "").split())
    page.types.update(element.get(f"{{{EPUB}}}type", "").split())
    _note_links(page, element, name, line)
    if element.get("style"):
        page.styled.append(Spot(line, name, element.get("style", "")))
    page.events.extend(Spot(line, name, str(key)) for key in element.attrib if str(key).startswith("on"))
    if name == "img":
        page.images.append(Spot(line, name, element.get("alt", NO_ALT)))
    elif name == "style":
        page.styles.append((line, "".join(element.itertext(etree.Element))))
    elif name in _HEADINGS:
        words = words_of(element)
        page.headings.append(Spot(line, name, words))
        page.heading_letters += len(words.replace(" ", ""))
    elif name == "title" and not page.title:
        page.title = words_of(element)


def _note_links(page: Page, element: etree._Element, name: str, line: int) -> None:
    for attribute in _LINKS.get(name, ()):
        href = element.get(attribute)
        if href is not None:
            page.links.append(Link(line, name, href, name == "link", element.get("rel", "")))
    for attribute in _SOURCES.get(name, ()):
        href = element.get(attribute)
        if href is not None:
            page.links.append(Link(line, name, href, True))


def _read(page: Page, root: etree._Element) -> None:
    """Count what a reader can read on the page."""
    silent = 0  # elements open whose words are not the page's
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        unread = local(element) in _UNREAD
        if event == "start":
            silent += unread
            _count(page, None if silent else element.text)
        else:
            silent -= unread
            _count(page, None if silent else element.tail)


def _count(page: Page, text: str | None) -> None:
    if text:
        page.letters += len("".join(text.split()))
        page.replaced += text.count("\ufffd")
