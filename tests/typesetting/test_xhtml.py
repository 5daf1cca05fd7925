"""Text is escaped, addresses are safe, and a document says its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fic2epub.typesetting.xhtml import Sheet, attribute, escape, is_blank, one_line, safe_address

# XML reads "\r\n" as one line end; everything else comes back as it went in.
ANYTHING = st.text(st.characters(exclude_categories=(), exclude_characters="\r"))


@given(ANYTHING)
def test_any_text_can_stand_in_a_document(text: str) -> None:
    root = etree.fromstring(f'<p title="{attribute(text)}">{escape(text)}</p>'.encode())
    assert len(root.text or "") == len(text)
    assert root.get("title") == one_line(text)


@pytest.mark.parametrize("bad", [0x00, 0x0B, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_xml_forbids_is_replaced(bad: int) -> None:
    assert escape(f"a{chr(bad)}b") == "a\ufffdb"


@pytest.mark.parametrize("good", ["\t", "é", "\u200d", "😀", "\U0010fffd", "\u0085"])
def test_what_xml_allows_stays(good: str) -> None:
    assert escape(good) == good


def test_white_space_of_a_heading() -> None:
    assert one_line("  Chapter\n 1:\u00a0\u00a0The Bell\ufeff") == "Chapter 1: The Bell"
    assert is_blank(" \u00a0\u200b\n")
    assert not is_blank("\u1680")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://archiveofourown.org/works/1", "https://archiveofourown.org/works/1"),
        ("  http://Example.org  ", "http://Example.org"),
        ("https://example.org:8080/a?b=c&d=e#f", "https://example.org:8080/a?b=c&d=e#f"),
        ("https://example.org/a b/[c]/é?q=100%", "https://example.org/a%20b/%5Bc%5D/%C3%A9?q=100%25"),
        ("https://example.org/%20x", "https://example.org/%20x"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("mailto:nan@example.org?subject=Hi there", "mailto:nan@example.org?subject=Hi%20there"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//example.org/x", ""),
        ("/works/1", ""),
        ("http://", ""),
        ("https:// example.org", ""),
        ("https://exa mple.org", ""),
        ("https://nan@example.org", ""),
        ("https://999.999.999.999/", ""),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://xn--a.com/", ""),
        ("mailto:", ""),
        ("https://example.org/a\nb", ""),
        ("", ""),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert safe_address(url) == expected


def test_a_long_address_costs_no_time() -> None:
    assert safe_address("https://" + "a.-" * 50_000 + "!") == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", ' lang="en-GB" xml:lang="en-GB"'),
        ("ar", ' lang="ar" xml:lang="ar" dir="rtl"'),
        ("he-IL", ' lang="he-IL" xml:lang="he-IL" dir="rtl"'),
        ("und", ' lang="und" xml:lang="und"'),
        ("", ' lang="und" xml:lang="und"'),
    ],
)
def test_language_and_direction(language: str, expected: str) -> None:
    assert Sheet(language, "Rain").attributes == expected


def test_a_document() -> None:
    assert Sheet("en", "Rain").document("A & B", "bodymatter", "<p>x</p>") == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        ' lang="en" xml:lang="en">\n'
        "<head>\n"
        '<meta charset="utf-8"/>\n'
        "<title>A &amp; B</title>\n"
        '<link rel="stylesheet" type="text/css" href="theme.css"/>\n'
        "</head>\n"
        '<body epub:type="bodymatter">\n'
        "<p>x</p>\n"
        "</body>\n"
        "</html>\n"
    )
