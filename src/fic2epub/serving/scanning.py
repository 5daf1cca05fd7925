"""The folder → the index: once through at the start, then whenever a file arrives, changes or goes.

Only files whose size or time has changed are opened. Links are not followed, and what begins with a dot is
no one's book (`._title.epub` is what a Mac leaves beside one).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from fic2epub.lazy import regex
from fic2epub.serving.book import form_of
from fic2epub.serving.filling import Filling, Found
from fic2epub.serving.opening import UnreadableError, seen_in

_AT_ONCE = 400
"""Files that are entered together."""
_DEEPEST = 50
"""Folders within folders."""
_ODD = regex("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name has that an address or a header could carry; such a file is listed as unreadable."""


class Scanning:
    """Keeps an index true to a folder."""

    def __init__(self, root: Path, filling: Filling, stop: threading.Event | None = None) -> None:
        self._root = root
        self._filling = filling
        self._stop = stop or threading.Event()
        self.read = 0
        """How many files it has opened so far."""

    def scan(self) -> int:
        """Go through the whole folder once, and return how many files were opened."""
        before = self.read
        gone = self._filling.folders()
        batch: list[Found] = []
        for folder, names in self._folders(self._root, ""):
            gone.discard(_shown(folder))
            for found in self._changed_in(folder, names):
                batch.append(found)
                if len(batch) >= _AT_ONCE:
                    self._filling.put(batch)
                    batch.clear()
        if batch:
            self._filling.put(batch)
        if not self._stop.is_set():
            for folder in gone:
                self._filling.drop(folder)
        return self.read - before

    def look_at(self, folder: str) -> int:
        """Go through one folder, with those in it; return how many files were opened."""
        before = self.read
        path = self._root / folder if folder else self._root
        gone = {each for each in self._filling.folders() if _is_in(each, _shown(folder))}
        if path.is_dir() and not path.is_symlink():
            for each, names in self._folders(path, folder):
                gone.discard(_shown(each))
                found = list(self._changed_in(each, names))
                if found:
                    self._filling.put(found)
        for each in gone:
            self._filling.drop(each)
        return self.read - before

    def follow(self, told: Callable[[], object] = lambda: None, *, poll: bool = False) -> None:
        """Follow the folder until it is told to stop; `told` is called after each change."""
        from watchfiles import watch

        changes = watch(
            self._root, watch_filter=_noticed, stop_event=self._stop, force_polling=poll or None,
            rust_timeout=500, debounce=800, raise_interrupt=False, ignore_permission_denied=True,
            yield_on_timeout=True,
        )  # fmt: skip
        next(changes, None)  # it looks before the first scan, so that nothing is missed
        self.scan()
        told()
        for changed in changes:
            folders = {Path(path).parent if form_of(path) else Path(path) for _, path in changed}
            for path in folders:
                self.look_at(self._below(path))
            if folders:
                told()

    def _below(self, path: Path) -> str:
        try:
            relative = path.relative_to(self._root).as_posix()
        except ValueError:
            return ""
        return "" if relative == "." else relative

    def _folders(self, path: Path, folder: str) -> Iterator[tuple[str, dict[str, os.stat_result]]]:
        """Give each folder, and size and time of the books in it. One that can't be read has none."""
        names: dict[str, os.stat_result] = {}
        inside: list[str] = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        inside.append(entry.name)
                    elif form_of(entry.name) and entry.is_file(follow_symlinks=False):
                        names[entry.name] = entry.stat(follow_symlinks=False)
        except OSError:
            pass
        yield folder, names
        for name in sorted(inside) if folder.count("/") < _DEEPEST else ():
            if self._stop.is_set():
                return
            yield from self._folders(path / name, f"{folder}/{name}" if folder else name)

    def _changed_in(self, folder: str, names: dict[str, os.stat_result]) -> Iterator[Found]:
        known = self._filling.states_in(_shown(folder))
        gone = known.keys() - set(map(_shown, names))
        if gone:
            self._filling.drop(_shown(folder), gone)
        for name in sorted(names):
            state = names[name]
            if self._stop.is_set():
                return
            if known.get(_shown(name)) != (state.st_size, state.st_mtime_ns):
                yield self._found(folder, name, state)

    def _found(self, folder: str, name: str, state: os.stat_result) -> Found:
        self.read += 1
        form = form_of(name)
        assert form is not None
        size, mtime = state.st_size, state.st_mtime_ns
        if _ODD.search(f"{folder}/{name}"):
            return Found(_shown(folder), _shown(name), form, size, mtime, None, "its name can't be shown")
        try:
            seen = seen_in(self._root / folder / name)
        except UnreadableError as problem:
            return Found(folder, name, form, size, mtime, None, str(problem))
        return Found(folder, name, form, size, mtime, seen)


def _noticed(change: object, path: str) -> bool:
    """Tell whether a change may be one of books: of a folder that is gone nobody can say what it was."""
    from watchfiles import Change

    name = PurePosixPath(Path(path).as_posix()).name
    return not name.startswith(".") and (form_of(name) is not None or change is not Change.modified)


def _is_in(folder: str, outer: str) -> bool:
    return not outer or folder == outer or folder.startswith(f"{outer}/")


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
