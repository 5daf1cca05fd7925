"""The pages before the story say what is known, and nothing of what is not."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fic2epub.model.book import Asset, Making, Page, PageRole
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.about import about_page
from fic2epub.typesetting.navigation import navigation_page
from fic2epub.typesetting.pages import colophon_page, contents_page, cover_page, title_page
from fic2epub.typesetting.xhtml import Sheet

COVER = Asset("cover.jpg", "image/jpeg", b"")
FULL = Facts(
    "The Long Way Down",
    authors=("tamsin_writes", "Nan & Co", "Wyn"),
    language="en",
    summary=("Gethin runs the ferry. He doesn't say why.", "  ", "Then the bell rings."),
    site="Archive of Our Own",
    url="https://archiveofourown.org/works/12345?a=1&b=2",
    rating="Teen And Up Audiences",
    warnings=("No Archive Warnings Apply",),
    categories=("Gen",),
    genres=("Mystery",),
    fandoms=("The Lantern Wardens", "Ferries"),
    relationships=("Gethin & Wyn",),
    characters=("Gethin", "Wyn"),
    tags=("Slow Burn", "<3"),
    series=(Series("Four Rivers", "2"), Series("Bells")),
    collections=("River Week",),
    status="Complete",
    published=date(2021, 5, 3),
    updated=date(2022, 1, 30),
    words=48210,
    chapters="4/4",
)


def body(page: Page) -> str:
    etree.fromstring(page.xhtml.encode())
    return page.xhtml.partition("<body ")[2].partition(">\n")[2].partition("\n</body>")[0]


def sheet(facts: Facts) -> Sheet:
    return Sheet(facts.language, facts.title)


def test_the_title_page() -> None:
    page = title_page(FULL, sheet(FULL))
    assert (page.name, page.title, page.role) == ("titlepage.xhtml", "", PageRole.TITLE)
    assert body(page) == dedent("""\
        <section epub:type="titlepage" class="titlepage">
        <h1 class="title">The Long Way Down</h1>
        <p class="author">tamsin_writes, Nan &amp; Co and Wyn</p>
        <p class="series"><span>Part 2 of</span> <cite>Four Rivers</cite></p>
        <p class="series"><cite>Bells</cite></p>
        <p class="fandom">The Lantern Wardens, Ferries</p>
        </section>""")


def about(facts: Facts, length: int = 0) -> Page:
    page = about_page(facts, length, sheet(facts))
    assert page is not None
    return page


def test_all_that_can_be_known_of_a_story() -> None:
    page = about(FULL, 48_000)
    assert (page.name, page.title, page.role) == ("about.xhtml", "About this story", PageRole.ABOUT)
    assert body(page) == dedent("""\
        <section class="about" aria-labelledby="about-heading">
        <h2 id="about-heading">About this story</h2>
        <div class="summary">
        <p class="first">Gethin runs the ferry. He doesn’t say why.</p>
        <p>Then the bell rings.</p>
        </div>
        <dl class="facts">
        <div>
        <dt>Rating</dt>
        <dd>Teen And Up Audiences</dd>
        </div>
        <div>
        <dt>Warnings</dt>
        <dd>No Archive Warnings Apply</dd>
        </div>
        <div>
        <dt>Fandom</dt>
        <dd><ul>
        <li>The Lantern Wardens,</li>
        <li>Ferries</li>
        </ul></dd>
        </div>
        <div>
        <dt>Relationships</dt>
        <dd>Gethin &amp; Wyn</dd>
        </div>
        <div>
        <dt>Characters</dt>
        <dd><ul>
        <li>Gethin,</li>
        <li>Wyn</li>
        </ul></dd>
        </div>
        <div>
        <dt>Tags</dt>
        <dd><ul>
        <li>Slow Burn,</li>
        <li>&lt;3</li>
        </ul></dd>
        </div>
        <div>
        <dt>Category</dt>
        <dd>Gen</dd>
        </div>
        <div>
        <dt>Genre</dt>
        <dd>Mystery</dd>
        </div>
        <div>
        <dt>Collections</dt>
        <dd>River Week</dd>
        </div>
        <div>
        <dt>Status</dt>
        <dd>Complete</dd>
        </div>
        <div>
        <dt>Chapters</dt>
        <dd>4/4</dd>
        </div>
        <div>
        <dt>Length</dt>
        <dd><span>48,210 words, about 3½ hours of reading</span></dd>
        </div>
        <div>
        <dt>Published</dt>
        <dd><time datetime="2021-05-03">3 May 2021</time></dd>
        </div>
        <div>
        <dt>Updated</dt>
        <dd><time datetime="2022-01-30">30 January 2022</time></dd>
        </div>
        <div>
        <dt>Source</dt>
        <dd><a href="https://archiveofourown.org/works/12345?a=1&amp;b=2">Archive of Our Own</a></dd>
        </div>
        </dl>
        </section>""")


QUOTED = Facts(
    "Rain",
    language="en",
    fandoms=("Wardens' Road",),
    tags=("Ship's Cat", '"Rain"', "pre-war--post-war"),
    rating="M",
    series=(Series('The Ferry\'s "Bell"', "2.5"), Series("Nobody's"), Series("Far", "IV")),
)


def test_tags_and_series_are_printed_as_the_story_is() -> None:
    printed = about(QUOTED).xhtml
    assert "<li>Ship’s Cat,</li>\n<li>“Rain”,</li>\n<li>pre-war—post-war</li>" in printed
    assert "<dd>Wardens’ Road</dd>" in printed
    assert body(title_page(QUOTED, sheet(QUOTED))) == dedent("""\
        <section epub:type="titlepage" class="titlepage">
        <h1 class="title">Rain</h1>
        <p class="series"><span>Part 2.5 of</span> <cite>The Ferry’s “Bell”</cite></p>
        <p class="series"><cite>Nobody’s</cite></p>
        <p class="series"><span>Part IV of</span> <cite>Far</cite></p>
        <p class="fandom">Wardens’ Road</p>
        </section>""")


def test_tags_stay_as_they_were_typed_where_all_does() -> None:
    typed = Sheet("en", "Rain", smarten=False)
    page = about_page(QUOTED, 0, typed)
    assert page is not None
    assert '<li>Ship\'s Cat,</li>\n<li>"Rain",</li>' in page.xhtml
    assert "<cite>Nobody's</cite>" in title_page(QUOTED, typed).xhtml


def test_where_nothing_is_known_but_how_long_a_story_is_no_page_tells_of_it() -> None:
    facts = Facts("Rain", authors=("ada",), summary=(" ",))
    assert about_page(facts, 1200, sheet(facts)) is None


def test_a_length_that_is_counted_and_one_that_the_source_told() -> None:
    assert (
        "<span>1,200 words, about 5 minutes of reading</span>" in about(Facts("Rain", rating="M"), 1200).xhtml
    )
    told = Facts("Rain", rating="M", words=90)
    assert "<span>90 words, a minute or so of reading</span>" in about(told, 80).xhtml


def test_nothing_known_but_a_title() -> None:
    facts = Facts("Rain & Sons")
    assert body(title_page(facts, sheet(facts))) == dedent("""\
        <section epub:type="titlepage" class="titlepage">
        <h1 class="title">Rain &amp; Sons</h1>
        </section>""")


def test_the_words_of_the_book_are_english_in_a_book_that_is_not() -> None:
    facts = Facts(
        "Pluie", language="fr", rating="M", series=(Series("Eaux", "1"),), published=date(2021, 5, 3)
    )
    assert (
        '<span lang="en" xml:lang="en" dir="ltr">Part 1 of</span> <cite>Eaux</cite>'
        in title_page(facts, sheet(facts)).xhtml
    )
    page = about(facts).xhtml
    assert '<dt lang="en" xml:lang="en" dir="ltr">Rating</dt>' in page
    assert '<time datetime="2021-05-03" lang="en" xml:lang="en" dir="ltr">3 May 2021</time>' in page


def test_a_source_without_an_address() -> None:
    facts = Facts("Rain", site="A & B", url="javascript:x")
    assert "<dt>Source</dt>\n<dd>A &amp; B</dd>" in about(facts).xhtml


def test_a_work_that_was_published_at_once_has_one_date() -> None:
    facts = Facts("Rain", published=date(2020, 2, 29), updated=date(2020, 2, 29))
    page = about(facts).xhtml
    assert "29 February 2020" in page
    assert "Updated" not in page


def test_the_cover_page() -> None:
    facts = Facts('"Rain"', authors=("ada", "ben"), language="en")
    page = cover_page(facts, COVER, sheet(facts))
    assert (page.name, page.title, page.role) == ("cover.xhtml", "", PageRole.COVER)
    assert body(page) == dedent("""\
        <section epub:type="cover" class="cover">
        <img src="cover.jpg" alt="Cover of &quot;Rain&quot; by ada and ben" role="doc-cover"/>
        </section>""")


def chapter(number: int, title: str, matter: str = "bodymatter", depth: int = 1) -> Page:
    xhtml = f'<body epub:type="{matter}">'
    return Page(f"chapter-{number:04}.xhtml", title, xhtml, PageRole.CHAPTER, number - 1, depth)


NESTED = (
    chapter(1, "To the reader", "frontmatter"),
    chapter(2, "Part One"),
    chapter(3, "The Bell & the <Ferry>", depth=2),
    Page("chapter-0003-2.xhtml", "", '<body epub:type="bodymatter">', PageRole.CHAPTER, 2, 2),
    chapter(4, "Ebb", depth=2),
    chapter(5, "Epilogue"),
)


def test_the_contents_that_a_reader_turns_to() -> None:
    page = contents_page(NESTED, [12, 0, 1204, 1, 90], Sheet("en", "Rain"))
    assert (page.name, page.title, page.role) == ("contents.xhtml", "", PageRole.CONTENTS)
    assert body(page) == dedent("""\
        <section epub:type="toc" role="doc-toc" class="contents" aria-labelledby="contents-heading">
        <h2 id="contents-heading">Contents</h2>
        <ol>
        <li><a href="chapter-0001.xhtml">To the reader</a> <span class="length">12 words</span></li>
        <li><a href="chapter-0002.xhtml">Part One</a>
        <ol>
        <li><a href="chapter-0003.xhtml">The Bell &amp; the &lt;Ferry&gt;</a> <span class="length">1,204 words</span></li>
        <li><a href="chapter-0004.xhtml">Ebb</a> <span class="length">1 word</span></li>
        </ol>
        </li>
        <li><a href="chapter-0005.xhtml">Epilogue</a> <span class="length">90 words</span></li>
        </ol>
        </section>""")


def test_contents_that_end_inside_a_part() -> None:
    page = contents_page(NESTED[1:4], [0, 5, 5], Sheet("zh", "雨"))
    assert "5 characters" in page.xhtml
    etree.fromstring(page.xhtml.encode())


def test_the_contents_that_a_program_shows() -> None:
    front = [
        Page("cover.xhtml", "", "", PageRole.COVER),
        Page("titlepage.xhtml", "", "", PageRole.TITLE),
        Page("about.xhtml", "About this story", "", PageRole.ABOUT),
        Page("contents.xhtml", "", "", PageRole.CONTENTS),
    ]
    back = Page("colophon.xhtml", "Colophon", "", PageRole.COLOPHON)
    page = navigation_page([*front, *NESTED[:2], back], Sheet("en", "Rain"))
    assert (page.name, page.title, page.role) == ("nav.xhtml", "", PageRole.NAVIGATION)
    assert body(page) == dedent("""\
        <nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">
        <h2 id="toc-heading">Contents</h2>
        <ol>
        <li><a href="about.xhtml">About this story</a></li>
        <li><a href="chapter-0001.xhtml">To the reader</a></li>
        <li><a href="chapter-0002.xhtml">Part One</a></li>
        <li><a href="colophon.xhtml">Colophon</a></li>
        </ol>
        </nav>
        <nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">
        <ol>
        <li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
        <li><a epub:type="titlepage" href="titlepage.xhtml">Title page</a></li>
        <li><a epub:type="toc" href="contents.xhtml">Contents</a></li>
        <li><a epub:type="bodymatter" href="chapter-0002.xhtml">Start of the story</a></li>
        <li><a epub:type="colophon" href="colophon.xhtml">Colophon</a></li>
        </ol>
        </nav>""")


def test_a_book_of_front_matter_alone_starts_at_its_first_page() -> None:
    page = navigation_page([chapter(1, "To the reader", "frontmatter")], Sheet("en", "Rain"))
    assert '<a epub:type="bodymatter" href="chapter-0001.xhtml">' in page.xhtml


@pytest.mark.parametrize(
    ("making", "told"),
    [
        (Making(151, 61, 0, 19), "Of the 151 lines of that copy, 71 are the story and its notes, 19 are told on the pages before it and 61 were left out (menus, buttons, comments and the like)."),
        (Making(8, 0, 0, 1), "Of the 8 lines of that copy, 7 are the story and its notes and 1 is told on the pages before it."),
        (Making(8, 0, 2, 0), "Of the 8 lines of that copy, 6 are the story and its notes and 2 lines of notes were left out, as was asked."),
        (Making(8, 0, 0, 0), "Of the 8 lines of that copy, 8 are the story and its notes."),
    ],
)  # fmt: skip
def test_the_colophon_tells_what_became_of_the_lines(making: Making, told: str) -> None:
    page = colophon_page(FULL, making, sheet(FULL))
    assert f"<p>{told}</p>" in page.xhtml
    assert "its page at <a href=" in page.xhtml


TEXT = st.text(st.characters(exclude_categories=()), max_size=10)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


@settings(deadline=None)
@given(
    st.builds(
        Facts, TEXT, authors=TEXTS, summary=TEXTS, site=TEXT, url=TEXT, tags=TEXTS, rating=TEXT,
        series=st.lists(st.builds(Series, TEXT, TEXT), max_size=2).map(tuple),
        published=st.none() | st.dates(), words=st.none() | st.integers(0),
    )
)  # fmt: skip
def test_any_facts_make_well_formed_pages_without_empty_elements(facts: Facts) -> None:
    pages = (
        title_page(facts, sheet(facts)),
        cover_page(facts, COVER, sheet(facts)),
        colophon_page(facts, Making(3, 1, 0, 1), sheet(facts)),
        about_page(facts, 100, sheet(facts)),
    )
    for page in filter(None, pages):
        root = etree.fromstring(page.xhtml.encode())
        for name in ("p", "dd", "dt", "cite", "a", "div", "dl", "li", "ul"):
            assert all("".join(map(str, e.itertext())).strip() for e in root.iter(f"{{*}}{name}"))
