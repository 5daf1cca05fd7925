"""Web pages and Markdown all the way to a story: what the markup says, decides; and the audits hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fic2epub.cleaning import clean
from fic2epub.conversion import sites
from fic2epub.errors import ShapeError
from fic2epub.model.audit import check_story
from fic2epub.model.ledger import Ledger
from fic2epub.model.manuscript import Finding, Manuscript
from fic2epub.model.outline import outline
from fic2epub.model.story import Story, words_of
from fic2epub.reading.html import read_html
from fic2epub.reading.markdown import read_markdown
from fic2epub.reading.plain import read_plain
from fic2epub.reading.transcript import Reader, Transcript
from fic2epub.shaping import shape

PROSE = "".join(
    f"<p>It rained on the {day} day, and <em>nobody</em> minded.</p>" for day in ("first", "second", "third")
)


def story_of(text: str, reader: Reader = read_html, given: tuple[Finding, ...] = ()) -> tuple[Story, Ledger]:
    made = reader(text, "rain")
    manuscript = Manuscript(made.lines, "utf-8", "0" * 64, findings=made.findings, around=made.around)
    cleaned, taken = clean(manuscript, sites())
    story, shaped = shape(cleaned, given, "0")
    ledger = Ledger((*made.entries, *taken, *shaped))
    check_story(manuscript.lines, story, ledger)
    return story, ledger


def test_a_page_of_any_kind() -> None:
    story, ledger = story_of(
        "<title>Rain | A Blog</title><header>A Blog</header><nav>Home</nav><main><h1>Rain</h1><p>by Fern Moss</p>"
        f"<h2>Wet</h2>{PROSE}<hr><blockquote><p>Dear Ida,</p><p>come home.</p></blockquote><p>She read it.</p>"
        f"<h3>Later</h3><pre>in  out\n1   2</pre><h2>Wetter</h2>{PROSE}<ul><li>a boat<li>a bell</ul></main><footer>(c)</footer>"
    )
    assert (story.facts.title, story.facts.authors) == ("Rain", ("Fern Moss",))
    assert outline(story) == (
        """# Wet

It rained on the first day, and <em>nobody</em> minded.

It rained on the second day, and <em>nobody</em> minded.

It rained on the third day, and <em>nobody</em> minded.

* * * * * *

> Dear Ida,
> come home.

She read it.

## Later

| in  out
| 1   2

# Wetter

It rained on the first day, and <em>nobody</em> minded.

It rained on the second day, and <em>nobody</em> minded.

It rained on the third day, and <em>nobody</em> minded.

