"""Each kind of block as it is printed, the headings, and the promise that no word of a chapter is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import dedent
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fic2epub.model.audit import check_pages
from fic2epub.model.book import Page, PageRole
from fic2epub.model.manuscript import Mark, Place, Style
from fic2epub.model.moving import NotesAt
from fic2epub.model.story import (
    Block,
    Chapter,
    ChapterKind,
    Chat,
    Facts,
    Heading,
    Item,
    Layout,
    Letter,
    List,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    Row,
    SceneBreak,
    Story,
    Table,
    Turn,
    Verse,
    Words,
)
from fic2epub.typesetting.chapters import chapter_pages, headings
from fic2epub.typesetting.moved_notes import linked, notes_pages
from fic2epub.typesetting.xhtml import Sheet
from typesetting.test_moved_notes import check_links

PLACES = (Place("rain.txt", 1),)
DEDICATED = 'epub:type="dedication" role="doc-dedication"'
XHTML = "{http://www.w3.org/1999/xhtml}"


def p(text: str, *marks: Mark) -> Paragraph:
    return Paragraph(Words(text, marks), PLACES)


def story(*chapters: Chapter, language: str = "en", title: str = "Rain") -> Story:
    return Story(Facts(title, language=language), chapters, Layout("blank-separated", 1.0, 1))


def printed(*blocks: Block, language: str = "en") -> str:
    """What stands between the heading and the end of the section."""
    told = story(Chapter("One", blocks, places=PLACES), language=language)
    [page] = chapter_pages(told, Sheet(language, "Rain"))
    check_pages(told, [page])
    return page.xhtml.partition("</h2>\n")[2].partition("</section>")[0].strip()


def expected(text: str) -> str:
    return dedent(text).strip()


BREAK = SceneBreak("* * *", PLACES)


def test_paragraphs() -> None:
    assert printed(p('"Fish & chips?"'), p("She didn't say <no>."), p("*")) == expected("""
        <p class="first">“Fish &amp; chips?”</p>
        <p>She didn’t say &lt;no&gt;.</p>
        <p>*</p>
    """)


def test_a_paragraph_with_nothing_to_read_is_left_out() -> None:
    assert printed(p("a"), p(" \u00a0"), p("b")) == expected("""
        <p class="first">a</p>
        <p>b</p>
    """)


def test_a_scene_break() -> None:
    assert printed(p("a"), BREAK, p("b"), p("c")) == expected("""
        <p class="first">a</p>
        <hr class="scene-break"/>
        <p class="first">b</p>
        <p>c</p>
    """)


def test_a_scene_break_stands_between_two_things_and_alone() -> None:
    assert printed(BREAK, p("a"), BREAK, p(""), BREAK, p("b"), BREAK) == expected("""
        <p class="first">a</p>
        <hr class="scene-break"/>
        <p class="first">b</p>
    """)


def test_verse() -> None:
    lines = (
        Words('"O where are you going,', (Mark(3, 8, Style.EMPHASIS),)),
        Words('with mud in your hair?"'),
    )
    assert printed(Verse(lines, PLACES), p("So.")) == expected("""
        <div class="verse">
        <p><span class="line">“O <em>where</em> are you going,<br/></span>
        <span class="line">with mud in your hair?”</span></p>
        </div>
        <p class="first">So.</p>
    """)


def test_an_empty_line_in_verse_parts_two_stanzas() -> None:
    assert printed(Verse((Words(""), Words("a"), Words(" "), Words("b"), Words("")), PLACES)) == expected("""
        <div class="verse">
        <p><span class="line">a</span></p>
        <p><span class="line">b</span></p>
        </div>
    """)


def test_a_letter() -> None:
    letter = Letter(
        (Verse((Words("4 Mill Row"), Words("May 3rd")), PLACES),),
        p("Dear Ann,"),
        (p("It's late."), Verse((Words("O moon"), Words("O")), PLACES), p("So.")),
        p("Love,"),
        (Verse((Words("Ben"), Words("(Mr.)")), PLACES),),
        (p("P.S. Don't."), p("P.P.S. Do.")),
    )
    assert printed(p("a"), letter, p("b")) == expected("""
        <p class="first">a</p>
        <blockquote class="letter" epub:type="z3998:letter">
        <p class="letter-head"><span class="line">4 Mill Row<br/></span>
        <span class="line">May 3rd</span></p>
        <p class="salutation" epub:type="z3998:salutation">Dear Ann,</p>
        <p class="first">It’s late.</p>
        <div class="verse">
        <p><span class="line">O moon<br/></span>
        <span class="line">O</span></p>
        </div>
        <p class="first">So.</p>
        <p class="closing" epub:type="z3998:valediction">Love,</p>
        <p class="signature" epub:type="z3998:sender"><span class="line">Ben<br/></span>
        <span class="line">(Mr.)</span></p>
        <p class="postscript" epub:type="z3998:postscript">P.S. Don’t.</p>
        <p class="postscript" epub:type="z3998:postscript">P.P.S. Do.</p>
        </blockquote>
        <p class="first">b</p>
    """)


def test_an_e_mail_without_a_salutation_signed_on_its_last_line() -> None:
    letter = Letter((p("To: Ann"), p("Subject: <rain>")), None, (p("Yes."),), None, (p("Love, Ben"),))
    assert printed(letter) == expected("""
        <blockquote class="letter" epub:type="z3998:letter">
        <p class="letter-head">To: Ann</p>
        <p class="letter-head">Subject: &lt;rain&gt;</p>
        <p class="first">Yes.</p>
        <p class="signature" epub:type="z3998:sender">Love, Ben</p>
        </blockquote>
    """)


def test_a_page_names_the_vocabulary_of_letters_where_it_has_one() -> None:
    letter = Letter((), p("Dear Ann,"), (p("No."),), p("Love,"), (p("Ben"),))
    sheet = Sheet("en", "Rain")
    [with_one] = chapter_pages(story(Chapter("One", (letter,), places=PLACES)), sheet)
    [without] = chapter_pages(story(Chapter("One", (p("No."),), places=PLACES)), sheet)
    assert 'epub:prefix="z3998: http://www.daisy.org/z3998/2012/vocab/structure/#"' in with_one.xhtml
    assert "z3998" not in without.xhtml


def test_a_chat() -> None:
    turns = (
        Turn(Words("[9:03] Ann:"), Words('"Is it', (Mark(1, 3, Style.EMPHASIS),))),
        Turn(Words(""), Words('on?"')),
        Turn(Words("<Ben>"), Words("It's on.")),
    )
    assert printed(Chat(turns, PLACES), p("So.")) == expected("""
        <div class="chat">
        <p><span class="who">[9:03] Ann:</span> “<em>Is</em> it</p>
        <p>on?”</p>
        <p><span class="who">&lt;Ben&gt;</span> It’s on.</p>
        </div>
        <p class="first">So.</p>
    """)


def test_a_note_with_a_label() -> None:
    assert printed(Note(NoteKind.NOTE, (p("It's late."), p("Sorry.")), "A/N:")) == expected("""
        <aside class="note note-note" role="note" aria-label="A/N">
        <p class="made label">A/N:</p>
        <p class="first">It’s late.</p>
        <p>Sorry.</p>
        </aside>
    """)


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        (NoteKind.NOTE, '<aside class="note note-note" role="note" aria-label="Author’s note">'),
        (NoteKind.SUMMARY, '<aside class="note note-summary summary" role="note" aria-label="Summary">'),
        (NoteKind.DISCLAIMER, '<aside class="note note-disclaimer" role="note" aria-label="Disclaimer">'),
        (NoteKind.WARNING, '<aside class="note note-warning" role="note" aria-label="Warning">'),
        (NoteKind.DEDICATION, f'<aside class="note note-dedication" {DEDICATED} aria-label="Dedication">'),
    ],
)
def test_a_note_without_a_label_says_what_it_is(kind: NoteKind, tag: str) -> None:
    assert printed(Note(kind, (p("x"),))) == f'{tag}\n<p class="first">x</p>\n</aside>'


def test_an_epigraph() -> None:
    quote = Quote(QuoteKind.EPIGRAPH, (p("A river is a road."),), Words("ferrymen's saying"))
    assert printed(quote, p("Rain.")) == expected("""
        <blockquote class="epigraph" epub:type="epigraph" role="doc-epigraph">
        <p class="first">A river is a road.</p>
        <p class="attribution"><cite>ferrymen’s saying</cite></p>
        </blockquote>
        <p class="first">Rain.</p>
    """)


def test_a_quotation_with_verse_in_it() -> None:
    assert printed(Quote(QuoteKind.QUOTATION, (p("It ran:"), Verse((Words("a"),), PLACES)))) == expected("""
        <blockquote class="quotation">
        <p class="first">It ran:</p>
        <div class="verse">
        <p><span class="line">a</span></p>
        </div>
        </blockquote>
    """)


def test_a_list_with_a_list_in_it() -> None:
    inner = List((Item((p("blue"),)), Item((p(" "),)), Item((p("white"), p("not grey")))))
    assert printed(List((Item((p("'Paper'"), inner)), Item((p("glue"),)))), p("So.")) == expected("""
        <ul>
        <li>‘Paper’
        <ul>
        <li>blue</li>
        <li>
        <p class="first">white</p>
        <p>not grey</p>
        </li>
        </ul></li>
        <li>glue</li>
        </ul>
        <p class="first">So.</p>
    """)


def test_a_list_keeps_the_authors_count() -> None:
    told = List(tuple(Item((p(str(number)),), number) for number in (10, 9, 8)))
    assert printed(told, List((Item((p("a"),), 1), Item((p(""),), 2), Item((p("c"),), 3)))) == expected("""
        <ol start="10">
        <li>10</li>
        <li value="9">9</li>
        <li value="8">8</li>
        </ol>
        <ol>
        <li>a</li>
        <li value="3">c</li>
        </ol>
    """)


def test_a_table_is_as_wide_as_its_widest_row() -> None:
    head = Row((Words(""), Words("Wind")), is_head=True)
    assert printed(Table((head, Row((Words("<Mon>"),))), PLACES)) == expected("""
        <table>
        <tr><th></th><th>Wind</th></tr>
        <tr><td>&lt;Mon&gt;</td><td></td></tr>
        </table>
    """)


def test_a_heading_inside_a_chapter() -> None:
    assert printed(p("a"), Heading(Words("Later, at Wyn's"), PLACES), p("b")) == expected("""
        <p class="first">a</p>
        <h3>Later, at Wyn’s</h3>
        <p class="first">b</p>
    """)


def test_quotation_marks_stay_straight_in_a_language_that_is_not_known() -> None:
    assert printed(p('L\'un dit "oui".'), language="und") == '<p class="first">L\'un dit "oui".</p>'


def test_a_page() -> None:
    told = story(Chapter("1: The  Bell's\nend", (p("a"),), places=PLACES), Chapter("", (p("b"),)))
    first, second = chapter_pages(told, Sheet("en", "Rain"))
    assert (first.name, first.title, first.role, first.chapter) == (
        "chapter-0001.xhtml", "1: The Bell’s end", PageRole.CHAPTER, 0,
    )  # fmt: skip
    assert first.xhtml.partition("<body")[2] == (
        ' epub:type="bodymatter">\n'
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="heading">\n'
        '<h2 id="heading">1: The Bell’s end</h2>\n'
        '<p class="first">a</p>\n'
        "</section>\n</body>\n</html>\n"
    )
    assert second.name == "chapter-0002.xhtml"
    assert '<h2 id="heading" class="made">Chapter 2</h2>' in second.xhtml


@pytest.mark.parametrize(
    ("kind", "matter", "section"),
    [
        (ChapterKind.CHAPTER, "bodymatter", 'epub:type="chapter" role="doc-chapter"'),
        (ChapterKind.PROLOGUE, "bodymatter", 'epub:type="prologue" role="doc-prologue"'),
        (ChapterKind.EPILOGUE, "bodymatter", 'epub:type="epilogue" role="doc-epilogue"'),
        (ChapterKind.INTERLUDE, "bodymatter", 'epub:type="chapter" role="doc-chapter"'),
        (ChapterKind.PART, "bodymatter", 'epub:type="part" role="doc-part"'),
        (ChapterKind.PREFACE, "frontmatter", 'epub:type="preface" role="doc-preface"'),
        (ChapterKind.AFTERWORD, "backmatter", 'epub:type="afterword" role="doc-afterword"'),
    ],
)
def test_a_section_says_what_it_is(kind: ChapterKind, matter: str, section: str) -> None:
    [page] = chapter_pages(story(Chapter("x", (p("a"),), kind, places=PLACES)), Sheet("en", "Rain"))
    assert f'<body epub:type="{matter}">\n<section {section} ' in page.xhtml


def heads(*chapters: Chapter, language: str = "en", title: str = "Rain") -> Sequence[str]:
    return headings(story(*chapters, language=language, title=title), language)


def test_headings_that_the_book_makes() -> None:
    bare = Chapter("", (p("a"),))
    assert heads(bare) == ["Rain"]
    assert heads(bare, title="The dogs' day") == ["The dogs’ day"]
    assert heads(bare, bare) == ["Chapter 1", "Chapter 2"]
    assert heads(bare, bare, language="fr") == ["Chapitre 1", "Chapitre 2"]
    assert heads(bare, bare, language="cy") == ["1", "2"]
    assert heads(bare, Chapter("The Bell", ()), bare) == ["Chapter 1", "The Bell", "Chapter 3"]
    assert heads(Chapter("\u00a0", (), places=PLACES), bare) == ["Chapter 1", "Chapter 2"]


def test_a_prologue_without_a_heading_is_not_counted() -> None:
    bare = Chapter("", (p("a"),))
    prologue = Chapter("", (p("a"),), ChapterKind.PROLOGUE)
    assert heads(prologue, bare, bare) == ["Prologue", "Chapter 1", "Chapter 2"]


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\"'<>& \n\t"),
    max_size=20,
)
MARKS = st.lists(st.builds(Mark, st.integers(0, 20), st.integers(0, 20), st.sampled_from(Style)), max_size=3)
WORDS = st.builds(Words, TEXT, MARKS.map(tuple))
LEAVES = st.one_of(
    st.builds(Paragraph, WORDS, st.just(PLACES)),
    st.builds(Verse, st.lists(WORDS, max_size=3).map(tuple), st.just(PLACES)),
    st.builds(Heading, WORDS, st.just(PLACES)),
    st.builds(
        Table,
        st.lists(
            st.builds(Row, st.lists(WORDS, max_size=3).map(tuple), st.booleans()), min_size=1, max_size=3
        ).map(tuple),
        st.just(PLACES),
    ),
    st.just(BREAK),
)


def items(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Item]:
    return st.builds(Item, st.lists(blocks, max_size=3).map(tuple), st.none() | st.integers(1, 9))


BLOCKS: st.SearchStrategy[Block] = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Note, st.sampled_from(NoteKind), st.lists(inner, max_size=3).map(tuple), TEXT)
        | st.builds(
            Quote, st.sampled_from(QuoteKind), st.lists(inner, max_size=3).map(tuple), st.none() | WORDS
        )
        | st.builds(List, st.lists(items(inner), min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
CHAPTERS = st.builds(
    Chapter,
    TEXT,
    st.lists(BLOCKS, max_size=4).map(tuple),
    st.sampled_from(ChapterKind),
    places=st.sampled_from([(), PLACES]),
)


@settings(deadline=None)
@given(
    st.lists(CHAPTERS, min_size=1, max_size=3),
    TEXT,
    st.sampled_from(["en", "und", "ar", "zh-Hant"]),
    st.sampled_from(NotesAt),
)
def test_any_story_is_printed_whole_and_well_formed(
    chapters: list[Chapter], title: str, language: str, notes: NotesAt
) -> None:
    told = story(*chapters, language=language, title=title or "x")
    sheet = Sheet(language, "x")
    pages = chapter_pages(told, sheet, notes)
    if notes is NotesAt.BACK:
        pages += notes_pages(told, headings(told, language), sheet)
    pages = linked(pages)
    check_pages(told, pages, notes)
    check_links(pages)
    for page in pages:
        root = etree.fromstring(page.xhtml.encode())
        heading = root.find(f".//{XHTML}h2")
        assert heading is not None
        assert heading.text == page.title
        assert page.title
        for rule in root.iter(f"{XHTML}hr"):
            assert rule.getprevious() is not None
            assert rule.getnext() is not None
            assert rule.getnext().tag != f"{XHTML}hr"  # type: ignore[union-attr]
        for name in ("p", "span", "h3", "em", "strong", "cite"):
            assert all("".join(map(str, e.itertext())) for e in root.iter(f"{XHTML}{name}"))


def elements(page: Page) -> list[bytes]:
    """What stands in a page's section, below its heading."""
    section = etree.fromstring(page.xhtml.encode()).find(f".//{XHTML}section")
    assert section is not None
    return [etree.tostring(one, with_tail=False) for one in section if one.get("id") != "heading"]


