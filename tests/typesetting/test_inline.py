"""Styles on words become elements that nest, and no character is added or lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fic2epub.model.manuscript import Mark, Style
from fic2epub.model.story import Words
from fic2epub.typesetting.inline import set_marks, set_words

EM, STRONG, LINK = Style.EMPHASIS, Style.STRONG, Style.LINK
HOME = "https://example.org/"


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("plain", [], "plain"),
        ("a<b & c>d", [], "a&lt;b &amp; c&gt;d"),
        ("one two", [Mark(0, 3, EM)], "<em>one</em> two"),
        ("onetwo", [Mark(0, 3, EM), Mark(3, 6, STRONG)], "<em>one</em><strong>two</strong>"),
        ("inner", [Mark(2, 3, STRONG), Mark(0, 5, EM)], "<em>in<strong>n</strong>er</em>"),
        ("crossed", [Mark(0, 4, EM), Mark(2, 7, STRONG)],
         "<em>cr<strong>os</strong></em><strong>sed</strong>"),
        ("same", [Mark(0, 4, EM), Mark(0, 4, STRONG)], "<strong><em>same</em></strong>"),
        ("twice", [Mark(0, 3, EM), Mark(2, 5, EM)], "<em>twice</em>"),
        ("touching", [Mark(0, 3, EM), Mark(3, 8, EM)], "<em>touching</em>"),
        ("x2", [Mark(1, 2, Style.SUPER)], "x<sup>2</sup>"),
        ("u s b", [Mark(0, 1, Style.UNDERLINE), Mark(2, 3, Style.STRUCK), Mark(4, 5, Style.SUB)],
         "<u>u</u> <s>s</s> <sub>b</sub>"),
        ("past the end", [Mark(5, 99, EM), Mark(-4, -1, STRONG), Mark(7, 3, STRONG)],
         "past <em>the end</em>"),
        ("a   b", [Mark(1, 4, EM)], "a   b"),
        ("link", [Mark(0, 4, LINK, HOME + '?a=1&b="2"')],
         '<a href="https://example.org/?a=1&amp;b=%222%22">link</a>'),
        ("in a link", [Mark(0, 9, LINK, HOME), Mark(3, 4, LINK, HOME + "b"), Mark(5, 9, EM)],
         '<a href="https://example.org/">in a <em>link</em></a>'),
        ("mail", [Mark(0, 4, LINK, "mailto:nan@example.org")], '<a href="mailto:nan@example.org">mail</a>'),
        ("script", [Mark(0, 6, LINK, "javascript:alert(1)")], "script"),
        ("near", [Mark(0, 4, LINK, "/works/3")], "near"),
        ("none", [Mark(0, 4, LINK)], "none"),
    ],
)  # fmt: skip
def test_marks(text: str, marks: list[Mark], expected: str) -> None:
    assert set_marks(text, marks) == expected


def test_marks_stay_on_their_words_when_quotation_marks_are_set() -> None:
    words = Words('"\'Tis late," she said.', (Mark(1, 5, EM),))
    assert set_words(words, "en") == "“<em>’Tis</em> late,” she said."


MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(-2, 30),
        st.integers(-2, 30),
        st.sampled_from(Style),
        st.sampled_from(["", HOME, "https://example.org/ä [x]%", "http://", "mailto:a@b.c", "javascript:x"]),
    ),
    max_size=8,
)


@given(st.text("ab <&>\"' ", max_size=30), MARKS)
def test_any_marks_nest_and_lose_no_character(text: str, marks: list[Mark]) -> None:
    root = etree.fromstring(f"<p>{set_marks(text, marks)}</p>")
    assert "".join(map(str, root.itertext())) == text
    assert not root.xpath("//a//a | //em//em | //strong//strong")
    assert all(element.get("href") for element in root.iter("a"))
    assert not [
        element
        for element in root.iter("*")
        if not "".join(map(str, element.itertext())) and element is not root
    ]


@given(st.text("ab ", min_size=1, max_size=30), MARKS)
def test_each_character_has_the_styles_that_its_marks_say(text: str, marks: list[Mark]) -> None:
    marks = [mark for mark in marks if mark.style is not LINK]
    root = etree.fromstring(f"<p>{set_marks(text, marks)}</p>")
    styles = [style for character, style in _styled(root, frozenset()) if character != " "]
    wanted = [
        frozenset(mark.style.value for mark in marks if max(0, mark.start) <= at < mark.end)
        for at, character in enumerate(text)
        if character != " "
    ]
    assert styles == wanted


def _styled(element: etree._Element, around: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    out = [(character, around) for character in element.text or ""]
    for child in element:
        out += _styled(child, around | {str(child.tag)})
        out += [(character, around) for character in child.tail or ""]
    return out
