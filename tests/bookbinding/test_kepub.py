"""A book for Kobo: a span around each sentence, numbers that stay, and no character changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fic2epub.bookbinding import bind
from fic2epub.bookbinding.kepub import STYLE, for_kobo, spanned
from fic2epub.errors import BindingError
from fic2epub.model.book import Book, PageRole

MakeBook = Callable[..., Book]
HEAD = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>'
BOXES = '<div id="book-columns"><div id="book-inner">'


def page(body: str) -> str:
    return f"{HEAD}<body>{body}</body></html>"


def held(body: str) -> str:
    """What becomes of what a body holds, with `[1.2|…]` for a span."""
    made = spanned(page(body))
    inside = made.partition(f"<body>{BOXES}")[2].rpartition("</div></div></body>")[0]
    return re.sub(
        r'<span class="koboSpan" id="kobo\.([0-9.]+)">(.*?)</span>', r"[\1|\2]", inside, flags=re.DOTALL
    )


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("", ""),
        ("<p>One. Two! “Three?” Four</p>", "<p>[1.1|One. ][1.2|Two! ][1.3|“Three?” ][1.4|Four]</p>"),
        ("<h2>Rain</h2>\n<p>One.</p>", "<h2>[1.1|Rain]</h2>\n<p>[2.1|One.]</p>"),
        ("<p></p><p>One.</p>", "<p></p><p>[1.1|One.]</p>"),  # an empty one has no number
        ("<p> </p><div> </div>", "<p>[1.1| ]</p><div> </div>"),
        ("stray<p>One.</p>", "[1.1|stray]<p>[2.1|One.]</p>"),
        (
            "<p>He <em>ran. And</em> ran<b>.</b></p>",
            "<p>[1.1|He ]<em>[1.2|ran. ][1.3|And]</em>[1.4| ran]<b>[1.5|.]</b></p>",
        ),
        ("<p><i>a</i> <b>b</b></p>", "<p><i>[1.1|a]</i>[1.2| ]<b>[1.3|b]</b></p>"),
        ("<p><i><b>a</b> <b>b</b></i></p>", "<p><i><b>[1.1|a]</b> <b>[1.2|b]</b></i></p>"),
        (
            "<ul>\n<li>a<ol><li>b</li></ol>c</li></ul><p>d</p>",
            "<ul>\n<li>[1.1|a]<ol><li>[2.1|b]</li></ol>[2.2|c]</li></ul><p>[3.1|d]</p>",
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr></table>",
            "<table><tr><td>[1.1|a]</td><td>[1.2|b]</td></tr></table>",
        ),
        ('<p>a<img src="x.png"/>b</p>', '<p>[1.1|a][2.1|<img src="x.png"/>][2.2|b]</p>'),
        ('<img src="a"></img><img src="b" />', '[1.1|<img src="a"/>][2.1|<img src="b"/>]'),
        (
            "<p>a</p><pre>b. c. <i>d</i></pre><p>e</p>",
            "<p>[1.1|a]</p><pre>b. c. <i>d</i></pre><p>[2.1|e]</p>",
        ),
        (
            '<p>a<svg xmlns="s"><g/><text>b. c</text><svg>d</svg>e</svg>f</p>',
            '<p>[1.1|a]<svg xmlns="s"><g/><text>b. c</text><svg>d</svg>e</svg>[1.2|f]</p>',
        ),
        ("<p><math><mi>x. y</mi></math>.</p>", "<p><math><mi>x. y</mi></math>[1.1|.]</p>"),
        ("<script>a. b</script><style>p { }</style>", "<script>a. b</script><style>p { }</style>"),
        ("<p>a<!-- b. c <p> -->d</p>", "<p>[1.1|a]<!-- b. c <p> -->[1.2|d]</p>"),
        ("<p>a<br/>b<br></br>c</p><hr/>", "<p>[1.1|a]<br/>[1.2|b]<br/>[1.3|c]</p><hr/>"),
        ("<p/><td />", "<p></p><td></td>"),  # no HTML parser may be left with an open paragraph
        (
            '<p title="a > b. c">d &amp; e. &lt;f&gt;</p>',
            '<p title="a > b. c">[1.1|d &amp; e. ][1.2|&lt;f&gt;]</p>',
        ),
        ("<p>雨だ。「行くよ！」と言った。</p>", "<p>[1.1|雨だ。][1.2|「行くよ！」][1.3|と言った。]</p>"),
    ],
)
def test_spans(body: str, made: str) -> None:
    assert held(body) == made


def test_the_boxes_and_the_style_stand_where_a_kobo_looks_for_them() -> None:
    made = spanned(page("<p>One.</p>"))
    assert made.count(STYLE) == 1
    assert f"{STYLE}</head><body>{BOXES}<p>" in made
    assert made.endswith("</p></div></div></body></html>")


def test_a_page_that_has_its_spans_stays_as_it_is() -> None:
    once = spanned(page("<p>One. Two.</p>"))
    assert spanned(once) == once
    talk = page('<p>He typed class="koboSpan" and left.</p>')
    assert spanned(talk) != talk


def test_boxes_that_are_there_are_not_put_there_twice() -> None:
    made = spanned(page(f"{BOXES}<p>One.</p></div></div>"))
    assert made.count('id="book-inner"') == 1
    assert 'id="kobo.1.1"' in made


@pytest.mark.parametrize("xhtml", ["", "<html><body><p>a</p></body></html>", HEAD + "<p>a</p></html>"])
def test_what_is_no_page_is_refused(xhtml: str) -> None:
    with pytest.raises(BindingError, match="no head or no body"):
        spanned(xhtml)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30) | st.sampled_from(
    ["Go. ", "“No!” ", "走。", " ", "\n", "Well… so", "koboSpan", "a & b < c > d", "\u00a0", "3.14"]
)
TREES = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    | st.sampled_from(['<img src="a.png" alt="b. c"/>', "<br/>", "<hr />", "<!-- d. e -->"]),
    lambda inner: st.tuples(
        st.sampled_from(["p", "em", "div", "ul", "li", "h3", "pre", "svg", "table", "td", "span", "a"]),
        st.lists(inner, max_size=4),
    ).map(lambda one: f"<{one[0]}>{''.join(one[1])}</{one[0]}>"),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=6).map("".join))
def test_letters_in_are_letters_out_and_each_span_has_an_id_of_its_own(body: str) -> None:
    before, made = etree.fromstring(page(body)), spanned(page(body))
    after = etree.fromstring(made)
    assert after.xpath("string(//*[local-name()='body'])") == before.xpath("string(//*[local-name()='body'])")
    assert made == spanned(page(body))
    ids = after.xpath("//*[@class='koboSpan']/@id")
    assert isinstance(ids, list)
    assert len(ids) == len(set(ids))
    # Without what was added, every element is where it was.
    names = "//*[not(@class='koboSpan') and not(starts-with(@id, 'book-')) and not(@class='kobostylehacks')]"
    assert [(one.tag, one.attrib) for one in after.xpath(names)] == [
        (one.tag, one.attrib) for one in before.iter("*")
    ]


@given(st.lists(TREES, max_size=4).map("".join))
def test_all_words_that_may_have_a_span_have_one(body: str) -> None:
    root = etree.fromstring(spanned(page(body)))
    bare = root.xpath(
        "//*[local-name()='body']//text()[normalize-space(.) != '']"
        "[not(ancestor::*[@class='koboSpan'] or ancestor::*[local-name()='pre' or local-name()='svg'])]"
    )
    assert bare == []


def test_the_book_keeps_all_but_its_pages(make_book: MakeBook) -> None:
    book = make_book()
    made = for_kobo(book)
    assert replace(made, pages=book.pages) == book
    assert [replace(page, xhtml="") for page in made.pages] == [
        replace(page, xhtml="") for page in book.pages
    ]
    assert bind(made) == bind(for_kobo(book))
    assert bind(made) != bind(book)


def test_a_chapter_keeps_its_spans_when_another_changes(make_book: MakeBook) -> None:
    before = for_kobo(make_book(chapters=("One", "Two", "Three")))
    after = for_kobo(make_book(chapters=("One. And more. And more.", "Two", "Three", "Four")))
    chapters = [
        {p.name: p.xhtml for p in book.pages if p.role is PageRole.CHAPTER} for book in (before, after)
    ]
    assert chapters[0]["ch0001.xhtml"] != chapters[1]["ch0001.xhtml"]
    assert all(chapters[0][name] == chapters[1][name] for name in ("ch0002.xhtml", "ch0003.xhtml"))
