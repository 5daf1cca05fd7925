"""A web page becomes lines, as a browser would copy it; and each line knows what the page says it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from fic2epub.model.ledger import Entry, Fate
from fic2epub.model.manuscript import BLANK, Finding, Holder, Line, Notice, Style
from fic2epub.model.noun import noun
from fic2epub.reading import elements
from fic2epub.reading.holders import settled
from fic2epub.reading.line_maker import LineMaker, Setting, line_starts, numbered
from fic2epub.reading.page_title import meta_findings, saved_from, title_finding, told_by
from fic2epub.reading.pictures import counted, drawn_by
from fic2epub.reading.regions import JOINED_LISTS, Region, around, names_of, region_of
from fic2epub.reading.styles import Look, keeps_lines, look_of, sheet
from fic2epub.reading.tokens import End, Start, Text, Token, tokens
from fic2epub.reading.transcript import Transcript

DEEPEST = 100
"""Elements that are open at once. What is deeper is read as if its tags were not there."""
MOST_HIDDEN = 600
"""Characters. A page hides a form, or a sentence against thieves; it hides no chapter from its readers."""

WHY_UNSEEN = "The page holds these words, but does not show them."


def read_html(text: str, source: str) -> Transcript:
    """Return the lines of a web page; of what is not shown (lists to choose from, hidden sentences) entries.

    Lists to choose from, scripts and style sheets are no lines; nor is the page's title, which becomes a
    finding of little weight. A paragraph is a line, with a blank one after it; `<br>` ends a line inside it.
    """
    cut = list(tokens(text))
    walker = _Walker(cut, LineMaker(source, line_starts(text)), _looks(cut))
    walker.walk()
    maker = walker.maker
    lines, entries = numbered(maker.lines, maker.entries)
    if _is_preformatted(lines):
        lines = [replace(line, tag="") for line in lines]
    outside = frozenset(lines[number].place for number in around(maker.regions))
    findings = (*told_by(lines, maker.regions), *walker.findings, *saved_from(text, source))
    return Transcript(tuple(settled(lines)), tuple(entries), findings, walker.notices(), outside)


def _is_preformatted(lines: Sequence[Line]) -> bool:
    """Whether a page is a text file in a `pre`, as browsers show one: then it is plain text."""
    kept = sum(len(line.text) for line in lines if line.tag == "pre")
    return kept * 2 > sum(len(line.text) for line in lines)


def _looks(cut: Iterable[Token]) -> dict[str, Look]:
    """Gather what the page's own style sheets say."""
    looks: dict[str, Look] = {}
    inside = False
    for token in cut:
        if isinstance(token, Text):
            if inside:
                looks |= sheet(token.text)
        else:
            inside = isinstance(token, Start) and token.name == "style"
    return looks


@noun(slots=True)
class _Open:
    """An element that is open."""

    name: str
    names: tuple[str, ...]
    setting: Setting
    styles: tuple[Style, ...] = ()
    joint: str | None = None
    """For a list whose items stand on one line: what stands between them."""
    number: int | None = None
    """For a list with numbers that of the next item; for a row of a table the column of the next cell."""
    kept: bool = False
    """Whether its spaces and line ends count."""
    counted: bool = False
    """For a list with numbers: whether they are copied with its words."""


