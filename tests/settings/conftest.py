"""What the tests of settings share: a home of their own, and a way to say things in files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Saying = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder in which all is; the user's own settings are in `own/`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "own")
    return tmp_path


@pytest.fixture
def says(home: Path) -> Saying:
    """Write a settings file: `says("stories", 'theme = "modern"')`; the folder `own` has the user's."""

    def write(folder: str, text: str) -> Path:
        path = home / folder / ("config.toml" if folder == "own" else "fic2epub.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
