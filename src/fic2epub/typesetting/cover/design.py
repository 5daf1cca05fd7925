"""The design of a drawn cover: what the family decides, what the work decides, and the words to be set."""

from __future__ import annotations

import hashlib
import re

from PIL import Image

from fic2epub.model.fandom import short_fandom
from fic2epub.model.story import Facts
from fic2epub.typesetting.cover.canvas import Dice
from fic2epub.typesetting.cover.compositor import Plan, Words
from fic2epub.typesetting.cover.finding import FindFont
from fic2epub.typesetting.cover.layouts import LAYOUTS
from fic2epub.typesetting.cover.motifs import MOTIFS
from fic2epub.typesetting.cover.palettes import PALETTES
from fic2epub.typesetting.cover.typefaces import FACES, case_of
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import one_line

_MOST_AUTHORS = 3


def design(facts: Facts, size: tuple[int, int], typography: str, find: FindFont) -> Image.Image:
    """Return the cover's image. Letters that no typeface has are left out.

    A fandom, or else a series, decides the colours, the typeface and the layout, so that its books look like
    a family on the shelf; a series shares the motif as well; the rest is the work's own. `typography` is the
    language that the words are set as, and `find` tells where the fonts are.
    """
    words = _words(facts, typography)
    series = words.series.casefold()
    family = Dice(_digest(words.fandom.casefold() or series or words.title.casefold()))
    palette = PALETTES[family.roll(len(PALETTES))]
    layout = LAYOUTS[family.roll(len(LAYOUTS))]
    face = FACES[family.roll(len(FACES))]
    own = Dice(_digest("\n".join((facts.title, *facts.authors))))
    kind = Dice(_digest(series)).roll(len(MOTIFS)) if series else own.roll(len(MOTIFS))
    text = " ".join((words.title, words.authors, words.fandom, words.series))
    case = case_of(face, text, facts.language, find)
    return layout(Plan(size, words, palette, case, facts.language, MOTIFS[kind], own))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _words(facts: Facts, typography: str) -> Words:
    series = next((each for each in facts.series if one_line(each.name)), None)
    return Words(
        title=smarten_text(one_line(facts.title), typography),
        authors=_names([name for name in map(one_line, facts.authors) if name]),
        fandom=_cut(short_fandom(one_line(facts.fandoms[0])) if facts.fandoms else "", 44),
        series=_cut(smarten_text(one_line(series.name), typography) if series else "", 44),
        number=_number(one_line(series.position)) if series else "",
    )


def _names(names: list[str]) -> str:
    """Return names as one line: of many the first ones."""
    shown = names if len(names) <= _MOST_AUTHORS else [*names[: _MOST_AUTHORS - 1], "…"]
    return _cut(" & ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:]))), 56)


def _number(position: str) -> str:
    """Return a series' number if a disc can hold it: "3", "2.5"."""
    return position if re.fullmatch(r"\d{1,3}([.,]\d)?", position) else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
