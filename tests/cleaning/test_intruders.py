"""Lines that turn up in any text, counts glued to paragraphs, and what a page remembers of itself."""

from fic2epub.cleaning import Site, clean, parse_site
from fic2epub.model.manuscript import Line, Manuscript, Place


def site(rules: str, kind: str = "site", marks: str = "['BELL']") -> Site:
    return parse_site(f'name = "Bells"\nkind = "{kind}"\nmarks = {marks}\n{rules}', "bells.toml")


def rule(body: str) -> str:
    return f'[[rule]]\nid = "bells/one"\nwhy = "A test."\ntakes = ["x"]\nspares = ["y"]\n{body}\n'


def cleaned(text: str, *sites: Site) -> list[str]:
    lines = tuple(Line(Place("bells.txt", number), line) for number, line in enumerate(text.split("\n"), 1))
    return [line.text for line in clean(Manuscript(lines, "utf-8", ""), sites)[0].lines]


def test_every_stray_that_is_seen_acts() -> None:
    ring = site(rule("match = 'ring'"), "stray")
    toll = site(rule("match = 'toll'"), "stray")
    assert cleaned("BELL\nring\ntoll\nstory", ring, toll) == ["BELL", "story"]


def test_a_stray_is_looked_for_in_the_whole_text() -> None:
    middle = ["story"] * 400
    text = "\n".join([*middle, "BELL", *middle])
    assert cleaned(text, site(rule("match = 'BELL'"), "stray")) == middle * 2
    assert cleaned(text, site(rule("match = 'BELL'"))) == text.split("\n")


def test_an_intruder_goes_with_its_blank_lines() -> None:
    apart = site(rule("match = 'BELL'\napart = true"))
    above, below = ["one"] * 8, ["two"] * 8
    assert cleaned("\n".join([*above, "", "BELL", "", *below]), apart) == above + below
    assert cleaned("one\n\n\nBELL\n\n\ntwo\n\nthree", apart) == ["one", "", "two", "", "three"]


def test_what_stays_of_a_line_keeps_its_blank_lines() -> None:
    glued = site(rule("match = '((?P<kept>.*[^0-9]))?[0-9]'\napart = true"), marks="['one1']")
    assert cleaned("one1\n\n7\n\ntwo2", glued) == ["one", "", "two"]


def test_a_share_of_the_lines() -> None:
    body = rule("match = '(?P<kept>.*[a-z])[0-9]'\nshare = 0.5")
    assert cleaned("BELL\none1\ntwo2\nthree3", site(body)) == ["BELL", "one", "two", "three"]
    assert cleaned("BELL\none1\ntwo\nthree", site(body)) == ["BELL", "one1", "two", "three"]


def test_across_lines_that_could_be_anything() -> None:
    body = rule("lines = ['.{1,9}', { ahead = 'BELL', across = true, without = '.{10,}' }]")
    assert cleaned("menu\nlinks\nBELL\nstory", site(body)) == ["BELL", "story"]
    assert cleaned("menu\na long sentence\nlinks\nBELL", site(body)) == ["menu", "a long sentence", "BELL"]


def test_what_is_remembered_may_be_asked_for_and_excluded() -> None:
    first = rule("match = 'BELL (?P<as_name>.+)'")
    same = rule("match = '@@name'").replace("one", "two")
    other = rule("match = 'by (?!@@name$).+'").replace("one", "three")
    text = "ida\nby tam\nBELL ida\nida\nby tam\nby ida"
    assert cleaned(text, site(first + same + other)) == ["ida", "by tam", "by ida"]
