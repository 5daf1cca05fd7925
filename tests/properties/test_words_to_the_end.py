"""From a story to the last byte: the words that go in are the words that an e-reader shows, and no others.

The story is made of every kind of block, set by the typography of some language, on pages small or large,
bound as EPUB or KEPUB, unzipped, and read by an XML parser.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from fic2epub.bookbinding import bind
from fic2epub.bookbinding.editions import edition_of
from fic2epub.model.audit import letters
from fic2epub.model.book import MADE, Format
from fic2epub.model.story import Chapter, Story, words_of
from fic2epub.typesetting import typeset
from fic2epub.typesetting.habits import HABITS
from properties.test_nothing_is_lost import COVER
from typesetting.test_chapters import CHAPTERS, PLACES, p, story

MANY = int(os.environ.get("FIC2EPUB_EXAMPLES", "1"))
MOMENT = datetime(2024, 1, 2, tzinfo=UTC)
OPF = "{http://www.idpf.org/2007/opf}"
SENTENCES = (
    "It rained. ",
    '"No!" ',
    "'Tis so... ",
    "走。",
    "-- Yes? ",
    "«Так!» ",
    "Wait; well - 5'10\". ",
    "ÉÀ ♥. ",
)
TALK = st.lists(st.sampled_from(SENTENCES), max_size=9).map(lambda said: p("".join(said)))
STORIES = st.builds(
    lambda chapters, talk, language: story(
        *chapters, Chapter("Talk", tuple(talk), places=PLACES), language=language
    ),
    st.lists(CHAPTERS, max_size=3),
    st.lists(TALK, max_size=3),
    st.sampled_from([*HABITS, "und", "ja", "ar"]),
)


def shown(data: bytes) -> Iterator[str]:
    """Give what the chapters of a book show, page by page, in the order of its spine."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        package = etree.fromstring(book.read("EPUB/content.opf"))
        files = {str(item.get("id")): str(item.get("href")) for item in package.iter(f"{OPF}item")}
        for entry in package.iter(f"{OPF}itemref"):
            name = files[str(entry.get("idref"))]
            if name.startswith("chapter-"):
                yield visible(etree.fromstring(book.read(f"EPUB/{name}")))


def visible(page: etree._Element) -> str:
    """Return the words of a page's body that are the author's."""
    [body] = page.iter("{*}body")
    for one in list(body.iter("*")):
        if MADE in one.get("class", "").split():
            one.clear(keep_tail=True)
    return "".join(map(str, body.itertext()))


def told(of: Story) -> str:
    return "".join(
        text
        for chapter in of.chapters
        for text in (
            chapter.title if chapter.places else "",
            *(words.text for block in chapter.blocks for words in words_of(block)),
        )
    )


@given(
    STORIES, st.sampled_from([1, 300, 240_000]), st.sampled_from([Format.EPUB, Format.KEPUB]), st.booleans()
)
@settings(max_examples=60 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_words_of_a_story_are_those_of_its_book(
    of: Story, largest: int, edition: Format, smarten: bool
) -> None:
    with mock.patch("fic2epub.typesetting.blocks.LARGEST", largest):
        book = typeset(of, stylesheet="", cover=COVER, modified=MOMENT, smarten=smarten)
    data = bind(edition_of(book, edition))
    assert letters("".join(shown(data))) == letters(told(of))
