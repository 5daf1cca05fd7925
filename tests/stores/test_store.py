"""What a store says is told in our words, and its times and marks are understood."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from fic2epub.batch.stored_manifest import _STAGED
from fic2epub.errors import BindingError, Fic2EpubError, SourceError
from fic2epub.stores import Url, located
from fic2epub.stores import store as stores


def url(text: str) -> Url:
    found = located(text)
    assert isinstance(found, Url)
    return found


class NoCredentialsError(Exception):
    pass


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (FileNotFoundError("The specified bucket does not exist"), "no such file or folder"),
        (PermissionError("Access Denied"), "no permission"),
        (NoCredentialsError("Unable to locate credentials"), "no permission"),
        (NotImplementedError(), "can't do that"),
        (ConnectionError("Could not connect to sftp://ada:h4rd2guess@box:9/"), "the store failed"),
        (RuntimeError("bad word\nh4rd2guess\n" + "x" * 10_000), "the store failed"),
    ],
)
def test_each_error_is_told(problem: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Url) -> tuple[Any, str]:
        raise problem

    monkeypatch.setattr(stores, "_opened", broken)
    place = url("sftp://ada:h4rd2guess@box/stories/rain.txt")
    with pytest.raises(SourceError, match=words) as caught:
        stores.read(place)
    assert "h4rd" not in f"{caught.value} {caught.value.advice}"
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert caught.value.where == "sftp://box/stories/rain.txt"
    assert caught.value.advice
    with pytest.raises(BindingError, match=words):
        stores.write(place, b"")


@pytest.mark.parametrize(
    ("login", "said", "shown"),
    [
        ("ada:p%40w0rd", "530 no: p@w0rd", "530 no: …"),
        ("ada:p%40w0rd", "530 no: ada:p@w0rd", "530 no: …"),
        ("ada:p%40w0rd", "530 no: p%40w0rd at ftp://ada:p%40w0rd@h/x", "530 no: … at ftp://…@h/x"),
        ("ada:p%3a%2fw", "530 no: p%3A%2Fw, p:/w", "530 no: …, …"),
        ("ada:p(w)rd", "530 no: p%28w%29rd", "530 no: …"),
        ("a:no", "530 nobody here, not now", "530 nobody here, not now"),
        ("ada", "530 no: ada", "530 no: …"),
    ],
)
def test_a_password_is_left_out_however_the_store_spells_it(
    login: str, said: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Url) -> tuple[Any, str]:
        raise RuntimeError(said)

    monkeypatch.setattr(stores, "_opened", broken)
    with pytest.raises(SourceError) as caught:
        stores.read(url(f"ftp://{login}@h/x"))
    assert caught.value.what == f"the store failed (RuntimeError: {shown})"


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Any:
    memory = pytest.importorskip("fsspec.implementations.memory")

    class Folders(memory.MemoryFileSystem):  # type: ignore[misc,name-defined,unused-ignore]
        """A store of its own, beside that of other tests."""

        store: ClassVar[dict[str, Any]] = {}
        pseudo_dirs: ClassVar[list[str]] = [""]

    fs = Folders(skip_instance_cache=True)
    fs.store.clear()
    monkeypatch.setattr(stores, "_opened", lambda place: (fs, f"/{'/'.join(place.parts[2:])}"))
    return fs


def test_two_that_save_at_once_have_a_name_aside_each(folders: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place, asides = url("ftp://h/books/.fic2epub"), []
    usual = stores.move

    def move(old: Url, new: Url) -> None:
        asides.append(old.name)
        if len(asides) == 1:
            stores.save(place, b"another's")  # another run saves between our writing and our renaming
        usual(old, new)

    monkeypatch.setattr(stores, "move", move)
    stores.save(place, b"ours")
    assert len(set(asides)) == 2
    assert all(_STAGED.fullmatch(name) for name in asides)  # what a dead run leaves is swept
    assert {name: folders.cat_file(name) for name in folders.find("/")} == {"/books/.fic2epub": b"ours"}


def test_a_file_that_can_t_be_saved_leaves_nothing_aside(
    folders: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(folders, "mv", refused)
    with pytest.raises(BindingError):
        stores.save(url("ftp://h/books/rain.epub"), b"book")
    assert folders.find("/") == []


def test_an_unknown_store_and_a_missing_package_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Fic2EpubError, match="no store is known as nowhere://"):
        stores.read(url("nowhere://bucket/x"))
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(Fic2EpubError) as caught:
        stores.read(url("s3a://bucket/x"))
    assert "pip install s3fs" in caught.value.advice
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(Fic2EpubError) as caught:
        stores.read(url("memory://x"))
    assert 'pip install "fic2epub[remote]"' in caught.value.advice


@pytest.mark.parametrize(
    "time", [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 1767323045.0, 1767323045, "2026-01-02T03:04:05Z"]
)
def test_times_are_understood_however_they_are_told(time: object) -> None:
    assert stores._nanoseconds(time) == 1767323045 * 10**9


@pytest.mark.parametrize("time", ["yesterday", None, float("inf"), float("nan"), b"x"])
def test_a_time_that_is_none_is_unknown(time: object) -> None:
    assert stores._nanoseconds(time) == 0


def test_fsspec_is_loaded_for_a_url_alone() -> None:
    code = (
        "import sys, fic2epub; from pathlib import Path; fic2epub.convert_all; fic2epub.convert\n"
        "fic2epub.plan([Path('rain.txt')], Path('books'), fic2epub.Settings())\n"
        "list(fic2epub.convert_all(fic2epub.plan([Path('rain.txt')])))\n"
        "print('fsspec' in sys.modules); fic2epub.plan(['memory://x/rain.txt']); print('fsspec' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
