"""Patterns of site files: regular expressions with names for their parts, and with memory."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fic2epub.errors import RuleError
from fic2epub.lazy import regex
from fic2epub.model.noun import noun

MEMORY = "as_"
"""What the name of a group begins with whose text is to be remembered: `(?P<as_starter>.+)`."""

_NAMED = regex(r"(?<!@)@([a-z][a-z-]*)")
_REMEMBERED = regex(r"@@([a-z]+)")
_DEEPEST = 8


@noun(frozen=True, slots=True)
class Pattern:
    """A regular expression for one line, which may ask for a text that an earlier line held."""

    source: str
    """With every `@name` filled in; `@@name` stands for what is remembered under that name."""
    compiled: re.Pattern[str]
    """With `@@name` as any text: for patterns without memory, the pattern itself."""
    asks: tuple[str, ...]
    """The names that it asks for."""

    def fullmatch(self, text: str, known: Mapping[str, str]) -> re.Match[str] | None:
        """Match a whole line. What is not known yet matches nothing."""
        if not self.asks:
            return self.compiled.fullmatch(text)
        if any(name not in known for name in self.asks):
            return None
        return re.fullmatch(_REMEMBERED.sub(lambda asked: re.escape(known[asked[1]]), self.source), text)


def compiled(source: str, patterns: Mapping[str, str], where: str, key: str) -> Pattern:
    """Compile a pattern in which `@name` stands for an entry of the file's `[patterns]`.

    Raises RuleError, with `where` and `key`, for a name that is not there and for a pattern that is none.
    """
    filled = source
    for _ in range(_DEEPEST):
        if not patterns or not _NAMED.search(filled):
            break
        filled = _NAMED.sub(lambda found: _fill(found[1], patterns, where), filled)
    try:
        loose = re.compile(_REMEMBERED.sub("(?:.+)", filled))
    except re.error as problem:
        raise RuleError(f"`{key}` is not a valid pattern: {problem}", where=where) from None
    return Pattern(filled, loose, tuple(_REMEMBERED.findall(filled)))


def _fill(name: str, patterns: Mapping[str, str], where: str) -> str:
    if name not in patterns:
        raise RuleError(f"there is no pattern called {name!r} in [patterns]", where=where)
    return f"(?:{patterns[name]})"
