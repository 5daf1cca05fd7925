"""A good book."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking.broken import parts_of
from fic2epub.conversion import convert
from fic2epub.settings import Settings
from journeys.program import STORIES


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of ours, with several chapters."""
    target = tmp_path_factory.mktemp("good") / "good.epub"
    return convert(STORIES / "the-balloon-post.txt", lambda facts: target, Settings()).path


@pytest.fixture
def parts(good: Path):  # type: ignore[no-untyped-def]
    """The same, in its parts."""
    return parts_of(good)
