"""The reader's word on one text: `story.toml` beside `story.txt`."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fic2epub.errors import RuleError
from fic2epub.model.manuscript import Finding

RULE = "sidecar"
"""The rule of a finding that a sidecar made."""

_STRING, _STRINGS = "a string", "a list of strings"
FACTS: Mapping[str, str] = {
    "title": _STRING,
    "authors": _STRINGS,
    "language": _STRING,
    "summary": _STRING,
    "url": _STRING,
    "site": _STRING,
    "rating": _STRING,
    "warnings": _STRINGS,
    "categories": _STRINGS,
    "genres": _STRINGS,
    "fandoms": _STRINGS,
    "relationships": _STRINGS,
    "characters": _STRINGS,
    "tags": _STRINGS,
    "series": _STRINGS,
    "status": _STRING,
    "published": _STRING,
    "updated": _STRING,
}
"""What a sidecar may say of the work. A string will do for a list of one."""

KEYS = (*FACTS, "keep", "drop", "chapters", "notes", "smarten", "cover", "encoding")
NOTES = ("keep", "end", "back", "drop")


@dataclass(frozen=True, slots=True)
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
    smarten: bool = True
    """False leaves the author's punctuation and spaces as they were typed."""
    cover: Path | None = None
    encoding: str = ""


def beside(source: Path) -> Path:
    """Return the path of a text's sidecar."""
    return source.with_suffix(".toml")


def read_sidecar(source: Path) -> Sidecar:
    """Read the sidecar of a text, if there is one. Raises RuleError that names the file and the key."""
    path = beside(source)
    if path == source or not path.is_file():
        return Sidecar()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise RuleError(f"the sidecar can't be read: {problem}", where=str(path)) from None
    for key in table:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            advice = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(KEYS)}."
            raise RuleError(f"unknown key {key!r}", where=str(path), advice=advice)
    where = str(path)
    return Sidecar(
        findings=tuple(_finding(key, table[key], where) for key in FACTS if key in table),
        keep=_numbers(table, "keep", where),
        drop=_numbers(table, "drop", where),
        chapters=_chapters(table.get("chapters", []), where),
        notes=_notes(table.get("notes", ""), where),
        smarten=_yes_or_no(table, "smarten", where),
        cover=path.parent / _string(table, "cover", where) if table.get("cover") else None,
        encoding=_string(table, "encoding", where),
    )


def _finding(key: str, value: object, where: str) -> Finding:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise RuleError(f"{key!r} must be {FACTS[key]}, not {value!r}", where=where)
    if FACTS[key] == _STRING and key != "summary" and len(values) != 1:
        raise RuleError(f"{key!r} must be {_STRING}, not {value!r}", where=where)
    if key == "summary":
        values = [part.strip() for one in values for part in one.split("\n\n")]
    return Finding(key, tuple(one for one in values if one.strip()), RULE)


def _numbers(table: Mapping[str, Any], key: str, where: str) -> frozenset[int]:
    """Return line numbers: `[3, "10-14"]` are 3, 10, 11, 12, 13 and 14."""
    found: set[int] = set()
    value = table.get(key, [])
    for one in value if isinstance(value, list) else [value]:
        first, dash, last = str(one).partition("-")
        if isinstance(one, bool) or not first.strip().isdecimal() or (dash and not last.strip().isdecimal()):
            advice = 'Lines are written like this: keep = [214, "220-224"].'
            raise RuleError(f"{key!r} holds {one!r}, which is no line number", where=where, advice=advice)
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


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


def _notes(value: object, where: str) -> str:
    if value and value not in NOTES:
        raise RuleError(
            f"'notes' can't be {value!r}", where=where, advice=f"It is one of {', '.join(NOTES)}."
        )
    return str(value)


def _yes_or_no(table: Mapping[str, Any], key: str, where: str) -> bool:
    value = table.get(key, True)
    if not isinstance(value, bool):
        raise RuleError(f"{key!r} must be true or false, not {value!r}", where=where)
    return value


def _string(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise RuleError(f"{key!r} must be {_STRING}, not {value!r}", where=where)
    return value
