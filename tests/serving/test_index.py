"""The index: it knows what the books tell, and follows the folder."""

import os
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fic2epub.serving.book import Form, Kind
from fic2epub.serving.filling import Filling
from fic2epub.serving.finding import Finder, Order, Wanted, match_of
from fic2epub.serving.index import Index, index_path, sortable
from fic2epub.serving.opening import UnreadableError, cover_in, seen_in
from fic2epub.serving.scanning import Scanning
from serving import books


class Shelf:
    """A folder, its index, and who keeps and asks it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.index = Index(index_path(folder, cache))
        self.filling = Filling(self.index)
        self.stop = threading.Event()
        self.scanning = Scanning(folder, self.filling, self.stop)
        self.find = Finder(self.index)

    def titles(self, text: str = "", *terms: tuple[Kind, str], order: Order = Order.TITLE) -> list[str]:
        named = [self.find.named(*term) for term in terms]
        assert all(named)
        found = self.find.books(Wanted(text, tuple(filter(None, named)), order), 0, 100)
        assert found.total == len(found.books)
        return [book.title for book in found.books]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(books.some(tmp_path / "books"), tmp_path / "cache")
    made.scanning.scan()
    yield made
    made.stop.set()
    made.index.close()


def test_books_are_found_by_what_they_tell(shelf: Shelf) -> None:
    assert shelf.titles() == ["Ebb", "Lanterns Out", "Neon Moths", "Theirs", "Élan vital", "灯台の夜"]
    assert shelf.titles("", (Kind.FANDOM, "tide & tower (tv)")) == ["Ebb", "Lanterns Out"]
    assert shelf.titles("", (Kind.FANDOM, "Voltage City"), (Kind.RATING, "Teen")) == ["Élan vital"]
    assert shelf.titles("", (Kind.SERIES, "Cold Cases")) == ["Theirs"]
    assert shelf.titles("", (Kind.AUTHOR, "Ann Author")) == ["Lanterns Out"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("lantern", ["Lanterns Out"]),  # the beginning of a word
        ("LANTERNS goat", ["Lanterns Out"]),  # the title and the summary
        ("moth", ["Neon Moths"]),
        ("elan", ["Élan vital"]),
        ("zoe", ["Élan vital"]),
        ("台の", ["灯台の夜"]),  # in the middle of a word
        ("ida/tomas", ["Lanterns Out"]),
        ('"moth* OR title:ebb', []),  # nothing of the search's own grammar has a meaning
        ("kestrel_9", ["Neon Moths"]),
        ("NEAR(", []),
        ("!!!", []),
        ("x" * 5000, []),
    ],
)
def test_a_search_wants_all_words(shelf: Shelf, text: str, titles: list[str]) -> None:
    assert shelf.titles(text) == titles


def test_a_search_in_a_fandom(shelf: Shelf) -> None:
    assert shelf.titles("mossfield", (Kind.FANDOM, "Tide & Tower (TV)")) == ["Ebb", "Lanterns Out"]
    assert shelf.titles("mossfield", (Kind.FANDOM, "Voltage City")) == []


def test_files_of_one_work_are_one_book(shelf: Shelf) -> None:
    (book,) = shelf.find.books(Wanted("lanterns"), 0, 10).books
    assert {file.form for file in book.files} == {Form.EPUB, Form.KEPUB}
    assert book.byline == "mossfield, Ann Author"
    assert (book.words, book.position, book.updated, book.published) == (
        48211,
        "1",
        "2024-05-02",
        "2023-01-09",
    )
    assert book.summary == "Ida keeps the light.\nTomas keeps a secret & a goat."
    assert book.urn == "urn:uuid:6f1c0e6e-0001-5000-8000-000000000001"
    assert book.has_cover


def test_names_in_addresses_say_nothing_and_stay(shelf: Shelf, tmp_path: Path) -> None:
    (book,) = shelf.find.books(Wanted("ebb"), 0, 10).books
    assert "ebb" not in (book.token + book.files[0].token).lower()
    shelf.filling.drop("sub")
    assert shelf.titles("ebb") == []
    shelf.scanning.scan()
    (again,) = shelf.find.books(Wanted("ebb"), 0, 10).books
    assert (again.token, again.files[0].token, again.urn) == (book.token, book.files[0].token, book.urn)


def test_a_broken_file_is_listed_and_no_more(shelf: Shelf) -> None:
    assert shelf.find.broken() == [("torn.epub", "not a whole book")]


def test_only_what_changed_is_opened(shelf: Shelf) -> None:
    assert shelf.scanning.scan() == 0
    books.write(shelf.folder / "Neon Moths.epub", books.package("Neon Moths, mended", fandom="Voltage City"))
    assert shelf.scanning.scan() == 1
    assert shelf.titles("moths") == ["Neon Moths, mended"]
    assert shelf.titles("", (Kind.FANDOM, "Voltage City")) == ["Neon Moths, mended", "Élan vital", "灯台の夜"]


def test_what_is_gone_leaves_the_shelf_and_its_terms(shelf: Shelf) -> None:
    (shelf.folder / "sub" / "Ebb.epub").unlink()
    (shelf.folder / "sub").rmdir()
    (shelf.folder / "Lanterns Out.epub").unlink()
    shelf.scanning.scan()
    assert shelf.titles("", (Kind.FANDOM, "Tide & Tower (TV)")) == [
        "Lanterns Out"
    ]  # the KEPUB is there still
    (shelf.folder / "Lanterns Out.kepub.epub").unlink()
    shelf.scanning.scan()
    assert "Tide & Tower (TV)" not in [term.name for term in shelf.find.terms(Kind.FANDOM, 0, 10)[0]]
    counts = {term.name: term.count for term in shelf.find.terms(Kind.FANDOM, 0, 10)[0]}
    assert counts == {"Voltage City": 3}


def test_counts_are_of_what_was_found(shelf: Shelf) -> None:
    fandom = shelf.find.named(Kind.FANDOM, "Voltage City")
    assert fandom
    narrower = shelf.find.narrower(Wanted("", (fandom,)), [Kind.RATING], 10)[Kind.RATING]
    assert {term.name: term.count for term in narrower} == {"General": 1, "Mature": 1, "Teen": 1}


def test_many_and_few_are_found_alike(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many books the shelf is walked in order, few are sorted; nobody may see which it was."""
    questions: list[tuple[str, tuple[tuple[Kind, str], ...]]] = [
        ("", ()),
        ("mossfield", ()),
        ("e", ((Kind.LANGUAGE, "en"),)),
        ("", ((Kind.LANGUAGE, "en"), (Kind.FANDOM, "Voltage City"))),
    ]
    for order in (Order.NEWEST, Order.TITLE, Order.LONGEST):
        few = [shelf.titles(text, *terms, order=order) for text, terms in questions]
        monkeypatch.setattr("fic2epub.serving.finding._FEW", 0)
        assert [shelf.titles(text, *terms, order=order) for text, terms in questions] == few
        monkeypatch.undo()
    assert sum(map(len, few)) > 10


