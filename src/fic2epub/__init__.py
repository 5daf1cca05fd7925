"""fic2epub: a saved story becomes a book, and no word of it is lost.

The public face. Each name is loaded when it is first used, so that `import fic2epub` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fic2epub.version import __version__

if TYPE_CHECKING:
    from fic2epub.batch import Job, convert_all, plan
    from fic2epub.batch.single import convert
    from fic2epub.batch.workers import IsolatedWorkers
    from fic2epub.conversion import read_story
    from fic2epub.errors import (
        BindingError,
        Fic2EpubError,
        LostText,
        RuleError,
        ShapeError,
        SourceError,
        StoryLost,
    )
    from fic2epub.model.book import Format
    from fic2epub.model.ledger import Ledger
    from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
    from fic2epub.model.story import Facts, Story
    from fic2epub.settings import Settings

_ROOMS = {
    "batch": ("Job", "convert_all", "plan"),
    "batch.workers": ("IsolatedWorkers",),
    "batch.single": ("convert",),
    "conversion": ("read_story",),
    "errors": (
        "BindingError",
        "Fic2EpubError",
        "LostText",
        "RuleError",
        "ShapeError",
        "SourceError",
        "StoryLost",
    ),
    "model.book": ("Format",),
    "model.ledger": ("Ledger",),
    "model.outcome": ("Converted", "Failed", "Outcome", "Skipped"),
    "model.story": ("Facts", "Story"),
    "settings": ("Settings",),
}

__all__ = [
    "BindingError",
    "Converted",
    "Facts",
    "Failed",
    "Fic2EpubError",
    "Format",
    "IsolatedWorkers",
    "Job",
    "Ledger",
    "LostText",
    "Outcome",
    "RuleError",
    "Settings",
    "ShapeError",
    "Skipped",
    "SourceError",
    "Story",
    "StoryLost",
    "__version__",
    "convert",
    "convert_all",
    "plan",
    "read_story",
]


def __getattr__(name: str) -> Any:
    """Load a name of the public face from its room (PEP 562)."""
    from importlib import import_module

    for room, names in _ROOMS.items():
        if name in names:
            value = getattr(import_module(f"fic2epub.{room}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
