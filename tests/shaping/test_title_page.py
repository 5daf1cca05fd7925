"""Title pages of plain texts, and first lines that only look like one."""

from pathlib import Path

import pytest

from fic2epub.model.story import ChapterKind, Story, words_of
from fic2epub.reading import read
from fic2epub.shaping import shape

TEXT = (
    "The lamp had been lit since four, and nobody on the whole of the quay would own to having lit it.\n\n"
    '"Well," said Tam. "It was not the cat."\n\n'
)
CHAPTERS = f"\n\nChapter 1\n\n{TEXT}\nChapter 2\n\n{TEXT}"
NUMBERS = f"\n\nI\n\n{TEXT}\nII\n\n{TEXT}"
APART = f"\n\n\n{TEXT}"
CENTRED = " " * 24


@pytest.fixture
def story_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    def made(text: str) -> Story:
        path = tmp_path / "input.txt"
        path.write_text(text, encoding="utf-8")
        return shape(read(path)[0], (), "input")[0]

    return made


def in_front(story: Story) -> list[str]:
    """Return what stands in front of the first chapter."""
    first = story.chapters[0]
    inside = first.kind is ChapterKind.PREFACE or first.title in {"Opening", "Epigraph"}
    return [words.text for block in first.blocks for words in words_of(block)] if inside else []


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("The Long Road\nIda Brook" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("The Long Road\n\nIda Brook\n\n" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("the long road\nsalt_and_oak" + NUMBERS, "the long road", ("salt_and_oak",)),
        ("THE LONG ROAD" + CHAPTERS, "THE LONG ROAD", ()),
        ("The Long Road" + NUMBERS, "The Long Road", ()),
        ('"The Long Road"\nby Ida Brook' + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("The Long Road\n=============\nIda Brook, 2004\n\n" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("**The Long Road**\n*Ida Brook*" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("THE LONG ROAD\n\nBY\n\nIDA BROOK" + CHAPTERS, "THE LONG ROAD", ("IDA BROOK",)),
        ("The Long Road by Ida Brook" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("Stand by Me" + CHAPTERS, "Stand by Me", ()),
        ("The Long Road\na story in two parts, by Ida Brook" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("Title: The Long Road" + CHAPTERS, "The Long Road", ()),
        ("The Long Road\n(by Ida Brook)" + APART, "The Long Road", ("Ida Brook",)),
        (f"{CENTRED}The Long Road\n\n{CENTRED}Ida Brook{APART}", "The Long Road", ("Ida Brook",)),
        ("~*~ The Long Road ~*~" + APART, "The Long Road", ()),
        ("THE LONG ROAD" + APART, "THE LONG ROAD", ()),
        ("Der lange Weg\nvon Ida Bach\n\nKapitel 1\n\n" + TEXT, "Der lange Weg", ("Ida Bach",)),
        ("El largo camino\nde Ida Arroyo\n\nCapítulo 1\n\n" + TEXT, "El largo camino", ("Ida Arroyo",)),
        ("Долгая дорога\nИда Ручьёва\n\nГлава 1\n\n" + TEXT, "Долгая дорога", ("Ида Ручьёва",)),
        ("长路\n文/提灯人\n\n第一章 雨\n\n" + TEXT, "长路", ("提灯人",)),
        (
            "灯台の猫\n　　　　　青井みお\n\n　　一\n\n" + TEXT + "　　二\n\n" + TEXT,
            "灯台の猫",
            ("青井みお",),
        ),
        ("The Long Road\nIda Brook <ida@inkwell.example>\nPG-13" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("The Long Road\nby Ida (ida@inkwell.example)\nComplete" + CHAPTERS, "The Long Road", ("Ida",)),
        ("The Long Road\n© 2004 Ida Brook" + CHAPTERS, "The Long Road", ("Ida Brook",)),
        ("By Moonlight\nby Ida Brook" + CHAPTERS, "By Moonlight", ("Ida Brook",)),
        ("긴 길\n글: 김하늘\n\n제1화 비\n\n" + TEXT, "긴 길", ("김하늘",)),
        ("긴 길\n김하늘 지음\n\n제1화 비\n\n" + TEXT, "긴 길", ("김하늘",)),
    ],
)
def test_taken(story_of, text: str, title: str, authors: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    story = story_of(text)
    assert (story.facts.title, story.facts.authors) == (title, authors)
    assert not story.facts.title_is_incipit
    assert in_front(story) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The Long Road" + APART, id="a short first line"),
        pytest.param("Rated M" + CHAPTERS, id="a fact"),
        pytest.param("Warnings: blood" + CHAPTERS, id="a warning"),
        pytest.param("March 2011" + CHAPTERS, id="a month"),
        pytest.param("by Ida Brook" + CHAPTERS.replace("1", "5"), id="an author alone"),
        pytest.param("Previously on The Long Road" + CHAPTERS.replace("1", "5"), id="what was before"),
        pytest.param("It rained." + CHAPTERS, id="a sentence"),
        pytest.param("Monday\nLondon" + APART, id="a day and a place"),
        pytest.param("LONDON, 1888" + APART, id="a place and a year"),
        pytest.param("DANA" + APART + "\n\nSHANE\n\n" + TEXT, id="who speaks"),
        pytest.param("Dear Ida,\n\nTam\n\n" + TEXT, id="a letter"),
        pytest.param("Ida\nTam\nOskar\nLotte" + APART, id="a list"),
        pytest.param("Ida\nTam\n\n" + TEXT, id="two names"),
        pytest.param("Roses are red\nviolets are blue" + CHAPTERS, id="verse over a chapter"),
        pytest.param("Down we went\nby the river\nand home\nby the sea" + APART, id="verse with by"),
        pytest.param("THE LONG ROAD\n\n" + TEXT * 3 + CHAPTERS, id="a prologue"),
        pytest.param("One\nTwo" + APART, id="a count"),
    ],
)
def test_spared(story_of, text: str) -> None:  # type: ignore[no-untyped-def]
    story = story_of(text)
    assert story.facts.title_is_incipit
    assert story.facts.authors == ()


def test_facts_of_a_title_page_are_lifted(story_of) -> None:  # type: ignore[no-untyped-def]
    head = "The Long Road\nby Ida Brook\nMarch 3, 2004\n2,300 words\nRating: PG\nSummary: A boat is late.\n"
    facts = story_of(head + CHAPTERS).facts
    assert (str(facts.published), facts.words, facts.rating) == ("2004-03-03", 2300, "PG")
    assert facts.summary == ("A boat is late.",)


def test_a_summary_may_stand_below_its_label(story_of) -> None:  # type: ignore[no-untyped-def]
    story = story_of(
        "The Long Road\nby Ida Brook\n\nSummary:\nA boat is late.\n\nDisclaimer: not mine." + CHAPTERS
    )
    assert story.facts.summary == ("A boat is late.",)
    assert in_front(story) == ["not mine."]


def test_what_else_stands_on_a_title_page_stays_and_is_no_opening(story_of) -> None:  # type: ignore[no-untyped-def]
    story = story_of("The Long Road\nby Ida Brook\n\nFor Tam, who waited." + CHAPTERS)
    assert in_front(story) == ["For Tam, who waited."]
    assert (story.chapters[0].title, story.chapters[0].kind) == ("", ChapterKind.PREFACE)


def test_an_epigraph_below_a_title_page_is_one(story_of) -> None:  # type: ignore[no-untyped-def]
    story = story_of('The Long Road\nby Ida Brook\n\n"All roads are long."\n— Old Saying' + CHAPTERS)
    assert [chapter.title for chapter in story.chapters] == ["Epigraph", "Chapter 1", "Chapter 2"]


def test_a_month_is_no_name(story_of) -> None:  # type: ignore[no-untyped-def]
    story = story_of("The Long Road\nMarch 2011\n\nida@inkwell.example" + CHAPTERS)
    assert (story.facts.title, story.facts.authors) == ("The Long Road", ())
    assert in_front(story) == ["March 2011", "ida@inkwell.example"]


def test_a_subtitle_is_no_name(story_of) -> None:  # type: ignore[no-untyped-def]
    story = story_of("The Long Road\nA Love Story" + CHAPTERS)
    assert (story.facts.title, story.facts.authors) == ("The Long Road", ())
    assert in_front(story) == ["A Love Story"]


def test_an_author_named_below_the_headings_is_the_authors_name(story_of) -> None:  # type: ignore[no-untyped-def]
    told = "".join(f"The Long Road\n\nChapter {number}\nby Ida Brook\n\n{TEXT}\n" for number in (1, 2))
    story = story_of(told)
    assert (story.facts.title, story.facts.authors) == ("The Long Road", ("Ida Brook",))
    assert [chapter.title for chapter in story.chapters] == ["Chapter 1", "Chapter 2"]
    texts = [
        words.text for chapter in story.chapters for block in chapter.blocks for words in words_of(block)
    ]
    assert not any("Ida" in text for text in texts)
