"""Regular expressions that are compiled when they are first used.

There are some 250 of them, and to compile them all takes longer than to make a book; a text needs half.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_made: list[_Lazy] = []


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` would, in effect: it is compiled when it is first asked for anything."""
    made = _Lazy(source, flags)
    _made.append(made)
    return cast("re.Pattern[AnyStr]", made)


def compile_all() -> None:
    """Compile every pattern there is by now: for a process whose copies would each have to do it."""
    for each in _made:
        _ = each.match


class _Lazy:
    """Has a pattern's methods and attributes; each is a pattern's own from its first use on."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags
        self._compiled: re.Pattern[Any] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return regex, (self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found
