"""Lines become passages: what stands together on the page, before anyone says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import groupby, pairwise

from fic2epub.model.manuscript import BLANK, Line, Role
from fic2epub.model.noun import noun
from fic2epub.model.story import Layout
from fic2epub.shaping.heading_grammar import Style, is_title_like, may_count, read_heading
from fic2epub.shaping.kept_lines import (
    SHORT,
    at_ends_of_letters,
    is_talk,
    keeps_lines,
    kept_runs,
    runs_of_items,
)
from fic2epub.shaping.layout import (
    BLANK_SEPARATED,
    DEEPEST,
    DOUBLE_SPACED,
    LINE_PER_PARAGRAPH,
    WRAPPED,
    WRAPPED_INDENTED,
    Spaced,
    Survey,
    indent_of,
    is_full,
    runs_on,
    spaced,
    survey,
)
from fic2epub.shaping.lists import holder_of

__all__ = ["BLANK_SEPARATED", "LINE_PER_PARAGRAPH", "WRAPPED", "Passage", "gather"]

REGION = 24
"""Lines of a chapter that may have a layout of its own; in fewer there is too little to go by."""
SURE = 0.75
"""How sure of its own layout a chapter has to be."""

LONGEST_VERSE = 120
"""Characters. With a longer line among them, lines are no stanza, though one may stand among them."""

Group = tuple[int, list[Line]]
"""Lines with no blank line between, and how many blank lines stand before them."""


@noun(frozen=True, slots=True)
class Passage:
    """Lines that stand together: a paragraph, a stanza, a heading."""

    lines: tuple[Line, ...]
    gap: int
    """How many blank lines stood before it, in one run."""
    flows: bool = False
    """Whether its lines are one paragraph that was wrapped; else each keeps its place."""

    role: Role | None = field(init=False, compare=False, repr=False)
    """What the page says these lines are."""
    text: str = field(init=False, compare=False, repr=False)
    """The passage's words, its lines joined by spaces."""

    def __post_init__(self) -> None:
        # Kept, and not worked out anew: who looks for headings, breaks or notes asks for them each time.
        lines = self.lines
        text = lines[0].text.strip(BLANK)
        if len(lines) > 1:
            text = " ".join([text, *(line.text.strip(BLANK) for line in lines[1:])])
        object.__setattr__(self, "role", lines[0].role)
        object.__setattr__(self, "text", text)

    @property
    def is_held(self) -> bool:
        """Whether the page sets it as a list or a table."""
        return holder_of(self.lines[0]) is not None


def gather(lines: Sequence[Line]) -> tuple[tuple[Passage, ...], Layout]:
    """Return a text's passages, and its layout, by which they are parted.

    A chapter that is set in another way than the text is read by its own layout.
    """
    told = spaced(lines)
    whole = survey(told)
    layout = whole.layout
    passages: list[Passage] = []
    groups = list(_groups(told))
    for region in _regions(groups):
        found = _survey_of(region, whole)
        made = list(_passages(region, found))
        shift = layout.gap - found.layout.gap
        if shift and found.layout is not layout:
            made = [replace(one, gap=max(one.gap + shift, 0)) for one in made]
        passages.extend(made)
    return tuple(passages), layout


def _groups(told: Sequence[Spaced]) -> Iterator[Group]:
    """Give the lines that stand together. Where a role or a kind of element changes, a new group begins."""
    group: list[Line] = []
    before = 0
    for gap, line in told:
        if group and _begins_group(group[-1], gap, line):
            yield before, group
            group = []
        if not group:
            before = gap
        group.append(line)
    if group:
        yield before, group


def _begins_group(above: Line, gap: int, line: Line) -> bool:
    if line.opens or line.role is not above.role:
        return True
    if above.within or line.within:
        held = holder_of(line)
        if held is not None or holder_of(above) is not None:
            return held != holder_of(above)
    return gap > 0 or _parts(above.tag, line.tag)


def _parts(above: str, below: str) -> bool:
    """Whether a heading, a rule or a list begins or ends between two lines."""
    return above != below and any(tag[:1] == "h" or tag == "li" for tag in (above, below))


