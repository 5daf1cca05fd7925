"""Chats and scripts: lines with a name before what is said, by turns."""

import pytest

from fic2epub.model.manuscript import Mark, Place, Style
from fic2epub.model.story import Block, Chat, Paragraph, SceneBreak, Verse, Words
from fic2epub.shaping.chats import is_chat, name_end, with_chats

CHATS = """
Ada: Is it on?|Ben: It is on.|Ada: Oh.
[12:04] ansa: is it on|[12:04] tamm: it is on|[12:05] ansa: is it plugged in
12:04 ansa: on?|12:05 tamm: off|12:06 ansa: oh
(9:30 PM) Ines: hello|(9:31 PM) Davy: hello|(9:31 PM) Ines: goodbye
<owl> it is raining|<kettle> it is always raining|<owl> here too
[09:01] <owl> rain|[09:02] <kettle> rain|[09:03] <owl> so
HAMLET: No.|OPHELIA (aside): He says no.|HAMLET: I heard that.
Mr. Udo: Good evening.|Miss Finn: It is late.|Mr. Udo: It is.
Q: Where were you?|A: In the piano.|Q: Why?|A: It was dry.
[Ada]: on|[Ben]: off|[Ada]: on
Zoé : tu dors ?|Luc : oui|Zoé : moi aussi
Аня: спишь?|Лёва: сплю|Аня: я тоже
""".strip().split("\n")
NONE = """
Name: Ada|Age: 12|House: none
Ada: Is it on?|Ada: It is not.|Ada: Oh.
Ada: Is it on?|Ben: It is on.
From: Ada|To: Ben|Subject: rain
He said: no.|She said: why not?|They sat.
1. Lamp first.|2. Cat second.|3. Lamp again.
12:04 left home|12:10 came back|12:11 left again
John 3:16|Mark 4:1|John 3:17
Then it was this: rain|And it was that, and it was all of a long afternoon: wind|Then it was this: rain
Name: Ada Thripp|Age: 17|House: Hare|Name: Bran Thripp|Age: 12|House: Owl
The first: nobody had asked.|The second: she knew.|The first: again, nobody.
He said: no.|She said: why not?|He said: because.
Monday: soup.|Tuesday: bread.|Monday: soup, again.
Der Erste: nein.|Der Zweite: doch.|Der Erste: nein.
https://a.org/1|http://b.org/2|https://a.org/3
""".strip().split("\n")
PLACES = tuple(Place("a.txt", number) for number in range(1, 9))


@pytest.mark.parametrize("chat", CHATS)
def test_chats(chat: str) -> None:
    lines = chat.split("|")
    assert all(name_end(line) for line in lines)
    assert is_chat(lines)


@pytest.mark.parametrize("lines", NONE)
def test_other_lines(lines: str) -> None:
    assert not is_chat(lines.split("|"))


def stanza(text: str) -> Verse:
    lines = text.split("|")
    return Verse(tuple(map(Words, lines)), PLACES[: len(lines)])


def paragraphs(text: str) -> list[Block]:
    return [Paragraph(Words(line), (place,)) for line, place in zip(text.split("|"), PLACES, strict=False)]


def told(blocks: tuple[Block, ...]) -> list[str]:
    return [
        f"{turn.name.text}~{turn.said.text}"
        for block in blocks
        if isinstance(block, Chat)
        for turn in block.turns
    ]


def test_a_stanza_and_paragraphs_are_the_same_chat() -> None:
    want = ["Ada:~On?", "Ben:~On.", "Ada:~Oh."]
    assert told(with_chats([stanza("Ada: On?|Ben: On.|Ada: Oh.")])) == want
    made = with_chats(paragraphs("Ada: On?|Ben: On.|Ada: Oh."))
    assert told(made) == want
    assert made[0].places == PLACES[:3]


def test_a_line_without_a_name_goes_on_with_what_was_said() -> None:
    made = with_chats([stanza("Ada: On?|Ben: On.|and off|Ada: Oh.")])
    assert told(made) == ["Ada:~On?", "Ben:~On.", "~and off", "Ada:~Oh."]


def test_a_paragraph_of_the_story_ends_a_chat() -> None:
    lines = paragraphs("Ada: On?|Ben: On.|Ada: Oh.|It was late.|Ben: Yes.|Ada: No.")
    made = with_chats(lines)
    assert isinstance(made[0], Chat)
    assert list(made[1:]) == lines[3:]


def test_no_chat_goes_on_across_a_scene_break() -> None:
    lines = paragraphs("Ada: On?|Ben: On.|Ada: Oh.")
    blocks = [*lines[:2], SceneBreak("***", PLACES[6:7]), lines[2]]
    assert list(with_chats(blocks)) == blocks


def test_styles_stay_on_their_words() -> None:
    bold, slanted = Mark(0, 4, Style.STRONG), Mark(2, 8, Style.EMPHASIS)
    first = Paragraph(Words("Ada: on?", (bold, slanted)), PLACES[:1])
    [chat] = with_chats([first, *paragraphs("|Ben: On.|Ada: Oh.")[1:]])
    assert isinstance(chat, Chat)
    assert chat.turns[0].name.marks == (bold, Mark(2, 4, Style.EMPHASIS))
    assert chat.turns[0].said.marks == (Mark(0, 3, Style.EMPHASIS),)


@pytest.mark.parametrize("unit", ["a ", "<a", "[", "1:2", "a.", "12:04 a"])
def test_a_long_line_costs_no_more_than_a_short_one(unit: str) -> None:
    assert name_end(unit * 50_000 + ": x") in range(51)
