"""What the shelf shows to people: pages that need no script, and that are plainer for e-readers' browsers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fic2epub.bookbinding.wording import size_in_words
from fic2epub.lazy import regex
from fic2epub.serving.asking import Asked
from fic2epub.serving.book import File, Form, Kind, Shelved, Term
from fic2epub.serving.catalogue import (
    LINKS_PER_PAGE,
    NARROWING,
    ORDERS,
    PLURALS,
    SINGULARS,
    editions_for,
    heading,
    pages,
)
from fic2epub.serving.finding import LONGEST_QUERY, Finder, Order, Wanted
from fic2epub.serving.opds1 import cover_path, download_path

if TYPE_CHECKING:
    from jinja2 import Environment

PER_PAGE = 36
PLAIN_PER_PAGE = 12
_OPTIONS = 60
_E_READER = regex(r"kobo|ereader|tolino|kindle|pocketbook|nook|bookeen|cybook", 2)
"""What the browsers of e-readers call themselves. Takes "Kobo Touch 0376/4.38" and "Kindle/3.0"."""
_BROWSED = (Kind.FANDOM, Kind.SHIP, Kind.AUTHOR, Kind.SERIES, Kind.TAG, Kind.CHARACTER)
_FORMATS = {
    Form.EPUB: ("EPUB", "for most reading programs and e-readers"),
    Form.KEPUB: ("KEPUB", "for Kobo"),
    Form.AZW3: ("AZW3", "for Kindle"),
}


class Pages:
    """Sets pages; each method gives one, or None where there is no such."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _templates(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        made = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True,
            lstrip_blocks=True, undefined=StrictUndefined, auto_reload=False,
        )  # fmt: skip
        made.globals.update(
            Kind=Kind, plurals=PLURALS, singulars=SINGULARS, cover_path=cover_path, longest=LONGEST_QUERY,
            browsed=_BROWSED, name=self._name, day=_day, size=size_in_words, language=_language,
        )  # fmt: skip
        return made

    def prepare(self) -> None:
        """Compile the templates, so that the first to come need not wait for it."""
        for name in self._templates.list_templates():
            self._templates.get_template(name)

    def shelf(self, finder: Finder, asked: Asked, agent: str) -> str | None:
        """Return the shelf, or what was searched for."""
        wanted = asked.wanted(finder)
        if wanted is None:
            return None
        plain = _is_plain(asked, agent)
        per_page = PLAIN_PER_PAGE if plain else PER_PAGE
        found = finder.books(wanted, (asked.page - 1) * per_page, per_page)
        if not found.books and asked.page > 1:
            return None
        last = pages(found.total, per_page)
        return self._set(
            "shelf.html", asked, plain,
            heading=heading(asked, wanted.terms) if asked.text or wanted.terms else "",
            books=found.books, total=found.total, chosen=wanted.terms, last=last,
            filters=[] if plain else self._filters(finder, wanted),
            kept=[term for term in wanted.terms if term.kind not in NARROWING],
            orders=[(order, title) for order, title in self._orders(asked).items()],
            sorted_by=asked.sorted_by(), empty=not finder.count(), broken=finder.broken_count(),
        )  # fmt: skip

    def book(self, finder: Finder, token: str, asked: Asked, agent: str) -> str | None:
        """Return all about one book."""
        book = finder.book(token)
        if book is None:
            return None
        downloads = [_download(book, file) for file in editions_for(book, agent)]
        wants_azw3 = "kindle" in agent.lower() and not any(f.form is Form.AZW3 for f in book.files)
        return self._set(
            "book.html", asked, _is_plain(asked, agent), book=book, downloads=downloads,
            wants_azw3=wants_azw3, series=_in_series(book), facts=_facts(book),
        )  # fmt: skip

    def names(self, finder: Finder, kind: Kind, asked: Asked, agent: str) -> str | None:
        """Return a page of all fandoms, authors or the like."""
        terms, total = finder.terms(kind, (asked.page - 1) * LINKS_PER_PAGE, LINKS_PER_PAGE)
        if not terms and asked.page > 1:
            return None
        last = pages(total, LINKS_PER_PAGE)
        return self._set(
            "names.html", asked, _is_plain(asked, agent), kind=kind, terms=terms, total=total, last=last
        )

    def unreadable(self, finder: Finder, asked: Asked, agent: str) -> str:
        """Return the files that are no books, and why."""
        return self._set("unreadable.html", asked, _is_plain(asked, agent), files=finder.broken())

    def _set(self, template: str, asked: Asked, plain: bool, **values: Any) -> str:
        back = "?plain=1" if asked.plain else ""
        return self._templates.get_template(template).render(asked=asked, plain=plain, back=back, **values)

    def _orders(self, asked: Asked) -> dict[Order, str]:
        return {Order.BEST: "Best match first", **ORDERS} if asked.text else dict(ORDERS)

    def _filters(self, finder: Finder, wanted: Wanted) -> list[tuple[Kind, list[Term], int | None]]:
        """Return for each kind what may be chosen, counted among what the other choices leave."""
        made: list[tuple[Kind, list[Term], int | None]] = []
        of_all = finder.narrower(wanted, NARROWING, _OPTIONS)
        for kind in NARROWING:
            chosen = next((term for term in wanted.terms if term.kind is kind), None)
            terms = of_all[kind]
            if chosen:
                others = Wanted(wanted.text, tuple(t for t in wanted.terms if t is not chosen))
                terms = finder.narrower(others, [kind], _OPTIONS)[kind]
            if chosen and chosen.number not in [term.number for term in terms]:
                terms.insert(0, chosen)
            if terms:
                made.append((kind, terms, chosen.number if chosen else None))
        return made


def _is_plain(asked: Asked, agent: str) -> bool:
    return asked.plain or bool(_E_READER.search(agent))


def _download(book: Shelved, file: File) -> dict[str, str]:
    name, whom = _FORMATS[file.form]
    return {"path": download_path(book, file), "name": name, "whom": whom, "size": size_in_words(file.size)}


def _in_series(book: Shelved) -> list[tuple[Term, str]]:
    """Return the series, and its place in the first of them."""
    return [(term, book.position if at == 0 else "") for at, term in enumerate(book.of(Kind.SERIES))]


def _facts(book: Shelved) -> list[tuple[str, tuple[Term, ...]]]:
    kinds = (Kind.FANDOM, Kind.SHIP, Kind.CHARACTER, Kind.RATING, Kind.STATUS, Kind.TAG, Kind.LANGUAGE)
    return [(SINGULARS[k] if len(book.of(k)) == 1 else PLURALS[k], book.of(k)) for k in kinds if book.of(k)]


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(max(0, min(seconds, 4e9)), UTC).strftime(
        "%-d %B %Y" if _DASH else "%d %B %Y"
    )


_DASH = datetime(2000, 1, 1, tzinfo=UTC).strftime("%-d") == "1"


_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def _language(tag: str) -> str:
    return _LANGUAGES.get(tag, tag)
