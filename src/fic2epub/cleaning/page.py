"""A page as rules see it, and whether a rule fits at one of its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from itertools import accumulate

from fic2epub.cleaning.literals import Words
from fic2epub.cleaning.patterns import MEMORY
from fic2epub.cleaning.rules import Rule, Step
from fic2epub.model.manuscript import Line
from fic2epub.model.noun import noun

WIDEST = 20_000
"""Characters. No site has furniture this wide; a longer line is a story on one line, and is not tried."""

OFTEN = 200
"""Lines. A rule that was tried at so many is tried from then on only where the words stand that it needs."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\u200b": None, "\ufeff": None}
)


@noun(frozen=True, slots=True)
class Take:
    """The lines `start` to `end` (half-open, by number among the non-blank lines) that one step took."""

    start: int
    end: int
    step: Step
    found: re.Match[str] | None


@noun(slots=True)
class Page:
    """The lines of a text, and among them the non-blank ones, by which rules count."""

    lines: Sequence[Line]
    told: list[int] = field(init=False)
    """The numbers of the non-blank lines."""
    texts: list[str] = field(init=False)
    """Their texts: plain spaces, nothing at the ends."""
    spaced: bool = field(init=False)
    """Whether blank lines part the page's paragraphs."""
    known: dict[str, str] = field(default_factory=dict)
    """What the rules remember, by name."""
    shares: dict[str, float] = field(init=False, default_factory=dict)
    """The share of lines that fit the first step of a rule, by the rule's id."""

    begins: dict[str, frozenset[int] | None] = field(init=False, default_factory=dict)
    """The lines that a rule may begin at, by its id; None where nothing is sure."""
    whole: str = field(init=False, default="")
    """All texts, a line each, and where they start in it; made when first asked for."""
    starts: list[int] = field(init=False, default_factory=list)
    tries: Counter[str] = field(init=False, default_factory=Counter)
    """At how many lines a rule was tried, by its id."""
    stayed: bool = field(init=False, default=False)
    """Whether a line has stayed since the header began."""

    def __post_init__(self) -> None:
        self.told = [number for number, line in enumerate(self.lines) if not line.blank]
        self.texts = [as_seen(self.lines[number].text) for number in self.told]
        self.spaced = len(self.lines) - len(self.told) > len(self.told) // 5

    def first_fit(self, rules: Sequence[Rule], at: int, last: str) -> tuple[Rule | None, list[Take]]:
        """Return the first of some rules that fits at line `at`, with what its steps take; or None."""
        for rule in rules:
            lines = self._lines_for(rule)
            if lines is not None and at not in lines:
                continue
            if takes := self.fit(rule, at, last):
                return rule, takes
        return None, []

    def _lines_for(self, rule: Rule) -> frozenset[int] | None:
        """Return the lines that a rule may begin at; None where nothing is sure, or not yet."""
        if rule.id in self.begins:
            return self.begins[rule.id]
        self.tries[rule.id] += 1
        if self.tries[rule.id] > OFTEN:
            self.begins[rule.id] = self._lines_with(rule.words)
        return None

    def _lines_with(self, words: Words) -> frozenset[int] | None:
        """Return the lines that have one of some words in them; None if there are no words to look for.

        They are looked for in all lines as one text, which is a hundred times as quick as in each line.
        """
        if not words:
            return None
        whole = self.whole = self.whole or "\n".join(self.texts)
        starts = self.starts = self.starts or [0, *accumulate(len(text) + 1 for text in self.texts)]
        found: set[int] = set()
        for word in words:
            at = whole.find(word)
            while at >= 0:
                line = bisect_right(starts, at) - 1
                found.add(line)
                at = whole.find(word, starts[line + 1])
        return frozenset(found)

    def fit(self, rule: Rule, at: int, last: str) -> list[Take]:
        """Return what each step of a rule takes from line `at` on; nothing if one of them does not fit.

        `last` is the id of the rule that took the line before; empty if none did.
        """
        if (rule.after and last not in rule.after) or (rule.top and at >= rule.top):
            return []
        if rule.leading and self.stayed:
            return []
        if rule.foot and at < len(self.texts) - rule.foot:
            return []
        takes: list[Take] = []
        here = at
        for step in rule.steps:
            if step.ahead is not None:
                if not self._comes(step, rule.steps[0], here):
                    return []
                continue
            take = self._match(step, here) if step.match is not None else self._until(step, here)
            if take is not None:
                here = take.end
                takes.append(take)
            elif not step.optional:
                return []
        return takes if takes and (not rule.share or self._share(rule) >= rule.share) else []

    def remember(self, takes: Sequence[Take]) -> None:
        """Keep what the groups named `as_…` of a rule that fits have matched."""
        for take in takes:
            for name, text in take.found.groupdict().items() if take.found else ():
                if name.startswith(MEMORY) and text:
                    self.known[name.removeprefix(MEMORY)] = text

    def _share(self, rule: Rule) -> float:
        if rule.id not in self.shares:
            first = rule.steps[0].match
            fitting = sum(
                first is not None and first.fullmatch(text, self.known) is not None for text in self.texts
            )
            self.shares[rule.id] = fitting / len(self.texts)
        return self.shares[rule.id]

    def _match(self, step: Step, here: int) -> Take | None:
        if here >= len(self.texts) or len(self.texts[here]) > WIDEST or step.match is None:
            return None
        if (step.indent and self._indent(here) < step.indent) or (step.gap and self._gap(here) < step.gap):
            return None
        if self.lines[self.told[here]].role is not None:
            return None  # someone who knows has said what the line is: the reader, or the page's markup
        found = step.match.fullmatch(self.texts[here], self.known)
        return Take(here, here + 1, step, found) if found else None

    def _until(self, step: Step, here: int) -> Take | None:
        """Take all lines before the one that matches, unless that is too far off or barred."""
        if step.until is None or (step.close and not self._close(here)):
            return None
        for number in range(here, min(here + step.most, len(self.texts) - 1) + 1):
            text = self.texts[number][:WIDEST]
            if step.unbroken and self._gap(number):
                return Take(here, number, step, None) if number > here else None
            if step.until.fullmatch(text, self.known):
                return Take(here, number, step, None) if number > here else None
            if step.without is not None and step.without.fullmatch(text, self.known):
                return None
        reached_end = here < len(self.texts) <= here + step.most
        return Take(here, len(self.texts), step, None) if step.or_end and reached_end else None

    def _comes(self, step: Step, first: Step, here: int) -> bool:
        barred = [one for one in (step.without, None if step.across else first.match) if one is not None]
        for text in self.texts[here : here + step.most]:
            if step.ahead is not None and step.ahead.fullmatch(text[:WIDEST], self.known):
                return True
            if any(one.fullmatch(text[:WIDEST], self.known) for one in barred):
                return False
        return False

    def _indent(self, at: int) -> int:
        """Return by how many columns a line is indented."""
        text = self.lines[self.told[at]].text.expandtabs(8)
        return len(text) - len(text.lstrip())

    def _gap(self, at: int) -> int:
        """Return how many blank lines stand before a line; more than any rule asks for, before the first."""
        return self.told[at] - self.told[at - 1] - 1 if at else WIDEST

    def _close(self, here: int) -> bool:
        """Whether a line stands under the label before it as the site sets it, and not as a story does.

        Chrome copies a heading with a blank line above and none below; Firefox and the tools that dump a page
        set in what is under it. A paragraph `Notes:` of the story has blank lines on both sides, or, in a
        letter or a list, on neither, and stands as far in as the paragraphs do.
        """
        if not 0 < here < len(self.told):
            return False
        number, label = self.told[here], self.told[here - 1]
        if self.lines[label].tag in _HEADINGS:
            return True  # a tool has marked the label as a heading
        if number > label + 1:
            return self._indent(here) >= self._indent(here - 1) + 2
        return label == 0 or self.lines[label - 1].blank or not self.spaced


def as_seen(text: str) -> str:
    """Return a line as rules see it: every space a plain one, and none at the ends."""
    return text.strip() if text.isascii() and "\t" not in text else text.translate(_SPACES).strip()
