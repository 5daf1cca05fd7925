"""A title for a text whose page has none: the file's name, if it is made of words, or the first words."""

from __future__ import annotations

import re

from fic2epub.lazy import regex

INCIPIT = 48
"""Characters of a title that is made of a story's first words, the ellipsis not counted."""

_HEX = regex(r"[0-9a-f]{6,}", re.IGNORECASE)
_VOWEL = regex(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûü]", re.IGNORECASE)

# Names that a program or a person in a hurry gives.
_NAMELESS = frozenset(
    "input output index story stories text new document untitled unnamed download file fic fanfic chapter "
    "page work copy test temp tmp draft body content ao3 ffn "
    "archive of our own txt notes clipboard paste".split()
)


def from_file_name(stem: str) -> str | None:
    """Return a file's name as a title, or None where it is an id, a hash or a stock name.

    `the-balloon-post` gives `The balloon post`; `000_fcb0f2a7c1`, `12345678` and `chapter 1` give None.
    """
    words = [word for word in re.split(r"[\s_+.]+|(?<=\w)-(?=\w)|\s-\s", stem) if word]
    real = [word for word in words if _is_word(word)]
    if all((len(word) == 1 and word.isascii()) or word.casefold() in _NAMELESS for word in real):
        return None
    if any(_HEX.fullmatch(word) and any(c.isdigit() for c in word) for word in words):
        return None
    spaced = " ".join(stem.replace("_", " ").split()) if " " in stem or "_" in stem else " ".join(words)
    return spaced[0].upper() + spaced[1:]


def _is_word(word: str) -> bool:
    if not any(letter.isalpha() for letter in word) or any(letter.isdigit() for letter in word):
        return False
    return not word.isascii() or len(word) == 1 or bool(_VOWEL.search(word)) or word.isupper()


def incipit(text: str) -> str:
    """Return the first words of a text, shortened at a word, with an ellipsis: how a hymn is called.

    Punctuation is left out at the end, and an opening quotation mark at the start.
    """
    words = text.replace("*", "").split()
    taken = ""
    for word in words:
        longer = f"{taken} {word}".strip()
        if taken and len(longer) > INCIPIT:
            break
        taken = longer
        if word[-1] in ".!?…" and len(taken) > INCIPIT // 2:
            break
    # Text without spaces, as in Chinese, is cut at a character.
    bare = taken[:INCIPIT].strip(" \"“”„«»‘'_.,;:!?…–—-。，、！？；：「」『』")
    return f"{bare or taken[:INCIPIT]}…"
