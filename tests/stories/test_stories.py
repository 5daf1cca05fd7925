"""Whole journeys: each sample story, held to its label.

A label (`<stem>.json`) says what a good book of the story holds: metadata, chapters with their blocks, and the
lines of furniture that must be nowhere. Its words were written before the program read the story.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fic2epub.conversion import understand
from fic2epub.model.ledger import Fate
from fic2epub.model.manuscript import Style
from fic2epub.model.story import (
    Block,
    Chat,
    Letter,
    Note,
    Paragraph,
    Quote,
    SceneBreak,
    Story,
    Verse,
    words_of,
)
from journeys.program import STORIES

LABELS = sorted(Path(__file__).parent.glob("*.json"))


def key(text: str) -> str:
    """Letters and digits alone: quotes, dashes and spaces may differ."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def told(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        match block:
            case Paragraph(words=words):
                yield "p", key(words.text)
            case Verse(lines=lines):
                yield from (("p", key(line.text)) for line in lines)
            case Chat(turns=turns):
                yield from (("p", key(turn.name.text + turn.said.text)) for turn in turns)
            case Letter():
                yield from told(block.blocks)
            case SceneBreak():
                yield "break", ""
            case Note():
                yield "note", key(" ".join(words.text for words in words_of(block)))
            case Quote(blocks=inner, attribution=attribution):
                yield from told(inner)
                if attribution:
                    yield "p", key(attribution.text)


def wanted(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if "break" in block:
            yield "break", ""
        elif "verse" in block:
            yield from (("p", key(line)) for line in block["verse"])
        else:
            kind = "note" if "note" in block else "p"
            yield kind, key(block.get("p") or block.get("note") or block["either"])


def merged(items: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join notes that follow each other: whether they are one or two is a matter of taste."""
    out: list[tuple[str, str]] = []
    for kind, text in items:
        if kind == "note" and out and out[-1][0] == "note":
            out[-1] = (kind, out[-1][1] + text)
        else:
            out.append((kind, text))
    return out


@pytest.fixture(params=LABELS, ids=lambda path: path.stem)
def labelled(request: pytest.FixtureRequest) -> tuple[Story, dict[str, Any], list[str]]:
    path: Path = request.param
    understood = understand(STORIES / f"{path.stem}.txt")
    removed = [entry.before.strip() for entry in understood.ledger.with_fate(Fate.REMOVED, Fate.LIFTED)]
    return understood.story, json.loads(path.read_text(encoding="utf-8")), removed


def test_blocks(labelled: tuple[Story, dict[str, Any], list[str]]) -> None:
    story, label, _ = labelled
    # Notes over the whole work stand before its first chapter; a label puts them into it.
    found = [chapter for chapter in story.chapters if chapter.places or len(story.chapters) == 1]
    front = [item for chapter in story.chapters if chapter not in found for item in told(chapter.blocks)]
    for number, (chapter, want) in enumerate(zip(found, label["chapters"], strict=True)):
        opening = front if number == 0 else []
        assert merged(iter([*opening, *told(chapter.blocks)])) == merged(wanted(want["blocks"]))


def test_headings(labelled: tuple[Story, dict[str, Any], list[str]]) -> None:
    story, label, _ = labelled
    for chapter, want in zip((one for one in story.chapters if one.places), label["chapters"], strict=False):
        assert key(chapter.title) in {key(title) for title in [want["title"], *want.get("also", [])]}


def test_furniture(labelled: tuple[Story, dict[str, Any], list[str]]) -> None:
    _, label, removed = labelled
    gone = {" ".join(line.split()) for line in removed}
    for line in label.get("dropped", []):
        assert " ".join(line.split()) in gone


def test_facts(labelled: tuple[Story, dict[str, Any], list[str]]) -> None:
    story, label, _ = labelled
    facts = story.facts
    if "title" in label:
        assert facts.title == label["title"]
    assert list(facts.authors) == label.get("authors", [])
    assert facts.language == label["language"]
    assert key(" ".join(facts.summary)).startswith(key(label.get("summary", "")))
    assert str(facts.published or "").startswith(label.get("published", ""))
    assert facts.rating == label.get("rating", facts.rating)
    if "series" in label:
        assert [facts.series[0].name, float(facts.series[0].position)] == list(label["series"].values())
    subjects = {*facts.fandoms, *facts.relationships, *facts.characters, *facts.tags, *facts.genres}
    assert set(label.get("subjects", [])) <= subjects | {*facts.categories, *facts.warnings}


def test_emphasis(labelled: tuple[Story, dict[str, Any], list[str]]) -> None:
    story, label, _ = labelled
    set_apart = {
        key(words.text[mark.start : mark.end])
        for chapter in story.chapters
        for block in chapter.blocks
        for words in words_of(block)
        for mark in words.marks
        if mark.style in {Style.EMPHASIS, Style.STRONG}
    }
    assert {key(phrase) for phrase in label.get("emphasis", [])} <= set_apart


def test_every_sample_has_a_label() -> None:
    assert [path.stem for path in LABELS] == sorted(path.stem for path in STORIES.glob("*.txt"))
    assert all(
        re.search(rf"\b{re.escape(path.stem)}\.txt\b", (STORIES / "README.md").read_text()) for path in LABELS
    )
