"""Tells the lines that letters begin and end with: salutations, closing phrases, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fic2epub.lazy import regex
from fic2epub.shaping.letter_words import (
    AROUND_LEAVE,
    BEFORE_DEAR,
    DEAR,
    HELLO,
    KIN,
    LEAVE,
    LEAVES,
    MAIL_LABELS,
    NAMELESS,
    OWN_LEAVE,
    PERSONS,
    PLACES_AND_DAYS,
    READERS,
    SMALL_IN_NAMES,
    SUBJECTS,
    YOUR,
)

LONGEST = 90
"""Characters of a line that greets, takes leave or signs."""

_ENDS = ",:!-–—，： "
_EDGES = '.,;:!?…()[]"“”«»„*_~-–—♥♡❤，： '
_SENTENCE_IN = regex(r"[^\W\d_]{5}[.!?…]\s|[?;\"“”«»„]|\.\.")
"""What stands in prose, and not in a name: `thing. `; spares `Mrs. `."""


def _words(text: str) -> list[str]:
    return [word for each in text.lower().replace("’", "'").split() if (word := each.strip(_EDGES))]


def greets(text: str) -> bool:
    """Say whether a line is the salutation of a letter: `My dear Watson,`, `To whom it may concern:`.

    Spares `Dear me!`, `Dear God, she thought.`, `Dear readers,` and `Hey there, you with the lamp,`.
    """
    if not 2 < len(text) <= LONGEST or text[0] in "-–—":
        return False
    words = _words(text)
    if text[-1] in _ENDS and " ".join(words) in NAMELESS:
        return True
    if not words or _SENTENCE_IN.search(text) or not READERS.isdisjoint(words):
        return False
    if words[0] in HELLO or " ".join(words[:2]) in HELLO:
        return text[-1] in ",:-–—" and _is_name(_behind(text, 1 if words[0] in HELLO else 2))
    dear = _behind_dear(words)
    return dear > 0 and _may_be_greeted(text, _behind(text, dear))


def _behind_dear(words: Sequence[str]) -> int:
    """Return how many words stand before the name in `My dear and honoured Sir`; 0 where none is dear."""
    at = 0
    while at < len(words) and words[at] in BEFORE_DEAR:
        at += 1
    end = at
    while end < len(words) and (words[end] in DEAR or (end > at and words[end] in {"and", "&"})):
        end += 1
    is_own = words[0] == "to" and at > 1  # `To my sister,`
    return end if end > at or is_own else 0


def _behind(text: str, count: int) -> str:
    pieces = text.split(maxsplit=count)
    return pieces[count].rstrip(_ENDS) if len(pieces) > count else ""


def _may_be_greeted(text: str, rest: str) -> bool:
    """Say whether what is dear may be a reader. Spares `heart, why do you weep`, where a verse goes on."""
    if text[-1] not in _ENDS:
        return _is_name(rest)
    english = text[0] in "DdMm" and text.isascii()
    if rest.lower() in _EXCLAIMED or (text[-1] == "!" and english and not _may_be_called(rest)):
        return False
    spoken, _, behind = rest.partition(" (")
    pieces = spoken.split(",")
    if len(spoken.split()) > 9 or len(behind.split()) > 9:
        return False
    short = len(spoken.split()) <= 3 and len(pieces) == 1
    return short or all(any(map(str.isupper, piece)) or piece.startswith(" dear") for piece in pieces)


_EXCLAIMED = frozenset(("me", "lord", "heavens", "oh", "no", "oh dear"))


def _may_be_called(rest: str) -> bool:
    """Whether `Dear …!` greets: a name alone, and not `God`."""
    return _is_name(rest) and rest.lower().split()[-1] not in {"god", "lord", "merlin", "heavens"}


def _is_name(text: str) -> bool:
    """Whether there are a few words, each of which begins with a capital, or may be small in a name."""
    words = text.strip(" ,").split()
    return 0 < len(words) <= 5 and all(word[0].isupper() or word in SMALL_IN_NAMES for word in words)


def calls(text: str) -> bool:
    """Say whether a line is a name and a comma, which greets if all else is a letter's."""
    return text[-1:] in {",", "–", "—"} and len(text) <= 40 and _is_name(text[:-1]) and "," not in text[:-1]


def takes_leave(text: str) -> bool:
    """Say whether a line is the closing phrase of a letter, with the signature still to come.

    Takes `Yours, with soil under the nails,` and `We remain, Sir, your obedient servants,`.
    """
    if not 0 < len(text) <= LONGEST or "?" in text:
        return False
    words = _words(text)
    if not words or _is_leave(words):
        return bool(words)
    if _SENTENCE_IN.search(text):
        return False
    if text[-1] == ",":
        says_yours = "your" in words[-8:] or "yours" in words[-8:]
        return words[0] in OWN_LEAVE or (says_yours and not KIN.isdisjoint(words[-4:]))
    return words[0] in YOUR and len(words) <= 5 and "," not in text and not KIN.isdisjoint(words)


def _is_leave(words: Sequence[str]) -> bool:
    if len(words) > 7 or not words:
        return False
    if " ".join(words) in LEAVES:
        return True
    return all(word in LEAVE or word in AROUND_LEAVE for word in words) and not LEAVE.isdisjoint(words)


