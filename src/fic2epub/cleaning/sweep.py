"""Walks down a page, region by region, and takes what the site's rules know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace

from fic2epub.cleaning.page import Page, Take
from fic2epub.cleaning.patterns import MEMORY
from fic2epub.cleaning.rules import KEPT, Deed, Rule, Site
from fic2epub.cleaning.values import values_of
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line, Mark, Notice, Role
from fic2epub.model.noun import noun


@noun(slots=True)
class Swept:
    """What a sweep left, lifted and entered."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@noun(frozen=True, slots=True)
class _Act:
    """What is being done to the lines of one take."""

    rule: Rule
    take: Take
    first: bool
    """Whether the line is the first of its take."""
    removal: Fate
    """What becomes of a line that does not stay."""


_BEGINS: dict[Role | None, str] = {Role.HEADING: "chapter-start", Role.STORY: "text"}
"""The regions that begin at lines of which a web page says itself what they are."""


_EDGES = frozenset(("header", "footer"))
"""The regions that a page begins in: at its top, or below the end of the page before."""


def sweep(lines: Sequence[Line], site: Site) -> Swept:
    """Apply a site's rules to a page, from its top down.

    In each region the first rule that fits takes the line and as many after it as its steps say; a line that
    no rule takes stays.
    """
    page = Page(lines)
    swept = Swept()
    region, last, at, copied = "header", "", 0, 0
    while at < len(page.told):
        rule, takes = page.first_fit(site.by_region[region], at, last)
        if rule is None:
            page.stayed = page.stayed or region == "header"
            region = _BEGINS.get(lines[page.told[at]].role, region)
            at, last = at + 1, ""
            continue
        page.remember(takes)
        swept.lines.extend(lines[copied : page.told[at]])
        apart = rule.apart and not _keeps(rule, takes)
        if apart:
            _drop_blanks(swept.lines)
        _enter(rule, takes, page, swept, again=last == rule.id)
        page.stayed = rule.opens not in _EDGES and (
            page.stayed or (region == "header" and _keeps(rule, takes))
        )
        at, last, region = takes[-1].end, rule.id, rule.opens or region
        copied = page.told[at - 1] + 1
        if apart:
            copied = max(copied, _next(page, at) - page.spaced)
    swept.lines.extend(lines[copied:])
    return swept


def _keeps(rule: Rule, takes: Sequence[Take]) -> bool:
    """Whether something of what a rule took stays in the story."""
    return rule.deed is Deed.KEEP or any(_stays(take) for take in takes)


def _stays(take: Take) -> bool:
    """Whether something of the lines that a step took stays in the story."""
    return take.step.keep is not None or bool(take.found and take.found.groupdict().get(KEPT))


def _next(page: Page, at: int) -> int:
    """Return the number of a line in the text, by its number among the non-blank ones."""
    return page.told[at] if at < len(page.told) else len(page.lines)


def _drop_blanks(lines: list[Line]) -> None:
    while lines and lines[-1].blank:
        lines.pop()


def _enter(rule: Rule, takes: Sequence[Take], page: Page, swept: Swept, *, again: bool) -> None:
    # The label that stands over a value goes the value's way.
    lifts = any(take.step.field or _fields(take) for take in takes)
    removal = Fate.LIFTED if lifts else Fate.MARKED if rule.deed is Deed.MARK else Fate.REMOVED
    at = page.lines[page.told[takes[0].start]].place
    if rule.deed is Deed.REFUSE:
        swept.notices.append(Notice(f"cleaning/{rule.id}", rule.why, at))
    for before, take in zip((takes[0] if again else None, *takes), takes, strict=False):
        # Lines that follow each other in one role are one run; a label between two notes parts them.
        first = before is None or before.step.keep is not take.step.keep
        for number in range(page.told[take.start], page.told[take.end - 1] + 1):
            line = page.lines[number]
            if line.blank:
                swept.lines.append(line)
            else:
                _enter_line(_Act(rule, take, first, removal), line, swept)
                first = False
    said = {name for take in takes for name in _fields(take)}
    swept.findings.extend(
        Finding(name, values_of(name, value, _one(rule, name)), rule.id, at)
        for name, value in rule.tells.items()
        if name not in said
    )


