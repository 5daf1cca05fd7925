"""A Dask cluster makes the same books, also when one of its workers is killed in the middle."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fic2epub.batch import convert_all, plan
from fic2epub.errors import Fic2EpubError
from fic2epub.model.outcome import Converted
from fic2epub.settings import Settings

pytest.importorskip("distributed", reason="Dask is not installed")

TEXTS = 24
PATIENCE = 90.0


@contextlib.contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=out, stderr=out, cwd=log.parent)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(log: Path, pattern: str) -> re.Match[str]:
    end = time.monotonic() + PATIENCE
    while not (found := re.search(pattern, log.read_text())):
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)
    return found


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(TEXTS):
        words = "\n\n".join(f"It rained on day {day} of {number}." for day in range(60))
        (folder / f"{number:02}.txt").write_text(f"Rain {number}\nby fern\n\n{words}\n")
    return folder


def test_a_cluster_makes_the_same_books_though_a_worker_dies(texts: Path, tmp_path: Path) -> None:
    from fic2epub.batch.cluster import cluster

    settings = Settings(no_cover=True)
    worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
    with contextlib.ExitStack() as stack:
        scheduler = ("distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        log = tmp_path / "scheduler.log"
        stack.enter_context(running(*scheduler, log=log))
        address = wait_for(log, r"tcp://127\.0\.0\.1:\d+")[0]
        logs = [tmp_path / f"worker-{number}.log" for number in range(2)]
        workers = [stack.enter_context(running(*worker, address, log=log)) for log in logs]
        for log in logs:
            wait_for(log, "Registered to")
        executor = stack.enter_context(cluster(address))
        jobs = plan([texts], tmp_path / "cluster")
        outcomes = []
        for outcome in convert_all(jobs, settings, executor=executor):
            outcomes.append(outcome)
            if len(outcomes) == 2:
                workers[0].kill()
    assert len(outcomes) == TEXTS
    assert all(isinstance(outcome, Converted) for outcome in outcomes)
    list(convert_all(plan([texts], tmp_path / "here"), settings))
    here, there = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).glob("*.epub")}
        for folder in ("here", "cluster")
    )
    assert here == there
    assert len(here) == TEXTS


def test_no_scheduler_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from fic2epub.batch.cluster import cluster

    monkeypatch.setattr("fic2epub.batch.cluster._SECONDS", 1)
    with pytest.raises(Fic2EpubError, match="no Dask scheduler answers"), cluster("tcp://127.0.0.1:9"):
        pass
