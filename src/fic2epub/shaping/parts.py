"""Several files, one work: what their names tell, and how their stories become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Finding
from fic2epub.model.noun import noun
from fic2epub.model.story import Chapter, Note, Quote, Story, words_of
from fic2epub.shaping import facts, languages, titles

_WORD = (
    r"ch(?:apter|ap|p)?|part|pt|episode|ep|kapitel|kap|chapitre|cap[ií]tulo|cap|capitolo|глава|часть|rozdział"
)
_PART = regex(
    rf"(?P<base>.*?)[\s_\-–.,(\[#]*(?:(?P<word>{_WORD})[\s_\-.#]*)?(?P<number>\d{{1,4}})"
    r"(?:[\s_]*(?:of|von|de|из|/)[\s_]*\d+)?(?:[\s_\-–.:]+(?P<title>[^\d\s_\-–.:].*?))?[)\]]?",
    re.IGNORECASE,
)
_CJK = regex(r"(?P<base>.*?)[\s_\-]*(?P<word>第)(?P<number>\d{1,4})[章话話回部节節](?P<title>)")


@noun(frozen=True, slots=True)
class PartName:
    """What the name of a file says of it as a part of a work."""

    base: str
    """The work's name; empty where the file is called by its number alone."""
    number: int
    named: bool
    """Whether a word says what the number counts (`ch 3`), or it is just a number."""
    title: str
    """What stands behind the number."""


def part_name(stem: str) -> PartName | None:
    """Read a file's name as that of a part: `Fic ch3`, `Fic - Chapter 03 - Rain`, `07`; or None."""
    found = _CJK.fullmatch(stem) or _PART.fullmatch(stem)
    if found is None or (len(found["base"]) > 0 and found["base"][-1].isdigit()):
        return None
    base = found["base"].strip(" _-–.,([#")
    named = bool(found["word"])
    return PartName(base, int(found["number"]), named, (found["title"] or "").replace("_", " ").strip())


def join(stories: Sequence[Story], stems: Sequence[str], folder: str, given: Sequence[Finding]) -> Story:
    """Make one story of the parts of a work, in the order given.

    `stems` are the names of their files, without suffix, and `folder` that of the folder they are in. A part
    without a heading gets one, by its number. The facts are those of all parts, weighed as on one page.
    """
    chapters: list[Chapter] = []
    for number, (story, stem) in enumerate(zip(stories, stems, strict=True), 1):
        chapters.extend(_headed(story, part_name(stem), number))
    findings = (*given, *(finding for story in stories for finding in story.findings))
    title = facts.title_in(findings) or titles.from_file_name(_common_name(stems) or folder)
    texts = [
        words.text
        for chapter in chapters
        for block in chapter.blocks
        if not isinstance(block, Note | Quote)
        for words in words_of(block)
    ]
    known = facts.facts_of(
        findings,
        title=title or titles.incipit(texts[0]),
        is_incipit=title is None,
        language="" if facts.has_language(findings) else languages.detect(texts),
        site=next((story.facts.site for story in stories if story.facts.site), ""),
    )
    return Story(
        known,
        tuple(chapters),
        stories[0].layout,
        findings,
        tuple(dict.fromkeys(sighting for story in stories for sighting in story.sightings)),
        tuple(notice for story in stories for notice in story.notices),
    )


def _headed(story: Story, name: PartName | None, number: int) -> Sequence[Chapter]:
    first, *rest = story.chapters
    if first.title:
        return story.chapters
    number = name.number if name else number
    title = f"Chapter {number}" + (f": {name.title}" if name and name.title else "")
    return [replace(first, title=title, number=number), *rest]


def _common_name(stems: Sequence[str]) -> str:
    bases = {name.base for stem in stems if (name := part_name(stem))}
    return bases.pop() if len(bases) == 1 else ""


def are_one_work(stories: Sequence[Story]) -> bool:
    """Say whether parts may be one work: their pages do not give different titles or authors."""
    for field in ("title", "authors"):
        told = {
            finding.values
            for story in stories
            for finding in story.findings
            if finding.field == field and finding.rule != "flag"
        }
        if len(told) > 1:
            return False
    return True
