"""The layers: the user's file, the folders' files from the outside in, a text's sidecar, flags."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fic2epub.errors import RuleError
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from fic2epub.settings.files import SettingsFiles, limits, paths, told
from fic2epub.settings.globs import Globs
from fic2epub.settings.sidecar import read_sidecar

Saying = Callable[[str, str], Path]


def test_nothing_said_changes_nothing(home: Path) -> None:
    assert SettingsFiles().of_folder(home) == Settings()


def test_each_layer_outweighs_the_one_before_key_by_key(home: Path, says: Saying) -> None:
    says("own", 'theme = "clear"\nnotes = "back"\njobs = 3\nlanguage = "fr"')
    says("stories", 'theme = "modern"\nnotes = "end"\nsmarten = false')
    says("stories/german", 'language = "Deutsch"\nnotes = "drop"')
    german = SettingsFiles().of_folder(home / "stories/german")
    assert (german.theme, german.notes, german.language) == ("modern", "drop", "de")
    assert (german.smarten, german.jobs) == (False, 3)
    assert SettingsFiles().of_folder(home / "stories").language == "fr"
    flags = Settings(theme="classic", smarten=True, jobs=0)
    mine = SettingsFiles(flags).of_folder(home / "stories/german")
    assert (mine.theme, mine.smarten, mine.jobs, mine.notes) == ("classic", True, 0, "drop")


def test_a_sidecar_outweighs_files_and_flags_outweigh_it(home: Path, says: Saying) -> None:
    says("stories", 'language = "de"\nnotes = "end"\nsmarten = false\nencoding = "cp1252"')
    text = home / "stories/rain.txt"
    text.with_suffix(".toml").write_text(
        'language = "fr"\nnotes = "back"\nsmarten = true\nencoding = "utf-8"'
    )
    sidecar = read_sidecar(text)
    filed = SettingsFiles().of(text).under(sidecar)
    assert (filed.language, filed.notes, filed.smarten, filed.encoding) == ("", "back", True, "utf-8")
    flags = Settings(language="it", notes="drop", smarten=False, encoding="cp1250")
    flagged = SettingsFiles(flags).of(text).under(sidecar)
    assert (flagged.language, flagged.notes, flagged.smarten, flagged.encoding) == (
        "it",
        "drop",
        False,
        "cp1250",
    )
    assert filed.under(sidecar) == filed  # it is asked twice on a book's way


def test_a_silent_sidecar_leaves_the_files_their_say(home: Path, says: Saying) -> None:
    says("stories", 'language = "de"\nnotes = "end"\nsmarten = false')
    text = home / "stories/rain.txt"
    text.with_suffix(".toml").write_text('title = "Rain"')
    known = SettingsFiles().of(text).under(read_sidecar(text))
    assert (known.language, known.notes, known.smarten) == ("de", "end", False)


def test_an_emptied_key_hides_what_files_further_away_say(home: Path, says: Saying) -> None:
    says("own", 'language = "fr"')
    says("stories", 'css = "mine.css"\nexclude = ["*old*"]')
    says("stories/plain", 'css = ""\nlanguage = ""\nexclude = []')
    known = SettingsFiles().of_folder(home / "stories/plain")
    assert (known.css, known.language) == (None, "")
    assert known.exclude is not None
    assert known.exclude.patterns == ()


def test_paths_are_relative_to_the_file_that_says_them(home: Path, says: Saying) -> None:
    says("stories", 'css = "looks/mine.css"\noutput = "../books"')
    known = SettingsFiles().of_folder(home / "stories/deep/down")
    assert known.css == home / "stories/looks/mine.css"
    assert known.output == home.resolve() / "books"
    says("stories", 'output = "~/Books"')
    assert SettingsFiles().of_folder(home / "stories").output == home / "Books"


def test_the_home_folder_ends_the_way_up(home: Path, says: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    says("", 'theme = "modern"')
    says("stories", 'notes = "end"')
    known = SettingsFiles().of_folder(home / "stories")
    assert (known.theme, known.notes) == ("", "end")
    assert SettingsFiles().of_folder(home).theme == "modern"  # texts that are right there
    monkeypatch.setenv("HOME", str(home / "stories/mine"))
    monkeypatch.setenv("USERPROFILE", str(home / "stories/mine"))
    known = SettingsFiles().of_folder(home / "stories")
    assert (known.theme, known.notes) == ("modern", "end")  # elsewhere the disk's root does
    assert SettingsFiles().of_folder(home / "stories/mine").notes == ""


def test_the_disk_s_root_has_no_say() -> None:
    root = Path("/").absolute()
    assert root / "fic2epub.toml" not in paths(root / "srv" / "stories")
    assert root / "srv" / "fic2epub.toml" in paths(root / "srv" / "stories")


def test_a_folder_is_where_the_user_sees_it(home: Path, says: Saying) -> None:
    says("far", 'theme = "modern"')
    says("near", 'theme = "clear"')
    (home / "far/texts").mkdir()
    (home / "near/texts").symlink_to(home / "far/texts")
    assert SettingsFiles().of_folder(home / "near/texts").theme == "clear"
    # but `..` goes where the system goes
    assert SettingsFiles().of_folder(home / "near/texts/..").theme == "modern"


def test_relative_names_are_found(home: Path, says: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    says("stories", 'theme = "modern"')
    monkeypatch.chdir(home / "stories")
    assert SettingsFiles().of(Path("rain.txt")).theme == "modern"
    assert SettingsFiles().of(Path()).theme == "modern"


def test_what_is_stronger_decides_between_kobo_and_kindle(home: Path, says: Saying) -> None:
    says("own", "kindle_strict = true")
    says("stories", 'format = "kepub"')
    folder = home / "stories"
    known = SettingsFiles().of_folder(folder)
    assert (known.format, known.kindle_strict) == (Format.KEPUB, None)
    known = SettingsFiles(Settings(kindle_strict=True)).of_folder(folder)
    assert (known.format, known.kindle_strict) == (None, True)
    known = SettingsFiles(Settings(kindle_strict=False)).of_folder(folder)
    assert (known.format, known.kindle_strict) == (Format.KEPUB, False)


def test_a_cover_that_is_given_is_stronger_than_a_file_without(home: Path, says: Saying) -> None:
    says("stories", "no_cover = true")
    text = home / "stories/rain.txt"
    assert SettingsFiles().of(text).under(read_sidecar(text)).no_cover is True
    assert SettingsFiles(Settings(no_cover=False)).of(text).no_cover is False
    assert SettingsFiles(Settings(cover=home / "x.jpg")).of(text).no_cover is None
    text.with_suffix(".toml").write_text('cover = "rain.jpg"')
    assert SettingsFiles().of(text).under(read_sidecar(text)).no_cover is False
    assert SettingsFiles(Settings(no_cover=True)).of(text).under(read_sidecar(text)).no_cover is True
    assert told(text)["no_cover"].path == text.with_suffix(".toml")


def test_patterns_know_the_folder_of_their_file(home: Path, says: Saying) -> None:
    says("own", 'exclude = ["/top.txt"]')
    mine = SettingsFiles().of_folder(home / "a").exclude
    assert mine is not None
    assert mine.match(home / "a/top.txt", home / "a")
    assert not mine.match(home / "a/b/top.txt", home / "a")
    says("a", 'exclude = ["/b/*.txt"]')
    theirs = SettingsFiles().of_folder(home / "a/b").exclude
    assert theirs is not None
    assert theirs.match(home / "a/b/one.txt", home / "a/b")


def test_told_says_where_each_value_is_from(home: Path, says: Saying) -> None:
    own, folder = (
        says("own", "jobs = 2\nmemory_limit = 0"),
        says("stories", 'notes = "end"\ntheme = "modern"'),
    )
    text = home / "stories/rain.txt"
    text.write_text("Rain.")
    text.with_suffix(".toml").write_text('notes = "back"\nlanguage = "fr"\ntitle = "Rain"')
    known = told(text)
    assert {key: (one.value, one.path) for key, one in known.items() if one.path} == {
        "language": ("fr", text.with_suffix(".toml")),
        "notes": ("back", text.with_suffix(".toml")),
        "theme": ("modern", folder),
        "jobs": (2, own),
        "memory_limit": (0, own),
    }
    assert (known["smarten"].value, known["time_limit"].value) == (True, 120)
    assert told(home / "stories")["notes"].value == "end"


def test_limits_are_those_of_the_run_or_the_usual() -> None:
    assert limits(Settings()) == (0, 120, 2048)
    assert limits(Settings(jobs=0, time_limit=0.0, memory_limit=7)) == (0, 0, 7)


def test_each_file_is_read_once(home: Path, says: Saying) -> None:
    path = says("stories", 'theme = "modern"')
    files = SettingsFiles()
    assert files.of_folder(home / "stories/a").theme == "modern"
    path.unlink()
    assert files.of_folder(home / "stories/b").theme == "modern"


WRONG = {
    "themes = 'modern'": ("unknown key 'themes'", "Did you mean 'theme'?", ""),
    "title = 'Rain'": ("unknown key 'title'", "in its sidecar", ""),
    "autors = 'Rain'": ("unknown key 'autors'", "Did you mean 'authors'?", ""),
    "zzz = 1": ("unknown key 'zzz'", "Known keys: language, encoding", ""),
    "theme = 3": ("'theme' must be a string, not 3", "", ""),
    "theme = 'modren'": ("'theme' can't be 'modren'", "Did you mean 'modern'?", ""),
    "notes = 'burn'": ("'notes' can't be 'burn'", "keep, end, back, drop", ""),
    "format = 'epbu'": ("'format' can't be 'epbu'", "Did you mean 'epub'?", ""),
    "language = 'Martian'": ("no language called 'Martian'", "Deutsch", ""),
    "encoding = 'cp99999'": ("no encoding called 'cp99999'", "cp1252", ""),
    "encoding = 'rot13'": ("no encoding called 'rot13'", "", ""),
    "smarten = 'no'": ("'smarten' must be true or false, not 'no'", "", ""),
    "kindle_strict = 1": ("'kindle_strict' must be true or false, not 1", "", ""),
    "css = ['a']": ("'css' must be a string", "", ""),
    "css = '~nobody-of-that-name/x'": ("names a home folder that is not there", "", ""),
    "css = 'a\\u0000b'".replace("'", '"'): ("'css' is no path", "", ""),
    "output = 'all.epub'": ("'output' is a book, not a folder", "", ""),
    "include = 3": ("'include' must be a list of strings, not 3", "", ""),
    "include = ['a', 3]": ("'include' must be a list of strings", "", ""),
    "exclude = ['[z-a]']": ("'exclude' holds '[z-a]', which is no pattern", ".gitignore", ""),
    "exclude = '!'": ("'exclude' holds '!', which is no pattern", "", ""),
    "exclude = '*a*b*c*'": ("'exclude' holds '*a*b*c*', which has too many stars", "at most 3", ""),
    "x = 1 # " + "x" * 2**20: ("larger than 1 MB", "", ""),
    "jobs = -1": ("'jobs' must be from 0 to", "", ""),
    "jobs = 1.5": ("'jobs' must be a whole number, not 1.5", "", ""),
    "jobs = true": ("'jobs' must be a number, not True", "", ""),
    "time_limit = nan": ("'time_limit' must be a number, not nan", "", ""),
    "time_limit = inf": ("'time_limit' must be from 0 to", "", ""),
    "memory_limit = 10000000000000000000000": ("'memory_limit' must be from 0 to", "", ""),
    "name = 1": ("'name' must be a string, not 1", "", ""),
    "format = 'kepub'\nkindle_strict = true": ("for a Kobo, and for no Kindle", "Leave out 'kindle_strict'", ""),
    "jobs = 1\ntheme = modern": ("Invalid value", "in quotation marks", ":2"),
    "theme = 'a'\n\ntheme = 'b'": ("Cannot overwrite a value", "", ":3"),
    "theme = [": ("Invalid value", "", ""),
    "[theme]\na = 1": ("'theme' must be a string", "", ""),
    "x = " + "[" * 5000: ("can't be read", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:30])
@pytest.mark.parametrize("folder", ["own", "stories"])
def test_a_wrong_file_says_what_and_where(home: Path, says: Saying, folder: str, text: str) -> None:
    what, advice, line = WRONG[text]
    path = says(folder, text)
    with pytest.raises(RuleError) as raised:
        SettingsFiles().of_folder(home / "stories")
    assert what in raised.value.what
    assert advice in raised.value.advice
    assert raised.value.where.startswith(str(path) + line)
    assert len(raised.value.what) < 200


def test_a_byte_order_mark_does_no_harm(home: Path, says: Saying) -> None:
    path = says("stories", "")
    path.write_bytes(b'\xef\xbb\xbftheme = "modern"\r\n')
    assert SettingsFiles().of_folder(home / "stories").theme == "modern"


def test_a_file_in_another_encoding_says_so(home: Path, says: Saying) -> None:
    says("stories", "").write_bytes('css = "été.css"'.encode("cp1252"))
    with pytest.raises(RuleError, match="not in UTF-8"):
        SettingsFiles().of_folder(home / "stories")


@pytest.mark.parametrize("pattern", ["*a*a*b", "**/a/**/b", "**/*a*b", "a/**/a/**/b", "?" * 200 + "b"])
def test_patterns_are_quick_for_names_that_nearly_fit(home: Path, pattern: str) -> None:
    globs = Globs((pattern,), home)
    start = time.perf_counter()
    assert not globs.match(home / "x" / ("a" * 250), home)
    assert not globs.match(home / ("a/" * 100 + "c"), home)
    assert time.perf_counter() - start < 2


def test_a_link_to_nothing_is_told_and_a_folder_of_that_name_is_none(home: Path) -> None:
    for name in ("linked", "odd"):
        (home / name).mkdir()
    (home / "linked/fic2epub.toml").symlink_to(home / "gone.toml")
    with pytest.raises(RuleError, match="No such file"):
        SettingsFiles().of_folder(home / "linked")
    (home / "odd/fic2epub.toml").mkdir()
    assert SettingsFiles().of_folder(home / "odd") == Settings()


def test_a_text_called_as_the_folder_s_file_has_another_sidecar(home: Path, says: Saying) -> None:
    says("stories", 'theme = "modern"')
    assert not read_sidecar(home / "stories/fic2epub.txt").findings
    (home / "stories/fic2epub.txt.toml").write_text('title = "About It"')
    assert read_sidecar(home / "stories/fic2epub.txt").findings[0].values == ("About It",)
