"""Golden books: a few samples, one of them for Kobo too, bound, unzipped, and compared with what is kept here as text.

`make golden` writes them anew. Read the difference: it is what a reader's book will change by.
"""

import os
import re
import zipfile
from pathlib import Path

import pytest

from fic2epub.conversion import convert
from fic2epub.settings import Settings
from journeys.program import STORIES

HERE = Path(__file__).parent
GOLDEN = ("ao3-acting-captain", "half-a-wall", "the-balloon-post")
WRITE = "FIC2EPUB_WRITE_GOLDEN" in os.environ
TEXT = (".xhtml", ".opf", ".ncx", ".xml", "mimetype")


KEPUB = "half-a-wall.kepub"


@pytest.mark.parametrize("name", [*GOLDEN, KEPUB])
def test_golden_book(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "nobody")
    source = STORIES / f"{name.removesuffix('.kepub')}.txt"
    ending = ".kepub.epub" if name == KEPUB else ".epub"
    done = convert(source, lambda facts: tmp_path / f"book{ending}", Settings())
    with zipfile.ZipFile(done.path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    texts = {file: generic(data.decode()) for file, data in found.items() if file.endswith(TEXT)}
    texts["contents of the zip"] = "".join(f"{file}\n" for file in found)
    folder = HERE / name
    if WRITE:
        write(folder, texts)
    kept = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")
    }
    kept |= {file: (folder / file).read_text(encoding="utf-8") for file in texts if (folder / file).is_file()}
    assert texts == kept


def generic(text: str) -> str:
    """Leave the program's version out: it changes with each release, and nothing else should."""
    return re.sub(r"fic2epub \d+\.\d+\.\d+\S*?(?=[\"<])", "fic2epub VERSION", text)


def write(folder: Path, texts: dict[str, str]) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
