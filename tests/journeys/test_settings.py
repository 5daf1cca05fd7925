"""Settings files, from the outside: what is said once holds, and the program tells where it was said."""

from __future__ import annotations

import json
import os
import tomllib
import zipfile
from pathlib import Path

import pytest

from fic2epub.model.book import Format
from fic2epub.settings.keys import KEYS, read_settings
from journeys.program import Program

TEXT = """Chapter One

The boat was late, and nobody on the quay would say why.

A/N: so was I

Chapter Two

"Nobody minded," she said.
"""


@pytest.fixture(autouse=True)
def stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of texts, in a home folder of its own; the user's settings are in `nobody/`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("boat.txt", "german/ferry.txt", "drafts/old.txt"):
        path = tmp_path / "stories" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Title: {path.stem.title()}\nAuthor: fern\n\n{TEXT}")
    (tmp_path / "nobody").mkdir()
    return tmp_path / "stories"


def page(book: Path, name: str) -> str:
    with zipfile.ZipFile(book) as archive:
        return archive.read(f"EPUB/{name}").decode()


def style(book: Path) -> str:
    with zipfile.ZipFile(book) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".css"))


def test_a_folder_s_settings_hold_for_its_texts(fic: Program, stories: Path) -> None:
    (stories / "mine.css").write_text("p { color: teal }")
    (stories / "fic2epub.toml").write_text(
        'css = "mine.css"\noutput = "../shelf"\nexclude = ["drafts/"]\nnotes = "back"\nformat = "kepub"\n'
    )
    (stories / "german/fic2epub.toml").write_text('language = "Deutsch"\nnotes = "drop"\n')
    said = fic("convert", "stories")
    assert said.code == 0, said.err
    shelf = stories.parent / "shelf"
    books = sorted(path.name for path in shelf.glob("*.epub"))
    assert books == ["Boat - fern.kepub.epub", "Ferry - fern.kepub.epub"]
    boat, ferry = shelf / books[0], shelf / books[1]
    assert "color: teal" in style(boat)
    assert "so was I" in page(boat, "notes.xhtml")
    assert "so was I" not in page(ferry, "chapter-0001.xhtml")
    assert "<dc:language>de" in page(ferry, "content.opf")
    assert "„Nobody minded,“" in page(ferry, "chapter-0002.xhtml")


