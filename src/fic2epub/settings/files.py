"""Settings files: the user's own, and those of folders; the nearest to a text outweighs the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fic2epub import lookup
from fic2epub.model.book import Format
from fic2epub.model.noun import noun
from fic2epub.settings import UNSAID, Settings
from fic2epub.settings.globs import Globs
from fic2epub.settings.keys import FOR_ALL, KEYS, USER_FILE, read_settings
from fic2epub.settings.sidecar import FOLDER_FILE, beside, read_sidecar
from fic2epub.stores import Url

_OF_SIDECARS = ("encoding", "language", "no_cover", "notes", "smarten")
"""The keys of settings files that a sidecar can outweigh."""


@noun(frozen=True, slots=True)
class Layer:
    """What one file says."""

    path: Path
    values: Mapping[str, object]
    """By key; None is a key that was emptied: what files further away say of it does not count."""


@noun(frozen=True, slots=True)
class Told:
    """A value, and the file that says so."""

    value: object
    path: Path | None = None
    """None for what nobody said."""


class SettingsFiles:
    """The settings files of one run. Each is read once, when the first text below it is asked for."""

    def __init__(self, said: Settings | None = None) -> None:
        """Keep what the flags said, which outweighs all files."""
        self._said = said or Settings()
        self._layers: dict[Path, tuple[Layer, ...]] = {}
        self._settings: dict[Path, Settings] = {}
        self._learned: dict[Path, Layer] = {}
        """What files in stores say, by their folders."""

    def of_folder(self, folder: Path) -> Settings:
        """Return the settings of the texts right in a folder. Raises RuleError for a wrong file."""
        folder = _absolute(folder)
        if folder not in self._settings:
            self._settings[folder] = filled(self._said, self.layers(folder))
        return self._settings[folder]

    def learn(self, path: Url, copy: Path) -> None:
        """Know a settings file in a store from a copy of it. Raises RuleError for a wrong one."""
        self._learned[path.parent] = Layer(path, read_settings(path, copy))

    def of(self, path: Path) -> Settings:
        """Return the settings of a text, without its sidecar's, or of a folder. Raises RuleError."""
        if isinstance(path, Url):  # which of its folders have a say, nobody can tell by its name
            return self.of_folder(path if path in self._learned else path.parent)
        return self.of_folder(path if path.is_dir() else path.parent)

    def layers(self, folder: Path) -> tuple[Layer, ...]:
        """Return what each file has to say of a folder, the nearest first and the user's own last."""
        folder = _absolute(folder)
        if folder not in self._layers:
            in_store = isinstance(folder, Url)
            own = self._learned.get(folder) if in_store else _layer(folder / FOLDER_FILE)
            above = next(iter(folder.parents[:-1]) if in_store else _above(folder), None)
            further = self.layers(above) if above else _users()
            self._layers[folder] = (own, *further) if own else further
        return self._layers[folder]


def user_file() -> Path:
    """Return where the user's own settings are, or would be."""
    return lookup.user_folder() / USER_FILE


def paths(folder: Path) -> tuple[Path, ...]:
    """Return where settings of a folder are looked for, the nearest first, whether they are there or not."""
    folder = _absolute(folder)
    return (folder / FOLDER_FILE, *(above / FOLDER_FILE for above in _above(folder)), user_file())


def filled(said: Settings, layers: Sequence[Layer]) -> Settings:
    """Return settings with the files' values where nothing was said."""
    values = {key: told.value for key, told in _weighed(said, layers).items() if told.value is not None}
    spoken: dict[str, Any] = {key: value for key, value in values.items() if getattr(said, key) in UNSAID}
    return replace(said, from_files=tuple(key for key in _OF_SIDECARS if key in spoken), **spoken)


def limits(run: Settings) -> tuple[int, float, int]:
    """Return what holds for a run as a whole: how many stories at a time, their seconds and megabytes."""
    values: dict[str, Any] = {
        key: KEYS[key].default if getattr(run, key) is None else getattr(run, key) for key in FOR_ALL
    }
    return values["jobs"], values["time_limit"], values["memory_limit"]


def told(path: Path) -> dict[str, Told]:
    """Return each key's value for a text or folder, and the file that it is from: `config show` prints it.

    Raises RuleError for a wrong file, a text's sidecar among them.
    """
    folder = path if path.is_dir() else path.parent
    layers = SettingsFiles().layers(folder)
    if not path.is_dir():
        layers = (_of_sidecar(path), *layers)
    known = _weighed(Settings(), layers)
    return {key: _or_default(known.get(key), KEYS[key].default) for key in KEYS}


def _or_default(known: Told | None, default: object) -> Told:
    return Told(default) if known is None or known.value is None else known


def _weighed(said: Settings, layers: Sequence[Layer]) -> dict[str, Told]:
    """Return for each key what the nearest file says that says anything, and nothing that flags rule out."""
    known: dict[str, Told] = {}
    for layer in layers:
        for key, value in layer.values.items():
            if key not in known:
                known[key] = Told(None if _at_odds(key, value, said, known) else value, layer.path)
    return known


def _at_odds(key: str, value: object, said: Settings, known: Mapping[str, Told]) -> bool:
    """Whether a value contradicts a stronger one: a book can't be for a Kobo and a Kindle at once.

    Nor can it be without a cover, if a flag gives it one.
    """

    def stronger(other: str) -> object:
        mine = getattr(said, other)
        return (known[other].value if other in known else None) if mine is None else mine

    if key == "no_cover":
        return value is True and said.cover is not None
    if key == "kindle_strict":
        return value is True and stronger("format") is Format.KEPUB
    return key == "format" and value is Format.KEPUB and stronger("kindle_strict") is True


def _layer(path: Path) -> Layer | None:
    # os.path, since Path.is_file raises for a folder that may not be entered, and such a one has no say
    if os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path)):  # noqa: PTH110, PTH113, PTH114
        return Layer(path, read_settings(path))  # a link to nothing is told, not passed over
    return None


def _users() -> tuple[Layer, ...]:
    layer = _layer(user_file())
    if layer is None:
        return ()
    # What it says of names holds wherever the texts are.
    values = {
        key: replace(value, folder=None) if isinstance(value, Globs) else value
        for key, value in layer.values.items()
    }
    return (Layer(layer.path, values),)


def _of_sidecar(text: Path) -> Layer:
    sidecar = read_sidecar(text)
    language = next((one.values[0] for one in sidecar.findings if one.field == "language" and one.values), "")
    values = {
        "language": language,
        "no_cover": False if sidecar.cover else None,
        "encoding": sidecar.encoding,
        "notes": sidecar.notes,
        "smarten": sidecar.smarten,
    }
    return Layer(
        _absolute(text.parent) / beside(text).name,
        {key: value for key, value in values.items() if value not in UNSAID},
    )


def _absolute(folder: Path) -> Path:
    """Return a folder as the user sees it: a link to it is a place of its own, with its own folders above."""
    if isinstance(folder, Url):
        return folder
    return folder.resolve() if ".." in folder.parts else folder.absolute()


def _above(folder: Path) -> Iterator[Path]:
    """Give the folders above one in which settings may be, up to the home folder or the disk's root.

    Those two are not among them: a file there would hold for all that a user has, and so does the user's own.
    """
    homes = _homes()
    if folder in homes:
        return
    for above in folder.parents:
        if above in homes or above == above.parent:
            return
        yield above


def _homes() -> frozenset[Path]:
    try:
        home = Path.home()
        return frozenset((home, home.resolve()))
    except (RuntimeError, OSError):  # a user without a home folder
        return frozenset()
