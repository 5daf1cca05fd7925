"""The same work has the same identifier, whichever of its pages was saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fic2epub.model.story import Facts
from fic2epub.typesetting.identity import canonical, identifier_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://archiveofourown.org/works/12345", "https://archiveofourown.org/works/12345"),
        ("http://www.archiveofourown.org/works/12345/chapters/6?view_adult=true#main",
         "https://archiveofourown.org/works/12345"),
        ("https://archiveofourown.org/collections/gifts/works/12345/", "https://archiveofourown.org/works/12345"),
        ("https://m.fanfiction.net/s/99/7/A-Title", "https://fanfiction.net/s/99"),
        ("HTTPS://WWW.FanFiction.Net/s/99/", "https://fanfiction.net/s/99"),
        ("http://stories.example.org/viewstory.php?sid=12&chapter=3", "https://stories.example.org/viewstory.php?sid=12"),
        ("https://forum.example.org/threads/rain.4/", "https://forum.example.org/threads/rain.4"),
        ("https://example.org:8080/Rain?b=2&a=1", "https://example.org:8080/Rain?a=1&b=2"),
        ("https://archiveofourown.org/works/search", "https://archiveofourown.org/works/search"),
        ("not an address", ""),
        ("ftp://example.org/rain", ""),
        ("https://", ""),
        ("https://[broken", ""),
        ("https://example.org:port/", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_the_identifier_is_of_the_address_whatever_the_title() -> None:
    one = Facts("Rain", url="https://www.fanfiction.net/s/99/1/Rain")
    two = Facts("Rain, revised", authors=("ada",), url="http://m.fanfiction.net/s/99/8/")
    assert identifier_of(one) == identifier_of(two)


def test_without_an_address_it_is_of_authors_and_title() -> None:
    one = identifier_of(Facts("Rain", authors=("ada",)))
    assert one == identifier_of(Facts(" RAIN ", authors=("Ada",), words=7))
    assert one != identifier_of(Facts("Rain", authors=("ben",)))
    assert one != identifier_of(Facts("Snow", authors=("ada",)))


def test_it_never_changes() -> None:
    # A changed identifier loses every reader's place: if this fails, the code is wrong and not the test.
    work = Facts("Rain", url="https://archiveofourown.org/works/12345")
    assert identifier_of(work) == "urn:uuid:dcecc0cc-16f6-57cd-97fb-4c9a50f2f550"
    assert identifier_of(Facts("Rain", authors=("ada",))) == "urn:uuid:8ec6891a-401b-577c-9dd2-0736fe377c2d"


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_any_facts_have_an_identifier(title: str, url: str) -> None:
    assert identifier_of(Facts(title, url=url)).startswith("urn:uuid:")
    assert canonical(canonical(url)) == canonical(url)
