"""The keys of a site file, and what each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fic2epub.errors import RuleError

_STRINGS, _STRING_OR_STRINGS = "a list of strings", "a string or a list of strings"
SITE: dict[str, object] = {
    "name": str,
    "marks": _STRINGS,
    "needs": int,
    "kind": str,
    "patterns": dict,
    "rule": list,
}
RULE: dict[str, object] = {
    "id": str,
    "why": str,
    "where": _STRING_OR_STRINGS,
    "match": str,
    "lines": list,
    "does": str,
    "keep": str,
    "opens": str,
    "cuts": str,
    "puts": str,
    "after": _STRING_OR_STRINGS,
    "share": float,
    "top": int,
    "foot": int,
    "apart": bool,
    "leading": bool,
    "tells": dict,
    "knows": dict,
    "split": dict,
    "takes": _STRINGS,
    "spares": _STRINGS,
}
STEP: dict[str, object] = {
    "match": str,
    "until": str,
    "ahead": str,
    "most": int,
    "without": str,
    "across": bool,
    "or_end": bool,
    "optional": bool,
    "close": bool,
    "keep": str,
    "field": str,
    "tag": str,
    "joins": bool,
    "unbroken": bool,
    "indent": int,
    "gap": int,
}


def hold_to(types: Mapping[str, object], table: Mapping[str, Any], where: str) -> None:
    """Raise RuleError for the first key that is not known, or whose value is not of its type."""
    if unknown := set(table) - set(types):
        raise RuleError(f"unknown key {sorted(unknown)[0]!r}", where=where)
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


_TYPE_NAMES = {
    str: "a string",
    int: "a whole number",
    float: "a fraction",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
