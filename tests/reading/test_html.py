"""Web pages as lines: nothing lost, whatever the page is like; and in time that grows with it."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.model.manuscript import Line, Role, Style
from fic2epub.reading.html import read_html
from fic2epub.reading.transcript import Transcript


def read(page: str) -> Transcript:
    return read_html(page, "rain.html")


def told(page: str) -> list[str]:
    return [line.text for line in read(page).lines]


def styled(line: Line) -> list[tuple[str, Style]]:
    return [(line.text[mark.start : mark.end], mark.style) for mark in line.marks]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>One</p><p>Two</p>", ["One", "", "Two"]),
        ("<p>One<br>two<br/>three</p>", ["One", "two", "three"]),
        ("One<br><br>Two", ["One", "", "Two"]),
        ("<div>One</div><div>Two</div>", ["One", "Two"]),
        ("<p>One\n  and   one</p>", ["One and one"]),
        ("<p>One<p>Two", ["One", "", "Two"]),
        ("<p>a <b>b</b> <i> c</i></p>", ["a b c"]),
        ("<p>un<em>believ</em>able</p>", ["unbelievable"]),
        ("<p>R&amp;D &eacute; &#8217; &#x2019; AT&T &nosuch; &</p>", ["R&D é ’ ’ AT&T &nosuch; &"]),
        ("<h1>Rain</h1><hr><p>It rained.</p>", ["Rain", "", "* * *", "", "It rained."]),
        ("<ul><li>a boat<li>a bell</ul>after", ["a boat", "a bell", "", "after"]),
        ("<ol start=3><li>go<li>stay</ol>", ["3. go", "4. stay"]),
        ('<ul class="commas"><li>Gen</li><li>Multi</li></ul>', ["Gen, Multi"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a\tb", "c\td"]),
        ("<pre>\n a\n  b\n\nc</pre>", [" a", "  b", "", "c"]),
        ("<p>He said <q>no</q>.</p>", ["He said “no”."]),
        ("<ruby>渡<rt>わたし</rt></ruby>し", ["渡(わたし)し"]),
        ("<script>one</script><style>two</style><p>three</p><!-- four -->", ["three"]),
        ("<p>one <select><option>two</select> three</p>", ["one", "three"]),
        ("<![CDATA[a < b]]>", ["a < b"]),
        ("<p>one</p>\x0c<p>two\x01</p>", ["one", "", "two"]),
        ('<img alt="♥"> <img alt="a photo of rain">', ["♥"]),
    ],
)
def test_a_page_is_read_as_a_browser_copies_it(page: str, lines: list[str]) -> None:
    assert told(page) == lines


@pytest.mark.parametrize(
    "words",
    [
        "I <3 you",
        "he broke it </3 again",
        "a<b and c>d",
        "if a < b then",
        "<sighs> Fine. </sarcasm>",
        "<Sarah> hello",
        "x << y >> z",
        "<",
        "a & b",
        "<-- look",
        "<?what now",
        "5 <!6",
        "<!what>",
    ],
)
def test_what_is_no_tag_is_words(words: str) -> None:
    assert " ".join(told(f"<p>BEFORE {words} AFTER</p>")) == f"BEFORE {words} AFTER"


MANY = 20_000
TRAPS = {
    "a text of 11 MB": "rain and " * 1_250_000,
    "deep": "<div>" * 200_000 + "MIDDLE" + "</div>" * 200_000,
    "deep and bold": "<b>" * 200_000 + "MIDDLE" + "</b>" * 200_000,
    "crossed": "<b><i>x</b></i>" * MANY,
    "crossed at length": "<b><i>" * MANY + "MIDDLE" + "</b>" * MANY + "</i>" * MANY,
    "never closed": "<p><font><b>MIDDLE" * MANY,
    "tables in tables": "<table><tr><td>MIDDLE" * MANY,
    "attributes": "<p " + " ".join(f'a{n}="x"' for n in range(100_000)) + ">MIDDLE</p>",
    "attributes without values": "<p " + " ".join(f"data-{n}" for n in range(100_000)) + ">MIDDLE</p>",
    "an address never closed": '<a href="x>MIDDLE</a> "quoted" <i>words</i>',
    "addresses never closed": "<a href='x>MIDDLE</a> " * MANY,
    "quotes in turns": """<a x="<a y=' " z="<a y=' " """ * MANY + "MIDDLE",
    "quotes in quotes": """<a x=" <a y=' " q=' """ * MANY + "MIDDLE",
    "comments never closed": "<!--" * 300_000 + "MIDDLE",
    "comments": "<!-- x " * MANY + "-->MIDDLE",
    "less and less": "<" * 500_000 + "MIDDLE",
    "half tags": "<a " * 100_000 + "MIDDLE",
    "half end tags": "</p" * 100_000 + " MIDDLE",
    "a title never closed": "<title>x<p>MIDDLE</p>",
    "scripts never closed": "<script>" * MANY + "MIDDLE",
    "sections never closed": "<![CDATA[" * MANY + "MIDDLE",
    "declarations": "<!DOCTYPE [" * MANY + "MIDDLE",
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>MIDDLE &b;',
    "a number of a million digits": "&#" + "9" * 1_000_000 + ";MIDDLE",
    "lists to choose from": "<select><option>MIDDLE" * MANY,
    "line ends": "<br>" * 100_000 + "MIDDLE",
    "items": "<ol>" + "<li>MIDDLE" * MANY,
    "lists": "<ul><li>MIDDLE" * MANY,
    "style sheet": "<style>" + ".a{" * 100_000 + "</style>MIDDLE",
    "style sheet of comments": "<style>" + "/*" * 100_000 + "</style>MIDDLE",
    "classes": '<p class="' + "a " * 500_000 + '">MIDDLE</p>',
    "links": '<a href="https://x.example/">MIDDLE' * MANY,
    "control characters": "\x01MIDDLE<b>x</b>" * MANY,
}


