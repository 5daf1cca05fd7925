"""Questions to the index: which books, which fandoms, how many. Each is answered in milliseconds."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import groupby
from typing import Concatenate, ParamSpec, TypeVar

from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.serving.book import File, Form, Kind, Shelved, Term
from fic2epub.serving.index import Index, folded, searchable

LONGEST_QUERY = 200
"""Characters of a search."""
_MOST_WORDS = 12
_FEW = 2_000
"""Books up to which all that were found are sorted; of more, the shelf is walked in its order."""
_COUNTED = 1_500
"""Books among which it is counted how many are of each term."""
_WORD = regex(r"[^\W_]+")


class Order(enum.Enum):
    """How books are sorted."""

    NEWEST = "newest"
    TITLE = "title"
    LONGEST = "longest"
    BEST = "best"
    """The best match of a search first."""


_ORDERS = {
    Order.NEWEST: "b.added DESC, b.id DESC",
    Order.TITLE: "b.sorted, b.id",
    Order.LONGEST: "b.words DESC, b.id",
}
_WALKED = {Order.NEWEST: "books_added", Order.TITLE: "books_sorted", Order.LONGEST: "books_words"}


@noun(frozen=True, slots=True)
class Wanted:
    """What is asked for: words, terms that must all be there, and an order."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    order: Order = Order.NEWEST


@noun(frozen=True, slots=True)
class Slice:
    """Some books of all that were found."""

    books: tuple[Shelved, ...]
    total: int
    start: int
    """How many come before the first of them."""


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _of_one_moment(
    answer: Callable[Concatenate[Finder, _P], _R],
) -> Callable[Concatenate[Finder, _P], _R]:
    """Let all that an answer asks be of one state: else the count is of six books, and the list of five."""

    @wraps(answer)
    def answered(finder: Finder, /, *given: _P.args, **named: _P.kwargs) -> _R:
        db = finder._db
        db.execute("BEGIN")
        try:
            return answer(finder, *given, **named)
        finally:
            db.execute("COMMIT")

    return answered


