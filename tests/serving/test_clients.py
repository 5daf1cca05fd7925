"""The catalogue as three reading programs' own libraries read it; what they find is fetched."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from serving import books
from serving.conftest import Live, Opener

HERE = Path(__file__).parent / "clients"
MODULES = Path(
    os.environ.get("FIC2EPUB_SHELF_CLIENTS", Path(__file__).parents[2] / ".venv" / "shelf-clients")
)
READERS = {"opds-feed-parser", "opds-ts", "r2-opds-js"}


@pytest.fixture(scope="module")
def read(live: Live) -> Any:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (MODULES / "node_modules" / "r2-opds-js").is_dir():
        pytest.skip("the reading programs' libraries are not installed (make shelf-clients)")

    def reading(*addresses: str) -> list[dict[str, Any]]:
        command = ["node", str(HERE / "read.mjs"), str(MODULES), *addresses]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout.splitlines()[-1])  # before it, a library may have remarks
        return [made[address] for address in addresses]

    return reading


def test_all_of_them_read_the_root(read: Any, live: Live) -> None:
    (made,) = read(live.base + "/opds")
    assert set(made) == READERS
    for name, feed in made.items():
        ways = feed["navigation"] if name == "r2-opds-js" else feed["entries"]
        assert [way["title"] for way in ways][:4] == ["Newest", "All by title", "Fandoms", "Relationships"], (
            name
        )
        assert live.base + "/opds/search.xml" in feed["search"], name
    assert made["opds-feed-parser"]["kind"] == "NavigationFeed"


def test_all_of_them_find_books_covers_and_facets(read: Any, live: Live) -> None:
    one, two = read(live.base + "/opds/books?q=lanterns", live.base + "/opds/v2/books?query=lanterns")
    assert set(one) == READERS
    for name, feed in (*one.items(), *two.items()):
        (entry,) = feed["entries"]
        assert entry["title"] == "Lanterns Out"
        assert ", ".join(entry["authors"]) == "mossfield, Ann Author"
        assert feed["facets"] == [
            "Newest first",
            "By title",
            "Longest first",
            "Tide & Tower (TV)",
            "Ida Wren/Tomas Kell",
            "Teen",
            "Complete",
        ], name
        assert entry.get("summary", "goat").endswith("goat") or entry["summary"].endswith("goat.")
        assert len(entry["files"]) == len(entry["images"]) == 2
        for href in entry["files"]:
            ending = ".kepub.epub" if ".kepub" in href else ".epub"
            fetched = live.get(href.removeprefix(live.base))
            assert fetched.status == 200
            assert fetched.body == (live.folder / f"Lanterns Out{ending}").read_bytes()
        for href in entry["images"]:
            fetched = live.get(href.removeprefix(live.base))
            assert (fetched.status, fetched.body[:3]) == (200, b"\xff\xd8\xff")
    assert two["r2-opds-js"]["entries"][0]["series"] == ["Harbour Nights"]


def test_all_of_them_turn_pages(read: Any, open_shelf: Opener, tmp_path: Path) -> None:
    for number in range(90):
        books.write(tmp_path / f"{number}.epub", books.package(f"Book {number:02} <&> “é”", fandom="One"))
    shelf = open_shelf(tmp_path)
    for version in ("/opds", "/opds/v2"):
        titles: dict[str, list[str]] = {}
        path = version + "/books?order=title"
        for _ in range(3):
            (made,) = read(shelf.base + path)
            for name, feed in made.items():
                titles.setdefault(name, []).extend(entry["title"] for entry in feed["entries"])
                following = feed["next"]
            path = following[0].removeprefix(shelf.base) if following else ""
        assert path == ""
        assert set(titles) == (READERS if version == "/opds" else {"r2-opds-js"})
        for name, found in titles.items():
            assert found == [f"Book {number:02} <&> “é”" for number in range(90)], name
