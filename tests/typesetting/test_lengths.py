"""How long a text is, and how long it takes to read, said as a reader would say it."""

import pytest

from fic2epub.model.manuscript import Place
from fic2epub.model.story import Chapter, Note, NoteKind, Paragraph, SceneBreak, Words
from fic2epub.typesetting.lengths import length_of, reading_time, told

AT = (Place("rain.txt", 1),)


def chapter(text: str) -> Chapter:
    return Chapter("", (Paragraph(Words(text), AT), SceneBreak("***", AT)))


def test_words_are_counted_where_there_are_spaces_and_characters_where_there_are_none() -> None:
    assert length_of([chapter("It rained, and rained."), chapter("Then it stopped.")], "en-GB") == 7
    assert length_of([chapter("下雨了，一直下。")], "zh-Hans") == 6
    assert length_of([chapter("비가 왔다.")], "ko") == 2
    assert length_of([], "en") == 0


def test_notes_are_read_too() -> None:
    note = Note(NoteKind.NOTE, (Paragraph(Words("Thank you all."), AT),), "A/N:")
    assert length_of([Chapter("", (note,))], "en") == 3


@pytest.mark.parametrize(
    ("length", "language", "words"),
    [(0, "en", "0 words"), (1, "en", "1 word"), (1204, "de", "1,204 words"), (2, "ja", "2 characters")],
)
def test_a_length_with_its_unit(length: int, language: str, words: str) -> None:
    assert told(length, language) == words


@pytest.mark.parametrize(
    ("length", "time"),
    [
        (40, "a minute or so"),
        (1_000, "about 4 minutes"),
        (5_000, "about 20 minutes"),
        (13_000, "about an hour"),
        (22_000, "about 1½ hours"),
        (28_000, "about 2 hours"),
        (120_000, "about 8 hours"),
        (1_440_000, "about 100 hours"),
    ],
)
def test_the_time_it_takes(length: int, time: str) -> None:
    assert reading_time(length, "en") == time