class Finder:
    """Asks an index; made for each request, on the thread that answers it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._db = index.reader()

    def changed(self) -> float:
        """Return when the index last changed, in seconds."""
        return float(self._index.fact("changed") or 0)

    def count(self) -> int:
        """Return how many books there are."""
        return int(self._db.execute("SELECT count(*) FROM books").fetchone()[0])

    def broken(self, most: int = 200) -> list[tuple[str, str]]:
        """Return the files that could not be read, and why."""
        rows = self._db.execute(
            "SELECT name, problem FROM files WHERE problem != '' ORDER BY id LIMIT ?", (most,)
        )
        return [(name, problem) for name, problem in rows]

    def broken_count(self) -> int:
        """Return how many files could not be read."""
        return int(self._db.execute("SELECT count(*) FROM files WHERE problem != ''").fetchone()[0])

    @_of_one_moment
    def books(self, wanted: Wanted, start: int, most: int) -> Slice:
        """Return the books that are wanted, from `start` on, `most` at the most."""
        match = match_of(wanted.text)
        if wanted.text.strip() and not match:
            return Slice((), 0, start)
        numbers, total = self._found(match, wanted, start, most)
        return Slice(tuple(self._shelved(numbers)), total, start)

    @_of_one_moment
    def book(self, token: str) -> Shelved | None:
        """Return a book by its name in addresses."""
        row = self._db.execute("SELECT id FROM books WHERE token = ?", (token,)).fetchone()
        return next(iter(self._shelved([row[0]])), None) if row else None

    @_of_one_moment
    def file(self, token: str) -> tuple[File, Shelved] | None:
        """Return a file by its name in addresses, and its book."""
        row = self._db.execute("SELECT book FROM files WHERE token = ? AND book > 0", (token,)).fetchone()
        for book in self._shelved([row[0]]) if row else ():
            for file in book.files:
                if file.token == token:
                    return file, book
        return None

    def term(self, number: int) -> Term | None:
        """Return a term by its number."""
        row = self._db.execute("SELECT id, kind, name, count FROM terms WHERE id = ?", (number,)).fetchone()
        return _term(row) if row else None

    def named(self, kind: Kind, name: str) -> Term | None:
        """Return a term by its name, without regard to capitals."""
        row = self._db.execute(
            "SELECT id, kind, name, count FROM terms WHERE kind = ? AND folded = ?",
            (kind.value, folded(name)),
        ).fetchone()
        return _term(row) if row else None

    @_of_one_moment
    def terms(self, kind: Kind, start: int, most: int) -> tuple[list[Term], int]:
        """Return terms of a kind that have books, by name; and how many there are."""
        rows = self._db.execute(
            "SELECT id, kind, name, count FROM terms WHERE kind = ? AND count > 0 ORDER BY folded"
            " LIMIT ? OFFSET ?",
            (kind.value, most, start),
        ).fetchall()
        (total,) = self._db.execute(
            "SELECT count(*) FROM terms WHERE kind = ? AND count > 0", (kind.value,)
        ).fetchone()
        return [_term(row) for row in rows], int(total)

    def _used_most(self, kind: Kind, most: int) -> list[Term]:
        rows = self._db.execute(
            "SELECT id, kind, name, count FROM terms WHERE kind = ? AND count > 0"
            " ORDER BY count DESC, folded LIMIT ?",
            (kind.value, most),
        )
        return [_term(row) for row in rows]

    @_of_one_moment
    def narrower(self, wanted: Wanted, kinds: Sequence[Kind], most: int) -> dict[Kind, list[Term]]:
        """Return for each kind the terms by which what is wanted can be narrowed, the most used first.

        They are counted among the books that were found, unless there are very many: then the shelf's most
        used are given, uncounted.
        """
        match = match_of(wanted.text)
        if not match and not wanted.terms:
            return {kind: self._used_most(kind, most) for kind in kinds}
        sql, values = _having(wanted.terms, match, bare=True)
        book = "search.rowid" if match else "g.book"
        rows = self._db.execute(f"SELECT {book} FROM {sql} LIMIT {_COUNTED + 1}", values).fetchall()
        if len(rows) > _COUNTED:
            common = {kind: self._used_most(kind, most) for kind in kinds}
            return {
                kind: [Term(term.number, kind, term.name, None) for term in terms]
                for kind, terms in common.items()
            }
        return self._counted([row[0] for row in rows], kinds, most)

    def _counted(self, books: Sequence[int], kinds: Sequence[Kind], most: int) -> dict[Kind, list[Term]]:
        listed = ",".join(map(str, map(int, books)))
        asked = ",".join("?" * len(kinds))
        rows = self._db.execute(
            "SELECT t.id, t.kind, t.name, n FROM"
            f" (SELECT term, count(*) AS n FROM found WHERE book IN ({listed}) GROUP BY term)"
            f" CROSS JOIN terms t ON t.id = term WHERE t.kind IN ({asked}) ORDER BY n DESC, t.folded",
            [kind.value for kind in kinds],
        )
        made: dict[Kind, list[Term]] = {kind: [] for kind in kinds}
        for term in map(_term, rows):
            if len(made[term.kind]) < most:
                made[term.kind].append(term)
        return made

    def _found(self, match: str, wanted: Wanted, start: int, most: int) -> tuple[list[int], int]:
        """Return the numbers of books from `start` on, and how many there are in all."""
        order = Order.NEWEST if wanted.order is Order.BEST else wanted.order
        sorting, limits = _ORDERS[order], [most, start]
        if not match and not wanted.terms:
            rows = self._db.execute(f"SELECT id FROM books b ORDER BY {sorting} LIMIT ? OFFSET ?", limits)
            return [row[0] for row in rows], self.count()
        total = self._total(wanted.terms, match)
        values: list[object]
        if total > _FEW:
            # So many that the next in order is found sooner by looking at each than by sorting them all. A
            # word that so many have says little about which is best: the newest come first.
            conditions = ["EXISTS (SELECT 1 FROM found WHERE term = ? AND book = b.id)" for _ in wanted.terms]
            values = [term.number for term in wanted.terms]
            if match:
                conditions.append("b.id IN (SELECT rowid FROM search WHERE search MATCH ?)")
                values.append(match)
            sql = f"books b INDEXED BY {_WALKED[order]} WHERE {' AND '.join(conditions)}"
        else:
            sql, values = _having(wanted.terms, match)
            if match and wanted.order is Order.BEST:
                # A word in the title weighs most, then the author's name.
                sorting = "bm25(search, 10, 6, 3, 1), b.added DESC, b.id"
        rows = self._db.execute(
            f"SELECT b.id FROM {sql} ORDER BY {sorting} LIMIT ? OFFSET ?", [*values, *limits]
        )
        return [row[0] for row in rows], total

    def _total(self, terms: Sequence[Term], match: str) -> int:
        if len(terms) == 1 and not match:
            row = self._db.execute("SELECT count FROM terms WHERE id = ?", (terms[0].number,)).fetchone()
        elif match and not terms:
            row = self._db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (match,)).fetchone()
        else:
            sql, values = _having(terms, match, bare=True)
            row = self._db.execute(f"SELECT count(*) FROM {sql}", values).fetchone()
        return int(row[0])

    def _shelved(self, numbers: Sequence[int]) -> Iterable[Shelved]:
        listed = ",".join(map(str, map(int, numbers)))
        books = {
            row[0]: row
            for row in self._db.execute(
                "SELECT id, token, urn, title, position, summary, words, chapters, published, updated,"
                f" source, added, changed, cover FROM books WHERE id IN ({listed})"
            )
        }
        terms = _grouped(
            self._db.execute(
                "SELECT f.book, t.id, t.kind, t.name, t.count"
                " FROM found f CROSS JOIN terms t ON t.id = f.term"
                f" WHERE f.book IN ({listed}) ORDER BY f.book, f.place"
            ),
            _term,
        )
        files = _grouped(
            self._db.execute(
                f"SELECT book, token, folder, name, form, size, mtime_ns FROM files WHERE book IN ({listed})"
                " ORDER BY book, mtime_ns DESC, id"
            ),
            _file,
        )
        for number in numbers:
            if number in books:
                yield _book(books[number], terms.get(number, []), files.get(number, []))


def match_of(text: str) -> str:
    """Return a search as FTS5 wants it: all words must be there, the last may be the beginning of one."""
    words = _WORD.findall(searchable(text[:LONGEST_QUERY]))[:_MOST_WORDS]
    if not words:
        return ""
    quoted = [f'"{word}"' for word in words]
    return " ".join(quoted) + ("*" if not text.endswith(" ") else "")


def _having(terms: Sequence[Term], match: str, *, bare: bool = False) -> tuple[str, list[object]]:
    """Return the books that have all terms and match: what follows FROM, and its values.

    Bare, it is for counting alone and does not look into the books.
    """
    values: list[object] = []
    conditions = []
    if match:
        tables = "search" if bare else "search CROSS JOIN books b ON b.id = search.rowid"
        book = "search.rowid"
        conditions.append("search MATCH ?")
        values.append(match)
        rest = list(terms)
    else:
        first, *rest = sorted(terms, key=lambda term: term.count or 0)
        tables = "found g" if bare else "found g CROSS JOIN books b ON b.id = g.book"
        book = "g.book"
        conditions.append("g.term = ?")
        values.append(first.number)
    for term in rest:
        conditions.append(f"EXISTS (SELECT 1 FROM found WHERE term = ? AND book = {book})")
        values.append(term.number)
    return f"{tables} WHERE {' AND '.join(conditions)}", values


def _grouped(rows: sqlite3.Cursor, made: object) -> dict[int, list]:  # type: ignore[type-arg]
    return {book: [made(row[1:]) for row in group] for book, group in groupby(rows, key=lambda row: row[0])}  # type: ignore[operator]


def _term(row: Sequence[object]) -> Term:
    number, kind, name, count = row
    return Term(int(str(number)), Kind(kind), str(name), None if count is None else int(str(count)))


def _file(row: Sequence[object]) -> File:
    token, folder, name, form, size, mtime_ns = row
    path = f"{folder}/{name}" if folder else str(name)
    return File(str(token), path, Form[str(form)], int(str(size)), int(str(mtime_ns)) / 1e9)


def _book(row: Sequence[object], terms: list[Term], files: list[File]) -> Shelved:
    (
        number, token, urn, title, position, summary, words, chapters, published, updated, source,
        added, changed, cover,
    ) = row  # fmt: skip
    return Shelved(
        number=int(str(number)), token=str(token), urn=str(urn), title=str(title),
        authors=tuple(term for term in terms if term.kind is Kind.AUTHOR),
        terms=tuple(term for term in terms if term.kind is not Kind.AUTHOR),
        position=str(position), summary=str(summary), words=None if words is None else int(str(words)),
        chapters=str(chapters), published=str(published), updated=str(updated), source=str(source),
        added=float(str(added)), changed=float(str(changed)), has_cover=bool(cover), files=tuple(files),
    )  # fmt: skip
