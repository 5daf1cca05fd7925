"""Takes values out of a TOML file, each of the kind that it must be; what is wrong is told with its file."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from fic2epub.errors import RuleError
from fic2epub.lazy import regex

STRING, STRINGS = "a string", "a list of strings"
MOST = 1_000_000_000
"""The largest number that a file may say: beyond it clocks and memory limits run over."""
LARGEST = 1024 * 1024
"""Bytes. No sidecar and no settings file of anyone's is larger."""
_WIDEST = 60
_LINE = regex(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_table(path: Path, what: str) -> dict[str, Any]:
    """Return what a TOML file says. Raises RuleError, with the line where the file is broken.

    `what` is what to call the file in an error: "the sidecar". A byte order mark does no harm.
    """
    text = ""
    try:
        if path.stat().st_size > LARGEST:
            raise RuleError(f"{what} can't be read: it is larger than {LARGEST >> 20} MB", where=str(path))
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        said = _LINE.sub("", str(problem))
        where = f"{path}:{_line(str(problem), text)}"
        raise RuleError(f"{what} can't be read: {said}", where=where, advice=_quoted(said)) from None
    except OSError as problem:
        raise RuleError(f"{what} can't be read: {problem.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise RuleError(
            f"{what} can't be read: it is not in UTF-8", where=str(path), advice="Save it as UTF-8."
        ) from None
    except (RecursionError, ValueError):  # brackets in brackets without end; a date of the 31st of February
        raise RuleError(f"{what} can't be read: it is no TOML", where=str(path)) from None


def _line(said: str, text: str) -> int:
    """Return the line that an error of tomllib means."""
    found = _LINE.search(said)
    return int(found[1]) if found and found[1] else len(text.splitlines())


def _quoted(said: str) -> str:
    """Return advice on the mistake that is made most often: `theme = modern`."""
    return 'Words stand in quotation marks: theme = "modern".' if said.startswith("Invalid value") else ""


def refuse_unknown(
    table: Mapping[str, Any], known: Collection[str], where: str, elsewhere: Mapping[str, str] | None = None
) -> None:
    """Raise RuleError for a key that is not known, with the nearest one, or the file that it belongs in.

    `elsewhere` has keys that are known in files of another kind, each with a sentence that says so.
    """
    for key in table:
        if key in known:
            continue
        if key in (elsewhere or {}):
            advice = (elsewhere or {})[key]
        elif near := nearest(key, known):
            advice = f"Did you mean {near!r}?"
        elif near := nearest(key, elsewhere or {}):
            advice = f"Did you mean {near!r}? {(elsewhere or {})[near]}"
        else:
            advice = f"Known keys: {', '.join(known)}."
        raise RuleError(f"unknown key {cut(key)}", where=where, advice=advice)


def nearest(word: str, known: Collection[str]) -> str:
    """Return the known word that is most like one, or an empty string where none is."""
    return next(iter(difflib.get_close_matches(word[:_WIDEST].lower(), known, 1)), "")


def cut(value: object) -> str:
    """Return a value as an error shows it: a file's mistake may be long."""
    said = repr(value)
    return said if len(said) <= _WIDEST else f"{said[: _WIDEST - 1]}…"


def string(table: Mapping[str, Any], key: str, where: str) -> str:
    """Return a string; an empty one where the key is missing. Raises RuleError for anything else."""
    value = table.get(key, "")
    if not isinstance(value, str):
        raise RuleError(f"{key!r} must be {STRING}, not {cut(value)}", where=where)
    return value


def strings(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Return a list of strings, of which a single one may stand alone. Raises RuleError for anything else."""
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise RuleError(f"{key!r} must be {STRINGS}, not {cut(value)}", where=where)
    return tuple(values)


def yes_or_no(table: Mapping[str, Any], key: str, where: str) -> bool | None:
    """Return true or false; None where the key is missing. Raises RuleError for anything else."""
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        raise RuleError(f"{key!r} must be true or false, not {cut(value)}", where=where)
    return value


def number(table: Mapping[str, Any], key: str, where: str) -> float:
    """Return a number that is not below zero. Raises RuleError for anything else, as for `nan`."""
    value = table.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise RuleError(f"{key!r} must be a number, not {cut(value)}", where=where)
    if not 0 <= value <= MOST:
        raise RuleError(f"{key!r} must be from 0 to {MOST:,}, not {cut(value)}", where=where)
    return value


def whole_number(table: Mapping[str, Any], key: str, where: str) -> int:
    """Return a whole number that is not below zero. Raises RuleError for anything else."""
    value = number(table, key, where)
    if not isinstance(value, int):
        raise RuleError(f"{key!r} must be a whole number, not {cut(value)}", where=where)
    return value


def choice(table: Mapping[str, Any], key: str, where: str, known: Collection[str]) -> str:
    """Return a string that is one of those known, or empty. Raises RuleError with the nearest one."""
    value = string(table, key, where)
    if value and value not in known:
        near = nearest(value, known)
        advice = f"Did you mean {near!r}? " if near else ""
        raise RuleError(
            f"{key!r} can't be {cut(value)}", where=where, advice=f"{advice}It is one of {', '.join(known)}."
        )
    return value
