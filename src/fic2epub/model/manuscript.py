"""What the file said: its lines, each with its place, and what the page around them told."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import field, replace

from fic2epub.model.noun import noun


@noun(frozen=True, slots=True, order=True)
class Place:
    """A line of a source file. Prints `rain.txt:214`."""

    source: str
    """The file's name, as the user would know it."""
    line: int
    """1-based, as an editor shows it; never renumbered, whatever is left out before it."""
    part: int = 0
    """Which of several pieces of text on that line, as a web page may have them; 0 for a line that is one."""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}" + (f".{self.part}" if self.part else "")


class Style(enum.Enum):
    """How a stretch of words is set."""

    EMPHASIS = "em"
    STRONG = "strong"
    UNDERLINE = "u"
    STRUCK = "s"
    SUPER = "sup"
    SUB = "sub"
    LINK = "a"


@noun(frozen=True, slots=True)
class Mark:
    """A style on the characters `start` to `end` (half-open) of the text it stands beside."""

    start: int
    end: int
    style: Style
    href: str = ""
    """The target of a LINK; empty for every other style."""


class Role(enum.Enum):
    """What the page itself says a line is; known from a site's grammar or from markup, never guessed."""

    HEADING = "heading"
    """A chapter's heading."""
    TEXT = "text"
    """A line of the story, by the user's word or after a label that says so."""
    STORY = "story"
    """A line inside the element in which a web page holds its story: no rule of a site may take it. For
    shaping it is a line like any other."""
    NOTE = "note"
    """The author's words about the story, or about the chapter."""
    SUMMARY = "summary"
    """The author's summary of a chapter (the summary of the work is metadata)."""


@noun(frozen=True, slots=True)
class Holder:
    """A list, a table or a quotation around a line, or an item, a row or a cell of one."""

    tag: str
    """`ul` or `ol`, `li`, `table`, `tr`, `td` or `th`, `blockquote`."""
    at: int
    """Which of the page: two lists in a row stay two."""
    number: int | None = None
    """Of an item, if its list counts; of a cell its column, from 0."""
    sign: str = ""
    """What stands before the words of an item in its line, and is its number: `3. `."""


@noun(frozen=True, slots=True)
class Line:
    """One line of the source, without its line end."""

    place: Place
    text: str
    marks: tuple[Mark, ...] = ()
    """From HTML or Markdown; plain text has none."""
    role: Role | None = None
    """Set by a site's rule; None where nothing says what the line is."""
    tag: str = ""
    """The element that held the line, in HTML's names: `h2`, `li`, `blockquote`, `pre`, `td`, `hr`. Empty for
    plain text, and for a plain paragraph. The text of a rule (`hr`) is `* * *`."""
    opens: bool = False
    """True for the first line of a run with the same role: two notes in a row stay two."""
    within: tuple[Holder, ...] = ()
    """The lists, tables and quotations that the page sets it in, from the outermost; where the page uses them
    only to lay itself out, and for plain text, there are none."""

    blank: bool = field(init=False, compare=False, repr=False)
    """Whether the line has nothing to read in it (no-break spaces and the like are nothing)."""

    def __post_init__(self) -> None:
        # Kept, and not worked out anew: each stage asks it of each line several times.
        object.__setattr__(self, "blank", not self.text.strip(BLANK))


BLANK = (
    " \t\r\f\v\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""The white space of copied pages: that of Unicode, and the zero-width space, joiner and byte order mark."""


@noun(frozen=True, slots=True)
class Finding:
    """Something that the source told about the work, before anyone has weighed it against the rest."""

    field: str
    """The name of a field of Facts."""
    values: tuple[str, ...]
    """As the source wrote them, one or several."""
    rule: str
    """Who read it: a rule's id, such as `ao3/rating`, or `flag` for the user's own word."""
    place: Place | None = None
    """Where it stood; None for a flag or a file's name."""


@noun(frozen=True, slots=True)
class Sighting:
    """A site recognised in a manuscript, and by what."""

    site: str
    """The site's name, as its file gives it."""
    kind: str
    """`site`, or `tool` or `habit`, which are no names of places."""
    evidence: tuple[tuple[Place, str], ...]
    """The lines that gave it away."""


@noun(frozen=True, slots=True)
class Notice:
    """Something that a reader should know: a doubt, a guess, a gap. A value, never only a log line."""

    code: str
    """`room/notice`, for programs."""
    text: str
    """One sentence."""
    place: Place | None = None


@noun(frozen=True, slots=True)
class Manuscript:
    """A source as lines, in order; `reading` makes it, `cleaning` hands it on with less in it."""

    lines: tuple[Line, ...]
    encoding: str
    """The name of the encoding that was used, as Python knows it."""
    digest: str
    """SHA-256 of the source's bytes, in hexadecimal."""
    findings: tuple[Finding, ...] = ()
    """What was read off the page about the work, in order of the page."""
    sightings: tuple[Sighting, ...] = ()
    """What was recognised: the site whose page this is, and the habits of its author."""
    notices: tuple[Notice, ...] = ()
    """What a reader should know of how it was read and cleaned."""

    around: frozenset[Place] = frozenset()
    """The lines of a web page that stand outside of the element in which it holds its story. Whatever rules
    leave of them is no part of the work."""

    def with_lines(self, lines: Sequence[Line]) -> Manuscript:
        """Return the same manuscript with other lines."""
        return replace(self, lines=tuple(lines))
