"""Many stories, with killers among them: each costs its own book, and the run its proper time.

FIC2EPUB_KILLER_STORIES says how many stories there are (default 60), of which one in twenty, and at least
eight, kills its worker: it hangs, brings its process down, wants all memory, or raises what can't be sent.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from batch.killers import KILLERS, make_or_kill
from batch.library import books, stories, temporaries
from batch.processes import descendants, gone
from fic2epub.batch import convert_all, plan
from fic2epub.batch.workers import IsolatedWorkers
from fic2epub.errors import Fic2EpubError
from fic2epub.model.outcome import Converted, Failed
from fic2epub.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it needs the signals of Unix")
STORIES = int(os.environ.get("FIC2EPUB_KILLER_STORIES", "60"))
LIMIT, MEMORY = 10, 512 << 20
WORDS = {
    "hang": "it was not done within 10 seconds",
    "abort": "its process ended in the middle (SIGABRT)",
    "segfault": "its process ended in the middle (SIGSEGV)",
    "exit": "its process ended in the middle (exit code 0)",
    "exit-9": "its process ended in the middle (exit code 9)",
    "politely": "its process ended in the middle (exit code 0)",
    "killed": "its process ended in the middle (SIGKILL)",
    "memory": "it needs more memory than 512 MB",
    "unsendable": "a fault of fic2epub itself: UnreadableError: rain.txt:3",
    "plain": "a fault of fic2epub itself: ValueError: odd",
}


class Killing(IsolatedWorkers):
    """Workers that do what they are asked for, but for the texts that are killers."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(make_or_kill, *args, **kwargs)


@pytest.mark.slow
def test_killers_cost_their_own_books(tmp_path: Path) -> None:
    texts, library = stories(tmp_path / "texts", STORIES, same=0), tmp_path / "library"
    victims = sorted(texts.iterdir())[:: STORIES // max(8, STORIES // 20)][: max(8, STORIES // 20)]
    killers = {}
    for number, path in enumerate(victims):
        word = list(KILLERS)[number % len(KILLERS)]
        killers[path.rename(path.with_name(f"{path.stem.split()[0]} {word}.txt"))] = word
    assert set(killers.values()) <= set(WORDS)

    start = time.monotonic()
    crew = Killing(2, time_limit=LIMIT, memory_limit=MEMORY)
    try:
        outcomes = list(convert_all(plan([texts], library), Settings(), executor=crew))
    finally:
        crew.shutdown(cancel_futures=True)
    seconds = time.monotonic() - start

    assert [outcome.source for outcome in outcomes] == sorted(texts.iterdir())
    failed: dict[Path, Fic2EpubError] = {one.source: one.error for one in outcomes if isinstance(one, Failed)}
    made = [one for one in outcomes if isinstance(one, Converted)]
    sys.stderr.write(f"{len(made)} books, {len(failed)} failures, {seconds:.0f} seconds\n")
    assert {source: error.what for source, error in failed.items()} == {
        source: WORDS[word] for source, word in killers.items()
    }
    assert all(error.where == str(source) and error.advice for source, error in failed.items())
    assert len(made) == STORIES - len(killers) == len(books(library))
    assert temporaries(library) == []
    gone(descendants("worker"))
    hung = sum(word == "hang" for word in killers.values())
    busy = max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert seconds < hung * (LIMIT + 2) + STORIES * 0.5 * busy + 20 * busy
