"""The program and its commands."""

from __future__ import annotations

from typing import Annotated

import typer

from fic2epub.cli import config, sites
from fic2epub.cli.bind import bind
from fic2epub.cli.check import check
from fic2epub.cli.convert import convert
from fic2epub.cli.inspect import inspect
from fic2epub.cli.serve import serve
from fic2epub.cli.show import say
from fic2epub.cli.watch import watch
from fic2epub.version import __version__

app = typer.Typer(
    name="fic2epub",
    help="Turn saved fan fiction into books for your e-reader. No word of a story is lost.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(no_args_is_help=True)(convert)
app.command(no_args_is_help=True)(inspect)
app.command(no_args_is_help=True)(bind)
app.command(no_args_is_help=True)(watch)
app.command(no_args_is_help=True)(check)
app.command(no_args_is_help=True)(serve)
app.add_typer(sites.app, name="sites")
app.add_typer(config.app, name="config")


def _version(asked: bool) -> None:
    if asked:
        say(f"fic2epub {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn saved fan fiction into books for your e-reader. No word of a story is lost."""
