"""Reads one line of a title page: a title, whose it is, a fact; in the languages that authors write in."""

from __future__ import annotations

import re

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK
from fic2epub.shaping.dates import date_of

LONGEST_TITLE = 100
LONGEST_NAME = 40
LONGEST_FACT = 200
"""Characters."""

_AROUND = BLANK + "*_~=#|<>+-–—•☆★"
_QUOTED = {'"': '"', "“": "”", "«": "»", "„": "“", "《": "》", "『": "』", "「": "」", "〈": "〉", "【": "】"}
_HAN = regex(r"[\u2e80-\u9fff\uac00-\ud7af]")

_LABELLED = regex(
    r"(?:(?:story\s+)?title|t[ií]tulo|titre|titel|titolo|tytuł|название|标题|標題|書名|书名|タイトル|제목)"
    r"\s?[:：–-]\s*(?P<title>\S.{0,200})",
    re.IGNORECASE,
)
_LABELLED_AUTHOR = regex(
    r"(?:(?:authors?|written by|by|pen ?name|autor(?:a|in|ka|es|as)?|auteure?|autrice|autore|"
    r"verfasser(?:in)?|forfatter|författare|schrijver|schrijfster|автор(?:ы)?|作者|著者|筆者|文|作|著|작가|글쓴이|지은이|저자|글)"
    r"\s?[:：–-]|[文作著글]\s?[/／])\s*(?P<who>\S.{0,120})",
    re.IGNORECASE,
)
_BY_WORD = (
    r"(?:(?:written|created|escrit[oa]|écrite?|geschrieben|scritt[oa]|napisan[ea])\s+)?"
    r"(?:by|von|par|por|di|de|door|av|af|przez|od|автор|от|作者)"
)
_BYLINE = regex(rf"[(\[]?{_BY_WORD}\s*[:：]?\s+(?P<who>\S.{{0,80}}?)[)\]]?", re.IGNORECASE)
_BY_ALONE = regex(rf"(?:{_BY_WORD}|著|作|글)\s*:?", re.IGNORECASE)
_BY_BEHIND = regex(r"(?P<who>\S{1,12})\s?(?:著|作|지음|글)")
_WORK = (
    r"(?:stor(?:y|ies)|tales?|novel(?:la)?|romance|comedy|tragedy|mystery|play|fic(?:let|tion)?|"
    r"fan ?fic(?:tion)?|one-?shot|drabble|roman|novela|historia|relato|cuento|histoire|récit|conte|nouvelle|"
    r"geschichte|erzählung|racconto|storia|romanzo|conto|história|рассказ|повесть|роман|сказка|фик|фанфик|opowiadanie|powieść)"
)
# `a story in two parts, by Ida Brook`
_WORK_BY = regex(
    rf"(?=.{{0,60}}\b{_WORK}\b)[^.!?]{{2,60}}?,?\s+(?:by|von|par|por|di|de|door)\s+(?P<who>[^.!?,;:]{{2,60}})",
    re.IGNORECASE,
)
_TITLE_BY = regex(r"(?P<title>\S.{0,90}?)(?:,| [-–—]| \()?\s+by\s+(?P<who>[^.!?,;:()]{2,60})\)?")

