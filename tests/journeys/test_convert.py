"""fic2epub convert, from the outside."""

import json
import zipfile
from pathlib import Path

import pytest

from journeys.program import STORIES, Program


def opf(book: Path) -> str:
    with zipfile.ZipFile(book) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".opf"))
        return archive.read(name).decode()


def test_a_file_goes_to_the_present_folder(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("convert", rain.name)
    assert said.code == 0
    assert (tmp_path / "Rain at noon.epub").is_file() or (tmp_path / "rain at noon.epub").is_file()
    assert said.out.splitlines()[-1].startswith("Wrote ")
    assert said.err == ""


def test_a_folder_goes_to_books(fic: Program, tmp_path: Path) -> None:
    said = fic("convert", STORIES)
    assert said.code == 0
    assert len(list((tmp_path / "books").glob("*.epub"))) == len(list(STORIES.glob("*.txt")))
    count = len(list(STORIES.glob("*.txt")))
    assert said.out.splitlines()[-1] == f"Wrote {count} books to books."


def test_output_may_be_a_file_or_a_folder(fic: Program, rain: Path, tmp_path: Path) -> None:
    assert fic("convert", rain, "-o", "mine.epub").code == 0
    assert (tmp_path / "mine.epub").is_file()
    assert fic("convert", rain, "-o", "deep/shelf").code == 0
    assert len(list((tmp_path / "deep/shelf").iterdir())) == 1


def test_several_books_do_not_go_into_one_file(fic: Program, rain: Path) -> None:
    said = fic("convert", rain, rain, STORIES, "-o", "one.epub")
    assert said.code == 3
    assert "several books" in said.err


def test_the_users_word(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("convert", rain, "-t", "Noon: A Wet One", "-a", "fern", "-a", "Old Finn", "-l", "Deutsch")
    assert said.code == 0
    book = next(tmp_path.glob("*.epub"))
    assert book.name == "Noon - A Wet One - fern, Old Finn.epub" or "fern" in book.name
    package = opf(book)
    assert ">Noon: A Wet One<" in package
    assert package.count("<dc:creator") == 2
    assert "<dc:language>de</dc:language>" in package


def test_an_unknown_author_is_left_out(fic: Program, rain: Path, tmp_path: Path) -> None:
    fic("convert", rain)
    book = next(tmp_path.glob("*.epub"))
    assert "nknown" not in book.name
    assert "creator" not in opf(book)


def test_the_same_story_again_replaces_its_book(fic: Program, rain: Path, tmp_path: Path) -> None:
    fic("convert", rain)
    book = next(tmp_path.glob("*.epub"))
    before = book.read_bytes()
    rain.write_text(rain.read_text() + "\nIt came again at one.\n")
    assert fic("convert", rain).code == 0
    assert list(tmp_path.glob("*.epub")) == [book]
    assert book.read_bytes() != before


@pytest.mark.parametrize("content", [b"not a book", b""])
def test_any_other_file_is_not_overwritten(fic: Program, rain: Path, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "mine.epub"
    other.write_bytes(content)
    said = fic("convert", rain, "-o", other)
    assert said.code == 6
    assert "--force" in said.err
    assert other.read_bytes() == content
    assert fic("convert", rain, "-o", other, "--force").code == 0
    assert other.read_bytes() != content


def test_another_works_book_is_not_overwritten(fic: Program, rain: Path, tmp_path: Path) -> None:
    fic("convert", rain, "-o", "mine.epub")
    before = (tmp_path / "mine.epub").read_bytes()
    assert fic("convert", rain, "-t", "Another", "-o", "mine.epub").code == 6
    assert (tmp_path / "mine.epub").read_bytes() == before


def test_two_works_of_one_name_get_two_files(fic: Program, tmp_path: Path) -> None:
    for folder, text in (("a", "One rain."), ("b", "Another rain.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rain.txt").write_text(f"{text}\n")
    assert fic("convert", "a", "b").code == 0
    assert sorted(path.name.lower() for path in (tmp_path / "books").glob("*.epub")) == [
        "rain (2).epub",
        "rain.epub",
    ]


def test_two_books_that_an_e_reader_takes_for_one_are_told(fic: Program, tmp_path: Path) -> None:
    for name, text in (("a", "One rain."), ("b", "Another rain."), ("c", "A third.")):
        (tmp_path / f"{name}.txt").write_text(f"Rain\nby fern\n\n{text}\n")
    (tmp_path / "c.toml").write_text('url = "https://example.org/rain/3"\n')
    (tmp_path / "d.txt").write_text("Rain\nby moss\n\nA fourth.\n")
    said = fic("convert", tmp_path)
    assert said.code == 0
    notes = [line for line in said.err.splitlines() if line.startswith("note:")]
    assert [("b.txt" in line, "the work of a.txt" in line) for line in notes] == [(True, True)]


def test_a_rehearsal_writes_nothing(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("convert", rain, "--dry-run")
    assert said.code == 0
    assert said.out.startswith("Would write ")
    assert list(tmp_path.iterdir()) == [rain]


def test_json_is_for_programs(fic: Program, rain: Path) -> None:
    said = fic("convert", rain, "missing.txt", "--json")
    book, failure = json.loads(said.out)
    assert said.code == 1
    assert book["title"].lower() == "rain at noon"
    assert book["words"] == 14
    assert failure["error"]["code"] == 3


def test_one_bad_story_costs_itself_alone(fic: Program, rain: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)))
    said = fic("convert", "bad.txt", rain)
    assert said.code == 1
    assert "error:" in said.err
    assert len(list(tmp_path.glob("*.epub"))) == 1


def test_a_cover_by_name(fic: Program, rain: Path, tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "covers").mkdir()
    Image.new("RGB", (400, 640), "teal").save(tmp_path / "covers" / f"{rain.stem}.png")
    assert fic("convert", rain).code == 0
    with zipfile.ZipFile(next(tmp_path.glob("*.epub"))) as archive:
        image = next(name for name in archive.namelist() if name.endswith(".jpg"))
        Image.open(archive.open(image)).load()


def test_help_has_examples(fic: Program) -> None:
    for command in ("convert", "inspect"):
        said = fic(command, "--help")
        assert said.code == 0
        assert f"fic2epub {command} story.txt" in said.out
    assert fic("--version").out.startswith("fic2epub ")


@pytest.mark.parametrize(
    ("theme", "rule"),
    [("classic", "text-indent: 1.3em"), ("modern", "border-bottom"), ("clear", "letter-spacing")],
)
def test_a_theme_and_a_stylesheet_of_ones_own(
    fic: Program, rain: Path, tmp_path: Path, theme: str, rule: str
) -> None:
    (tmp_path / "mine.css").write_text("h2 { font-size: 3em; }\n")
    assert fic("convert", rain, "-o", "rain.epub", "--theme", theme, "--css", "mine.css").code == 0
    with zipfile.ZipFile(tmp_path / "rain.epub") as archive:
        css = archive.read("EPUB/theme.css").decode()
    assert rule in css
    assert css.endswith("h2 { font-size: 3em; }\n")


def test_a_theme_that_there_is_not(fic: Program, rain: Path, tmp_path: Path) -> None:
    said = fic("convert", rain, "--theme", "neon")
    assert said.code == 2
    assert "classic, clear, manuscript, modern" in said.err
    assert not list(tmp_path.glob("*.epub"))
    said = fic("convert", rain, "--css", "nowhere.css")
    assert said.code != 0
    assert "nowhere.css" in said.err
    assert "Traceback" not in said.err
