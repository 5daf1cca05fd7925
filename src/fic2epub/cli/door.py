"""The one door through which errors leave: words on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable

import typer

from fic2epub.cli.show import NobodyReads, safe, tell
from fic2epub.cli.signals import Stopped, silence
from fic2epub.errors import Fic2EpubError, LostText

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""
CUT_OFF = 141
"""128 and the number of SIGPIPE: nobody reads what we say."""


def through_the_door(command: Callable[[], object]) -> int:
    """Run a command, and return its exit code; whatever it raises is told in plain words."""
    try:
        return _told(command)
    except (NobodyReads, BrokenPipeError):
        # The reader of our output (`head`) has seen enough. Python would complain once more at its exit.
        for number in (1, 2):
            silence(number)
        return CUT_OFF


def _told(command: Callable[[], object]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a letter gets an escape for it, not a crash.
        with contextlib.suppress(AttributeError, ValueError):
            # And what is said is read at once, also by a program; so we learn when nobody reads on.
            stream.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    try:
        code = command()
        sys.stdout.flush()
    except Fic2EpubError as problem:
        tell_error(problem)
        return problem.code
    except typer.exceptions.TyperException as problem:
        return _usage(problem)
    except (KeyboardInterrupt, typer.Abort, Stopped) as ending:
        with contextlib.suppress(OSError, NobodyReads):  # the terminal itself may be gone
            tell("Stopped. Books that were finished are whole; nothing half-done was left.")
        return 128 + ending.number if isinstance(ending, Stopped) else INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as problem:
        if os.environ.get("FIC2EPUB_DEBUG"):
            raise
        tell_error(_fault(problem))
        return LostText.code
    return code if isinstance(code, int) else 0


def tell_error(problem: Fic2EpubError) -> None:
    """Print an error: what, where, and what to try."""
    tell(f"error: {safe(problem.what)}")
    if problem.where:
        tell(f"where: {safe(problem.where)}")
    if problem.advice:
        tell(f"try:   {safe(problem.advice)}")


def _usage(problem: typer.exceptions.TyperException) -> int:
    if type(problem).__name__ == "NoArgsIsHelpError":
        tell(problem.format_message())  # the help, as it would be with --help
        return int(problem.exit_code)
    tell(f"error: {safe(problem.format_message())}")
    context = getattr(problem, "ctx", None)
    if context is not None:
        tell(f"try:   {safe(context.command_path)} --help")
    return int(problem.exit_code)


def _fault(problem: Exception) -> Fic2EpubError:
    return Fic2EpubError(
        f"a fault of fic2epub itself: {type(problem).__name__}: {problem}",
        advice="Please report it. FIC2EPUB_DEBUG=1 shows where it happened.",
    )
