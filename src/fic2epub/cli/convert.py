"""fic2epub convert: texts become books."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fic2epub.cli import delivery, options
from fic2epub.cli.door import tell_error
from fic2epub.cli.progress import reporting
from fic2epub.cli.prune import pruned, refuse_in_doubt
from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.model.ledger import Fate
from fic2epub.model.outcome import Converted, Failed, Outcome, Skipped
from fic2epub.settings import Settings
from fic2epub.settings.files import limits
from fic2epub.stores import Url

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from fic2epub.batch import Job
    from fic2epub.batch.report import Report
    from fic2epub.delivering import Device

SOME_FAILED = 1


def convert(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    paths: options.Texts,
    output: options.Output = None,
    device: options.Device = "",
    to: options.To = None,
    eject: options.Eject = False,
    name: options.Name = "",
    title: options.Title = "",
    author: options.Authors = None,
    language: options.Language = "",
    cover: options.Cover = None,
    no_cover: options.NoCover = None,
    encoding: options.Encoding = None,
    notes: options.Notes = "",
    theme: options.Theme = "",
    css: options.Css = None,
    file_format: options.FileFormat = "",
    kindle_strict: options.KindleStrict = None,
    smarten: options.Smarten = None,
    force: options.Force = False,
    dry_run: options.DryRun = False,
    jobs: options.Jobs = None,
    time_limit: options.TimeLimit = None,
    memory_limit: options.MemoryLimit = None,
    dask: options.Dask = "",
    rebuild: options.Rebuild = False,
    report_page: options.ReportPage = None,
    quiet: options.Quiet = False,
    prune: options.Prune = False,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
) -> int:
    """Turn texts into EPUB books, or into others with --format.

    A file's book goes into the present folder, a folder's books into books/.

    \b
    Examples:
      fic2epub convert story.txt
      fic2epub convert story.txt -t "The Long Road" -a lampwright -o ~/Books
      fic2epub convert stories/
      fic2epub convert story.txt --format kepub
      fic2epub convert stories/ --report report.html
      fic2epub convert stories/ --name "{author}/{series}/{index:02} {title}"
      fic2epub convert stories/ --device kobo
    """
    from fic2epub.batch import convert_all, planned

    target = _target(device, to, output) if device or to else None
    settings = options.chosen(
        title,
        author,
        language,
        cover,
        encoding,
        notes,
        theme,
        css,
        file_format=delivery.format_for(target, file_format) if target else file_format,
        no_cover=no_cover,
        kindle_strict=kindle_strict,
        smarten=smarten,
        force=force,
        rehearse=dry_run,
        name=options.unless_named(name, output),
    )
    page = _report_page(report_page, force=force) if report_page else None
    settings = replace(settings, jobs=jobs, time_limit=time_limit, memory_limit=memory_limit)
    todo = planned(paths, output, settings)
    options.check_format(todo.run)
    if prune:
        refuse_in_doubt(paths, todo.run.output)
    work = todo.jobs
    for notice in todo.notices:
        tell(f"note:  {safe(notice.text)}")
    outcomes: list[Outcome] = []
    with (
        page or nullcontext(),
        workers(work, todo.run, dask) as executor,
        reporting(len(work), _unsaid if as_json else report, quiet=quiet) as told,
        closing(convert_all(work, settings, executor=executor, rebuild=rebuild, waits=_waits)) as run,
    ):
        for outcome in run:
            outcomes.append(outcome)
            told(outcome)
            if page:
                page.add(outcome)
    if not as_json and len(work) > 1 and not quiet:
        _summary(outcomes)
    if page:
        page.save()
        if not (as_json or quiet):
            say(f"What became of each: {safe(page.path)}")
    gone, code = (
        pruned(paths, todo.run.output, yes=yes, rehearse=dry_run, as_json=as_json) if prune else ([], 0)
    )
    sent = _sent(outcomes, work, target, eject=eject, dry_run=dry_run, as_json=as_json, quiet=quiet)
    if as_json:
        records = [*(record(outcome) for outcome in outcomes), *gone, *sent.records]
        say(json.dumps(records, ensure_ascii=False, indent=2))
    if sent.end:
        raise sent.end
    return _code(outcomes) or code or delivery.code_of(sent.errors, len(outcomes))


def _target(name: str, to: Path | None, output: Path | None) -> Device:
    """Return the e-reader of that name or at that place, before anything is made for it."""
    from fic2epub.delivering import chosen

    if isinstance(output, Url):
        raise typer.BadParameter("books in a store can't be sent", param_hint="--device")
    return chosen(name, to)


def _sent(
    outcomes: Sequence[Outcome], work: Sequence[Job], target: Device | None, *, eject: bool, **said: bool
) -> delivery.Told:
    """Send the books of a run to an e-reader, those that were not made anew, too."""
    if target is None:
        return delivery.Told()
    shelves = {job.source: job.folder for job in work if job.settings and job.settings.name and not job.file}
    made = [
        book
        for book in outcomes
        if isinstance(book, Skipped) or (isinstance(book, Converted) and book.written)
    ]
    parcels = [delivery.parcel(book.path, shelves.get(book.source)) for book in made]
    if len(made) < len(outcomes) and said["dry_run"]:
        tell("note:  books that were not saved are not in the plan of what would be sent")
    texts = {book.path: book.source for book in made}
    return delivery.delivered(
        parcels, target, sources=texts, eject=eject, rehearse=said["dry_run"],
        as_json=said["as_json"], quiet=said["quiet"],
    )  # fmt: skip


def _report_page(path: Path, *, force: bool) -> Report:
    from fic2epub.batch.report import Report

    return Report(path, force=force)


@contextmanager
def workers(work: Sequence[Job], run: Settings, dask: str) -> Iterator[Executor | None]:
    """Give the workers for several stories; one story is made in this process, which is quicker."""
    if dask:
        from fic2epub.batch.cluster import cluster

        with cluster(dask) as executor:
            yield executor
        return
    count, time_limit, memory_limit = limits(run)
    if (len(work) < 2 and not count) or any(_in_memory(job) for job in work):
        yield None
        return
    from fic2epub.batch.workers import IsolatedWorkers

    count = min(count or os.cpu_count() or 1, len(work))
    workers = IsolatedWorkers(count, time_limit=time_limit, memory_limit=memory_limit << 20)
    try:
        yield workers
    except BaseException:
        workers.shutdown(cancel_futures=True)
        raise
    workers.shutdown()


def _in_memory(job: Job) -> bool:
    return any(isinstance(place, Url) and place.in_memory for place in (job.source, job.file or job.folder))


def _unsaid(_: Outcome) -> None:
    """Say nothing yet: the record at the end says it all."""


def _waits(folder: Path) -> None:
    tell(f"note:  another run is at work in {safe(folder)}; waiting for it to end")


def report(outcome: Outcome) -> None:
    """Say what became of a source, for a reader."""
    match outcome:
        case Converted():
            verb = "Wrote" if outcome.written else "Would write"
            left_out = len(outcome.ledger.with_fate(Fate.REMOVED))
            facts = [counted(outcome.chapters, "chapter"), counted(outcome.words, "word")]
            if outcome.parts:
                facts.insert(0, counted(len(outcome.parts), "file"))
            if left_out:
                facts.append(f"{counted(left_out, 'line')} of the site left out")
            say(f"{verb} {safe(outcome.path)} ({', '.join(facts)})")
            for notice in outcome.notices:
                tell(f"note:  {safe(notice.place or outcome.source)}: {safe(notice.text)}")
        case Skipped():
            pass  # the summary counts it: a line for each of hundreds would hide the few that matter
        case Failed(error=error):
            tell_error(error)


def _summary(outcomes: list[Outcome]) -> None:
    books = [outcome for outcome in outcomes if isinstance(outcome, Converted)]
    skipped = sum(isinstance(outcome, Skipped) for outcome in outcomes)
    failed = len(outcomes) - len(books) - skipped
    folders = sorted({str(book.path.parent) for book in books})
    where = f" to {folders[0]}" if len(folders) == 1 else ""
    verb = "Wrote" if all(book.written for book in books) else "Would write"
    parts = [f"{verb} {counted(len(books), 'book')}{safe(where)}."] if books or not skipped else []
    if skipped:
        parts.append(f"{counted(skipped, 'book')} {'is' if skipped == 1 else 'are'} as before.")
    if failed:
        parts.append(f"{counted(failed, 'text')} failed.")
    say(" ".join(parts))


def _code(outcomes: list[Outcome]) -> int:
    failures = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
    if not failures:
        return 0
    return failures[0].code if len(outcomes) == 1 else SOME_FAILED


def record(outcome: Outcome) -> dict[str, object]:
    """Return what became of a source, for programs."""
    match outcome:
        case Skipped(source=source, path=path):
            return {
                "source": str(source),
                "parts": [str(part) for part in outcome.parts],
                "book": str(path),
                "written": False,
                "unchanged": True,
            }
        case Converted(source=source, path=path, facts=facts, ledger=ledger):
            return {
                "source": str(source),
                "parts": [str(part) for part in outcome.parts],
                "book": str(path),
                "written": outcome.written,
                "bytes": outcome.size,
                "title": facts.title,
                "authors": facts.authors,
                "language": facts.language,
                "site": facts.site,
                "chapters": outcome.chapters,
                "words": outcome.words,
                "lines": {fate.value: len(ledger.with_fate(fate)) for fate in Fate},
                "notices": [{"code": notice.code, "text": notice.text} for notice in outcome.notices],
            }
        case Failed(source=source, error=error):
            return {
                "source": str(source),
                "book": None,
                "error": {"code": error.code, "what": error.what, "where": error.where, "try": error.advice},
            }
