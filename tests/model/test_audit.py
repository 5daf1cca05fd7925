"""The audits fail for each way in which a word can be lost, and for no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fic2epub.errors import LostText
from fic2epub.model.audit import check_edition, check_story, letters, words_on
from fic2epub.model.book import Book, Page, PageRole
from fic2epub.model.ledger import Entry, Fate, Ledger
from fic2epub.model.manuscript import BLANK, Line, Place
from fic2epub.model.story import Chapter, Facts, Layout, Paragraph, SceneBreak, Story, Words

LINES = tuple(
    Line(Place("rain.txt", number), text)
    for number, text in enumerate(["Share", "Rain.", "", "* * *", "Sun."], 1)
)
SHARE, RAIN, _, ROW, SUN = (line.place for line in LINES)
ENTRIES = (
    Entry(SHARE, Fate.REMOVED, "Share", "", "site/menu", "A button."),
    Entry(ROW, Fate.MARKED, "* * *", "scene break", "shaping/scene-break", "A row."),
)
BLOCKS = (Paragraph(Words("Rain."), (RAIN,)), SceneBreak("* * *", (ROW,)), Paragraph(Words("Sun."), (SUN,)))


def story(*blocks: Paragraph | SceneBreak, title: str = "", places: tuple[Place, ...] = ()) -> Story:
    return Story(Facts("T"), (Chapter(title, blocks, places=places),), Layout("blank-separated", 1.0, 1))


def test_a_faithful_story_passes() -> None:
    check_story(LINES, story(*BLOCKS), Ledger(ENTRIES))


def test_a_lost_paragraph() -> None:
    with pytest.raises(LostText, match="neither in the story nor in the ledger") as caught:
        check_story(LINES, story(*BLOCKS[:2]), Ledger(ENTRIES))
    assert caught.value.where == "rain.txt:5"


def test_a_removal_that_nobody_entered() -> None:
    with pytest.raises(LostText, match="neither"):
        check_story(LINES, story(*BLOCKS), Ledger(ENTRIES[1:]))


def test_a_line_that_is_in_the_story_twice() -> None:
    with pytest.raises(LostText, match="2 owners"):
        check_story(LINES, story(*BLOCKS, BLOCKS[2]), Ledger(ENTRIES))


def test_a_line_that_is_removed_and_kept() -> None:
    kept = Paragraph(Words("Share"), (SHARE,))
    with pytest.raises(LostText, match="2 owners"):
        check_story(LINES, story(kept, *BLOCKS), Ledger(ENTRIES))


@pytest.mark.parametrize("text", ["Rai.", "Rain, rain.", "Rаin.", "rain.", "Ráin."])
def test_a_changed_word(text: str) -> None:
    changed = Paragraph(Words(text), (RAIN,))
    with pytest.raises(LostText, match=r"rain\.txt:2|words that the source does not have|rain\.txt:5"):
        check_story(LINES, story(changed, *BLOCKS[1:]), Ledger(ENTRIES))


def test_an_order_that_changed() -> None:
    with pytest.raises(LostText, match=r"rain\.txt:2"):
        check_story(LINES, story(*reversed(BLOCKS)), Ledger(ENTRIES))


def test_a_rewriting_that_was_entered() -> None:
    entry = Entry(RAIN, Fate.REWRITTEN, "Rain.", "Hail.", "site/x", "Because.")
    changed = Paragraph(Words("Hail."), (RAIN,))
    check_story(LINES, story(changed, *BLOCKS[1:]), Ledger((*ENTRIES, entry)))


def test_a_chapters_heading_is_the_authors_if_it_has_a_place() -> None:
    lines = (replace(LINES[0], text="Chapter 1"), *LINES[1:])
    check_story(lines, story(*BLOCKS, title="Chapter 1", places=(SHARE,)), Ledger(ENTRIES[1:]))
    with pytest.raises(LostText):
        check_story(lines, story(*BLOCKS, title="Chapter 2", places=(SHARE,)), Ledger(ENTRIES[1:]))


@given(st.text())
def test_letters_are_idempotent_and_spare_what_matters(text: str) -> None:
    kept = letters(text).decode("utf-8", "surrogatepass")
    assert letters(kept) == letters(text)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_typography_does_not_count_but_symbols_do() -> None:
    assert letters("“Well—it’s…”") == letters('"Well -- it\'s..."')
    assert letters("I ♥ tea") != letters("I tea")


def test_words_on_a_page() -> None:
    page = '<html><head><title>No</title></head><body><h2 class="made">No</h2><p>Tea &amp; <em>t</em>oast &lt;3</p></body></html>'
    assert words_on(page) == "Tea & toast <3"


def test_no_white_space_counts() -> None:
    assert letters(BLANK) == b""


def test_an_edition_may_differ_in_its_tags_alone() -> None:
    def book(*bodies: str) -> Book:
        pages = tuple(
            Page(f"{number}.xhtml", "", f"<head>{body}</head><body>{body}</body>", PageRole.CHAPTER)
            for number, body in enumerate(bodies)
        )
        return Book("urn:uuid:0", Facts("T"), pages, (), datetime(2024, 1, 2, tzinfo=UTC))

    told = book("<p>It rained. Then not.</p>", "<p>It &amp; he.</p>")
    check_edition(told, told)
    check_edition(
        told, book('<div><p class="x"><i>It</i> rained. Then not.</p></div>', "<p>It &amp; he.</p>")
    )
    for less in ("<p>It rained.Then not.</p>", "<p>It rained. Then not</p>", "<p>It rained.</p>"):
        with pytest.raises(LostText, match=r"0\.xhtml"):
            check_edition(told, book(less, "<p>It &amp; he.</p>"))
    with pytest.raises(LostText, match="other pages"):
        check_edition(told, book("<p>It rained. Then not.</p>"))
