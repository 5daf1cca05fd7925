"""What the shelf shows to reading programs, whichever OPDS they speak: links, and lists of books."""

from __future__ import annotations

from fic2epub.model.noun import noun
from fic2epub.serving.asking import Asked
from fic2epub.serving.book import File, Form, Kind, Shelved, Term
from fic2epub.serving.finding import Finder, Order, Wanted

PER_PAGE = 40
"""Books in a feed: within what e-readers like (30 to 60)."""
LINKS_PER_PAGE = 100
_FACETS = 12
"""Names of each kind by which a list can be narrowed."""

PLURALS = {
    Kind.FANDOM: "Fandoms",
    Kind.SHIP: "Relationships",
    Kind.AUTHOR: "Authors",
    Kind.SERIES: "Series",
    Kind.CHARACTER: "Characters",
    Kind.TAG: "Tags",
    Kind.RATING: "Ratings",
    Kind.STATUS: "Finished or not",
    Kind.LANGUAGE: "Languages",
}
SINGULARS = {
    Kind.FANDOM: "Fandom",
    Kind.SHIP: "Relationship",
    Kind.AUTHOR: "Author",
    Kind.SERIES: "Series",
    Kind.CHARACTER: "Character",
    Kind.TAG: "Tag",
    Kind.RATING: "Rating",
    Kind.STATUS: "Status",
    Kind.LANGUAGE: "Language",
}
ORDERS = {Order.NEWEST: "Newest first", Order.TITLE: "By title", Order.LONGEST: "Longest first"}
NARROWING = (Kind.FANDOM, Kind.SHIP, Kind.RATING, Kind.STATUS)


@noun(frozen=True, slots=True)
class Link:
    """A way on: to a list of books, or to further links."""

    title: str
    path: str
    """Below the catalogue's root, with its question."""
    leads_to_books: bool
    count: int | None = None
    about: str = ""
    newest: bool = False


@noun(frozen=True, slots=True)
class Choice:
    """One way in which a list can be narrowed or sorted."""

    title: str
    path: str
    active: bool
    count: int | None = None


@noun(frozen=True, slots=True)
class Feed:
    """A page of the catalogue: links or books, never both."""

    title: str
    path: str
    updated: float
    links: tuple[Link, ...] = ()
    books: tuple[Shelved, ...] | None = None
    total: int = 0
    start: int = 0
    per_page: int = PER_PAGE
    first: str = ""
    last: str = ""
    previous: str = ""
    next: str = ""
    choices: tuple[tuple[str, tuple[Choice, ...]], ...] = ()


def root(finder: Finder, name: str) -> Feed:
    """Return the catalogue's first page."""
    total = finder.count()
    links = [
        Link("Newest", "/books?order=newest", True, total, "What was added last", newest=True),
        Link("All by title", "/books?order=title", True, total, "From A to Z"),
    ]
    for kind, plural in PLURALS.items():
        _, count = finder.terms(kind, 0, 1)
        if count:
            links.append(Link(plural, f"/by/{kind.value}", False, count))
    return Feed(name, "", finder.changed(), tuple(links), total=len(links), per_page=len(links))


def names(finder: Finder, kind: Kind, page: int) -> Feed | None:
    """Return a page of the names of a kind, or None where it has no such page."""
    start = (page - 1) * LINKS_PER_PAGE
    terms, total = finder.terms(kind, start, LINKS_PER_PAGE)
    if not terms and page > 1:
        return None
    links = tuple(Link(term.name, f"/books?term={term.number}", True, term.count) for term in terms)
    path = f"/by/{kind.value}"
    here = [
        path if number == 1 else f"{path}?page={number}"
        for number in range(1, pages(total, LINKS_PER_PAGE) + 1)
    ]
    return Feed(
        PLURALS[kind], here[page - 1], finder.changed(), links, total=total, start=start,
        per_page=LINKS_PER_PAGE, first=here[0], last=here[-1],
        previous=here[page - 2] if page > 1 else "", next=here[page] if page < len(here) else "",
    )  # fmt: skip


def list_of(finder: Finder, asked: Asked, name: str) -> Feed | None:
    """Return a page of the books that are asked for, or None where there is no such page."""
    wanted = asked.wanted(finder)
    start = (asked.page - 1) * PER_PAGE
    found = finder.books(wanted, start, PER_PAGE) if wanted else None
    if wanted is None or found is None or (not found.books and asked.page > 1):
        return None
    last = pages(found.total, PER_PAGE)
    way = {
        number: f"/books{asked.on(number).query()}" for number in {1, last, asked.page - 1, asked.page + 1}
    }
    return Feed(
        title=heading(asked, wanted.terms) or name,
        path=f"/books{asked.query()}",
        updated=finder.changed(),
        books=found.books,
        total=found.total,
        start=start,
        choices=tuple(_choices(finder, asked, wanted.terms)),
        first=way[1],
        last=way[last],
        previous=way[asked.page - 1] if asked.page > 1 else "",
        next=way[asked.page + 1] if asked.page < last else "",
    )


def heading(asked: Asked, terms: tuple[Term, ...]) -> str:
    """Return what a list of books is a list of."""
    parts = [term.name for term in terms]
    if asked.text:
        parts.insert(0, f"“{asked.text}”")
    return " · ".join(parts) or ORDERS.get(asked.sorted_by(), "")


def pages(total: int, per_page: int) -> int:
    """Return how many pages there are; one, if there is nothing."""
    return max(1, -(-total // per_page))


def editions_for(book: Shelved, agent: str) -> list[File]:
    """Return a book's newest files, with the format that the asking device likes best in front."""
    likes = liked_by(agent)
    return sorted(book.editions(), key=lambda file: likes.index(file.form))


def liked_by(agent: str) -> tuple[Form, ...]:
    """Return the formats in the order in which a device or program likes them, by the name that it gives."""
    low = agent.lower()
    # KOReader on a Kobo likes an EPUB best, and a Tolino, though it may be built by Kobo, takes nothing else.
    if not ("koreader" in low or "tolino" in low) and ("kobo" in low or "ereader" in low):
        return Form.KEPUB, Form.EPUB, Form.AZW3
    if "kindle" in low:
        return Form.AZW3, Form.EPUB, Form.KEPUB
    return Form.EPUB, Form.KEPUB, Form.AZW3


def _choices(finder: Finder, asked: Asked, terms: tuple[Term, ...]) -> list[tuple[str, tuple[Choice, ...]]]:
    orders = tuple(
        Choice(title, f"/books{asked.by(order).query()}", order is asked.sorted_by())
        for order, title in ORDERS.items()
    )
    groups = [("Sort", orders)]
    found = finder.narrower(Wanted(asked.text, terms), NARROWING, _FACETS)
    for kind in NARROWING:
        chosen = [term for term in terms if term.kind is kind]
        active = [Choice(t.name, f"/books{asked.without_term(t.number).query()}", True) for t in chosen]
        others = [
            Choice(t.name, f"/books{asked.with_term(t.number).query()}", False, t.count)
            for t in found[kind]
            if t.number not in asked.terms
        ]
        if active or others:
            groups.append((SINGULARS[kind], (*active, *others)))
    return groups
