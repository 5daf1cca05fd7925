"""Patterns for the names of texts, in the language of .gitignore."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fic2epub.errors import RuleError
from fic2epub.model.noun import noun
from fic2epub.settings.table import cut, strings
from fic2epub.stores import Url

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


MOST_STARS = 3
"""Each further star multiplies the time for a name that nearly fits: with six, a long one takes hours."""


@noun(frozen=True, slots=True)
class Globs:
    """Patterns, and the folder that they are relative to."""

    patterns: tuple[str, ...]
    folder: Path | None = None
    """None in the user's own file, whose patterns are relative to the folder that is converted."""

    def match(self, text: Path, walked: Path) -> bool:
        """Tell whether a text is meant; `walked` is the folder that is converted."""
        try:
            base = self.folder or walked
            if isinstance(text, Url):
                # A folder of a disk, as in a flag's file, has nothing to say of a store's.
                name = "/".join(text.relative_to(base if isinstance(base, Url) else walked).parts)
            else:
                name = os.path.relpath(text, base)
        except ValueError:  # Windows: on another drive; or elsewhere in a store
            return False
        return _spec(self.patterns).match_file(Path(name).as_posix())

    @classmethod
    def taken(cls, table: Mapping[str, Any], key: str, path: Path) -> Globs:
        """Return what a file says. Raises RuleError for a pattern that can't be read."""
        patterns = strings(table, key, str(path))
        for pattern in patterns:
            if len(re.findall(r"\*+", pattern)) > MOST_STARS:  # `**` counts as one
                what = f"{key!r} holds {cut(pattern)}, which has too many stars"
                raise RuleError(what, where=str(path), advice=f"Write it with at most {MOST_STARS}.")
            try:
                _spec((pattern,))
            except (ValueError, re.error):
                advice = 'Patterns are written as in a .gitignore: exclude = ["drafts/", "*old*"].'
                what = f"{key!r} holds {cut(pattern)}, which is no pattern"
                raise RuleError(what, where=str(path), advice=advice) from None
        return cls(patterns, path.parent)

    def __str__(self) -> str:
        return ", ".join(self.patterns)


@lru_cache(maxsize=64)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # a tenth of a second, and few have patterns

    return GitIgnoreSpec.from_lines(patterns)
