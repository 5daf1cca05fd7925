"""Dates as sites write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_AMERICAN = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)")
_NAMED = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})")


def date_of(text: str) -> date | None:
    """Return the day that a text names, or None where it names none, or only part of one.

    Known are `2023-11-18`, `10/4/2021` and `03-16-09` (month first, as FanFiction.net writes them), and
    `Feb 9, 2007`, `9 Feb 2007`. `3h ago` and `Nov 20` say nothing without knowing when the page was saved.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _AMERICAN.fullmatch(text):
        year = int(found[3])
        # Two digits: the first sites of fan fiction opened in the nineties.
        year += (1900 if year >= 90 else 2000) if year < 100 else 0
        return _day(year, int(found[1]), int(found[2]))
    if (found := _NAMED.fullmatch(text)) and found[2].lower() in _MONTHS and (found[1] or found[3]):
        return _day(int(found[4]), _MONTHS.index(found[2].lower()) + 1, int(found[1] or found[3]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
