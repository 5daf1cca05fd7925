"""Running text: characters, and the styles on them, as XHTML whose elements nest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.story import Words
from fic2epub.typesetting.typography import smarten
from fic2epub.typesetting.xhtml import attribute, escape, is_blank, safe_address


def set_words(words: Words, language: str) -> str:
    """Return words as XHTML, as their language is printed."""
    printed = smarten(words, language)
    return set_marks(printed.text, printed.marks)


def set_marks(text: str, marks: Sequence[Mark]) -> str:
    """Return text with its styles as elements. Where styles cross, one is closed and opened again."""
    if not marks:
        return escape(text)
    kept = _tidy(text, marks)
    out: list[str] = []
    opened: list[Mark] = []
    at = 0
    for edge in sorted({edge for mark in kept for edge in (mark.start, mark.end)}):
        out.append(escape(text[at:edge]))
        at = edge
        _close(opened, edge, out)
        for mark in kept:
            if mark.start <= edge < mark.end and mark not in opened:
                opened.append(mark)
                out.append(_start_tag(mark))
    return "".join(out) + escape(text[at:])


def _close(opened: list[Mark], edge: int, out: list[str]) -> None:
    """Close the elements that end here, and with them those inside that go on: they are opened again."""
    ending = [at for at, mark in enumerate(opened) if mark.end <= edge]
    if ending:
        out.extend(f"</{mark.style.value}>" for mark in reversed(opened[ending[0] :]))
        del opened[ending[0] :]


def _start_tag(mark: Mark) -> str:
    if mark.style is Style.LINK:
        return f'<a href="{attribute(mark.href)}">'
    return f"<{mark.style.value}>"


def _tidy(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that show, none on top of another of its style, in the order of their start tags.

    A link inside a link is left out, as HTML has it; so is a link to anything but the web or a letter box.
    """
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.style.value, m.start, -m.end, m.href)):
        start, end = (min(max(0, edge), len(text)) for edge in (mark.start, mark.end))
        each = replace(mark, start=start, end=end, href=safe_address(mark.href))
        if each.style is Style.LINK and not each.href:
            continue
        last = kept[-1] if kept and kept[-1].style is each.style else None
        if last and each.style is Style.LINK:
            each = replace(each, start=max(each.start, last.end))
        elif last and each.start <= last.end:
            kept[-1] = replace(last, end=max(last.end, each.end))
            continue
        if not is_blank(text[each.start : each.end]):
            kept.append(each)
    return sorted(kept, key=lambda m: (m.start, -m.end, _INSIDE[m.style]))


_INSIDE = {
    Style.LINK: 0, Style.STRONG: 1, Style.EMPHASIS: 2, Style.UNDERLINE: 3, Style.STRUCK: 4, Style.SUPER: 5,
    Style.SUB: 6,
}  # fmt: skip
"""Which of two styles on the same words goes outside: the lower one."""
