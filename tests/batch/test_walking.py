"""Which texts of a folder are found, and what is said of those that are passed over."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from fic2epub.batch import plan, planned
from fic2epub.errors import SourceError
from fic2epub.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "own")
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / "stories"
    for name in ("b.txt", "a.md", "drafts/c.txt", "sea/drafts/d.txt", "sea/told.txt", "sea/Old Ship.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Rain.")
    return root


def found(folder: Path, said: str = "") -> list[str]:
    if said:
        (folder / "fic2epub.toml").write_text(said)
    return [job.source.relative_to(folder).as_posix() for job in plan([folder], settings=Settings())]


ALL = ["a.md", "b.txt", "drafts/c.txt", "sea/Old Ship.html", "sea/told.txt", "sea/drafts/d.txt"]


def test_all_texts_in_a_stable_order(folder: Path) -> None:
    assert found(folder) == ALL


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ('exclude = ["drafts/"]', ["a.md", "b.txt", "sea/Old Ship.html", "sea/told.txt"]),
        ('exclude = ["/drafts/"]', ["a.md", "b.txt", "sea/Old Ship.html", "sea/told.txt", "sea/drafts/d.txt"]),
        ('exclude = ["drafts/**"]', ["a.md", "b.txt", "sea/Old Ship.html", "sea/told.txt", "sea/drafts/d.txt"]),
        ('exclude = "*old*"', ["a.md", "b.txt", "drafts/c.txt", "sea/Old Ship.html", "sea/drafts/d.txt"]),
        ('exclude = ["*", "!*.md"]', ["a.md"]),
        ('include = ["*.txt"]', ["b.txt", "drafts/c.txt", "sea/told.txt", "sea/drafts/d.txt"]),
        ('include = ["sea/"]\nexclude = ["drafts/"]', ["sea/Old Ship.html", "sea/told.txt"]),
        ("include = []\nexclude = []", ALL),
        ('exclude = ["../stories/*"]', ALL),
    ],
)  # fmt: skip
def test_patterns_choose(folder: Path, said: str, left: list[str]) -> None:
    assert found(folder, said) == left


def test_the_nearest_file_s_patterns_stand_in_for_those_above(folder: Path) -> None:
    (folder / "sea/fic2epub.toml").write_text('exclude = ["told.txt"]')
    assert found(folder, 'exclude = ["drafts/"]') == [
        "a.md",
        "b.txt",
        "sea/Old Ship.html",
        "sea/drafts/d.txt",
    ]
    (folder / "sea/fic2epub.toml").write_text('theme = "modern"')
    assert found(folder) == ["a.md", "b.txt", "sea/Old Ship.html", "sea/told.txt"]


def test_patterns_of_a_folder_above_hold_below(folder: Path) -> None:
    (folder / "fic2epub.toml").write_text('exclude = ["sea/drafts/"]')
    jobs = plan([folder / "sea"], settings=Settings())
    assert [job.source.name for job in jobs] == ["Old Ship.html", "told.txt"]


def test_a_text_that_is_named_is_taken(folder: Path) -> None:
    (folder / "fic2epub.toml").write_text('exclude = ["b.txt"]')
    assert [job.source.name for job in plan([folder / "b.txt"], settings=Settings())] == ["b.txt"]


def test_where_nothing_is_left_the_settings_are_named(folder: Path) -> None:
    (folder / "fic2epub.toml").write_text('exclude = ["*"]')
    with pytest.raises(SourceError, match="settings leave out all texts") as raised:
        plan([folder], settings=Settings())
    assert "config show" in raised.value.advice


def test_without_settings_no_file_is_looked_for(folder: Path) -> None:
    (folder / "fic2epub.toml").write_text('exclude = ["*"]')
    jobs = plan([folder])
    assert len(jobs) == len(ALL)
    assert {job.settings for job in jobs} == {None}


def test_hidden_files_and_office_leftovers_are_no_texts(folder: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".a.txt", "~$b.txt", ".git/c.txt", "README.md"):
        (folder / name).write_text("Rain.")
    assert found(folder) == ALL
    assert planned([folder]).notices == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_what_is_no_file_is_passed_over_with_a_word(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "nothing.txt").symlink_to("/dev/null")
    (folder / "folder.txt").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may be no longer than a hundred characters
        server.bind("wire.txt")
        os.chdir(here)
        assert found(folder) == ALL
        notices = planned([folder]).notices
    assert [(notice.code, notice.text.split("/")[-1]) for notice in notices] == [
        ("batch/no-file", "nothing.txt: this is a device, not a file."),
        ("batch/no-file", "pipe.txt: this is a pipe, not a file."),
        ("batch/no-file", "wire.txt: this is a socket, not a file."),
    ]


def test_links_to_folders_are_told_if_stories_may_be_missed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "stories and more").mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "sea/back").symlink_to("..")
    (folder / "sea/again").symlink_to("../drafts")
    (folder / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "more").symlink_to(tmp_path / "stories and more")
    (folder / "up").symlink_to(tmp_path)
    assert found(folder) == ALL
    told = [notice.text.split(":")[0] for notice in planned([folder]).notices]
    assert told == [str(folder / name) for name in ("away", "more", "up")]


def test_a_link_to_a_text_is_a_text_and_one_to_nothing_fails_loudly(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "far.txt").write_text("Rain.")
    (folder / "link.txt").symlink_to(tmp_path / "far.txt")
    (folder / "gone.txt").symlink_to(tmp_path / "gone")
    assert sorted({*found(folder)} - {*ALL}) == ["gone.txt", "link.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder_is_told(folder: Path) -> None:
    (folder / "drafts").chmod(0)
    try:
        assert [notice.code for notice in planned([folder]).notices] == ["batch/closed"]
    finally:
        (folder / "drafts").chmod(0o700)


def test_a_folder_that_closes_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("drafts"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", closed)
    told = [notice.text for notice in planned([folder]).notices]
    assert len(told) == 2
    assert "drafts: this folder can't be opened (Permission denied)." in told[0]


def test_a_settings_file_beside_no_text_is_no_text(folder: Path) -> None:
    (folder / "fic2epub.toml").write_text('theme = "modern"')
    assert found(folder) == ALL


def test_two_names_of_one_folder_are_one_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    (folder / "sea/fic2epub.toml").write_text('output = "../../books"')
    (folder / "drafts/fic2epub.toml").write_text(f'output = "{folder.parent.as_posix()}/stories/../books"')
    assert len({job.folder for job in plan([folder], settings=Settings())}) == 1
