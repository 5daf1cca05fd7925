"""Reads and writes cases: a text and what is to become of it, as one document.

Run as a program, with cases as arguments, it prints what fic2epub makes of their sources.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

from fic2epub.conversion import Understood, understand
from fic2epub.model.outline import outline

_SECTION = re.compile(r"^## (\w+)\n+(```+)\w*\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """What a case document says."""

    path: Path
    source: str
    story: str
    ledger: str
    facts: dict[str, str]


def read_case(path: Path) -> Case:
    """Read a case. Line ends inside are those of the document."""
    sections = {name: body for name, _, body in _SECTION.findall(path.read_text(encoding="utf-8"))}
    facts = dict(line.split(": ", 1) for line in sections.get("Facts", "").splitlines() if line)
    return Case(path, sections["Source"], sections["Story"], sections["Ledger"], facts)


def made_of(source: str, name: str) -> Understood:
    """Return what fic2epub understands of a text, under a file's name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(source, encoding="utf-8")
        return understand(path)


def ledger_of(understood: Understood) -> str:
    """Return a ledger as a case writes it."""
    entries = sorted(understood.ledger.entries, key=lambda entry: entry.place)
    return "".join(f"{entry.place.line} {entry.fate.value} {entry.rule}\n" for entry in entries)


def facts_of(understood: Understood) -> dict[str, str]:
    """Return the known facts as a case writes them."""
    told = {}
    for field in fields(understood.story.facts):
        value = getattr(understood.story.facts, field.name)
        if value and field.name != "title_is_incipit":
            told[field.name] = " | ".join(map(_plain, value)) if isinstance(value, tuple) else str(value)
    return told


def _plain(value: object) -> str:
    name, position = getattr(value, "name", None), getattr(value, "position", None)
    return f"{name} #{position}" if name is not None else str(value)


def as_document(source: str, understood: Understood) -> str:
    """Return the sections of a case, as the program would have them."""
    facts = "".join(f"{name}: {value}\n" for name, value in facts_of(understood).items())
    sections = {
        "Source": source,
        "Story": outline(understood.story),
        "Ledger": ledger_of(understood),
        "Facts": facts,
    }
    return "\n".join(f"## {name}\n\n```text\n{body}```\n" for name, body in sections.items())


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        document = Path(argument)
        sections = {name: body for name, _, body in _SECTION.findall(document.read_text(encoding="utf-8"))}
        print(as_document(sections["Source"], made_of(sections["Source"], document.with_suffix(".txt").name)))