@noun(slots=True)
class _Walker:
    """Goes from token to token, and knows what is open."""

    cut: Sequence[Token]
    maker: LineMaker
    looks: dict[str, Look]
    findings: list[Finding] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)
    """How often each element is open, and each name that a region goes by."""
    passed: Counter[str] = field(default_factory=Counter)
    """Elements too deep to be opened, whose end tags are still to come."""
    pictures: int = 0
    held: int = 0
    """How many lists, tables and quotations there were, and parts of them."""

    def walk(self) -> None:
        """Read all tokens."""
        ends, sizes = _pairs(self.cut)
        at = 0
        while at < len(self.cut):
            token = self.cut[at]
            if isinstance(token, Text):
                self._text(token)
            elif isinstance(token, End):
                self._end(token)
            elif (end := ends.get(at)) is not None and self._is_unseen(token, sizes[end] - sizes[at]):
                self._pass_over(at, end)
                at = end
            else:
                self._start(token)
            at += 1
        self.maker.end_line()

    def notices(self) -> tuple[Notice, ...]:
        """Say how many pictures of the story are not in the book."""
        return counted(self.pictures)

    def _text(self, token: Text) -> None:
        if self.stack and self.stack[-1].kept:
            self.maker.write_kept(token.at, token.text)
        else:
            self.maker.write(token.at, token.text)

    def _is_unseen(self, token: Start, size: int) -> bool:
        if token.name in elements.NEVER_SHOWN or token.name in _NOT_LINES:
            return True
        if size > MOST_HIDDEN:
            return False
        named = f"{token.attributes.get('class', '')} {token.attributes.get('id', '')}"
        hidden = token.name in elements.UNSEEN or "hidden" in token.attributes or self._look(token)[1]
        return hidden and "spoil" not in named.lower()

    def _look(self, token: Start) -> Look:
        """Return what style sheets and its own `style` say of an element."""
        if not self.looks and "style" not in token.attributes:
            return _NO_LOOK
        styles, hidden = look_of(token.attributes.get("style", ""))
        selectors = [f".{one}" for one in token.attributes.get("class", "").split()]
        selectors += [f"#{token.attributes['id']}"] if "id" in token.attributes else []
        for selector in selectors:
            for written in (selector, token.name + selector):
                more, hides = self.looks.get(written, _NO_LOOK)
                styles, hidden = styles | more, hidden or hides
        return styles, hidden

    def _pass_over(self, start: int, end: int) -> None:
        token = self.cut[start]
        if isinstance(token, Text) or token.name in elements.NEVER_SHOWN:
            return
        words = " ".join(part.text for part in self.cut[start:end] if isinstance(part, Text))
        words = " ".join(words.split())
        place = self.maker.place_of(token.at)
        if token.name == "title":
            if not any(finding.field == "title" for finding in self.findings):
                self.findings.extend(title_finding(words, place))
            return
        if token.name not in elements.INLINE:
            self.maker.end_line(margin=token.name in elements.PARAGRAPHS)
        if words.strip(BLANK):
            self.maker.entries.append(Entry(place, Fate.REMOVED, words, "", "html/not-shown", WHY_UNSEEN))

    # ---- start tags

    def _start(self, token: Start) -> None:
        name, maker = token.name, self.maker
        if name in elements.VOID:
            self._void(token)
            return
        self._close_before(name)
        joint = self._joint() if name == "li" else None
        if name in elements.CELLS or joint is not None:
            if maker.writing:
                maker.write_kept(token.at, joint or "\t")
        elif name in elements.PARAGRAPHS:
            maker.end_line(margin=not (name in _LISTS and self.open["li"]) and self._joins(token) is None)
        elif name in elements.LINES or name == "li":
            maker.end_line()
        else:
            self._inline(token)
        holder = self._holder(token) if joint is None else None
        if len(self.stack) >= DEEPEST:
            self.passed[name] += 1
        else:
            self._push(token, holder)

    def _inline(self, token: Start) -> None:
        if token.name == "q":
            self.maker.write_kept(token.at, "“")
        elif token.name == "rt" and self.maker.last not in "(（":
            self.maker.write_kept(token.at, "(")
        elif token.name == "a":
            href = token.attributes.get("href", "").strip()
            if href.lower().startswith(_WEB):
                self.maker.link(href)

    def _void(self, token: Start) -> None:
        if token.name == "br":
            self.maker.break_line(token.at)
        elif token.name == "hr":
            self._close_before("hr")
            self.maker.rule(token.at)
        elif token.name == "img":
            self._picture(token)
        elif token.name in ("meta", "link"):
            self.findings.extend(meta_findings(token.name, token.attributes, self.maker.place_of(token.at)))

    def _picture(self, token: Start) -> None:
        if drawn := drawn_by(token.attributes.get("alt", "")):
            self.maker.write(token.at, drawn)
        elif self.maker.setting.region in (Region.STORY, Region.NOTE):
            self.pictures += 1

    def _push(self, token: Start, holder: Holder | None) -> None:
        names = names_of(token.name, token.attributes)
        self.open.update((token.name, *names) if token.name not in names else names)
        names = names if token.name in names else (token.name, *names)
        region = region_of(names, self.open)
        outer = self.stack[-1].setting if self.stack else Setting()
        tag = token.name if token.name in elements.TAGGED else outer.tag
        within = (*outer.within, holder) if holder else outer.within
        setting = Setting(tag, region or outer.region, within)
        if region is not None and region is not outer.region:
            self.maker.end_line()
        styles = elements.STYLES.get(token.name, ())
        if token.name in _SPANS:
            styles = tuple(self._look(token)[0])
        for style in styles:
            self.maker.style(style)
        kept = token.name in ("pre", "xmp", "listing") or (bool(self.stack) and self.stack[-1].kept)
        kept = kept or keeps_lines(token.attributes.get("style", ""))
        self.stack.append(_Open(token.name, names, setting, styles, self._joins(token), None, kept))
        if token.name == "ol":
            start = token.attributes.get("start", "1").strip()
            self.stack[-1].number = int(start) if start.isdecimal() and len(start) < 6 else 1
            self.stack[-1].counted = "class" not in token.attributes or setting.region in _AUTHORS
        elif token.name == "tr":
            self.stack[-1].number = 0
        self.maker.setting = setting

    def _joins(self, token: Start) -> str | None:
        if token.name not in _LISTS:
            return None
        classes = token.attributes.get("class", "").split()
        return next((JOINED_LISTS[one] for one in classes if one in JOINED_LISTS), None)

    def _joint(self) -> str | None:
        return next((one.joint for one in reversed(self.stack) if one.name in _LISTS), None)

    def _holder(self, token: Start) -> Holder | None:
        """Return the list, the table, or the part of one that an element is; None for any other."""
        name = token.name
        number, sign = None, ""
        if name == "li":
            if not any(self.open[one] for one in _LISTS):
                return None
            number, sign = self._number_item(token)
        elif name in elements.CELLS:
            row = next((one for one in reversed(self.stack) if one.name == "tr"), None)
            if row is None or row.number is None or token.attributes.get("rowspan", "1") != "1":
                return None
            number, row.number = row.number, row.number + 1
        elif name in _LISTS:
            if self._joins(token) is not None:
                return None
            name = "ol" if name == "ol" else "ul"
        elif name not in _HOLDERS:
            return None
        self.held += 1
        return Holder(name, self.held, number, sign)

    def _number_item(self, token: Start) -> tuple[int | None, str]:
        above = next(one for one in reversed(self.stack) if one.name in _LISTS)
        if above.number is None:
            return None, ""
        value = token.attributes.get("value", "").strip()
        number = int(value) if value.isdecimal() and len(value) < 6 else above.number
        above.number = number + 1
        if not above.counted:
            return number, ""
        self.maker.prefix = f"{number}. "
        return number, self.maker.prefix

    # ---- end tags

    def _end(self, token: End) -> None:
        name, maker = token.name, self.maker
        if name == "br":
            maker.break_line(token.at)
            return
        if name in elements.VOID:
            return
        if self.passed[name]:
            self.passed[name] -= 1
        elif self.open[name]:
            self._close(name)
        if name == "q":
            maker.write_kept(token.at, "”")
        elif name == "rt" and maker.last not in "(（)）":
            maker.write_kept(token.at, ")")
        elif name in elements.PARAGRAPHS:
            maker.end_line(margin=not (name in _LISTS and self.open["li"]))
        elif name in elements.LINES or (name == "li" and self._joint() is None):
            maker.end_line()

    def _close(self, name: str) -> None:
        """Close the innermost element of a name; for blocks, with all that is open in it."""
        at = next(at for at in range(len(self.stack) - 1, -1, -1) if self.stack[at].name == name)
        if name in elements.INLINE:
            self._closed(self.stack.pop(at))
        else:
            while len(self.stack) > at:
                self._closed(self.stack.pop())
        self.maker.setting = self.stack[-1].setting if self.stack else Setting()

    def _closed(self, element: _Open) -> None:
        self.open.subtract(element.names)
        for style in element.styles:
            self.maker.unstyle(style)
        if element.name == "a":
            self.maker.link("")
        own = element.setting.region
        if own is not None and (not self.stack or self.stack[-1].setting.region is not own):
            self.maker.end_line()

    def _close_before(self, name: str) -> None:
        """Close what the start of an element ends, though no end tag says so."""
        if name in elements.PARAGRAPHS or name in elements.LINES or name == "hr":
            self._close_open(*elements.P_CLOSER)
        if name in elements.HEADINGS and self.stack and self.stack[-1].name in elements.HEADINGS:
            self._close(self.stack[-1].name)
        if name in elements.CLOSES:
            self._close_open(*elements.CLOSES[name])

    def _close_open(self, ending: frozenset[str], barriers: frozenset[str]) -> None:
        if not any(self.open[name] for name in ending):
            return
        for element in reversed(self.stack):
            if element.name in ending:
                self._close(element.name)
                return
            if element.name in barriers:
                return


_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HOLDERS = frozenset(("table", "tr", "blockquote"))
_NOT_LINES = frozenset(("title", "select", "datalist", "template", "svg", "iframe"))
_SPANS = frozenset(("span", "font"))
_AUTHORS = frozenset((Region.STORY, Region.NOTE, Region.SUMMARY))
_WEB = ("http://", "https://", "mailto:")
_NO_LOOK: Look = (frozenset(), False)


def _pairs(cut: Sequence[Token]) -> tuple[dict[int, int], list[int]]:
    """Return where the element of each start tag ends, and how many characters of text precede each token."""
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    sizes: list[int] = []
    size = 0
    for at, token in enumerate(cut):
        sizes.append(size)
        if isinstance(token, Text):
            size += len(token.text)
        elif isinstance(token, Start):
            if token.name not in elements.VOID:
                waiting.setdefault(token.name, []).append(at)
        elif waiting.get(token.name):
            ends[waiting[token.name].pop()] = at
    return ends, sizes
