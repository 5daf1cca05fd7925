"""The author's notes at the end of their chapter, or behind the last: what moves, what stays, what links where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from lxml import etree

from fic2epub.errors import LostText
from fic2epub.lookup import package_file
from fic2epub.model.audit import check_pages
from fic2epub.model.book import Book, Page, PageRole
from fic2epub.model.manuscript import Place
from fic2epub.model.moving import NotesAt, moving
from fic2epub.model.story import (
    Block,
    Chapter,
    ChapterKind,
    Facts,
    Heading,
    Layout,
    Note,
    NoteKind,
    Paragraph,
    Quote,
    QuoteKind,
    SceneBreak,
    Story,
    Words,
)
from fic2epub.typesetting import typeset

PLACES = (Place("rain.txt", 1),)
BREAK = SceneBreak("***", PLACES)


def p(text: str) -> Paragraph:
    return Paragraph(Words(text), PLACES)


def note(text: str, label: str = "A/N:", kind: NoteKind = NoteKind.NOTE) -> Note:
    return Note(kind, (p(text),), label)


def story(*chapters: Sequence[Block], language: str = "en") -> Story:
    made = (Chapter(f"Day {n}", tuple(blocks), places=PLACES) for n, blocks in enumerate(chapters, 1))
    return Story(Facts("Rain", language=language), tuple(made), Layout("blank-separated", 1.0, 1))


def book(told: Story, notes: NotesAt) -> Book:
    """Typeset, audit, and follow every link between the pages."""
    made = typeset(
        told, stylesheet="", cover=package_file, modified=datetime(2024, 1, 2, tzinfo=UTC), notes=notes
    )
    check_pages(told, made.pages, notes)
    check_links(made.pages)
    return made


def check_links(pages: Sequence[Page]) -> None:
    roots = {page.name: etree.fromstring(page.xhtml.encode()) for page in pages}
    targets = {name: root.xpath("//@id") for name, root in roots.items()}
    calls: list[str] = []
    backs: list[str] = []
    for name, root in roots.items():
        assert len(targets[name]) == len(set(targets[name]))
        for link in root.xpath("//*[local-name()='a']"):
            file, _, target = link.get("href").partition("#")
            if target:
                assert target in targets[file or name]
                (calls if link.get("role") == "doc-noteref" else backs).append(target)
    assert [target.replace("note-", "noteref-") for target in calls] == backs


def body(made: Book, name: str) -> str:
    [page] = [page for page in made.pages if page.name == name]
    return page.xhtml.partition("</h2>\n")[2].partition("</section>")[0].strip()


def expected(text: str) -> str:
    return dedent(text).strip()


def call(number: str, words: str, file: str = "") -> str:
    return (
        f'<a class="made" id="noteref-{number}" epub:type="noteref" role="doc-noteref" '
        f'href="{file}#note-{number}">{words}</a>'
    )


def test_notes_at_the_chapters_end() -> None:
    told = story((note("hello"), p("a"), note("a song", ""), p("b"), note("bye")))
    assert body(book(told, NotesAt.END), "chapter-0001.xhtml") == expected(f"""
        <p class="noteref">{call("0001-1", "A/N")}</p>
        <p class="first">a</p>
        <p class="noteref">{call("0001-2", "Author’s note")}</p>
        <p class="first">b</p>
        <aside class="note note-note" id="note-0001-1" role="note" aria-label="A/N">
        <p class="made label">A/N:</p>
        <p class="first">hello</p>
        <p class="backlink"><a class="made" role="doc-backlink" href="#noteref-0001-1">Back</a></p>
        </aside>
        <aside class="note note-note" id="note-0001-2" role="note" aria-label="Author’s note">
        <p class="first">a song</p>
        <p class="backlink"><a class="made" role="doc-backlink" href="#noteref-0001-2">Back</a></p>
        </aside>
        <aside class="note note-note" role="note" aria-label="A/N">
        <p class="made label">A/N:</p>
        <p class="first">bye</p>
        </aside>
    """)


def test_a_chapter_with_its_notes_at_the_end_already_is_as_it_was() -> None:
    told = story((p("a"), BREAK, note("one"), note("two")), (note("first"),))
    kept, moved = book(told, NotesAt.KEEP), book(told, NotesAt.END)
    assert kept == moved


def test_notes_at_the_back() -> None:
    told = story((note("hello"), note("not mine", "", NoteKind.DISCLAIMER), p("a")), (p("b"), note("bye")))
    made = book(told, NotesAt.BACK)
    assert body(made, "chapter-0001.xhtml") == expected(f"""
        <p class="noteref">{call("0001-1", "A/N", "notes.xhtml")}, {call("0001-2", "Disclaimer", "notes.xhtml")}</p>
        <p class="first">a</p>
    """)
    assert body(made, "chapter-0002.xhtml").endswith(
        f'<p class="noteref">{call("0002-1", "A/N", "notes.xhtml")}</p>'
    )
    assert body(made, "notes.xhtml").startswith(
        '<h3 class="made">Day 1</h3>\n<aside class="note note-note" id="note-0001-1"'
    )
    assert re.findall('<p class="first">(.*)</p>|<h3.*>(.*)</h3>', body(made, "notes.xhtml")) == [
        ("", "Day 1"), ("hello", ""), ("not mine", ""), ("", "Day 2"), ("bye", ""),
    ]  # fmt: skip
    assert 'href="chapter-0002.xhtml#noteref-0002-1">Back</a>' in body(made, "notes.xhtml")


def test_the_page_of_notes_stands_behind_the_chapters_and_in_the_contents() -> None:
    made = book(story((p("a"), note("x")), (p("b"),)), NotesAt.BACK)
    page = made.pages[-2]
    assert (page.name, page.title, page.role) == ("notes.xhtml", "Notes", PageRole.NOTES)
    assert (
        '<body epub:type="backmatter">\n<section class="notes" epub:type="endnotes" role="doc-endnotes"'
        in (page.xhtml)
    )
    navigation, contents = made.pages[-1], made.pages[2]
    assert navigation.xhtml.count('<a href="notes.xhtml">Notes</a>') == 1
    assert '<a epub:type="endnotes" href="notes.xhtml">' in navigation.xhtml
    assert '<li><a href="notes.xhtml">Notes</a></li>' in contents.xhtml


def test_a_work_without_notes_has_no_page_of_them() -> None:
    told = story((p("a"),), (p("b"),))
    assert book(told, NotesAt.BACK) == book(told, NotesAt.END) == book(told, NotesAt.KEEP)


def test_a_work_of_one_chapter_needs_no_heading_over_its_notes() -> None:
    assert "<h3" not in body(book(story((p("a"), note("x"))), NotesAt.BACK), "notes.xhtml")


@pytest.mark.parametrize("kind", [NoteKind.WARNING, NoteKind.SUMMARY, NoteKind.DEDICATION])
@pytest.mark.parametrize("notes", [NotesAt.END, NotesAt.BACK])
def test_what_is_meant_to_be_read_first_stays(kind: NoteKind, notes: NotesAt) -> None:
    told = story((note("first", "", kind), p("a")), (p("b"),))
    assert book(told, notes) == book(told, NotesAt.KEEP)


@pytest.mark.parametrize(
    ("blocks", "numbers"),
    [
        ((note("a"), p("b"), note("c")), {0, 2}),
        ((note("a"), note("b")), set()),
        ((note("a"), BREAK, Heading(Words("Note"), PLACES), p(" ")), set()),
        ((note("a"), note("b", "", NoteKind.SUMMARY)), set()),
        ((note(" \u200b"), p("b")), set()),
        ((Quote(QuoteKind.QUOTATION, (note("a"),)), p("b")), set()),
    ],
)
def test_which_notes_may_move(blocks: tuple[Block, ...], numbers: set[int]) -> None:
    assert moving(Chapter("", blocks)) == numbers


def test_a_break_stays_where_a_note_was_and_none_is_left_at_an_edge() -> None:
    told = story((note("a"), BREAK, p("b"), BREAK, note("c"), BREAK, p("d"), BREAK, note("e")))
    assert re.sub("<a .*?</a>", "link", body(book(told, NotesAt.BACK), "chapter-0001.xhtml")) == expected("""
        <p class="noteref">link</p>
        <p class="first">b</p>
        <hr class="scene-break"/>
        <p class="noteref">link</p>
        <p class="first">d</p>
        <p class="noteref">link</p>
    """)


def test_a_note_in_its_place_parts_two_scenes_by_itself() -> None:
    kept = body(book(story((p("b"), BREAK, note("c"), BREAK, p("d"))), NotesAt.KEEP), "chapter-0001.xhtml")
    assert "scene-break" not in kept


def test_links_know_the_file_in_a_chapter_of_several() -> None:
    long = [p("rain " * 2000) for _ in range(60)]
    told = story((note("hello"), *long, note("here"), p("end")), (p("b"),))
    end = book(told, NotesAt.END)
    assert 'href="chapter-0001-3.xhtml#note-0001-1"' in body(end, "chapter-0001.xhtml")
    last = next(page.xhtml for page in end.pages if page.name == "chapter-0001-3.xhtml")
    assert 'href="#note-0001-2"' in last
    assert 'href="chapter-0001.xhtml#noteref-0001-1"' in last
    assert 'href="chapter-0001-3.xhtml#noteref-0001-2"' in body(book(told, NotesAt.BACK), "notes.xhtml")


def test_very_many_notes_are_several_pages() -> None:
    many: list[Block] = [p("a"), *(note("rain " * 600) for _ in range(30)), p("b")]
    told = story(many, many, many, many)
    made = book(told, NotesAt.BACK)
    names = [(page.name, page.title) for page in made.pages if page.role is PageRole.NOTES]
    assert names == [("notes.xhtml", "Notes"), ("notes-2.xhtml", "")]
    assert 'href="notes-2.xhtml#note-0004-30"' in body(made, "chapter-0004.xhtml")
    assert made.pages[-1].xhtml.count('epub:type="endnotes"') == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de-AT", ("Anmerkungen", ">Anmerkung</a>", ">Zurück</a>")),
        ("cy", ("Notes", ' lang="en" xml:lang="en" dir="ltr">Author’s note</a>', 'dir="ltr">Back</a>')),
    ],
)
def test_the_books_own_words_are_in_its_language_or_said_to_be_english(
    language: str, words: tuple[str, str, str]
) -> None:
    made = book(story((note("x", ""), p("a")), language=language), NotesAt.BACK)
    assert made.pages[-2].title == words[0]
    assert words[1] in body(made, "chapter-0001.xhtml")
    assert words[2] in body(made, "notes.xhtml")


def test_words_that_look_like_a_link_stay_words() -> None:
    typed = '<a href="#note-0001-1">'
    told = story((note(typed), p(f'{typed}x</a> <p id="note-0001-1">')), language="und")
    assert body(book(told, NotesAt.END), "chapter-0001.xhtml").count('&lt;a href="#note-0001-1"&gt;') == 2


NOTED = story((note("hello"), p("rain"), note("song"), p("sun")), (p("hail"), note("bye")))


def changed(made: Book, name: str, before: str, after: str) -> list[Page]:
    pages = []
    for page in made.pages:
        xhtml = page.xhtml.replace(before, after, 1) if page.name == name else page.xhtml
        assert (xhtml != page.xhtml) is (page.name == name)
        pages.append(Page(page.name, page.title, xhtml, page.role, page.chapter, page.depth))
    return pages


@pytest.mark.parametrize(
    ("notes", "name", "before", "after"),
    [
        (NotesAt.BACK, "notes.xhtml", '<p class="first">song</p>', ""),
        (NotesAt.BACK, "notes.xhtml", "<p class=\"first\">song</p>", "<p>song</p><p>song</p>"),
        (NotesAt.BACK, "notes.xhtml", "bye", "hail"),
        (NotesAt.BACK, "chapter-0001.xhtml", "rain", "hello rain"),
        (NotesAt.BACK, "chapter-0001.xhtml", "sun", ""),
        (NotesAt.END, "chapter-0001.xhtml", '<p class="first">hello</p>', ""),
        (NotesAt.END, "chapter-0001.xhtml", "rain", "hello rain"),
        (NotesAt.END, "chapter-0001.xhtml", "song", "song song"),
        (NotesAt.END, "chapter-0002.xhtml", "bye", ""),
    ],
)  # fmt: skip
def test_a_note_that_is_lost_or_doubled_fails_the_audit(
    notes: NotesAt, name: str, before: str, after: str
) -> None:
    with pytest.raises(LostText):
        check_pages(NOTED, changed(book(NOTED, notes), name, before, after), notes)


def test_the_audit_wants_notes_where_they_were_asked_for() -> None:
    for made in NotesAt:
        for asked in set(NotesAt) - {made}:
            with pytest.raises(LostText):
                check_pages(NOTED, book(NOTED, made).pages, asked)


def test_a_page_of_notes_that_is_missing_or_uncalled_for_fails_the_audit() -> None:
    back = book(NOTED, NotesAt.BACK).pages
    with pytest.raises(LostText, match="page of notes"):
        check_pages(NOTED, [page for page in back if page.role is not PageRole.NOTES], NotesAt.BACK)
    extra = next(page for page in back if page.role is PageRole.NOTES)
    with pytest.raises(LostText, match="page of notes"):
        check_pages(NOTED, [*book(NOTED, NotesAt.END).pages, extra], NotesAt.END)
    double = Page("chapter-0009.xhtml", "", back[3].xhtml, PageRole.CHAPTER, 8)
    with pytest.raises(LostText, match="does not have"):
        check_pages(NOTED, [*back, double], NotesAt.BACK)


def test_a_preface_keeps_its_notes_if_it_holds_nothing_else() -> None:
    preface = Chapter("Author’s Note", (note("hello"), note("more")), ChapterKind.PREFACE)
    told = Story(Facts("Rain", language="en"), (preface, *NOTED.chapters), NOTED.layout)
    made = book(told, NotesAt.BACK)
    assert body(made, "chapter-0001.xhtml").count("<aside") == 2
    assert "more" not in body(made, "notes.xhtml")
