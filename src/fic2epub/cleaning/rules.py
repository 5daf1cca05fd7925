"""A site as data: its TOML file becomes rules that know what they take, what they spare, and why.

The format is told in docs/reference/site-files.md.
"""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

from fic2epub.cleaning import schema
from fic2epub.cleaning.literals import NOTHING, Words, needed
from fic2epub.cleaning.patterns import MEMORY, Pattern, compiled
from fic2epub.errors import RuleError
from fic2epub.model.manuscript import Role
from fic2epub.model.noun import noun
from fic2epub.model.story import Facts

REGIONS = ("header", "chapter-start", "text", "chapter-end", "footer")
"""The parts of a page, from top to bottom. A page begins in its header; a rule's `opens` goes elsewhere."""

FIELDS = frozenset(field.name for field in fields(Facts)) - {"title_is_incipit"}
"""What a rule may lift out of a page."""

_Choice = TypeVar("_Choice", bound=enum.Enum)

KEPT = "kept"
"""The named group whose text stays in the story when the rest of its line goes."""

MOST = 40
"""How many non-blank lines an `until` may pass, unless it says otherwise."""


class Kind(enum.Enum):
    """What a site file is about; in the order in which they are applied."""

    TOOL = "tool"
    """How a program writes down any page: links with numbers, headings with stars."""
    STRAY = "stray"
    """Lines that turn up in a text from anywhere: error pages, notices against theft.

    Every file of these that is recognised is applied, and the whole text is searched for its marks.
    """
    SITE = "site"
    HABIT = "habit"
    """What authors put over and under a story themselves, wherever they publish."""


class Deed(enum.Enum):
    """What a rule does with the lines it takes, where no step of it says otherwise."""

    REMOVE = "remove"
    MARK = "mark"
    KEEP = "keep"
    REFUSE = "refuse"
    """Remove, and give notice: the page is not what it should be (an error page among chapters)."""


@noun(frozen=True, slots=True)
class Step:
    """One element of a rule's `lines`. Either `match` or `until` is set, or `ahead`."""

    match: Pattern | None = None
    """One line that matches as a whole."""
    until: Pattern | None = None
    """Any lines before the first that matches; that line itself is not taken."""
    ahead: Pattern | None = None
    """Takes nothing: a line that matches must come, before one that the rule's first step matches."""
    most: int = MOST
    """For `until` and `ahead`: how many non-blank lines they may pass."""
    without: Pattern | None = None
    """For `until` and `ahead`: the rule fails if a line on the way matches this."""
    across: bool = False
    """For `ahead`: lines that the rule's first step matches may stand between."""
    or_end: bool = False
    """For `until`: the end of the text will do, too."""
    optional: bool = False
    """For `match`: it may be missing. For `until`: it may pass no line."""
    close: bool = False
    """For `until`: its first line stands under the label before it as sites set it: close, or indented."""
    keep: Role | None = None
    """The lines stay, and are this."""
    tag: str = ""
    """The lines stay, and are what an element of this name holds: `h2`, `blockquote`, `li`."""
    field: str = ""
    """For `until`: its lines are this field of the work's facts."""
    joins: bool = False
    """For a `field`: its lines go on with the value before them, which a hard wrap broke."""
    unbroken: bool = False
    """For `until`: it ends, too, where a blank line stands."""
    indent: int = 0
    """For `match`: the line begins with at least so many spaces; a tab counts as eight."""
    gap: int = 0
    """For `match`: at least so many blank lines stand before it, or the text's beginning."""


