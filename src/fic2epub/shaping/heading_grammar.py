"""Reads one line as a heading: which style, which number, which title, and how sure that is."""

from __future__ import annotations

import enum
import re

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK
from fic2epub.model.noun import noun
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.heading_numbers import HAN_NUMBER, Form, Number, read_han, read_number
from fic2epub.shaping.heading_words import COUNTED, NAMED, NAMED_IN_DOUBT

LONGEST = 100
"""Characters. A longer line is no heading, whatever it begins with."""
WORDIEST = 14
"""Words of a title."""


class Style(enum.Enum):
    """How a heading says that it is one."""

    COUNTED = "counted"
    """A word for a division and a number: `Chapter 3: Rain`, `3. Kapitel`, `第三章`."""
    NAMED = "named"
    """A word for a division: `Prologue`, `番外`."""
    BARE = "bare"
    """A number alone: `3.`, `III`, `- 3 -`."""
    NUMBERED = "numbered"
    """A number and a title: `3. Rain`, `III: Rain`."""
    WORDED = "worded"
    """Any other word and a number: `Day 3`, `Letter Two`."""
    DRAWN = "drawn"
    """A title with a row drawn under it."""


@noun(frozen=True, slots=True)
class Reading:
    """A line, read as a heading."""

    style: Style
    group: str
    """Headings of one group are written alike, and are counted together."""
    kind: ChapterKind
    number: int | None
    title: str
    """What stands behind the number."""
    firm: bool
    """False for a line that is a heading only if the text has a place for it."""
    text: str
    """The line without the row of marks around it."""


_MARKS = " \t*_~=#|<>+^·•☆★♥♡✦❦◆◇-–—" + BLANK
_SEPARATOR = regex(r"(?:[\s*]*(?:[:.)\]~|/：．、・」】]|\s[-–—―]|[-–—―](?=\s|\S))[\s*]*)+|\s+(?=\()|　+")
_HAN_COUNTED = regex(
    rf"[第제]\s?(?P<number>{HAN_NUMBER})\s?(?P<word>[章回话話節节集折幕編编篇部卷巻화장부권막]|エピソード)(?P<after>.*)"
    rf"|(?P<book>[卷巻])(?P<count>{HAN_NUMBER})(?P<behind>.*)"
    r"|(?P<korean>\d{1,4})(?:화|장)(?P<rest>.*)"
)
_HAN_PARTS = frozenset("部卷巻編编篇부권막幕")
_HAN_BARE = regex(r"[零〇一二三四五六七八九十百]{1,6}")
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?\.?")
_QUOTES = frozenset("\"“”„«»‘'「『《")
_OF = regex(r"\s*(?:of|/|von|de|из|sur)\s*\d{1,4}|\s*&\s*\d{1,4}(?:\.\d)?")
PLUS_ONE = "plus-one"
"""The group of the last section of a "five times and one more" story."""
_PLUS_ONE = regex(r"\W{0,3}(?:\+|plus)\s?(?:1|one)\W{0,3}", re.IGNORECASE)
_FIRST_TWO = regex(r"[\W_]*([^\W_]+)\W*(\w*)")
_STARRED = regex(r"(\w)\*+:")
_IN_WHICH = regex(
    r",\s*(?:in\s+which|wherein|containing|concerning|(?:dans|en)\s+l[ea]quel(?:le)?|(?:en|no|na|in)\s+(?:el\s+|la\s+)?"
    r"(?:que|qual|quale|cual|cui|welche[mr]|dem|der)|worin|nel(?:la)?\s+quale|в\s+котор(?:ой|ом)|w\s+który[mc]h?)\b",
    re.IGNORECASE,
)
"""How titles go on behind a number and a comma, since novels told beforehand what happens in a chapter."""
_ENDS = (".", ",", ";", "。", "，")


def read_heading(line: str) -> Reading | None:
    """Read a line as a heading, or return None where it can't be one.

    Takes `*Chapter 12*: Rain`, `~ Глава третья ~`, `III`, `3. Rain`; spares `Part of me`, `Act natural`,
    `"Chapter one!" he cried.`, `10:01.` and whatever is longer than LONGEST.
    """
    if not line or len(line) > 4 * LONGEST:
        return None
    text = line.strip(BLANK)
    if len(text) > LONGEST or text[0] in _QUOTES:
        return None
    if _PLUS_ONE.fullmatch(text):
        return Reading(Style.BARE, PLUS_ONE, ChapterKind.CHAPTER, None, "", False, text)
    core = text.lstrip(_MARKS + "([{【").rstrip(_MARKS)
    if not core:
        return None
    bare = text.strip(_MARKS)
    if "*" in bare:
        bare = _STARRED.sub(r"\1:", bare)
    bare = bare[1:-1].strip(_MARKS) if bare[0] + bare[-1] in {"[]", "()", "{}", "【】"} else bare
    return (
        _named(core, bare)
        or _counted(core, bare)
        or _counted_after(core, bare)
        or (_han(core, bare) if ord(core[0]) > 0x2E80 or core[0].isdecimal() else None)
        or _numbered(core, bare)
        or _worded(core, bare)
    )


