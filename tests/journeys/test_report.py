"""The page to look at after a run: all outcomes on it, links that lead somewhere, and nothing that runs."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from journeys.program import STORIES, Program

HOSTILE = '<script>alert(1)</script> & "x" <img src=x onerror=alert(1)>'
VOID = {"meta", "img", "link", "br", "hr", "input"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.inside: list[Element | str] = []

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, tag: str, cls: str = "") -> list[Element]:
        found = []
        for one in self.inside:
            if isinstance(one, Element):
                if one.tag == tag and cls in ("", *one.attributes.get("class", "").split()):
                    found.append(one)
                found += one.all(tag, cls)
        return found


class Page(HTMLParser):
    """A page as a tree; a tag that is not closed where it should be is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def page_at(path: Path) -> Element:
    return Page(path.read_text(encoding="utf-8")).root


def shelves(page: Element) -> dict[str, list[Element]]:
    return {part.attributes["id"]: part.all("article") for part in page.all("section")}


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    folder = tmp_path / "in put #1"
    folder.mkdir()
    (folder / "a.txt").write_text(f"Title: {HOSTILE}\nAuthor: </bdi><b>fern\n\nIt rained.\n\nStill.\n")
    (folder / "the gap.txt").write_text("Chapter 1\n\nIt rained.\n\nChapter 5\n\nIt stopped.\n")
    (folder / "empty.txt").write_text("")
    (folder / "lights.txt").write_bytes((STORIES / "ao3-small-lights.txt").read_bytes())
    return folder


def test_each_outcome_has_its_place_failures_first(fic: Program, stories: Path, tmp_path: Path) -> None:
    fic("convert", stories / "a.txt", stories / "lights.txt")  # not of the library: made again
    said = fic("convert", stories, "--report", "report.html")
    assert said.code == 1
    (stories / "the gap.txt").write_text("Chapter 1\n\nIt rained.\n\nChapter 6\n\nIt stopped.\n")
    assert fic("convert", stories, "--report", "report.html").code == 1
    page = page_at(tmp_path / "report.html")
    found = {name: [one.all("h3")[0].text for one in cards] for name, cards in shelves(page).items()}
    assert list(found) == ["failed", "doubted", "kept"]
    assert found == {"failed": ["empty"], "doubted": ["The gap"], "kept": [HOSTILE, "Small Lights"]}
    (failed,) = shelves(page)["failed"]
    assert failed.all("p", "error")[0].text == "the file is empty"
    assert "Chapters 2 to 5 are missing" in shelves(page)["doubted"][0].all("ul", "notices")[0].text
    assert "saltmarsh_owl" in shelves(page)["kept"][1].text  # read out of the book
    assert [link.text for link in page.all("nav")[0].all("a")] == [
        "1 failed",
        "1 worth a look",
        "2 as before",
    ]


def test_what_was_left_out_is_told_by_rule(fic: Program, stories: Path, tmp_path: Path) -> None:
    fic("convert", stories, "--report", "report.html")
    (card,) = (
        one for one in shelves(page_at(tmp_path / "report.html"))["made"] if "Small Lights" in one.text
    )
    told = card.all("p", "amounts")[0].text + card.all("p", "recognised")[0].text
    assert "3 chapters · 1,032 words" in told
    assert "Archive of Our Own" in told
    (details,) = card.all("details")
    count = int(details.all("summary")[0].text.split()[0])
    rules = details.all("li")
    assert sum(int(rule.all("b")[0].text) for rule in rules) == count > 20
    text = (stories / "lights.txt").read_text(encoding="utf-8")
    examples = [rule.all("q")[0].text.rstrip("…") for rule in rules if rule.all("q")]
    assert len(examples) >= 5
    assert all(example in text for example in examples)
    assert all(rule.all("span", "why")[0].text.endswith(".") for rule in rules if rule.all("q"))


