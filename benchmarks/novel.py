"""Makes long texts that are like real ones: the sample stories' paragraphs, in chapters."""

from __future__ import annotations

import random
import textwrap
from pathlib import Path

STORIES = Path(__file__).parent.parent / "stories"
SAMPLES = ("the-balloon-post.txt", "mind-the-dogs-bowls.txt", "half-a-wall.txt")
"""Samples that are nothing but story."""

CHAPTER = 62_000
"""Bytes of a chapter: sixteen make a megabyte."""
SCENE = 0.012
"""How often a row of marks stands where a paragraph could."""
SHORTEST = 20
"""Characters of a paragraph that is taken: no heading, no row."""


def novel(size: int, *, seed: int = 1, chapter: int = CHAPTER) -> str:
    """Return a text of at least `size` bytes, the same for the same seed; blank lines part its paragraphs.

    `chapter` is how many bytes a chapter has.
    """
    paragraphs = [
        line
        for name in SAMPLES
        for line in (STORIES / name).read_text(encoding="utf-8").splitlines()
        if len(line) > SHORTEST and not line.startswith(("Chapter", "Disclaimer"))
    ]
    chance = random.Random(seed)
    pieces = ["The Long Road\nby Ada Penhale\n\n"]
    made = left = chapters = 0
    while made < size:
        if left <= 0:
            chapters += 1
            piece, left = f"\n\nChapter {chapters}\n\n", chapter
        elif chance.random() < SCENE:
            piece = "* * *\n\n"
        else:
            piece = f"{chance.choice(paragraphs)}\n\n"
        length = len(piece.encode())
        pieces.append(piece)
        made += length
        left -= length
    return "".join(pieces)


def wrapped(text: str, width: int = 72) -> str:
    """Return a text with its paragraphs wrapped, as in mails and old archives."""
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in text.split("\n\n"))
