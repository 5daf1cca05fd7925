"""A title where the page has one; else the file's name, if it is made of words; else the first words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Line
from fic2epub.shaping.headings import find_headings
from fic2epub.shaping.passages import Passage

INCIPIT = 48
"""Characters of a title that is made of a story's first words, the ellipsis not counted."""

_BYLINE = re.compile(
    r"(?:(?:written|escrito|écrit|geschrieben)\s+)?(?:by|von|par|por|di|автор)\s*:?\s+(?P<who>\S.{0,80})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:(?:story\s+)?title|t[ií]tulo|titre|titel|titolo|название|标题|書名|书名|タイトル|제목)"
    r"\s?[:：–-]\s*(?P<title>\S.{0,200})",
    re.IGNORECASE,
)
_LABELLED_AUTHOR = re.compile(
    r"(?:authors?|written by|by|pen ?name|autor(?:a|in|es|as)?|auteure?|autrice|autore|verfasser(?:in)?|"
    r"автор(?:ы)?|作者|著者|작가|글쓴이|auteur)\s?[:：–-]\s*(?P<who>\S.{0,120})",
    re.IGNORECASE,
)
_HEX = re.compile(r"[0-9a-f]{6,}", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûü]", re.IGNORECASE)

# Names that a program or a person in a hurry gives.
_NAMELESS = frozenset(
    "input output index story stories text new document untitled unnamed download file fic fanfic chapter "
    "page work copy test temp tmp draft body content ao3 ffn "
    "archive of our own txt notes clipboard paste".split()
)


def title_page(passages: Sequence[Passage]) -> tuple[tuple[Finding, ...], tuple[Entry, ...], int]:
    """Read a title and byline off the top of a text whose page did not give them.

    Known are a short line with `by NAME` or a labelled author below it, and the label `Title:`; a summary may
    follow, under its label. Returns what was found, the entries for those lines, and how many passages were
    used up; nothing where there is no byline, for a short first line alone may as well be the story's first.
    """
    lines, used = _head(passages)
    if not 2 <= len(lines) <= LONGEST_HEAD or 0 in find_headings(passages[:1]):
        return (), (), 0
    title, who = _title(lines[0]), _author(lines[1])
    further = [_labelled_fact(line) for line in lines[2:]]
    if title is None or who is None or None in further:
        return (), (), 0
    found = [
        ("title", (title,), "shaping/title-line"),
        ("authors", _names(who), "shaping/byline"),
        *((name, (value,), "shaping/title-page") for name, value in filter(None, further)),
    ]
    findings = tuple(
        Finding(name, values, rule, line.place)
        for (name, values, rule), line in zip(found, lines, strict=True)
    )
    entries = tuple(
        Entry(line.place, Fate.LIFTED, line.text, f"{name}: {', '.join(values)}", rule, WHY)
        for (name, values, rule), line in zip(found, lines, strict=True)
    )
    return findings, entries, used


LONGEST_HEAD = 6
"""Lines. A longer block at the top of a text is more than a title page."""
WHY = "What stands at the head of the text, as on a title page; kept as metadata."


def _head(passages: Sequence[Passage]) -> tuple[list[Line], int]:
    """Return the lines of the first passage, or of the first two where the first is one line."""
    lines: list[Line] = []
    for used, passage in enumerate(passages[:2], 1):
        if passage.role is not None:
            return [], 0
        lines.extend(passage.lines)
        if len(lines) >= 2:
            return lines, used
    return [], 0


_SUMMARY = re.compile(
    r"(?:summary|resumen|sinopsis|résumé|zusammenfassung|inhalt|kurzbeschreibung|resumo|sinopse|riassunto|trama|"
    r"саммари|описание|аннотация|简介|簡介|内容简介|あらすじ|줄거리|소개)\s?[:：–-]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)


def _labelled_fact(line: Line) -> tuple[str, str] | None:
    found = _SUMMARY.fullmatch(line.text.strip(BLANK))
    return ("summary", found["value"]) if found else None


def _title(line: Line) -> str | None:
    text = line.text.strip(BLANK)
    if found := _LABELLED.fullmatch(text):
        return found["title"]
    text = re.sub(r"^[\s*_~=#-]+|[\s*_~=#-]+$", "", text)
    if not text or len(text) > 100 or text[-1] in ".,;:" or text[0] in "\"“'‘«":
        return None
    return text


def _author(line: Line) -> str | None:
    text = re.sub(r"^[\s*_~=#-]+|[\s*_~=#-]+$", "", line.text.strip(BLANK))
    found = _LABELLED_AUTHOR.fullmatch(text) or _BYLINE.fullmatch(text)
    if found is None or found["who"][-1] in ",;:" or len(found["who"].split()) > 8:
        return None
    return found["who"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r",\s+(?:and\s+)?|\s+(?:and|&)\s+", text) if name)


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
