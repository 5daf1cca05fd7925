"""A site file that is wrong says where, and a user's own is held to its word."""

from pathlib import Path

import pytest

from fic2epub.cleaning import check_examples, parse_site
from fic2epub.conversion import sites
from fic2epub.errors import RuleError

GOOD = """
name = "River Tales"
marks = ['^River Tales$']
[patterns]
count = '[\\d,]+'
[[rule]]
id = "river/menu"
why = "A button."
where = ["header"]
match = 'Row back'
takes = ["Row back"]
spares = ["Row back, she said."]
"""


def test_a_good_one() -> None:
    site = parse_site(GOOD, "river.toml")
    check_examples(site)
    assert site.rules[0].id == "river/menu"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name =", "nam =", "unknown key 'nam'"),
        ('name = "River Tales"', "", "'name' is missing"),
        ("marks = ['^River Tales$']", "", "'marks' is missing"),
        ("marks = ['^River Tales$']", "marks = ['a', 3]", "'marks' must be a list of strings"),
        ("marks = ['^River Tales$']", "marks = ['(']", "not a valid pattern"),
        ("[patterns]", 'needs = "two"\n[patterns]', "'needs' must be a whole number"),
        ("[patterns]", "needs = true\n[patterns]", "'needs' must be a whole number"),
        ("[[rule]]", "[rule]", "'rule' must be a list"),
        ('why = "A button."', "", "'why' is missing"),
        ('takes = ["Row back"]', "", "'takes' is missing"),
        ('spares = ["Row back, she said."]', "", "'spares' is missing"),
        ('takes = ["Row back"]', 'takes = "Row back"', "'takes' must be a list of strings"),
        ('where = ["header"]', 'where = ["roof"]', "no region 'roof'"),
        ('where = ["header"]', "where = 3", "'where' must be"),
        ("match = 'Row back'", "match = 'Row ('", "not a valid pattern"),
        ("match = 'Row back'", "match = '@nobody'", "no pattern called 'nobody'"),
        ("match = 'Row back'", "match = '(?P<colour>Row) back'", "'colour' is not a field"),
        ("match = 'Row back'", "", "either `match` or `lines`"),
        ("match = 'Row back'", "lines = ['Row back']\nkeep = 'note'", "`keep` belongs to `match`"),
        ("match = 'Row back'", "lines = [{ unto = 'x' }]", "unknown key 'unto'"),
        ("match = 'Row back'", "lines = [{ most = 3 }]", "one of match, until, ahead"),
        ("match = 'Row back'", "match = 'Row back'\nkeep = 'poem'", "`keep` can't be 'poem'"),
        ("match = 'Row back'", "match = 'Row back'\ndoes = 'burn'", "`does` can't be 'burn'"),
        ("match = 'Row back'", "match = 'Row back'\nopens = 'roof'", "no region 'roof'"),
        ("match = 'Row back'", "match = 'Row back'\nafter = 'river/none'", "no rule 'river/none'"),
        ("match = 'Row back'", "match = 'Row home'", "does not take its own example"),
        ("match = 'Row back'", "match = 'Row back.*'", "takes what it says it spares"),
        ("[[rule]]", "[[rule", "not valid TOML"),
    ],
)
def test_a_wrong_one(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleError) as caught:
        check_examples(parse_site(GOOD.replace(old, new), "river.toml"))
    assert words in caught.value.what
    assert caught.value.where.startswith("river.toml")


def test_a_users_file_is_used_and_held_to_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sites").mkdir()
    mine = tmp_path / "sites" / "river.toml"
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path)
    mine.write_text(GOOD)
    sites.cache_clear()
    assert "River Tales" in {site.name for site in sites()}
    mine.write_text(GOOD.replace("match = 'Row back'", "match = 'Row home'"))
    sites.cache_clear()
    with pytest.raises(RuleError):
        sites()
    mine.write_bytes(b"\xff")
    sites.cache_clear()
    with pytest.raises(RuleError):
        sites()
    monkeypatch.undo()
    sites.cache_clear()
