"""A book without what Amazon's converter may refuse: fewer attributes, the same words, the same look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fic2epub.bookbinding.kindle import doubts, for_kindle
from fic2epub.model.book import Asset, Book, Page, PageRole

MakeBook = Callable[..., Book]


def made_of(book: Book, xhtml: str, role: PageRole = PageRole.CHAPTER) -> str:
    page = Page("a.xhtml", "A", xhtml, role)
    return for_kindle(replace(book, pages=(page,))).pages[0].xhtml


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<section epub:type="chapter" role="doc-chapter" aria-labelledby="h">', "<section>"),
        ('<p lang="fr" xml:lang="fr" class="first" dir="ltr">', '<p class="first" dir="ltr">'),
        ("<p style='color: red' data-AmznRemoved='1' id='a'>", "<p id='a'>"),
        ("a <!-- b -- c --> d", "a  d"),
        ("<em>a <strong>b</strong></em>", '<span class="em">a <span class="strong">b</span></span>'),
        ("<b>a</b><i class='x'>b</i>", "<span class=\"b\">a</span><span class='i x'>b</span>"),
        ('<blockquote class="letter" epub:prefix="z: a" epub:type="z:b">', '<blockquote class="letter">'),
        ("<em/>", '<span class="em"/>'),
        (
            '<img src="a.jpg" alt="role=&quot;x&quot; epub:type" role="doc-cover"/>',
            '<img src="a.jpg" alt="role=&quot;x&quot; epub:type"/>',
        ),
        ('He wrote role="x" and lang="en" &lt;em&gt;.', 'He wrote role="x" and lang="en" &lt;em&gt;.'),
    ],
)
def test_markup(make_book: MakeBook, before: str, after: str) -> None:
    declared = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    assert made_of(make_book(), declared + before) == declared + after


def test_the_contents_keep_what_makes_them_contents(make_book: MakeBook) -> None:
    nav = '<?xml version="1.0"?><nav epub:type="toc" role="doc-toc"><a epub:type="cover" href="c">C</a></nav>'
    assert made_of(make_book(), nav, PageRole.NAVIGATION) == nav.replace(' role="doc-toc"', "")


def test_a_page_says_what_it_is_encoded_in(make_book: MakeBook) -> None:
    assert made_of(make_book(), "<html/>").startswith('<?xml version="1.0" encoding="utf-8"?>\n<html/>')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("em em { font-style: normal }", ".em .em { font-style: normal }"),
        (".epigraph em, p.b > i{x:y}", ".epigraph .em, p.b > .i{x:y}"),
        ("p { margin: 0 1em; text-indent: 2em }", "p { margin: 0 1em; text-indent: 2em }"),
        ("@media (min-width: 40em) { strong { x: y } }", "@media (min-width: 40em) { .strong { x: y } }"),
        (".em, #em, em-x, b-side { x: y }", ".em, #em, em-x, b-side { x: y }"),
        ("p { --ink: red; color: var(--ink); margin: 0 }", "p { margin: 0 }"),
        ("p { margin: 0; color: var( --ink , red ) }", "p { margin: 0;}"),
        ("/* em -- var(--x) */ p { margin: 0 }", "p { margin: 0 }"),
    ],
)
def test_stylesheets(make_book: MakeBook, before: str, after: str) -> None:
    book = replace(make_book(), assets=(Asset("a.css", "text/css", before.encode()),))
    made = for_kindle(book).assets[0].data.decode()
    assert made.partition("\n\n")[2] == after
    assert ".em, .i { font-style: italic; }" in made


def test_other_files_stay_as_they_are(make_book: MakeBook) -> None:
    asset = Asset("a.bin", "application/octet-stream", b"em { } \xff")
    assert for_kindle(replace(make_book(), assets=(asset,))).assets == (asset,)


@pytest.mark.parametrize(
    ("language", "codes"),
    [("en", 0), ("pt-BR", 0), ("zh-Hant", 0), ("ru", 1), ("ko", 1), ("und", 1), ("", 1)],
)
def test_a_language_that_amazon_does_not_list_is_told(language: str, codes: int) -> None:
    assert [one.code for one in doubts(language)] == ["kindle/language"] * codes
