"""The promises, for any text: nothing is lost, the ledger replays, the pages are valid, the bytes are the same.

FIC2EPUB_EXAMPLES multiplies the number of texts that are tried.
"""

import io
import os
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from fic2epub.bookbinding import bind
from fic2epub.bookbinding.editions import edition_of
from fic2epub.cleaning import clean
from fic2epub.conversion import sites
from fic2epub.errors import ShapeError
from fic2epub.model.audit import check_edition, check_pages, check_story, letters, words_on
from fic2epub.model.book import Format, PageRole
from fic2epub.model.ledger import Ledger
from fic2epub.model.manuscript import Manuscript
from fic2epub.model.moving import NotesAt
from fic2epub.model.story import Story, words_of
from fic2epub.reading.mending import mend
from fic2epub.reading.plain import read_plain
from fic2epub.shaping import shape
from fic2epub.typesetting import typeset

MANY = int(os.environ.get("FIC2EPUB_EXAMPLES", "1"))
MOMENT = datetime(2024, 1, 2, tzinfo=UTC)
_picture = io.BytesIO()
Image.new("RGB", (40, 64)).save(_picture, "PNG")
COVER = _picture.getvalue()

PIECES = """
Work Text:|Chapter Text|Notes:|Summary:|Chapter 1|Chapter 2: Rain|Chapter 2: Rain|Prologue|Actions|↑ Top|Kudos|Comments
Post Comment|10000 characters left|fern Sun 05 Oct 2025 10:35PM UTC|Comment Actions|Reply Thread|Main Content|Work Header
Rating:|Mature|Fandom:|Language:|English|Stats:|Published:|2024-01-02|Words:|1,204|Follow/FavRain|By: fern PM|< Prev  Next >
Rated: Fiction T - English - Words: 12 - id: 99|Favorite : Story  Author    Follow : Story  Author|A/N: hello|a/n|(A/N: yes)
Disclaimer: mine|Author's Note|* * *|***|-oOo-|x|xXx|...|—|"Rain," she said.|— Old Fennick|by Old Fennick|"Rain|"Rain by fern|~ by |(- Fennick)|"Count the gulls" - Maud Tarrant
Title: Rain|Author: fern|Summary: It rains.|Rain|by fern|*so* and _so_|1984|The end.|    indented|\ttab|Part 1|III|ÄÖÜ ♥ 渡 🦆
<i>so</i> and <b>|</b> so|one<br>two<br>|<br>|[i]so[/i]|<hr>|<p>One.</p><p>Two.</p>|salt &amp; pepper &mdash;|&nbsp;|1\\. Ada|\\* \\* \\*|/so/ he
donâ€™t, â€œheâ€ said|canвЂ™t 鈥檛|It\u0092s|re\u00admember\u200b so\u00a0 far|~~so~~ \\*no\\* /so/|one\\n\\ntwo\\n|\\"Yes\\"|two\u2028lines
Dear Ann,|Yours sincerely,|Love, Ben|P.S. Rain.|— Ben|May 3rd, 1911|Subject: rain|To: Ann|Ada: on?|Ben: off|Ada: *oh*|[12:03] Ada: on?|<ben> off
It rained on the third day, and on the fourth, and by the fifth nobody could remember what the roof had been for, or whose.
""".strip()
LINE = st.one_of(
    st.sampled_from([piece for row in PIECES.split("\n") for piece in row.split("|")]),
    st.just(""),
    st.just(""),
    st.just("\u00a0"),
    st.text(max_size=60),
)
TEXT = st.lists(LINE, min_size=1, max_size=60).map("\n".join)


def understood(text: str) -> tuple[Manuscript, Story, Ledger] | None:
    lines, split = read_plain(text, "a.txt")
    lines, changed, _ = mend(lines)
    mended = (*split, *changed)
    manuscript = Manuscript(lines, "utf-8", "0" * 64)
    cleaned, taken = clean(manuscript, sites())
    try:
        story, shaped = shape(cleaned, (), "a story")
    except ShapeError:
        return None
    return manuscript, story, Ledger((*mended, *taken, *shaped))


@given(TEXT)
@settings(max_examples=400 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_is_in_the_story_or_in_the_ledger(text: str) -> None:
    if found := understood(text):
        manuscript, story, ledger = found
        check_story(manuscript.lines, story, ledger)
        assert all(entry.why and entry.rule for entry in ledger.entries)


@given(TEXT)
@settings(max_examples=200 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_ledger_replays(text: str) -> None:
    if found := understood(text):
        manuscript, story, ledger = found
        kept = "".join(words for _, words in ledger.replay(manuscript.lines))
        told = "".join(
            (chapter.title if chapter.places else "")
            + "".join(words.text for block in chapter.blocks for words in words_of(block))
            for chapter in story.chapters
        )
        assert letters(kept) == letters(told)


@given(TEXT)
@settings(max_examples=100 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_wherever_the_notes_stand_the_book_has_the_same_words(text: str) -> None:
    if found := understood(text):
        _, story, _ = found
        told = set()
        for notes in NotesAt:
            book = typeset(story, stylesheet="", cover=COVER, modified=MOMENT, notes=notes)
            check_pages(story, book.pages, notes)
            for page in book.pages:
                etree.fromstring(page.xhtml.encode())
            kept = [page for page in book.pages if page.role in {PageRole.CHAPTER, PageRole.NOTES}]
            told.add("".join(sorted(letters("".join(words_on(page.xhtml) for page in kept)).decode())))
        assert len(told) == 1


@given(TEXT)
@settings(max_examples=150 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_valid_pages_with_all_its_words_and_the_same_bytes_twice(text: str) -> None:
    if found := understood(text):
        _, story, _ = found
        book = typeset(story, stylesheet="", cover=COVER, modified=MOMENT)
        check_pages(story, book.pages)
        for page in book.pages:
            etree.fromstring(page.xhtml.encode())
        assert bind(book) == bind(typeset(story, stylesheet="", cover=COVER, modified=MOMENT))


@given(TEXT)
@settings(max_examples=100 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_edition_of_any_text_has_all_its_words_and_valid_pages(text: str) -> None:
    if found := understood(text):
        book = typeset(found[1], stylesheet="em { color: red }", cover=COVER, modified=MOMENT)
        for edition in (edition_of(book, Format.KEPUB), edition_of(book, Format.EPUB, kindle_strict=True)):
            check_edition(book, edition)
            for before, after in zip(book.pages, edition.pages, strict=True):
                assert words(after.xhtml) == words(before.xhtml)
            bind(edition)


def words(xhtml: str) -> str:
    """What an XML parser reads in a body, which the audit's own way of reading must agree with."""
    return str(etree.fromstring(xhtml.encode()).xpath("string(//*[local-name()='body'])"))


@given(st.text(alphabet=st.characters(), max_size=300))
@settings(max_examples=300 * MANY, deadline=None)
def test_any_characters_at_all(text: str) -> None:
    if found := understood(text):
        manuscript, story, ledger = found
        check_story(manuscript.lines, story, ledger)
        for page in typeset(story, stylesheet="", cover=COVER, modified=MOMENT).pages:
            etree.fromstring(page.xhtml.encode())
