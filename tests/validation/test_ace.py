"""DAISY's Ace on real books: what a reader who listens, or sees little, would stumble over.

It needs node, Chromium and `make ace`; without one of them the tests are skipped, and say which is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fic2epub.conversion import convert
from fic2epub.settings import Settings
from journeys.program import STORIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SECONDS = 150
"""For one book; each of these takes five to ten."""

TEXTS = {
    "no language.txt": "Zq xv wq.\n\nA/N: kv.\n",
    "right to left.txt": "השמש זרחה בבוקר, והנהר ישב ליד האש ושתק.\n\nאיש לא דיבר אל הנהר, ואיש לא שאל אותו דבר.\n",
    "lists and tables.html": "<h3>Inside</h3><p>The <i>rain</i> fell.</p><ul><li>one<li>two</ul><table><tr><th>Day<th>"
    "Wind<tr><td>Mon<td>north</table><blockquote>Words.</blockquote><hr><p>It stopped raining in the end.</p>",
}


@pytest.fixture(scope="module")
def ace() -> dict[str, str]:
    """The program, and the environment it needs."""
    folder = Path(os.environ.get("FIC2EPUB_ACE", ROOT / ".venv" / "ace"))
    program = folder / "node_modules" / ".bin" / "ace-cli"
    browser = os.environ.get("PUPPETEER_EXECUTABLE_PATH") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not shutil.which("node"):
        pytest.skip("Ace can't run: there is no node on this machine")
    if not program.exists():
        pytest.skip("Ace can't run: it is not installed (make ace)")
    if not browser:
        pytest.skip("Ace can't run: there is no Chromium on this machine")
    return {"program": str(program), "PUPPETEER_EXECUTABLE_PATH": browser}


def violations(book: Path, out: Path, ace: dict[str, str]) -> list[str]:
    """Return what Ace finds in a book, each with its page."""
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": ace["PUPPETEER_EXECUTABLE_PATH"]}
    done = subprocess.run(
        [ace["program"], "--force", "--silent", "--outdir", str(out), str(book)],
        env=environment,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (out / "report.json").is_file(), done.stderr.decode(errors="replace")[-2000:]
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return [
        f"{page['earl:testSubject']['url']}: {each['earl:test']['dct:title']}: {each['earl:result']['dct:description']}"
        for page in report["assertions"]
        for each in page["assertions"]
    ]


@pytest.mark.parametrize("name", ["the-balloon-post", "ao3-prompt-corner"])
def test_samples_have_no_violation(name: str, tmp_path: Path, ace: dict[str, str]) -> None:
    book = convert(STORIES / f"{name}.txt", lambda facts: tmp_path / "book.epub", Settings()).path
    assert violations(book, tmp_path / "out", ace) == []


@pytest.mark.parametrize("name", TEXTS)
def test_odd_texts_have_no_violation(name: str, tmp_path: Path, ace: dict[str, str]) -> None:
    source = tmp_path / name
    source.write_text(TEXTS[name], encoding="utf-8")
    book = convert(source, lambda facts: tmp_path / "book.epub", Settings()).path
    assert violations(book, tmp_path / "out", ace) == []