def test_the_folder_is_followed(shelf: Shelf) -> None:
    told = threading.Event()
    thread = threading.Thread(target=shelf.scanning.follow, args=(told.set,))
    thread.start()
    assert told.wait(20)
    for name in ("new/deep.v2", "new/deep.v2/er"):
        (shelf.folder / name).mkdir(parents=True)
    books.write(shelf.folder / "new" / "deep.v2" / "er" / "Late.epub", books.package("Late"))
    (shelf.folder / "Theirs.epub").unlink()
    _until(lambda: "Late" in shelf.titles() and "Theirs" not in shelf.titles())
    (shelf.folder / "new" / "deep.v2").rename(shelf.folder / "elsewhere")
    _until(
        lambda: (
            [file.path for file in shelf.find.books(Wanted("late"), 0, 1).books[0].files]
            == ["elsewhere/er/Late.epub"]
        )
    )
    shelf.stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_count_and_its_list_are_of_one_moment(shelf: Shelf) -> None:
    stop = threading.Event()

    def come_and_go() -> None:
        path = shelf.folder / "Tide.epub"
        while not stop.is_set():
            books.write(path, books.package("Tide"))
            shelf.scanning.look_at("")
            path.unlink()
            shelf.scanning.look_at("")

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for _ in range(500):
            found = shelf.find.books(Wanted(), 0, 100)
            assert found.total == len(found.books)
    finally:
        stop.set()
        thread.join(20)


def _until(so: object) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if so():  # type: ignore[operator]
                return
        except IndexError:
            pass
        time.sleep(0.1)
    pytest.fail("it was not so in 20 seconds")


