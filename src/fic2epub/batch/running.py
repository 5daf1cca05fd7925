"""A run over many stories: what is unchanged is skipped, the rest is made, and named in its turn."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from fic2epub.batch.keys import key_of
from fic2epub.batch.making import Draft, make, order_for
from fic2epub.batch.manifest import Manifest, Record
from fic2epub.batch.places import Places
from fic2epub.batch.planning import Job
from fic2epub.conversion import format_of, refuse_source
from fic2epub.errors import Fic2EpubError, NotOneWork, StoryLost
from fic2epub.model.book import Format
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.settings import Settings

WINDOW = 64
"""Stories that are begun before the first of them has its name: one that hangs holds up no worker."""


def convert_all(
    jobs: Iterable[Job],
    settings: Settings | None = None,
    *,
    executor: Executor | None = None,
    rebuild: bool = False,
) -> Iterator[Outcome]:
    """Convert each job's source, and give the outcomes in the order of the jobs.

    A job's own settings, where `plan` looked for settings files, stand in for `settings`.

    A story that fails costs itself alone. `executor` makes the books, this process without one; it may be
    any of `concurrent.futures`, and its workers must see the same folders. Books of a library that would come
    out the same are skipped, unless `rebuild`. Two works of the same title and author do not share a file,
    and get the same names whatever finishes first. Whoever stops early keeps what has its name, and nothing
    else is left. Raises RuleError where the settings have a template for names that is wrong.
    """
    run = _Run(settings or Settings(), executor or _Here(), rebuild)
    try:
        yield from run.outcomes(jobs)
    finally:
        run.end()


@dataclass(slots=True)
class _Task:
    """A job on its way."""

    job: Job
    key: str
    future: Future[Draft] | None
    """None for a book that stays as it is."""
    skipped: Skipped | None = None


@dataclass(slots=True)
class _Run:
    settings: Settings
    executor: Executor
    rebuild: bool
    places: Places = field(default_factory=Places)
    manifests: dict[Path, Manifest] = field(default_factory=dict)
    queue: deque[_Task] = field(default_factory=deque)

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        waiting = deque(self._looked_at(jobs))
        while waiting or self.queue:
            while waiting and len(self.queue) < WINDOW:
                self.queue.append(self._begun(waiting.popleft()))
            yield from self._ended(self.queue.popleft())

    def _looked_at(self, jobs: Iterable[Job]) -> list[_Task]:
        """Return a task for each job; what stays as it is keeps its place before any name is given."""
        from fic2epub.bookbinding.templates import parse

        jobs = tuple(jobs)
        for name in {self._settings(job).name for job in jobs}:
            parse(name)  # a wrong one is said before any text is read
        tasks = [self._look(job) for job in jobs]
        for manifest in self.manifests.values():
            mine = {manifest.names(task.job.sources) for task in tasks if task.job.folder == manifest.folder}
            for record in manifest:
                # Another run's book keeps its name. One whose text is gone, or was renamed, gives way.
                if record.sources not in mine and manifest.is_of_texts_that_are_there(record):
                    self.places.keep(manifest.path_of(record), manifest.folder)
        return tasks

    def _look(self, job: Job) -> _Task:
        if not job.library:
            return _Task(job, "", None)
        try:
            key = key_of(job.sources, self._settings(job))
        except (OSError, Fic2EpubError):
            return _Task(job, "", None)  # whoever converts it will say what is wrong
        manifest = self._manifest(job.folder)
        record = manifest.of(job.sources)
        if record is None or record.key != key or self.rebuild or not manifest.is_whole(record):
            return _Task(job, key, None)
        path = manifest.path_of(record)
        self.places.keep(path, job.folder)
        self.places.works.setdefault(record.identifier, job.source)
        return _Task(job, key, None, Skipped(job.source, path, job.parts))

    def _settings(self, job: Job) -> Settings:
        return job.settings or self.settings

    def _manifest(self, folder: Path) -> Manifest:
        if folder not in self.manifests:
            self.manifests[folder] = Manifest(folder)
        return self.manifests[folder]

    def _begun(self, task: _Task) -> _Task:
        if task.skipped is None:
            job, settings = task.job, self._settings(task.job)
            wanted = settings.format if job.file is None else format_of(job.file, settings)
            folder = job.file.parent if job.file else job.folder
            order = order_for(job.sources, settings, wanted or Format.EPUB, folder)
            task.future = self.executor.submit(make, order)
        return task

    def _ended(self, task: _Task) -> Iterator[Outcome]:
        if task.skipped is not None:
            yield task.skipped
            return
        assert task.future is not None
        try:
            yield self._placed(task, task.future.result())
        except NotOneWork:
            # Their names looked like those of one work; their pages say otherwise.
            parts = [replace(task.job, source=part, parts=()) for part in task.job.parts]
            self.queue.extendleft(self._begun(self._look(part)) for part in reversed(parts))
        except Fic2EpubError as problem:
            problem.where = problem.where or str(task.job.source)
            yield Failed(task.job.source, problem)
        except Exception as problem:  # a fault of ours, or of a library: it is this story's alone
            what = f"a fault of fic2epub itself: {type(problem).__name__}: {problem}"
            advice = "Please report it. FIC2EPUB_DEBUG=1 shows where it happened."
            if os.environ.get("FIC2EPUB_DEBUG"):
                raise
            yield Failed(task.job.source, StoryLost(what, where=str(task.job.source), advice=advice))

    def _placed(self, task: _Task, draft: Draft) -> Converted:
        """Give a staged book its name, and write it down."""
        from fic2epub.bookbinding.saving import discard, publish
        from fic2epub.bookbinding.shelf import may_replace

        job, book, settings = task.job, draft.book, self._settings(task.job)
        try:
            path = self.places.path_for(job, book.facts, settings)
            for source in job.sources:
                refuse_source(source, path)
            may_replace(path, book.identifier, force=settings.force)
        except BaseException:
            if draft.temporary is not None:
                discard(draft.temporary)
            raise
        if draft.temporary is not None:
            publish(draft.temporary, path)
            if job.library and task.key:
                self._written_down(task, draft, path)
        told = replace(book.converted(path, written=draft.temporary is not None), size=draft.size)
        return self.places.told(told, book.identifier)

    def _written_down(self, task: _Task, draft: Draft, path: Path) -> None:
        manifest = self._manifest(task.job.folder)
        before = manifest.of(task.job.sources)
        record = Record(
            sources=manifest.names(task.job.sources),
            key=task.key,
            book=manifest.names([path])[0],
            size=draft.size,
            modified=path.stat().st_mtime_ns,
            digest=draft.digest,
            identifier=draft.book.identifier,
        )
        # Without the record the book is there all the same, and is made again next time.
        with contextlib.suppress(OSError):
            manifest.add(record)
        if before is not None and before.book != record.book and manifest.is_whole(before):
            with contextlib.suppress(OSError):  # the work has another title now; its old copy is still ours
                manifest.remove(before, for_=path)

    def end(self) -> None:
        """Leave nothing behind that has no name, and flush what has one."""
        from fic2epub.bookbinding.saving import discard, settle

        for task in self.queue:
            if task.future is not None and not task.future.cancel():
                task.future.add_done_callback(_discarded(discard))
        for manifest in self.manifests.values():
            if manifest.folder.is_dir() and not self.settings.rehearse:
                with contextlib.suppress(Fic2EpubError):
                    manifest.tidy()
                    for folder in (manifest.folder, *self.places.given_below(manifest.folder)):
                        settle(folder)


def _discarded(discard: Callable[[Path], None]) -> Callable[[Future[Draft]], None]:
    def forget(future: Future[Draft]) -> None:
        if not future.cancelled() and future.exception() is None and future.result().temporary:
            discard(future.result().temporary)  # type: ignore[arg-type]

    return forget


class _Here(Executor):
    """Makes a book in this process, when its result is asked for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return _Later(partial(fn, *args, **kwargs))


class _Later(Future[Any]):
    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> Any:  # noqa: ARG002  the name and place are Future's
        """Make the book now."""
        return self._work()
