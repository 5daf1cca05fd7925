"""Every site file of ours keeps its own word, and none of its patterns can be made to hang."""

import time

import pytest

from fic2epub import lookup
from fic2epub.cleaning import check_examples, parse_site
from fic2epub.cleaning.patterns import Pattern
from fic2epub.cleaning.rules import Site, Step

SITES = [parse_site(found.text(), found.path.name) for found in lookup.find("sites") if found.ours]
WIDE = 100_000
TRIES = 2  # another process may get in the way of one
SLOWEST = 0.05  # seconds for one pattern on one such line; those that backtrack take minutes


def names(site: Site) -> str:
    return site.origin


@pytest.mark.parametrize("site", SITES, ids=names)
def test_rules_do_what_their_examples_say(site: Site) -> None:
    check_examples(site)


@pytest.mark.parametrize("site", SITES, ids=names)
def test_rules_have_ids_of_their_own(site: Site) -> None:
    ids = [rule.id for rule in site.rules]
    assert len(ids) == len(set(ids))
    assert all(one in ids for rule in site.rules for one in rule.after)


@pytest.mark.parametrize("site", SITES, ids=names)
def test_reasons_are_plain_sentences(site: Site) -> None:
    for rule in site.rules:
        assert rule.why.endswith(".")
        assert rule.why[0].isupper()


PUMPS = [
    "a",
    " ",
    "1",
    ",",
    "a ",
    "1 ",
    "A, ",
    "Reply ",
    "x left kudos ",
    "(",
    "- ",
    "Gen",
    "Words:1",
    ". ",
    "…1 ",
]


@pytest.mark.parametrize("site", SITES, ids=names)
def test_no_pattern_backtracks_on_a_wide_line(site: Site) -> None:
    patterns = {pattern for rule in site.rules for step in rule.steps for pattern in step_patterns(step)}
    slow = []
    patterns |= {rule.cuts for rule in site.rules if rule.cuts is not None}
    for pattern in patterns | set(site.mark_patterns):
        for pump in PUMPS:
            for line in (pump * (WIDE // len(pump)), "Rated: T - " + pump * (WIDE // len(pump)) + "!"):
                if min(seconds(pattern, line) for _ in range(TRIES)) > SLOWEST:
                    slow.append((pattern.source, pump))
    assert not slow


def seconds(pattern: Pattern, line: str) -> float:
    start = time.process_time()
    pattern.fullmatch(line, {})
    return time.process_time() - start


def step_patterns(step: Step) -> set[Pattern]:
    return {one for one in (step.match, step.until, step.ahead, step.without) if one is not None}
