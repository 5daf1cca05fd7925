"""The typefaces of drawn covers: which package has each, and which one has a letter of a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb

from fic2epub.model.noun import noun
from fic2epub.typesetting.cover.finding import FindFont


@noun(frozen=True, slots=True)
class Typeface:
    """A font's file, and how it is used on a cover."""

    package: str
    """The package's name, as Python imports it."""
    file: str
    weight: int = 0
    """Its weight, where the file has many; 0 for a file with one."""
    index: int = 0
    """Which of the fonts in the file."""


GARAMOND = Typeface("fontpkg_eb_garamond", "files/EBGaramond[wght].ttf", 700)
PLAYFAIR = Typeface("fontpkg_playfair_display", "files/PlayfairDisplay[wght].ttf", 750)
OSWALD = Typeface("fontpkg_oswald", "files/Oswald[wght].ttf", 550)
FACES = (GARAMOND, PLAYFAIR, OSWALD)
"""The faces that a family of works may have: Latin and Cyrillic all, Greek the first alone."""

_AMIRI = Typeface("fontpkg_amiri", "files/Amiri-Bold.ttf")
_SCRIPTS = tuple(
    Typeface("manimgx_fonts", f"Noto{name}[wght].ttf", 650)
    for name in (
        "Sans",
        "SansHebrew",
        "SansThai",
        "SansDevanagari",
        "SansBengali",
        "SansTamil",
        "SansTelugu",
        "SansKannada",
        "SansMalayalam",
        "SansGujarati",
        "SansGurmukhi",
        "SansOriya",
        "SansSinhala",
        "SansMyanmar",
        "SansKhmer",
        "SansLao",
        "SansGeorgian",
        "SansArmenian",
        "SansEthiopic",
        "SansArabic",
        "SansSymbols",
        "Emoji",
    )
)
_EAST_ASIA = {"ja": 0, "ko": 1, "zh": 2, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4}
"""Which font of the file has a language's own forms of the characters that several share."""


def _east_asian(text: str, language: str) -> Typeface:
    """Return the face for characters of East Asia, in the forms of the text's own language.

    Kana and hangul tell it; else the language does, and without one, the forms of the mainland are taken.
    """
    index = _EAST_ASIA.get(language.lower(), _EAST_ASIA.get(language.lower()[:2], 2))
    if any("\u3040" <= letter <= "\u30ff" for letter in text):
        index = 0
    elif any("\uac00" <= letter <= "\ud7af" for letter in text):
        index = 1
    return Typeface("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 700, index)


@noun(frozen=True, slots=True)
class Case:
    """The faces that a text may be set in: the first one that has a letter sets it."""

    faces: tuple[Typeface, ...]
    find: FindFont

    def runs(self, text: str) -> Iterator[tuple[str, hb.Font]]:
        """Give a text's parts, each with its font; a letter that no font has is left out.

        Marks, spaces and punctuation stay in the font of what stands before them, if that has them.
        """
        chosen: list[tuple[str, hb.Font]] = []
        for letter in text:
            font = self._font(letter, chosen[-1][1] if chosen else None)
            if font is not None:
                chosen.append((letter, font))
        for _, run in groupby(chosen, key=lambda pair: id(pair[1])):
            letters = list(run)
            yield "".join(letter for letter, _ in letters), letters[0][1]

    def _font(self, letter: str, before: hb.Font | None) -> hb.Font | None:
        kind = unicodedata.category(letter)
        if kind == "Cf":  # joins or parts letters, and has no shape of its own
            return before
        if before is not None and kind[0] in "MPZ" and before.get_nominal_glyph(ord(letter)):
            return before
        return next((font for font in self._fonts() if font.get_nominal_glyph(ord(letter))), None)

    def _fonts(self) -> Iterator[hb.Font]:
        """Give the fonts in turn. They are opened only when the ones before them lack a letter."""
        for face in self.faces:
            path = self.find(face.package, face.file)
            if path is not None:
                yield _font_of(face, path)


def case_of(face: Typeface, text: str, language: str, find: FindFont) -> Case:
    """Return the faces for a text in a language, `face` first. `find` tells where the fonts are.

    A text of East Asia is set in the face of its script as a whole, its Latin words too: two inks of unlike
    weight in one line look like a mistake.
    """
    eastern = _east_asian(text, language)
    wide = any(unicodedata.east_asian_width(letter) in "WF" and letter.isalpha() for letter in text)
    first = (eastern, face) if wide else (face,)
    rest = (GARAMOND, _AMIRI, *_SCRIPTS, eastern)
    return Case((*first, *(other for other in rest if other not in first)), find)


@lru_cache(maxsize=64)
def _font_of(face: Typeface, path: Path) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(path)), face.index))
    if face.weight:
        font.set_variations({"wght": face.weight})
    return font
