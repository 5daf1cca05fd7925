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
        rules = tuple(_rule(entry, patterns, self.origin) for entry in self.table.get("rule", ()))
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
    """Read a site's file. Raises RuleError that names the file and the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"not valid TOML: {problem}", where=origin) from None
    if unknown := set(table) - set(_SITE_TYPES):
        raise RuleError(f"unknown key {sorted(unknown)[0]!r}", where=origin)
    _hold_to_types(table, _SITE_TYPES, origin)
    for key in ("name", "marks"):
        if not table.get(key):
            raise RuleError(f"the key {key!r} is missing or empty", where=origin)
    return Site(
        name=table["name"],
        origin=origin,
        marks=tuple(_compiled(mark, {}, origin, "marks") for mark in table["marks"]),
        needs=table.get("needs", 1),
        is_site=table.get("is_site", True),
        table=table,
    )


_STRINGS, _STRING_OR_STRINGS = "a list of strings", "a string or a list of strings"
_SITE_TYPES: dict[str, object] = {
    "name": str,
    "marks": _STRINGS,
    "needs": int,
    "is_site": bool,
    "patterns": dict,
    "rule": list,
}
_RULE_TYPES: dict[str, object] = {
    "id": str,
    "why": str,
    "where": _STRING_OR_STRINGS,
    "match": str,
    "lines": list,
    "does": str,
    "keep": str,
    "opens": str,
    "after": _STRING_OR_STRINGS,
    "split": dict,
    "takes": _STRINGS,
    "spares": _STRINGS,
}
_STEP_TYPES: dict[str, object] = {
    "match": str,
    "until": str,
    "ahead": str,
    "most": int,
    "without": str,
    "or_end": bool,
    "optional": bool,
    "close": bool,
    "keep": str,
    "field": str,
}
_PATTERN_KEYS = ("match", "until", "ahead", "without")


def _rule(entry: Mapping[str, Any], patterns: Mapping[str, str], origin: str) -> Rule:
    identity = entry.get("id", "")
    where = f"{origin}, rule {identity or '(without an id)'}"
    if unknown := set(entry) - set(_RULE_TYPES):
        raise RuleError(f"unknown key {sorted(unknown)[0]!r}", where=where)
    _hold_to_types(entry, _RULE_TYPES, where)
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
    step: dict[str, Any] = (
        {"match": raw} if isinstance(raw, str) else {k: v for k, v in raw.items() if v is not None}
    )
    if unknown := set(step) - set(_STEP_TYPES):
        raise RuleError(f"unknown key {sorted(unknown)[0]!r} in `lines`", where=where)
    _hold_to_types(step, _STEP_TYPES, where)
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
        most=step.get("most", MOST),
        or_end=step.get("or_end", False),
        optional=step.get("optional", False),
        close=step.get("close", False),
        keep=_role(step.get("keep"), where),
        field=field,
    )


def _role(value: str | None, where: str) -> Role | None:
    try:
        return None if value is None else Role(value)
    except ValueError:
        names = ", ".join(role.value for role in Role)
        raise RuleError(f"there is no role {value!r}", where=where, advice=f"Roles: {names}.") from None


def _hold_to_types(table: Mapping[str, Any], types: Mapping[str, object], where: str) -> None:
    """Raise RuleError for the first value that is not of its key's type."""
    for key, value in table.items():
        kind = types[key]
        if isinstance(kind, type):
            # To Python True is an int as well.
            good = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
            name = _TYPE_NAMES[kind]
        else:
            strings = isinstance(value, list) and all(isinstance(one, str) for one in value)
            good = strings or (kind == _STRING_OR_STRINGS and isinstance(value, str))
            name = str(kind)
        if not good:
            raise RuleError(f"{key!r} must be {name}, not {value!r}", where=where)


_TYPE_NAMES = {str: "a string", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


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
