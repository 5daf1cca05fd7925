"""Finds data files: sites, themes, devices, ours and the user's, which win; and the fonts of packages."""

from __future__ import annotations

import importlib.util
import stat
from functools import cache
from pathlib import Path

from fic2epub.errors import RuleError
from fic2epub.model.noun import noun

APP = "fic2epub"
DEFAULT_THEME = "classic"
LARGEST_CSS = 4 * 1024 * 1024
"""Bytes. It goes into every book."""
_HERE = Path(__file__).parent

ROOMS = {
    "devices": _HERE / "delivering" / "devices",
    "sites": _HERE / "cleaning" / "sites",
    "themes": _HERE / "typesetting" / "themes",
}
"""Where our own files of each sort lie."""


@noun(frozen=True, slots=True)
class Found:
    """A data file: its name without suffix, where it is, and whether it is the user's."""

    name: str
    path: Path
    ours: bool

    def text(self) -> str:
        """Return what the file says. Raises OSError or UnicodeDecodeError for a user's broken file."""
        return self.path.read_text(encoding="utf-8")


@cache
def user_folder() -> Path:
    """Return the folder for the user's own files, by the platform's custom (Linux: ~/.config/fic2epub)."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


@cache
def state_folder() -> Path:
    """Return the folder for what the program remembers of its work (Linux: ~/.local/state/fic2epub)."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


def find(sort: str, pattern: str = "*.toml") -> tuple[Found, ...]:
    """Return the data files of one sort ("sites"), by name; a user's file stands in for ours of that name."""
    ours = {path.stem: Found(path.stem, path, True) for path in ROOMS[sort].glob(pattern)}
    theirs = {path.stem: Found(path.stem, path, False) for path in (user_folder() / sort).glob(pattern)}
    return tuple(found for _, found in sorted((ours | theirs).items()))


def themes() -> tuple[str, ...]:
    """Return the names of all themes, ours and the user's: folders in which there is a `theme.css`."""
    rooms = (ROOMS["themes"], user_folder() / "themes")
    return tuple(sorted({path.parent.name for room in rooms for path in room.glob("*/theme.css")}))


def stylesheet(theme: str = "") -> str:
    """Return a theme's stylesheet, or the usual one's: what all themes stand on, and what is the theme's own.

    A folder of the user's of that name wins. Raises RuleError where there is no such theme, and where the
    user's cannot be read.
    """
    theme = theme or DEFAULT_THEME
    if theme not in themes():
        raise RuleError(f"there is no theme called {theme!r}", advice=f"Themes: {', '.join(themes())}.")
    mine = user_folder() / "themes" / theme / "theme.css"
    path = mine if mine.is_file() else ROOMS["themes"] / theme / "theme.css"
    common = (ROOMS["themes"] / "common.css").read_text(encoding="utf-8")
    return f"{common}\n{read_css(path)}"


def read_css(path: Path) -> str:
    """Return a stylesheet of the user's. Raises RuleError where it cannot be read, or is no text."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):  # a device never ends
            raise RuleError("the stylesheet is not a file", where=str(path))
        if state.st_size > LARGEST_CSS:
            raise RuleError(f"the stylesheet is larger than {LARGEST_CSS >> 20} MB", where=str(path))
        return path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise RuleError(f"the stylesheet can't be read: {problem.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise RuleError("the stylesheet is not in UTF-8", where=str(path)) from None


@cache
def package_file(package: str, name: str) -> Path | None:
    """Return where an installed package keeps a file, or None. The package is not loaded."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    paths = (Path(folder) / name for folder in spec.submodule_search_locations)
    return next((path for path in paths if path.is_file()), None)
