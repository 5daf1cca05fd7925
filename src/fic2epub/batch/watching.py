"""A folder that is kept an eye on: texts that arrive or change become books as soon as they are whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from fic2epub.batch.planning import Job, plan
from fic2epub.batch.running import convert_all
from fic2epub.conversion import COVER_SUFFIXES, cover_of
from fic2epub.errors import RuleError, SourceError
from fic2epub.model.outcome import Failed, Outcome, Skipped
from fic2epub.reading import READERS
from fic2epub.settings import Settings
from fic2epub.settings.sidecar import beside

CALM = 1.0
"""Seconds for which a file must have stayed as it is: downloads and editors write in bursts."""
_PATIENCE = 600.0
"""Seconds after which a file that never stays as it is is taken as it is."""
_ENDINGS = (*READERS, ".toml", *COVER_SUFFIXES)


def watch(
    folders: Sequence[Path],
    output: Path | None,
    settings: Settings,
    *,
    executor: Executor | None = None,
    stop: threading.Event | None = None,
    poll: bool = False,
) -> Iterator[Outcome | None]:
    """Convert the texts of folders, and again whenever one arrives or changes, until `stop` is set.

    Gives each outcome but those of books that stay as they are, and None each time that there is no more to
    do for now. A text whose book fails is tried again when it changes. `poll` looks at the folder time and
    again, for disks that tell no one of changes (networks, some containers).
    """
    from watchfiles import Change
    from watchfiles import watch as changes_in

    stop = stop or threading.Event()

    def noticed(change: Change, path: str) -> bool:
        # A new folder counts, for what arrives in it at once may come before anybody looks there.
        is_one = path.lower().endswith(_ENDINGS) or (change is Change.added and Path(path).is_dir())
        return is_one and not Path(path).name.startswith((".", "~"))

    # It looks before the first run, so that nothing is missed that arrives during it.
    changes = changes_in(
        *folders, watch_filter=noticed, stop_event=stop, force_polling=poll or None, yield_on_timeout=True,
        rust_timeout=200, debounce=400, raise_interrupt=True,
    )  # fmt: skip
    next(changes, None)
    failed: dict[Path, tuple[object, ...]] = {}
    yield from _run(folders, output, settings, executor, failed)
    yield None
    for changed in changes:
        if changed:
            _wait_until_whole([Path(path) for _, path in changed], stop)
            yield from _run(folders, output, settings, executor, failed)
            yield None


def _run(
    folders: Sequence[Path],
    output: Path | None,
    settings: Settings,
    executor: Executor | None,
    failed: dict[Path, tuple[object, ...]],
) -> Iterator[Outcome]:
    """Convert what the library's record calls new or changed; of what failed, only what changed since."""
    try:
        jobs = [job for folder in folders for job in _jobs_in(folder, output, settings)]
    except RuleError as problem:  # a settings file that is being edited: the next change is looked at again
        yield Failed(Path(problem.where), problem)
        return
    states = {job.source: _state(job) for job in jobs}
    due = [job for job in jobs if failed.get(job.source) != states[job.source]]
    for outcome in convert_all(due, settings, executor=executor):
        if isinstance(outcome, Failed):
            failed[outcome.source] = states.get(outcome.source, ())
        else:
            failed.pop(outcome.source, None)
        if not isinstance(outcome, Skipped):
            yield outcome


def _jobs_in(folder: Path, output: Path | None, settings: Settings) -> list[Job]:
    try:
        return plan([folder], output, settings)
    except SourceError:  # no text is there yet
        return []


def _state(job: Job) -> tuple[object, ...]:
    """Return what changes when a job changes: its settings, its files' size together, the youngest's time."""
    size = youngest = 0
    for source in job.sources:
        for path in filter(None, (source, beside(source), cover_of(source))):
            try:
                state = path.stat()
            except OSError:
                continue
            size, youngest = size + state.st_size, max(youngest, state.st_mtime_ns)
    return size, youngest, job.settings


def _wait_until_whole(paths: Sequence[Path], stop: threading.Event) -> None:
    """Wait until no file has changed for CALM seconds."""
    end = time.monotonic() + _PATIENCE
    before = None
    while not stop.is_set() and time.monotonic() < end:
        now = [_size_and_time(path) for path in paths]
        if now == before:
            return
        before = now
        stop.wait(CALM)


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return -1, -1
    return state.st_size, state.st_mtime_ns
