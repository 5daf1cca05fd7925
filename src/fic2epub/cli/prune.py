"""convert --prune: books whose texts are gone are removed, once the reader has said so."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fic2epub.cli.show import counted, safe, say, tell
from fic2epub.stores import Url

if TYPE_CHECKING:
    from fic2epub.batch import Surplus

NOT_ASKED = 2
"""The code where books would be removed, and nobody was there to be asked."""


def refuse_in_doubt(paths: Sequence[Path], output: Path | None) -> None:
    """Raise the error of a flag that makes no sense, or of a folder whose texts are all gone.

    This is asked before the run: after it, a folder would have texts again that the record knows.
    """
    from fic2epub.batch import BOOKS, surplus

    if any(isinstance(path, Url) for path in (*paths, output)):
        raise typer.BadParameter("it is for folders of a disk, not for a store", param_hint="--prune")
    if not any(path.is_dir() for path in paths):
        raise typer.BadParameter("only a folder's books can be pruned", param_hint="--prune")
    surplus(output or BOOKS, [path for path in paths if path.is_dir()])


def pruned(
    paths: Sequence[Path], output: Path | None, *, yes: bool, rehearse: bool, as_json: bool
) -> tuple[list[dict[str, object]], int]:
    """Remove the books of these folders whose texts are gone, after asking.

    Returns what became of each, for programs, and the exit code.
    """
    from fic2epub.batch import BOOKS, prune, surplus

    library, folders = output or BOOKS, [path for path in paths if path.is_dir()]
    found = surplus(library, folders)
    may_go = [one for one in found if not one.stays]
    _tell(found, rehearse=rehearse, as_json=as_json)
    code, removed = 0, set[Path]()
    if may_go and not rehearse:
        if yes or _agreed(len(may_go), as_json=as_json):
            removed = set(prune(library, folders))
            if not as_json:
                say(f"Removed {counted(len(removed), 'book')}.")
        elif as_json or not sys.stdin.isatty():
            tell("error: nobody was asked, and so no book was removed")
            tell("try:   Say --yes to remove them, or --dry-run to see them only.")
            code = NOT_ASKED
    return [_record(one, removed=one.book in removed) for one in found], code


def _tell(found: Sequence[Surplus], *, rehearse: bool, as_json: bool) -> None:
    for one in found:
        if one.stays:
            tell(f"note:  {safe(one.book)} stays, although its text is gone: {one.stays}")
        elif not as_json:
            said = "Would remove" if rehearse else "No text any more:"
            say(f"{said} {safe(one.book)} (of {safe(one.sources[0].name)})")


def _agreed(count: int, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    return typer.confirm(f"Remove {counted(count, 'book')}?", err=True)


def _record(one: Surplus, *, removed: bool) -> dict[str, object]:
    return {
        "source": str(one.sources[0]),
        "parts": [str(part) for part in one.sources] if len(one.sources) > 1 else [],
        "book": str(one.book),
        "removed": removed,
        "stays": one.stays,
    }
