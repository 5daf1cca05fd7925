"""The program and its commands."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from fic2epub.cli.show import say
from fic2epub.version import __version__

COMMANDS = ("convert", "inspect", "bind", "watch", "send", "devices", "serve", "check")
"""In the order of the help. Each is a function in a module of its name."""
ALONE = ("devices",)
"""Those that need no further word."""
GROUPS = ("sites", "config")
"""Commands that have commands of their own: each an `app` in a module of its name."""


def app_for(arguments: list[str]) -> typer.Typer:
    """Return the program, with the one command that is asked for, or with all of them.

    What typer has to know of a command is not made for those that nobody asked for: it takes a while.
    """
    word = arguments[0] if arguments else ""
    asked = {word} if word in {*COMMANDS, *GROUPS} else {*COMMANDS, *GROUPS}
    app = typer.Typer(
        name="fic2epub",
        help="Turn saved fan fiction into books for your e-reader. No word of a story is lost.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(program)
    for name in COMMANDS:
        if name in asked:
            command = getattr(import_module(f"fic2epub.cli.{name}"), name)
            app.command(no_args_is_help=name not in ALONE)(command)
    for name in GROUPS:
        if name in asked:
            app.add_typer(import_module(f"fic2epub.cli.{name}").app, name=name)
    return app


def _version(asked: bool) -> None:
    if asked:
        say(f"fic2epub {__version__}")
        raise typer.Exit


def program(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn saved fan fiction into books for your e-reader. No word of a story is lost."""
