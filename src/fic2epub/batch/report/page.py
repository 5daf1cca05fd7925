"""Cards → a page of HTML that needs nothing but itself: no script, no font, no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from fic2epub.batch.report import MARK
from fic2epub.batch.report.cards import Card, Removed, Shelf, counted
from fic2epub.typesetting.xhtml import attribute, escape, one_line

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Should any name in it come to be read as a tag after all, then nothing of it is loaded or run."""

_SHELVES = {
    Shelf.FAILED: ("Failed", "These texts became no book. Nothing of them was written."),
    Shelf.DOUBTED: (
        "Worth a look",
        "These books are whole. Something about each could not be known for sure.",
    ),
    Shelf.MADE: ("New", "Nothing was doubtful here."),
    Shelf.KEPT: ("As before", "These texts have not changed, so their books stayed as they were."),
}


def page_of(cards: Sequence[Card]) -> bytes:
    """Return the report on some stories, as a file in UTF-8."""
    shelves = {shelf: [card for card in cards if card.shelf is shelf] for shelf in Shelf}
    return "".join(_page(shelves)).encode()


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def _page(shelves: dict[Shelf, list[Card]]) -> Iterator[str]:
    stories = counted(sum(map(len, shelves.values())), "text")
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>What became of {stories}</title>\n<style>\n{_stylesheet()}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>What became of {stories}</h1>\n<nav aria-label="Parts of this page">\n<ul>\n'
    )
    for shelf, cards in shelves.items():
        if cards:
            yield (
                f'<li><a class="{shelf.value}" href="#{shelf.value}">'
                f"<b>{len(cards):,}</b> {_SHELVES[shelf][0].lower()}</a></li>\n"
            )
    yield "</ul>\n</nav>\n</header>\n<main>\n"
    for shelf, cards in shelves.items():
        if cards:
            yield from _shelf(shelf, cards)
    yield "</main>\n</body>\n</html>\n"


def _shelf(shelf: Shelf, cards: Iterable[Card]) -> Iterator[str]:
    name, meaning = _SHELVES[shelf]
    yield f'<section id="{shelf.value}" aria-labelledby="h-{shelf.value}">\n'
    yield f'<h2 id="h-{shelf.value}">{name}</h2>\n<p class="meaning">{meaning}</p>\n<div class="shelf">\n'
    for card in cards:
        yield from _card(card)
    yield "</div>\n</section>\n"


def _card(card: Card) -> Iterator[str]:
    yield f'<article class="{card.shelf.value}">\n'
    if card.shelf is not Shelf.FAILED:
        yield _cover(card)
    yield '<div class="words">\n'
    yield f"<h3{_language(card)}>{_link(card.book_link, card.title)}</h3>\n"
    if card.authors:
        yield f'<p class="by">{", ".join(map(_name, card.authors))}</p>\n'
    yield from _error(card)
    if card.amounts:
        yield f'<p class="amounts">{_row(card.amounts)}</p>\n'
    if card.recognised:
        yield f'<p class="recognised">{_row(card.recognised)}</p>\n'
    if card.notices:
        yield '<ul class="notices">\n'
        for place, text in card.notices:
            where = f'<span class="place">{_name(place)}</span> ' if place else ""
            yield f"<li>{where}{_name(text)}</li>\n"
        yield "</ul>\n"
    yield from _left_out(card)
    yield f'<p class="source">from {_link(card.source_link, card.source)}</p>\n</div>\n</article>\n'


def _cover(card: Card) -> str:
    if not card.cover:
        return '<div class="cover none" aria-hidden="true"></div>\n'
    alt = attribute(f"Cover of {card.title}")
    return f'<div class="cover"><img src="{card.cover}" alt="{alt}" loading="lazy"></div>\n'


def _error(card: Card) -> Iterator[str]:
    if card.error is None:
        return
    yield f'<p class="error">{_name(card.error.what)}</p>\n'
    if card.error.where and not card.error.where.endswith(card.source):
        yield f'<p class="where">{_name(card.error.where)}</p>\n'
    if card.error.advice:
        yield f'<p class="advice">{_name(card.error.advice)}</p>\n'


def _left_out(card: Card) -> Iterator[str]:
    count = sum(rule.count for rule in card.removed) + card.unshown
    if not count and not card.others:
        return
    if not count:
        yield f'<p class="others">{_sentence(card.others)}</p>\n'
        return
    yield f'<details>\n<summary>{counted(count, "line")} left out</summary>\n<ul class="rules">\n'
    for rule in card.removed:
        yield _rule(rule)
    if card.unshown:
        yield f"<li><b>{card.unshown:,}</b> by other rules</li>\n"
    yield "</ul>\n"
    if card.others:
        yield f'<p class="others">{_sentence(card.others)}</p>\n'
    yield "</details>\n"


def _rule(rule: Removed) -> str:
    example = f"\n<q>{_name(rule.example)}</q>" if rule.example else ""
    return (
        f'<li><b>{rule.count:,}</b> <span class="why">{escape(one_line(rule.why))}</span> '
        f"<code>{escape(rule.rule)}</code>{example}</li>\n"
    )


def _row(parts: Sequence[str]) -> str:
    """Return short pieces in a row; none of them is broken unless it has to be."""
    return " · ".join(f"<span>{escape(part)}</span>" for part in parts)


def _sentence(parts: Sequence[str]) -> str:
    return escape("; ".join(parts) + ".")


def _name(text: str) -> str:
    """Return words that came with a text, apart from those around them: they may turn the direction."""
    return f"<bdi>{escape(one_line(text))}</bdi>"


def _link(address: str, text: str) -> str:
    return f'<a href="{attribute(address)}">{_name(text)}</a>' if address else _name(text)


def _language(card: Card) -> str:
    return f' lang="{attribute(card.language)}"' if card.language else ""
