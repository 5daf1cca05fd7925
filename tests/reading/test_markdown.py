"""Markdown as lines, and the facts over it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.model.ledger import Fate
from fic2epub.model.manuscript import Role, Style
from fic2epub.reading.markdown import read_markdown


def told(text: str) -> list[str]:
    return [line.text for line in read_markdown(text, "rain.md").lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One line\nand its end.\n\nTwo.", ["One line and its end.", "", "Two."]),
        ("One  \ntwo\\\nthree", ["One", "two", "three"]),
        ("# Rain\n\nIt rained.", ["Rain", "", "It rained."]),
        ("Rain\n====\nIt rained.", ["Rain", "", "It rained."]),
        ("He left.\n---\nShe stayed.", ["He left.", "", "* * *", "", "She stayed."]),
        ("One\n\n***\n\nTwo", ["One", "", "* * *", "", "Two"]),
        ("- a boat\n- a *bell*", ["a boat", "a bell"]),
        ("1. go\n2. stay", ["1. go", "2. stay"]),
        ("1984. It was a year.", ["1984. It was a year."]),
        ("- Hola.\n\n- Adiós.", ["- Hola.", "", "- Adiós."]),
        ("> Dear Ida,\n>\n> come.", ["Dear Ida,", "", "come."]),
        ("    Indented *so*.", ["Indented so."]),
        ("[Ida]: hello there", ["[Ida]: hello there"]),
        ("<sighs> Fine.", ["<sighs> Fine."]),
        ("One<br>two", ["One", "two"]),
        ("2 \\* 3 &amp; 4", ["2 * 3 & 4"]),
        ("| a | b |\n|---|---|\n| c | d |", ["a\tb", "c\td"]),
        ("```text\na\n  b\n```", ["a", "  b"]),
        ("<center>rain</center>", ["rain"]),
        ("![a boat](boat.jpg)", ["a boat"]),
    ],
)
def test_markdown_is_read_for_what_it_means(text: str, lines: list[str]) -> None:
    assert told(text) == lines


def test_marks_and_tags() -> None:
    (line,) = read_markdown(
        "So *very* **wet** ~~not~~ [here](https://x.example/) <u>now</u>", "rain.md"
    ).lines
    assert [(line.text[mark.start : mark.end], mark.style, mark.href) for mark in line.marks] == [
        ("very", Style.EMPHASIS, ""),
        ("wet", Style.STRONG, ""),
        ("not", Style.STRUCK, ""),
        ("here", Style.LINK, "https://x.example/"),
        ("now", Style.UNDERLINE, ""),
    ]
    tags = [line.tag for line in read_markdown("## A\n\n- b\n\n> c\n\n***\n", "rain.md").lines if line.text]
    assert tags == ["h2", "li", "blockquote", "hr"]


def test_places_are_those_of_the_file() -> None:
    lines = read_markdown("---\ntitle: Rain\n---\n\nOne\nand one.\n\n# Two\n", "rain.md").lines
    assert [(str(line.place), line.text) for line in lines if line.text] == [
        ("rain.md:5", "One and one."),
        ("rain.md:8.2", "Two"),
    ]


def test_the_facts_over_a_text() -> None:
    transcript = read_markdown(
        "---\ntitle: 'Rain: a story'\nauthor: fern\ndate: 2023-05-20\ntags: [Kites, 'Rain, heavy']\n"
        "pairing: Ida/Tam, Ida & Bo\nseries: Roads\nseries_index: 4\ncomplete: true\nsummary: |\n  It rains.\n\n  It rains.\n"
        "notes: Thanks.\nmood: wet\n---\nIt rained.\n",
        "rain.md",
    )
    assert {finding.field: finding.values for finding in transcript.findings} == {
        "title": ("Rain: a story",),
        "authors": ("fern",),
        "published": ("2023-05-20",),
        "tags": ("Kites", "Rain, heavy"),
        "relationships": ("Ida/Tam", "Ida & Bo"),
        "series": ("Roads [4]",),
        "status": ("Complete",),
        "summary": ("It rains.", "It rains."),
    }
    assert [line.text for line in transcript.lines if line.role is Role.NOTE] == ["Thanks."]
    fates = {entry.place.line: entry.fate for entry in transcript.entries}
    assert fates[14] is Fate.LIFTED
    assert fates[15] is Fate.REMOVED
    assert set(fates) == set(range(2, 16)) - {12}


@pytest.mark.parametrize(
    "text",
    [
        "---\nIt rained.\n---\nIt stopped.",
        "---\n\n---\n",
        "---\ntitle: Rain\nnever closed",
        "* * *\n\nIt rained.",
    ],
)
def test_what_is_no_block_of_facts_stays_text(text: str) -> None:
    transcript = read_markdown(text, "rain.md")
    assert not transcript.findings
    for word in ("rained", "stopped", "never"):
        assert (word in text) is any(word in line.text for line in transcript.lines)


def test_facts_that_are_no_yaml_are_read_all_the_same() -> None:
    transcript = read_markdown("---\ntitle: Rain: a story\nauthors:\n- a\n- b\n---\nx", "rain.md")
    assert [finding.values for finding in transcript.findings] == [("Rain: a story",), ("a", "b")]
    transcript = read_markdown("---\ntitle: [Rain\nauthor: fern\n---\nx", "rain.md")
    assert [finding.values for finding in transcript.findings][-1] == ("fern",)


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "*a **a " * 20_000, "`" * 9 + " `a" * 20_000, "> " * 5_000 + "deep"]
)
def test_what_can_not_be_read_as_markdown_is_read_as_it_stands(text: str) -> None:
    transcript = read_markdown(f"BEFORE\n\n{text}\n\nAFTER", "rain.md")
    joined = " ".join(line.text for line in transcript.lines)
    assert "BEFORE" in joined
    assert "AFTER" in joined
    assert ("deep" in text) is ("deep" in joined)
    assert [notice.code for notice in transcript.notices] == ["markdown/plain"]


@pytest.mark.parametrize("broken", ["~~~", "~~~~~", "~~~ Three weeks later ~~~", "``` Three weeks later"])
def test_a_scene_break_opens_no_program(broken: str) -> None:
    transcript = read_markdown(f"It *rained*.\n\n{broken}\n\nIt *stopped*.", "rain.md")
    kept = [line for line in transcript.lines if not line.blank]
    assert [line.text for line in kept] == ["It rained.", broken, "It stopped."]
    assert all(line.tag != "pre" for line in kept)
    assert kept[-1].marks


@pytest.mark.parametrize("row", ["~~~", "~~~~~", "~ ~ ~", "~*~", "~*~*~", "-~-"])
@pytest.mark.parametrize("inside", ["", "> "])
def test_a_row_of_tildes_is_a_line_of_its_own(row: str, inside: str) -> None:
    assert told(f"{inside}It *rained*.\n{inside}{row}\n{inside}It stopped.") == [
        "It rained.", "", row, "", "It stopped.",
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["~~so~~", "~", "~ a", "~~~ Three weeks later ~~~", "-.-", "a ~ b"])
def test_other_lines_with_tildes_stay_in_their_paragraph(row: str) -> None:
    assert len(told(f"It rained.\n{row}\nIt stopped.")) == 1


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        ("![a boat](boat.jpg)", ["A picture in the story: not in the book, which holds words."]),
        (
            "![](a.jpg) and ![b](b.jpg)\n\n<img src=c.jpg>\n\n<div><img src=d.jpg></div>",
            ["4 pictures in the story"],
        ),
        ("![♥](heart.png) <img src=x.gif alt=':-)'>", []),
        ("No picture.", []),
    ],
)
def test_pictures_are_counted(text: str, notices: list[str]) -> None:
    found = read_markdown(text, "rain.md").notices
    assert [notice.code for notice in found] == ["reading/pictures"] * len(notices)
    assert all(notice.text.startswith(words) for notice, words in zip(found, notices, strict=True))


SIGNS = r"# |- |> |* |1. |***|---|===|`|```|~~~|*|**|_|__|~~|[|](x)|![|<br>|<i>|<!--|-->|\|    |&amp;|&|<a |: |[a]: b|a|rain"
PIECE = st.one_of(
    st.sampled_from([*SIGNS.split("|"), "|", "|---|", "  \n", "\n", "\n\n"]),
    st.text(alphabet="abcäß渡 ,.!'\"", max_size=10),
)


@given(st.lists(PIECE, max_size=50).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    transcript = read_markdown(text, "rain.md")
    found = "".join(line.text for line in transcript.lines)
    if "<" not in text and "](" not in text and "```" not in text and not transcript.entries:
        shown = Counter(c for c in found if c.isalnum())
        expected = Counter(c for c in text.replace("&amp;", "") if c.isalnum())
        assert not expected - shown
        # In a program and after a backslash, `&amp;` is five signs and no `&`.
        assert not shown - expected - Counter("amp" * text.count("&amp;"))
    places = [line.place for line in transcript.lines]
    assert len(set(places)) == len(places)
