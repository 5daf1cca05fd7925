"""What is seen in files goes into the index, and what is gone leaves it. One thread writes."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from fic2epub.model.noun import noun
from fic2epub.serving.book import Form, Kind, Seen
from fic2epub.serving.index import Index, folded, searchable, sortable, term_number

_NAMESPACE = uuid.UUID("0f0b7a52-6c0e-5d4b-9b0a-3d6f5f2e7c11")
"""For the names of books that have none of their own."""
_BY_HEART = 20_000


@noun(frozen=True, slots=True)
class Found:
    """A file in the folder, as it is now, and what it tells; or what is wrong with it."""

    folder: str
    """Below the shelf's folder, with `/`; empty for that folder itself."""
    name: str
    form: Form
    size: int
    mtime_ns: int
    seen: Seen | None
    problem: str = ""


class Filling:
    """The one that writes to an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._db = index.writer()
        self._counts: Counter[int] = Counter()
        self._known: dict[tuple[Kind, str], int] = {}

    def close(self) -> None:
        """Close its connection."""
        self._db.close()

    def states_in(self, folder: str) -> dict[str, tuple[int, int]]:
        """Return size and time of each file of a folder that is in the index."""
        rows = self._db.execute("SELECT name, size, mtime_ns FROM files WHERE folder = ?", (folder,))
        return {name: (size, mtime) for name, size, mtime in rows}

    def folders(self) -> set[str]:
        """Return all folders of which the index has files."""
        return {folder for (folder,) in self._db.execute("SELECT DISTINCT folder FROM files")}

    def put(self, files: Iterable[Found]) -> None:
        """Enter files, anew where they are in the index already."""
        with self._changing():
            for file in files:
                self._forget(file.folder, file.name)
                self._enter(file)

    def drop(self, folder: str, names: Iterable[str] | None = None) -> None:
        """Take files out; all of a folder, if none is named."""
        with self._changing():
            for name in list(self.states_in(folder)) if names is None else names:
                self._forget(folder, name)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.executemany(
                "UPDATE terms SET count = count + ? WHERE id = ?",
                [(count, term) for term, count in self._counts.items() if count],
            )
            self._db.execute("UPDATE facts SET value = ? WHERE name = 'changed'", (repr(time.time()),))
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            self._known.clear()
            raise
        finally:
            self._counts.clear()

    def _forget(self, folder: str, name: str) -> None:
        row = self._db.execute(
            "DELETE FROM files WHERE folder = ? AND name = ? RETURNING book", (folder, name)
        ).fetchone()
        if row is None or row[0] is None:
            return
        book = row[0]
        if self._db.execute("SELECT 1 FROM files WHERE book = ? LIMIT 1", (book,)).fetchone() is None:
            self._unfind(book)
            self._db.execute("DELETE FROM books WHERE id = ?", (book,))

    def _unfind(self, book: int) -> None:
        for (term,) in self._db.execute(
            "DELETE FROM found WHERE book = ? RETURNING term", (book,)
        ).fetchall():
            self._counts[term] -= 1
        self._db.execute("DELETE FROM search WHERE rowid = ?", (book,))

    def _enter(self, file: Found) -> None:
        book = None if file.seen is None else self._book(file, file.seen)
        path = f"{file.folder}/{file.name}"
        self._db.execute(
            "INSERT INTO files (book, folder, name, token, form, size, mtime_ns, problem)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (book, file.folder, file.name, self._index.token("file", path), file.form.name,
             file.size, file.mtime_ns, file.problem),
        )  # fmt: skip

    def _book(self, file: Found, seen: Seen) -> int:
        """Return the number of a file's book, which is entered, or told anew by its youngest file.

        Files are of one book if they say that they are of one work; those of other programs, whose word may
        mean nothing, if they lie side by side and differ in their endings alone.
        """
        stem = file.name[: len(file.name) - len(file.form.ending)]
        key = seen.identifier or str(PurePosixPath(file.folder) / stem)
        old = self._db.execute("SELECT id, added FROM books WHERE key = ?", (key,)).fetchone()
        if old is not None and not self._tells_more(old[0], file):
            return int(old[0])
        row = self._row(key, seen, file, added=old[1] if old else None)
        if old is None:
            columns = ", ".join(row)
            marks = ", ".join("?" * len(row))
            number = self._db.execute(f"INSERT INTO books ({columns}) VALUES ({marks})", list(row.values()))
            book = int(number.lastrowid or 0)
        else:
            book = int(old[0])
            self._unfind(book)
            assignments = ", ".join(f"{column} = ?" for column in row)
            self._db.execute(f"UPDATE books SET {assignments} WHERE id = ?", [*row.values(), book])
        self._make_found(book, seen)
        return book

    def _tells_more(self, book: int, file: Found) -> bool:
        """Tell whether a file outweighs those that its book has: an AZW3 knows little, a younger one more."""
        if file.form is Form.AZW3:
            others = self._db.execute("SELECT 1 FROM files WHERE book = ? AND form != 'AZW3'", (book,))
            return others.fetchone() is None
        row = self._db.execute(
            "SELECT max(mtime_ns) FROM files WHERE book = ? AND form != 'AZW3'", (book,)
        ).fetchone()
        return row[0] is None or file.mtime_ns >= row[0]

    def _row(self, key: str, seen: Seen, file: Found, *, added: float | None) -> dict[str, object]:
        urn = seen.identifier if seen.identifier.startswith("urn:") else ""
        when = file.mtime_ns / 1e9
        return {
            "key": key, "token": self._index.token("book", key),
            "urn": urn or uuid.uuid5(_NAMESPACE, self._index.token("urn", key)).urn,
            "title": seen.title, "sorted": sortable(seen.title), "position": seen.position,
            "summary": seen.summary, "words": seen.words, "chapters": seen.chapters,
            "published": seen.published, "updated": seen.updated, "source": seen.source,
            "cover": int(seen.has_cover), "added": when if added is None else added, "changed": when,
        }  # fmt: skip

    def _make_found(self, book: int, seen: Seen) -> None:
        terms = [*((Kind.AUTHOR, name) for name in seen.authors), *seen.terms]
        for place, (kind, name) in enumerate(terms):
            number = self._term(kind, name)
            done = self._db.execute("INSERT OR IGNORE INTO found VALUES (?, ?, ?)", (number, book, place))
            self._counts[number] += done.rowcount
        texts = (seen.title, " ".join(seen.authors), " ".join(name for _, name in seen.terms), seen.summary)
        self._db.execute(
            "INSERT INTO search (rowid, title, authors, terms, summary) VALUES (?, ?, ?, ?, ?)",
            (book, *map(searchable, texts)),
        )

    def _term(self, kind: Kind, name: str) -> int:
        """Return the number of a term, whose row is made if need be. Those met lately are known by heart."""
        number = self._known.get((kind, name))
        if number is None:
            number = term_number(kind, name)
            self._db.execute(
                "INSERT OR IGNORE INTO terms (id, kind, folded, name) VALUES (?, ?, ?, ?)",
                (number, kind.value, folded(name), name),
            )
            if len(self._known) >= _BY_HEART:
                self._known.clear()
            self._known[kind, name] = number
        return number
