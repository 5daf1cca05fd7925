"""fic2epub send: books onto an e-reader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fic2epub.cli import mail, options


def send(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    paths: Annotated[
        list[Path], typer.Argument(metavar="BOOK_OR_TEXT", help="Books, texts, or folders of them.")
    ],
    mail_to: mail.To = "",
    again: mail.Again = False,
    unchecked: mail.Unchecked = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
) -> int:
    """Send books to an e-reader by mail; texts become books on the way.

    \b
    Examples:
      fic2epub send story.txt --mail me@kindle.com
      fic2epub send books/ --mail kindle --dry-run
    """
    from fic2epub.settings import Settings

    return mail.mail_books(
        paths,
        mail_to,
        settings=Settings(),
        dry_run=dry_run,
        as_json=as_json,
        quiet=quiet,
        again=again,
        unchecked=unchecked,
    )
