"""Titles from the head of a text, from a file's name, from a story's first words."""

import pytest

from fic2epub.shaping.titles import from_file_name, incipit


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("the-balloon-post", "The balloon post"),
        ("The Balloon Post", "The Balloon Post"),
        ("balloon_post", "Balloon post"),
        ("Rain", "Rain"),
        ("Überfahrt", "Überfahrt"),
        ("渡船", "渡船"),
        ("Part of the Sea - marshlight", "Part of the Sea - marshlight"),
    ],
)
def test_a_name_of_words_is_a_title(stem: str, title: str) -> None:
    assert from_file_name(stem) == title


@pytest.mark.parametrize(
    "stem",
    [
        "000_fcb0f2a7c1ea1905",
        "4f1c09be72ad",
        "12345678",
        "input",
        "Untitled",
        "New Text Document",
        "index",
        "chapter 1",
        "story (3)",
        "f",
        "x7_21",
        "download",
        "___",
        "story-1",
        "a1b2c3d4e5f6",
    ],
)
def test_an_id_or_a_stock_name_is_none(stem: str) -> None:
    assert from_file_name(stem) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rain fell.", "Rain fell…"),
        ('"Well," said the duck, "here we are again."', 'Well," said the duck, "here we are again…'),
        (
            "It was hard to say when the river had begun to talk, but it had.",
            "It was hard to say when the river had begun to…",
        ),
        ("The boat was late, as ever. Nobody minded.", "The boat was late, as ever…"),
        ("*No,* thought Greta.", "No, thought Greta…"),
        ("下雨的夜里，渡船不收钱。" * 9, ("下雨的夜里，渡船不收钱。" * 4)[:48].rstrip("。") + "…"),
        ("…", "……"),
    ],
)
def test_incipit(text: str, title: str) -> None:
    assert incipit(text) == title


def test_incipit_is_short_whatever_the_text() -> None:
    assert len(incipit("a" * 500)) <= 49