def _regions(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Part a text where a chapter begins: chapters may have been saved in different ways."""
    start = 0
    for at, (gap, group) in enumerate(groups):
        if at > start and gap and _is_heading(group[0]):
            yield groups[start:at]
            start = at
    yield groups[start:]


def _survey_of(region: Sequence[Group], whole: Survey) -> Survey:
    lines = [line for _, group in region for line in group]
    if len(lines) < REGION:
        return _survey_of_few(region, whole)
    if not _differs(region, lines, whole):
        return whole
    blank = [Line(line.place, "") for line in lines[:1]]
    spread = [line for gap, group in region for line in (*blank * gap, *group)]
    own = survey(spaced(spread))
    return own if own.layout.name != whole.layout.name and own.layout.confidence >= SURE else whole


def _survey_of_few(region: Sequence[Group], whole: Survey) -> Survey:
    """Say how a short chapter is set: as the whole, unless every line that could be was wrapped."""
    pairs = [pair for _, group in region for pair in pairwise(group) if not _is_heading(group[0])]
    if whole.edge or len(pairs) < 3:
        return whole
    edge = max(len(line.text.rstrip(BLANK)) for pair in pairs for line in pair)
    if not 60 <= edge <= 100 or not all(is_full(line, below, edge) for line, below in pairs):
        return whole
    if sum(runs_on(line) for line, _ in pairs) * 3 < len(pairs) * 2:
        return whole
    return Survey(Layout(WRAPPED, SURE, whole.layout.gap), edge)


def _differs(region: Sequence[Group], lines: Sequence[Line], whole: Survey) -> bool:
    """Say quickly whether a stretch may be set otherwise than the whole: in blank lines, or in long lines."""
    if abs(len(region) / len(lines) - whole.parted) > 0.3:
        return True
    most = max(len(line.text) for line in lines[1:])
    return most > whole.edge + DEEPEST if whole.edge else most <= 110


def _passages(region: Sequence[Group], found: Survey) -> Iterator[Passage]:
    if found.layout.name == DOUBLE_SPACED:
        for held, run in groupby(region, key=lambda one: holder_of(one[1][0]) is not None):
            groups = list(run)
            yield from _held(groups) if held else _double_spaced(groups, found)
        return
    for gap, group in region:
        if len(group) == 1:
            yield Passage((group[0],), gap)
            continue
        first = True
        for piece, flows in _pieces(group, found):
            yield Passage(tuple(piece), gap if first else 0, flows and len(piece) > 1)
            first = False


def _held(groups: Iterable[Group]) -> Iterator[Passage]:
    return (Passage(tuple(group), gap) for gap, group in groups)


def _pieces(group: list[Line], found: Survey) -> Iterator[tuple[list[Line], bool]]:
    """Part a group of lines into passages, and say of each whether it is one wrapped paragraph."""
    if holder_of(group[0]) is not None:
        yield group, False
        return
    if found.layout.name == LINE_PER_PARAGRAPH:
        yield from ((part, False) for run in kept_runs(group) for part in _without_heading(run))
        return
    for piece in _at_headings(group):
        if found.layout.name == WRAPPED_INDENTED and not keeps_lines(piece):
            yield from _indented(piece, found)
        elif found.layout.name == WRAPPED and not keeps_lines(piece):
            for part in runs_of_items(piece, found.edge):
                for end in at_ends_of_letters(part, found.edge):
                    yield from _wrapped(end, found)
        elif keeps_lines(piece):
            yield piece, False
        elif _is_wrapped_alone(piece):
            yield piece, True
        else:
            yield from ((run, False) for run in _paragraphs(piece))


def _without_heading(run: list[Line]) -> Iterator[list[Line]]:
    """Part a heading from the short lines below it, which are no stanza of its."""
    if len(run) > 1 and _is_heading(run[0]) and not any(map(_is_heading, run[1:])):
        yield run[:1]
        yield from kept_runs(run[1:])
    else:
        yield run


def _wrapped(group: list[Line], found: Survey) -> Iterator[tuple[list[Line], bool]]:
    inner = list(pairwise(group))
    full = sum(is_full(line, below, found.edge) for line, below in inner)
    if full * 2 < len(inner) and not any(
        len(line.text.rstrip()) * 4 >= found.edge * 3 for line in group[:-1]
    ):
        if is_talk(group):
            yield from (([line], False) for line in group)
        else:
            yield group, False
        return
    if len(group) < 12:
        yield group, True
        return
    # Too long for a paragraph, in a text that has no other sign: a short line with a sentence's end ends one.
    piece = [group[0]]
    for line, below in inner:
        if not runs_on(line) and not is_full(line, below, found.edge - 8):
            yield piece, True
            piece = []
        piece.append(below)
    yield piece, True


def _indented(group: list[Line], found: Survey) -> Iterator[tuple[list[Line], bool]]:
    """An indent begins a paragraph; what stands deeper, or is a row of marks, stands alone."""
    if not any(indent_of(line) > found.margin for line in group):
        yield from _wrapped(group, found)
        return
    piece: list[Line] = []
    alone = False
    for line in group:
        deep = indent_of(line) - found.margin
        apart = deep > DEEPEST or not any(letter.isalnum() for letter in line.text)
        if piece and (deep > 0 or apart or alone):
            yield piece, True
            piece = []
        piece.append(line)
        alone = apart
    yield piece, True


def _is_wrapped_alone(group: Sequence[Line]) -> bool:
    """Say whether lines are a wrapped paragraph in a text that is not wrapped elsewhere."""
    inner = list(pairwise(group))
    edge = max(len(line.text.rstrip()) for line in group)
    if len(inner) < 3 or not 55 <= edge <= 100:
        return False
    full = sum(is_full(line, below, edge) for line, below in inner)
    running = sum(runs_on(line) and below.text.lstrip(BLANK)[:1].islower() for line, below in inner)
    return full * 5 >= len(inner) * 4 and running * 2 >= len(inner)


def _paragraphs(group: list[Line]) -> Iterator[list[Line]]:
    """Part lines that are a paragraph each, though no blank line says so. A stanza stays whole."""
    texts = [line.text.strip(BLANK) for line in group]
    indented = all(line.text.startswith("\u3000") for line in group[1:])
    ended = sum(
        not runs_on(line) and text[-1] not in ",;:-–—" for line, text in zip(group, texts, strict=True)
    )
    spoken = sum(len(text) > SHORT or text[0] in '"“«„「—' for text in texts)
    if indented or is_talk(group) or (ended * 5 >= len(group) * 4 and spoken * 2 >= len(group)):
        yield from ([line] for line in group)
    elif max(map(len, texts)) > LONGEST_VERSE:
        yield from kept_runs(group)
    else:
        yield group


def _double_spaced(region: Sequence[Group], found: Survey) -> Iterator[Passage]:
    """Join lines that a blank line parts, up to a line that the next word would have fitted on."""
    piece: list[Line] = []
    before = 0
    for gap, group in region:
        for line in group:
            joins = (
                piece
                and gap <= found.layout.gap
                and line.role is piece[-1].role
                and is_full(piece[-1], line, found.edge)
                and indent_of(line) <= indent_of(piece[-1]) <= DEEPEST
                and any(letter.isalnum() for letter in line.text)
                and not _is_heading(line)
            )
            if piece and not joins:
                yield Passage(tuple(piece), before, len(piece) > 1)
                piece = []
            if not piece:
                before = gap
            piece.append(line)
    if piece:
        yield Passage(tuple(piece), before, len(piece) > 1)


def _at_headings(group: list[Line]) -> Iterator[list[Line]]:
    """Part a group where a heading stands in it with no blank line around; a list of headings stays whole."""
    heads = [at for at, line in enumerate(group) if _is_heading(line)]
    if not heads or len(heads) > 2 or (heads == [0] and len(group) == 2 and _has_title_below(group)):
        yield group
        return
    start = 0
    for at in heads:
        if at > start:
            yield group[start:at]
        start = at
        end = at + 1
        if end + 1 < len(group) and end not in heads and _is_title_below(group[end]):
            end += 1
        yield group[start:end]
        start = end
    if start < len(group):
        yield group[start:]


def _has_title_below(group: Sequence[Line]) -> bool:
    """Say whether the second line may be the title of the first; spares `Chapter 2` over `by oakmoss`."""
    head, below = (line.text.strip(BLANK) for line in group[:2])
    if below.startswith("by "):
        return False
    return is_title_like(below) and (head[0].islower() or not below[0].islower())


def _is_title_below(line: Line) -> bool:
    text = line.text.strip(BLANK)
    return is_title_like(text) and not text[0].islower() and len(text) <= 50


def _is_heading(line: Line) -> bool:
    """Say whether a line is a heading beyond doubt, wherever it stands."""
    if not may_count(line.text):
        return False
    reading = read_heading(line.text)
    return reading is not None and reading.firm and reading.style in {Style.COUNTED, Style.NAMED}
