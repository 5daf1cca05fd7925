"""What a user wants books and their folders to be called: `{author}/{series}/{index:02} {title}`.

The fields are those of `str.format`, and no more of it: a name, and how a number is filled up or a text cut
short. So a template can be passed on, and can reach nothing but what is known about a work.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache
from itertools import groupby

from fic2epub.bookbinding.naming import LIMIT, byline, file_name, legal, settled, shortened
from fic2epub.errors import RuleError
from fic2epub.lazy import regex
from fic2epub.model.fandom import short_fandom
from fic2epub.model.noun import noun
from fic2epub.model.story import Facts

PATH_LIMIT = 150
"""Bytes of a book's whole path, without its ending: a Kobo is at ease with 185 characters in all."""
FOLDERS_LIMIT = 100
"""Bytes of the folders in it. They are shared out by the template and never by the title: else two books of
one author, one with a long title, would have two folders for that author."""
_LONGEST_FOLDER = 60
_LONGEST_TEMPLATE = 500
_DEEPEST = 6
"""Folders that a template may ask for."""


@noun(frozen=True, slots=True)
class Named:
    """What a name can be made of."""

    facts: Facts
    stem: str
    """The source's name without its ending."""
    folder: tuple[str, ...] = ()
    """The folders that lie between the source and the folder that was converted."""


FIELDS: dict[str, Callable[[Named], str]] = {
    "title": lambda named: named.facts.title,
    "author": lambda named: byline(named.facts.authors),
    "first_author": lambda named: next(iter(named.facts.authors), ""),
    "series": lambda named: named.facts.series[0].name if named.facts.series else "",
    "index": lambda named: named.facts.series[0].position if named.facts.series else "",
    "fandom": lambda named: short_fandom(named.facts.fandoms[0]) if named.facts.fandoms else "",
    "site": lambda named: named.facts.site,
    "language": lambda named: "" if named.facts.language == "und" else named.facts.language,
    "rating": lambda named: named.facts.rating,
    "status": lambda named: named.facts.status,
    "year": lambda named: str(named.facts.published.year) if named.facts.published else "",
    "updated": lambda named: named.facts.updated.isoformat() if named.facts.updated else "",
    "words": lambda named: str(named.facts.words or ""),
    "stem": lambda named: named.stem,
    "folder": lambda named: "/".join(filter(None, map(legal, named.folder))),
}
"""Each field, and what it is of a work; empty where that is not known."""
_NUMBERS = frozenset({"index", "year", "words"})
_OTHERS_SAY = {
    "authors": "author", "author_sort": "first_author", "name": "title", "series_index": "index",
    "number": "index", "part": "index", "lang": "language", "languages": "language", "fandoms": "fandom",
    "published": "year", "pubdate": "year", "date": "updated", "complete": "status", "source": "site",
    "filename": "stem", "file": "stem", "path": "folder",
}  # fmt: skip
"""What other programs, and people, call a field."""


@noun(frozen=True, slots=True)
class Field:
    """A field of a template, and how it is shown."""

    name: str
    fill: int = 0
    """For a number: how many digits it has at least, before the point."""
    most: int = 0
    """For a text: how many characters it has at most; 0 for all."""

    def of(self, named: Named) -> str:
        """Return what the field is of a work, with nothing in it that no name may hold."""
        value = FIELDS[self.name](named)
        if self.name == "folder":
            return value
        number = re.fullmatch(r"0*(\d{1,12})((?:[.,]\d{1,6})?)", value) if self.name in _NUMBERS else None
        if number:
            return f"{number[1].zfill(self.fill)}{number[2]}"
        value = settled(value)
        return shortened(value, self.most).strip() if self.most else value


@noun(frozen=True, slots=True)
class Group:
    """A stretch in square brackets, which is there only if each field in it is."""

    items: tuple[str | Field, ...]


@noun(frozen=True, slots=True)
class Template:
    """A template that was understood."""

    items: tuple[str | Field | Group, ...]
    """Text as it stands (`/` parts folders), fields, and groups."""
    folders: int
    """How many of them it asks for, apart from those of the field `folder`."""


