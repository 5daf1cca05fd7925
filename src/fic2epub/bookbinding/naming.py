"""File names that every disk takes: Windows, FAT, exFAT, macOS and Linux alike.

Microsoft, "Naming Files, Paths, and Namespaces"; the exFAT specification, section 7.7.3; EPUBCheck PKG-009
to PKG-011. The strictest of them holds everywhere, for a book is soon copied to another disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from itertools import islice

from fic2epub.lazy import regex

LIMIT = 120
"""Bytes of UTF-8 before the suffix: leaves room for " (2)", long folders, and Windows' 260 characters."""
_AUTHORS_LIMIT = 48
_LONGEST_READ = 1000
"""Characters of a title that are looked at; a title is never longer, a whole file taken for one is."""

_SPOKEN = (
    (regex(r": +"), " - "),
    (regex(r"[:/\\|*]"), "-"),
    (regex(r'"'), "'"),
    (regex(r"[?<>]"), ""),
)
"""What Windows forbids, in order: "Star: Light" to "Star - Light", "A/B" to "A-B", "Why?" to "Why"."""
_NOBODYS = "".join(
    chr(plane + last) for plane in range(0x10000, 0xE0000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_UNSEEN = regex(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # soft hyphen, zero-width, direction
    "\ufdd0-\ufdef\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"  # non-characters, surrogates, private use
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U0010ffff" + _NOBODYS + "]"
)
"""What nobody sees in a name, or everybody sees differently."""
_STRAY_TAG = regex("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0020-\U000e007f]")
"""Takes tag characters on their own, spares (as group 1) a flag: Scotland's is a black flag and six tags."""
_RESERVED = regex(
    r" *(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|COM[0-9¹²³]|LPT[0-9¹²³]|\$MFT) *(?=\.|$)",
    re.IGNORECASE,
)
"""A device's name before the first dot. Takes "con", "aux .txt" and "COM¹"; spares "Contact" and "com10"."""
_EXTENSION = regex(r"(?:\.kepub)?\.[A-Za-z0-9]{1,8}$")
_JOINERS = "\u200c\u200d"
_BLANK = frozenset({"Cc", "Zs", "Zl", "Zp"})
"""Unicode's categories of controls and of white space."""


def file_name(title: str, authors: Sequence[str], suffix: str = ".epub") -> str:
    """Return `Title - Author.epub`: at most LIMIT bytes and the suffix, in NFC, valid on every disk.

    Two or three authors are all named, of more the first. Without authors it is `Title.epub`. A title with
    nothing in it that a name may hold gives `untitled-` and eight digits of its own.
    """
    by = byline(authors)
    tail = f" - {by}" if by else ""
    stem = _cut(settled(title), LIMIT - len(tail.encode()))
    if not stem:
        stem = f"untitled-{hashlib.sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return _cut(_unreserved(stem + tail), LIMIT) + suffix


def legal(text: str, limit: int = LIMIT) -> str:
    """Return a text as the name of a folder, or of a file without its ending: at most `limit` bytes.

    Empty where the text has nothing that a name may hold (`..`, `???`).
    """
    return _cut(_unreserved(settled(text)), limit)


def shortened(text: str, most: int) -> str:
    """Return the first characters of a text, at most so many, as a reader counts them."""
    return "".join(islice(_clusters(text), most))


def distinct(name: str, taken: Container[str]) -> str:
    """Return the name, or the first of `name (2).epub`, `name (3).epub`... whose key is not taken.

    `taken` holds the `clash_key` of each name in use, and the caller adds the new one's: so a batch of ten
    thousand books stays quick.
    """
    extension = _EXTENSION.search(name)
    at = extension.start() if extension else len(name)
    number, answer = 1, name
    while clash_key(answer) in taken:
        number += 1
        mark = f" ({number})"
        answer = _cut(name[:at], LIMIT - len(mark)) + mark + name[at:]
    return answer


def spelled(name: str) -> str:
    """Return a name as the system is asked for it, so that the disk has it in UTF-8 whatever the locale.

    Where the locale has no letter for it (`…` where there is but ASCII), Python would refuse to write it.
    """
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return os.fsdecode(name.encode())
    return name


def clash_key(name: str) -> str:
    """Return what two names have in common when some disk takes them for one: case and composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def byline(authors: Sequence[str]) -> str:
    """Return the authors in the most words that fit: all of two or three, else the first "& others".

    As a part of a name: without what no name may hold, and empty where no author has more than that.
    """
    names = [name for name in map(settled, authors) if name]
    if len(names) < 2:
        return _cut("".join(names), _AUTHORS_LIMIT)
    everyone = f"{', '.join(names[:-1])} & {names[-1]}"
    if len(names) <= 3 and len(everyone.encode()) <= _AUTHORS_LIMIT:
        return everyone
    others = " & others"
    return _cut(names[0], _AUTHORS_LIMIT - len(others)) + others


def settled(text: str) -> str:
    """Return a text without what no name may hold, done again until there is nothing left to do."""
    text = text[:_LONGEST_READ]
    before = None
    while text != before:
        before, text = text, _pass(text)
    return text


def _pass(text: str) -> str:
    text = _STRAY_TAG.sub(r"\1", _UNSEEN.sub("", text))
    text = "".join(" " if unicodedata.category(c) in _BLANK else c for c in text)
    for forbidden, instead in _SPOKEN:
        text = forbidden.sub(instead, text)
    text = _without_loose_joiners(unicodedata.normalize("NFC", text))
    return " ".join(text.split()).lstrip(" .-~").rstrip(" .-")


def _without_loose_joiners(text: str) -> str:
    """Leave out joiners that join nothing; those in a Persian word or an emoji family are its spelling."""
    return "".join(
        c
        for at, c in enumerate(text)
        if c not in _JOINERS or (0 < at < len(text) - 1 and _joins(text[at - 1]) and _joins(text[at + 1]))
    )


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMS"


def _cut(text: str, limit: int) -> str:
    """Return the first characters that fit in `limit` bytes, at a word's end where that loses little."""
    if len(text.encode()) <= limit:
        return text
    kept, used = [], 0
    for cluster in _clusters(text):
        used += len(cluster.encode())
        if used > limit:
            break
        kept.append(cluster)
    # A letter under two hundred accents is one cluster too long for any name: cut inside it.
    short = "".join(kept) or text.encode()[:limit].decode(errors="ignore")
    words, _, rest = short.rpartition(" ")
    if words and not text[len(short) :].startswith(" ") and len(rest) < len(short) // 3:
        short = words
    return short.rstrip(" .-" + _JOINERS)


def _clusters(text: str) -> Iterator[str]:
    """Give what a reader takes for one character each: a letter with its accents, a flag, an emoji family.

    The cases of Unicode's UAX 29, section 3, that titles have; Hangul is composed by NFC before.
    """
    cluster = ""
    for c in text:
        flag_half = _regional(c) and len(cluster) == 1 and _regional(cluster)
        if cluster and (flag_half or _extends(c) or cluster[-1] == "\u200d"):
            cluster += c
        else:
            if cluster:
                yield cluster
            cluster = c
    if cluster:
        yield cluster


def _extends(c: str) -> bool:
    return (
        unicodedata.category(c)[0] == "M"
        or c in _JOINERS
        or "\U0001f3fb" <= c <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= c <= "\U000e007f"  # the tags of a flag
    )


def _regional(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"


def _unreserved(stem: str) -> str:
    """Return the stem, marked where Windows would take it for a device: "con" to "con_"."""
    device = _RESERVED.match(stem)
    return f"{device[0].strip()}_{stem[device.end() :]}" if device else stem
