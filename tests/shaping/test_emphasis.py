"""Marks of emphasis become styles, inside one paragraph, and only in pairs."""

import pytest

from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.outline import tagged
from fic2epub.model.story import Words
from fic2epub.shaping.emphasis import emphasised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*No,* she said.", "<em>No,</em> she said."),
        ("_They're here,_ thought Ada.", "<em>They're here,</em> thought Ada."),
        ("He was **loud**.", "He was <strong>loud</strong>."),
        ("***Now.***", "<strong><em>Now.</em></strong>"),
        ('"_Slippers,_" said the voice.', '"<em>Slippers,</em>" said the voice.'),
        ("*a* and *b*", "<em>a</em> and <em>b</em>"),
        ("(*really*)", "(<em>really</em>)"),
        ('*viciously* "No."', '<em>viciously</em> "No."'),
        ("She was /so/ late.", "She was <em>so</em> late."),
        ('"/Really,/" he said.', '"<em>Really,</em>" he said.'),
        ("/I never meant it./", "<em>I never meant it.</em>"),
        ("It was ~~red~~ blue.", "It was <s>red</s> blue."),
        (r"\*not so\* but *so*", "*not so* but <em>so</em>"),
        (r"a snake\_case name", "a snake_case name"),
    ],
)
def test_taken(text: str, expected: str) -> None:
    assert tagged(emphasised(Words(text))[0]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "a footnote*",
        "* a footnote",
        "f**k",
        "s***",
        "snake_case_name",
        "* * *",
        "**",
        "_____",
        "*unfinished",
        "a*b*c",
        "*.*",
        "5*",
        "__init",
        "* not * so *",
        "and/or, he/him/his, w/o and 24/7",
        "on 13/07/1746",
        "red / blue / green",
        "in /home/ada/files and /etc/ too",
        "see http://example.org/a/b/ for it",
        "Harry/Draco/Ron",
        "on /b/ again",
        r"¯\_(ツ)_/¯",
        "1/2 or 3/4/5",
        "~telepathy~",
        "~~unfinished",
        "an /unfinished thought",
        r"/\/\/\/",
    ],
)
def test_spared(text: str) -> None:
    assert emphasised(Words(text)) == (Words(text), ())


def test_styles_that_were_there_move_along() -> None:
    words, gone = emphasised(Words("*so* it goes", (Mark(5, 7, Style.STRONG),)))
    assert tagged(words) == "<em>so</em> <strong>it</strong> goes"
    assert gone == ((0, 1), (3, 4))
