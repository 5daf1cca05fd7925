"""fic2epub sites, from the outside."""

from pathlib import Path

import pytest

from fic2epub import lookup
from fic2epub.conversion import sites
from journeys.program import Program

MINE = """
name = "River Tales"
marks = ['^River Tales$']
[[rule]]
id = "river/menu"
why = "A button."
match = 'Row back'
takes = ["Row back"]
spares = ["Row back, she said."]
"""


def test_it_lists_the_sites(fic: Program) -> None:
    said = fic("sites")
    assert said.code == 0
    assert "site   Archive of Our Own: " in said.out
    assert "habit" in said.out
    assert said.out.count(" rule") >= len(lookup.find("sites"))


def test_a_file_that_keeps_its_word(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "river.toml").write_text(MINE)
    said = fic("sites", "check", "river.toml")
    assert (said.code, said.out) == (0, "River Tales: 1 rule, 2 examples, all as they say.\n")


def test_a_file_that_does_not(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "river.toml").write_text(MINE.replace("'Row back'", "'Row.*'"))
    said = fic("sites", "check", "river.toml")
    assert said.code == 4
    assert "river/menu" in said.err
    assert fic("sites", "check", "none.toml").code == 4


def test_a_users_own_site_is_used(fic: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "nobody" / "sites"
    folder.mkdir(parents=True)
    (folder / "river.toml").write_text(MINE)
    sites.cache_clear()
    (tmp_path / "a.txt").write_text("River Tales\n\nRow back\n\nThe boat was late.\n")
    said = fic("inspect", "a.txt")
    sites.cache_clear()
    assert "Site       River Tales" in said.out
    assert "river/menu" in said.out
    assert "(yours)" in fic("sites").out
    sites.cache_clear()