@pytest.mark.parametrize("trap", TRAPS, ids=list(TRAPS))
def test_no_trap_swallows_the_text_around_it(trap: str) -> None:
    started = time.process_time()
    text = " ".join(told(f"<p>BEFORE</p>{TRAPS[trap]}<p>AFTER</p>"))
    assert text.startswith("BEFORE")
    assert text.endswith("AFTER")
    assert ("MIDDLE" in text) is ("MIDDLE" in TRAPS[trap])
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "unit",
    [
        "<b><i>x</b></i>",
        "<p>x",
        "<a href='x>y ",
        "<!--",
        "<!-- x ",
        "<a ",
        "<",
        "<div>",
        "<br>",
        "&#",
        "<title>",
    ],
)
def test_twice_the_page_takes_no_more_than_about_twice_the_time(unit: str) -> None:
    def seconds(count: int) -> float:
        page = unit * count
        started = time.process_time()
        read(page)
        return time.process_time() - started

    small, large = max(seconds(10_000), 0.02), seconds(40_000)
    assert large < 12 * small  # four times the page; a square would be sixteen times the time


PIECE = st.one_of(
    st.sampled_from(
        "<p>|</p>|<br>|<i>|</i>|<b>|</b>|<div class='x'>|</div>|<ul>|<li>|</ul>|<td>|<table>|</table>|<hr>|<h2>|</h2>"
        "|<blockquote>|</blockquote>|<a href='https://x.example/'>|</a>|<span>|<pre>|</pre>|<ol>|<q>|<em|</3|<3|& |&amp;"
        "|&#8217;|<sighs>|<o:p></o:p>|\n|\u00a0|<title>|<center>|<font color=red>|<p align=center>|</p|<p".split(
            "|"
        )
    ),
    st.text(alphabet="abcäß渡 ,.!'\"<>&;=/-", max_size=12),
)


