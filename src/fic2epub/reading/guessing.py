"""Guesses at the encoding of bytes that say nothing of it, and are not UTF-8.

A library tells the scripts of the world apart. Among the encodings of the Latin script it errs (it calls
plain English cp1250), so there the letters themselves decide: which reading has the fewest characters that
no language of that encoding would have in such a place. Windows-1252 wins unless the evidence is strong.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from fic2epub.lazy import regex
from fic2epub.reading.alphabets import BALTIC, CENTRAL, EASTERN, GREEK, TURKISH, WESTERN

EVIDENCE = 64 * 1024
"""Bytes that are looked at. They are taken from lines all over the file that are not plain ASCII."""
LONGEST = 4096
"""Bytes of one line among them."""

LATIN: dict[str, tuple[str, ...]] = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "cp1254": TURKISH,
    "iso8859-2": CENTRAL,
    "iso8859-15": WESTERN,
    "mac_roman": WESTERN,
    "cp1257": BALTIC,
    "cp437": WESTERN,
    "mac_latin2": CENTRAL,
    "cp852": CENTRAL,
}
"""The encodings of the Latin script, and the letters of their languages; of two that fit, the first."""

SCRIPTS = (
    "cp1251 koi8_r koi8_u cp866 iso8859_5 mac_cyrillic cp1253 iso8859_7 cp1255 cp1256 cp874 "
    "gb18030 big5 cp950 cp932 euc_jp cp949"
).split()
"""What the library may choose from."""

SIBLINGS: dict[str, Mapping[str, tuple[str, ...]]] = {
    name: family
    for family in (
        {"cp1253": GREEK, "iso8859-7": GREEK},
        {"koi8-r": EASTERN[:1], "koi8-u": EASTERN},
    )
    for name in family
}
"""Encodings that only some letters tell apart."""

WIDER = {"big5": "cp950", "cp950": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030"}

_AROUND = regex(r"(?<=(.))([^\x00-\x7f])(?=(.))", re.DOTALL)
_SYMBOLS = frozenset("¹²³ºª¿¡¼½¾´¨¸¶§±¤¦¬·×÷µ°£¥¢†‡‰")
"""They stand before words, or behind numbers; no word has them inside."""
_QUOTES = frozenset("“”„«»‹›‚‘•…™©®")
_HARMLESS = _SYMBOLS | _QUOTES | frozenset("’–—€\u00a0\u00ad")
_CERTAIN = 0.15
"""Up to which share of odd characters a reading in Latin letters is believed without asking further."""


class Mixed(NamedTuple):
    """A text in UTF-8 with some bytes that are not."""

    text: str
    strays: int
    line: int
    """The first line that has one, 1-based."""


def mostly_utf8(data: bytes) -> Mixed | None:
    """Read UTF-8 with some stray bytes as what it is; None where the strays are no exception.

    Files that grew by pasting have both: each stretch that is not UTF-8 is read as Windows-1252.
    """
    strays: list[int] = []

    def as_cp1252(problem: UnicodeError) -> tuple[str, int]:
        assert isinstance(problem, UnicodeDecodeError)
        strays.append(problem.start)
        if len(strays) > enough:
            raise problem
        # One byte only: those behind it may well be UTF-8 again.
        return _SLOPPY[data[problem.start]], problem.start + 1

    high = len(data) - len(data.translate(None, _HIGH))
    enough = high // 3  # each right character has two bytes at the least
    codecs.register_error("fic2epub.cp1252", as_cp1252)
    try:
        text = data.decode("utf-8", "fic2epub.cp1252")
    except UnicodeDecodeError:
        return None
    return Mixed(text, len(strays), data.count(b"\n", 0, strays[0]) + 1) if strays else None


class Guess(NamedTuple):
    """A text, and the encoding that fits it best."""

    text: str
    encoding: str
    lost: int = 0
    """How many characters were damaged, and are U+FFFD in the text."""


def guess(data: bytes) -> Guess | None:
    """Return the text of some bytes in the encoding that fits them best, or None if none does."""
    names = _candidates(_evidence(data))
    for name in names:
        try:
            return Guess(decoded(data, name), name)
        except (UnicodeError, LookupError):
            continue
    if not names:
        return None
    text = data.decode(names[0], "replace")
    lost = text.count("\ufffd")
    return Guess(text, names[0], lost) if lost * 50 <= len(text) else None


def _candidates(rows: Sequence[bytes]) -> list[str]:
    evidence = b"\n".join(rows)
    letters = len(evidence) - len(evidence.translate(None, _ASCII_LETTERS))
    # Of the letters of a language in Latin script, half are ASCII at the least.
    names = _by_library(evidence) if letters * 2 < len(evidence) else []
    if names or not (latin := _best(rows, LATIN)):
        return names
    return [latin[0]] if latin[1] <= _CERTAIN else [*_by_library(evidence), latin[0]]


def decoded(data: bytes, name: str) -> str:
    """Decode strictly, except that Windows-1252 may have the five bytes which it leaves undefined."""
    if name != "cp1252":
        return data.decode(name)
    return codecs.charmap_decode(data, "strict", _SLOPPY)[0]


_HIGH = bytes(range(0x80, 0x100))
_ASCII_LETTERS = (ascii_lowercase + ascii_uppercase).encode()
_SLOPPY = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))


def _evidence(data: bytes) -> list[bytes]:
    rows = [row for row in re.split(rb"[\r\n]", data) if not row.isascii()]
    rows = [_cut(row) for row in rows]
    size = sum(map(len, rows))
    return rows[:: size // EVIDENCE + 1]


def _cut(row: bytes) -> bytes:
    """Cut a long line behind its first bytes beyond ASCII, where no character of several bytes can end."""
    if len(row) <= LONGEST:
        return row
    first = next(at for at, byte in enumerate(row) if byte > 0x7F)
    start = row.rfind(b" ", 0, first) + 1
    piece = row[start : start + LONGEST]
    return piece[: piece.rfind(b" ") + 1] or piece


def _by_library(evidence: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    found = from_bytes(evidence, cp_isolation=SCRIPTS, steps=10, chunk_size=2048).best()
    if found is None:
        return []
    name = codecs.lookup(found.encoding).name
    name = WIDER.get(name, name) if name in ("big5", "gb2312", "gbk") else name
    if family := SIBLINGS.get(name):
        best = _best(evidence.split(b"\n"), family)
        name = best[0] if best else name
    return [name, *([WIDER[name]] if name in WIDER else [])]


def _best(rows: Iterable[bytes], family: Mapping[str, tuple[str, ...]]) -> tuple[str, float] | None:
    """Return the member of a family that fits best, and its share of odd characters."""
    data = b"\n".join((b"", *rows, b""))
    best: tuple[str, int, int] | None = None
    for name, languages in family.items():
        try:
            text = decoded(data, name)
        except UnicodeDecodeError:
            continue
        around = Counter(_AROUND.findall(text))
        odd = min(_odd(around, frozenset(alphabet)) for alphabet in languages)
        # A little less odd is no evidence: a name from abroad, a typing mistake.
        if best is None or (odd * 2 < best[1] and (best[1] - odd >= 2 or best[1] * 2 > best[2])):
            best = name, odd, around.total()
    return (best[0], best[1] / max(best[2], 1)) if best else None


def _odd(around: Counter[tuple[str, str, str]], alphabet: frozenset[str]) -> int:
    """Count the characters that a language does not have, or not in such a place."""
    return sum(times for triple, times in around.items() if _is_odd(*triple, alphabet))


def _is_odd(before: str, character: str, after: str, alphabet: frozenset[str]) -> bool:
    if character in alphabet or character.lower() in alphabet:
        return character.isupper() and before.islower()
    if character in _SYMBOLS and (before.isalpha() or (character in "¶µ¼½¾" and after.isalpha())):
        return True
    if character in _QUOTES and before.isalpha() and after.isalpha():
        return character not in "‘…"
    return character not in _HARMLESS
