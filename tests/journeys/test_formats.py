"""Books for one e-reader or another, from the outside."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from bookbinding.kindle_file import azw3
from journeys.program import STORIES, Program


@pytest.fixture
def calibre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that stands in for calibre's; what it does can be written anew."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "book").write_bytes(azw3())
    script = folder / "ebook-convert"
    script.write_text(
        f"#!{sys.executable}\nimport sys, zipfile\nfrom pathlib import Path\n"
        "assert zipfile.ZipFile(sys.argv[1]).testzip() is None\n"
        f"Path(sys.argv[2]).write_bytes(Path({str(folder / 'book')!r}).read_bytes())\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return script


def chapter(book: Path) -> str:
    with zipfile.ZipFile(book) as archive:
        return archive.read("EPUB/chapter-0001.xhtml").decode()


def names(folder: Path) -> list[str]:
    return sorted(path.name.lower() for path in folder.glob("[!.]*") if path.is_file())


def test_a_kepub_lies_beside_the_epub_and_each_replaces_its_own(
    fic: Program, rain: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert fic("convert", rain, "--format", "kepub", "-o", "shelf").code == 0
        assert fic("convert", rain, "-o", "shelf").code == 0
        assert names(tmp_path / "shelf") == ["rain at noon.epub", "rain at noon.kepub.epub"]
    kepub, epub = sorted((tmp_path / "shelf").iterdir(), key=lambda path: len(path.name), reverse=True)
    assert 'class="koboSpan" id="kobo.1.1"' in chapter(kepub)
    assert "koboSpan" not in chapter(epub)
    before = epub.read_bytes()
    rain.write_text(rain.read_text() + "\nIt came again.\n")
    assert fic("convert", rain, "--format", "KEPUB", "-o", "shelf").code == 0
    assert "It came again." in chapter(kepub)
    assert epub.read_bytes() == before


def test_two_works_of_one_name_get_two_kepubs(fic: Program, tmp_path: Path) -> None:
    for folder, text in (("a", "One rain."), ("b", "Another rain.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rain.txt").write_text(f"{text}\n")
    assert fic("convert", "a", "b", "--format", "kepub").code == 0
    assert names(tmp_path / "books") == ["rain (2).kepub.epub", "rain.kepub.epub"]


def test_the_name_says_the_format(fic: Program, rain: Path, tmp_path: Path, calibre: Path) -> None:
    assert fic("convert", rain, "-o", "a.kepub.epub").code == 0
    assert "koboSpan" in chapter(tmp_path / "a.kepub.epub")
    assert fic("convert", rain, "-o", "a.azw3").code == 0
    assert (tmp_path / "a.azw3").read_bytes()[60:68] == b"BOOKMOBI"
    assert fic("bind", rain, "-o", "b.kepub.epub").code == 0
    assert "koboSpan" in chapter(tmp_path / "b.kepub.epub")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("kepub", "a.epub"), ("epub", "a.kepub.epub"), ("kepub", "a.azw3"), ("epub", "a.azw3")],
)
def test_a_name_of_another_format_is_refused(
    fic: Program, rain: Path, tmp_path: Path, wanted: str, name: str
) -> None:
    said = fic("convert", rain, "--format", wanted, "-o", name)
    assert said.code == 6
    assert "Let its name end in" in said.err
    assert list(tmp_path.iterdir()) == [rain]


def test_bind_makes_a_kepub_too(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("bind", rain, rain, "--format", "kepub", "-t", "Twice", "--json")
    assert said.code == 0
    assert Path(json.loads(said.out)["book"]).name == "Twice.kepub.epub"


@pytest.mark.parametrize("arguments", [("--format", "mobi"), ("--format", "kepub", "--kindle-strict")])
def test_wrong_flags_are_told_before_anything_is_read(fic: Program, arguments: tuple[str, ...]) -> None:
    said = fic("convert", "missing.txt", *arguments)
    assert said.code == 2
    assert arguments[-1] in said.err or "epub, kepub, azw3" in said.err


def test_a_kepub_by_its_name_is_for_no_kindle(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("convert", rain, "--kindle-strict", "-o", "a.kepub.epub")
    assert said.code == 6
    assert "--kindle-strict" in said.err
    assert list(tmp_path.iterdir()) == [rain]


def test_an_azw3_replaces_its_older_copy_and_nothing_else(
    fic: Program, rain: Path, tmp_path: Path, calibre: Path
) -> None:
    for _ in range(2):
        assert fic("convert", rain, "--format", "azw3", "-o", "shelf").code == 0
    (book,) = (tmp_path / "shelf").iterdir()
    assert book.name.lower() == "rain at noon.azw3"
    before = book.read_bytes()
    assert fic("convert", rain, "-t", "Another", "-o", book).code == 6
    assert book.read_bytes() == before
    book.write_bytes(azw3())  # made by calibre of somebody's book
    assert fic("convert", rain, "--format", "azw3", "-o", "shelf").code == 6
    assert book.read_bytes() == azw3()


def test_where_calibre_fails_nothing_is_written_and_the_old_book_stays(
    fic: Program, rain: Path, tmp_path: Path, calibre: Path
) -> None:
    assert fic("convert", rain, "-o", "a.azw3").code == 0
    before = (tmp_path / "a.azw3").read_bytes()
    calibre.write_text(f"#!{sys.executable}\nprint('No room left')\nraise SystemExit(1)\n")
    for name in ("a.azw3", "b.azw3"):
        said = fic("convert", rain, "-o", name)
        assert said.code == 6
        assert "No room left" in said.err
        assert "Send to Kindle" in said.err
    assert (tmp_path / "a.azw3").read_bytes() == before
    assert names(tmp_path) == ["a.azw3", "rain at noon.txt"]


def test_without_calibre_there_is_one_error_and_no_work(
    fic: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = fic("convert", STORIES, "--format", "azw3")
    assert said.code == 6
    assert said.err.count("error:") == 1
    assert "Send to Kindle" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_of_an_azw3_writes_nothing(
    fic: Program, rain: Path, tmp_path: Path, calibre: Path
) -> None:
    said = fic("convert", rain, "--format", "azw3", "--dry-run")
    assert said.code == 0
    assert names(tmp_path) == [rain.name]


def test_kindle_strict_leaves_words_and_look_and_takes_markup(fic: Program, tmp_path: Path) -> None:
    source = tmp_path / "rain.html"
    source.write_text("<html><body><p>It <em>rained</em>, and <b>how</b>.</p><p>Дождь.</p></body></html>")
    assert fic("convert", source, "-l", "en", "--kindle-strict").code == 0
    page = chapter(next(tmp_path.glob("*.epub")))
    assert 'It <span class="em">rained</span>, and <span class="strong">how</span>.' in page
    assert not any(one in page for one in ("epub:type", "role=", "aria-", " lang=", "<em", "<strong"))


def test_kindle_strict_tells_a_language_that_amazon_may_refuse(fic: Program, rain: Path) -> None:
    said = fic("convert", rain, "-l", "ru", "--kindle-strict")
    assert said.code == 0
    assert "'ru'" in said.err
    record = json.loads(fic("convert", rain, "-l", "ru", "--kindle-strict", "--json").out)
    assert [one["code"] for one in record[0]["notices"]] == ["kindle/language"]
    assert fic("convert", rain, "-l", "ru").err == ""


def test_a_kepub_is_the_same_to_the_byte(fic: Program, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert fic("convert", STORIES, "--format", "kepub", "-o", folder).code == 0
    books = [sorted((tmp_path / folder).glob("[!.]*")) for folder in ("one", "two")]
    assert len(books[0]) == len(list(STORIES.glob("*.txt")))
    assert [book.name for book in books[0]] == [book.name for book in books[1]]
    assert [book.read_bytes() for book in books[0]] == [book.read_bytes() for book in books[1]]
