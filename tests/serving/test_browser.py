"""The page in a real browser: found, filtered, opened, downloaded; by keyboard, without script, on an e-reader."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from serving import books
from serving.conftest import Opener
from serving.test_clients import HERE, MODULES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return books.some(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: FIC2EPUB_SHELF_PICTURES, to look at them."""
    wanted = os.environ.get("FIC2EPUB_SHELF_PICTURES")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def seen(open_shelf: Opener, folder: Path, pictures: Path) -> Any:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or shutil.which("node") is None:
        pytest.skip("Chromium or node is not installed")
    if not (MODULES / "node_modules" / "playwright-core").is_dir():
        pytest.skip("playwright-core is not installed (make shelf-clients)")
    shelf = open_shelf(folder)
    command = ["node", str(HERE / "browse.mjs"), str(MODULES), chromium, shelf.base, str(pictures)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_axe_finds_nothing_to_mend(seen: Any) -> None:
    assert len(seen["violations"]) == 20
    assert {name: found for name, found in seen["violations"].items() if found} == {}


def test_nothing_is_loaded_from_elsewhere_and_nothing_fails(seen: Any) -> None:
    assert seen["elsewhere"] == []
    assert seen["errors"] == []


def test_stories_are_found_while_one_types(seen: Any) -> None:
    steps = seen["steps"]
    assert steps["all"] == "6 stories"
    assert steps["found"] == ["Lanterns Out"]
    assert steps["address"].endswith("/?q=lant")
    assert steps["focus"] == "q", "the focus stays where one types"
    assert steps["live"] == "1 story for “lant”"


def test_filters_narrow_and_are_taken_back(seen: Any) -> None:
    steps = seen["steps"]
    assert sorted(steps["filtered"]) == ["Neon Moths", "Élan vital", "灯台の夜"]
    assert steps["twice"] == ["Élan vital"]
    assert "Lanterns Out" in steps["undone"]


def test_a_book_is_opened_and_downloaded(seen: Any, folder: Path, pictures: Path) -> None:
    steps = seen["steps"]
    assert steps["book"] == "Lanterns Out"
    for ending in ("epub", "kepub"):
        suffix = ".epub" if ending == "epub" else ".kepub.epub"
        assert steps[ending] == f"Lanterns Out - mossfield & Ann Author{suffix}"
        assert (pictures / f"{ending}.download").read_bytes() == (
            folder / f"Lanterns Out{suffix}"
        ).read_bytes()


def test_who_uses_the_keyboard_may_skip_to_the_stories(seen: Any) -> None:
    assert (seen["steps"]["skip"], seen["steps"]["skipped"]) == ("Skip to the stories", "main")


def test_without_script_and_on_e_readers_all_is_there(seen: Any) -> None:
    for name in ("no-script", "kobo", "kindle", "pocketbook"):
        step = seen["steps"][name]
        assert step["found"] == ["Ebb", "Lanterns Out"], name
        assert step["scripts"] == (1 if name == "no-script" else 0)
        ending = ".kepub.epub" if name == "kobo" else ".epub"
        assert step["file"].endswith(f"Author{ending}"), name
        assert step["hint"] == (1 if name == "kindle" else 0)
