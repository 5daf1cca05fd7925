"""fic2epub config: what is set, where it was said, and a settings file to begin with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TextIO

import typer

from fic2epub.cli.options import AsJson
from fic2epub.cli.show import as_json as json_of
from fic2epub.cli.show import safe, say
from fic2epub.errors import BindingError, SourceError
from fic2epub.model.book import Format
from fic2epub.settings import UNSAID
from fic2epub.settings.files import Told, paths, told, user_file
from fic2epub.settings.globs import Globs
from fic2epub.settings.keys import KEYS
from fic2epub.settings.mail import ABOUT, read_mail
from fic2epub.settings.sidecar import FOLDER_FILE

app = typer.Typer(
    help="Show what is set and where, or write a settings file to begin with.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Where = Annotated[Path, typer.Argument(metavar="PATH", help="A text or a folder; else the present folder.")]

HEAD = {
    False: f"""\
# {FOLDER_FILE}: settings for the texts in this folder and below it. Take the # from a line to use it.
# A {FOLDER_FILE} nearer to a text outweighs this one, key by key; a text's sidecar and flags outweigh both.
# Paths are relative to this file. `fic2epub config show` says what holds.
""",
    True: f"""\
# Settings for all your texts. Take the # from a line to use it.
# A folder's {FOLDER_FILE} outweighs this file, key by key; a text's sidecar and flags outweigh both.
# Paths are relative to this file; ~ is your home folder. `fic2epub config show` says what holds.
""",
}


@app.command()
def show(path: Where = Path(), as_json: AsJson = False) -> None:
    """Show each setting of a text or a folder, and where it was said.

    Flags outweigh all that is shown, and only you know which you will give.

    \b
    Examples:
      fic2epub config show
      fic2epub config show stories/rain.txt
      fic2epub config show stories --json
    """
    _check_there(path)
    known = told(path)
    mail = _of_mail()
    if as_json:
        values = {key: {"value": _plain(one.value), "from": _origin(one)} for key, one in known.items()}
        say(json_of({"path": str(path), "settings": values, "mail": mail}))
        return
    shown = {key: _shown(key, one.value) for key, one in known.items()}
    widest = min(max(map(len, shown.values())), 40)
    for key, one in known.items():
        say(f"{key:<13}  {shown[key]:<{widest}}  {safe(_origin(one))}")
    for name, value in mail.items():
        say(f"{safe(name):<17}  {safe(value)}")


@app.command("path")
def where(path: Where = Path()) -> None:
    """List the settings files that have a say in a text or a folder, the strongest first.

    \b
    Examples:
      fic2epub config path
      fic2epub config path stories/rain.txt
    """
    _check_there(path)
    *folders, user = paths(path if path.is_dir() else path.parent)
    for file in folders:
        if file.is_file():
            say(safe(file))
    say(safe(user) if user.is_file() else f"{safe(user)}  (not there)")


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of texts; else the present one.")
    ] = Path(),
    user: Annotated[bool, typer.Option("--user", help="Write your own file, for all your texts.")] = False,
) -> None:
    """Write a settings file with every key as a comment; one that is there is left alone.

    \b
    Examples:
      fic2epub config init stories
      fic2epub config init --user
    """
    if user and folder != Path():
        raise typer.BadParameter("your own file is for all folders; leave FOLDER out", param_hint="--user")
    if user:
        path = user_file()
    else:
        _check_there(folder)
        path = folder / FOLDER_FILE
    _write_new(path, new_file(user=user))
    say(f"Wrote {safe(path)}")


def new_file(*, user: bool) -> str:
    """Return a settings file that says nothing yet: every key is a comment, with what it is for."""
    lines = (f"\n# {key.about}\n# {name} = {key.example}\n" for name, key in KEYS.items())
    return HEAD[user] + "".join(lines) + (_mail_lines() if user else "")


def _mail_lines() -> str:
    """Return the table of mail as comments; a folder's file can't say it."""
    lines = (f"\n# {about}\n# {name} = {example}\n" for name, (about, example) in ABOUT.items())
    return (
        "\n# How books are mailed (fic2epub send BOOK --mail ADDRESS).\n# [mail]\n"
        + "".join(lines)
        + '\n# Short names for addresses.\n# [mail.addresses]\n# kindle = "me@kindle.com"\n'
    )


def _of_mail() -> dict[str, str]:
    """Return what the user's own file says of mail, by key; a password is never among it."""
    said = read_mail(user_file())
    values = {
        "host": said.host,
        "port": str(said.door),
        "security": said.secured,
        "user": said.user,
        "from": said.sender or said.user,
        "to": said.to,
        "certificates": str(said.certificates or ""),
    } | {f"addresses.{name}": address for name, address in said.addresses.items()}
    return {f"mail.{key}": value for key, value in values.items() if value} if said.host else {}


def _write_new(path: Path, text: str) -> None:
    """Write a file where there is none. Raises BindingError, also where another program was quicker."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):  # also a link to nothing, which is somebody's
            raise _there(path)
        try:
            file = path.open("x", encoding="utf-8", newline="\n")
        except FileExistsError:
            raise _there(path) from None
        with file:
            _write_whole(file, text, path)
    except OSError as problem:
        what = f"the settings file can't be written: {problem.strerror}"
        raise BindingError(what, where=str(path)) from None


def _write_whole(file: TextIO, text: str, path: Path) -> None:
    try:
        file.write(text)
        file.flush()
    except OSError:  # the disk is full: half a file would be in the way of the next try
        path.unlink(missing_ok=True)
        raise


def _there(path: Path) -> BindingError:
    return BindingError(
        "there is a settings file already", where=str(path), advice="Edit it, or rename it to have a new one."
    )


def _check_there(path: Path) -> None:
    if not os.path.lexists(path):
        raise SourceError(
            "there is no such file or folder", where=str(path), advice="Check the spelling of the path."
        )


def _origin(one: Told) -> str:
    return str(one.path) if one.path else "default"


def _shown(key: str, value: object) -> str:
    """Return a value as a settings file would say it, or what is so without one."""
    match value:
        case bool():
            return "true" if value else "false"
        case Globs() if value.patterns:
            return safe(", ".join(value.patterns))
        case Globs():
            return KEYS[key].unsaid
        case Format():
            return value.value
        case _:
            return KEYS[key].unsaid if value in UNSAID else safe(value)


def _plain(value: object) -> object:
    match value:
        case Globs():
            return list(value.patterns)
        case Format():
            return value.value
        case Path():
            return str(value)
        case _:
            return value
