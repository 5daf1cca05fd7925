"""fic2epub watch: texts become books as they arrive."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from fic2epub.cli import options
from fic2epub.cli.convert import report
from fic2epub.cli.show import safe, tell
from fic2epub.errors import SourceError
from fic2epub.settings import Settings
from fic2epub.settings.files import SettingsFiles, limits

Poll = Annotated[
    bool, typer.Option("--poll", help="Look time and again: for network disks, which tell no one of changes.")
]


def watch(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER", help="Folders of texts.", parser=options.located)
    ],
    output: options.Output = None,
    name: options.Name = "",
    notes: options.Notes = "",
    theme: options.Theme = "",
    css: options.Css = None,
    file_format: options.FileFormat = "",
    no_cover: options.NoCover = None,
    kindle_strict: options.KindleStrict = None,
    smarten: options.Smarten = None,
    jobs: options.Jobs = None,
    time_limit: options.TimeLimit = None,
    memory_limit: options.MemoryLimit = None,
    poll: Poll = False,
) -> int:
    """Convert the texts of a folder, and go on as texts arrive or change, until Ctrl-C.

    A text is taken when it has not changed for a second, so that a download is whole.

    \b
    Examples:
      fic2epub watch ~/Downloads/fics -o ~/Books
      fic2epub watch stories --format kepub
    """
    settings = options.chosen(
        "", None, "", None, None, notes, theme, css,
        file_format=file_format, no_cover=no_cover, kindle_strict=kindle_strict, smarten=smarten,
        force=False, rehearse=False, name=name,
    )  # fmt: skip
    for folder in folders:
        if not folder.is_dir():
            raise SourceError("there is no such folder", where=str(folder), advice="Name a folder of texts.")
    settings = replace(settings, jobs=jobs, time_limit=time_limit, memory_limit=memory_limit)
    _watch(folders, output, settings, poll=poll)
    return 0


def _watch(folders: list[Path], output: Path | None, settings: Settings, *, poll: bool) -> None:
    from fic2epub.batch.watching import watch as outcomes_of
    from fic2epub.batch.workers import IsolatedWorkers

    count, time_limit, memory_limit = limits(SettingsFiles(settings).of(folders[0]))
    executor = IsolatedWorkers(
        count or os.cpu_count() or 1, time_limit=time_limit, memory_limit=memory_limit << 20
    )
    told = False
    try:
        for outcome in outcomes_of(folders, output, settings, executor=executor, poll=poll):
            if outcome is not None:
                report(outcome)
            elif not told:
                told = True
                tell(f"Watching {safe(', '.join(map(str, folders)))}. Ctrl-C ends it.")
    except KeyboardInterrupt:
        tell("Stopped watching.")
    finally:
        executor.shutdown(cancel_futures=True)