def test_links_and_hidden_files_are_no_books(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    real = books.write(tmp_path / "outside" / "Secret.epub", books.package("Secret"))
    folder.mkdir()
    (folder / "link.epub").symlink_to(real)
    (folder / "outside").symlink_to(real.parent)
    (folder / "loop").symlink_to(folder)
    books.write(folder / "._Mac.epub", books.package("Mac"))
    books.write(folder / ".hidden" / "Hidden.epub", books.package("Hidden"))
    os.mkfifo(folder / "pipe.epub")
    (folder / "folder.epub").mkdir()
    made = Shelf(folder, tmp_path / "cache")
    made.scanning.scan()
    assert made.titles() == []
    made.index.close()


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "books")
    os.makedirs(folder + b"/d\xff")  # noqa: PTH103
    book = books.write(tmp_path / "x.epub", books.package("X"))
    try:
        os.rename(book, folder + b"/d\xff/a\n\xfe.epub")  # noqa: PTH104
    except OSError:
        pytest.skip("the disk takes no such name")
    made = Shelf(tmp_path / "books", tmp_path / "cache")
    assert made.scanning.scan() == 1
    assert made.scanning.scan() == 0
    assert [problem for _, problem in made.find.broken()] == ["its name can't be shown"]
    made.index.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, None])
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "cache" / "index.sqlite"
    first = Index(path)
    secret = first.secret
    first.close()
    if damage is None:  # another version's
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        path.write_bytes(damage)
    again = Index(path)
    assert again.secret != secret
    assert Finder(again).count() == 0
    again.close()


def test_an_index_outlives_its_program(tmp_path: Path) -> None:
    first = Shelf(books.some(tmp_path / "books"), tmp_path / "cache")
    first.scanning.scan()
    titles = first.titles()
    first.index.close()
    second = Shelf(tmp_path / "books", tmp_path / "cache")
    assert second.titles() == titles
    assert second.scanning.scan() == 0
    second.index.close()


def test_a_zip_that_lies_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.epub"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", b" " * (200 << 20))
    many = tmp_path / "many.epub"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(21_000):
            archive.writestr(f"{number}", b"")
    before = time.monotonic()
    for path in (bomb, many):
        with pytest.raises(UnreadableError):
            seen_in(path)
        assert _cover(path) == b""
    assert time.monotonic() - before < 2


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    opf = books.package("TITLE").replace(
        "<package", f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><package'
    )
    seen = seen_in(books.write(tmp_path / "x.epub", opf.replace("TITLE", "A &s; b")))
    assert "swordfish" not in repr(seen)


def test_markup_in_a_summary_of_others_is_taken_out(tmp_path: Path) -> None:
    opf = books.package(
        "X",
        ours=False,
        more="<dc:description>&lt;p&gt;I &amp;lt;3 &lt;em&gt;you&lt;/em&gt;&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</dc:description>",
    )
    assert seen_in(books.write(tmp_path / "x.epub", opf)).summary == "I <3 you\nb"
    plain = books.package("X", more="<dc:description>I &lt;3 you, 2 &lt; 3</dc:description>")
    assert seen_in(books.write(tmp_path / "y.epub", plain)).summary == "I <3 you, 2 < 3"


def test_a_cover_of_epub_2_is_found(tmp_path: Path) -> None:
    opf = books.package("X", ours=False, more='<meta name="cover" content="c"/>', cover=True)
    path = books.write(tmp_path / "x.epub", opf.replace(' properties="cover-image"', ""), books.picture())
    assert _cover(path) == books.picture()


def test_a_real_book_of_ours(good: Path) -> None:
    seen = seen_in(good)
    assert (seen.title, seen.authors, seen.has_cover) == ("The Balloon Post", ("Rosalind Teague",), True)
    assert seen.identifier.startswith("urn:uuid:")


def test_titles_are_sorted_by_their_letters() -> None:
    assert sorted(["“Zeal”", "...and then", "Bread"], key=sortable) == ["...and then", "Bread", "“Zeal”"]


def test_a_finished_word_is_not_a_beginning() -> None:
    assert match_of("lan ") == '"lan"'
    assert match_of("lan") == '"lan"*'


def _cover(path: Path) -> bytes:
    with path.open("rb") as file:
        return cover_in(file, Form.EPUB)
