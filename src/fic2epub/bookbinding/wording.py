"""The words of metadata and labels, as XML can hold them; and how large a book is."""

from __future__ import annotations

from fic2epub.lazy import regex

_ILLEGAL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 (section 2.2, Char) forbids: takes "\\x07" and a lone surrogate, spares "\\t" and "é"."""


def one_line(text: str) -> str:
    """Return the text on one line: each run of white space one space, what XML forbids left out."""
    return " ".join(_ILLEGAL.sub("", text).split())


def paragraphs(texts: tuple[str, ...]) -> str:
    """Return the paragraphs as plain text with a blank line between each two; empty ones left out."""
    return "\n\n".join(line for line in map(one_line, texts) if line)


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"
