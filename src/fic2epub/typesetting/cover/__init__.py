"""The cover's image: a given one made to fit, or one that is drawn."""

from __future__ import annotations

from fic2epub.model.book import Asset
from fic2epub.model.story import Facts
from fic2epub.typesetting.cover.finding import FindFont
from fic2epub.typesetting.cover.fitting import HEIGHT, NAME, WIDTH, as_jpeg, fitted

__all__ = ["FindFont", "drawn", "fitted"]


def drawn(facts: Facts, typography: str, find: FindFont) -> Asset:
    """Return a cover that is drawn: title, authors, fandom and series with a motif, all by the work itself.

    `typography` is the language that the words are set as; `find` tells where the fonts are. The same facts
    give the same bytes, as long as the libraries and the fonts stay the same.
    """
    from fic2epub.typesetting.cover.design import design  # not above: it loads Pillow and HarfBuzz

    return Asset(NAME, "image/jpeg", as_jpeg(design(facts, (WIDTH, HEIGHT), typography, find)))
