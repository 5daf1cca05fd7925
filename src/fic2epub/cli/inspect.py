"""fic2epub inspect: what the program saw in a text, and what it did with each line of it."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fic2epub.cli.options import located
from fic2epub.cli.show import counted, safe, say
from fic2epub.cli.sidecar_text import sidecar_text
from fic2epub.errors import BindingError, ShapeError
from fic2epub.model.ledger import Entry, Fate, as_record
from fic2epub.model.outline import contents
from fic2epub.model.story import Facts, Series
from fic2epub.settings import FLAG, Settings
from fic2epub.settings.files import SettingsFiles
from fic2epub.settings.sidecar import RULE as SIDECAR
from fic2epub.settings.sidecar import beside

if TYPE_CHECKING:
    from fic2epub.conversion import Understood

WIDTH = 72
"""Columns that a line of the source is cut to, on a terminal. A file or a program gets the whole line."""


def inspect(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A text.", parser=located)],
    removed: Annotated[
        bool, typer.Option("--removed", help="Show only the lines that were left out.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="How the text was saved: cp1252, utf-16.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")] = False,
    write_sidecar: Annotated[
        bool,
        typer.Option("--write-sidecar", help="Write story.toml, for you to put right."),
    ] = False,
) -> None:
    """Show what fic2epub sees in a text. Nothing is written, unless you ask for a sidecar.

    Encoding, site, layout, metadata with where each came from, chapters, and the ledger: each line that is
    not simply a line of the story, what became of it, by which rule, and why.

    \b
    Examples:
      fic2epub inspect story.txt
      fic2epub inspect story.txt --removed
      fic2epub inspect story.txt --write-sidecar
    """
    from fic2epub.conversion import swept, understand

    settings = SettingsFiles(Settings(encoding=encoding)).of(path)
    try:
        understood = understand(path, settings)
    except ShapeError:
        # What was taken for the page around a story is just what the user needs to see now.
        for line in () if as_json else _ledger(swept(path, settings)[1].with_fate(*Fate)):
            say(line)
        raise
    if write_sidecar:
        _write_sidecar(path, understood)
        return
    entries = understood.ledger.with_fate(*([Fate.REMOVED] if removed else Fate))
    if as_json:
        say(json.dumps(_record(path, understood, entries), ensure_ascii=False, indent=2))
        return
    if removed and not entries:
        say("No line was left out.")
    lines = _ledger(entries) if removed else _report(path, understood, entries)
    for line in lines:
        say(line)


def _write_sidecar(source: Path, understood: Understood) -> None:
    from fic2epub.bookbinding.saving import save

    path = beside(source)
    if path.exists():
        raise BindingError(
            "there is a sidecar already",
            where=str(path),
            advice="Delete or rename it to have a new one written.",
        )
    save(sidecar_text(understood).encode(), path)
    say(f"Wrote {safe(path)}")


def _report(path: Path, understood: Understood, entries: Iterable[Entry]) -> Iterator[str]:
    story, manuscript = understood.story, understood.manuscript
    yield f"{safe(path)}: {counted(len(manuscript.lines), 'line')}, {manuscript.encoding}"
    yield ""
    if not story.sightings:
        yield "Site       none known; the text is taken as it stands"
    for sighting in story.sightings:
        yield f"{sighting.kind.title():<10} {safe(sighting.site)}"
        yield from (f"           by line {place.line}: {_cut(text)}" for place, text in sighting.evidence)
    layout = story.layout
    yield f"Layout     {layout.name} ({layout.confidence:.0%} of the lines agree)"
    yield ""
    yield "Metadata"
    yield from _metadata(understood)
    yield ""
    yield "Contents"
    for number, (title, words, first, holds) in enumerate(contents(story), 1):
        held = ", ".join(filter(None, (counted(words, "word"), holds)))
        yield f"  {number:>3}  {safe(title) or '(no heading)'}: {held}"
        yield f"       {_cut(first)}"
    yield from (f"\nNote: {safe(notice.text)}" for notice in story.notices)
    yield ""
    yield f"Ledger: {_sums(understood)}"
    yield from _ledger(entries)


def _metadata(understood: Understood) -> Iterator[str]:
    for name, value in _known(understood.story.facts):
        yield f"  {name:<14} {safe(value)}  [{_origin(name, understood)}]"


def _known(facts: Facts) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(facts):
        value = getattr(facts, field.name)
        if value and field.name != "title_is_incipit":
            yield field.name, _plain(value)


def _plain(value: object) -> str:
    match value:
        case tuple():
            return " | ".join(_plain(one) for one in value)
        case Series(name=name, position=position):
            return f"{name} #{position}" if position else name
        case _:
            return str(value)


def _origin(field: str, understood: Understood) -> str:
    """Say where a fact came from."""
    story = understood.story
    found = next((finding for finding in story.findings if finding.field == field), None)
    if found is not None:
        return (
            "your word"
            if found.rule in {FLAG, SIDECAR}
            else f"line {found.place.line if found.place else '?'}, {found.rule}"
        )
    if field == "title":
        return "the story's first words" if story.facts.title_is_incipit else "the file's name"
    if field == "language":
        known = story.facts.language != "und"
        return "the story's own words" if known else "neither the page nor the words tell"
    if field == "site":
        return "the lines above"
    return "worked out from the others"


def _sums(understood: Understood) -> str:
    counts = ((fate, len(understood.ledger.with_fate(fate))) for fate in Fate)
    return ", ".join(f"{count} {fate.value}" for fate, count in counts if count) or "nothing was touched"


def _ledger(entries: Iterable[Entry]) -> Iterator[str]:
    """Give the entries; the reason once for each run of lines with the same rule."""
    last = ""
    for entry in entries:
        if entry.rule != last:
            yield f"  {entry.rule}: {entry.why}"
            last = entry.rule
        after = f"  → {_cut(entry.after)}" if entry.after else ""
        yield f"    {entry.place.line:>5}  {entry.fate.value:<9}  {_cut(entry.before)}{after}"


def _cut(text: str) -> str:
    text = " ".join(safe(text).split())
    return text if len(text) <= WIDTH or not sys.stdout.isatty() else text[: WIDTH - 1] + "…"


def _record(path: Path, understood: Understood, entries: Iterable[Entry]) -> dict[str, object]:
    story, manuscript = understood.story, understood.manuscript
    return {
        "source": str(path),
        "digest": manuscript.digest,
        "encoding": manuscript.encoding,
        "lines": len(manuscript.lines),
        "site": story.facts.site or None,
        "sightings": [
            {
                "name": sighting.site,
                "kind": sighting.kind,
                "evidence": [{"line": place.line, "text": text} for place, text in sighting.evidence],
            }
            for sighting in story.sightings
        ],
        "layout": dataclasses.asdict(story.layout),
        "facts": _json_facts(story.facts),
        "origins": {name: _origin(name, understood) for name, _ in _known(story.facts)},
        "contents": [
            {"title": title, "words": words, "first": first, "holds": holds}
            for title, words, first, holds in contents(story)
        ],
        "notices": [{"code": notice.code, "text": notice.text} for notice in story.notices],
        "ledger": [as_record(entry) for entry in entries],
    }


def _json_facts(facts: Facts) -> dict[str, object]:
    record = dataclasses.asdict(facts)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in record.items()
        if value
    }
