"""Walks down a page, region by region, and takes what the site's rules know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fic2epub.cleaning.rules import KEPT, Deed, Rule, Site, Step
from fic2epub.cleaning.values import values_of
from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line

WIDEST = 20_000
"""Characters. No site has furniture this wide; a longer line is a story on one line, and is not tried."""

_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\u200b": None, "\ufeff": None}
)


@dataclass(slots=True)
class Swept:
    """What a sweep left, lifted and entered."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Take:
    """The lines `start` to `end` (half-open, by number among the non-blank lines) that one step took."""

    start: int
    end: int
    step: Step
    found: re.Match[str] | None


@dataclass(frozen=True, slots=True)
class _Act:
    """What is being done to the lines of one take."""

    rule: Rule
    take: Take
    first: bool
    """Whether the line is the first of its take."""
    removal: Fate
    """What becomes of a line that does not stay."""


def sweep(lines: Sequence[Line], site: Site) -> Swept:
    """Apply a site's rules to a page, from its top down.

    In each region the first rule that fits takes the line and as many after it as its steps say; a line that
    no rule takes stays.
    """
    return _Sweep(lines, site).run()


@dataclass(slots=True)
class _Sweep:
    lines: Sequence[Line]
    site: Site
    told: list[int] = field(init=False)
    """The numbers of the non-blank lines."""
    texts: list[str] = field(init=False)
    """Their texts as rules see them: plain spaces, nothing at the ends."""
    spaced: bool = field(init=False)
    """Whether blank lines part the page's paragraphs."""

    def __post_init__(self) -> None:
        self.told = [number for number, line in enumerate(self.lines) if not line.blank]
        self.texts = [as_seen(self.lines[number].text) for number in self.told]
        self.spaced = len(self.lines) - len(self.told) > len(self.told) // 5

    def run(self) -> Swept:
        swept = Swept()
        region, last, at, copied = "header", "", 0, 0
        while at < len(self.told):
            rule, takes = self._first_fit(region, last, at)
            if rule is None:
                at, last = at + 1, ""
                continue
            end = takes[-1].end
            swept.lines.extend(self.lines[copied : self.told[at]])
            self._enter(rule, takes, swept)
            copied = self.told[end - 1] + 1
            at, last, region = end, rule.id, rule.opens or region
        swept.lines.extend(self.lines[copied:])
        return swept

    def _first_fit(self, region: str, last: str, at: int) -> tuple[Rule | None, list[Take]]:
        for rule in self.site.by_region[region]:
            if rule.after and last not in rule.after:
                continue
            takes = self._fit(rule, at)
            if takes:
                return rule, takes
        return None, []

    def _fit(self, rule: Rule, at: int) -> list[Take]:
        """Return what each step of a rule takes from `at` on, or nothing if one of them does not fit."""
        takes: list[Take] = []
        here = at
        for step in rule.steps:
            if step.ahead is not None:
                if not self._comes(step, rule.steps[0], here):
                    return []
                continue
            take = self._match(step, here) if step.match is not None else self._until(step, here)
            if take is None:
                if step.optional:
                    continue
                return []
            here = take.end
            takes.append(take)
        return takes if here > at else []

    def _match(self, step: Step, here: int) -> Take | None:
        if here >= len(self.texts) or len(self.texts[here]) > WIDEST or step.match is None:
            return None
        found = step.match.fullmatch(self.texts[here])
        return Take(here, here + 1, step, found) if found else None

    def _until(self, step: Step, here: int) -> Take | None:
        if step.until is None or (step.close and not self._close(here)):
            return None
        stop = min(here + step.most, len(self.texts))
        for number in range(here, stop + 1):
            if number == len(self.texts):
                if not step.or_end:
                    return None
            elif step.until.fullmatch(self.texts[number]) is None:
                if number == stop or (
                    step.without is not None and step.without.fullmatch(self.texts[number])
                ):
                    return None
                continue
            return Take(here, number, step, None) if number > here else None
        return None

    def _comes(self, step: Step, first: Step, here: int) -> bool:
        for text in self.texts[here : here + step.most]:
            if step.ahead is not None and step.ahead.fullmatch(text):
                return True
            if first.match is not None and first.match.fullmatch(text):
                return False
        return False

    def _close(self, here: int) -> bool:
        """Whether a line stands under the label before it as the site sets it, and not as a story does.

        Chrome copies a heading with a blank line above and none below; Firefox indents what is under it. A
        paragraph `Notes:` of the story has blank lines on both sides, or, in a letter or a list, on neither.
        """
        if not 0 < here < len(self.told):
            return False
        number, label = self.told[here], self.told[here - 1]
        if number > label + 1:
            return self.lines[number].text[:4].isspace()
        return label == 0 or self.lines[label - 1].blank or not self.spaced

    def _enter(self, rule: Rule, takes: Sequence[Take], swept: Swept) -> None:
        # The label that stands over a value goes the value's way.
        lifts = any(take.step.field or (take.found and take.found.re.groupindex) for take in takes)
        removal = Fate.LIFTED if lifts else Fate.MARKED if rule.deed is Deed.MARK else Fate.REMOVED
        for take in takes:
            first = True
            until = self.told[take.end - 1] + 1
            for number in range(self.told[take.start], until):
                line = self.lines[number]
                if line.blank:
                    swept.lines.append(line)
                    continue
                self._enter_line(_Act(rule, take, first, removal), line, swept)
                first = False

    def _enter_line(self, act: _Act, line: Line, swept: Swept) -> None:
        rule, step, found = act.rule, act.take.step, act.take.found
        lifted = self._lifted(rule, act.take, line)
        swept.findings.extend(lifted)
        kept = found.groupdict().get(KEPT) if found else None
        if kept is not None:
            swept.lines.append(replace(line, text=kept, role=step.keep, opens=act.first))
            if kept != line.text:
                swept.entries.append(Entry(line.place, Fate.REWRITTEN, line.text, kept, rule.id, rule.why))
        elif step.keep is not None:
            swept.lines.append(replace(line, role=step.keep, opens=act.first))
        elif rule.deed is Deed.KEEP and not lifted:
            swept.lines.append(line)
        else:
            after = "; ".join(f"{finding.field}: {', '.join(finding.values)}" for finding in lifted)
            swept.entries.append(Entry(line.place, act.removal, line.text, after, rule.id, rule.why))

    def _lifted(self, rule: Rule, take: Take, line: Line) -> list[Finding]:
        if take.step.field:
            groups = {take.step.field: line.text.strip(BLANK)}
        elif take.found:
            groups = {name: value for name, value in take.found.groupdict().items() if value and name != KEPT}
        else:
            return []
        return [
            Finding(name, values_of(name, value, rule.split.get(name)), rule.id, line.place)
            for name, value in groups.items()
        ]


def as_seen(text: str) -> str:
    """Return a line as rules see it: every space a plain one, and none at the ends."""
    return text.translate(_SPACES).strip() if not text.isascii() or "\t" in text else text.strip()