_TOKEN = regex(
    r"(?P<twice>\{\{|\}\}|\[\[|\]\])|\{(?P<field>[^{}]*)\}|(?P<mark>[\[\]{}])|(?P<text>[^\[\]{}]+)"
)
_FIELD = regex(r"(?P<name>[^:]*)(?::(?P<spec>.*))?", re.DOTALL)
_ENDING = regex(r"(?:\.kepub)?\.epub$|\.azw3$|\.kepub$", re.IGNORECASE)
"""Takes "{title}.epub": the ending is the format's to say. Spares "{title} v1.5"."""


USUAL = "{title} - {author}"
"""What a book is called if nobody says otherwise."""


@cache
def parse(text: str) -> Template | None:
    """Return what a template says; None for the usual name, which is cut in its own way where it is long.

    Raises RuleError, which names what is wrong and the nearest right thing.
    """
    if text.strip() in {"", USUAL}:
        return None
    if len(text) > _LONGEST_TEMPLATE:
        raise RuleError(f"the name is longer than {_LONGEST_TEMPLATE} characters")
    items = tuple(_items(_ENDING.sub("", text.strip().replace("\\", "/"))))
    flat = [one for item in items for one in (item.items if isinstance(item, Group) else (item,))]
    folders = "".join(one if isinstance(one, str) else "x" for one in flat).strip("/")
    if not any(isinstance(one, Field) for one in flat):
        raise RuleError("the name has no field: all books would share it", advice=_fields())
    if isinstance(flat[-1], str) and flat[-1].endswith("/"):
        raise RuleError(
            "the name ends in a folder", advice="Let the book's own name follow: {author}/{title}"
        )
    if folders.count("/") > _DEEPEST:
        raise RuleError(f"the name asks for more than {_DEEPEST} folders")
    return Template(items, folders.count("/"))


def _items(text: str) -> Iterator[str | Field | Group]:
    group: list[str | Field] | None = None
    for token in _TOKEN.finditer(text):
        if token["mark"]:
            if token["mark"] in "{}":
                raise RuleError(
                    f"a {token['mark']} stands alone", advice=f"{token['mark'] * 2} is the sign itself."
                )
            if (token["mark"] == "[") == (group is not None):
                what = "a [ stands inside of brackets" if group is not None else "a ] has no ["
                raise RuleError(what, advice="[[ and ]] are the signs themselves.")
            if group is None:
                group = []
                continue
            if not any(isinstance(one, Field) for one in group):
                raise RuleError(
                    "there is no field in the brackets", advice="[[ and ]] are the signs themselves."
                )
            yield Group(tuple(group))
            group = None
            continue
        item = token["text"] or (token["twice"] or "")[:1] or _field(token["field"])
        if group is None:
            yield item
        else:
            group.append(item)
    if group is not None:
        raise RuleError("a [ has no ]", advice="[[ and ]] are the signs themselves.")


def _field(inside: str) -> Field:
    told = _FIELD.fullmatch(inside)
    assert told
    name, spec = told["name"], told["spec"] or ""
    if name not in FIELDS:
        low = name.strip().lower()
        near = _OTHERS_SAY.get(low) or next(iter(get_close_matches(low, FIELDS, 1, 0.5)), "")
        hint = f"Did you mean {{{near}}}? " if near else ""
        raise RuleError(f"there is no field called {{{name}}}", advice=hint + _fields())
    if not spec:
        return Field(name)
    if name in _NUMBERS and re.fullmatch(r"0[1-9]d?", spec):
        return Field(name, fill=int(spec[1]))
    if name not in _NUMBERS and name != "folder" and re.fullmatch(r"\.[1-9][0-9]{0,2}s?", spec):
        return Field(name, most=int(spec.strip(".s")))
    right = (
        f"Say {{{name}:02}} for at least two digits."
        if name in _NUMBERS
        else "It has no further setting."
        if name == "folder"
        else f"Say {{{name}:.40}} for at most 40 characters."
    )
    raise RuleError(f"{{{name}}} can't be set as {spec!r}", advice=right)


def _fields() -> str:
    return f"The fields are {', '.join(FIELDS)}."


class _Is(enum.Enum):
    VALUE = 0
    """What a field is, which nothing is taken from."""
    SIGN = 1
    """A character of the template."""
    GAP = 2
    """Likewise, and neither a letter nor a digit nor a bracket."""
    EMPTY = 3
    """A field or a group that is not there."""
    FOLDER = 4