@noun(frozen=True, slots=True)
class Rule:
    """What one sort of furniture looks like, where it stands, and what becomes of it."""

    id: str
    why: str
    where: frozenset[str]
    steps: tuple[Step, ...]
    deed: Deed
    opens: str
    """The region that begins after the lines it took; empty for none."""
    after: frozenset[str]
    """If not empty: only right after the lines of one of these rules."""
    split: Mapping[str, Pattern]
    """For a field whose values were run together: the pattern of one value."""
    cuts: Pattern | None
    """What fits it goes out of the lines that stay."""
    puts: str
    """What comes in its place: a space, for underscores that stand for spaces. Mostly nothing."""
    share: float
    """The rule acts only in a text in which at least this share of the lines fit its first step."""
    top: int
    """If not 0: only among so many non-blank lines at the text's top."""
    foot: int
    """If not 0: only among so many non-blank lines at the text's end."""
    apart: bool
    """What it takes was put into the text, set apart by blank lines, and they go with it."""
    leading: bool
    """In the header, the rule acts only where no line has stayed yet: above all that is the story's."""
    tells: Mapping[str, str]
    """What the lines tell, by field, where no group of theirs has found that field."""
    knows: Mapping[str, str]
    """What is remembered when its examples are tried."""
    takes: tuple[str, ...]
    spares: tuple[str, ...]

    @property
    def words(self) -> Words:
        """Return words of which one stands in every line that the rule begins at; none if nothing is sure."""
        words: set[str] = set()
        for step in self.steps:
            here = needed(step.match.compiled.pattern) if step.match else NOTHING
            if not here:
                break
            words |= here
            if not step.optional:
                return frozenset(words)
        return NOTHING


