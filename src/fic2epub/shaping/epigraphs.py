"""Finds an epigraph: another's words over a story or chapter, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from fic2epub.lazy import regex
from fic2epub.model.manuscript import BLANK
from fic2epub.model.noun import noun
from fic2epub.shaping.passages import Passage

LONGEST_ATTRIBUTION = 120
"""Characters."""
LONGEST_QUOTE = 900
"""Characters. What is longer is a passage of the story that happens to be in quotes."""

# The dash goes; the word `by` is a word, and stays.
_DASH = r"(?:[-–—―~]{1,3}|(?=by\s))"
_ALONE = regex(rf"[(\[]?\s*{_DASH}\s*(?P<who>[^\s\-–—].*?)[)\]]?")
_BEHIND = regex(rf"(?P<quote>.*[\"”’'.!?…»])\s*{_DASH}\s*(?P<who>[^\"“”«»]{{2,80}})")
_OPENS = tuple("\"“'‘«„*_")


@noun(frozen=True, slots=True)
class Found:
    """An epigraph at passages `start` to `end` (half-open)."""

    start: int
    end: int
    quote: str | None
    """What is left of the last line of a quote that had its attribution behind it; None otherwise."""
    who: str
    """The attribution, without its dash."""


def find_epigraph(passages: Sequence[Passage], start: int) -> Found | None:
    """Look for an epigraph at a chapter's top, from passage `start` on.

    Either words in quotation marks with a dash and a name behind them, or lines of verse or quoted words with
    an attribution below. Spares dialogue that opens with a dash: `—Hola —dijo ella.` below a line of prose.
    """
    first = passages[start]
    if first.role is not None or first.is_held or len(first.text) > LONGEST_QUOTE:
        return None
    quoted = first.text.startswith(_OPENS)
    last = first.lines[-1].text.strip(BLANK)
    if start + 1 == len(passages) and not (start == 0 and quoted and last[-1:].isalnum()):
        return None  # it stands over something, or alone in front of the first chapter
    if len(first.lines) > 1 and (found := _ALONE.fullmatch(last)) and len(last) <= LONGEST_ATTRIBUTION:
        return Found(start, start + 1, "", found["who"])
    if quoted and (found := _BEHIND.fullmatch(last)) and _is_name(found["who"]):
        return Found(start, start + 1, found["quote"], found["who"])
    second = passages[start + 1] if start + 1 < len(passages) else None
    if second and (quoted or len(first.lines) > 1) and len(second.lines) == 1 and second.role is None:
        who = _name_below(second)
        said = not quoted and first.flows and _is_said(who, passages[start + 2 : start + 3])
        return Found(start, start + 2, None, who) if who and not said else None
    return None


def _name_below(passage: Passage) -> str:
    found = _ALONE.fullmatch(passage.text) if len(passage.text) <= LONGEST_ATTRIBUTION else None
    return found["who"] if found and _is_name(found["who"]) else ""


def _is_said(words: str, following: Sequence[Passage]) -> bool:
    """Say whether what stands after a dash, below a wrapped paragraph, is said and no name.

    It ends as a sentence does, or somebody answers after another dash.
    """
    answers = any(_ALONE.match(passage.text) for passage in following)
    return answers or words.endswith((".", "?", "…"))


def _is_name(who: str) -> bool:
    """A name or a title has a capital in it and is no sentence."""
    return any(
        letter.isupper() or not letter.islower() for letter in who if letter.isalpha()
    ) and not who.endswith("!")
