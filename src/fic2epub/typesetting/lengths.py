"""How long a text is, as a reader wants to know it: in words, or where a script has none, in characters."""

from __future__ import annotations

from collections.abc import Iterable

from fic2epub.model.story import Chapter, words_of
from fic2epub.typesetting.xhtml import primary

_WORDLESS = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my"})
"""Languages whose words have no spaces between them."""
_WORDS_A_MINUTE = 240
"""How fast adults read English to themselves: 238 on average of many studies (Brysbaert 2019)."""
_CHARACTERS_A_MINUTE = 400


def length_of(chapters: Iterable[Chapter], language: str) -> int:
    """Return how many words are in chapters, or characters in a language without spaces between words."""
    texts = (words.text for chapter in chapters for block in chapter.blocks for words in words_of(block))
    if primary(language) in _WORDLESS:
        return sum(letter.isalnum() for text in texts for letter in text)
    return sum(len(text.split()) for text in texts)


def told(length: int, language: str) -> str:
    """Return a length with its unit, in English: "1,204 words"."""
    unit = "character" if primary(language) in _WORDLESS else "word"
    return f"{length:,} {unit}" if length == 1 else f"{length:,} {unit}s"


def reading_time(length: int, language: str) -> str:
    """Return how long a text takes to read, in English and as roughly as it can be known: "about 3 hours"."""
    minutes = length / (_CHARACTERS_A_MINUTE if primary(language) in _WORDLESS else _WORDS_A_MINUTE)
    if minutes < 1.5:
        return "a minute or so"
    if minutes < 10:
        return f"about {round(minutes)} minutes"
    if minutes < 52:
        return f"about {5 * round(minutes / 5)} minutes"
    halves = round(minutes / 30)
    if halves <= 2:
        return "about an hour"
    if halves < 12:
        return f"about {halves // 2}{'½' if halves % 2 else ''} hours"
    return f"about {round(minutes / 60)} hours"
