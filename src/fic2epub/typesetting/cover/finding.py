"""How a cover comes by its fonts: it is told where they are, since it does not look on the disk itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FindFont = Callable[[str, str], Path | None]
"""Where a package keeps one of its files, or None where the package is not installed."""
