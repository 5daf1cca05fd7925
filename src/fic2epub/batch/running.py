"""A run over many stories: what is unchanged is skipped, the rest is made, and named in its turn."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any

from fic2epub.batch.keys import ground_of, key_of, key_of_held
from fic2epub.batch.lock import alone_in
from fic2epub.batch.making import Draft, make, order_for
from fic2epub.batch.manifest import Manifest, Record
from fic2epub.batch.places import Places
from fic2epub.batch.planning import Job
from fic2epub.batch.shelves import manifest_of, shelf_of
from fic2epub.conversion import format_of
from fic2epub.errors import Fic2EpubError, NotOneWork, SourceError, StoryLost
from fic2epub.model.book import Format
from fic2epub.model.noun import noun
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.settings import Settings
from fic2epub.stores import Url

WINDOW = 64
"""Stories that are begun before the first of them has its name: one that hangs holds up no worker."""


def convert_all(
    jobs: Iterable[Job],
    settings: Settings | None = None,
    *,
    executor: Executor | None = None,
    rebuild: bool = False,
    waits: Callable[[Path], object] | None = None,
) -> Generator[Outcome, None, None]:
    """Convert each job's source, and give the outcomes in the order of the jobs.

    A job's own settings, where `plan` looked for settings files, stand in for `settings`.

    A story that fails costs itself alone. `executor` makes the books, this process without one; it may be
    any of `concurrent.futures`, and its workers must see the same folders and stores. Books of a library that
    would come out the same are skipped, unless `rebuild`. Two works of the same title and author do not share
    a file, and get the same names whatever finishes first. Whoever stops early keeps what has its name, and
    nothing else is left.

    A library is for one run at a time; `waits` is called with its folder before this one waits for another.
    Raises RuleError where the settings have a template for names that is wrong, and BindingError at the end
    where the disk does not say that it has kept the names of the books.
    """
    run = _Run(settings or Settings(), executor or _Here(), rebuild)
    with contextlib.ExitStack() as held:
        jobs = list(jobs)
        refuse_memory(jobs, run.executor)
        run.hold({job.folder for job in jobs if job.library}, held, waits)
        held.callback(run.end)  # before the libraries are given back: it may write the record anew
        yield from run.outcomes(jobs)
        run.settle()


@noun(slots=True)
class _Task:
    """A job on its way."""

    job: Job
    key: str
    future: Future[Draft] | None
    """None for a book that stays as it is."""
    skipped: Skipped | None = None
    temporary: Path | None = None
    """Where its book is staged."""
    before: Path | None = None
    """The place of its older book, which no other gets."""


@noun(slots=True)
class _Run:
    settings: Settings
    executor: Executor
    rebuild: bool
    grounds: dict[Settings, str] = field(default_factory=dict)
    """What the keys of all books of the same settings have in common."""
    places: Places = field(default_factory=Places)
    manifests: dict[Path, Manifest] = field(default_factory=dict)
    queue: deque[_Task] = field(default_factory=deque)
    swept: set[Path] = field(default_factory=set)
    """Folders in which books are staged, and nothing of dead runs is left."""
    named: set[Path] = field(default_factory=set)
    """Folders in which names were given that are not flushed yet."""
    made: list[Path] = field(default_factory=list)
    """Folders that were not there before."""

    def hold(
        self, folders: Iterable[Path], held: contextlib.ExitStack, waits: Callable[[Path], object] | None
    ) -> None:
        """Take the libraries for this run, always in one order: two runs can't each wait for the other."""
        for folder in () if self.settings.rehearse else sorted(folders):
            if isinstance(folder, Url):
                continue  # a store knows no locks
            with contextlib.suppress(OSError):  # whoever saves the first book says what is wrong
                folder.mkdir(parents=True)
                self.made.append(folder)
            held.enter_context(alone_in(folder, waits))
        held.callback(self._remove_empty)

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        waiting = deque(self._looked_at(jobs))
        while waiting or self.queue:
            while waiting and len(self.queue) < WINDOW:
                self.queue.append(self._begun(waiting.popleft()))
            task = self.queue.popleft()
            try:
                yield from self._ended(task)
            except BaseException:  # it was waited for when all was to stop, and may have staged its book
                self.queue.append(task)
                raise

    def _looked_at(self, jobs: Iterable[Job]) -> list[_Task]:
        """Return a task for each job; what stays as it is keeps its place before any name is given."""
        from fic2epub.bookbinding.templates import parse

        jobs = tuple(jobs)
        for name in {self._settings(job).name for job in jobs}:
            parse(name)  # a wrong one is said before any text is read
        tasks = [self._look(job) for job in jobs]
        for manifest in self.manifests.values():
            mine = {
                (manifest.names(task.job.sources), self._format(task.job))
                for task in tasks
                if task.job.file is None and task.job.folder == manifest.folder
            }
            for record in manifest:
                # Another run's book keeps its name. One whose text is gone, or was renamed, gives way.
                other = (record.sources, Format.of(record.book)) not in mine
                if other and manifest.is_of_texts_that_are_there(record):
                    self.places.keep(manifest.path_of(record), manifest.folder)
            if not self.settings.rehearse and any(
                task.skipped is None and task.job.folder == manifest.folder for task in tasks
            ):
                manifest.prove()
        return tasks

    def _look(self, job: Job) -> _Task:
        if not job.library:
            return _Task(job, "", None)
        key, manifest = self._key(job), self._manifest(job.folder)
        record = manifest.of(job.sources, self._format(job))
        if record is None:
            self._look_at_parts(job)
            return _Task(job, key, None)
        path = manifest.path_of(record)
        if key and record.key == key and not self.rebuild and manifest.is_whole(record):
            self.places.keep(path, job.folder)
            self.places.works.setdefault(record.identifier, job.source)
            return _Task(job, key, None, Skipped(job.source, path, job.parts))
        if not manifest.has(record):
            return _Task(job, key, None)
        # Should it fail this time, no other may have taken the older book's place.
        self.places.keep(path, job.folder)
        return _Task(job, key, None, before=path)

    def _look_at_parts(self, job: Job) -> None:
        """Let books of the parts keep their places: the parts may turn out to be several works, as before."""
        for part in job.parts:
            task = self._look(replace(job, source=part, parts=()))
            if task.before is not None:
                self.places.free(task.before)

    def _key(self, job: Job) -> str:
        """Return the digest of all that a job's book is made of; empty where that can't be known."""
        try:
            settings = self._settings(job)
            if settings not in self.grounds:
                self.grounds[settings] = ground_of(settings)
            if job.listing is not None:
                return key_of_held(job.sources, job.held(settings), self.grounds[settings])
            return key_of(job.sources, settings, self.grounds[settings])
        except (OSError, Fic2EpubError):
            return ""  # whoever converts it will say what is wrong

    def _settings(self, job: Job) -> Settings:
        return job.settings or self.settings

    def _format(self, job: Job) -> Format:
        """Return the format of a job's book. Raises BindingError where its name promises another."""
        settings = self._settings(job)
        if job.file is not None:
            return format_of(job.file, settings)
        return settings.format or Format.EPUB

    def _manifest(self, folder: Path) -> Manifest:
        if folder not in self.manifests:
            self.manifests[folder] = manifest_of(folder)
        return self.manifests[folder]

    def _begun(self, task: _Task) -> _Task:
        if task.skipped is not None:
            return task
        try:
            job, settings = task.job, self._settings(task.job)
            folder = job.file.parent if job.file else job.folder
            self._sweep(folder)
            order = order_for(job, settings, self._format(job), folder)
            task.temporary = order.temporary
            task.future = self.executor.submit(make, order)
        except Exception as problem:
            task.future = Future()
            task.future.set_exception(problem)
        return task

    def _sweep(self, folder: Path) -> None:
        if folder not in self.swept and not self.settings.rehearse:
            shelf_of(folder).sweep(folder)
            self.swept.add(folder)

    def _ended(self, task: _Task) -> Iterator[Outcome]:
        if task.skipped is not None:
            yield task.skipped
            return
        assert task.future is not None
        try:
            yield self._placed(task, task.future.result())
        except NotOneWork:
            self._forget(task)
            # Their names looked like those of one work; their pages say otherwise.
            parts = [replace(task.job, source=part, parts=()) for part in task.job.parts]
            self.queue.extendleft(self._begun(self._look(part)) for part in reversed(parts))
        except Exception as problem:
            self._forget(task)
            if os.environ.get("FIC2EPUB_DEBUG") and not isinstance(problem, Fic2EpubError):
                raise
            yield Failed(task.job.source, _in_our_words(problem, task.job.source))

    def _placed(self, task: _Task, draft: Draft) -> Converted:
        """Give a staged book its name, and write it down."""
        job, book, settings = task.job, draft.book, self._settings(task.job)
        if task.before is not None:
            self.places.free(task.before)
        path = self.places.path_for(job, book.facts, settings)
        shelf = shelf_of(path)
        for source in job.sources:
            shelf.refuse(path, source)
        shelf.may_replace(path, book.identifier, force=settings.force)
        if draft.temporary is not None:
            shelf.publish(draft.temporary, path)
            self.named.add(path.parent)
            if job.library and task.key:
                # Without the record the book is there all the same, and is made again next time.
                with contextlib.suppress(OSError):
                    self._written_down(task, draft, path)
        told = replace(book.converted(path, written=draft.temporary is not None), size=draft.size)
        return self.places.told(told, book.identifier)

    def _written_down(self, task: _Task, draft: Draft, path: Path) -> None:
        manifest = self._manifest(task.job.folder)
        before = manifest.of(task.job.sources, self._format(task.job))
        record = Record(
            sources=manifest.names(task.job.sources),
            key=task.key,
            book=manifest.book_name(path),
            size=draft.size,
            modified=shelf_of(path).modified(path),
            digest=draft.digest,
            identifier=draft.book.identifier,
        )
        manifest.add(record)
        if before is not None and before.book != record.book and manifest.is_whole(before):
            manifest.remove(before, for_=path)  # the work has another title now; its old copy is still ours

    def _forget(self, task: _Task) -> None:
        """Remove what a task has staged: whole, or half before its worker was lost."""
        if task.temporary is not None:
            shelf_of(task.temporary).discard(task.temporary)

    def settle(self) -> None:
        """Flush the folders in which names were given, and records that wait. Raises BindingError."""
        while self.named:
            folder = self.named.pop()
            shelf_of(folder).settle(folder)
        for manifest in self.manifests.values():
            if isinstance(manifest.folder, Url) and not self.settings.rehearse:
                manifest.tidy()

    def end(self) -> None:
        """Leave nothing behind that has no name, and flush what has one."""
        for task in self.queue:
            if task.future is not None and not task.future.cancel():
                task.future.add_done_callback(partial(_afterwards, self._forget, task))
        for manifest in self.manifests.values():
            if not self.settings.rehearse:
                with contextlib.suppress(Fic2EpubError):
                    manifest.tidy()
        with contextlib.suppress(Fic2EpubError):
            self.settle()

    def _remove_empty(self) -> None:
        for folder in self.made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _in_our_words(problem: Exception, source: Path) -> Fic2EpubError:
    if isinstance(problem, Fic2EpubError):
        problem.where = problem.where or str(source)
        return problem
    if isinstance(problem, CancelledError):
        return StoryLost("it was not made: the run was ended before", where=str(source))
    # A fault of ours, or of a library: it is this story's alone.
    what = f"a fault of fic2epub itself: {type(problem).__name__}: {problem}"
    advice = "Please report it. FIC2EPUB_DEBUG=1 shows where it happened."
    return StoryLost(what, where=str(source), advice=advice)


def refuse_memory(jobs: Sequence[Job], executor: Executor) -> None:
    """Raise SourceError where other processes would work on what only this one can see."""
    places = {place for job in jobs for place in (*job.sources, job.file or job.folder)}
    mine = next((place for place in places if isinstance(place, Url) and place.in_memory), None)
    if mine is not None and executor.submit(_who).result() != _who():
        raise SourceError(
            "what is in memory:// is in this process alone, and the workers are others",
            where=str(mine),
            advice="Make the books in this process or in its threads, or use another store.",
        )


_OURSELVES = os.urandom(8)


def _who() -> tuple[int, bytes]:
    """Return what tells a process from others, also from those of another machine."""
    return os.getpid(), _OURSELVES


def _afterwards(forget: Callable[[_Task], None], task: _Task, _: Future[Draft]) -> None:
    forget(task)


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
        self.set_running_or_notify_cancel()
        try:
            made = self._work()
        except BaseException as problem:  # also where all is to stop: what was staged is to be removed
            self.set_exception(problem)
            raise
        self.set_result(made)
        return made
