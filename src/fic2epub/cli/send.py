"""fic2epub send: books, and texts that become books on the way, onto an e-reader."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import typer

from fic2epub.cli import delivery, mail, options
from fic2epub.cli.gathering import gathered
from fic2epub.cli.show import as_json as json_of
from fic2epub.cli.show import say
from fic2epub.settings import Settings


def send(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    paths: options.Things,
    device: options.Device = "",
    to: options.To = None,
    file_format: options.FileFormat = "",
    name: options.Name = "",
    title: options.Title = "",
    author: options.Authors = None,
    language: options.Language = "",
    cover: options.Cover = None,
    no_cover: options.NoCover = None,
    notes: options.Notes = "",
    theme: options.Theme = "",
    css: options.Css = None,
    smarten: options.Smarten = None,
    jobs: options.Jobs = None,
    dry_run: options.DryRun = False,
    eject: options.Eject = False,
    mail_to: mail.To = None,
    again: mail.Again = False,
    unchecked: mail.Unchecked = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
) -> int:
    """Bring books onto an e-reader; texts become books on the way, in the format that it wants.

    Without --device, --to or --mail, the one e-reader that is plugged in is meant. A book that was sent
    before takes the place of its older copy; one that is there as it is stays. By mail, each book goes once.

    \b
    Examples:
      fic2epub send story.txt
      fic2epub send books/ --device kobo --eject
      fic2epub send book.epub --to /media/ada/READER
      fic2epub send story.txt --mail me@kindle.com
      fic2epub send stories/ --dry-run
    """
    settings = options.chosen(
        title, author, language, cover, None, notes, theme, css,
        file_format=file_format, no_cover=no_cover, kindle_strict=None, smarten=smarten,
        force=False, rehearse=False, name=name,
    )  # fmt: skip
    settings = replace(settings, jobs=jobs)
    if mail_to is not None:
        _refuse_beside_mail(device, to, file_format, eject=eject)
        return mail.mail_books(
            paths, mail_to, settings=settings, dry_run=dry_run, as_json=as_json, quiet=quiet,
            again=again, unchecked=unchecked,
        )  # fmt: skip
    for flag, given in (("--again", again), ("--unchecked", unchecked)):
        if given:
            raise typer.BadParameter("it is for books that go by mail, with --mail", param_hint=flag)
    return _by_cable(paths, settings, device, to, dry_run=dry_run, eject=eject, as_json=as_json, quiet=quiet)


def _refuse_beside_mail(device: str, to: Path | None, file_format: str, *, eject: bool) -> None:
    """Raise BadParameter for a flag that says something else than a mail does."""
    for flag, given in (("--device", device), ("--to", to), ("--eject", eject)):
        if given:
            raise typer.BadParameter("it is for an e-reader or a folder, and not for --mail", param_hint=flag)
    if file_format not in {"", "epub"}:
        raise typer.BadParameter("by mail go EPUBs only", param_hint=f"--format {file_format}")


def _by_cable(  # noqa: PLR0913  switches, each of its own
    paths: list[Path],
    settings: Settings,
    device: str,
    to: Path | None,
    *,
    dry_run: bool,
    eject: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Copy books onto an e-reader's disk, and return the exit code."""
    from fic2epub.delivering import chosen

    target = chosen(device, to)
    if settings.format is None:
        settings = replace(settings, format=target.kind.format)
    with tempfile.TemporaryDirectory(prefix="fic2epub-", ignore_cleanup_errors=True) as room:
        found = gathered(paths, settings, Path(room), quiet=quiet)
        told = delivery.delivered(
            found.parcels,
            target,
            sources=found.sources,
            rehearse=dry_run,
            eject=eject,
            as_json=as_json,
            quiet=quiet,
        )
    if as_json:
        say(json_of([*(delivery.failed(*each) for each in found.failures), *told.records]))
    if told.end:
        raise told.end
    errors = [*(error for _, error in found.failures), *told.errors]
    return delivery.code_of(errors, len(found.failures) + len(found.parcels))
