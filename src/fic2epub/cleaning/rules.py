"""A site as data: its TOML file becomes rules that know what they take, what they spare, and why.

The format is told in docs/reference/site-files.md.
"""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from fic2epub.errors import RuleError
from fic2epub.model.manuscript import Role
from fic2epub.model.story import Facts

REGIONS = ("header", "chapter-start", "text", "chapter-end", "footer")
"""The parts of a page, from top to bottom. A page begins in its header; a rule's `opens` goes elsewhere."""

FIELDS = frozenset(field.name for field in fields(Facts)) - {"site", "title_is_incipit"}
"""What a rule may lift out of a page."""

KEPT = "kept"
"""The named group whose text stays in the story when the rest of its line goes."""

MOST = 40
"""How many non-blank lines an `until` may pass, unless it says otherwise."""


class Deed(enum.Enum):
    """What a rule does with the lines it takes, where no step of it says otherwise."""

    REMOVE = "remove"
    MARK = "mark"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a rule's `lines`. Either `match` or `until` is set, or `ahead`."""

    match: re.Pattern[str] | None = None
    """One line that matches as a whole."""
    until: re.Pattern[str] | None = None
    """Any lines before the first that matches; that line itself is not taken."""
    ahead: re.Pattern[str] | None = None
    """Takes nothing: a line that matches must come, before one that the rule's first step matches."""
    most: int = MOST
    """For `until` and `ahead`: how many non-blank lines they may pass."""
    without: re.Pattern[str] | None = None
    """For `until`: the rule fails if a line on the way matches this."""
    or_end: bool = False
    """For `until`: the end of the text will do, too."""
    optional: bool = False
    """For `match`: it may be missing. For `until`: it may pass no line."""
    close: bool = False
    """For `until`: its first line stands under the label before it as sites set it: close, or indented."""
    keep: Role | None = None
    """The lines stay, and are this."""
    field: str = ""
    """For `until`: its lines are this field of the work's facts."""


@dataclass(frozen=True, slots=True)
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
    split: Mapping[str, re.Pattern[str]]
    """For a field whose values were run together: the pattern of one value."""
    takes: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """A site, as its file tells of it. The rules are compiled when they are first asked for."""

    name: str
    origin: str
    """The path of its file."""
    marks: tuple[re.Pattern[str], ...]
    """Evidence: patterns that are looked for in single lines."""
    needs: int
    """How many different marks must be seen."""
    is_site: bool
    """False for the habits of authors and tools, which are not the name of a place."""
    table: Mapping[str, Any]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules, in the order of the file. Raises RuleError for the first that is wrong."""
        patterns = self.table.get("patterns", {})
        return tuple(_rule(entry, patterns, self.origin) for entry in self.table.get("rule", ()))

    @cached_property
    def by_region(self) -> Mapping[str, tuple[Rule, ...]]:
        """Return the rules that may act in each region, in the order of the file."""
        return {region: tuple(rule for rule in self.rules if region in rule.where) for region in REGIONS}


def parse_site(text: str, origin: str) -> Site:
    """Read a site's file. Raises RuleError that names the file and the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"not valid TOML: {problem}", where=origin) from None
    unknown = set(table) - {"name", "marks", "needs", "is_site", "patterns", "rule"}
    if unknown:
        raise RuleError(f"unknown key {sorted(unknown)[0]!r}", where=origin)
    for key, kind in (("name", str), ("marks", list)):
        if not isinstance(table.get(key), kind) or not table[key]:
            raise RuleError(f"the key {key!r} is missing or not a {kind.__name__}", where=origin)
    return Site(
        name=table["name"],
        origin=origin,
        marks=tuple(_compiled(mark, {}, origin, "marks") for mark in table["marks"]),
        needs=int(table.get("needs", 1)),
        is_site=bool(table.get("is_site", True)),
        table=table,
    )


_RULE_KEYS = {
    "id",
    "why",
    "where",
    "match",
    "lines",
    "does",
    "keep",
    "opens",
    "after",
    "split",
    "takes",
    "spares",
}
_PATTERN_KEYS = ("match", "until", "ahead", "without")
_STEP_KEYS = {*_PATTERN_KEYS, "most", "or_end", "optional", "close", "keep", "field"}


