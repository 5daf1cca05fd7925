"""Dates as sites write them."""

from __future__ import annotations

from datetime import date

from fic2epub.lazy import regex

_MONTHS = (
    ("jan", "ene", "gen", "янв"),
    ("feb", "fév", "fev", "фев"),
    ("mar", "mär", "mrz", "мар"),
    ("apr", "abr", "avr", "апр"),
    ("may", "mai", "mag", "мая", "май"),
    ("jun", "giu", "juin", "июн"),
    ("jul", "lug", "juil", "июл"),
    ("aug", "ago", "aoû", "aou", "авг"),
    ("sep", "set", "сен"),
    ("oct", "okt", "ott", "out", "окт"),
    ("nov", "ноя"),
    ("dec", "dez", "dic", "déc", "дек"),
)
"""How the names of the months begin: English, Spanish, French, German, Portuguese, Italian, Russian."""

_ISO = regex(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?")
_AMERICAN = regex(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)")
_DOTTED = regex(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?:,? .*)?")
_YEAR_FIRST = regex(r"(\d{4})(?:年|[/.]) ?(\d{1,2})(?:月|[/.]) ?(\d{1,2})日?(?: .*)?")
_NAMED = regex(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})(?:,? (?:г\.)?.*)?"
)


def date_of(text: str) -> date | None:
    """Return the day that a text names, or None where it names none, or only part of one.

    Known are `2023-11-18`, `2023/11/18` and `2023年11月18日`; `10/4/2021` and `03-16-09` (month first, as
    FanFiction.net writes them); `18.11.2023` (day first, as no American writes); and `Feb 9, 2007`,
    `9 Feb 2007`, `9 février 2007`. A time after the day is passed over. `3h ago` and `Nov 20` say nothing
    without knowing when the page was saved.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _AMERICAN.fullmatch(text):
        return _day(_year(found[3]), int(found[1]), int(found[2]))
    if found := _DOTTED.fullmatch(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _NAMED.fullmatch(text)) and (found[1] or found[3]) and (month := _month(found[2])):
        return _day(int(found[4]), month, int(found[1] or found[3]))
    return None


def _month(name: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 if it is none."""
    name = name.lower()
    return next((number for number, names in enumerate(_MONTHS, 1) if name.startswith(names)), 0)


def _year(digits: str) -> int:
    """Return a year; of two digits, one in which there was fan fiction on a network."""
    year = int(digits)
    return year if year >= 100 else year + (1900 if year >= 90 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
