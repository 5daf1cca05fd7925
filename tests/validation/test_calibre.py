"""What calibre reads from our books: the metadata that a reader sorts a library by. Skipped without calibre.

It has two habits of its own: it parts a tag at its comma, and gives each book an identifier of its own beside
ours, which the file keeps.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from fic2epub.conversion import convert
from fic2epub.model.book import Format
from fic2epub.settings import Settings

pytestmark = pytest.mark.slow

TEXT = "The rain came at noon, as it had been asked to.\n\nNobody thanked it.\n"
DC = "{http://purl.org/dc/elements/1.1/}"
WORKS: dict[str, dict[str, str | list[str]]] = {
    "marks": {
        "title": "\"Rain\" & <Sons>: The Wardens' Road; Part #2, 50% 'off'",
        "authors": ["Nan & Co", 'O\'Hara "Ferry" Reed'],
        "language": "en-GB",
        "series": ['Part 2.5 of Rivers & "Bells"'],
        "tags": ["Ship's Cat", "<3", "tea & rain"],
        "site": "Archive of Our Own",
        "url": "https://archiveofourown.org/works/12345",
    },
    "far letters": {
        "title": "Дождь и 雨の渡し舟 ♥",
        "authors": ["Анна Ильина", "渡辺さくら"],
        "language": "ru",
        "series": ["Part 0 of Реки 川"],
        "tags": ["Дождь", "雨"],
        "site": "Книга Фанфиков",
        "url": "https://ficbook.net/readfic/12345",
    },
    "no place in its series": {
        "title": "Rain",
        "authors": ["fern"],
        "language": "de",
        "series": ["Rivers"],
        "tags": ["rain"],
        "site": "FanFiktion.de",
        "url": "https://example.org/rain",
    },
}
LANGUAGES = {"en-GB": "eng", "ru": "rus", "de": "deu"}


@pytest.fixture(scope="module")
def ebook_meta() -> str:
    program = shutil.which("ebook-meta")
    if program is None:
        pytest.skip("calibre can't be asked: there is no ebook-meta on this machine")
    return program


def read_back(program: str, book: Path) -> tuple[etree._Element, Path]:
    """Return the metadata as calibre writes it down, and the cover that it took out."""
    opf, cover = book.with_suffix(".opf"), book.with_suffix(".jpg")
    command = [program, str(book), f"--to-opf={opf}", f"--get-cover={cover}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return etree.parse(opf).getroot(), cover


def texts(opf: etree._Element, name: str) -> list[str]:
    return [one.text or "" for one in opf.iter(DC + name)]


def named(opf: etree._Element, name: str) -> list[str]:
    found = opf.xpath(f"//*[local-name()='meta'][@name='{name}']/@content")
    assert isinstance(found, list)
    return [str(one) for one in found]


@pytest.mark.parametrize("edition", [Format.EPUB, Format.KEPUB])
@pytest.mark.parametrize("name", WORKS)
def test_calibre_reads_what_we_wrote(name: str, edition: Format, tmp_path: Path, ebook_meta: str) -> None:
    work = WORKS[name]
    source = tmp_path / "rain.txt"
    source.write_text(TEXT, encoding="utf-8")
    # JSON's strings and lists are TOML's as well.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in work.items())
    source.with_suffix(".toml").write_text("".join(lines), encoding="utf-8")
    target = tmp_path / f"book{edition.suffix}"
    converted = convert(source, lambda facts: target, Settings(format=edition))
    opf, cover = read_back(ebook_meta, converted.path)
    assert texts(opf, "title") == [work["title"]]
    assert texts(opf, "creator") == work["authors"]
    assert texts(opf, "language") == [LANGUAGES[str(work["language"])]]
    assert texts(opf, "publisher") == [work["site"]]
    assert set(work["tags"]) <= set(texts(opf, "subject"))
    [series] = converted.facts.series
    assert named(opf, "calibre:series") == [series.name]
    # Without a place, calibre takes the work for the first.
    assert [float(one) for one in named(opf, "calibre:series_index")] == [float(series.position or 1)]
    with Image.open(cover) as picture:
        assert picture.height > picture.width > 500
