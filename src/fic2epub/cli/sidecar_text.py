"""Writes a sidecar for a reader to edit: what the program found, ready to be put right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from fic2epub.cli.show import safe
from fic2epub.model.ledger import Fate
from fic2epub.model.story import Facts, Series
from fic2epub.settings.sidecar import FACTS

if TYPE_CHECKING:
    from fic2epub.conversion import Understood

HEAD = """\
# What fic2epub found in this text. Change what is wrong, delete what is right: what stands here outweighs
# the page, and flags outweigh what stands here. Line numbers are those of the text, as an editor shows them.
"""

LINES = """
# Lines that stay, whatever a rule says, and lines that go:
# keep = [214, "220-224"]
# drop = [12]
"""


def sidecar_text(understood: Understood) -> str:
    """Return a sidecar that says what was found. All of it is a comment, so that it changes nothing yet."""
    return "".join(
        (HEAD, *_facts(understood.story.facts), LINES, *_removed(understood), *_chapters(understood))
    )


def _facts(facts: Facts) -> Iterator[str]:
    for key in FACTS:
        value = getattr(facts, key)
        if value:
            yield f"# {key} = {_toml(value, key)}\n"


def _toml(value: object, key: str) -> str:
    """Return a value as TOML; JSON's strings are TOML's too."""
    if key == "summary" and isinstance(value, tuple):
        value = "\n\n".join(value)
    if isinstance(value, tuple):
        return json.dumps([_plain(one) for one in value], ensure_ascii=False)
    return json.dumps(_plain(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(value: object) -> str:
    if isinstance(value, Series):
        return f"Part {value.position} of {value.name}" if value.position else value.name
    return value.isoformat() if isinstance(value, date) else str(value)


def _removed(understood: Understood) -> Iterator[str]:
    entries = understood.ledger.with_fate(Fate.REMOVED)
    if entries:
        yield f"# {len(entries)} lines were left out: `fic2epub inspect --removed` shows them and why.\n"


def _chapters(understood: Understood) -> Iterator[str]:
    yield "\n# The headings, each with its line. If you name one, name them all: there will be no others.\n"
    yield "# chapters = [\n"
    for chapter in understood.story.chapters:
        if chapter.places:
            title = json.dumps(safe(chapter.title), ensure_ascii=False)
            yield f"#     {{ line = {chapter.places[0].line}, title = {title} }},\n"
    yield '# ]\n\n# The author\'s notes: "keep", "end", "back" or "drop".\n# notes = "keep"\n'
    yield "\n# Quotation marks, dashes and spaces: false leaves them as they were typed.\n# smarten = true\n"
