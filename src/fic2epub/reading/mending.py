"""Lines are mended where their characters are certainly not what was meant; each act is entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import Line, Mark, Notice
from fic2epub.model.noun import noun
from fic2epub.reading import invisible, mojibake


@noun(frozen=True, slots=True)
class Step:
    """One way of mending."""

    rule: str
    why: str
    may_need: Callable[[str], bool]
    """Whether a text may need it: quick, since it looks at all of it; never no where it does."""
    mended: Callable[[str], str]
    notice: str = ""
    """What to tell of it; `{}` is how many lines. Empty where the entries are enough."""


STEPS = (
    Step(
        "reading/mojibake",
        mojibake.WHY,
        mojibake.is_suspected,
        mojibake.mended,
        "In {} the characters had been read in the wrong encoding (such as â€™ for ’); they were mended.",
    ),
    Step("reading/control", invisible.WHY_MEANT, invisible.has_controls, invisible.meant),
    Step("reading/invisible", invisible.WHY_UNSEEN, invisible.has_unseen, invisible.seen),
)
"""In this order: a misread character may be made of control characters."""
ROUNDS = 2
"""What stood between the bytes of a misread character may only go in the first."""


def mend(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Entry, ...], tuple[Notice, ...]]:
    """Return the lines with their characters mended, an entry for each act, and notices on what was done.

    Blank lines stay as they are: one with a no-break space in it is a gap that somebody wanted.
    """
    entries: list[Entry] = []
    notices: list[Notice] = []
    mended = tuple(lines)
    text = "\n".join([line.text for line in mended])
    if text.isascii():
        return mended, (), ()
    for step in STEPS * ROUNDS:
        if step.may_need(text):
            mended, made = _taken(step, mended)
            text = "\n".join([line.text for line in mended]) if made else text
            entries.extend(made)
    for step in STEPS:
        if step.notice and (places := {e.place for e in entries if e.rule == step.rule}):
            count = "1 line" if len(places) == 1 else f"{len(places)} lines"
            notices.append(Notice(step.rule, step.notice.format(count), min(places)))
    if "\ufffd" in text:
        damage = next(line.place for line in mended if "\ufffd" in line.text)
        said = "Some characters were lost before the text was saved (�); a fresh copy may still have them."
        notices.append(Notice("reading/damaged", said, damage))
    return mended, tuple(entries), tuple(notices)


def _taken(step: Step, lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], list[Entry]]:
    mended: list[Line] = []
    entries: list[Entry] = []
    for line in lines:
        new = line if line.text.isascii() or line.blank else rewritten(line, step.mended)
        if new.text != line.text:
            entries.append(Entry(line.place, Fate.REWRITTEN, line.text, new.text, step.rule, step.why))
        mended.append(new)
    return tuple(mended), entries


def rewritten(line: Line, mended: Callable[[str], str]) -> Line:
    """Return a line with its text mended, and its marks on the same words.

    With marks, each stretch between two of their edges is mended on its own.
    """
    if not line.marks:
        text = mended(line.text)
        return line if text == line.text else replace(line, text=text)
    edges = sorted({0, len(line.text), *(edge for mark in line.marks for edge in (mark.start, mark.end))})
    pieces = [mended(line.text[left:right]) for left, right in pairwise(edges)]
    moved = {edges[0]: 0}
    for (left, right), piece in zip(pairwise(edges), pieces, strict=True):
        moved[right] = moved[left] + len(piece)
    marks = tuple(_moved(mark, moved) for mark in line.marks)
    return replace(line, text="".join(pieces), marks=marks)


def _moved(mark: Mark, moved: dict[int, int]) -> Mark:
    return replace(mark, start=moved[mark.start], end=moved[mark.end])
