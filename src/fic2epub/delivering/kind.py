"""A kind of e-reader as data: its TOML file says how it is recognised, what it opens, and where books go.

The format is told in docs/reference/device-files.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from fic2epub import lookup
from fic2epub.errors import RuleError
from fic2epub.model.book import Format
from fic2epub.model.noun import noun

LONGEST_PATH = 250
"""Characters of a path on the device, where its file says nothing: calibre, too, never goes beyond it."""


@noun(frozen=True, slots=True)
class Marker:
    """What is on the device's own disk, and gives it away."""

    why: str
    """One sentence: what the device uses these files for."""
    paths: tuple[str, ...]
    """All of them have to be there; those that end in `/` are folders."""
    lacks: tuple[str, ...] = ()
    """None of them may be there."""
    says: re.Pattern[str] | None = None
    """What is to be found in the first of the paths."""
    folders: tuple[str, ...] = ()
    """Where books go on a device that is known by this marker; empty where all of its kind are alike."""


@noun(frozen=True, slots=True)
class Plugged:
    """A device that is plugged in, and shows no disk: what the USB says of it, and what to tell its owner."""

    vendor: str
    products: tuple[str, ...]
    """Empty for all of the vendor's."""
    word: str


@noun(frozen=True, slots=True)
class Kind:
    """A kind of e-reader."""

    slug: str
    """The name of its file, by which it is chosen: "kobo"."""
    name: str
    format: Format
    """What a text becomes on the way to it."""
    opens: tuple[str, ...]
    """The endings of the books that it opens, without their dot."""
    markers: tuple[Marker, ...] = ()
    folders: tuple[str, ...] = ("",)
    """Where books go, from its root on: the first of them that is there; else the first is made."""
    longest_path: int = LONGEST_PATH
    """Characters, from its root on."""
    avoids: str = ""
    """Characters that it does not take well in a name."""
    instead_of: tuple[str, ...] = ()
    """Kinds that have the same marks, and are meant less exactly."""
    guest: bool = False
    """Whether it is a program on devices of other kinds."""
    asks: bool = False
    """Whether it is used only when it is named: its marks could be those of something else."""
    web: str = ""
    """The address of its own web page, for one that is no disk."""
    plugged: tuple[Plugged, ...] = ()
    after: str = ""
    """What its owner is to do when the books are there."""
    refuses: str = ""
    """What to do about a book that it does not open."""
    ours: bool = True

    def takes(self, name: str) -> bool:
        """Tell whether it opens a book of this name."""
        return name.lower().endswith(tuple(f".{ending}" for ending in self.opens))


def kinds() -> dict[str, Kind]:
    """Return all kinds by their slugs, ours and the user's. Raises RuleError for a file that is wrong."""
    found = {}
    for file in lookup.find("devices"):
        try:
            text = file.text()
        except (OSError, UnicodeDecodeError) as problem:
            raise RuleError(f"the device file can't be read: {problem}", where=str(file.path)) from None
        origin = f"devices/{file.name}.toml" if file.ours else str(file.path)
        found[file.name] = parse(text, file.name, origin, ours=file.ours)
    return found


