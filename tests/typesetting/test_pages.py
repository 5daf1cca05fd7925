"""The pages before the story say what is known, and nothing of what is not."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fic2epub.model.book import Asset, Page, PageRole
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.pages import contents_page, cover_page, title_page
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


def test_all_that_can_be_known() -> None:
    page = title_page(FULL, sheet(FULL))
    assert (page.name, page.title, page.role) == ("titlepage.xhtml", "", PageRole.TITLE)
    assert body(page) == dedent("""\
        <section epub:type="titlepage" class="titlepage">
        <h1 class="title">The Long Way Down</h1>
        <p class="author">tamsin_writes, Nan &amp; Co and Wyn</p>
        <p class="series"><span>Part 2 of</span> <cite>Four Rivers</cite></p>
        <p class="series"><cite>Bells</cite></p>
        <div class="summary">
        <p class="first">Gethin runs the ferry. He doesn’t say why.</p>
        <p>Then the bell rings.</p>
        </div>
        <dl class="about">
        <dt>Fandom</dt>
        <dd>The Lantern Wardens, Ferries</dd>
        <dt>Rating</dt>
        <dd>Teen And Up Audiences</dd>
        <dt>Warnings</dt>
        <dd>No Archive Warnings Apply</dd>
        <dt>Category</dt>
        <dd>Gen</dd>
        <dt>Genre</dt>
        <dd>Mystery</dd>
        <dt>Relationships</dt>
        <dd>Gethin &amp; Wyn</dd>
        <dt>Characters</dt>
        <dd>Gethin, Wyn</dd>
        <dt>Tags</dt>
        <dd>Slow Burn, &lt;3</dd>
        <dt>Collections</dt>
        <dd>River Week</dd>
        <dt>Status</dt>
        <dd>Complete</dd>
        <dt>Chapters</dt>
        <dd>4/4</dd>
        <dt>Words</dt>
        <dd>48,210</dd>
        <dt>Published</dt>
        <dd><time datetime="2021-05-03">3 May 2021</time></dd>
        <dt>Updated</dt>
        <dd><time datetime="2022-01-30">30 January 2022</time></dd>
        <dt>Source</dt>
        <dd><a href="https://archiveofourown.org/works/12345?a=1&amp;b=2">Archive of Our Own</a></dd>
        </dl>
        </section>""")


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
    page = title_page(facts, sheet(facts)).xhtml
    assert '<dt lang="en" xml:lang="en" dir="ltr">Rating</dt>' in page
    assert '<span lang="en" xml:lang="en" dir="ltr">Part 1 of</span> <cite>Eaux</cite>' in page
    assert '<time datetime="2021-05-03" lang="en" xml:lang="en" dir="ltr">3 May 2021</time>' in page


def test_a_source_without_an_address() -> None:
    facts = Facts("Rain", site="A & B", url="javascript:x")
    assert "<dt>Source</dt>\n<dd>A &amp; B</dd>" in title_page(facts, sheet(facts)).xhtml


def test_a_work_that_was_published_at_once_has_one_date() -> None:
    facts = Facts("Rain", published=date(2020, 2, 29), updated=date(2020, 2, 29))
    page = title_page(facts, sheet(facts)).xhtml
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


def chapter(number: int, title: str, matter: str = "bodymatter") -> Page:
    return Page(
        f"chapter-{number:04}.xhtml", title, f'<body epub:type="{matter}">', PageRole.CHAPTER, number - 1
    )


def test_the_contents() -> None:
    pages = [chapter(1, "To the reader", "frontmatter"), chapter(2, "The Bell & the <Ferry>")]
    page = contents_page(pages, Sheet("en", "Rain"))
    assert (page.name, page.title, page.role) == ("nav.xhtml", "", PageRole.CONTENTS)
    assert body(page) == dedent("""\
        <nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">
        <h2 id="toc-heading">Contents</h2>
        <ol class="contents">
        <li><a href="chapter-0001.xhtml">To the reader</a></li>
        <li><a href="chapter-0002.xhtml">The Bell &amp; the &lt;Ferry&gt;</a></li>
        </ol>
        </nav>
        <nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">
        <ol>
        <li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
        <li><a epub:type="titlepage" href="titlepage.xhtml">Title page</a></li>
        <li><a epub:type="toc" href="nav.xhtml">Contents</a></li>
        <li><a epub:type="bodymatter" href="chapter-0002.xhtml">Start of the story</a></li>
        </ol>
        </nav>""")


def test_a_book_of_front_matter_alone_starts_at_its_first_page() -> None:
    page = contents_page([chapter(1, "To the reader", "frontmatter")], Sheet("en", "Rain"))
    assert '<a epub:type="bodymatter" href="chapter-0001.xhtml">' in page.xhtml


TEXT = st.text(st.characters(exclude_categories=()), max_size=10)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


@given(
    st.builds(
        Facts, TEXT, authors=TEXTS, summary=TEXTS, site=TEXT, url=TEXT, tags=TEXTS, rating=TEXT,
        series=st.lists(st.builds(Series, TEXT, TEXT), max_size=2).map(tuple),
        published=st.none() | st.dates(), words=st.none() | st.integers(0),
    )
)  # fmt: skip
def test_any_facts_make_well_formed_pages_without_empty_elements(facts: Facts) -> None:
    for page in (title_page(facts, sheet(facts)), cover_page(facts, COVER, sheet(facts))):
        root = etree.fromstring(page.xhtml.encode())
        for name in ("p", "dd", "dt", "cite", "a", "div", "dl"):
            assert all("".join(map(str, e.itertext())).strip() for e in root.iter(f"{{*}}{name}"))