def leaves_signed(text: str) -> bool:
    """Say whether a line takes leave and signs: `Love, Mum`, `Yours truly, A. Thripp`, `xoxo Kit`.

    Spares `Love, he thought, was a fever.` and `Thanks, Ann, for the lamp.`
    """
    if len(text) > LONGEST or _SENTENCE_IN.search(text):
        return False
    pieces = text.split()
    splits = ((" ".join(pieces[:at]), " ".join(pieces[at:])) for at in range(1, min(len(pieces), 8)))
    return any(_leaves(leave, name) for leave, name in splits)


def _leaves(leave: str, name: str) -> bool:
    """Say whether a line that is parted in two takes leave, and is signed behind it."""
    words = _words(leave)
    if leave[-1] != ",":
        return _is_leave(words) and _is_signed(name)
    if not takes_leave(leave):
        return False
    if name[-1] == "." and words[0] not in _SAID:
        name = name[:-1]
    small = leave.islower() and len(name.split()) < 3 and signs(name) and name.isalpha()
    return small or _is_signed(name)


_SAID = frozenset(("thanks", "cheers", "goodbye", "farewell", "good", "thank", "best", "from", "signed"))
"""What is said to whom the letter is for, as well: `Thanks, Ann.`."""


def _is_signed(name: str) -> bool:
    return _is_name(name.lstrip(_ENDS).rstrip(_EDGES)) and signs(name)


_INITIALS = regex(r"(?:[^\W\d_]\.\s?){1,4}")
_ABBREVIATED = regex(r".*\b(?:[^\W\d_]|Jr|Sr|Esq|Dr|M\.?D|Ph\.?D|etc)\.")


def signs(text: str) -> bool:
    """Say whether a line may be a signature: `A. Thripp`, `the Archivist`, `Mum and Dad x`."""
    text = text.strip()
    if not 0 < len(text) <= 50 or len(text.split()) > 7 or _SENTENCE_IN.search(text) or ":" in text:
        return False
    if text.endswith((".", "…")) and not _ABBREVIATED.fullmatch(text):
        return False
    begins = text[0].isupper() or len(text.split()) <= 2 or text.split()[0] in SMALL_IN_NAMES | YOUR
    return begins and any(map(str.isalpha, text)) and not text.endswith(("?", "!", ";"))


def signs_with_dash(text: str) -> bool:
    """Say whether a line is a dash and a name: `— Sam`, `-S.`; spares `—Sí, claro.`."""
    name = text.lstrip("-–—―~ ")
    if len(text) > LONGEST or not 0 < len(text) - len(name) <= 4:
        return False
    return _INITIALS.fullmatch(name) is not None or (_is_name(name) and signs(name))


_POSTSCRIPT = regex(
    r"(?:(?:P\.?\s?-?){1,4}[SD]\.?(?:\s?S\.?)?|Post(?:script(?:um)?|data)|Posdata|З\.?Ы\.?)(?:\s?[:.,–—-]|\s|$)"
)


def adds(text: str) -> bool:
    """Say whether a paragraph is a postscript: `P.S. Bring a hat.`, `PPS: two.`, `P. D.: Trae pan.`."""
    return text[:1] in {"P", "З"} and _POSTSCRIPT.match(text[:20]) is not None


def mail_label(text: str) -> str:
    """Return the label of a line that heads an e-mail, in small letters: `subject`; empty for any other."""
    label, colon, rest = text[:12].partition(":")
    label = label.strip().lower()
    return label if colon and rest.strip() and label in MAIL_LABELS and len(text) <= 2 * LONGEST else ""


def heads_mail(labels: Sequence[str]) -> bool:
    """Say whether labels are those over an e-mail: two or more, each once, and one says what it is about."""
    return len(labels) > 1 and len(set(labels)) == len(labels) and not SUBJECTS.isdisjoint(labels)


def may_head(text: str) -> bool:
    """Say whether a short line may stand over a letter: a place, an address, a date."""
    if not 0 < len(text) <= 60 or text[0] in "\"'“‘«„-–—*":
        return False
    return text[-1] not in '!?…;:"”' and (text[-1] != "." or len(text.rpartition(" ")[2]) <= 5)


def is_dated(text: str) -> bool:
    """Say whether a line has a number, or names a month, a day of the week or an address."""
    return any(map(str.isdigit, text)) or not PLACES_AND_DAYS.isdisjoint(_words(text))


_OF_FICTION = regex(
    r"\b(?:fics?|fan\s?fic\w*|chapters?|reviews?|reviewers?|kudos|updates?|updating|ao3|fandoms?|readers?|prompts?)\b",
    re.IGNORECASE,
)


def speaks_of_fiction(text: str) -> int:
    """Count the words of a paragraph that authors write to their readers, and few others to anybody."""
    return len(_OF_FICTION.findall(text[:2000]))


def has_persons(text: str) -> bool:
    """Say whether somebody speaks of himself, or to somebody: `I`, `your`."""
    words = text.casefold().replace("’", "'").split()
    return any(word.strip(',.;:!?…"()') in PERSONS for word in words)