- a boat
- a bell
"""
    )
    assert [(entry.before, entry.rule) for entry in ledger.entries] == [
        ("A Blog", "shaping/around-the-story"),
        ("Home", "shaping/around-the-story"),
        ("(c)", "shaping/around-the-story"),
        ("Rain", "shaping/title-heading"),
        ("by Fern Moss", "shaping/byline"),
        ("* * *", "shaping/scene-break"),
    ]


def test_a_page_title_counts_only_where_nothing_better_is_told() -> None:
    page = f"<title>Home | A Blog</title><h1>Rain</h1><h2>One</h2>{PROSE}<h2>Two</h2>{PROSE}"
    assert story_of(page)[0].facts.title == "Rain"
    assert story_of(f"<title>Rain | A Blog</title>{PROSE}")[0].facts.title == "Rain"
    named = (Finding("title", ("Snow",), "flag"),)
    assert story_of(f"<title>Rain | A Blog</title>{PROSE}", given=named)[0].facts.title == "Snow"


def test_a_heading_of_the_first_chapter_is_no_title() -> None:
    story, _ = story_of(f"<title>Rain</title><h1>Chapter 1</h1>{PROSE}<h1>Chapter 2</h1>{PROSE}")
    assert [chapter.title for chapter in story.chapters] == ["Chapter 1", "Chapter 2"]
    assert story.facts.title == "Rain"


def test_what_stands_around_a_known_sites_story_goes_and_the_story_stays_whole() -> None:
    story, ledger = story_of(
        "<p>Some new menu</p><div id=storytext><p>Kudos</p><p>Post Comment</p><p>***</p>"
        f"<p>A/N: thanks!</p>{PROSE}<p>Actions</p><p>↑ Top</p></div><p>Some new button</p>"
    )
    told = outline(story)
    assert all(words in told for words in ("Kudos", "Post Comment", "Actions", "↑ Top", "[note: A/N]"))
    assert "Some new" not in told
    assert [e.before for e in ledger.entries if e.rule == "shaping/around-the-story"] == [
        "Some new menu",
        "Some new button",
    ]


def test_where_the_storys_own_element_is_empty_the_rest_stays() -> None:
    assert "It rained" in outline(story_of(f"<div id=storytext> </div>{PROSE}")[0])


def test_hidden_words_and_shown_ones_may_share_a_line_of_the_page() -> None:
    story, ledger = story_of("<p hidden>Do not read this elsewhere.</p>The boat was late.")
    assert [words.text for block in story.chapters[0].blocks for words in words_of(block)] == [
        "The boat was late."
    ]
    assert [entry.before for entry in ledger.entries] == ["Do not read this elsewhere."]


def test_markdown_with_facts() -> None:
    story, _ = story_of(
        "---\ntitle: Rain\nnotes: Thanks.\n---\n\n# Rain\n\n## Chapter 1: Wet\n\nIt *rained*.\n\n***\n\nIt stopped.\n",
        read_markdown,
    )
    assert story.facts.title == "Rain"
    assert [chapter.title for chapter in story.chapters] == ["Author’s Note", "Chapter 1: Wet"]
    assert "It <em>rained</em>.\n\n* * * * * *\n\nIt stopped." in outline(story)


@pytest.mark.parametrize("row", ["~~~ Three weeks later ~~~", "~~~ later ~~~", "~~~", "~*~", "~ ~ ~"])
def test_a_row_of_tildes_is_in_markdown_what_it_is_in_plain_text(row: str) -> None:
    rain = "It rained for a week, and nobody in the village went out to the kites."
    text = f"{rain}\n\n{rain}\n\n{row}\n\n{rain}\n\n{row}\n\n{rain}\n"
    plain, _ = story_of(text, lambda text, source: Transcript(*read_plain(text, source)))
    marked, _ = story_of(text, read_markdown)
    assert outline(marked) == outline(plain)
    assert ("later" in row) is ("later" in outline(plain))


PIECE = st.one_of(
    st.sampled_from(
        "<p>|</p>|<br>|<hr>|<h1>|</h1>|<h2>|</h2>|<blockquote>|</blockquote>|<ul><li>|<li>|</ul>|<ol><li>|</ol>|<pre>|</pre>"
        "|<table><tr><td>|<td>|</table>|<i>|</i>|<b>|</b>|<div id=storytext>|<div id=chapters>|<div class=userstuff>|</div>"
        "|<div id=workskin>|<div class='notes module'>|<h3 class=heading>Notes:</h3>|<h3 class=title>Chapter 2</h3>|<nav>|</nav>"
        "|<main>|</main>|<footer>|<p hidden>|<title>Rain</title>|Work Text:|Chapter Text|Chapter 1|Rain|by Fern|Notes:|A/N: yes"
        "|Actions|↑ Top|Kudos|Rating:|Mature|***|xXx|*so* _it_|\x01|\u00a0|\n|&nbsp;|She said, 'It rained.'|\"Rain\" - Fern".split(
            "|"
        )
    ),
    st.text(max_size=12),
)


@given(st.lists(PIECE, min_size=1, max_size=50).map("".join), st.sampled_from([read_html, read_markdown]))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_of_any_page_is_in_the_story_or_in_the_ledger(text: str, reader: Reader) -> None:
    try:
        story_of(text, reader)
    except ShapeError:
        return
