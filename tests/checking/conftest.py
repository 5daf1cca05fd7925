"""A good book in its parts."""

from pathlib import Path

import pytest

from checking.broken import Parts, parts_of


@pytest.fixture
def parts(good: Path) -> Parts:
    """The good book, to be broken."""
    return parts_of(good)
