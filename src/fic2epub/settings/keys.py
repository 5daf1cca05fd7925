"""The keys of a settings file: what each may hold, and what is so where nobody says anything."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fic2epub import lookup
from fic2epub.errors import RuleError
from fic2epub.lookup import DEFAULT_THEME
from fic2epub.model.book import Format
from fic2epub.model.noun import noun
from fic2epub.settings.globs import Globs
from fic2epub.settings.mail import TABLE, taken
from fic2epub.settings.sidecar import KEYS as SIDECAR_KEYS
from fic2epub.settings.sidecar import NOTES
from fic2epub.settings.table import (
    choice,
    cut,
    number,
    read_table,
    refuse_unknown,
    string,
    whole_number,
    yes_or_no,
)

Taking = Callable[[Mapping[str, Any], str, Path], object]
"""Takes a key's value out of the table of a file, as `Settings` has it; None for one that is empty."""


@noun(frozen=True, slots=True)
class Key:
    """A thing that a settings file can say."""

    about: str
    """What it is, for the comment in a new file."""
    example: str
    """A value, as TOML."""
    take: Taking
    default: object = None
    """What is so where nobody says anything; None where that is no value."""
    unsaid: str = ""
    """What is so where there is no value, in words."""


def _text(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    return string(table, key, str(path)).strip() or None


def _name(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = _text(table, key, path)
    if value:
        from fic2epub.bookbinding.templates import parse

        try:
            parse(value)
        except RuleError as problem:
            raise RuleError(f"{key!r}: {problem.what}", where=str(path), advice=problem.advice) from None
    return value


def _path(table: Mapping[str, Any], key: str, path: Path) -> Path | None:
    """Return a path from the file's folder on; `~` is the home folder."""
    value = string(table, key, str(path))
    if not value.strip():
        return None
    if "\0" in value:
        raise RuleError(f"{key!r} is no path", where=str(path))
    try:
        found = path.parent / Path(value).expanduser()
        return found.resolve() if ".." in found.parts else found
    except RuntimeError:  # ~nobody
        what = f"{key!r} names a home folder that is not there: {cut(value)}"
        raise RuleError(what, where=str(path)) from None


def _folder(table: Mapping[str, Any], key: str, path: Path) -> Path | None:
    folder = _path(table, key, path)
    if folder is not None and Format.of(folder.name) is not None and not folder.is_dir():
        advice = "One book for all texts can't be meant: name a folder."
        raise RuleError(f"{key!r} is a book, not a folder", where=str(path), advice=advice)
    return folder


def _language(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    from fic2epub.shaping import tag_of  # not above: most files name no language

    value = _text(table, key, path)
    tag = tag_of(value) if value else None
    if value and tag is None:
        advice = "Say en, pt-BR or Deutsch."
        raise RuleError(f"there is no language called {cut(value)}", where=str(path), advice=advice)
    return tag


def _encoding(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = _text(table, key, path)
    try:
        known = value is None or getattr(codecs.lookup(value), "_is_text_encoding", True)
    except (LookupError, ValueError):
        known = False
    if not known:
        advice = "Say utf-8, cp1252, utf-16 or gb18030."
        raise RuleError(f"there is no encoding called {cut(value)}", where=str(path), advice=advice)
    return value


def _theme(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    return choice(table, key, str(path), lookup.themes()) or None


def _notes(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    return choice(table, key, str(path), NOTES) or None


def _format(table: Mapping[str, Any], key: str, path: Path) -> Format | None:
    value = choice(table, key, str(path), [each.value for each in Format])
    return Format(value) if value else None


def _switch(table: Mapping[str, Any], key: str, path: Path) -> bool | None:
    return yes_or_no(table, key, str(path))


def _whole(table: Mapping[str, Any], key: str, path: Path) -> int:
    return whole_number(table, key, str(path))


def _number(table: Mapping[str, Any], key: str, path: Path) -> float:
    return number(table, key, str(path))


KEYS: Mapping[str, Key] = {
    "language": Key(
        "The language of the texts, whatever their pages say.",
        '"en"',
        _language,
        unsaid="as the page says, or the words",
    ),
    "encoding": Key("How the texts were saved.", '"cp1252"', _encoding, unsaid="found out"),
    "notes": Key('The author\'s notes: "keep", "end", "back" or "drop".', '"end"', _notes, "keep"),
    "smarten": Key("Quotation marks, dashes and spaces; false: as they were typed.", "false", _switch, True),
    "theme": Key(
        "How books look: classic, modern, manuscript, clear, or your own.", '"modern"', _theme, DEFAULT_THEME
    ),
    "css": Key("A stylesheet of your own, behind the theme's.", '"mine.css"', _path, unsaid="none"),
    "no_cover": Key("Make books without covers.", "true", _switch, False),
    "format": Key('What books are: "epub", "kepub" or "azw3".', '"kepub"', _format, Format.EPUB),
    "kindle_strict": Key("Leave out what Send to Kindle may refuse.", "true", _switch, False),
    "output": Key(
        "The folder that books go to.", '"books"', _folder, unsaid="books, or the present folder for one text"
    ),
    "name": Key(
        "What books and their folders are called.",
        '"{author}/{series}/{index:02} {title}"',
        _name,
        unsaid="title and author",
    ),
    "include": Key(
        "Which texts are converted, as in a .gitignore.", '["finished/"]', Globs.taken, unsaid="all"
    ),
    "exclude": Key("Which are not.", '["drafts/", "*old*"]', Globs.taken, unsaid="none"),
    "jobs": Key("How many stories at a time; 0: one for each core.", "2", _whole, 0),
    "time_limit": Key("The most seconds that one of many stories may take.", "300", _number, 120),
    "memory_limit": Key("The most megabytes that one of many stories may use.", "4096", _whole, 2048),
}
"""In the order in which they are shown. A value that is empty stands for one that is not said."""

USER_FILE = "config.toml"
"""In the user's own folder: the settings of all texts."""
FOR_ALL = ("jobs", "time_limit", "memory_limit")
"""What holds for a run as a whole."""

_OF_DISKS = ("css", "output")
_OF_TEXTS = "It is said of one text, in its sidecar: story.toml beside story.txt."
_ELSEWHERE = {key: _OF_TEXTS for key in SIDECAR_KEYS if key not in KEYS}


def read_settings(path: Path, copy: Path | None = None) -> dict[str, object]:
    """Return the values that a settings file says, by key. Raises RuleError with file, key and advice.

    `copy` is what is read of a file in a store, which can name no files: they would be there, too.
    """
    table, where = read_table(copy or path, "the settings file"), str(path)
    if TABLE in table:
        _check_mail(table, path)
        del table[TABLE]
    refuse_unknown(table, KEYS, where, _ELSEWHERE)
    for key in _OF_DISKS if copy else ():
        if table.get(key):
            advice = f"Say --{key} instead."
            raise RuleError(f"a settings file in a store can't say {key!r}", where=where, advice=advice)
    values = {key: KEYS[key].take(table, key, path) for key in KEYS if key in table}
    if values.get("format") is Format.KEPUB and values.get("kindle_strict"):
        advice = "Leave out 'kindle_strict', or let 'format' be another."
        raise RuleError("a kepub is for a Kobo, and for no Kindle", where=where, advice=advice)
    return values


def _check_mail(table: Mapping[str, Any], path: Path) -> None:
    """See that what is said of mail is right, and in the one file that may say it. Raises RuleError."""
    own = lookup.user_folder() / USER_FILE
    if path != own:
        advice = f"Say it in your own file, {own}."
        raise RuleError("a folder's settings file can't say 'mail'", where=str(path), advice=advice)
    taken(table, path)
