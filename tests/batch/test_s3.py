"""A store that speaks S3, on the loopback: workers in other processes fetch from it and put there.

Not run where s3fs and moto are not installed (`pip install s3fs "moto[s3,server]"`): they bring sixty packages.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from batch.library import PROGRAM, ROOM, story
from fic2epub import (
    BindingError,
    Converted,
    Failed,
    IsolatedWorkers,
    Outcome,
    Settings,
    Skipped,
    SourceError,
    convert_all,
    plan,
)

pytest.importorskip("s3fs", reason="s3fs is not installed")
moto = pytest.importorskip("moto.server", reason="moto is not installed")
pytestmark = pytest.mark.filterwarnings("default")

TEXTS, BOOKS = "s3://archive/texts", "s3://archive/books"
PLAIN = Settings(no_cover=True)
COUNT = 12


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def room(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    said = {
        "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "h4rd2guess",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    path = os.pathsep.join(filter(None, [ROOM["PYTHONPATH"], os.environ.get("PYTHONPATH")]))
    return ROOM | said | {"PYTHONPATH": path}


@pytest.fixture
def s3(room: dict[str, str]) -> Iterator[Any]:
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    fs = s3fs.S3FileSystem()
    fs.mkdir("archive")
    for number in range(COUNT):
        title = f"Rain {number}" if number % 5 else "Rain"
        fs.pipe_file(
            f"archive/texts/{number % 3}/text {number} #é?.txt", story(title, words=f"{number}").encode()
        )
    yield fs
    fs.invalidate_cache()
    fs.rm("archive", recursive=True)


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [type(outcome).__name__ for outcome in outcomes]


def books(s3: Any) -> dict[str, bytes]:
    s3.invalidate_cache()
    return {Path(name).name: s3.cat_file(name) for name in s3.find("archive/books") if name.endswith(".epub")}


def test_workers_of_their_own_make_the_same_books(s3: Any, tmp_path: Path) -> None:
    with IsolatedWorkers(2) as workers:
        outcomes = list(convert_all(plan([TEXTS], BOOKS, PLAIN), executor=workers))
        assert kinds(outcomes) == ["Converted"] * COUNT, outcomes
        again = list(convert_all(plan([TEXTS], BOOKS, PLAIN), executor=workers))
    assert kinds(again) == ["Skipped"] * COUNT
    assert not [name for name in s3.find("archive") if name.endswith(".part")]
    here = list(convert_all(plan([TEXTS], tmp_path, PLAIN)))
    assert kinds(here) == ["Converted"] * COUNT
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.epub")} == books(s3)
    changed = "archive/texts/1/text 1 #é?.txt"
    s3.pipe_file(changed, story("Rain 1", words="Changed.").encode())
    third = list(convert_all(plan([TEXTS], BOOKS, PLAIN)))
    assert [str(one.source) for one in third if isinstance(one, Converted)] == [f"s3://{changed}"]


def test_a_cluster_that_shares_no_disk_makes_the_same_books(
    s3: Any, room: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    from batch.test_cluster import running, wait_for
    from fic2epub.batch.cluster import cluster

    monkeypatch.setenv("PYTHONPATH", room["PYTHONPATH"])
    scheduler = ("distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
    worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
    folder = tmp_path / "worker"
    folder.mkdir()
    log = tmp_path / "scheduler.log"
    with running(*scheduler, log=log):
        address = wait_for(log, r"tcp://127\.0\.0\.1:\d+")[0]
        with running(*worker, address, log=folder / "log"), cluster(address) as executor:
            outcomes = list(convert_all(plan([TEXTS], BOOKS, PLAIN), executor=executor))
            with pytest.raises(SourceError, match="in this process alone"):
                list(convert_all(plan(["memory://x.txt"], BOOKS, PLAIN), executor=executor))
    assert kinds(outcomes) == ["Converted"] * COUNT
    assert len(books(s3)) == COUNT


def test_the_command_line(s3: Any, room: dict[str, str], tmp_path: Path) -> None:
    def run(*args: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [*PROGRAM, "convert", *args, "--no-cover"]
        return subprocess.run(
            command, capture_output=True, text=True, env=room | more, cwd=tmp_path, check=False
        )

    s3.pipe_file("archive/texts/empty.txt", b"")
    done = run(TEXTS, "-o", BOOKS)
    assert done.returncode == 1
    assert f"Wrote {COUNT} books to {BOOKS}. 1 text failed." in done.stdout
    assert f"where: {TEXTS}/empty.txt" in done.stderr
    assert len(books(s3)) == COUNT
    away = run(TEXTS, "-o", "s3://no-such-bucket-here/books")
    assert away.returncode == BindingError.code
    assert "error: there is no such file or folder in the store" in away.stderr
    assert not s3.exists("no-such-bucket-here")  # it is the reader's to make
    gone = run(TEXTS, "-o", BOOKS, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert gone.returncode == 3
    assert "error: the store failed" in gone.stderr
    for said in (done, away, gone):
        assert "Traceback" not in said.stderr
        assert "h4rd2guess" not in said.stderr + said.stdout
    assert not list(tmp_path.iterdir())


def test_a_text_that_goes_while_the_run_is_on_fails_alone(s3: Any) -> None:
    jobs = plan([TEXTS], BOOKS, PLAIN)
    s3.rm_file("archive/texts/0/text 3 #é?.txt")
    outcomes = list(convert_all(jobs))
    (lost,) = (one for one in outcomes if isinstance(one, Failed))
    assert "no such file" in lost.error.what
    assert len(books(s3)) == COUNT - 1
    assert not any(isinstance(one, Skipped) for one in outcomes)
