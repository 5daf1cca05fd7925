"""Chapter headings, and lines of prose that begin like one."""

import pytest

from fic2epub.model.manuscript import Line, Place, Role
from fic2epub.model.story import ChapterKind
from fic2epub.shaping.heading_numbers import number_of
from fic2epub.shaping.headings import divide, find_headings
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
        ("Chapter the First, in which it rains", ("Chapter the First, in which it rains", CHAPTER, 1)),
        ("Chapter 2, wherein Tam is wet", ("Chapter 2, wherein Tam is wet", CHAPTER, 2)),
        ("Chapitre 3, dans lequel il pleut", ("Chapitre 3, dans lequel il pleut", CHAPTER, 3)),
        ("Kapitel 4, in welchem es regnet", ("Kapitel 4, in welchem es regnet", CHAPTER, 4)),
        ("Capítulo 5, en el que llueve", ("Capítulo 5, en el que llueve", CHAPTER, 5)),
        ("Глава 6, в которой идёт дождь", ("Глава 6, в которой идёт дождь", CHAPTER, 6)),
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Capítulo primero: La sal", 1),
        ("Chapitre 2 : Le bac", 2),
        ("Drittes Kapitel", 3),
        ("4. Kapitel – Der Zug", 4),
        ("Capitolo quinto", 5),
        ("Глава шестая. Вёсла", 6),
        ("Rozdział siódmy", 7),
        ("Hoofdstuk acht", 8),
        ("Chương 9: Cầu", 9),
        ("第十章 渡口", 10),
        ("第十一話「船」", 11),
        ("제12화 다리", 12),
        ("chapter.013", 13),
        ("CHAPTER THE FOURTEENTH", 14),
        ("Chapter 15 (1,204 words)", 15),
        ("Chapter 16 – 12/03/2009", 16),
        ("Chp. 17", 17),
    ],
)
def test_numbers_in_headings_of_many_languages(text: str, number: int) -> None:
    found = heading(text)
    assert found is not None
    assert found[1:] == (CHAPTER, number)


@pytest.mark.parametrize(
    "text", ["第九部队来了。", "第九部队", "第一章结束的时候，她哭了。", "Parte de ella", "Teil des Plans"]
)
def test_sentences_of_many_languages(text: str) -> None:
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


def notices(*names: str) -> list[str]:
    return [notice.text for notice in divide([passage(name) for name in names]).notices]


def test_a_gap_is_told() -> None:
    assert notices("Chapter 6", "Rain.", "Chapter 8", "Sun.") == ["Chapter 7 is missing between 6 and 8."]
    assert notices("Chapter 2", "Rain.", "Chapter 7", "Sun.") == [
        "Chapters 3 to 6 are missing between 2 and 7."
    ]


def test_a_count_that_begins_late_or_anew_is_no_gap() -> None:
    assert not notices("Chapter 5", "Rain.")
    assert not notices("Part One", "Chapter 1", "Rain.", "Chapter 2", "Sun.", "Part Two", "Chapter 1", "Fog.")


def test_a_stray_number_is_told() -> None:
    names = ["Chapter 3", "Rain.", "Chapter 12", "Mist.", "Chapter 4", "Sun."]
    assert list(find_headings([passage(name) for name in names])) == [0, 4]
    assert "Chapter 12" in notices(*names)[0]


def test_a_heading_said_twice_is_said_once() -> None:
    found = divide([passage(name) for name in ("Chapter 3: Rain", "Rain", "Chapter Three", "It rained.")])
    assert list(found.headings) == [0]
    assert [entry.rule for entry in found.entries] == ["shaping/repeated-heading"] * 2


def test_a_first_sentence_is_no_repeat() -> None:
    assert not divide([passage("Chapter 3: Rain"), passage("Rain."), passage("It rained.")]).entries


def test_the_elements_of_a_page_tell_the_level() -> None:
    def tagged(text: str, tag: str) -> Passage:
        return Passage((Line(Place("a.html", 1), text, (), None, tag),), 1)

    page = [
        tagged("The Boat", "h1"),
        tagged("Salt", "h2"),
        passage("It was white."),
        tagged("Notes", "h3"),
        passage("Thanks."),
        tagged("Tar", "h2"),
        passage("It was black."),
    ]
    assert list(find_headings(page)) == [1, 5]


def test_a_part_of_a_book_is_no_repeat() -> None:
    names = ["Book One", "Part One", "Chapter 1", "Rain."]
    assert list(find_headings([passage(name) for name in names])) == [0, 1, 2]


def test_a_heading_above_those_that_the_site_told_is_of_their_element() -> None:
    def tagged(text: str, tag: str, role: Role | None = None) -> Passage:
        return Passage((Line(Place("a.html", 1), text, (), role, tag),), 1)

    story = passage("The boat was late, and nobody on the quay would say why.")
    told = tagged("Chapter 1: Fog", "h2", Role.HEADING)
    prologue = tagged("Prologue", "h2")
    assert list(find_headings([prologue, story, told, story])) == [0, 2]
    assert list(find_headings([tagged("Prologue", "h4"), story, told, story])) == [2]
    assert list(find_headings([tagged("A word before", "h2"), story, told, story])) == [2]
    assert list(find_headings([told, story, tagged("Part Two", "h2"), story])) == [0]


def test_a_heading_that_the_site_told_stays_one_beside_those_that_were_found() -> None:
    story = passage("The boat was late, and nobody on the quay would say why.")
    told = passage("Snow", Role.HEADING)
    text = [
        passage("Chapter 1"),
        story,
        passage("Chapter 2"),
        story,
        told,
        story,
        passage("Chapter 4"),
        story,
    ]
    assert list(find_headings(text)) == [0, 2, 4, 6]


def test_numbers_in_a_work_of_one_chapter_head_its_sections() -> None:
    said = "The boat was late, and nobody on the quay would say why. " * 4
    text = [passage(one) for one in ("I.", said, "II.", said, "III.", said)]
    assert len(divide(text).headings) == 3
    assert not divide(text, single=True).headings
    counted = [passage(one) for one in ("Chapter 1", said, "Chapter 2", said)]
    assert len(divide(counted, single=True).headings) == 2


def test_chapters_with_a_comma_are_counted_across_the_parts_between() -> None:
    told = ["Chapter the First, of Rain", TEXT, "PART THE SECOND", "Chapter the Second, of Snow", TEXT]
    assert sorted(find_headings([passage(text) for text in told])) == [0, 2, 3]


def test_a_title_that_tells_what_happens_may_end_as_a_sentence_does() -> None:
    told = ["Chapter the First, in which it rains.", TEXT, "Chapter the Second, in which it snows.", TEXT]
    assert sorted(find_headings([passage(text) for text in told])) == [0, 2]
    alone = [TEXT, "Chapter three, in which he dies, had been torn out.", TEXT]
    assert not find_headings([passage(text) for text in alone])


TEXT = "She had not expected a door, and there it was, and somebody behind it had begun to knock. " * 3