def may_count(line: str) -> bool:
    """Say quickly whether a line may be a heading that names or counts a division; most lines are not."""
    if len(line) > 2 * LONGEST or line[:1] in _QUOTES or (found := _FIRST_TWO.match(line)) is None:
        return False
    first = found[1].casefold()
    return (
        first in COUNTED
        or first in _FIRST_WORDS
        or first[0] > "\u2e80"
        or found[2].casefold() in COUNTED
        or (first[-1].isdigit() and first.rstrip("0123456789") in COUNTED)
    )


def is_title_like(text: str) -> bool:
    """Say whether a line that stands below a number can be its title. Spares sentences and speech."""
    text = text.strip(_MARKS)
    if not text or len(text) > 60 or text[0] in "-–—" or not any(letter.isalpha() for letter in text):
        return False
    quoted = text[0] in _QUOTES
    return not text.endswith((*_ENDS, ":")) and len(text.split()) <= WORDIEST and not quoted


def _named(core: str, bare: str) -> Reading | None:
    lowered = core.casefold()
    first = lowered.split(None, 1)[0].rstrip(".:-–—|,!")
    if first not in _FIRST_WORDS and ord(core[0]) < 0x2E80:
        return None
    for table, sure in ((NAMED, True), (NAMED_IN_DOUBT, False)):
        for phrase in _BY_FIRST_WORD.get(first, _HAN_PHRASES):
            if phrase not in table or not lowered.startswith(phrase):
                continue
            rest = core[len(phrase) :]
            if (rest[:1].isalnum() or rest[:1] == "_") and ord(phrase[0]) < 0x2E80:
                continue
            number, rest = _count(rest, han=ord(phrase[0]) >= 0x2E80)
            if ord(phrase[0]) >= 0x2E80:
                title, firm = _han_title(rest), True
            else:
                title, firm = _title(rest)
            if title is None:
                continue
            return Reading(Style.NAMED, phrase, table[phrase], number, title, firm and sure, bare)
    return None


def _count(rest: str, *, han: bool) -> tuple[int | None, str]:
    """Take the number off what stands behind a name: `Interlude III: Rain`, `番外一 雨`."""
    if han and (numerals := re.match(HAN_NUMBER, rest)):
        return read_han(numerals[0]), rest[numerals.end() :]
    found = None if han else read_number(rest.lstrip())
    return (found.value, rest.lstrip()[found.end :]) if found else (None, rest)


def _counted(core: str, bare: str) -> Reading | None:
    word = _WORD.match(core)
    if word is None:
        return None
    key = word[0].casefold().rstrip(".")
    kind = COUNTED.get(key)
    if kind is None:
        return None
    rest = core[word.end() :].lstrip(" .#:" + BLANK)
    if rest[:4].casefold() == "the ":
        rest = rest[4:].lstrip()
    number = read_number(rest)
    if number is None:
        return None
    if rest == core[word.end() :] and number.form is not Form.DIGITS:
        return None
    behind = rest[number.end :]
    if found := _OF.match(behind):
        behind = behind[found.end() :]
    title, firm = _title(behind)
    return (
        None if title is None else Reading(Style.COUNTED, _lemma(key), kind, number.value, title, firm, bare)
    )


def _counted_after(core: str, bare: str) -> Reading | None:
    """`3. Kapitel`, `Erstes Kapitel: Regen`, `Primer capítulo`; not in English."""
    number = read_number(core)
    if number is None:
        return None
    rest = core[number.end :].lstrip(". " + BLANK)
    word = _WORD.match(rest)
    if word is None or (key := word[0].casefold().rstrip(".")) not in COUNTED or key in _ENGLISH:
        return None
    title, firm = _title(rest[word.end() :])
    return (
        None
        if title is None
        else Reading(Style.COUNTED, _lemma(key), COUNTED[key], number.value, title, firm, bare)
    )


def _han(core: str, bare: str) -> Reading | None:
    found = _HAN_COUNTED.fullmatch(core)
    if found is None:
        if _HAN_BARE.fullmatch(core):
            return Reading(Style.BARE, "bare-han", ChapterKind.CHAPTER, read_han(core), "", False, bare)
        if (cut := _HAN_BARE.match(core)) and core[cut.end() : cut.end() + 1] in {
            "、",
            "．",
            ".",
            "：",
            "　",
            " ",
        }:
            title = core[cut.end() + 1 :].strip()
            if title and len(title) <= 24 and not title.endswith(("。", "，", "？", "！", "”", "」")):
                return Reading(
                    Style.NUMBERED, "numbered-han", ChapterKind.CHAPTER, read_han(cut[0]), title, False, bare
                )
        return None
    digits = found["number"] or found["count"] or found["korean"]
    after = found["after"] or found["behind"] or found["rest"] or ""
    word = found["word"] or found["book"] or "화"
    title = after.strip(_HAN_AROUND)
    kind = ChapterKind.PART if word in _HAN_PARTS else ChapterKind.CHAPTER
    parted = _parted(after)
    # `第九部队来了。` and `第一章结束的时候，她哭了。` are sentences.
    if (
        len(title) > 40
        or after.rstrip().endswith(("。", "，", "；", ",", ";"))
        or (kind is ChapterKind.PART and not parted)
    ):
        return None
    return Reading(Style.COUNTED, word, kind, read_han(digits), title, parted or len(title) <= 15, bare)


