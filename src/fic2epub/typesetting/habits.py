"""What each language does with quotation marks, dashes and spaces: a row a language.

The marks are those that books in the language are printed with. Where there are several customs, the row has
the one that needs no explaining, and `others` those that are followed once the author's own marks show them.
"""

from __future__ import annotations

from dataclasses import field, replace
from functools import lru_cache

from fic2epub.model.noun import noun
from fic2epub.typesetting import elisions
from fic2epub.typesetting.elisions import Elisions

EN, EM = "–", "—"
NO_BREAK = "\u00a0"
"""The only space besides the common one that e-readers are sure to know."""


@noun(frozen=True, slots=True, eq=False)
class Habits:
    """How a language is set. Each row is one object, known by being it: patterns are kept for each."""

    double: str
    """What straight double marks become: the one that opens, the one that closes."""
    single: str
    """What straight single marks become, and double ones inside marks of the author's own."""
    others: tuple[tuple[str, str], ...] = ()
    """Further customs, each as `double` and `single`."""
    dash: str = EN
    """What a hyphen between two spaces becomes."""
    tight: str = EM
    """What two hyphens become that touch a word."""
    spaced: str = EN
    """What two hyphens between spaces become."""
    dialogue: str = ""
    """What a hyphen becomes with which a speech begins, at a paragraph's start; nothing where speech is not
    written so, and such a hyphen belongs to a list."""
    bound_dash: bool = False
    """Whether no line may begin with a dash: the space before it does not break."""
    touching: bool = False
    """Whether the dashes of speech touch the words they set off: —Ven —dijo—. Ya."""
    high_signs: str = ""
    """Signs that have a space before them, which does not break."""
    inner_space: bool = False
    """Whether guillemets have a space on their inner sides, which does not break."""
    short_words: str = ""
    """Words of a letter that do not stand at a line's end."""
    elisions: Elisions = elisions.NONE

    wants_spaces: bool = field(init=False)
    """Whether any space of the language does not break."""

    def __post_init__(self) -> None:
        bound = self.bound_dash or self.inner_space or bool(self.high_signs or self.short_words)
        wants = bound or bool(self.dialogue and not self.touching)
        object.__setattr__(self, "wants_spaces", wants)  # each paragraph asks it

    def shown_in(self, text: str) -> Habits:
        """Return the custom that the author's own marks show: „a“ or »a« in German."""
        for double, single in self.others:
            if double[0] in text and self.double[0] not in text:
                return _other(self, double, single)
        return self


@lru_cache(maxsize=256)
def _other(habits: Habits, double: str, single: str) -> Habits:
    return replace(habits, double=double, single=single)


_ENGLISH = Habits("“”", "‘’", spaced=EM, elisions=elisions.ENGLISH)
_BRITISH = replace(_ENGLISH, spaced=EN)
_GERMAN = Habits("„“", "‚‘", (("»«", "›‹"),), tight=EN, elisions=elisions.GERMAN)
_FRENCH = Habits(
    "«»", "“”", (("“”", "‘’"),), spaced=EM, dialogue=EM, high_signs=";:!?", inner_space=True,
    elisions=elisions.FRENCH,
)  # fmt: skip
_SPANISH = Habits(
    "«»", "“”", (("“”", "‘’"),), dash=EM, spaced=EM, dialogue=EM, touching=True, elisions=elisions.SPANISH
)
_AMERICAN_SPANISH = replace(_SPANISH, double="“”", single="‘’", others=(("«»", "“”"),))
_AMERICAS = "419 ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve".split()
_PORTUGUESE = Habits(
    "“”", "‘’", (("«»", "“”"),), dash=EM, spaced=EM, dialogue=EM, elisions=elisions.PORTUGUESE
)
_ITALIAN = Habits("«»", "“”", (("“”", "‘’"),), dialogue=EN, elisions=elisions.ITALIAN)
_RUSSIAN = Habits("«»", "„“", dash=EM, spaced=EM, dialogue=EM, bound_dash=True, elisions=elisions.SLAVIC)
_CZECH = Habits("„“", "‚‘", (("»«", "›‹"),), tight=EN, dialogue=EN, short_words="kosuvzai")
_NORDIC = Habits("””", "’’", (("»»", "’’"), ("»«", "›‹")), tight=EN, dialogue=EN, elisions=elisions.NORDIC)
_BALTIC = Habits("„“", "‚‘", tight=EN, dialogue=EN)