def held(page: Page) -> int:
    """How many bytes of blocks, with a line's end behind each, a page has."""
    opening, _, rest = page.xhtml.partition("<section ")[2].partition("\n")
    assert opening
    blocks = rest.rpartition("</section>")[0]
    return len(re.sub('<h2 id="heading".*?</h2>\n', "", blocks, flags=re.DOTALL).encode())


@settings(deadline=None)
@given(
    st.lists(BLOCKS | st.builds(Paragraph, st.builds(Words, st.text("ab<é", max_size=90)), st.just(PLACES)), max_size=12),
    st.integers(1, 400),
    st.sampled_from(["en", "ar", "ja"]),
)  # fmt: skip
def test_a_chapter_on_many_pages_is_the_same_as_on_one(
    blocks: list[Block], largest: int, language: str
) -> None:
    told = story(Chapter("One", tuple(blocks), places=PLACES), language=language)
    [whole] = chapter_pages(told, Sheet(language, "x"))
    with mock.patch("fic2epub.typesetting.blocks.LARGEST", largest):
        pages = chapter_pages(told, Sheet(language, "x"))
    check_pages(told, pages)
    assert [one for page in pages for one in elements(page)] == elements(whole)
    assert len({page.name for page in pages}) == len(pages)
    assert all(elements(page) for page in pages[1:])
    for page in pages:  # one that is too large has but one block
        assert len(elements(page)) < 2 or held(page) <= largest
    for page, after in pairwise(pages):  # and none is parted that need not be
        assert elements(page)[-1].startswith(b"<hr") or held(page) + held(after) > largest


