"""The shelf's memory: an SQLite file with full-text search in the user's cache folder.

It can be thrown away at any time, for all that is in it is read from the books. One that is of another
version, or damaged, is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from pathlib import Path

from fic2epub.errors import BindingError
from fic2epub.lazy import regex
from fic2epub.serving.book import Kind

VERSION = 1
"""Of the tables, and of what is read from books; a file of another version is made anew."""
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE books (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, urn TEXT NOT NULL,
    title TEXT NOT NULL, sorted TEXT NOT NULL, position TEXT NOT NULL, summary TEXT NOT NULL, words INTEGER,
    chapters TEXT NOT NULL, published TEXT NOT NULL, updated TEXT NOT NULL, source TEXT NOT NULL,
    cover INTEGER NOT NULL, added REAL NOT NULL, changed REAL NOT NULL
);
CREATE INDEX books_added ON books (added DESC, id DESC);
CREATE INDEX books_sorted ON books (sorted, id);
CREATE INDEX books_words ON books (words DESC, id);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, book INTEGER, folder TEXT NOT NULL, name TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE, form TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, problem TEXT NOT NULL,
    UNIQUE (folder, name)
);
CREATE INDEX files_book ON files (book);
CREATE INDEX files_problem ON files (id) WHERE problem != '';
CREATE TABLE terms (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, folded)
);
CREATE INDEX terms_count ON terms (kind, count DESC, folded);
CREATE TABLE found (
    term INTEGER NOT NULL, book INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (term, book)
) WITHOUT ROWID;
CREATE INDEX found_book ON found (book, place, term);
CREATE VIRTUAL TABLE search USING fts5(
    title, authors, terms, summary, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
"""
_APART = regex("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
"""Letters of scripts that set no spaces between words: each is a word for the search."""


def folded(text: str) -> str:
    """Return a name as names are compared: without regard to capitals."""
    return " ".join(text.casefold().split())


def sortable(title: str) -> str:
    """Return a title as it is sorted: without what stands before its first letter or number."""
    low = folded(title)
    start = next((at for at, letter in enumerate(low) if letter.isalnum()), 0)
    return low[start:][:100]


def searchable(text: str) -> str:
    """Return a text as it goes into the search and is looked for in it."""
    return _APART.sub(r" \1 ", text)


def term_number(kind: Kind, name: str) -> int:
    """Return a term's number in addresses: always the same, so that a reader's bookmark stays good."""
    digest = hashlib.sha256(f"{kind.value}\0{folded(name)}".encode()).digest()
    return int.from_bytes(digest[:6], "big") + 1


def index_path(folder: Path, cache: Path) -> Path:
    """Return where the index of a folder lies in the cache."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return cache / "shelves" / f"{name}.sqlite"


class Index:
    """The file, one connection for each thread that reads, and one that writes."""

    def __init__(self, path: Path) -> None:
        """Open the index, or make it. Raises BindingError where it can be neither."""
        self.path = path
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._stamp = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made_if_needed()
        except (OSError, sqlite3.Error) as problem:
            raise BindingError(f"the shelf's index can't be kept: {problem}", where=str(path)) from None
        self.secret = bytes.fromhex(self.fact("secret"))

    def reader(self) -> sqlite3.Connection:
        """Return this thread's own connection, which reads alone."""
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only = 1")
            self._own.connection = connection
        return connection

    def writer(self) -> sqlite3.Connection:
        """Return a new connection that may write; it is closed with the index."""
        return self._connect()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for connection in self._all:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
            self._all.clear()

    def fact(self, name: str) -> str:
        """Return one of the index's facts about itself."""
        row = self.reader().execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def token(self, sort: str, key: str) -> str:
        """Return the name of a book or a file in addresses: it can't be guessed, and says nothing."""
        return hmac.new(
            self.secret, f"{sort}\0{key}".encode("utf-8", "surrogateescape"), "sha256"
        ).hexdigest()[:24]

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -4000")
        connection.execute("PRAGMA temp_store = MEMORY")
        with self._lock:
            self._all.append(connection)
        return connection

    def _made_if_needed(self) -> None:
        if self._is_good():
            return
        self.close()
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        connection = self._connect()
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION};")
        connection.execute("INSERT INTO facts VALUES ('secret', ?)", (secrets.token_hex(32),))
        connection.execute("INSERT INTO facts VALUES ('changed', '0')")
        connection.execute("COMMIT")
        with contextlib.suppress(OSError):
            self.path.chmod(0o600)

    def _is_good(self) -> bool:
        if not self.path.is_file() or not self.path.stat().st_size:
            return False
        try:
            connection = self._connect()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            rows = connection.execute("SELECT value FROM facts WHERE name = 'secret'").fetchall()
            connection.execute("SELECT count(*) FROM (SELECT 1 FROM books LIMIT 1)").fetchone()
        except sqlite3.DatabaseError:
            return False
        return bool(version == VERSION and rows)