HABITS = {
    "be": _RUSSIAN,
    "bg": replace(_RUSSIAN, double="„“", single="‘’", others=(("«»", "„“"),)),
    "ca": replace(_SPANISH, elisions=elisions.CATALAN),
    "cs": _CZECH,
    "da": replace(_NORDIC, others=(("»«", "›‹"),)),
    "de": _GERMAN,
    "de-ch": replace(_GERMAN, double="«»", single="‹›", others=(("„“", "‚‘"), ("»«", "›‹"))),
    "de-li": replace(_GERMAN, double="«»", single="‹›", others=(("„“", "‚‘"), ("»«", "›‹"))),
    "el": Habits("«»", "“”", (("“”", "‘’"),), dialogue=EN),
    "en": _ENGLISH,
    "en-au": _BRITISH,
    "en-gb": _BRITISH,
    "en-ie": _BRITISH,
    "en-in": _BRITISH,
    "en-nz": _BRITISH,
    "en-za": _BRITISH,
    "eo": Habits("“”", "‘’", dialogue=EM),
    "es": _SPANISH,
    **dict.fromkeys((f"es-{region}" for region in _AMERICAS), _AMERICAN_SPANISH),
    "et": _BALTIC,
    "eu": _SPANISH,
    "fi": replace(_NORDIC, others=(("»»", "’’"),)),
    "fr": _FRENCH,
    "fr-ca": replace(_FRENCH, high_signs=":"),
    "fr-ch": replace(_FRENCH, single="‹›"),
    "ga": _BRITISH,
    "gl": _SPANISH,
    "hr": replace(_CZECH, double="„”", single="‘’", short_words=""),
    "hu": Habits("„”", "»«", tight=EN, dialogue=EN),
    "id": Habits("“”", "‘’"),
    "is": _BALTIC,
    "it": _ITALIAN,
    "it-ch": replace(_ITALIAN, single="‹›"),
    "lt": _BALTIC,
    "lv": Habits("“”", "‘’", dialogue=EN),
    "ms": Habits("“”", "‘’"),
    "nb": Habits("«»", "‘’", (("“”", "‘’"),), tight=EN, dialogue=EN, elisions=elisions.NORDIC),
    "nl": Habits("“”", "‘’", tight=EN, elisions=elisions.DUTCH),
    "nn": Habits("«»", "‘’", (("“”", "‘’"),), tight=EN, dialogue=EN, elisions=elisions.NORDIC),
    "no": Habits("«»", "‘’", (("“”", "‘’"),), tight=EN, dialogue=EN, elisions=elisions.NORDIC),
    "pl": Habits("„”", "«»", tight=EN, dialogue=EN, short_words="aiouwz"),
    "pt": _PORTUGUESE,
    "pt-pt": replace(_PORTUGUESE, double="«»", single="“”", others=(("“”", "‘’"),)),
    "ro": Habits("„”", "«»", dialogue=EM),
    "ru": _RUSSIAN,
    "sk": _CZECH,
    "sl": replace(_CZECH, short_words=""),
    "sv": _NORDIC,
    "tl": Habits("“”", "‘’"),
    "tr": Habits("“”", "‘’", dialogue=EM),
    "uk": _RUSSIAN,
    "vi": Habits("“”", "‘’", dialogue=EN),
}
"""By BCP 47 tag, in small letters. What has no row is left as it is: languages that nobody here has set, and
Chinese, Japanese and Korean, whose marks need no help."""


@lru_cache(maxsize=64)
def habits_of(language: str) -> Habits | None:
    """Return the habits of a language, or None where they are not known: the row of "de-CH", else of "de"."""
    tag = language.lower()
    while tag:
        if tag in HABITS:
            return HABITS[tag]
        tag = tag.rpartition("-")[0]
    return None
