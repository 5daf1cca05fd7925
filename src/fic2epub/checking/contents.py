"""The two tables of contents of a book: EPUB 3's page and EPUB 2's NCX."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from fic2epub.checking.page import EPUB, local, words_of
from fic2epub.checking.targets import Target, target_of

MOST = 20_000
"""Entries that are read."""


class Point(NamedTuple):
    """An entry of the contents."""

    label: str
    target: Target
    href: str
    depth: int
    line: int
    order: str = ""
    """`playOrder`, of an NCX."""
    type: str = ""
    """`epub:type`, of a landmark."""


@dataclass(slots=True)
class Contents:
    """A table of contents."""

    file: str
    points: list[Point] = field(default_factory=list)
    landmarks: list[Point] = field(default_factory=list)
    has_toc: bool = False
    has_landmarks: bool = False
    uid: str = ""
    """`dtb:uid`, of an NCX."""


def nav_of(file: str, root: etree._Element) -> Contents:
    """Read the contents and the landmarks of EPUB 3's page."""
    contents = Contents(file)
    for nav in root.iter("{*}nav"):
        kinds = nav.get(f"{{{EPUB}}}type", "").split()
        if "toc" in kinds and not contents.has_toc:
            contents.has_toc = True
            contents.points = _links(file, nav)
        elif "landmarks" in kinds:
            contents.has_landmarks = True
            contents.landmarks = _links(file, nav)
    return contents


def _links(file: str, nav: etree._Element) -> list[Point]:
    points: list[Point] = []
    depth = 0
    for event, element in etree.iterwalk(nav, events=("start", "end")):
        name = local(element)
        if name == "ol":
            depth += 1 if event == "start" else -1
        elif event == "start" and name in {"a", "span"} and len(points) < MOST:
            if name == "span" and (element.getparent() is None or local(element.getparent()) != "li"):  # type: ignore[arg-type]
                continue
            points.append(_nav_point(file, element, depth))
    return points


def _nav_point(file: str, element: etree._Element, depth: int) -> Point:
    href = element.get("href", "")
    label = words_of(element) or " ".join(image.get("alt", "") for image in element.iter("{*}img")).strip()
    kind = element.get(f"{{{EPUB}}}type", "")
    target = target_of(file, href) if href else Target()
    return Point(label, target, href, depth, element.sourceline or 0, type=kind)


def ncx_of(file: str, root: etree._Element) -> Contents:
    """Read an NCX."""
    contents = Contents(file, has_toc=root.find(".//{*}navMap") is not None)
    for meta in root.iter("{*}meta"):
        if meta.get("name") == "dtb:uid":
            contents.uid = meta.get("content", "").strip()
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if local(element) != "navPoint":
            continue
        depth += 1 if event == "start" else -1
        if event == "start" and len(contents.points) < MOST:
            contents.points.append(_ncx_point(file, element, depth))
    return contents


def _ncx_point(file: str, element: etree._Element, depth: int) -> Point:
    label = element.find("{*}navLabel")
    content = element.find("{*}content")
    href = content.get("src", "") if content is not None else ""
    return Point(
        words_of(label) if label is not None else "",
        target_of(file, href) if href else Target(),
        href,
        depth,
        element.sourceline or 0,
        element.get("playOrder", ""),
    )
