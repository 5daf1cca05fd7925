"""An EPUB's bytes → an AZW3's, by calibre's `ebook-convert`, where that is installed.

No free library writes AZW3 without calibre's code, so calibre itself is asked, as a program: in a private
folder, with a limit of time. What it leaves is looked at before it is believed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from fic2epub.bookbinding import mobi
from fic2epub.bookbinding.saving import in_plain_words
from fic2epub.bookbinding.wording import one_line
from fic2epub.errors import BindingError

PROGRAM = "ebook-convert"
SECONDS = 120.0
"""What any book may take. A small one takes two seconds, once calibre has started."""
SECONDS_PER_MEGABYTE = 120.0
"""What a megabyte of EPUB may take on top; on a busy machine it took seventy."""
SEND_THE_EPUB = "Send the EPUB to your Kindle instead (Send to Kindle takes it): leave out --format azw3."
_TAIL = 4096
"""Bytes of what the program said last that are looked at."""


def converter() -> str:
    """Return the path of calibre's converter. Raises BindingError where it is not on PATH."""
    found = shutil.which(PROGRAM)
    if found is None:
        raise BindingError(
            f"an AZW3 is made by calibre, and its {PROGRAM} is not on PATH",
            advice=f"Install calibre. Or: {SEND_THE_EPUB}",
        )
    return os.path.abspath(found)  # noqa: PTH100  resolve() would follow a link to a program of many names


def azw3_of(epub: bytes) -> bytes:
    """Return a book as AZW3. Raises BindingError where calibre is missing, fails, hangs or leaves none."""
    program = converter()
    try:
        with tempfile.TemporaryDirectory(prefix="fic2epub-", ignore_cleanup_errors=True) as folder:
            return _converted(epub, program, Path(folder))
    except OSError as error:
        raise in_plain_words(error, Path(tempfile.gettempdir())) from error


def _converted(epub: bytes, program: str, folder: Path) -> bytes:
    source, target, said = folder / "book.epub", folder / "book.azw3", folder / "said.txt"
    source.write_bytes(epub)
    code = _run([program, str(source), str(target)], said, _limit(epub))
    if code != 0:
        raise _failure(f"calibre could not make an AZW3 of the book: {_last_words(said) or f'code {code}'}")
    made = target.read_bytes() if target.is_file() else b""
    if not mobi.is_whole(made):
        raise _failure("calibre said that it made an AZW3, but what it left is not a whole book")
    return made


def _run(command: list[str], said: Path, limit: float) -> int:
    """Run a program to its end, with what it says in a file, and return its exit code."""
    with said.open("wb") as out:
        try:
            # A session of its own: what it starts can then be ended with it.
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=said.parent,
                start_new_session=True,
            )
        except OSError as error:
            raise _failure(f"calibre's {PROGRAM} could not be started: {error.strerror}") from error
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        raise _failure(f"calibre did not come to an end within {limit:.0f} seconds") from None
    finally:  # Ctrl-C too: it is in a session of its own, and has not heard it
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and what it has started."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limit(epub: bytes) -> float:
    return SECONDS + SECONDS_PER_MEGABYTE * len(epub) / 1_000_000


def _last_words(said: Path) -> str:
    """Return the last line of what a program said, for a user."""
    with said.open("rb") as file:
        file.seek(max(0, said.stat().st_size - _TAIL))
        lines = file.read(_TAIL).decode(errors="replace").splitlines()
    return next((one_line(line)[:200] for line in reversed(lines) if one_line(line)), "")


def _failure(what: str) -> BindingError:
    return BindingError(what, advice=SEND_THE_EPUB)
