"""The words of which one stands wherever a pattern is found; looking for them is a hundred times as fast."""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache

from fic2epub.lazy import regex
from fic2epub.model.noun import noun

Words = frozenset[str]
NOTHING: Words = frozenset()

_TOKEN = regex(
    r"""(?sx)
      \\(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|\d{1,3})
    | \\(?P<escaped>.)
    | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
    | (?P<opens>\((?:\?(?P<sort>:|>|=|!|<=|<!|P<\w+>|[a-zA-Z-]+:))?)
    | (?P<closes>\))
    | (?P<other>\|)
    | (?P<times>[*+?]|\{\d*(?:,\d*)?\})[?+]?
    | (?P<point>[.^$])
    | (?P<plain>[^\\\[\]()|*+?{}.^$]+|.)"""
)
_TRANSPARENT = regex(r":|>|=|P<\w+>")
"""Groups whose words are the pattern's own. In `(?i:…)` and behind `(?!` they are not."""
_NEVER = regex(r"[*?]|\{0?(?:,|\}|,\d)|\{0,")


@noun(slots=True)
class _Group:
    """A group while it is read: what each of its ways needs."""

    plain: bool
    ways: list[Words] = field(default_factory=list)
    best: Words = NOTHING
    run: str = ""
    last: Words = NOTHING
    """What the group needs that was closed just now, as long as nothing says that it may be missing."""

    def end_run(self) -> None:
        """Offer the letters that were read one after the other."""
        self._offer(self.last)
        self._offer(frozenset((self.run,)) if self.run else NOTHING)
        self.run, self.last = "", NOTHING

    def repeat(self, times: str, *, after_letter: bool) -> None:
        """Take back what came last, where it need not be there; end the run either way."""
        if _NEVER.match(times):
            self.run = self.run[:-1] if after_letter else self.run
            self.last = NOTHING
        self.end_run()

    def end_way(self) -> None:
        """Close one of the ways in which the group may match."""
        self.end_run()
        self.ways.append(self.best)
        self.best = NOTHING

    def needs(self) -> Words:
        """Return the words of which one must be there; none where one way needs none."""
        return frozenset().union(*self.ways) if self.plain and all(self.ways) else NOTHING

    def _offer(self, words: Words) -> None:
        if words and min(map(len, words)) > min(map(len, self.best), default=0):
            self.best = words


@lru_cache(maxsize=1024)
def needed(pattern: str) -> Words:
    r"""Return strings of which at least one stands in every text in which a pattern is found.

    None at all means that nothing can be said. `^Read (the )?latest` gives `{" latest"}` or `{"Read "}`, and
    `\b(Amazon|Royal Road)\b` gives both names. Case counts.
    """
    groups = [_Group(plain=True)]
    letter = False
    for token in _TOKEN.finditer(pattern):
        here = groups[-1]
        kind = token.lastgroup if token["opens"] is None else "opens"
        if kind == "times":
            here.repeat(token["times"], after_letter=letter)
        elif kind == "opens":
            if token["sort"] is None and pattern.startswith("?", token.end()):
                return NOTHING  # flags for the whole, a condition, a comment: rare, and not worth it
            here.end_run()
            groups.append(_Group(plain=token["sort"] is None or bool(_TRANSPARENT.match(token["sort"]))))
        elif kind == "closes" and len(groups) > 1:
            here.end_way()
            groups.pop()
            groups[-1].end_run()
            groups[-1].last = here.needs()
        elif kind == "other":
            here.end_way()
        elif kind == "plain" or (kind == "escaped" and not token["escaped"].isalnum()):
            if here.last:
                here.end_run()
            here.run += token["escaped"] or token[0]
        else:
            here.end_run()
        letter = kind in {"plain", "escaped"}
    groups[0].end_way()
    return groups[0].needs()
