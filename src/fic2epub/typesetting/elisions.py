"""Words that are cut short in speech, by language: what is left of them has an apostrophe."""

from __future__ import annotations

import re

from fic2epub.lazy import regex
from fic2epub.model.noun import noun


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ending(letters: str) -> re.Pattern[str]:
    return regex(f"(?:{letters})$", re.IGNORECASE)


def _whole(words: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(words.split())})$", re.IGNORECASE)


_NONE = regex(r"(?!)")


@noun(frozen=True, slots=True)
class Elisions:
    """How the words of a language lose letters."""

    always: frozenset[str] = frozenset()
    """Words that are hardly words without the apostrophe before them."""
    often: frozenset[str] = frozenset()
    """Words that lose their first letters in speech, and that are words, or could be, without the mark."""
    seldom: frozenset[str] = frozenset()
    """Such words too, but so common whole that only the middle of a clause speaks for the apostrophe: takes
    "lost 'is 'at"; spares "he said, 'is it?'"."""
    ending: re.Pattern[str] = _NONE
    """How a word ends that may have an apostrophe after it: takes dogs' and goin'; spares the end of 'a piece
    of cake' at cake."""
    cut: re.Pattern[str] = _NONE
    """What is left of words that lose their last letters: takes an', o' and th'; spares 'a man' at man."""


ENGLISH = Elisions(
    always=_words(
        """
        cept em fraid gainst n neath nother nuff nuther sblood struth tis tisn twas twasn twere twill twixt
        twon twould twouldn zounds
        """
    ),
    often=_words(
        """
        ad alf andsome appen appened appens appy ard arder arf arry ave aven avin aving bout cause cos
        course coz cuz e ead ear eard eart eaven eavy ell ello elp enry er ere ers erself ey fore igh im
        imself isself kay lo nd ole ome oo ope orrible orse orses ot ouse ousehold ow round s scuse
        spect stead sup til till tween uh ullo undred unt urry urt ya
        """
    ),
    seldom=_words("air all and arm as at ate board cross ill is it less old our sides way"),
    ending=_ending("in|[sxz]"),
    cut=_whole(
        """
        an aroun behin bes chil de don fa firs fo gi groun han jus las li lil ma mo mus nex o ol po roun t th
        tha vi wha wi wil wit y
        """
    ),
)

GERMAN = Elisions(
    always=_words("ne nem nen ner nes rin runter rüber tschuldigung tschuldige türlich nunter nauf"),
    often=_words("s n m ch nu mal rum raus rein rauf ran"),
    ending=_ending("[sxzß]|ce"),
    cut=_whole(
        """
        aug bleib denk find freud geh glaub hab halt hätt heut hol komm könnt lass leb lieb mach müd
        möcht müsst nehm red ruh sag schau schlaf seh setz sollt steh tat tu tät wart weiß werd wollt wär würd
        """
    ),
)

DUTCH = Elisions(
    always=_words("ns"),
    often=_words("s t n k m r"),
    ending=_ending("[sxz]|[aeiouy]"),
)

FRENCH = Elisions(
    always=_words("tain tit tite"),
    often=_words("fin spèce scusez scuse"),
    cut=_whole("c d j l m n qu s t jusqu lorsqu puisqu quelqu presqu p v"),
)

ITALIAN = Elisions(
    always=_words("sto sta sti ste notte ndrangheta"),
    often=_words("na no ndo o a l n"),
    cut=_whole(
        """
        po mo be va fa da di sta to ca pe l d c un all dell dall nell sull quell bell sant m s t v gl n
        """
    ),
)

SPANISH = Elisions(always=_words("tá tás toy tamos"), cut=_whole("pa na to"))
PORTUGUESE = Elisions(always=_words("tá tô tava cê cês"), often=_words("bora té"), cut=_whole("pra d n"))
CATALAN = Elisions(often=_words("l n s m t ls ns"), cut=_whole("d l m n s t"))
NORDIC = Elisions(often=_words("na n"), ending=_ending("[sxz]"), cut=_whole("ta ha ka ska ba"))
SLAVIC = Elisions()
NONE = Elisions(ending=_ending("[sxz]"))