def test_links_lead_to_the_books_and_the_texts(fic: Program, stories: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    fic("convert", stories, "--report", "pages/report.html", "-o", "bo:ks", "--name", "{folder}/{stem} 100%")
    page = page_at(tmp_path / "pages" / "report.html")
    addresses = [link.attributes["href"] for link in page.all("main")[0].all("a")]
    found = [(tmp_path / "pages" / unquote(one)).resolve() for one in addresses]
    assert len(found) == 3 * 2 + 1
    assert all(path.is_file() for path in found)
    assert all(":" not in one and "#" not in one for one in addresses)


def test_names_that_are_tags_stay_words(fic: Program, stories: Path, tmp_path: Path) -> None:
    fic("convert", stories, "--report", "report.html")
    page = page_at(tmp_path / "report.html")
    assert not page.all("script")
    assert {name for one in page.all("img") for name in one.attributes} == {"src", "alt", "loading"}
    (card,) = (one for one in shelves(page)["made"] if "alert" in one.text)
    assert card.all("h3")[0].text == HOSTILE
    assert card.all("p", "by")[0].text == "</bdi><b>fern"
    assert card.all("img")[0].attributes["alt"] == f"Cover of {HOSTILE}"
    policy = next(one.attributes for one in page.all("meta") if "http-equiv" in one.attributes)
    assert policy["content"].startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")


def test_nothing_is_loaded_from_anywhere(fic: Program, stories: Path, tmp_path: Path) -> None:
    fic("convert", stories, "--report", "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert all(one.startswith("data:image/jpeg;base64,") for one in re.findall(r'\bsrc="([^"]*)"', text))
    assert not re.search(r"<link|@import|url\(|//[a-z]", re.sub(r'src="[^"]*"', "", text))


def test_covers_are_small_and_have_words(fic: Program, stories: Path, tmp_path: Path) -> None:
    for _ in range(2):  # new, and as before
        fic("convert", stories, "--report", "report.html")
        images = page_at(tmp_path / "report.html").all("img")
        assert len(images) == 3
        for image in images:
            data = base64.b64decode(image.attributes["src"].partition(",")[2])
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.format == "JPEG"
                assert picture.width <= 160
            assert len(data) < 8000
            assert image.attributes["alt"].startswith("Cover of ")


def test_a_book_without_a_cover_and_one_not_written_have_a_card_too(
    fic: Program, stories: Path, tmp_path: Path
) -> None:
    fic("convert", stories, "--report", "report.html", "--no-cover")
    assert len(shelves(page_at(tmp_path / "report.html"))["made"]) == 2
    fic("convert", stories, "--report", "dry.html", "--dry-run", "-o", "nowhere")
    page = page_at(tmp_path / "dry.html")
    assert "not written" in shelves(page)["made"][0].text
    assert not page.all("img")
    assert not (tmp_path / "nowhere").exists()
    assert not any("nowhere" in link.attributes["href"] for link in page.all("a"))


def test_a_book_that_was_harmed_since_costs_only_its_cover(
    fic: Program, stories: Path, tmp_path: Path
) -> None:
    from fic2epub.batch.report import Report
    from fic2epub.model.outcome import Skipped

    report = Report(tmp_path / "report.html")
    for name, data in {"none": None, "cut": b"PK\x03\x04 cut", "empty": b"", "other": b"\x00" * 99}.items():
        book = tmp_path / f"{name}.epub"
        if data is not None:
            book.write_bytes(data)
        report.add(Skipped(stories / "a.txt", book))
    with zipfile.ZipFile(tmp_path / "odd.epub", "w") as odd:
        odd.writestr(
            "EPUB/content.opf", "<package xmlns='http://www.idpf.org/2007/opf'><manifest/></package>"
        )
    report.add(Skipped(stories / "a.txt", tmp_path / "odd.epub"))
    report.save()
    cards = shelves(page_at(tmp_path / "report.html"))["kept"]
    assert [card.all("h3")[0].text for card in cards] == ["none", "cut", "empty", "other", "odd"]


def test_a_report_takes_the_place_of_a_report_only(fic: Program, stories: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.html"
    story.write_text("<p>It rained.</p><p>It stopped.</p>")
    said = fic("convert", stories, "--report", story)
    assert said.code == 6
    assert "no report" in said.err
    assert not (tmp_path / "books").exists()  # said before any work is done
    assert fic("convert", stories, "--report", story, "--force").code == 1
    assert "rained" not in story.read_text()
    assert fic("convert", stories, "--report", story).code == 1


def test_a_report_among_the_texts_is_no_story(fic: Program, stories: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert fic("convert", stories, "--report", stories / "report.html").code == 1
    assert len(list((tmp_path / "books").glob("*.epub"))) == 3


def test_the_same_run_gives_the_same_page(fic: Program, stories: Path, tmp_path: Path) -> None:
    pages = []
    for jobs in ("1", "3"):
        fic("convert", stories, "--report", "report.html", "--rebuild", "-j", jobs)
        pages.append((tmp_path / "report.html").read_bytes())
    assert pages[0] == pages[1]


def test_two_thousand_stories_are_no_burden(tmp_path: Path) -> None:
    """However much there is to tell of each, a page of 2,000 stays below 30 MB."""
    from fic2epub.batch.report.cards import card_of
    from fic2epub.batch.report.page import page_of
    from fic2epub.batch.report.thumbnails import thumbnail
    from fic2epub.model.ledger import Entry, Fate, Ledger
    from fic2epub.model.manuscript import Notice, Place
    from fic2epub.model.outcome import Converted
    from fic2epub.model.story import Facts

    entries = tuple(
        Entry(
            Place("a.txt", n),
            Fate.REMOVED,
            "a line of furniture " * 9,
            "",
            f"site/rule-{n % 40}",
            "Why. " * 9,
        )
        for n in range(1, 400)
    )
    notices = tuple(
        Notice("shaping/doubtful-heading", "A line that reads like a heading. " * 4) for _ in range(50)
    )
    outcome = Converted(
        tmp_path / "a.txt", tmp_path / "a.epub", Facts("A title " * 40, ("an author " * 9,) * 9), 3, 9, Ledger(entries),
        notices, 9,
    )  # fmt: skip
    noise = Image.effect_noise((1600, 2560), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    each = len(page_of([card_of(outcome, tmp_path)] * 100)) / 100 + len(thumbnail(out.getvalue()))
    assert 2000 * each < 30_000_000
    assert each > 8_000  # all that there is room for is told


def test_a_report_that_can_not_be_written_costs_no_book(fic: Program, stories: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = fic("convert", stories, "--report", "file/report.html")
    assert said.code == 6
    assert "the report could not be saved" in said.err
    assert len(list((tmp_path / "books").glob("*.epub"))) == 3


def test_the_run_says_where_the_report_is(fic: Program, stories: Path) -> None:
    assert "report.html" in fic("convert", stories, "--report", "report.html").out
    assert not fic("convert", stories, "--report", "report.html", "--quiet").out