def test_one_text_has_the_settings_that_it_has_in_its_folder(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text('theme = "modern"\nexclude = ["german/"]')
    (stories / "german/fic2epub.toml").write_text('notes = "drop"')
    assert fic("convert", "stories/german/ferry.txt").code == 0
    plain = stories.parent / "Ferry - fern.epub"
    alone = plain.read_bytes()
    assert fic("convert", "stories/german/ferry.txt", "--theme", "modern", "--notes", "drop").code == 0
    assert plain.read_bytes() == alone
    assert fic("convert", "stories/german/ferry.txt", "--theme", "classic", "--notes", "keep").code == 0
    assert plain.read_bytes() != alone
    assert "so was I" in page(plain, "chapter-0001.xhtml")


def test_a_sidecar_outweighs_the_folder(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text('notes = "drop"\nlanguage = "de"\nsmarten = false')
    (stories / "boat.toml").write_text('notes = "keep"\nlanguage = "fr"\nsmarten = true')
    assert fic("convert", "stories/boat.txt", "-o", "boat.epub").code == 0
    book = stories.parent / "boat.epub"
    assert "so was I" in page(book, "chapter-0001.xhtml")
    assert "<dc:language>fr" in page(book, "content.opf")
    assert "« Nobody" in page(book, "chapter-0002.xhtml").replace("\N{NO-BREAK SPACE}", " ").replace(
        "\u202f", " "
    )


def test_the_user_s_own_file_holds_for_all_and_is_the_weakest(fic: Program, stories: Path) -> None:
    (stories.parent / "nobody/config.toml").write_text('notes = "drop"\noutput = "~/Books"')
    assert fic("convert", "stories/boat.txt").code == 0
    book = stories.parent / "Books/Boat - fern.epub"
    assert "so was I" not in page(book, "chapter-0001.xhtml")
    (stories / "fic2epub.toml").write_text('notes = "keep"')
    assert fic("convert", "stories/boat.txt").code == 0
    assert "so was I" in page(book, "chapter-0001.xhtml")
    assert fic("convert", "stories/boat.txt", "-o", "here").code == 0
    assert (stories.parent / "here/Boat - fern.epub").is_file()


def test_inspect_and_bind_go_by_them_too(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text('notes = "drop"\nlanguage = "de"\noutput = "bound"')
    seen = json.loads(fic("inspect", "stories/boat.txt", "--json").out)
    assert seen["facts"]["language"] == "de"
    assert seen["origins"]["language"] == "your word"
    assert "settings/notes" in {entry["rule"] for entry in seen["ledger"]}
    said = fic("bind", "stories/boat.txt", "stories/german/ferry.txt", "-t", "Both", "-a", "fern")
    assert said.code == 0, said.err
    assert (stories / "bound/Both - fern.epub").is_file()


def test_a_part_s_sidecar_outweighs_the_folder_s_language(fic: Program, stories: Path) -> None:
    for number in (1, 2):
        (stories / f"rain ch{number}.txt").write_text(TEXT)
        (stories / f"rain ch{number}.toml").write_text('language = "fr"')
    (stories / "fic2epub.toml").write_text('language = "de"')
    said = fic("bind", "stories/rain ch1.txt", "stories/rain ch2.txt", "-o", "rain.epub")
    assert said.code == 0, said.err
    assert "<dc:language>fr" in page(stories.parent / "rain.epub", "content.opf")


def test_a_name_given_with_o_outweighs_a_file_s_format(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text('format = "kepub"')
    assert fic("convert", "stories/boat.txt", "-o", "boat.epub").code == 0
    assert "koboSpan" not in page(stories.parent / "boat.epub", "chapter-0001.xhtml")
    assert fic("bind", "stories/boat.txt", "-o", "bound.epub").code == 0
    said = fic("convert", "stories/boat.txt", "-o", "boat.epub", "--format", "kepub")
    assert said.code == 6
    (stories / "fic2epub.toml").write_text("kindle_strict = true")
    said = fic("convert", "stories/boat.txt", "-o", "boat.kepub.epub")
    assert said.code == 0, said.err


def test_a_folder_is_made_anew_only_where_its_books_would_change(fic: Program, stories: Path) -> None:
    def written() -> list[str]:
        records = json.loads(fic("convert", "stories", "--json").out)
        return sorted(Path(record["source"]).stem for record in records if record["written"])

    assert len(written()) == 3
    assert written() == []
    settings = stories / "german/fic2epub.toml"
    settings.write_text('jobs = 1\nexclude = ["*.html"]')
    assert written() == []
    settings.write_text('theme = "clear"')
    assert written() == ["ferry"]
    assert written() == []
    settings.write_text('theme = "classic"')  # which is as it was at first
    assert written() == ["ferry"]
    settings.unlink()
    assert written() == []


def test_limits_in_a_file_hold_for_the_run(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text("jobs = 2\ntime_limit = 0.001")
    said = fic("convert", "stories")
    assert said.code == 1
    assert "not done within 0.001 seconds" in said.err
    assert fic("convert", "stories", "--time-limit", "60").code == 0


def test_a_wrong_file_stops_before_anything_is_written(fic: Program, stories: Path) -> None:
    (stories / "german/fic2epub.toml").write_text('\ntheem = "modern"')
    for command in (["convert", "stories"], ["inspect", "stories/german/ferry.txt"], ["config", "show", "stories/german"]):  # fmt: skip
        said = fic(*command)
        assert said.code == 4
        assert "unknown key 'theem'" in said.err
        assert "stories/german/fic2epub.toml" in said.err.replace(os.sep, "/")
        assert "Did you mean 'theme'?" in said.err
    assert not (stories.parent / "books").exists()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device without end here")
def test_a_stylesheet_that_never_ends_is_not_read(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text('css = "/dev/zero"')
    said = fic("convert", "stories/boat.txt")
    assert said.code == 4
    assert "the stylesheet is not a file" in said.err
    with (stories / "huge.css").open("wb") as file:
        file.truncate(2**30)
    (stories / "fic2epub.toml").write_text('css = "huge.css"')
    said = fic("convert", "stories/boat.txt")
    assert said.code == 4
    assert "larger than 4 MB" in said.err


def test_what_is_passed_over_is_told(fic: Program, stories: Path) -> None:
    (stories.parent / "elsewhere").mkdir()
    (stories / "more").symlink_to(stories.parent / "elsewhere")
    said = fic("convert", "stories")
    assert said.code == 0
    assert "note:  stories/more: a link to a folder is not followed" in said.err


def test_show_says_where_each_value_is_from(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text(
        'theme = "modern"\nexclude = ["drafts/", "*old*"]\nsmarten = false'
    )
    (stories / "boat.toml").write_text('notes = "end"')
    lines = {line.split()[0]: line for line in fic("config", "show", "stories/boat.txt").out.splitlines()}
    assert list(lines) == list(KEYS)
    assert lines["theme"].split() == ["theme", "modern", str(stories / "fic2epub.toml")]
    assert "drafts/, *old*" in lines["exclude"]
    assert lines["smarten"].split()[1] == "false"
    assert lines["notes"].split() == ["notes", "end", str(stories / "boat.toml")]
    assert lines["format"].split() == ["format", "epub", "default"]
    record = json.loads(fic("config", "show", "stories", "--json").out)
    assert record["path"] == "stories"
    assert record["settings"]["exclude"] == {
        "value": ["drafts/", "*old*"],
        "from": str(stories / "fic2epub.toml"),
    }
    assert record["settings"]["css"] == {"value": None, "from": "default"}
    assert record["settings"]["format"] == {"value": "epub", "from": "default"}


def test_show_is_safe_for_the_terminal(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").write_text(
        'name = "{title}\\u001b]]52;c;x\\u0007\\u202e"\ncss = "\\u001b[2J.css"'
    )
    for said in (fic("config", "show", "stories"), fic("config", "show", "stories", "--json")):
        assert said.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(said.out)


def test_show_of_nothing_is_an_error(fic: Program) -> None:
    for command in ("show", "path", "init"):
        assert fic("config", command, "nowhere").code == 3


def test_path_lists_the_strongest_first(fic: Program, stories: Path) -> None:
    (stories / "fic2epub.toml").touch()
    (stories / "german/fic2epub.toml").touch()
    said = fic("config", "path", "stories/german/ferry.txt")
    own = stories.parent / "nobody/config.toml"
    assert said.out.splitlines() == [
        str(stories / "german/fic2epub.toml"),
        str(stories / "fic2epub.toml"),
        f"{own}  (not there)",
    ]
    own.touch()
    assert fic("config", "path").out == f"{own}\n"


def test_init_writes_a_file_that_changes_nothing_until_it_is_edited(fic: Program, stories: Path) -> None:
    before = fic("config", "show", "stories").out
    assert fic("config", "init", "stories").out.splitlines() == [f"Wrote {Path('stories/fic2epub.toml')}"]
    path = stories / "fic2epub.toml"
    assert tomllib.loads(path.read_text()) == {}
    assert fic("config", "show", "stories").out == before
    said = "\n".join(line[2:] for line in path.read_text().splitlines() if " = " in line)
    path.write_text(said.replace("kindle_strict = true\n", ""))
    values = read_settings(path)
    assert set(values) == {*KEYS} - {"kindle_strict"}
    assert values["format"] is Format.KEPUB


def test_init_leaves_alone_what_is_there(fic: Program, stories: Path) -> None:
    path = stories / "fic2epub.toml"
    path.write_text("# mine")
    said = fic("config", "init", "stories")
    assert said.code == 6
    assert "there is a settings file already" in said.err
    assert path.read_text() == "# mine"
    path.unlink()
    path.symlink_to(stories / "gone.toml")
    assert fic("config", "init", "stories").code == 6
    assert not (stories / "gone.toml").exists()


def test_init_writes_the_user_s_file(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "nobody").rmdir()
    assert fic("config", "init", "--user").code == 0
    assert tomllib.loads((tmp_path / "nobody/config.toml").read_text()) == {}
    assert fic("config", "init", "--user").code == 6
    assert fic("config", "init", "stories", "--user").code == 2


def test_init_where_nothing_can_be_written_says_so(fic: Program, stories: Path) -> None:
    said = fic("config", "init", "stories/boat.txt")
    assert said.code == 6
    assert "can't be written" in said.err


@pytest.mark.parametrize("command", [[], ["show"], ["path"], ["init"]])
def test_each_command_has_help_with_examples(fic: Program, command: list[str]) -> None:
    said = fic("config", *command, "--help")
    assert said.code == 0
    assert not command or "fic2epub config" in said.out.split("Example")[1]