def _rule(entry: Mapping[str, Any], patterns: Mapping[str, str], origin: str) -> Rule:
    identity = entry.get("id", "")
    where = f"{origin}, rule {identity or '(without an id)'}"
    for key in ("id", "why", "takes", "spares"):
        if not entry.get(key):
            raise RuleError(f"the key {key!r} is missing or empty", where=where)
    if unknown := set(entry) - _RULE_KEYS:
        raise RuleError(f"unknown key {sorted(unknown)[0]!r}", where=where)
    if ("match" in entry) == ("lines" in entry):
        raise RuleError("it needs either `match` or `lines`", where=where)
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
        deed=_deed(entry.get("does", "remove"), where),
        opens=opens,
        after=frozenset(_listed(entry.get("after", ()))),
        split={
            name: _compiled(one, patterns, where, "split") for name, one in entry.get("split", {}).items()
        },
        takes=tuple(entry["takes"]),
        spares=tuple(entry["spares"]),
    )


def _step(raw: str | Mapping[str, Any], patterns: Mapping[str, str], where: str) -> Step:
    step = {"match": raw} if isinstance(raw, str) else {k: v for k, v in raw.items() if v is not None}
    if unknown := set(step) - _STEP_KEYS:
        raise RuleError(f"unknown key {sorted(unknown)[0]!r} in `lines`", where=where)
    if sum(key in step for key in ("match", "until", "ahead")) != 1:
        raise RuleError("each element of `lines` needs one of match, until, ahead", where=where)
    found = {key: _compiled(step[key], patterns, where, key) for key in _PATTERN_KEYS if key in step}
    field = step.get("field", "")
    groups = {group for pattern in found.values() for group in pattern.groupindex} | (
        {field} if field else set()
    )
    if unknown := groups - FIELDS - {KEPT}:
        advice = f"Fields: {', '.join(sorted(FIELDS))}."
        raise RuleError(f"{sorted(unknown)[0]!r} is not a field", where=where, advice=advice)
    return Step(
        match=found.get("match"),
        until=found.get("until"),
        ahead=found.get("ahead"),
        without=found.get("without"),
        most=int(step.get("most", MOST)),
        or_end=bool(step.get("or_end", False)),
        optional=bool(step.get("optional", False)),
        close=bool(step.get("close", False)),
        keep=_role(step.get("keep"), where),
        field=field,
    )


def _role(value: str | None, where: str) -> Role | None:
    try:
        return None if value is None else Role(value)
    except ValueError:
        names = ", ".join(role.value for role in Role)
        raise RuleError(f"there is no role {value!r}", where=where, advice=f"Roles: {names}.") from None


def _regions(value: str | list[str], where: str) -> frozenset[str]:
    regions = frozenset(_listed(value))
    if "anywhere" in regions:
        return frozenset(REGIONS)
    if unknown := regions - set(REGIONS):
        advice = f"Regions: {', '.join(REGIONS)}, anywhere."
        raise RuleError(f"there is no region {sorted(unknown)[0]!r}", where=where, advice=advice)
    return regions


def _deed(value: str, where: str) -> Deed:
    try:
        return Deed(value)
    except ValueError:
        names = ", ".join(deed.value for deed in Deed)
        raise RuleError(f"`does` can't be {value!r}", where=where, advice=f"It is one of {names}.") from None


def _listed(value: str | list[str] | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


_NAMED = re.compile(r"@([a-z-]+)")


def _compiled(pattern: str, patterns: Mapping[str, str], where: str, key: str) -> re.Pattern[str]:
    """Compile a pattern in which `@name` stands for an entry of the file's `[patterns]`."""

    def fill(found: re.Match[str]) -> str:
        if found[1] not in patterns:
            raise RuleError(f"there is no pattern called {found[1]!r} in [patterns]", where=where)
        return f"(?:{patterns[found[1]]})"

    try:
        return re.compile(_NAMED.sub(fill, pattern) if patterns else pattern)
    except re.error as problem:
        raise RuleError(f"`{key}` is not a valid pattern: {problem}", where=where) from None
