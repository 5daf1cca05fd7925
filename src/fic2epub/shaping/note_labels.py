"""What authors write before their words about the story, in the languages they write in."""

from __future__ import annotations

import re

from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.model.story import NoteKind

# A forum's box that hides a note may be told in front of it: `Spoiler: Author's Note`.
_OPENING = r"[\s(\[{<*_~#=【（「《–—-]*(?:(?i:spoiler)\s?[:：]\s?)?"
_NUMBER = r"(?:\s*[#№]?\d{1,2})?"
# What closes a label: a colon, a dash, a bracket, marks of emphasis; or the line's end.
_END = rf"{_NUMBER}\s*[*_]*\s*(?:[:：;.~)\]>】）」》–—-]+[*_]*|$)"

# Beyond doubt wherever they stand. Each needs something after it that closes it, but for `a/n`.
_AUTHORS = (
    r"author(?:ess)?['’]?s?['’]?\s+(?:end\s+)?(?:notes?|ramblings?|corner)",
    r"(?:end|beginning|opening|closing|final)\s+(?:author['’]?s\s+)?(?:notes?|a/n)",
    r"notes?\s+(?:from|by)\s+(?:me|(?:the\s+|your\s+)?author(?:ess)?)",
    r"n\s?/\s?[ap]",  # Spanish, Portuguese
    r"notas?\s+(?:del?|da|do)\s+(?:la\s+)?autor(?:a|es|as)?(?:/a)?",
    r"notas?\s+(?:iniciales|finales|iniciais|finais)",
    r"n\.?\s?d\.?\s?[at]\.?",  # French and Italian: NdA, NdT
    r"(?:petite\s+)?notes?\s+de\s+l['’]aut(?:eure?|rice|euse)",
    r"not[ae]\s+dell['’]aut(?:ore|rice)",
    r"anmerkung(?:en)?(?:\s+(?:der\s+autorin|des\s+autors|des\s+verfassers))?",
    r"(?:worte|nachricht)\s+de[rs]\s+autor(?:in|s)",
    r"(?:od|słowo)\s+autor(?:a|ki)",
    r"noot\s+van\s+de\s+(?:auteur|schrijver|schrijfster)",
    r"от\s+автора",
    r"примечани[ея]\s+авторa?а?",
    r"а\s?/\s?н",
    r"作者按|作者的?话|作者有话要?说|译者注|译注|作者註|作者後記",
    r"後書き|あとがき|前書き|まえがき|作者より",
    r"작가의?\s*말|작가\s*후기",
)

# At a chapter's edges only: a character may have notes of his own.
_DISCLAIMERS = (
    r"disclaimers?",
    r"(?:descargo|renuncia)(?:\s+de\s+(?:responsabilidad|derechos))?",
    r"aviso\s+legal",
    r"avertissement|désistement|déni",
    r"haftungsausschluss",
    r"отказ(?:\s+от\s+прав)?|дисклеймер",
    r"免责声明|声明",
)
_WARNINGS = (
    r"(?:trigger|content)?\s*warnings?",
    r"advertencias?|avisos?|avvertenze|avertissements?|warnungen|предупреждени[ея]",
)
_SUMMARIES = (
    r"summary|resumen|resumo|résumé|riassunto|zusammenfassung|inhalt|саммари|описание|简介|あらすじ",
)
_DEDICATIONS = (r"dedication|dedicated to|dedicatoria|dedicatória|dédicace|widmung|посвящение",)
_OTHERS = (
    r"notes?|notas|remarques?|vorwort|vorbemerkung|примечани[ея]",
    r"spoilers?|beta(?:['’]?d\s+by|\s+by)?|beta[-\s]?reader|pairings?|ships?|rating|genres?|fandoms?|characters?",
    r"prompt|setting|timeline|word\s*count|continuity|song|soundtrack|music|listening to|pareja|couple",
)


def _any(*groups: tuple[str, ...]) -> str:
    return "|".join(word for group in groups for word in group)


@noun(frozen=True, slots=True)
class Label:
    """A label found at the start of a line."""

    label: str
    """As written, without what closes it."""
    kind: NoteKind
    rest: int
    """Where in the line what follows it begins."""


# `AN:` in capitals is a label; `An` begins sentences.
_STRONG = regex(
    rf"{_OPENING}(?P<label>(?i:a\s?/\s?n)\b{_NUMBER}|(?i:a\.\s?n\.){_NUMBER}|AN(?={_NUMBER}\s?[:–—-])|(?i:{_any(_AUTHORS)}){_END})"
)
_EDGE = regex(rf"{_OPENING}(?P<label>(?i:{_any(_DISCLAIMERS)}){_END})")
_TOP = regex(rf"{_OPENING}(?P<label>(?i:{_any(_WARNINGS, _SUMMARIES, _DEDICATIONS, _OTHERS)}){_END})")
_KINDS = (
    (NoteKind.DISCLAIMER, regex(_any(_DISCLAIMERS), re.IGNORECASE)),
    (NoteKind.WARNING, regex(_any(_WARNINGS), re.IGNORECASE)),
    (NoteKind.SUMMARY, regex(_any(_SUMMARIES), re.IGNORECASE)),
    (NoteKind.DEDICATION, regex(_any(_DEDICATIONS), re.IGNORECASE)),
)

