"""The reader's word on one text: `story.toml` beside `story.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fic2epub.errors import RuleError
from fic2epub.model.manuscript import Finding
from fic2epub.model.noun import noun
from fic2epub.settings.table import (
    STRING,
    STRINGS,
    choice,
    cut,
    read_table,
    refuse_unknown,
    string,
    strings,
    yes_or_no,
)

RULE = "sidecar"
"""The rule of a finding that a sidecar made."""
FOLDER_FILE = "fic2epub.toml"
"""The file with the settings of a folder."""

FACTS: Mapping[str, str] = {
    "title": STRING,
    "authors": STRINGS,
    "language": STRING,
    "summary": STRING,
    "url": STRING,
    "site": STRING,
    "rating": STRING,
    "warnings": STRINGS,
    "categories": STRINGS,
    "genres": STRINGS,
    "fandoms": STRINGS,
    "relationships": STRINGS,
    "characters": STRINGS,
    "tags": STRINGS,
    "series": STRINGS,
    "status": STRING,
    "published": STRING,
    "updated": STRING,
}
"""What a sidecar may say of the work. A string will do for a list of one."""

KEYS = (*FACTS, "keep", "drop", "chapters", "notes", "smarten", "cover", "encoding")
_OF_FOLDERS = dict.fromkeys(
    ("theme", "css", "format", "kindle_strict", "output", "name", "include", "exclude"),
    f"It is said for a folder, in {FOLDER_FILE}.",
)
NOTES = ("keep", "end", "back", "drop")


@noun(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says. Empty where it says nothing."""

    findings: tuple[Finding, ...] = ()
    keep: frozenset[int] = frozenset()
    """Lines that stay, whatever a rule says."""
    drop: frozenset[int] = frozenset()
    """Lines that go."""
    chapters: tuple[tuple[int, str], ...] = ()
    """The lines that are headings, each with its title; an empty title leaves the line's own. If there are
    any, they are all the headings there are."""
    notes: str = ""
    smarten: bool | None = None
    """False leaves the author's punctuation and spaces as they were typed; None where nothing is said."""
    cover: Path | None = None
    encoding: str = ""


def beside(source: Path) -> Path:
    """Return the path of a text's sidecar. A text called fic2epub.txt has another, for a folder has that."""
    path = source.with_suffix(".toml")
    return source.with_name(f"{source.name}.toml") if path.name.lower() == FOLDER_FILE else path


def read_sidecar(source: Path) -> Sidecar:
    """Read the sidecar of a text, if there is one. Raises RuleError that names the file and the key."""
    path = beside(source)
    if path == source or not path.is_file():
        return Sidecar()
    table, where = read_table(path, "the sidecar"), str(path)
    refuse_unknown(table, KEYS, where, _OF_FOLDERS)
    return Sidecar(
        findings=tuple(_finding(key, table, where) for key in FACTS if key in table),
        keep=_numbers(table, "keep", where),
        drop=_numbers(table, "drop", where),
        chapters=_chapters(table.get("chapters", []), where),
        notes=choice(table, "notes", where, NOTES),
        smarten=yes_or_no(table, "smarten", where),
        cover=path.parent / string(table, "cover", where) if table.get("cover") else None,
        encoding=string(table, "encoding", where),
    )


def _finding(key: str, table: Mapping[str, Any], where: str) -> Finding:
    one = FACTS[key] == STRING and key != "summary"
    if not isinstance(table[key], list):
        values = (string(table, key, where),) if one else strings(table, key, where)
    elif len(values := strings(table, key, where)) != 1 and one:
        raise RuleError(f"{key!r} must be {STRING}, not {cut(table[key])}", where=where)
    if key == "summary":
        values = tuple(part.strip() for each in values for part in each.split("\n\n"))
    return Finding(key, tuple(each for each in values if each.strip()), RULE)


def _numbers(table: Mapping[str, Any], key: str, where: str) -> frozenset[int]:
    """Return line numbers: `[3, "10-14"]` are 3, 10, 11, 12, 13 and 14."""
    found: set[int] = set()
    value = table.get(key, [])
    for one in value if isinstance(value, list) else [value]:
        first, dash, last = str(one).partition("-")
        if isinstance(one, bool) or not first.strip().isdecimal() or (dash and not last.strip().isdecimal()):
            advice = 'Lines are written like this: keep = [214, "220-224"].'
            raise RuleError(f"{key!r} holds {one!r}, which is no line number", where=where, advice=advice)
        begin, end = int(first[:_DIGITS]), int((last or first)[:_DIGITS])
        if end - begin >= _MOST_LINES:
            advice = "No text has so many lines."
            raise RuleError(f"{key!r} holds {cut(one)}, which is too many", where=where, advice=advice)
        found.update(range(begin, end + 1))
    return frozenset(found)


_MOST_LINES = 10_000_000
"""Lines that a sidecar may name at once: more would fill the memory, and stand in no text."""
_DIGITS = 20
"""So many digits of a number are read: Python refuses numbers that are very long."""


def _chapters(value: object, where: str) -> tuple[tuple[int, str], ...]:
    """Return headings: `[12, { line = 80, title = "Rain" }]`."""
    found: list[tuple[int, str]] = []
    for one in value if isinstance(value, list) else [value]:
        entry = {"line": one} if isinstance(one, int) and not isinstance(one, bool) else one
        title = entry.get("title", "") if isinstance(entry, dict) else None
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("line"), int)
            or not isinstance(title, str)
        ):
            advice = 'Chapters are written like this: chapters = [12, { line = 80, title = "Rain" }].'
            raise RuleError(f"'chapters' holds {one!r}, which is no heading", where=where, advice=advice)
        found.append((entry["line"], title))
    return tuple(sorted(found))
