"""Where sentences end, as far as a place in a book needs it.

An e-reader marks and counts by these pieces. A piece too many ("Mr. " before "Harrop") harms nobody; a
character too many or too few would, so the pieces are always the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.lazy import regex

_WIDE = "。！？｡．"
"""What ends a sentence in Chinese and Japanese, with no space behind it."""
_WIDE_CLOSERS = "」』）］｝】〉》〕〗｣"
_END = regex(rf"""([.!?…‥‽؟۔।॥։።။។{_WIDE}]++['"’”‘“»«›‹)\]}}{_WIDE_CLOSERS}]*+)([ \t\n\r\f\u3000]*+)""")
"""The marks that may end a sentence, what closes behind them, and the spaces, which stay with it.

It takes every run of marks, so that no run is looked at twice; `sentences` says whether it is an end.
A no-break space is no space: “12. Mai” may be tied by one.
"""
_ENDS_BY_ITSELF = regex(f"[{_WIDE}{_WIDE_CLOSERS}]")


def sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text, each with the spaces behind it; together they are the text.

    Takes "“Go!” He went." and "走。他走了。" for two each; spares "3.14", "a.m.," and "Wait: so".
    """
    start = 0
    for found in _END.finditer(text):
        if found[2] or _ENDS_BY_ITSELF.search(found[1]):
            yield text[start : found.end()]
            start = found.end()
    if start < len(text):
        yield text[start:]
