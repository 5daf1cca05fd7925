"""Folders that look as e-readers do when they are mounted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

KOBO = "N000000000001,4.9.77,4.39.23027,4.9.77,4.9.77,00000000-0000-0000-0000-000000000390"
TOLINO = "N000000000002,4.9.77,5.1.184318,4.9.77,4.9.77,00000000-0000-0000-0000-000000000691"

TREES: Mapping[str, Mapping[str, str]] = {
    "kobo": {".kobo/version": KOBO, ".kobo/KoboReader.sqlite": "", "Digital Editions/": ""},
    "kobo, new": {".kobo/KoboReader.sqlite": ""},
    "tolino": {".kobo/version": TOLINO + "\n", ".kobo/KoboReader.sqlite": ""},
    "tolino-old": {".tolino/": "", "Books/": ""},
    "kindle": {"documents/": "", "system/thumbnails/": ""},
    "pocketbook": {"system/explorer-3/explorer-3.db": "", "system/config/": "", "Books/": ""},
    "pocketbook, older": {"system/explorer-2/explorer-2.db": ""},
    "pocketbook, with documents": {"system/explorer-3/explorer-3.db": "", "documents/": ""},
    "pocketbook, hidden lists": {"system/config/": ""},
    "nook": {"NOOK/My Files/": ""},
    "nook, 2021": {"NOOK/Books/": ""},
    "android": {"Android/data/": "", "Documents/": ""},
    "android, Boox": {"MyBooks/": ""},
    "sony": {"Sony_Reader/database/": ""},
    "sony, 505": {"database/cache/media.xml": ""},
    "koreader": {"koreader/": ""},
}
FOLDERS = {
    "kobo": "",
    "kobo, new": "",
    "tolino": "",
    "tolino-old": "Books",
    "kindle": "documents",
    "pocketbook": "Books",
    "pocketbook, older": "Books",
    "pocketbook, with documents": "Books",
    "pocketbook, hidden lists": "Books",
    "nook": "NOOK/My Files",
    "nook, 2021": "NOOK/Books",
    "android": "Documents",
    "android, Boox": "MyBooks",
    "sony": "Sony_Reader/media/books",
    "sony, 505": "database/media/books",
    "koreader": "Books",
}


def grow(root: Path, tree: Mapping[str, str]) -> Path:
    """Make a tree: names that end in `/` are folders."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in tree.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return root


def stand_in(name: str, at: Path) -> Path:
    """Make a folder that looks as this e-reader does."""
    return grow(at, TREES[name])
