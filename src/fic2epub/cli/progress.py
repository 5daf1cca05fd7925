"""How far a run over many stories is: a bar on a terminal, a line for each story elsewhere, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fic2epub.cli.show import safe
from fic2epub.model.outcome import Converted, Failed, Outcome

Report = Callable[[Outcome], None]
"""Says what became of a source."""

FEW = 12
"""So many lines can be read as they come; of more, a bar tells more."""


@contextmanager
def reporting(total: int, report: Report, *, quiet: bool = False) -> Iterator[Report]:
    """Give what is to be called with each outcome of a run of `total` stories.

    On a terminal, a longer run has a bar on stderr with the stories done, their rate and the time left; what
    failed, and what a reader should know, is said above it as it comes. Elsewhere each outcome is said in
    lines of its own. A quiet run says what failed, and nothing else.
    """
    if quiet:
        yield lambda outcome: report(outcome) if isinstance(outcome, Failed) else None
    elif total <= FEW or not sys.stderr.isatty():
        yield report
    else:
        with _bar(total, report) as told:
            yield told


@contextmanager
def _bar(total: int, report: Report) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Stories in a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, redirect_stdout=True) as progress:
        task = progress.add_task("", total=total)

        def told(outcome: Outcome) -> None:
            progress.update(task, advance=1, description=safe(outcome.source.name)[:48])
            if isinstance(outcome, Failed) or (isinstance(outcome, Converted) and outcome.notices):
                report(outcome)

        yield told