def parse(text: str, slug: str, origin: str, *, ours: bool = True) -> Kind:
    """Return the kind that a device file describes. Raises RuleError with the key that is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"the file is not valid TOML: {problem}", where=origin) from None
    return _kind(said, slug, origin, ours=ours)


def _kind(said: Mapping[str, Any], slug: str, origin: str, *, ours: bool) -> Kind:
    _only(said, {*_KEYS, "marker", "usb"}, origin)
    for key in ("name", "format", "opens"):
        if key not in said:
            raise RuleError(f"the key {key!r} is missing", where=origin)
    told = {key: _KEYS[key](value, key, origin) for key, value in said.items() if key in _KEYS}
    markers = tuple(_marker(each, origin) for each in _tables(said, "marker", origin))
    plugged = tuple(_plugged(each, origin) for each in _tables(said, "usb", origin))
    return Kind(slug=slug, markers=markers, plugged=plugged, ours=ours, **told)


def _marker(said: Mapping[str, Any], origin: str) -> Marker:
    _only(said, {"why", "paths", "lacks", "says", "folders"}, f"{origin}: marker")
    where = f"{origin}: marker"
    for key in ("why", "paths"):
        if not said.get(key):
            raise RuleError(f"a marker needs the key {key!r}", where=where)
    says = said.get("says")
    try:
        pattern = re.compile(_text(says, "says", where)) if says is not None else None
    except re.error as problem:
        raise RuleError(f"says: the pattern is wrong: {problem}", where=where) from None
    return Marker(
        why=_text(said["why"], "why", where),
        paths=_inside(said["paths"], "paths", where),
        lacks=_inside(said.get("lacks", []), "lacks", where),
        says=pattern,
        folders=_inside(said.get("folders", []), "folders", where),
    )


def _plugged(said: Mapping[str, Any], origin: str) -> Plugged:
    where = f"{origin}: usb"
    _only(said, {"vendor", "products", "word"}, where)
    for key in ("vendor", "word"):
        if not said.get(key):
            raise RuleError(f"it needs the key {key!r}", where=where)
    products = _texts(said.get("products", []), "products", where)
    return Plugged(
        _text(said["vendor"], "vendor", where).lower(),
        tuple(each.lower() for each in products),
        _text(said["word"], "word", where),
    )


def _only(said: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(said) - known)
    if unknown:
        raise RuleError(
            f"there is no key {unknown[0]!r}", where=where, advice=f"Keys: {', '.join(sorted(known))}."
        )


def _tables(said: Mapping[str, Any], key: str, origin: str) -> list[Mapping[str, Any]]:
    tables = said.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise RuleError(f"write [[{key}]], in two brackets, over each", where=origin)
    return tables


def _text(value: Any, key: str, where: str) -> str:
    if not isinstance(value, str):
        raise RuleError(f"{key} is to be a text", where=where)
    return value


def _texts(value: Any, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleError(f"{key} is to be a list of texts", where=where)
    return tuple(value)


def _inside(value: Any, key: str, where: str) -> tuple[str, ...]:
    """Return paths that stay on the device: a file from elsewhere must not have us write at others."""
    paths = _texts(value, key, where)
    for each in paths:
        path = PurePosixPath(each)
        if path.is_absolute() or ".." in path.parts or "\\" in each or ":" in each:
            raise RuleError(f"{key}: {each!r} is no path on the device", where=where)
    return paths


def _endings(value: Any, key: str, where: str) -> tuple[str, ...]:
    return tuple(each.lower().lstrip(".") for each in _texts(value, key, where))


def _switch(value: Any, key: str, where: str) -> bool:
    if not isinstance(value, bool):
        raise RuleError(f"{key} is to be true or false", where=where)
    return value


def _length(value: Any, key: str, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not SHORTEST_PATH <= value <= 4096:
        raise RuleError(f"{key} is to be a number from {SHORTEST_PATH} to 4096", where=where)
    return value


SHORTEST_PATH = 60
"""Characters: less leaves no room for names that differ."""


def _format(value: Any, key: str, where: str) -> Format:
    known = {each.value: each for each in Format}
    if value not in known:
        raise RuleError(f"{key} is one of {', '.join(known)}", where=where)
    return known[value]


def _address(value: Any, key: str, where: str) -> str:
    text = _text(value, key, where)
    if not re.fullmatch(r"http://[0-9A-Za-z.\[\]:-]+", text):
        raise RuleError(f"{key} is to be an address such as http://10.11.99.1", where=where)
    return text


_KEYS: dict[str, Callable[[Any, str, str], Any]] = {
    "name": _text,
    "format": _format,
    "opens": _endings,
    "folders": _inside,
    "longest_path": _length,
    "avoids": _text,
    "instead_of": _texts,
    "guest": _switch,
    "asks": _switch,
    "web": _address,
    "after": _text,
    "refuses": _text,
}
