"""Real EPUBCheck on real books: every sample, and texts made to hurt, for each e-reader."""

from pathlib import Path

import pytest

from fic2epub.conversion import convert
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from journeys.program import STORIES

pytestmark = pytest.mark.epubcheck

HURTFUL = {
    "markup": "<p>Not a paragraph</p>\n\n&amp; &nbsp; &#7; <![CDATA[no]]> <!-- -- -->\n\n</section></body>\n\n]]>\n",
    "every plane": "".join(
        chr(point) + ("\n\n" if point % 16 == 0 else " ")
        for point in range(0x21, 0x30000, 97)
        if not 0xD800 <= point < 0xE000
    ),
    "controls": "Rain\x01\x0b\x0c\x1b\x7f\x85\ufffe\uffff fell.\n\nMore.\n",
    "right to left": "השמש זרחה בבוקר, והנהר ישב ליד האש ושתק.\n\nאיש לא דיבר אל הנהר, ואיש לא שאל אותו דבר.\n",
    "chinese": "第一章\n\n下雨的夜里，渡船不收钱。\n\n“上来吧。”船夫说。\n",
    "only dialogue": "\n\n".join(f"'{word}'" for word in ("No", "Yes", "No", "'Tis")),
    "notes and breaks at every edge": "* * *\n\nA/N: hi\n\n* * *\n\nRain.\n\n* * *\n\n* * *\n\nA/N: bye\n\n* * *\n",
    "chapters without text": "Chapter 1\n\nChapter 2\n\nRain.\n\nChapter 3\n\nEpilogue\n",
    "one wide line": "rain " * 50_000,
    "hostile title": "'\"<>&\x1b[2J: a/b\\c|d?*\nby <script>\n\nRain fell on it all.\n",
    "long title": ("The Very Long Road " * 60)[:190] + "\nby " + "fern" * 15 + "\n\nRain.\n",
    "epigraph alone": '"Count the gulls\nand the sails" - Maud Tarrant\n\nRain.\n',
}

PAGES = {
    "lists": "<ul><li>a<ul><li>b</ul><li><p>c<p>d<blockquote>e</blockquote></ul><ol start=7><li>f<li value=3>g</ol>"
    "<ol reversed><li>h</ol><blockquote><ol><li>i</blockquote><ul><ul><li>j</ul></ul>",
    "tables": "<table><tr><th>Day<th>Wind<tr><td><p>Mon<td><p><i>north</i><tr><td><td>west</table>"
    "<table><tr><td>one cell</table><table><tr><td><ul><li>k</ul><td>l<tr><td>m<td>n</table>",
}


EDITIONS = {
    "epub": Settings(),
    "kepub": Settings(format=Format.KEPUB),
    "kindle": Settings(kindle_strict=True),
    "notes at the back": Settings(notes="back"),
    "kepub with notes at the end": Settings(format=Format.KEPUB, notes="end"),
}


def bound(source: Path, target: Path, edition: str) -> Path:
    settings = EDITIONS[edition]
    suffix = (settings.format or Format.EPUB).suffix
    return convert(source, lambda facts: target.with_name(target.name + suffix), settings).path


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_sample_is_valid(edition: str, tmp_path: Path, epubcheck) -> None:  # type: ignore[no-untyped-def]
    books = [bound(source, tmp_path / source.stem, edition) for source in sorted(STORIES.glob("*.txt"))]
    assert epubcheck(books) == {book: [] for book in books}


@pytest.mark.parametrize("edition", EDITIONS)
def test_texts_made_to_hurt_are_valid(edition: str, tmp_path: Path, epubcheck) -> None:  # type: ignore[no-untyped-def]
    books = []
    texts = {f"{name}.txt": text for name, text in HURTFUL.items()}
    texts |= {f"{name}.html": f"<p>It rained.</p>{text}<p>It stopped.</p>" for name, text in PAGES.items()}
    for name, text in texts.items():
        source = tmp_path / name
        source.write_text(text, encoding="utf-8")
        books.append(bound(source, tmp_path / name, edition))
    assert epubcheck(books) == {book: [] for book in books}
