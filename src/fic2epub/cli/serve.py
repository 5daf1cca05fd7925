"""fic2epub serve: a shelf of books on the home network."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fic2epub.cli.show import counted, safe, tell
from fic2epub.errors import Fic2EpubError, SourceError
from fic2epub.lookup import APP

if TYPE_CHECKING:
    from fic2epub.serving.running import Opened

_NEEDS = frozenset({"starlette", "uvicorn", "jinja2", "anyio", "h11"})
_SHORTEST = 8
VARIABLE = "FIC2EPUB_SHELF_PASSWORD"


def serve(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of books.")],
    lan: Annotated[
        bool, typer.Option("--lan", help="Let phones and e-readers at home in; it asks for a password.")
    ] = False,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Where it listens.")] = 8080,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Make up another password; the old one ends.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="HOST", help="A further name by which browsers may ask for the shelf."
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", help="What the shelf is called.")] = "Bookshelf",
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Look time and again: for network disks, which tell no one of changes."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell of every request.")] = False,
) -> int:
    """Open a shelf of books: a web page, and a catalogue (OPDS) for reading programs, until Ctrl-C.

    Without --lan nobody but this computer sees it. The folder is followed: what arrives is on the shelf.

    \b
    Examples:
      fic2epub serve ~/Books
      fic2epub serve ~/Books --lan
    """
    try:
        from fic2epub.serving.running import Tells, Wish
        from fic2epub.serving.running import serve as open_shelf
    except ModuleNotFoundError as missing:
        package = str(missing.name).partition(".")[0]
        if package not in _NEEDS:
            raise
        raise Fic2EpubError(
            f"the shelf needs {package}", advice="Install it with: pip install 'fic2epub[serve]'"
        ) from None
    from platformdirs import user_cache_path

    if not folder.is_dir():
        raise SourceError("there is no such folder", where=str(folder), advice="Name a folder of books.")
    wish = Wish(
        folder=folder, cache=user_cache_path(APP, appauthor=False), port=port, names=tuple(name or ()),
        host="0.0.0.0" if lan else "127.0.0.1", password=_password(new=new_password) if lan else "",
        title=title.strip() or "Bookshelf", poll=poll,
    )  # fmt: skip
    teller = _Teller(wish.password)
    request = teller.request if verbose else None
    open_shelf(wish, Tells(teller.opened, teller.looked, request, teller.warning))
    tell("The shelf is closed.")
    return 0


class _Teller:
    """Says on the terminal what becomes of the shelf."""

    def __init__(self, password: str) -> None:
        self._password = password
        self._last = (-1, -1)

    def opened(self, shelf: Opened) -> None:
        """Tell where the shelf is, and how to come in."""
        for address in shelf.addresses:
            tell(f"The shelf is at {address}/")
            if address == shelf.addresses[0]:
                tell(f"For reading programs: {address}/opds")
        if self._password:
            tell(f"Password: {self._password}  (any user name)")
            _draw(f"{shelf.addresses[0]}{shelf.way_in}")
            tell("Scan this with a phone at home. It lets in whoever scans it; so does the password.")
        tell("Ctrl-C ends it.")

    def request(self, line: str) -> None:
        """Tell of a request."""
        tell(safe(line))

    def warning(self, line: str) -> None:
        """Tell of what is no reason to close the shelf."""
        tell(f"note: {safe(line)}")

    def looked(self, books: int, _: int, broken: int) -> None:
        """Tell what there is in the folder, if it is something else than before."""
        if (books, broken) == self._last:
            return
        self._last = (books, broken)
        tell(f"{counted(books, 'book')} on the shelf.")
        if broken:
            tell(f"{counted(broken, 'file')} could not be read; the shelf's page names them.")


def _draw(address: str) -> None:
    try:
        import segno
    except ModuleNotFoundError:
        tell(f"On a phone: {address}")
        return
    drawn = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out=drawn, border=2, compact=True)
    print(drawn.getvalue(), end="", file=sys.stderr)


def _password(*, new: bool) -> str:
    """Return the password: the environment's, else the one that is kept, else a new one."""
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        if len(given) < _SHORTEST:
            raise Fic2EpubError(f"the password in {VARIABLE} is shorter than {_SHORTEST} characters")
        return given
    from platformdirs import user_state_path

    from fic2epub.serving.gate import kept_password

    return kept_password(user_state_path(APP, appauthor=False), new=new)