_Piece = tuple[_Is, str]
_CLOSING = {
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    "«": "»",
    "‹": "›",
    "“": "”",
    "‘": "’",
    "【": "】",
    "「": "」",
}


def path_of(template: Template | None, named: Named, suffix: str) -> tuple[str, ...]:
    """Return the names of a book's folders, and last its own with its suffix; without a template that alone.

    Each is valid on every disk, as `naming` has it, and none leads out of the folder that the path starts in.
    Where nothing is left of the book's own name, it has the one that it would have without a template.
    """
    usual = file_name(named.facts.title, named.facts.authors, suffix)
    if template is None:
        return (usual,)
    pieces = _pieces(template.items, named)
    *parts, last = (_text(list(part)) for folder, part in groupby(pieces, _is_folder) if not folder)
    folders, used = _folders(parts, FOLDERS_LIMIT // max(1, template.folders))
    stem = legal(last, min(LIMIT, PATH_LIMIT - used))
    return (*folders, stem + suffix if stem else usual)


def _folders(parts: list[str], share: int) -> tuple[list[str], int]:
    """Return the names of the folders, as many as there is room for, and the bytes that they take."""
    names: list[str] = []
    used = 0
    for part in parts:
        name = legal(part, min(share - 1, _LONGEST_FOLDER))
        size = len(name.encode()) + 1
        if used + size > FOLDERS_LIMIT:
            break
        if name:
            names.append(name)
            used += size
    return names, used


def _is_folder(piece: _Piece) -> bool:
    return piece[0] is _Is.FOLDER


def _pieces(items: tuple[str | Field | Group, ...], named: Named) -> list[_Piece]:
    pieces: list[_Piece] = []
    for item in items:
        match item:
            case str():
                pieces += [(_sort(sign), sign) for sign in item]
            case Field():
                pieces += _value(item.of(named))
            case Group(inside):
                there = all(one.of(named) for one in inside if isinstance(one, Field))
                pieces += _pieces(inside, named) if there else _value("")
    return pieces


def _value(text: str) -> list[_Piece]:
    """Return a field's value: a text, or folders."""
    if not text:
        return [(_Is.EMPTY, "")]
    head, *more = text.split("/")
    return [(_Is.VALUE, head), *(one for name in more for one in ((_Is.FOLDER, "/"), (_Is.VALUE, name)))]


def _sort(sign: str) -> _Is:
    if sign == "/":
        return _Is.FOLDER
    bracket = sign in _CLOSING or sign in _CLOSING.values()
    return _Is.SIGN if bracket or unicodedata.category(sign)[0] in "LMN" else _Is.GAP


def _text(pieces: list[_Piece]) -> str:
    """Return a part of the path as it reads without the fields that are empty."""
    while (_Is.EMPTY, "") in pieces:
        pieces = _closed_up(pieces, pieces.index((_Is.EMPTY, "")))
    return "".join(text for _, text in pieces)


def _closed_up(pieces: list[_Piece], at: int) -> list[_Piece]:
    """Return the pieces without the empty one, and without what stood beside it for its sake alone.

    Brackets around it go with it. Between two neighbours the longer of the two gaps stays: of "A - () - B"
    one dash, of "A () - B" the dash and not the space. At an end, and inside of a bracket, none does.
    """
    start, end = at, at + 1
    while start and pieces[start - 1][0] is _Is.GAP:
        start -= 1
    while end < len(pieces) and pieces[end][0] is _Is.GAP:
        end += 1
    left = pieces[start - 1] if start else None
    right = pieces[end] if end < len(pieces) else None
    opened = left is not None and left[0] is _Is.SIGN and left[1] in _CLOSING
    closed = right is not None and right[0] is _Is.SIGN and right[1] in _CLOSING.values()
    if left and right and opened and closed and _CLOSING[left[1]] == right[1]:
        return [*pieces[: start - 1], pieces[at], *pieces[end + 1 :]]
    if left is None or right is None or opened or closed:
        return [*pieces[:start], *pieces[end:]]
    return [*pieces[:start], *max(pieces[start:at], pieces[at + 1 : end], key=len), *pieces[end:]]