LONGEST = 400
"""Characters of a line that are looked at."""
_SPEECH = frozenset("\"“”'‘«„")
_CLOSERS = " *_~#=<>()[]{}:：;.–—-【】（）「」《》"


def strong_label(text: str) -> Label | None:
    """Find a label that is an author's note wherever it stands: `A/N:`, `(AN - `, `Nota de la autora:`."""
    if text[:1] in _SPEECH:
        return None  # as half of all paragraphs
    return _label(_STRONG.match(text[:LONGEST]))


def edge_label(text: str) -> Label | None:
    """Find a label that is the author's at a chapter's top: also `Disclaimer:`, `Warning:`, `Summary:`."""
    start = text[:LONGEST]
    return _label(_EDGE.match(start)) or _label(_TOP.match(start))


def _label(found: re.Match[str] | None) -> Label | None:
    if found is None:
        return None
    label = found["label"].strip(_CLOSERS)
    kind = next((kind for kind, pattern in _KINDS if pattern.match(label)), NoteKind.NOTE)
    return Label(label, kind, found.end())


def disclaims(text: str) -> bool:
    """Say whether a line begins with a label of a disclaimer."""
    return _EDGE.match(text[:LONGEST]) is not None


_END_MARK = regex(
    r"[\W_]*(?:the\s+end|fin|ende|end|finis|the\s+end\s+of\s+\w+|end\s+of\s+(?:the\s+)?(?:chapter|part|story)(?:\s+\w+)?|"
    r"fin\s+(?:del\s+cap[ií]tulo|du\s+chapitre)|continuar[aá]|to\s+be\s+continued|tbc|конец|конец\s+главы|"
    r"完|全文完|本章完|待续|終わり|おわり|了|끝)[\W_]*",
    re.IGNORECASE,
)


def says_end(text: str) -> bool:
    """Say whether a line marks the end of a chapter or of the work: `~Fin~`, `THE END`, `（完）`."""
    return len(text) <= 40 and _END_MARK.fullmatch(text) is not None


# Words that a story hardly has, and a note hardly lacks.
_ABOUT_STORIES = regex(
    r"\b(?:chapters?|fics?|fanfic\w*|stor(?:y|ies)|reviews?|reviewers?|updates?|updating|readers?|fandoms?|beta|ao3|"
    r"posted|posting|thanks?|thank\s+you|reading|writing|written|canon|one-?shot|kudos|comments?|enjoy(?:ed)?|prompts?|crossposted|oc|au|"
    r"capítulos?|historia|lectores|reviews|chapitres?|histoire|lecteurs|kapitel|geschichte|leser|глав[аыу]|фик\w*|gracias|merci|danke|obrigad[ao]|grazie|спасибо)\b",
    re.IGNORECASE,
)


def speaks_of_the_story(text: str) -> bool:
    """Say whether a paragraph speaks of the story as a piece of writing."""
    return _ABOUT_STORIES.search(text) is not None


# Each alone may stand in a story. Two of them in a paragraph do not, unless it is a letter's farewell.
_TO_READERS = (
    (
        r"\b(?:leave|drop|write|send)\s+(?:me\s+)?(?:a|some|your)\s+(?:reviews?|comments?)\b|\br\s?(?:&|and|n)\s?r\b|"
        r"\b(?:read\s+(?:and|&)|please|plz|pls)\s+(?:review|comment|vote)\b|"
        r"\breviews?\s+(?:are|make|feed|keep)\b"
    ),
    r"\bnext\s+(?:chap(?:ter)?|update)\b",
    r"\bhope\s+(?:you|y['’]all|u)\s+(?:all\s+|guys\s+)?(?:like|liked|enjoy|enjoyed)\b",
    r"\b(?:let\s+me\s+know|tell\s+me)\s+what\s+(?:you|y['’]all)\b.{0,10}\bth(?:ink|ought)\b",
)
_IN_LETTERS = (
    r"\b(?:see\s+you|until)\s+next\s+(?:time|week)\b",
    r"\bthank(?:s|\s+you)\b.{0,30}\b(?:reading|review(?:s|ers?)?|follow(?:s|ing|ers)|favou?rit(?:es|ing)|kudos)\b",
)
_READERS, _LETTERS = (
    tuple(regex(one, re.IGNORECASE) for one in words) for words in (_TO_READERS, _IN_LETTERS)
)


_FANS = regex(
    r"\b(?:fics?|fanfic\w*|ao3|kudos|reviewers?|fandoms?|one-?shot|crosspost(?:ed|ing)|фик\w*|фанфик\w*)\b",
    re.IGNORECASE,
)
"""Words that only those have who read and write such stories; not `story`, `reading`, `thanks`."""


def speaks_to_readers(text: str) -> bool:
    """Say whether a paragraph is spoken to the readers: as authors do, or of what only they have."""
    start = text[: 2 * LONGEST]
    return _FANS.search(start) is not None or any(one.search(start) for one in (*_READERS, *_LETTERS))


def asks_for_reviews(text: str) -> bool:
    """Say whether a paragraph takes leave of the readers in at least two of the ways that authors do."""
    start = text[: 2 * LONGEST]
    ways = sum(one.search(start) is not None for one in _READERS)
    return ways > 1 or (ways == 1 and any(one.search(start) for one in _LETTERS))
