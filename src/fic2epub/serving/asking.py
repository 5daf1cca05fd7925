"""What an address asks for, and the address that asks for a little more, or less, or the next page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from fic2epub.model.noun import noun
from fic2epub.serving.book import Term
from fic2epub.serving.finding import LONGEST_QUERY, Finder, Order, Wanted
from fic2epub.serving.opening import clean

_MOST_TERMS = 8
_LAST_PAGE = 100_000
_LARGEST_NUMBER = 1 << 49


class BadAddressError(Exception):
    """An address asks for what nobody can mean."""


@noun(frozen=True, slots=True)
class Asked:
    """The question in an address: words, numbers of terms, an order, a page."""

    text: str = ""
    terms: tuple[int, ...] = ()
    order: Order | None = None
    page: int = 1
    plain: bool = False
    """Whether the simpler page is wanted."""

    def sorted_by(self) -> Order:
        """Return the order: unless another is asked for, of a search the best first, else the newest."""
        return self.order or (Order.BEST if self.text else Order.NEWEST)

    def query(self) -> str:
        """Return it as an address has it, with its question mark; empty for a question about everything."""
        pairs = [
            *([("q", self.text)] if self.text else []),
            *(("term", str(number)) for number in self.terms),
            *([("order", self.order.value)] if self.order else []),
            *([("page", str(self.page))] if self.page > 1 else []),
            *([("plain", "1")] if self.plain else []),
        ]
        return f"?{urlencode(pairs)}" if pairs else ""

    def on(self, page: int) -> Asked:
        """Return the question for another page."""
        return replace(self, page=page)

    def by(self, order: Order) -> Asked:
        """Return it in another order."""
        return replace(self, order=order, page=1)

    def with_term(self, number: int) -> Asked:
        """Return it narrowed by a term."""
        return replace(self, terms=(*(n for n in self.terms if n != number), number), page=1)

    def without_term(self, number: int) -> Asked:
        """Return it without a term."""
        return replace(self, terms=tuple(n for n in self.terms if n != number), page=1)

    def wanted(self, finder: Finder) -> Wanted | None:
        """Return what is wanted of the index; None where a term is unknown."""
        terms: list[Term] = []
        for number in self.terms:
            term = finder.term(number)
            if term is None:
                return None
            terms.append(term)
        return Wanted(self.text, tuple(terms), self.sorted_by())


def asked(query: str) -> Asked:
    """Read what stands behind an address's question mark. Raises BadAddressError."""
    try:
        pairs = parse_qsl(query, errors="strict", max_num_fields=40)
    except ValueError:
        raise BadAddressError from None
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    text = clean(next(iter(given.get("q", []) + given.get("query", [])), ""), LONGEST_QUERY + 1)
    if len(text) > LONGEST_QUERY:
        raise BadAddressError
    terms = tuple(dict.fromkeys(_number(value, _LARGEST_NUMBER) for value in given.get("term", []) if value))
    if len(terms) > _MOST_TERMS:
        raise BadAddressError
    return Asked(
        text=text,
        terms=terms,
        order=_order(next(iter(given.get("order", [])), "")),
        page=max(1, _number(next(iter(given.get("page", [])), "1"), _LAST_PAGE)),
        plain=given.get("plain", [""])[0] == "1",
    )


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20) or int(text) > most:
        raise BadAddressError
    return int(text)


def _order(text: str) -> Order | None:
    try:
        return Order(text) if text else None
    except ValueError:
        raise BadAddressError from None
