"""What the elements of a page, or the headings of Markdown, say of a work before anything is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from fic2epub.lazy import regex
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line, Manuscript, Role
from fic2epub.model.noun import noun
from fic2epub.shaping.copied_contents import key_of
from fic2epub.shaping.heading_grammar import read_heading

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
"""The tags of headings, from the highest."""

WEAK = "html/"
"""What the rules of findings begin with that count only where nothing else tells the same."""

OF_PAGE = "page/"
"""What the rules of findings begin with that an element of a known site's page holds."""

LONGEST_TITLE = 200
"""Characters."""

_BYLINE = regex(r"by\s+(?P<who>\S.{0,120})", re.IGNORECASE)
_AND = regex(r",\s+(?:and\s+)?|\s+(?:and|&)\s+")

WHY_AROUND = "It stands outside of what the page itself says is the story."
WHY_TITLE = "The work's title and author, which head the page; kept as metadata and on the title page."


@noun(frozen=True, slots=True)
class Settled:
    """A manuscript without what its markup tells, and what was done."""

    manuscript: Manuscript
    entries: tuple[Entry, ...]


def settle(manuscript: Manuscript) -> Settled:
    """Take out what stands around the story, and lift the title that heads it."""
    without, entries = _without_surroundings(manuscript)
    lines = without.lines
    if any(line.role is Role.STORY for line in lines):
        lines = tuple(replace(line, role=None) if line.role is Role.STORY else line for line in lines)
    told = replace(without, lines=lines, findings=weighed(without.findings))
    headed, lifted = _without_title(told)
    return Settled(replace(headed, findings=weighed(headed.findings)), (*entries, *lifted))


def _without_surroundings(manuscript: Manuscript) -> tuple[Manuscript, list[Entry]]:
    """Leave out what no rule has said a word on around the story; not, where nothing else is there."""
    if not manuscript.around:
        return manuscript, []
    around = {
        line.place
        for line in manuscript.lines
        if line.role is None and not line.blank and line.place in manuscript.around
    }
    rest = (line for line in manuscript.lines if line.place not in around)
    if not around or not any(letter.isalnum() for line in rest for letter in line.text):
        return manuscript, []
    told = {finding.place: finding for finding in manuscript.findings if finding.rule.startswith(OF_PAGE)}
    entries = [
        _lifted(line, told[line.place])
        if line.place in told
        else Entry(line.place, Fate.REMOVED, line.text, "", "shaping/around-the-story", WHY_AROUND)
        for line in manuscript.lines
        if line.place in around
    ]
    return manuscript.with_lines([line for line in manuscript.lines if line.place not in around]), entries


def _lifted(line: Line, found: Finding) -> Entry:
    after = f"{found.field}: {', '.join(found.values)}"
    return Entry(line.place, Fate.LIFTED, line.text, after, found.rule, WHY_TITLE)


def weighed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put weak findings last, and leave them out where another tells the same of the work."""
    known = list(findings)
    strong = {finding.field for finding in known if not finding.rule.startswith(WEAK)}
    kept = [finding for finding in known if not finding.rule.startswith(WEAK)]
    kept += [one for one in known if one.rule.startswith(WEAK) and one.field not in strong]
    return tuple(kept)


def is_weak(finding: Finding) -> bool:
    """Whether a finding counts only where nothing better is found."""
    return finding.rule.startswith(WEAK)


def _without_title(manuscript: Manuscript) -> tuple[Manuscript, list[Entry]]:
    first = next((line for line in manuscript.lines if not line.blank and _may_be_title(line)), None)
    if first is None or first.tag not in LEVELS:
        return manuscript, []
    told = [line for line in manuscript.lines if not line.blank and _may_be_title(line)]
    if not _is_title(told, manuscript.findings):
        return manuscript, []
    title = told[0].text.strip(BLANK)
    rows: list[tuple[Line, str, tuple[str, ...], str]] = [
        (told[0], "title", (title,), "shaping/title-heading")
    ]
    byline = _BYLINE.fullmatch(told[1].text.strip(BLANK)) if len(told) > 1 else None
    if byline and told[1].role is None and len(byline["who"].split()) <= 8:
        names = tuple(name for name in _AND.split(byline["who"]) if name)
        rows.append((told[1], "authors", names, "shaping/byline"))
    entries = [
        Entry(line.place, Fate.LIFTED, line.text, f"{field}: {', '.join(values)}", rule, WHY_TITLE)
        for line, field, values, rule in rows
    ]
    known = {finding.field for finding in manuscript.findings if not is_weak(finding)}
    found = [
        Finding(field, values, rule, line.place) for line, field, values, rule in rows if field not in known
    ]
    gone = {line.place for line, *_ in rows}
    lines = [line for line in manuscript.lines if line.place not in gone]
    return replace(manuscript, lines=tuple(lines), findings=(*manuscript.findings, *found)), entries


def _may_be_title(line: Line) -> bool:
    """Notes and a summary may stand over the title of a work."""
    return line.role is not Role.NOTE and line.role is not Role.SUMMARY


def _is_title(told: Sequence[Line], findings: Iterable[Finding]) -> bool:
    """Say whether the first of the lines is the work's title and not its first chapter's.

    It is, if it says what is known as the title already; else if no other heading is as high, it counts no
    chapter, and the page's own title, where there is one, has it in it.
    """
    first = told[0]
    text = first.text.strip(BLANK)
    if first.role is not None or len(text) > LONGEST_TITLE:
        return False
    titles = [finding for finding in findings if finding.field == "title"]
    if any(key_of(value) == key_of(text) for finding in titles for value in finding.values):
        return True
    if read_heading(text) is not None or any(not is_weak(finding) for finding in titles):
        return False
    levels = Counter(line.tag for line in told if line.tag in LEVELS)
    highest = min(levels)
    return (
        first.tag == highest
        and levels[highest] == 1
        and (len(levels) > 1 or all(key_of(text) in key_of(value) for one in titles for value in one.values))
    )
