"""Two programs that show books, MuPDF and foliate-js in Chromium; of each page, a picture and its text."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from books import found

HERE = Path(__file__).parent
MODULES = Path(os.environ.get("FIC2EPUB_PICTURES", HERE.parents[1] / ".venv" / "pictures"))
"""Where `make pictures` installs what `package.json` names."""
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as a reader sees it."""

    picture: Path
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and its type for MuPDF, in points; dots per inch; how many greys the screen has."""

    width: float
    height: float
    size: float
    dots: int
    greys: int = 256


A5 = Paper(420, 595, 11.5, 110)
SIX_INCH = Paper(257.3, 347.5, 8.5, 300, greys=16)
"""1072 x 1448 dots on six inches, as most e-readers of the last ten years have them."""
SIX_INCH_LARGE = Paper(257.3, 347.5, 12.75, 300, greys=16)


def missing_for_mupdf() -> str:
    """Return what MuPDF lacks here; empty if nothing."""
    return "" if found("mutool") else "mutool (Debian: mupdf-tools)"


def mupdf(book: Path, paper: Paper, folder: Path) -> list[Shot]:
    """Return the pages of a book as MuPDF sets them; the pictures are written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    layout = [f"-W{paper.width}", f"-H{paper.height}", f"-S{paper.size}"]
    draw = [found("mutool"), "draw", "-q", *layout]
    _run([*draw, "-cgray", f"-r{paper.dots}", "-o", str(folder / "%03d.png"), str(book)])
    text = _run([*draw, "-Ftxt", "-o", "-", str(book)])
    pictures = sorted(folder.glob("*.png"))
    if paper.greys < 256:
        for picture in pictures:
            _in_greys(picture, paper.greys)
    return [Shot(*page) for page in zip(pictures, text.split("\f"), strict=False)]


def _in_greys(picture: Path, greys: int) -> None:
    step = 255 / (greys - 1)
    with Image.open(picture) as opened:
        opened.convert("L").point([round(round(grey / step) * step) for grey in range(256)]).save(picture)


@dataclass(frozen=True, slots=True)
class Screen:
    """A window for foliate-js, in CSS pixels; the size of type in pixels; dark is a reader's night mode."""

    width: int
    height: int
    size: int = 18
    scale: float = 1.25
    dark: bool = False


DAY = Screen(480, 750)
NIGHT = Screen(480, 750, dark=True)
LARGE = Screen(480, 750, size=27)


def missing_for_foliate() -> str:
    """Return what foliate-js lacks here; empty if nothing."""
    if not found("node"):
        return "node"
    if not (MODULES / "node_modules" / "foliate-js").is_dir():
        return "foliate-js (make pictures installs it)"
    return "" if _browser() else "Chromium"


def _browser() -> str:
    return found("chromium") or found("chromium-browser") or found("google-chrome")


def foliate(jobs: Sequence[tuple[Path, Screen, Path]]) -> list[list[Shot]]:
    """Return the pages of each book as foliate-js sets them, for books with a screen and a folder each."""
    for _, _, folder in jobs:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
    asked = {
        "modules": str(MODULES),
        "browser": _browser(),
        "jobs": [
            {"book": str(book), "folder": str(folder), **asdict(screen)} for book, screen, folder in jobs
        ],
    }
    told = json.loads(_run([found("node"), str(HERE / "foliate.mjs"), json.dumps(asked)]))
    return [[Shot(Path(page["picture"]), page["text"]) for page in pages] for pages in told]


def _run(words: Sequence[str]) -> str:
    done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout.decode("utf-8", errors="replace")
