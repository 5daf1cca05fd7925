"""DAISY's Ace on real books: what a reader who listens, or sees little, would stumble over.

It needs node, Chromium and `make validators`; without one of them the tests are skipped, and say which is
missing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fic2epub.conversion import convert
from fic2epub.settings import Settings
from journeys.program import STORIES
from validation.validators import MissingError, ace

pytestmark = pytest.mark.slow

TEXTS = {
    "no language.txt": "Zq xv wq.\n\nA/N: kv.\n",
    "right to left.txt": "השמש זרחה בבוקר, והנהר ישב ליד האש ושתק.\n\nאיש לא דיבר אל הנהר, ואיש לא שאל אותו דבר.\n",
    "lists and tables.html": "<h3>Inside</h3><p>The <i>rain</i> fell.</p><ul><li>one<li>two</ul><table><tr><th>Day<th>"
    "Wind<tr><td>Mon<td>north</table><blockquote>Words.</blockquote><hr><p>It stopped raining in the end.</p>",
}


def violations(book: Path) -> list[str]:
    """Return what Ace finds in a book, each with its page."""
    try:
        [(_, found)] = ace([book])
    except MissingError as problem:
        pytest.skip(str(problem))
    return found


@pytest.mark.parametrize("name", ["the-balloon-post", "ao3-prompt-corner"])
def test_samples_have_no_violation(name: str, tmp_path: Path) -> None:
    book = convert(STORIES / f"{name}.txt", lambda facts: tmp_path / "book.epub", Settings()).path
    assert violations(book) == []


@pytest.mark.parametrize("name", TEXTS)
def test_odd_texts_have_no_violation(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_text(TEXTS[name], encoding="utf-8")
    book = convert(source, lambda facts: tmp_path / "book.epub", Settings()).path
    assert violations(book) == []
