"""What markup left in a plain text becomes what it stands for; what an author says about markup stays."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fic2epub.model.ledger import Fate
from fic2epub.model.outline import tagged
from fic2epub.model.story import Words
from fic2epub.reading.plain import read_plain


def told(text: str) -> list[str]:
    lines, _ = read_plain(text, "a.txt")
    return [tagged(Words(line.text, line.marks)) for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She was <i>so</i> late.", ["She was <em>so</em> late."]),
        ("<B>Now</B> and <strong>then</strong>", ["<strong>Now</strong> and <strong>then</strong>"]),
        ('<em class="x">a</em> <u>b</u> <s>c</s>', ["<em>a</em> <u>b</u> <s>c</s>"]),
        ("[i]so[/i] [B]so[/B] [u]so[/u] [s]so[/s]", ["<em>so</em> <strong>so</strong> <u>so</u> <s>so</s>"]),
        ("[center][b]Two[/b][/center]", ["<strong>Two</strong>"]),
        ("[url=https://a.org/b]here[/url]", ["<a>here</a>"]),
        ("[url]https://a.org[/url]", ["<a>https://a.org</a>"]),
        ("<center>* * *</center>", ["* * *"]),
        ("[spoiler=Author's Note]Mind the lamp.[/spoiler]", ["Author's Note: Mind the lamp."]),
        ('[spoiler="Notes:"]\nMind the lamp.\n[/spoiler]', ["Notes:", "Mind the lamp.", ""]),
        ("[SPOILER]It was Tam.[/SPOILER]", ["It was Tam."]),
        ("[size=150]The Lamp[/size]", ["The Lamp"]),
        ("one <i>two\nthree</i> four", ["one <em>two</em>", "<em>three</em> four"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        ("a<br />\nb<br>\n<br>\nc", ["a", "b", "", "c"]),
        ("a<br><br>\nb", ["a", "", "b"]),
        ("<p>One.</p><p>Two.</p>", ["One.", "", "Two."]),
        ("<p>One.</p>\n<p>Two.</p>", ["One.", "Two."]),
        ("One.\n\n<hr>\n\nTwo.\n\n[hr]\n", ["One.", "", "* * *", "", "Two.", "", "* * *"]),
        ("salt &amp; pepper &mdash; it&#39;s &quot;x&quot;", ['salt & pepper — it\'s "x"']),
        ("I &lt;3 you &amp;amp;lt;3", ["I <3 you <3"]),
        ("a&nbsp;b&hellip; &#8220;c&#x201D;", ["a\u00a0b… “c”"]),
        ("&lt;i&gt;so&lt;/i&gt;", ["<em>so</em>"]),
        ("1\\. Ada\n12\\. Ben", ["1. Ada", "12. Ben"]),
        ("\\* \\* \\*", ["* * *"]),
        ("\\- No, she said.", ["- No, she said."]),
        ("\\[a\\] b\\! \\(c\\)", ["[a] b! (c)"]),
    ],
)
def test_taken(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He typed <i> and forgot the other.",
        "Then [i], and nothing.",
        "A </i> alone.",
        "one <i>two\n\nthree</i> four",
        "In the middle a <br> stood once.",
        "[spoiler=Notes] and nothing more.",
        "[s]he said, [Password confirmed.] [12:04] NAME: hi",
        "<NAME> hi\n<foreign words>\n>> x << <3 <_<",
        "[img]a.png[/img] <script>x</script>",
        "AT&T; &foo; &amp R&D &",
        "&#7; &#xFFFE; &#xD800; &#0; &#13; &#10;",
        "¯\\_(ツ)_/¯ C:\\new\\table \\o/",
        "*\\*not*\\*",
        "a < b and c > d",
        "[url=javascript:x]no[/url",
    ],
)
def test_spared(text: str) -> None:
    lines, entries = read_plain(text, "a.txt")
    assert [line.text for line in lines] == text.split("\n")
    assert entries == ()
    assert not any(line.marks for line in lines)


def test_no_link_but_to_the_web_or_a_letter_box() -> None:
    assert told("[url=javascript:x]no[/url]") == ["no"]
    lines, _ = read_plain('<a href="https://a.org">x</a> <a href="file:///etc">y</a>', "a.txt")
    assert [mark.href for mark in lines[0].marks] == ["https://a.org"]


def test_parts_of_a_line_are_told_apart_and_entered() -> None:
    lines, entries = read_plain("x\none<br><br><i>two</i>\n<br>\n", "a.txt")
    assert [str(line.place) for line in lines] == [
        "a.txt:1",
        "a.txt:2.1",
        "a.txt:2.2",
        "a.txt:2.3",
        "a.txt:3",
    ]
    assert [(str(e.place), e.before, e.after, e.fate) for e in entries] == [
        ("a.txt:2.1", "one<br><br><i>two</i>", "one", Fate.REWRITTEN),
        ("a.txt:2.3", "one<br><br><i>two</i>", "two", Fate.REWRITTEN),
        ("a.txt:3", "<br>", "", Fate.REMOVED),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"It was.\\n\\n\\"Yes,\\" she said \\u2014 <i>no<\\/i>.\\r\\nThen \\ud83e\\udd86.\\n"',
            ["It was.", "", '"Yes," she said — <em>no</em>.', "Then 🦆."],
        ),
        ('\\"A\\" b\n\\"C\\" d', ['"A" b', '"C" d']),
        ("one\\ntwo\\n\\nthree", ["one", "two", "", "three"]),
    ],
)
def test_a_text_as_programs_write_it(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", ["C:\\new is a folder.", 'She wrote \\"x\\" once.\n"No."', "a\\nb\nc\nd"])
def test_a_few_backslashes_are_no_habit(text: str) -> None:
    assert told(text) == text.split("\n")


PIECES = '<i> </i> <b> </b> <br> <p> </p> <hr> [i] [/i] [url=https://a.org] [/url] &amp; amp; &lt; &gt; &#39; &nbsp; \\n \\" \\* 1\\. \n \n\n \v \x07 \u2028 a \u00a0'.split(
    " "
)


@given(st.lists(st.one_of(st.sampled_from([*PIECES, " "]), st.text(max_size=3)), max_size=25).map("".join))
@settings(max_examples=600, deadline=None)
def test_every_line_replays_and_stays_in_order(text: str) -> None:
    lines, entries = read_plain(text, "a.txt")
    assert [line.place for line in lines] == sorted({line.place for line in lines})
    assert not any("\n" in line.text for line in lines)
    last = {entry.place: entry for entry in entries}
    assert all(last[line.place].after == line.text for line in lines if line.place in last and not line.blank)
    assert all(mark.start < mark.end <= len(line.text) for line in lines for mark in line.marks)


@pytest.mark.parametrize(
    "piece",
    [
        "&",
        "&amp;",
        "<",
        "<i ",
        "[",
        "[b=",
        "\\*",
        "\\n",
        "<i>",
        "<i>x</i>",
        "<br>",
        "&#38;",
        "<i>\n",
        " \\",
        "[/i]",
    ],
)
def test_it_takes_time_in_proportion(piece: str) -> None:
    started = time.perf_counter()
    read_plain(piece * (200_000 // len(piece)) + "x", "a.txt")
    assert time.perf_counter() - started < 3
