"""Makes pictures of a book: in every theme, in two reading programs, beside other programs' books."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL.Image import Image

from books import THEMES, others, ours
from sheets import page_with, save, sheet
from viewers import (
    A5,
    DAY,
    LARGE,
    NIGHT,
    SIX_INCH,
    SIX_INCH_LARGE,
    Paper,
    Screen,
    Shot,
    foliate,
    missing_for_foliate,
    missing_for_mupdf,
    mupdf,
)

ROOT = Path(__file__).parents[2]

PASSAGES = {
    "title": "saltmarsh_owl",
    "about": "About this story",
    "contents": "Settled Between Them",
    "opening": "The relief boat came on Thursdays",
    "break and verse": "Nothing passed us but a gull",
    "chat": "did the cake get wet",
    "list": "A new candle does not count",
    "letter": "4 Custom House Quay",
    "end": "The goat is real",
}
"""What is looked at, by words that stand on its page and on none before it."""

PAPERS: Mapping[str, Paper] = {"a5": A5, "six-inch": SIX_INCH, "six-inch-large": SIX_INCH_LARGE}
SCREENS = {"day": DAY, "night": NIGHT, "large": LARGE}
COMPARED = ("opening", "chat", "letter")


def main() -> None:
    """Draw every sheet that the programs on this machine allow, and say which could not be drawn."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("-o", "--out", type=Path, default=ROOT / "build" / "pictures")
    wanted.add_argument(
        "--only", nargs="+", choices=[*PAPERS, *SCREENS], help="these alone, and no other program"
    )
    wanted.add_argument("--keep", action="store_true", help="copy the best few to docs/images")
    asked = wanted.parse_args()
    folder: Path = asked.out.resolve()
    made = folder / "books"
    made.mkdir(parents=True, exist_ok=True)
    books = ours(made)
    names = asked.only or [*PAPERS, *SCREENS]
    papers = {name: PAPERS[name] for name in names if name in PAPERS}
    screens = {name: SCREENS[name] for name in names if name in SCREENS}
    shown = {**_by_mupdf(books, papers, folder), **_by_foliate(books, screens, folder)}
    for (viewer, theme), shots in shown.items():
        cells = [(name, _picture(shots, words)) for name, words in PASSAGES.items()]
        save(sheet(cells, 640, columns=5), folder / f"{viewer}-{theme}.png")
        save(
            sheet([(str(n), shot.picture) for n, shot in enumerate(shots, 1)], 460, columns=7),
            folder / f"all-{viewer}-{theme}.png",
        )
    best = _best(shown) | ({} if asked.only else _compared(shown.get(("a5", "classic")), made, folder))
    for name, picture in best.items():
        for images in (folder, ROOT / "docs" / "images")[: 2 if asked.keep else 1]:
            save(picture, images / f"small-lights-{name}.png", colours=32)
    say(f"pictures are in {folder}")


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr)


Shown = dict[tuple[str, str], list[Shot]]


def _by_mupdf(books: Mapping[str, Path], papers: Mapping[str, Paper], folder: Path) -> Shown:
    if not papers:
        return {}
    if missing := missing_for_mupdf():
        say(f"no pictures by MuPDF: {missing} is not on this machine")
        return {}
    return {
        (name, theme): mupdf(book, paper, folder / "pages" / f"{name}-{theme}")
        for name, paper in papers.items()
        for theme, book in books.items()
    }


def _by_foliate(books: Mapping[str, Path], screens: Mapping[str, Screen], folder: Path) -> Shown:
    if not screens:
        return {}
    if missing := missing_for_foliate():
        say(f"no pictures by foliate-js: {missing} is not on this machine")
        return {}
    keys = [(name, theme) for name in screens for theme in books]
    jobs = [(books[theme], screens[name], folder / "pages" / f"{name}-{theme}") for name, theme in keys]
    return dict(zip(keys, foliate(jobs), strict=True))


def _picture(shots: Sequence[Shot], words: str) -> Path | None:
    shot = page_with(shots, words)
    return shot.picture if shot else None


def _compared(shots: list[Shot] | None, made: Path, folder: Path) -> dict[str, Image]:
    """Draw passages as we set them and as other programs do; return the one for the documentation."""
    if shots is None:
        return {}
    columns = {"fic2epub": shots}
    for name, book in others(made, say).items():
        columns[name] = mupdf(book, A5, folder / "pages" / name)
        pages = [(str(n), shot.picture) for n, shot in enumerate(columns[name][:14], 1)]
        save(sheet(pages, 460, columns=7), folder / f"all-{name}.png")
    sheets = {
        passage: sheet([(name, _picture(pages, PASSAGES[passage])) for name, pages in columns.items()], 640)
        for passage in COMPARED
    }
    for passage, picture in sheets.items():
        save(picture, folder / f"compare-{passage}.png")
    return {"compared": sheets["opening"]} if len(columns) > 1 else {}


def _best(shown: Shown) -> dict[str, Image]:
    """Return the other pictures for the documentation, by name, as far as their pages were drawn."""
    best = {}
    by_theme = {theme: shown[("day", theme)] for theme in THEMES if ("day", theme) in shown}
    if by_theme:
        words = PASSAGES["opening"]
        best["themes"] = sheet([(theme, _picture(pages, words)) for theme, pages in by_theme.items()], 600)
        pages = by_theme["classic"]
        names = ("title", "about", "contents", "letter")
        inside = [("", _picture(pages, PASSAGES[name])) for name in names]
        best["pages"] = sheet([("", pages[0].picture), *inside], 500)
    return best


if __name__ == "__main__":
    main()
