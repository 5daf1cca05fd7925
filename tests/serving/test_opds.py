"""The catalogue: what the standards ask for, and what KOReader and other programs were seen to stumble over."""

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from lxml import etree

from serving import books
from serving.conftest import Live, Opener

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/terms/",
    "opds": "http://opds-spec.org/2010/catalog",
    "os": "http://a9.com/-/spec/opensearch/1.1/",
    "thr": "http://purl.org/syndication/thread/1.0",
}
ACQUISITION = "http://opds-spec.org/acquisition"
KOBO = "Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/538.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/538.1 (Kobo Touch 0376/4.38.23697)"


@pytest.fixture(scope="module")
def many(open_shelf: Opener, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """A shelf of a hundred books, so that there are pages."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(100):
        series = books.series("The Long Road", str(number + 1)) if number < 50 else ""
        books.write(
            folder / f"{number:03}.epub",
            books.package(
                f"Book {number:03}",
                (f"Author {number % 7}",),
                fandom=f"Fandom {number % 3}",
                rating="Teen",
                more=series,
            ),
        )
    return open_shelf(folder, title="Odds & Ends <3")


def feed(live: Live, path: str, **headers: str) -> etree._Element:
    answer = live.get(path, **headers)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml;profile=opds-catalog;kind=")
    return etree.fromstring(answer.body)


def links(element: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def path_of(live: Live, link: etree._Element | str) -> str:
    href = link if isinstance(link, str) else str(link.get("href"))
    assert href.startswith(live.base + "/"), "whole addresses: relative ones hurt some programs"
    return href.removeprefix(live.base)


def every_feed(live: Live) -> Iterator[tuple[str, etree._Element]]:
    """All feeds that can be reached from the root."""
    due, seen = ["/opds"], set[str]()
    while due:
        path = due.pop()
        if path in seen or len(seen) > 60:
            continue
        seen.add(path)
        page = feed(live, path)
        yield path, page
        for link in page.iter(f"{ATOM}link"):
            if "opds-catalog" in str(link.get("type")) and "{" not in str(link.get("href")):
                due.append(path_of(live, link))


@pytest.mark.parametrize("path", ["/opds", "/opds/"])
def test_the_root_is_a_navigation_feed_without_a_detour(live: Live, path: str) -> None:
    root = feed(live, path)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]
    assert titles == [
        "Newest",
        "All by title",
        "Fandoms",
        "Relationships",
        "Authors",
        "Series",
        "Characters",
        "Tags",
        "Ratings",
        "Finished or not",
        "Languages",
    ]
    assert links(root.findall(f"{ATOM}entry")[0], "http://opds-spec.org/sort/new")


def test_every_feed_is_what_the_standard_asks_for(live: Live) -> None:
    seen = 0
    for path, page in every_feed(live):
        seen += 1
        assert page.tag == f"{ATOM}feed"
        assert page.prefix is None, "KOReader knows Atom's elements without a prefix alone"
        for name in ("id", "title", "updated"):
            assert page.findtext(f"{ATOM}{name}"), path
        kind = str(links(page, "self")[0].get("type")).rsplit("=", 1)[1]
        assert links(page, "start")
        entries = page.findall(f"{ATOM}entry")
        for entry in entries:
            assert re.fullmatch(r"urn:(uuid:[0-9a-f-]{36}|x:.+)", str(entry.findtext(f"{ATOM}id")))
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(entry.findtext(f"{ATOM}updated")))
            acquisitions = [
                link for link in entry.findall(f"{ATOM}link") if str(link.get("rel")).startswith(ACQUISITION)
            ]
            assert bool(acquisitions) == (kind == "acquisition"), "the two kinds are never mixed"
            assert len(entry.findall(f"{ATOM}author")) <= 1, "KOReader takes the last of several"
            for content in entry.findall(f"{ATOM}content"):
                assert next(iter(content.attrib)) == "type"
        if kind == "navigation":
            assert not links(page, "http://opds-spec.org/facet"), "facets are for lists of books"
    assert seen > 20


def test_what_a_book_says(live: Live) -> None:
    (entry,) = feed(live, "/opds/books?q=lanterns").findall(f"{ATOM}entry")
    assert entry.findtext("a:author/a:name", namespaces=NAMES) == "mossfield, Ann Author"
    assert entry.findtext("dc:language", namespaces=NAMES) == "en"
    assert entry.findtext("dc:issued", namespaces=NAMES) == "2023-01-09"
    assert entry.findtext(f"{ATOM}id") == "urn:uuid:6f1c0e6e-0001-5000-8000-000000000001"
    terms = [category.get("term") for category in entry.findall(f"{ATOM}category")]
    assert "Slow Burn" in terms
    assert "Ida Wren/Tomas Kell" in terms
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "text"
    assert (
        summary.text
        == "Harbour Nights 1 · 48,211 words · Complete · Teen\n\nIda keeps the light.\nTomas keeps a secret & a goat."
    )
    acquired = [link for link in entry.findall(f"{ATOM}link") if str(link.get("rel")).startswith(ACQUISITION)]
    assert [link.get("type") for link in acquired] == ["application/epub+zip", "application/kepub+zip"]
    for link in acquired:
        answer = live.get(path_of(live, link))
        assert (answer.status, answer.headers["content-type"]) == (200, link.get("type"))
        assert len(answer.body) == int(str(link.get("length")))
        assert answer.body[:2] == b"PK"
    for rel, most in (("image", 1800), ("image/thumbnail", 450)):
        (link,) = links(entry, f"http://opds-spec.org/{rel}")
        answer = live.get(path_of(live, link))
        assert (answer.status, answer.headers["content-type"], link.get("type")) == (
            200,
            "image/jpeg",
            "image/jpeg",
        )
        assert _height(answer.body) <= most


def _height(jpeg: bytes) -> int:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        return image.height


def test_a_kobo_is_offered_a_kepub_first(live: Live) -> None:
    def endings(agent: str) -> list[str]:
        (entry,) = feed(live, "/opds/books?q=lanterns", User_Agent=agent).findall(f"{ATOM}entry")
        return [str(link.get("type")) for link in links(entry, f"{ACQUISITION}/open-access")]

    assert endings(KOBO)[0] == "application/kepub+zip"
    assert endings("eReader")[0] == "application/kepub+zip"
    assert endings("tolino eReader")[0] == "application/epub+zip"
    assert endings("KOReader (Kobo_nova) 2026.03")[0] == "application/epub+zip"
    assert "User-Agent" in live.get("/opds/books", User_Agent=KOBO).headers["vary"]


def test_pages_lead_to_all_books_once(many: Live) -> None:
    for start in ("/opds/books?order=title", "/opds/books?order=newest", "/opds/books?q=book"):
        seen: list[str] = []
        path: str | None = start
        before: str | None = None
        while path:
            page = feed(many, path)
            assert page.findtext("os:totalResults", namespaces=NAMES) == "100"
            assert page.findtext("os:startIndex", namespaces=NAMES) == str(len(seen) + 1)
            assert [path_of(many, link) for link in links(page, "previous")] == ([before] if before else [])
            assert links(page, "first")
            assert links(page, "last")
            seen += [str(entry.findtext(f"{ATOM}title")) for entry in page.findall(f"{ATOM}entry")]
            before = path_of(many, links(page, "self")[0])
            following = links(page, "next")
            path = path_of(many, following[0]) if following else None
        assert sorted(seen) == [f"Book {number:03}" for number in range(100)]
    assert many.get("/opds/books?page=4").status == 404
    assert many.get("/opds/by/author?page=2").status == 404


def test_facets_narrow_and_say_how_far(many: Live) -> None:
    page = feed(many, "/opds/books")
    facets = {
        (link.get(f"{{{NAMES['opds']}}}facetGroup"), link.get("title")): link
        for link in links(page, "http://opds-spec.org/facet")
    }
    link = facets["Fandom", "Fandom 1"]
    assert link.get(f"{{{NAMES['thr']}}}count") == "33"
    narrowed = feed(many, path_of(many, link))
    assert narrowed.findtext("os:totalResults", namespaces=NAMES) == "33"
    active = [
        one.get("title")
        for one in links(narrowed, "http://opds-spec.org/facet")
        if one.get(f"{{{NAMES['opds']}}}activeFacet")
    ]
    assert active == ["Newest first", "Fandom 1"]


def test_a_series_is_found_and_so_is_an_author(many: Live) -> None:
    (series,) = feed(many, "/opds/by/series").findall(f"{ATOM}entry")
    assert series.findtext(f"{ATOM}title") == "The Long Road"
    assert series.findtext(f"{ATOM}content") == "50 books"
    assert (
        feed(many, path_of(many, links(series, "subsection")[0])).findtext(
            "os:totalResults", namespaces=NAMES
        )
        == "50"
    )


def test_searching_as_the_description_says(live: Live) -> None:
    root = feed(live, "/opds")
    described, template = links(root, "search")
    assert described.get("type") == "application/opensearchdescription+xml"
    answer = live.get(path_of(live, described))
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    urls = etree.fromstring(answer.body).findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert template.get("type") == "application/atom+xml"
    for address in (urls[0].get("template"), template.get("href")):
        assert "{searchTerms}" in str(address)
        found = feed(live, path_of(live, str(address).replace("{searchTerms}", quote("élan"))))
        assert [entry.findtext(f"{ATOM}title") for entry in found.findall(f"{ATOM}entry")] == ["Élan vital"]
    nothing = feed(live, "/opds/books?q=" + quote("]]><x/>&\x01"))
    assert nothing.findall(f"{ATOM}entry") == []


def test_koreader_asks_for_the_head_first(live: Live) -> None:
    for path in ("/opds", "/opds/books", "/opds/v2", "/opds/by/fandom"):
        head = live.get(path, "HEAD", Accept_Encoding="identity")
        body = live.get(path, Accept_Encoding="identity")
        assert (head.status, body.status) == (200, 200)
        assert head.body == b""
        assert "last-modified" in head.headers
        assert "content-encoding" not in body.headers
        assert head.headers["content-length"] == str(len(body.body))


def test_koreaders_accept_header_changes_nothing(live: Live) -> None:
    accept = "application/opds+json, application/atom+xml;profile=opds-catalog, */*"
    assert live.get("/opds", Accept=accept).headers["content-type"].startswith("application/atom+xml")


def test_addresses_of_files_end_as_their_format_does(live: Live) -> None:
    for entry in feed(live, "/opds/books").findall(f"{ATOM}entry"):
        for link in links(entry, f"{ACQUISITION}/open-access"):
            name = posixpath.basename(urlsplit(str(link.get("href"))).path)
            ending = ".kepub.epub" if "kepub" in str(link.get("type")) else ".epub"
            assert name.endswith(ending)
            assert name.isascii(), "a Kindle's browser takes no other"
            told = live.get(path_of(live, link), "HEAD").headers["content-disposition"]
            assert told.startswith("attachment; filename=")
            assert told.endswith(quote(ending))


def test_opds_2(live: Live, many: Live) -> None:
    answer = live.get("/opds/v2/")
    assert answer.headers["content-type"] == "application/opds+json"
    root = json.loads(answer.body)
    assert root["metadata"]["title"] == "Bookshelf"
    assert all(link["title"] and link["href"] for link in root["navigation"])
    (search,) = [link for link in root["links"] if link["rel"] == "search"]
    assert search["templated"] is True
    assert "query" in search["href"], "KOReader looks for this word"
    found = json.loads(live.get(path_of(live, search["href"].replace("{?query}", "?query=lanterns"))).body)
    assert "navigation" not in found
    (book,) = found["publications"]
    assert book["metadata"]["author"] == [{"name": "mossfield"}, {"name": "Ann Author"}]
    assert book["metadata"]["belongsTo"] == {"series": {"name": "Harbour Nights", "position": 1.0}}
    assert all(link["rel"].startswith(ACQUISITION) for link in book["links"])
    assert [live.get(path_of(live, link["href"])).status for link in (*book["links"], *book["images"])] == [
        200
    ] * 4
    page = json.loads(many.get("/opds/v2/books?page=2").body)
    assert page["metadata"] | {"title": "", "modified": ""} == {
        "title": "",
        "modified": "",
        "numberOfItems": 100,
        "itemsPerPage": 40,
        "currentPage": 2,
    }
    ways = {link["rel"]: path_of(many, link["href"]) for link in page["links"]}
    assert (ways["previous"], ways["next"]) == ("/opds/v2/books", "/opds/v2/books?page=3")
    fandoms = next(facet for facet in page["facets"] if facet["metadata"]["title"] == "Fandom")
    assert {link["title"]: link["properties"]["numberOfItems"] for link in fandoms["links"]} == {
        "Fandom 0": 34,
        "Fandom 1": 33,
        "Fandom 2": 33,
    }


AWKWARD = [
    "<script>alert(1)</script>",
    "a & b ]]> c",
    "\"quotes\" 'and'",
    "\u202egnp.exe",
    "tab\there",
    "🦉 owl",
    "x" * 900,
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "a\u0085b\u2028c",
]


def test_awkward_titles_stay_well_formed(open_shelf: Opener, tmp_path: Path) -> None:
    for number, title in enumerate(AWKWARD):
        books.write(
            tmp_path / f"{number}.epub",
            books.package(
                title,
                (title,),
                tag=title[:80],
                more=f"<dc:description>{'x' if len(title) > 500 else ''}</dc:description>",
            ),
        )
    shelf = open_shelf(tmp_path, title='<"&>')
    page = feed(shelf, "/opds/books?order=title")
    assert len(page.findall(f"{ATOM}entry")) == len(AWKWARD)
    for entry in page.findall(f"{ATOM}entry"):
        for link in links(entry, f"{ACQUISITION}/open-access"):
            answer = shelf.get(path_of(shelf, link))
            assert answer.status == 200
            assert "\n" not in answer.headers["content-disposition"]
    json.loads(shelf.get("/opds/v2/books").body)
    html = shelf.get("/").text
    assert "<script>alert" not in html
    assert "{{ 7 * 7 }}" in html


def test_an_address_in_a_book_is_a_link_only_if_it_leads_to_the_web(
    open_shelf: Opener, tmp_path: Path
) -> None:
    for number, source in enumerate(
        ["javascript:alert(1)", "data:text/html,x", "https://example.org/works/1?a=1&amp;b=2"]
    ):
        books.write(
            tmp_path / f"{number}.epub", books.package(f"T{number}", more=f"<dc:source>{source}</dc:source>")
        )
    shelf = open_shelf(tmp_path)
    pages = [
        shelf.get(path).text for path in re.findall(r'href="(/book/[^"]+)"', shelf.get("/?order=title").text)
    ]
    assert ["Found at" in page for page in pages] == [False, False, True]
    assert 'href="https://example.org/works/1?a=1&amp;b=2"' in pages[2]
    assert not any("javascript:" in page or "data:text" in page for page in pages)
