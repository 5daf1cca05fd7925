"""What style sheets and `style` attributes say of words: italic, bold, struck out, not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fic2epub.lazy import regex
from fic2epub.model.manuscript import Style

_EDGE = regex(r"[{}]")
_COMMENT_EDGE = regex(r"/\*|\*/")
_SIMPLE = regex(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
LONGEST_SELECTOR = 2000
"""Characters. Longer lists of selectors are a site's, not an author's."""

Look = tuple[frozenset[Style], bool]
"""The styles that a rule sets, and whether what it is about is hidden."""

PLAIN: Look = (frozenset(), False)


def look_of(declarations: str) -> Look:
    """Read the declarations of a rule or of a `style` attribute."""
    styles: set[Style] = set()
    hidden = False
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.replace("!important", "").strip()
        if name == "font-style" and value in ("italic", "oblique"):
            styles.add(Style.EMPHASIS)
        elif name == "font-weight" and value in ("bold", "bolder", "600", "700", "800", "900"):
            styles.add(Style.STRONG)
        elif name.startswith("text-decoration"):
            styles |= {Style.UNDERLINE} if "underline" in value else set()
            styles |= {Style.STRUCK} if "line-through" in value else set()
        elif name == "display":
            hidden = value == "none"
    return frozenset(styles), hidden


def keeps_lines(declarations: str) -> bool:
    """Whether a `style` attribute lets line ends in the source be line ends on the page."""
    return "white-space:pre" in declarations.lower().replace(" ", "")


def sheet(text: str) -> dict[str, Look]:
    """Return what a style sheet says of single classes and ids (`.c3`, `p.note`, `#menu`).

    Rules for a medium (`@media print`) and for elements in elements are passed over.
    """
    looks: dict[str, Look] = {}
    for selectors, declarations in _rules(_without_comments(text)):
        look = look_of(declarations)
        if look == PLAIN or len(selectors) > LONGEST_SELECTOR:
            continue
        for selector in selectors.split(","):
            if _SIMPLE.fullmatch(selector.strip()):
                looks[selector.strip()] = look
    return looks


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Give the selectors and the declarations of each rule that is in no other."""
    depth = 0
    selectors = ""
    last = 0
    for edge in _EDGE.finditer(text):
        piece, last = text[last : edge.start()], edge.end()
        if edge[0] == "{":
            depth += 1
            selectors = piece.strip() if depth == 1 else "@"
        else:
            depth = max(depth - 1, 0)
            if depth == 0 and not selectors.startswith("@"):
                yield selectors, piece


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    last, inside = 0, False
    for edge in _COMMENT_EDGE.finditer(text):
        if (edge[0] == "/*") is inside:
            continue
        if not inside:
            pieces.append(text[last : edge.start()])
        last, inside = edge.end(), not inside
    if not inside:
        pieces.append(text[last:])
    return "".join(pieces).replace("<!--", "").replace("-->", "")
