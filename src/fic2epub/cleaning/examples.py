"""Holds a site's rules to their own examples: what each takes, and what it spares."""

from __future__ import annotations

from dataclasses import replace

from fic2epub.cleaning.page import Page
from fic2epub.cleaning.rules import Rule, Site
from fic2epub.errors import RuleError
from fic2epub.model.manuscript import Line, Place


def check_examples(site: Site) -> None:
    """Raise RuleError for the first rule that does not do with its examples what it says.

    A `takes` is a line, or a few: the rule must fit at the first. At no line of a `spares` may it fit.
    """
    _ = site.mark_patterns  # raises for the first that is no pattern
    for rule in site.rules:
        for example in rule.takes:
            if not _fits(rule, example, only_first=True):
                raise RuleError(
                    f"the rule does not take its own example {example!r}",
                    where=f"{site.origin}, rule {rule.id}",
                )
        for example in rule.spares:
            if _fits(rule, example, only_first=False):
                raise RuleError(
                    f"the rule takes what it says it spares: {example!r}",
                    where=f"{site.origin}, rule {rule.id}",
                )


def _fits(rule: Rule, example: str, *, only_first: bool) -> bool:
    lines = [Line(Place("example", number), text) for number, text in enumerate(example.split("\n"), 1)]
    page = Page(lines, dict(rule.knows))
    last = next(iter(sorted(rule.after)), "")
    rule = replace(rule, share=0.0, foot=0)  # an example is not a whole text
    tried = range(min(len(page.texts), 1) if only_first else len(page.texts))
    return any(page.fit(rule, at, last) for at in tried)