def test_control_characters_cannot_break_a_page() -> None:
    [page] = chapter_pages(story(Chapter("a\x00b", (p("c\x1b\ud800d"),))), Sheet("en", "Rain"))
    assert page.title == "a\ufffdb"
    etree.fromstring(page.xhtml.encode())


def long_story(paragraphs: int, breaks: int = 0) -> Story:
    """Return a story of one chapter with so many paragraphs of 600 letters, and a break behind each `breaks`."""
    blocks: list[Block] = []
    for number in range(paragraphs):
        place = (Place("long.txt", number + 1),)
        blocks.append(Paragraph(Words(f"{number} " + "rain " * 120), place))
        if breaks and number % breaks == breaks - 1:
            blocks.append(SceneBreak("***", place))
    return Story(Facts("Rain", language="en"), (Chapter("One", tuple(blocks)),), Layout("x", 1.0, 1))


def test_a_very_long_chapter_has_several_pages_of_one_name() -> None:
    story = long_story(1000)
    pages = chapter_pages(story, Sheet("en", "Rain"))
    assert [page.name for page in pages] == [
        "chapter-0001.xhtml",
        "chapter-0001-2.xhtml",
        "chapter-0001-3.xhtml",
    ]
    assert [page.title for page in pages] == ["One", "", ""]
    assert all(len(page.xhtml.encode()) < 260_000 for page in pages)
    assert {page.chapter for page in pages} == {0}
    check_pages(story, pages)