def _numbered(core: str, bare: str) -> Reading | None:
    number = read_number(core)
    if number is None:
        return None
    rest = core[number.end :]
    behind = rest.strip(" .)]}:-–—~*" + BLANK)
    form = number.form.value
    if not behind:
        exact = number.form is Form.DIGITS or core[0].isupper()
        group = f"bare-{form}"
        return (
            Reading(Style.BARE, group, ChapterKind.CHAPTER, number.value, "", False, bare)
            if exact and number.value <= 400 and not rest.rstrip().endswith(("!", "?"))
            else None
        )
    found = _SEPARATOR.match(rest)
    if found is None or number.value > 400 or not _is_parted_number(number, found[0]):
        return None
    title = rest[found.end() :]
    if len(title.split()) > 10 or title.endswith(_ENDS):
        return None
    return Reading(Style.NUMBERED, f"numbered-{form}", ChapterKind.CHAPTER, number.value, title, False, bare)


def _is_parted_number(number: Number, separator: str) -> bool:
    """Spares `One-time offer`, `10-20 men`, `I. Am. Here.` where nothing else speaks for them."""
    if number.form is Form.DIGITS:
        return separator[-1:].isspace() or separator.strip() in {"、", "．", "："}
    return any(mark in separator for mark in ":|.)–—~") or separator == " - "


def _worded(core: str, bare: str) -> Reading | None:
    """`Day 3`, `Letter Two: Salt`: any word, if the text counts on with it."""
    word = _WORD.match(core)
    if word is None or not core[0].isupper() or word.end() == len(core) or core[word.end()] != " ":
        return None
    key = word[0].casefold().rstrip(".")
    if key in COUNTED or len(key) < 3:
        return None
    number = read_number(core[word.end() + 1 :])
    if number is None or (number.form is Form.ROMAN and number.value == 1):
        return None
    title, firm = _title(core[word.end() + 1 + number.end :])
    if title is None or not firm:
        return None
    return Reading(Style.WORDED, f"worded-{key}", ChapterKind.CHAPTER, number.value, title, False, bare)


def _title(behind: str) -> tuple[str | None, bool]:
    """Return what stands behind a number as a title, and whether it surely is one; None for a sentence.

    `: Rain` is one. ` The Ferry` may be one. ` of his speech was worse.` is none.
    """
    if not behind.strip(_MARKS + ".:)]}!"):
        return "", True
    found = _SEPARATOR.match(behind)
    title = behind[found.end() :] if found else behind.strip()
    words = len(title.split())
    sentence = title.endswith(_ENDS) and not title.endswith(("...", ". . ."))
    if found:
        return (title, True) if words <= WORDIEST and not (sentence and words > 6) else (title, False)
    if behind[0] == "," and (not sentence or _IN_WHICH.match(title)):
        return title.lstrip(", "), not sentence and _IN_WHICH.match(title) is not None
    if not behind[0].isspace() or sentence or words > 10 or title[0] in ",;":
        return None, False
    opening = title[0]
    if opening.isupper() or opening in _QUOTES or opening in "¿¡(":
        return title, False
    return None, False


def _han_title(after: str) -> str | None:
    """Return what stands behind a Chinese, Japanese or Korean name as a title; None for a sentence."""
    title = after.strip(_HAN_AROUND)
    sentence = after.rstrip().endswith(("。", "，", "；", "、", ",", ";", "."))
    return title if _parted(after) and not sentence and len(title) <= 30 else None


_HAN_AROUND = " 　:：.、-–—「『』」【】" + BLANK


def _parted(after: str) -> bool:
    return not after or after[0] in " 　:：.、-–—「『【(（" + BLANK


_LEMMAS = {
    "chap": "chapter",
    "chp": "chapter",
    "chpt": "chapter",
    "ch": "chapter",
    "pt": "part",
    "vol": "volume",
}
_LEMMAS |= {"epis": "episode", "ep": "episode", "cap": "capítulo", "capitulo": "capítulo", "kap": "kapitel"}
_ENGLISH = frozenset("chapter chap chp ch chpt episode ep part pt book volume vol act band".split())


def _lemma(word: str) -> str:
    return _LEMMAS.get(word, word)


_BY_FIRST_WORD: dict[str, list[str]] = {}
for _phrase in sorted((*NAMED, *NAMED_IN_DOUBT), key=len, reverse=True):
    _BY_FIRST_WORD.setdefault(_phrase.split()[0], []).append(_phrase)
_FIRST_WORDS = frozenset(_BY_FIRST_WORD)
_HAN_PHRASES = [
    phrase for phrases in _BY_FIRST_WORD.values() for phrase in phrases if ord(phrase[0]) > 0x2E80
]
