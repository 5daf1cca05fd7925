"""Pictures, of which a book holds none: what stands in for one, and the notice that counts them."""

from __future__ import annotations

from fic2epub.model.manuscript import Notice


def drawn_by(alternative: str) -> str:
    """Return what a picture's alternative text draws: a smiley, a row of marks; nothing for words."""
    text = alternative.strip()
    return "" if any(letter.isalnum() for letter in text) else text


def counted(pictures: int) -> tuple[Notice, ...]:
    """Return the notice on pictures that are not in the book; none for none."""
    if not pictures:
        return ()
    told = "A picture" if pictures == 1 else f"{pictures} pictures"
    return (Notice("reading/pictures", f"{told} in the story: not in the book, which holds words."),)
