"""What a URL is: a path as long as nobody asks the disk for it, and never a place to read a password."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from fic2epub.errors import SourceError
from fic2epub.stores import Url, located

SECRET = "sftp://ada:h4rd2guess@box.example/stories"


@pytest.mark.parametrize("text", ["s3://bucket/a b/rain.txt", "memory://x", "gs://b", "sftp://ada.example/x"])
def test_a_url_is_what_it_was(text: str) -> None:
    url = located(text)
    assert isinstance(url, Url)
    assert str(url) == url.full == f"{url}" == text
    again = pickle.loads(pickle.dumps(url))
    assert again == url
    assert isinstance(again, Url)


def test_a_url_is_taken_apart_and_put_together_as_a_path_is() -> None:
    url = located("s3://bucket/stories")
    text = url / "one" / "rain.txt"
    assert str(text) == "s3://bucket/stories/one/rain.txt"
    assert text.relative_to(url).parts == ("one", "rain.txt")
    assert isinstance(text.parent.parent, Url)
    assert text.parent.parent == url
    assert str(text.with_suffix(".toml")) == "s3://bucket/stories/one/rain.toml"


def test_a_url_that_went_through_a_path_is_known_again() -> None:
    assert str(located(Path("s3://bucket/stories"))) == "s3://bucket/stories"
    assert isinstance(located(Path("memory://")), Url)


@pytest.mark.parametrize(
    "text", ["rain.txt", "stories/rain", "a:b/c.txt", "C:/stories", "re: you.txt", "ab:", "/x"]
)
def test_what_is_no_url_is_a_path(text: str) -> None:
    assert located(text) == Path(text)
    assert not isinstance(located(text), Url)


def test_a_folder_that_is_called_like_one_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes:").mkdir()
    assert not isinstance(located(Path("notes:/rain.txt")), Url)


def test_file_urls_are_paths(tmp_path: Path) -> None:
    folder = tmp_path / "my stories"
    folder.mkdir()
    assert located(f"file://{tmp_path}/my%20stories") == folder
    assert located(f"file://{folder}") == folder
    assert located(f"file://localhost{folder}") == folder
    assert located(Path(f"file://{folder}")) == folder
    odd = tmp_path / "100%41.txt"
    odd.touch()
    assert located(f"file://{odd}") == odd
    with pytest.raises(SourceError, match="another computer"):
        located("file://stories/rain.txt")


def test_no_secret_is_shown() -> None:
    url = located(SECRET)
    assert isinstance(url, Url)
    assert str(url) == f"{url / 'x'}"[:-2] == "sftp://box.example/stories"
    assert "h4rd" not in repr(url)
    assert url.full == SECRET
    with pytest.raises(SourceError) as caught:
        located(SECRET + "/../x")
    assert "h4rd" not in str(caught.value)
    with pytest.raises(SourceError) as caught:
        located("https://ada:h4rd2guess@archive.example/works/1?token=h4rd")
    assert "fetches nothing from the web" in caught.value.what
    assert "h4rd" not in str(caught.value)


def test_the_disk_is_never_asked_for_a_url() -> None:
    url = located("s3://bucket/rain.txt")
    for ask in (os.path.realpath, os.stat, Path.exists, Path.read_bytes, open):
        with pytest.raises(SourceError, match="in a store"):
            ask(url)
    with pytest.raises(SourceError, match="in a store"):
        url.mkdir(parents=True)