def test_a_long_chapter_is_parted_at_a_scene_break_if_there_is_one() -> None:
    pages = chapter_pages(long_story(1000, breaks=70), Sheet("en", "Rain"))
    assert len(pages) > 2
    for page in pages[:-1]:
        assert page.xhtml.rstrip().endswith('<hr class="scene-break"/>\n</section>\n</body>\n</html>')


def test_a_single_paragraph_is_never_parted() -> None:
    place = (Place("long.txt", 1),)
    story = Story(
        Facts("Rain", language="en"),
        (Chapter("One", (Paragraph(Words("rain " * 100_000), place),)),),
        Layout("x", 1.0, 1),
    )
    assert len(chapter_pages(story, Sheet("en", "Rain"))) == 1


@pytest.mark.parametrize(
    ("kinds", "depths"),
    [
        ("chapter chapter", [1, 1]),
        ("prologue part chapter chapter part chapter epilogue afterword", [1, 1, 2, 2, 1, 2, 1, 1]),
        ("part prologue chapter epilogue part chapter", [1, 2, 2, 2, 1, 2]),
        ("preface part interlude", [1, 1, 2]),
    ],
)
def test_the_chapters_of_a_part_stand_under_it(kinds: str, depths: list[int]) -> None:
    chapters = tuple(
        Chapter(f"No {at}", (Paragraph(Words("Rain."), (Place("a.txt", at),)),), ChapterKind(kind))
        for at, kind in enumerate(kinds.split(), 1)
    )
    story = Story(Facts("Rain", language="en"), chapters, Layout("x", 1.0, 1))
    assert [page.depth for page in chapter_pages(story, Sheet("en", "Rain"))] == depths
