"""The texts in a store, and what stands beside them: as a walk through a folder, from one listing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fic2epub.batch.walking import is_wanted, looks_like_a_text, nothing_in
from fic2epub.conversion import COVER_SUFFIXES
from fic2epub.errors import Fic2EpubError
from fic2epub.model.manuscript import Notice
from fic2epub.settings.files import SettingsFiles
from fic2epub.settings.sidecar import FOLDER_FILE, beside, read_sidecar
from fic2epub.stores.fetching import at_hand
from fic2epub.stores.store import Held, listed, looked_at
from fic2epub.stores.urls import Url

_COVERS = "covers"


class Listing:
    """What was in a folder of a store when the run began. What changes later is for the next run."""

    def __init__(self, files: Iterable[Held], odd: Sequence[str] = ()) -> None:
        """Keep what a store has listed; `odd` are names that can't be worked with."""
        self.notices = [
            Notice("batch/odd-name", f"{name}: a file of this name can't be fetched; give it another.")
            for name in odd
            if looks_like_a_text(Path(name))
        ]
        self._files = {held.url: held for held in files}
        self._asides: dict[Url, tuple[Held, ...]] = {}

    def texts(self, folder: Url, files: SettingsFiles | None) -> list[Url]:
        """Return the texts below a folder in the order of a walk. Raises SourceError where there is none."""
        met = sorted(
            (url for url in self._files if _is_text(url, folder)), key=lambda url: _in_order(url, folder)
        )
        found = [url for url in met if files is None or is_wanted(url, folder, files)]
        if not found:
            raise nothing_in(folder, some=bool(met))
        return found

    def settings(self, files: SettingsFiles) -> None:
        """Read the settings files that are here. Raises RuleError for a wrong one, and SourceError."""
        for url, held in self._files.items():
            if url.name == FOLDER_FILE:
                with at_hand([held]) as copies:
                    files.learn(url, copies[url])

    def made_of(self, sources: Sequence[Path], *, cover: bool = True) -> tuple[Held, ...]:
        """Return all that a book of these texts is made of: the texts, and what has its say beside them.

        `cover` is whether a picture called as the text is has a say. A text that is gone is among them, with
        nothing known of it: whoever fetches it will say so.
        """
        found: dict[Url, Held] = {}
        for source in sources:
            assert isinstance(source, Url)
            text = self._files.get(source, Held(source, 0, 0))
            if source not in self._asides:
                self._asides[source] = self._of_sidecar(text)
            asides = self._asides[source]
            if cover and (picture := self._cover(source)):
                asides = (*asides, picture)
            found.update((held.url, held) for held in (text, *asides))
        return tuple(found.values())

    def _of_sidecar(self, text: Held) -> tuple[Held, ...]:
        url = beside(text.url)
        sidecar = self._files.get(Url(url))
        if sidecar is None or url == text.url:
            return ()
        with contextlib.suppress(Fic2EpubError, ValueError), at_hand([sidecar]) as copies:
            copy = copies[sidecar.url]
            if cover := read_sidecar(copy.with_suffix(".txt")).cover:
                picture = _from(sidecar.url.parent, cover.relative_to(copy.parent))
                return (sidecar, *filter(None, [self._files.get(picture) or looked_at(picture)]))
        return (sidecar,)

    def _cover(self, source: Url) -> Held | None:
        for folder in (source.parent / _COVERS, source.parent.parent / _COVERS):
            for suffix in COVER_SUFFIXES:
                if held := self._files.get(folder / f"{source.stem}{suffix}"):
                    return held
        return None


def listing_of(url: Url) -> tuple[Listing, bool]:
    """Return what is to be known of a text or a folder of texts, and whether it is a folder.

    Raises SourceError. What is not there counts as a text, which then fails.
    """
    text = looked_at(url)
    odd: list[str] = []
    if text is None and (files := listed(url, odd=odd)):
        return Listing([*files, *_pictures(url.parent)], odd), True
    around = listed(url.parent, deep=False) if text and len(url.parent.parts) > 1 else []
    pictures = [*_pictures(url.parent), *_pictures(url.parent.parent)]
    return Listing([*around, *pictures, *([text] if text else [])]), False


def _pictures(folder: Url) -> list[Held]:
    """Return the covers that lie in a folder's `covers`, which may be above all that we may see."""
    with contextlib.suppress(Fic2EpubError):
        return listed(folder / _COVERS, deep=False) if len(folder.parts) > 1 else []
    return []


def _from(folder: Url, path: Path) -> Url:
    """Return where a path leads to from a folder of a store. Raises ValueError where it leads out of it."""
    for part in path.parts:
        folder = folder.parent if part == ".." else folder / part
        if len(folder.parts) < 2:
            raise ValueError(path)
    return folder


def _is_text(url: Url, folder: Url) -> bool:
    if not url.is_relative_to(folder) or not looks_like_a_text(url):
        return False
    return not any(part.startswith(".") for part in url.relative_to(folder).parts)


def _in_order(url: Url, folder: Url) -> tuple[tuple[int, str], ...]:
    """Return what a walk goes by: the files of a folder before the folders in it."""
    *folders, name = url.relative_to(folder).parts
    return (*((1, each) for each in folders), (0, name))
