"""Chapter headings, and lines of prose that begin like one."""

import pytest

from fic2epub.model.manuscript import Line, Place, Role
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.heading_numbers import number_of
from fic2epub.shaping.headings import find_headings
from fic2epub.shaping.passages import Passage


def passage(text: str, role: Role | None = None) -> Passage:
    lines = tuple(
        Line(Place("a.txt", number), line, (), role) for number, line in enumerate(text.split("\n"), 1)
    )
    return Passage(lines, 1)


def heading(text: str) -> tuple[str, ChapterKind, int | None] | None:
    found = find_headings([passage(text), passage("She had not expected a door.")])
    return (found[0].title, found[0].kind, found[0].number) if 0 in found else None


CHAPTER, PART = ChapterKind.CHAPTER, ChapterKind.PART


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chapter 1", ("Chapter 1", CHAPTER, 1)),
        ("CHAPTER TWELVE", ("CHAPTER TWELVE", CHAPTER, 12)),
        ("Chapter Twenty-Six", ("Chapter Twenty-Six", CHAPTER, 26)),
        ("Chapter Twenty Six: Rain", ("Chapter Twenty Six: Rain", CHAPTER, 26)),
        ("Chapter 23 – Humble Pie", ("Chapter 23 – Humble Pie", CHAPTER, 23)),
        ("Chapter 1- The Final Chapter", ("Chapter 1- The Final Chapter", CHAPTER, 1)),
        ("*Chapter 7*: Reciprocity", ("Chapter 7: Reciprocity", CHAPTER, 7)),
        ("~*~ Chapter IV ~*~", ("Chapter IV", CHAPTER, 4)),
        ("chapter 3: who's there?", ("chapter 3: who's there?", CHAPTER, 3)),
        ("Ch. 3", ("Ch. 3", CHAPTER, 3)),
        ("Part 2", ("Part 2", PART, 2)),
        ("Book One: Water", ("Book One: Water", PART, 1)),
        ("PROLOGUE", ("PROLOGUE", ChapterKind.PROLOGUE, None)),
        ("Epilogue: After", ("Epilogue: After", ChapterKind.EPILOGUE, None)),
        ("Interlude", ("Interlude", ChapterKind.INTERLUDE, None)),
        ("CHAPTER ONE\nThe Wrong Umbrella", ("CHAPTER ONE: The Wrong Umbrella", CHAPTER, 1)),
    ],
)
def test_taken(text: str, expected: object) -> None:
    assert heading(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Part of her wanted to go.",
        "Chapter and verse",
        "Chapter 12 of the rule book had been torn out.",
        "Part two of his speech was worse.",
        "1984",
        "Act natural",
        "Book club",
        "Prologues are for other people.",
        "The first chapter",
        "Chapter 3: " + "and then she went down to the river and found that it had gone, " * 2,
        "Part 1: he walked away, and she let him go without a word.",
        "Chapter 2\nis where it went wrong.",
        "I",
        '"Chapter one!" he cried.',
    ],
)
def test_spared(text: str) -> None:
    assert heading(text) is None


def test_what_the_page_calls_headings_are_all_there_are() -> None:
    passages = [passage("Chapter 1: Comments", Role.HEADING), passage("Prologue"), passage("It began.")]
    assert list(find_headings(passages)) == [0]


def test_a_copied_contents_is_not_three_chapters() -> None:
    names = [
        "Chapter 1",
        "Chapter 2",
        "Chapter 3",
        "Chapter 1",
        "Rain.",
        "Chapter 2",
        "Sun.",
        "Chapter 3",
        "Fog.",
    ]
    assert list(find_headings([passage(name) for name in names])) == [3, 5, 7]


def test_a_part_and_its_first_chapter_are_two_headings() -> None:
    assert list(find_headings([passage("Part One"), passage("Chapter 1"), passage("Rain.")])) == [0, 1]


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("twelve", 12), ("forty-two", 42), ("xiv", 14), ("IX", 9), (None, None)]
)
def test_numbers(text: str | None, number: int | None) -> None:
    assert number_of(text) == number