@dataclass(frozen=True)
class Site:
    """A site, as its file tells of it. The rules are compiled when they are first asked for."""

    name: str
    origin: str
    """The path of its file."""
    marks: tuple[str, ...]
    """Evidence: the sources of patterns that are looked for in single lines."""
    needs: int
    """How many different marks must be seen."""
    kind: Kind
    text: str
    """The whole file. Of forty sites one is recognised, so the others' rules are never read."""

    @cached_property
    def mark_patterns(self) -> tuple[Pattern, ...]:
        """Return the marks, compiled. Raises RuleError for the first that is no pattern."""
        return tuple(compiled(mark, {}, self.origin, "marks") for mark in self.marks)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules, in the order of the file. Raises RuleError for the first that is wrong."""
        table = _table(self.text, self.origin)
        patterns = table.get("patterns", {})
        rules = tuple(_rule(entry, patterns, self.origin) for entry in table.get("rule", ()))
        known = {rule.id for rule in rules}
        for rule in rules:
            if unknown := rule.after - known:
                where = f"{self.origin}, rule {rule.id}"
                raise RuleError(f"there is no rule {sorted(unknown)[0]!r} to come after", where=where)
        return rules

    @cached_property
    def by_region(self) -> Mapping[str, tuple[Rule, ...]]:
        """Return the rules that may act in each region, in the order of the file."""
        return {region: tuple(rule for rule in self.rules if region in rule.where) for region in REGIONS}


def parse_site(text: str, origin: str) -> Site:
    """Read the head of a site's file. Raises RuleError that names the file and the key.

    The rules are read when they are first asked for, and what is wrong with them is raised then.
    """
    table = _table(text.partition("\n[[rule]]")[0], origin)
    for key in ("name", "marks"):
        if not table.get(key):
            raise RuleError(f"the key {key!r} is missing or empty", where=origin)
    return Site(
        name=table["name"],
        origin=origin,
        marks=tuple(table["marks"]),
        needs=table.get("needs", 1),
        kind=_one_of(Kind, table.get("kind", "site"), "kind", origin),
        text=text,
    )


def _table(text: str, origin: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"not valid TOML: {problem}", where=origin) from None
    schema.hold_to(schema.SITE, table, origin)
    return table


_PATTERN_KEYS = ("match", "until", "ahead", "without")


def _rule(entry: Mapping[str, Any], patterns: Mapping[str, str], origin: str) -> Rule:
    identity = entry.get("id", "")
    where = f"{origin}, rule {identity or '(without an id)'}"
    schema.hold_to(schema.RULE, entry, where)
    for key in ("id", "why", "takes", "spares"):
        if not entry.get(key):
            raise RuleError(f"the key {key!r} is missing or empty", where=where)
    if ("match" in entry) == ("lines" in entry) or {"keep", "lines"} <= set(entry):
        raise RuleError("it needs either `match` or `lines`; `keep` belongs to `match`", where=where)
    regions = _regions(entry.get("where", "anywhere"), where)
    opens = entry.get("opens", "")
    if opens and opens not in REGIONS:
        raise RuleError(
            f"there is no region {opens!r}", where=where, advice=f"Regions: {', '.join(REGIONS)}."
        )
    raw = entry["lines"] if "lines" in entry else [{"match": entry["match"], "keep": entry.get("keep")}]
    return Rule(
        id=identity,
        why=entry["why"],
        where=regions,
        steps=tuple(_step(step, patterns, where) for step in raw),
        deed=_one_of(Deed, entry.get("does", "remove"), "does", where),
        opens=opens,
        after=frozenset(_listed(entry.get("after", ()))),
        split={name: compiled(one, patterns, where, "split") for name, one in entry.get("split", {}).items()},
        cuts=compiled(entry["cuts"], patterns, where, "cuts") if "cuts" in entry else None,
        puts=entry.get("puts", ""),
        share=float(entry.get("share", 0)),
        top=entry.get("top", 0),
        foot=entry.get("foot", 0),
        apart=entry.get("apart", False),
        leading=entry.get("leading", False),
        tells=_told(entry.get("tells", {}), where),
        knows=entry.get("knows", {}),
        takes=tuple(entry["takes"]),
        spares=tuple(entry["spares"]),
    )


def _told(tells: Mapping[str, Any], where: str) -> Mapping[str, str]:
    for name, value in tells.items():
        if name not in FIELDS or not isinstance(value, str):
            raise RuleError(f"`tells` needs fields and strings, not {name!r}: {value!r}", where=where)
    return tells


def _step(raw: str | Mapping[str, Any], patterns: Mapping[str, str], where: str) -> Step:
    given: Mapping[str, Any] = {"match": raw} if isinstance(raw, str) else raw
    step = {key: value for key, value in given.items() if value is not None}
    schema.hold_to(schema.STEP, step, where)
    if sum(key in step for key in ("match", "until", "ahead")) != 1:
        raise RuleError("each element of `lines` needs one of match, until, ahead", where=where)
    found = {key: compiled(step[key], patterns, where, key) for key in _PATTERN_KEYS if key in step}
    field = step.get("field", "")
    named = {group for pattern in found.values() for group in pattern.compiled.groupindex}
    lifted = {group for group in named if not group.startswith(MEMORY) and group != KEPT} | ({field} - {""})
    if unknown := lifted - FIELDS:
        advice = f"Fields: {', '.join(sorted(FIELDS))}."
        raise RuleError(f"{sorted(unknown)[0]!r} is not a field", where=where, advice=advice)
    return Step(
        match=found.get("match"),
        until=found.get("until"),
        ahead=found.get("ahead"),
        without=found.get("without"),
        most=step.get("most", MOST),
        across=step.get("across", False),
        or_end=step.get("or_end", False),
        optional=step.get("optional", False),
        close=step.get("close", False),
        keep=_one_of(Role, step["keep"], "keep", where) if "keep" in step else None,
        field=field,
        tag=step.get("tag", ""),
        joins=step.get("joins", False),
        unbroken=step.get("unbroken", False),
        indent=step.get("indent", 0),
        gap=step.get("gap", 0),
    )


def _regions(value: str | list[str], where: str) -> frozenset[str]:
    regions = frozenset(_listed(value))
    if "anywhere" in regions:
        return frozenset(REGIONS)
    if unknown := regions - set(REGIONS):
        advice = f"Regions: {', '.join(REGIONS)}, anywhere."
        raise RuleError(f"there is no region {sorted(unknown)[0]!r}", where=where, advice=advice)
    return regions


def _one_of(choices: type[_Choice], value: str, key: str, where: str) -> _Choice:
    """Return the member of an enumeration by its value. Raises RuleError that names them all."""
    try:
        return choices(value)
    except ValueError:
        names = ", ".join(str(one.value) for one in choices)
        raise RuleError(f"`{key}` can't be {value!r}", where=where, advice=f"It is one of {names}.") from None


def _listed(value: str | list[str] | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
