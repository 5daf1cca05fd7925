"""The package of a book: its metadata, the list of its files, and their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from fic2epub.checking.page import XML, local
from fic2epub.checking.targets import Target, target_of
from fic2epub.checking.xmlfile import Parsed

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
XHTML_TYPE = "application/xhtml+xml"
NCX_TYPE = "application/x-dtbncx+xml"
CSS_TYPE = "text/css"


class Meta(NamedTuple):
    """An element of the metadata."""

    name: str
    """`dc:title`, `meta`."""
    text: str
    attributes: dict[str, str]
    line: int


class Item(NamedTuple):
    """A file of the manifest."""

    id: str
    href: str
    file: str
    """Its full name in the zip; empty for what lies outside of the book."""
    target: Target
    media_type: str
    properties: frozenset[str]
    fallback: str
    line: int


class Ref(NamedTuple):
    """A page of the spine."""

    idref: str
    linear: bool
    line: int


class Guide(NamedTuple):
    """A reference of the guide."""

    type: str
    href: str
    line: int


@dataclass(slots=True)
class Package:
    """The package."""

    name: str
    version: str = ""
    unique: str = ""
    language: str = ""
    metadata: list[Meta] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    spine: list[Ref] = field(default_factory=list)
    guide: list[Guide] = field(default_factory=list)
    toc: str = ""
    """The spine's `toc`."""
    direction: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)
    sections: frozenset[str] = frozenset()

    @property
    def is_three(self) -> bool:
        """It is EPUB 3."""
        return self.version.startswith("3")

    def dc(self, name: str) -> list[Meta]:
        """Return the elements of the Dublin Core with a name."""
        return [each for each in self.metadata if each.name == f"dc:{name}"]

    def properties(self, name: str) -> list[Meta]:
        """Return the metas of EPUB 3 with a property that refine nothing."""
        return [
            each
            for each in self.metadata
            if each.attributes.get("property") == name and "refines" not in each.attributes
        ]

    def named(self, name: str) -> list[Meta]:
        """Return the metas of EPUB 2 with a name."""
        return [each for each in self.metadata if each.attributes.get("name") == name]

    def item(self, uid: str) -> Item | None:
        """Return the item with an id."""
        return next((item for item in self.items if item.id == uid), None)

    def with_property(self, name: str) -> list[Item]:
        """Return the items with a property."""
        return [item for item in self.items if name in item.properties]

    def spine_files(self) -> list[str]:
        """Return the names of the spine's files, in order."""
        by_id = {item.id: item.file for item in self.items}
        return [by_id[ref.idref] for ref in self.spine if by_id.get(ref.idref)]


def package_of(name: str, parsed: Parsed) -> Package | None:
    """Return the package that a file holds, or None where it holds none."""
    root = parsed.root
    if root is None or local(root) != "package":
        return None
    package = Package(name, root.get("version", "").strip(), root.get("unique-identifier", ""))
    package.language = root.get(f"{{{XML}}}lang", "")
    for element in root.iter(etree.Element):
        uid, line = element.get("id"), element.sourceline or 0
        if uid is not None and uid in package.ids:
            package.twice.append((uid, line))
        if uid is not None:
            package.ids.setdefault(uid, line)
    package.sections = frozenset(local(child) for child in root)
    for section in root:
        _SECTIONS.get(local(section), _nothing)(package, section)
    return package


def _nothing(package: Package, section: etree._Element) -> None:
    """Some other section."""


def _metadata(package: Package, section: etree._Element) -> None:
    for element in section.iter(etree.Element):
        if element is section:
            continue
        name = local(element)
        if element.tag == f"{{{DC}}}{name}":
            name = f"dc:{name}"
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
        text = " ".join("".join(element.itertext(etree.Element)).split())
        package.metadata.append(Meta(name, text, attributes, element.sourceline or 0))


def _manifest(package: Package, section: etree._Element) -> None:
    for element in section:
        if local(element) != "item":
            continue
        href = element.get("href", "")
        target = target_of(package.name, href)
        package.items.append(
            Item(
                element.get("id", ""),
                href,
                "" if target.scheme or target.outside or not href else target.file,
                target,
                element.get("media-type", ""),
                frozenset(element.get("properties", "").split()),
                element.get("fallback", ""),
                element.sourceline or 0,
            )
        )


def _spine(package: Package, section: etree._Element) -> None:
    package.toc = section.get("toc", "")
    package.direction = section.get("page-progression-direction", "")
    for element in section:
        if local(element) == "itemref":
            linear = element.get("linear", "yes") != "no"
            package.spine.append(Ref(element.get("idref", ""), linear, element.sourceline or 0))


def _guide(package: Package, section: etree._Element) -> None:
    for element in section:
        if local(element) == "reference":
            package.guide.append(
                Guide(element.get("type", ""), element.get("href", ""), element.sourceline or 0)
            )


_SECTIONS = {"metadata": _metadata, "manifest": _manifest, "spine": _spine, "guide": _guide}