@given(st.lists(PIECE, max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_word_of_any_page_is_lost(page: str) -> None:
    """A crude stripper of tags must find no letter that the reader does not find."""
    crude = re.sub(r"<[A-Za-z][^<>]*>|</[A-Za-z][^<>]*(?:>|(?=<)|$)|<!--.*?-->|&#?\w+;?", " ", page)
    transcript = read(page)
    found = "".join(line.text for line in transcript.lines)
    found += "".join(str(finding.values) for finding in transcript.findings)
    found += "".join(entry.before for entry in transcript.entries)
    for word in set(re.findall(r"[^\W\d_]+", crude)):
        assert found.count(word) >= 1, word


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_characters_give_lines_with_places_of_their_own(page: str) -> None:
    lines = read(page).lines
    places = [line.place for line in lines]
    assert len(set(places)) == len(places)
    assert places == sorted(places)
    for line in lines:
        assert all(0 <= mark.start < mark.end <= len(line.text) for mark in line.marks)


def test_marks_lie_on_their_words() -> None:
    (line,) = read(
        "<p>  so <em>very <b>wet</b></em>, <span style='font-style: italic'>she</span> <u>said</u></p>"
    ).lines
    assert line.text == "so very wet, she said"
    assert set(styled(line)) == {
        ("said", Style.UNDERLINE),
        ("she", Style.EMPHASIS),
        ("very wet", Style.EMPHASIS),
        ("wet", Style.STRONG),
    }


def test_marks_go_on_over_a_line_end_and_stop_with_their_paragraph() -> None:
    lines = [line for line in read("<p><i>one<br>two</p><p>three</p>").lines if not line.blank]
    assert [styled(line) for line in lines] == [[("one", Style.EMPHASIS)], [("two", Style.EMPHASIS)], []]


def test_a_class_of_the_pages_own_style_sheet_sets_words() -> None:
    page = "<style>.c1{font-weight:700} .c2{display:none}</style><p><span class=c1>so</span> <span class=c2>stolen</span> it was</p>"
    transcript = read(page)
    assert [line.text for line in transcript.lines] == ["so it was"]
    assert styled(transcript.lines[0]) == [("so", Style.STRONG)]
    assert [(entry.before, entry.rule) for entry in transcript.entries] == [("stolen", "html/not-shown")]


def test_what_is_hidden_but_long_stays() -> None:
    page = f"<div style='display:none'><p>{'It rained. ' * 100}</p></div><p>The end.</p>"
    assert len(told(page)) == 3


def test_control_characters_go_and_marks_move_along() -> None:
    transcript = read("<p>a\x01b <em>c\x02d</em></p>")
    (line,) = transcript.lines
    assert line.text == "ab cd"
    assert styled(line) == [("cd", Style.EMPHASIS)]
    assert [(entry.place, entry.rule) for entry in transcript.entries] == [
        (line.place, "reading/unprintable")
    ]


def test_each_line_knows_its_element_and_its_place() -> None:
    lines = read("<h2>Rain</h2>\n<p>one</p><blockquote><p>two</p></blockquote>\n<hr>").lines
    assert [(str(line.place), line.tag, line.text) for line in lines if not line.blank] == [
        ("rain.html:1", "h2", "Rain"),
        ("rain.html:2.2", "", "one"),
        ("rain.html:2.4", "blockquote", "two"),
        ("rain.html:3.2", "hr", "* * *"),
    ]


def test_a_known_page_says_which_lines_are_the_story() -> None:
    transcript = read(
        "<title>Rain - fern - Roads [Archive of Our Own]</title><p>Menu</p><div id=workskin>"
        "<div class='notes module'><h3 class=heading>Notes:</h3><blockquote class=userstuff><p>Thanks.</p></blockquote></div>"
        "<div id=chapters><div class=chapter><h3 class=title>Chapter 1: Wet</h3>"
        "<div class='userstuff module'><h3 class='landmark heading'>Chapter Text</h3><p>Kudos</p></div></div></div></div>"
        "<div id=feedback><blockquote class=userstuff><p>Nice!</p></blockquote></div>"
    )
    roles = {line.text: line.role for line in transcript.lines if not line.blank}
    assert roles == {
        "Menu": None,
        "Notes:": None,
        "Thanks.": Role.NOTE,
        "Chapter 1: Wet": Role.HEADING,
        "Chapter Text": None,
        "Kudos": Role.STORY,
        "Nice!": None,
    }
    around = {line.text for line in transcript.lines if line.place in transcript.around}
    assert around == {"Menu", "Notes:", "Chapter Text", "Nice!"}
    assert [(finding.field, finding.values) for finding in transcript.findings] == [("title", ("Rain",))]


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("Rain - fern - Roads [Archive of Our Own]", "Rain"),
        ("Rain - Chapter 3 - fern - Roads (TV) [Archive of Our Own]", "Rain"),
        ("Rain Chapter 2: Wet, a lantern road fanfic | FanFiction", "Rain"),
        ("Rain | A Blog", "Rain"),
        ("Rain - Chapter 32: The Third Door | A Blog", "Rain"),
        ("Rain in Chapter 3", "Rain in Chapter 3"),
        ("Rain - and shine", "Rain - and shine"),
        ("https://x.example/1", None),
    ],
)
def test_a_pages_title_loses_what_the_site_put_behind_it(title: str, work: str | None) -> None:
    findings = read(f"<title>{title}</title><p>It rained.</p>").findings
    assert [finding.values for finding in findings] == ([(work,)] if work else [])


def test_a_text_file_in_a_browsers_frame_is_plain_text() -> None:
    lines = read("<html><body><pre>It rained.\n\nIt snowed.</pre></body></html>").lines
    assert [(line.text, line.tag) for line in lines if line.text] == [("It rained.", ""), ("It snowed.", "")]


def test_the_work_and_its_author_stand_in_known_elements() -> None:
    head = "<div class='fic-header'><h2>The Long Road</h2><h3><span>by </span><a>lampwright</a></h3><h1>Fog</h1></div>"
    made = read_html(
        f"{head}<div class='chapter-content'><h2>Dawn</h2><p>The boat was late.</p></div>", "a.html"
    )
    told = {(found.field, found.values) for found in made.findings}
    assert {("title", ("The Long Road",)), ("authors", ("lampwright",))} <= told
    assert [line.text for line in made.lines if line.role is Role.HEADING] == ["Fog"]
    assert [line.text for line in made.lines if line.role is Role.STORY] == ["Dawn", "The boat was late."]
