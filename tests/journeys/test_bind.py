"""Several files of one work make one book, when asked and when their names and pages agree."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from journeys.program import Program


def labels(book: Path) -> list[str]:
    with zipfile.ZipFile(book) as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
    return re.findall(r'<li><a href="chapter-[^"]*">([^<]*)</a>', nav)


def files(folder: Path, **texts: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', ' ')}.txt").write_text(text, encoding="utf-8")
    return sorted(str(path) for path in folder.iterdir())


def test_bind_in_the_order_given(fic: Program, tmp_path: Path) -> None:
    files(tmp_path / "in", a="The boat came.\n", b="Chapter 9: The Quay\n\nIt went.\n", c="It was late.\n")
    said = fic("bind", "in/c.txt", "in/a.txt", "in/b.txt", "-o", "boat.epub", "-t", "Boat", "-a", "fern")
    assert said.code == 0, said.err
    assert labels(tmp_path / "boat.epub") == ["Chapter 1", "Chapter 2", "Chapter 9: The Quay"]
    assert "3 files" in said.out


def test_the_notes_of_all_parts_at_the_back_of_one_book(fic: Program, tmp_path: Path) -> None:
    notes = {"a": "The boat came.\n\nA/N: thanks, gulls\n", "b": "A/N: sorry, gulls\n\nThe boat went.\n"}
    names = files(tmp_path / "in", **notes)
    said = fic("bind", *names, "-o", "boat.epub", "-t", "Boat", "-a", "fern", "--notes", "back")
    assert said.code == 0, said.err
    with zipfile.ZipFile(tmp_path / "boat.epub") as archive:
        page = archive.read("EPUB/notes.xhtml").decode()
    assert re.findall(r"<h3[^>]*>([^<]*)|>(\w+, gulls)<", page) == [
        ("Chapter 1", ""), ("", "thanks, gulls"), ("Chapter 2", ""), ("", "sorry, gulls"),
    ]  # fmt: skip


def test_a_folder_of_chapters_is_one_book(fic: Program, tmp_path: Path) -> None:
    files(
        tmp_path / "in",
        Rain_ch1="One drop.\n",
        Rain_ch2="Two drops.\n",
        Rain_ch10="Ten drops.\n",
        Other="Sun.\n",
    )
    files(tmp_path / "in", Rain_ch3="Three.\n", Rain_ch4="Four.\n", Rain_ch5="Five.\n")
    said = fic("convert", "in", "--json")
    assert said.code == 0, said.err
    books = {record["title"]: record for record in json.loads(said.out)}
    assert set(books) == {"Rain", "Other"}
    assert [Path(part).stem for part in books["Rain"]["parts"]] == [
        f"Rain ch{n}" for n in (1, 2, 3, 4, 5, 10)
    ]
    assert labels(Path(books["Rain"]["book"]))[-1] == "Chapter 10"


def test_numbers_alone_are_chapters_of_their_folder(fic: Program, tmp_path: Path) -> None:
    files(tmp_path / "The Long Rain", **{"1": "One.\n", "2": "Two.\n", "3": "Three.\n"})
    record = json.loads(fic("convert", "The Long Rain", "--json").out)
    assert [one["title"] for one in record] == ["The Long Rain"]


def test_works_of_a_series_stay_apart(fic: Program, tmp_path: Path) -> None:
    files(tmp_path / "in", Road_1="One.\n", Road_2="Two.\n")
    assert len(json.loads(fic("convert", "in", "--json").out)) == 2


def test_numbers_of_a_store_are_no_chapters(fic: Program, tmp_path: Path) -> None:
    files(
        tmp_path / "in",
        **{"000_fcb0f2a7c1": "One.\n", "001_5bde8950f5": "Two.\n", "002_df94c60171": "Three.\n"},
    )
    files(tmp_path / "in", **{"3 - Rain": "Rain.\n", "4 - Sun": "Sun.\n"})
    assert len(json.loads(fic("convert", "in", "--json").out)) == 5


@pytest.mark.parametrize("numbers", [(2, 3), (1, 9)])
def test_numbers_that_do_not_count_chapters(fic: Program, tmp_path: Path, numbers: tuple[int, ...]) -> None:
    files(tmp_path / "in", **{f"Rain_ch{number}": "Drop.\n" for number in numbers})
    assert len(json.loads(fic("convert", "in", "--json").out)) == 2


def test_pages_that_disagree_stay_apart(fic: Program, tmp_path: Path) -> None:
    files(tmp_path / "in", Fic_ch1="Rain\nby fern\n\nOne.\n", Fic_ch2="Sun\nby fern\n\nTwo.\n")
    titles = {record["title"] for record in json.loads(fic("convert", "in", "--json").out)}
    assert titles == {"Rain", "Sun"}
    said = fic("bind", "in/Fic ch1.txt", "in/Fic ch2.txt")
    assert said.code == 5
    assert "different works" in said.err
    assert fic("bind", "in/Fic ch1.txt", "in/Fic ch2.txt", "-t", "Both", "-a", "fern").code == 0


def test_one_bad_part_costs_the_work(fic: Program, tmp_path: Path) -> None:
    files(tmp_path / "in", Rain_ch1="One.\n", Rain_ch2="")
    said = fic("convert", "in")
    assert said.code == 3
    assert "Rain ch2.txt" in said.err
    assert not (tmp_path / "books").exists()
