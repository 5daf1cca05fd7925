"""The block of YAML over a Markdown text becomes what is known of the work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import Finding, Line, Place, Role
from fic2epub.model.noun import noun

if TYPE_CHECKING:
    import yaml

LONGEST = 64 * 1024
"""Characters. What is longer is no block of facts."""
RULE = "markdown/front-matter"
WHY_LIFTED = "The author's facts about the work, at the head of the file; kept as metadata."
WHY_UNKNOWN = "A line at the head of the file, for another program; it says nothing that a book can hold."

_BLOCK = regex(r"---[ \t]*\n(?P<yaml>.*?)(?:(?<=\n)|^)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PLAIN = regex(r"(?P<key>[A-Za-z][\w /'’-]{0,40}?)\s*:(?P<value>|\s.*)")
# `title: Rain: a story` is no YAML without quotation marks; authors write it all the same.
_COLONED = regex(r"^([A-Za-z][\w -]{0,40}:[ \t]+)([^\s\"'\[{|>&*!%@`#].*:[ \t].*)$", re.MULTILINE)
_COMMA = regex(r"\s*[,;]\s+")

# What authors and programs call the fields, in small letters, without what is no letter.
_NAMES = {
    "title": "title", "author": "authors", "authors": "authors", "by": "authors", "creator": "authors",
    "penname": "authors", "writer": "authors", "summary": "summary", "description": "summary",
    "abstract": "summary", "blurb": "summary", "synopsis": "summary", "rating": "rating", "rated": "rating",
    "fandom": "fandoms", "fandoms": "fandoms", "relationship": "relationships",
    "relationships": "relationships", "pairing": "relationships", "pairings": "relationships",
    "ship": "relationships", "ships": "relationships", "character": "characters", "characters": "characters",
    "tag": "tags", "tags": "tags", "additionaltags": "tags", "freeforms": "tags", "keywords": "tags",
    "subject": "tags", "language": "language", "lang": "language", "series": "series", "words": "words",
    "wordcount": "words", "date": "published", "published": "published", "created": "published",
    "posted": "published", "pubdate": "published", "updated": "updated", "modified": "updated",
    "lastmod": "updated", "lastupdated": "updated", "completed": "updated", "url": "url", "source": "url",
    "link": "url", "permalink": "url", "canonicalurl": "url", "status": "status", "complete": "status",
    "warning": "warnings", "warnings": "warnings", "archivewarnings": "warnings",
    "archivewarning": "warnings", "contentwarnings": "warnings", "category": "categories",
    "categories": "categories", "genre": "genres", "genres": "genres", "chapters": "chapters",
    "site": "site", "archive": "site", "collection": "collections", "collections": "collections",
}  # fmt: skip
_POSITIONS = frozenset(("seriesindex", "seriesnumber", "seriespart", "seriesposition", "partofseries"))
_NOTES = frozenset(
    "note notes authorsnote authorsnotes authornote authornotes an disclaimer dedication".split()
)
_MANY = frozenset(
    "authors fandoms relationships characters tags warnings categories genres collections".split()
)


@noun(slots=True)
class FrontMatter:
    """What a block of facts told, and the text below it."""

    end: int = 0
    """How many characters it takes; 0 where there is none."""
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)


@noun(frozen=True, slots=True)
class _Fact:
    """A key with its values."""

    key: str
    values: tuple[str, ...]
    line: int
    """1-based, in the file."""


def front_matter(text: str, source: str) -> FrontMatter:
    """Read the block that opens a text between two lines `---`, if there are facts in it."""
    found = _BLOCK.match(text, 0, LONGEST)
    facts = list(_facts(found["yaml"])) if found else []
    if found is None or not facts:
        return FrontMatter()
    made = FrontMatter(found.end())
    position = next((one.values[0] for one in facts if _bare(one.key) in _POSITIONS and one.values), "")
    owners: dict[int, str] = {}
    for one in facts:
        place = Place(source, one.line)
        name = _NAMES.get(_bare(one.key), "")
        if _bare(one.key) in _NOTES and one.values:
            paragraphs = [
                part for value in one.values for part in re.split(r"\n\s*\n", value) if part.strip()
            ]
            made.notes.extend(
                Line(Place(source, one.line, number), " ".join(part.split()), (), Role.NOTE, "", number == 1)
                for number, part in enumerate(paragraphs, 1)
            )
        elif name and one.values:
            made.findings.append(Finding(name, _values(name, one, position), RULE, place))
        owners[one.line] = name or _role_of(_bare(one.key))
    made.entries.extend(_entries(found[0], source, owners))
    return made


def _entries(block: str, source: str, owners: dict[int, str]) -> Iterator[Entry]:
    """Give an entry for each line of the block; a line goes by the key at or above it."""
    name = ""
    for number, row in enumerate(block.split("\n"), 1):
        name = owners.get(number, name)
        if row.strip() in ("", "---", "..."):
            continue
        if name:
            yield Entry(Place(source, number), Fate.LIFTED, row, name, RULE, WHY_LIFTED)
        else:
            yield Entry(Place(source, number), Fate.REMOVED, row, "", RULE, WHY_UNKNOWN)


def _role_of(key: str) -> str:
    """Return what becomes of a key that is no field: a note, a part of another field, or nothing."""
    return "note" if key in _NOTES else "series" if key in _POSITIONS else ""


def _values(name: str, fact: _Fact, position: str) -> tuple[str, ...]:
    values = fact.values
    if name == "series" and position and len(values) == 1 and not values[0].endswith("]"):
        return (f"{values[0]} [{position}]",)
    if name == "status" and _bare(fact.key) == "complete":
        return ("Complete" if values[0].casefold() in ("true", "yes") else "In progress",)
    if name == "summary":
        return tuple(
            " ".join(part.split()) for part in re.split(r"\n\s*\n", "\n\n".join(values)) if part.strip()
        )
    if name in _MANY and len(values) == 1:
        return tuple(part for part in _COMMA.split(values[0].strip("[]")) if part) or values
    return values


def _paragraphs(values: Iterable[str]) -> tuple[str, ...]:
    parts = re.split(r"\n\s*\n", "\n\n".join(values))
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _bare(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower())


def _facts(block: str) -> Iterator[_Fact]:
    """Give the keys of a block: by the grammar of YAML, or line by line, where it is none."""
    import yaml

    node = None
    for written in (block, _COLONED.sub(_quoted, block)):
        try:
            node = yaml.compose(written, Loader=yaml.BaseLoader)
            break
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
    else:
        yield from _by_lines(block)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield _Fact(key.value, tuple(_scalars(value)), key.start_mark.line + 2)


def _scalars(node: yaml.Node) -> Iterator[str]:
    """Give the texts of a value: one, or those of a list; of a table (a series with its number), as one."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        if node.value.strip():
            yield node.value.strip()
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            if isinstance(inner, yaml.ScalarNode):
                yield from _scalars(inner)
            elif isinstance(inner, yaml.MappingNode):
                yield from _table(inner)
    elif isinstance(node, yaml.MappingNode):
        yield from _table(node)


def _table(node: yaml.MappingNode) -> Iterator[str]:
    import yaml

    parts = {
        _bare(key.value): value.value
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }
    name = parts.get("name") or parts.get("title")
    position = next((parts[key] for key in ("index", "number", "part", "position") if key in parts), "")
    if name:
        yield f"{name} [{position}]" if position else name


def _quoted(found: re.Match[str]) -> str:
    value = found[2].strip().replace("'", "''")
    return f"{found[1]}'{value}'"


def _by_lines(block: str) -> Iterator[_Fact]:
    for number, row in enumerate(block.split("\n"), 2):
        found = _PLAIN.fullmatch(row)
        if found and found["key"]:
            value = found["value"].strip().strip("\"'")
            yield _Fact(found["key"], (value,) if value else (), number)