_SUMMARY = (
    r"summary|resumen|sinopsis|résumé|zusammenfassung|inhalt|kurzbeschreibung|resumo|sinopse|riassunto|trama|"
    r"саммари|описание|аннотация|内容简介|简介|簡介|文案|あらすじ|줄거리|소개|opis|streszczenie"
)
_FACTS = (
    ("summary", _SUMMARY),
    ("fandoms", r"fandoms?|фандом|фэндом|原作|팬덤"),
    (
        "rating",
        r"rating|rated|clasificaci[oó]n|classificação|altersfreigabe|einstufung|рейтинг|分级|分級|등급",
    ),
    ("relationships", r"pairings?|ships?|parejas?|couples?|paare?|casal|пейринг|配对|配對|커플링"),
    ("genres", r"genres?|g[éê]nero|genere|gatunek|жанр|类型|類型|장르"),
)
_LABELLED_FACT = regex(
    "(?:" + "|".join(f"(?P<{field}>{words})" for field, words in _FACTS) + r")\s?[:：–-]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_COUNT_LABEL = r"(?:word ?count|words|mots|palabras|wörter|слов|字数|字數)"
_COUNT = regex(
    rf"{_COUNT_LABEL}\s?[:：]\s?~?(?P<labelled>\d[\d,. ]{{0,9}})(?:\s?words)?"
    r"|~?(?P<counted>\d[\d,. ]{0,9})\s?(?:words|mots|palabras|palavras|wörter|parole|слов|słów|字)",
    re.IGNORECASE,
)
_YEAR = regex(
    r"(?:[,\s]+|\s*[(\[])(?:©\s?)?(?:19|20)\d\d[)\]]?$|^(?:©|\(c\))\s?(?:(?:19|20)\d\d,?\s)?", re.IGNORECASE
)
_MAIL = regex(r"\s*[(<\[]?(?:mailto:|https?://)?[^\s()<>\[\]]+(?:@|/)[^\s()<>\[\]]+[)>\]]?$")
_YEARS_DAY = regex(r"(?:\d{1,2}\.?\s+)?(?:[^\W\d_]+\.?,?\s+(?:de\s+)?)?(?:19|20)\d\d")
_RATED = regex(
    r"(?:rated\s+)?(?P<value>G|PG(?:-?1[35])?|R|NC-?(?:17|21)|K\+?|T|MA?|FR(?:T|M|AO)|NSFW)", re.IGNORECASE
)
_STATUS = regex(r"(?P<value>complete[d]?|finished|wip|in[ -]progress)", re.IGNORECASE)
_URL = regex(r"<?(?P<value>https?://\S+?)>?")
_BARE_FACTS = (("url", _URL), ("rating", _RATED), ("status", _STATUS))
_SENTENCE_ENDS = (".", ",", ";", ":", "。", "，", "、")
_PARTICLES = frozenset(
    "de da do dos di du del della la le van von der den ten bin al el y e af av the of".split()
)
_RECAP = regex(r"(?:previously|last time|recap|the story so far)\b", re.IGNORECASE)
# `A Love Story` below a title says what it is, not whose.
_NO_NAME = regex(
    rf"(?:an?|the|une?|una?|les?|las?|los?|el|il|der|die|das|eine?|um|uma|os?|for|to|para|pour|für|per|для)\s|.*\b{_WORK}\b"
    r"|.*\b(?:part|chapter|book|volume|complete|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


def _has_han(text: str) -> bool:
    return not text.isascii() and _HAN.search(text) is not None


def bare(text: str) -> str:
    """Return a line without the marks and spaces that are drawn around it."""
    return text.strip(_AROUND)


def title_in(text: str) -> str | None:
    """Return the title that a line is, without its label, marks and quotation marks; None for a sentence."""
    if found := _LABELLED.fullmatch(text.strip(BLANK)):
        return found["title"]
    text = bare(text)
    if (
        not text
        or len(text) > LONGEST_TITLE
        or _RECAP.match(text)
        or not any(letter.isalnum() for letter in text)
    ):
        return None
    closes = _QUOTED.get(text[0])
    if closes and text.endswith(closes) and text.count(closes) == 1 + (text[0] == closes) and len(text) > 2:
        inner = text[1:-1].strip(BLANK)
        return None if inner.endswith((",", "，", "。", "？", "！")) else inner
    if closes or text[0] in "'‘":
        return None
    if text.endswith(_SENTENCE_ENDS):
        return text.rstrip(".") if text.isupper() and text.endswith(".") else None
    return text


def title_and_author_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Read `The Long Road, by Ida Brook` on one line; not `Stand by Me`."""
    found = _TITLE_BY.fullmatch(bare(text))
    if found is None or len(found["who"].split()) < 2 or not is_name(found["who"]):
        return None
    title = title_in(found["title"])
    return (title, names_in(found["who"])) if title else None


def author_in(text: str) -> tuple[str, ...] | None:
    """Return the names in a line that says whose the work is: `by Ida`, `Autor: Ida`, `水無月ふみ 著`."""
    text = _without_address(bare(text))
    found = _LABELLED_AUTHOR.fullmatch(text) or _BYLINE.fullmatch(text)
    if found is None:
        found = _WORK_BY.fullmatch(text) or (_BY_BEHIND.fullmatch(text) if _has_han(text) else None)
        return names_in(found["who"]) if found and is_name(found["who"]) else None
    who = found["who"]
    names = names_in(who)
    return None if who[-1] in ",;:!?" or len(who.split()) > 8 or any(map(_is_thing, names)) else names


def _is_thing(who: str) -> bool:
    """`by the river`, `by night and day`: no name of several words begins in small letters."""
    words = who.split()
    return (
        len(words) > 1 and words[0].isalpha() and words[0].islower() and words[0] not in _PARTICLES - {"the"}
    )


def says_by(text: str) -> bool:
    """Say whether a line is `BY` alone, with the name below it."""
    return len(text) < 30 and _BY_ALONE.fullmatch(bare(text)) is not None


def names_in(text: str) -> tuple[str, ...]:
    """Part the names of several authors."""
    return tuple(name for name in re.split(r",\s+(?:and\s+)?|\s+(?:and|&|und|et)\s+", text) if name)


def name_in(text: str) -> str | None:
    """Return the name that a line without a label may be, less the year behind it: `Ida Brook, 2004`."""
    text = _without_address(bare(text))
    name = bare(_YEAR.sub("", text))
    return name if is_name(name) and not _YEARS_DAY.fullmatch(text) else None


def _without_address(text: str) -> str:
    """Take the address off a name: `Ida Brook (ida@inkwell.example)`. An address alone stays."""
    if len(text) > LONGEST_FACT or ("@" not in text and "://" not in text):
        return text
    return _MAIL.sub("", text) or text


def says_more(text: str) -> bool:
    """Say whether a line is an author's address, or tells a month or a year: no name, and no story."""
    text = bare(text).strip("()[]")
    return _YEARS_DAY.fullmatch(text) is not None or ("@" in text and " " not in text)


def is_subtitle(text: str) -> bool:
    """Say whether a line below a title says what the work is: `A Love Story`."""
    text = bare(text)
    return (
        text[:1].isupper()
        and len(text) <= 2 * LONGEST_NAME
        and not text.endswith(_SENTENCE_ENDS)
        and _NO_NAME.match(text) is not None
    )


def is_name(text: str) -> bool:
    """Say whether a line can be a name, of a person or on a site; only its place can say that it is."""
    text = bare(text)
    if not text or len(text) > LONGEST_NAME or _NO_NAME.match(text) or date_of(text):
        return False
    if _has_han(text):
        return len(text) <= 12 and all(letter.isalnum() or letter in " ・·_" for letter in text)
    words = text.split()
    if text[0] in "\"“'‘«„([" or text[-1] in "!?,;:…" or len(words) > 5 or not any(map(str.isalpha, text)):
        return False
    if text.endswith(".") and not re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", text):
        return False
    return len(words) == 1 or all(_is_of_name(word) for word in words)


def _is_of_name(word: str) -> bool:
    return word[0].isupper() or word.casefold() in _PARTICLES or word == "&" or not word.isalpha()


def fact_in(text: str) -> tuple[str, str] | None:
    """Return a fact that a line tells, as field and value: an empty one where it stands below its label."""
    text = text.strip(BLANK)
    if found := _LABELLED_FACT.fullmatch(text):
        return next(field for field, _ in _FACTS if found[field]), found["value"]
    inner = bare(text).strip("()[]")
    if len(inner) > LONGEST_FACT:
        return None
    if date_of(inner):
        return "published", inner
    if found := _COUNT.fullmatch(inner):
        return "words", found["labelled"] or found["counted"]
    for field, pattern in _BARE_FACTS:
        if found := pattern.fullmatch(inner):
            return field, found["value"]
    return None