def _enter_line(act: _Act, line: Line, swept: Swept) -> None:
    if line.role is not None:
        swept.lines.append(line)
        return
    rule, step = act.rule, act.take.step
    lifted = _lifted(rule, act.take, line)
    if step.joins:
        lifted = [_joined(finding, swept, _one(rule, finding.field)) for finding in lifted]
    swept.findings.extend(lifted)
    kept = _kept(act, line)
    if kept is not None:
        left = replace(line, text=kept, marks=_moved(line, kept), tag=step.tag or line.tag)
        if step.keep is not None:
            left = replace(left, role=step.keep, opens=act.first)
        swept.lines.append(left)
        if left.blank:
            swept.entries.append(Entry(line.place, act.removal, line.text, "", rule.id, rule.why))
        elif kept != line.text:
            swept.entries.append(Entry(line.place, Fate.REWRITTEN, line.text, kept, rule.id, rule.why))
    elif step.keep is not None:
        swept.lines.append(replace(line, role=step.keep, opens=act.first))
    elif rule.deed is Deed.KEEP and not lifted:
        swept.lines.append(replace(line, tag=step.tag or line.tag))
    else:
        after = "; ".join(f"{finding.field}: {', '.join(finding.values)}" for finding in lifted)
        swept.entries.append(Entry(line.place, act.removal, line.text, after, rule.id, rule.why))


def _kept(act: _Act, line: Line) -> str | None:
    """Return what stays of a line of which a part goes; None if the line stays or goes as a whole."""
    found, cuts = act.take.found, act.rule.cuts
    kept = found.groupdict().get(KEPT) if found else None
    stays = kept is not None or act.take.step.keep is not None or act.rule.deed is Deed.KEEP
    if cuts is None or not stays:
        return kept
    return cuts.compiled.sub(lambda _: act.rule.puts, line.text if kept is None else kept)


def _moved(line: Line, kept: str) -> tuple[Mark, ...]:
    """Return the marks of a line, set to what stays of it. Where that is no part of it, they are dropped."""
    at = line.text.find(kept)
    if at < 0 or not line.marks:
        return ()
    ends = [(max(mark.start - at, 0), min(mark.end - at, len(kept)), mark) for mark in line.marks]
    return tuple(replace(mark, start=start, end=end) for start, end, mark in ends if start < end)


def _joined(finding: Finding, swept: Swept, one: re.Pattern[str] | None) -> Finding:
    """Take the last finding back, and return it with the rest of its value, if it is of the same field."""
    if not swept.findings or swept.findings[-1].field != finding.field:
        return finding
    before = swept.findings.pop()
    comma = ", "
    whole = f"{comma.join(before.values)} {comma.join(finding.values)}"
    return replace(before, values=values_of(finding.field, whole, one))


def _lifted(rule: Rule, take: Take, line: Line) -> list[Finding]:
    if take.step.field:
        groups = {take.step.field: line.text.strip(BLANK)}
    elif take.found:
        groups = _fields(take)
    else:
        return []
    return [
        Finding(name, values_of(name, value, _one(rule, name)), rule.id, line.place)
        for name, value in groups.items()
    ]


def _fields(take: Take) -> dict[str, str]:
    """Return the fields of Facts that a take holds, with their text."""
    groups = take.found.groupdict() if take.found else {}
    return {
        name: text for name, text in groups.items() if text and name != KEPT and not name.startswith(MEMORY)
    }


def _one(rule: Rule, name: str) -> re.Pattern[str] | None:
    """Return the pattern of a single value of a field, if the rule has one."""
    split = rule.split.get(name)
    return split.compiled if split else None
