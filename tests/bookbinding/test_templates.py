"""Templates for names: what each comes to, and that no template and no work leads out of its folder."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fic2epub.bookbinding.naming import LIMIT, file_name
from fic2epub.bookbinding.templates import FIELDS, FOLDERS_LIMIT, PATH_LIMIT, USUAL, Named, parse, path_of
from fic2epub.errors import RuleError
from fic2epub.model.story import Facts, Series

TIDES = Facts(
    "The Ferry",
    ("Ada", "Bo"),
    series=(Series("Tides", "2"),),
    fandoms=("Le Phare | The Lighthouse (TV)", "Lanterns"),
    site="Archive of Our Own",
    language="en",
    rating="Teen And Up Audiences",
    status="Complete",
    published=date(2021, 3, 4),
    updated=date(2024, 11, 30),
    words=12345,
)
BARE = Facts("The Ferry", ("Ada",))


def path(template: str, facts: Facts, *, stem: str = "ferry_v2", folder: tuple[str, ...] = ()) -> str:
    return "/".join(path_of(parse(template), Named(facts, stem, folder), ".epub"))


@pytest.mark.parametrize(
    ("template", "full", "bare"),
    [
        ("{title} - {author}", "The Ferry - Ada & Bo", "The Ferry - Ada"),
        ("{author}/{series}/{index:02} {title}", "Ada & Bo/Tides/02 The Ferry", "Ada/The Ferry"),
        ("{first_author}\\{title}", "Ada/The Ferry", "Ada/The Ferry"),
        ("{fandom}/{rating}/{title}", "The Lighthouse/Teen And Up Audiences/The Ferry", "The Ferry"),
        ("{site}/{language}/{title}.epub", "Archive of Our Own/en/The Ferry", "The Ferry"),
        ("{title} ({year}, {status})", "The Ferry (2021, Complete)", "The Ferry"),
        ("{title} ({series} {index}) - {author}", "The Ferry (Tides 2) - Ada & Bo", "The Ferry - Ada"),
        ("{title} [[{fandom}]]", "The Ferry [The Lighthouse]", "The Ferry"),
        ("{author} - {series} {index} - {title}", "Ada & Bo - Tides 2 - The Ferry", "Ada - The Ferry"),
        ("{updated} {title}", "2024-11-30 The Ferry", "The Ferry"),
        ("{updated:.7} {words:07} {title}", "2024-11 0012345 The Ferry", "The Ferry"),
        ("[{series} {index:02} - ]{title}", "Tides 02 - The Ferry", "The Ferry"),
        ("{title}[ from {series}]", "The Ferry from Tides", "The Ferry"),
        ("{author} - [{series}] - {title}", "Ada & Bo - Tides - The Ferry", "Ada - The Ferry"),
        ("{title}[ [[{index}]]]", "The Ferry [2]", "The Ferry"),
        ("{author}/[series {series}/]{title}", "Ada & Bo/series Tides/The Ferry", "Ada/The Ferry"),
        ("Fics of {year}/{title}", "Fics of 2021/The Ferry", "Fics of/The Ferry"),  # words stay
        ("{title:.5}", "The F", "The F"),
        ("{stem}", "ferry_v2", "ferry_v2"),
        ("{{{title}}}", "{The Ferry}", "{The Ferry}"),
        (
            "{author}/{series}",
            "Ada & Bo/Tides",
            "Ada/The Ferry - Ada",
        ),  # never the folder's name as the book's
        ("../{title}", "The Ferry", "The Ferry"),
        ("/{author}//{title}", "Ada & Bo/The Ferry", "Ada/The Ferry"),
        ("con/{title}", "con_/The Ferry", "con_/The Ferry"),
        ("{title}: {author}?", "The Ferry - Ada & Bo", "The Ferry - Ada"),
    ],
)
def test_what_a_template_comes_to(template: str, full: str, bare: str) -> None:
    assert path(template, TIDES) == full + ".epub"
    assert path(template, BARE) == bare + ".epub"


@pytest.mark.parametrize(
    ("position", "shown"),
    [("2", "02"), ("2.5", "02.5"), ("2,5", "02,5"), ("10", "10"), ("007", "07"), ("IV", "IV"), ("", "")],
)
def test_a_number_is_filled_up_before_its_point(position: str, shown: str) -> None:
    facts = Facts("Rain", series=(Series("Tides", position),))
    assert path("{index:02} {title}", facts) == f"{shown} Rain.epub".strip()


def test_a_fact_that_holds_no_letter_counts_as_empty() -> None:
    assert path("{author} - {title}", Facts("Rain", ("???",))) == "Rain.epub"
    assert path("{author}/{title}", Facts("Rain", ("..",))) == "Rain.epub"


def test_a_slash_in_a_fact_makes_no_folder() -> None:
    assert path("{author}/{title}", Facts("This/That", ("../../etc",))) == "etc/This-That.epub"


def test_a_folder_of_the_source_is_a_folder_of_the_book() -> None:
    assert (
        path("{folder}/{title}", BARE, folder=("drabbles", "  2020: ", ".."))
        == "drabbles/2020/The Ferry.epub"
    )
    assert path("{folder}/{title}", BARE) == "The Ferry.epub"
    deep = tuple(f"folder {number}" for number in range(99))
    assert len(path("{folder}/{title}", BARE, folder=deep)) <= PATH_LIMIT + len(".epub")


def test_a_work_without_a_usable_name_gets_the_one_it_has_without_a_template() -> None:
    nameless = Facts("???", ("Ada",))
    assert path("{author}/{title}", nameless) == "Ada/" + file_name("???", ("Ada",))


def test_the_usual_name_is_cut_in_its_usual_way() -> None:
    long = Facts("The Long and Winding Tale " * 9, ("Ada",))
    assert path(USUAL, long) == path("", long) == file_name(long.title, long.authors)


def test_the_title_has_no_say_in_how_an_authors_folder_is_cut() -> None:
    authors = ("An Author of Very Many Names Indeed", "Whose Friend Has Others")
    titles = ("Rain", "Rain and Sun and Rain Again " * 9)
    folders = {path("{author}/{series}/{title}", Facts(title, authors)).split("/")[0] for title in titles}
    assert len(folders) == 1


@pytest.mark.parametrize(
    ("template", "what", "advice"),
    [
        ("{titel}", "no field called {titel}", "Did you mean {title}?"),
        ("{series_index}", "no field called", "Did you mean {index}?"),
        ("{Authors}", "no field called", "Did you mean {author}?"),
        ("{published}", "no field called", "Did you mean {year}?"),
        ("{zzz}", "no field called {zzz}", "The fields are title, author"),
        ("{}", "no field called {}", "The fields are"),
        ("{0}", "no field called", "The fields are"),
        ("{title.__class__}", "no field called", "Did you mean {title}?"),
        ("{author[0]}", "no field called", "Did you mean {author}?"),
        ("{title!r}", "no field called", "Did you mean {title}?"),
        ("{index:2}", "can't be set as '2'", "{index:02}"),
        ("{index:099}", "can't be set", "{index:02}"),
        ("{title:>20}", "can't be set", "{title:.40}"),
        ("{title:{index}}", "a { stands alone", "{{"),
        ("{folder:.3}", "can't be set", "no further setting"),
        ("{title", "a { stands alone", "{{"),
        ("{title}}", "a } stands alone", "}}"),
        ("[{series}", "a [ has no ]", "[["),
        ("{series}]", "a ] has no [", "]]"),
        ("[{series} [{index}] ]{title}", "a [ stands inside of brackets", "[["),
        ("[x]{title}", "no field in the brackets", "[["),
        ("Stories", "no field: all books", "The fields are"),
        ("{author}/", "ends in a folder", "{author}/{title}"),
        ("{title}" * 99, "longer than", ""),
        ("a/b/c/d/e/f/g/{title}", "more than 6 folders", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_said(template: str, what: str, advice: str) -> None:
    with pytest.raises(RuleError) as wrong:
        parse(template)
    assert what in wrong.value.what
    assert advice in wrong.value.advice


TEXT = st.text(st.characters(categories=None), max_size=60) | st.sampled_from(
    [
        "",
        "..",
        "../..",
        "CON",
        "a/b",
        "a\\b",
        "C:\\x",
        ".hidden",
        "é",
        "🏴\U000e0067",
        "x" * 300,
        "~",
        "aux.b",
    ]
)
FACTS = st.builds(
    Facts,
    title=TEXT,
    authors=st.lists(TEXT, max_size=4).map(tuple),
    series=st.lists(st.builds(Series, TEXT, TEXT), max_size=2).map(tuple),
    fandoms=st.lists(TEXT, max_size=2).map(tuple),
    site=TEXT,
    language=TEXT,
    rating=TEXT,
    status=TEXT,
    published=st.none() | st.dates(),
    updated=st.none() | st.dates(),
    words=st.none() | st.integers(0, 10**9),
)
NAMED = st.builds(Named, FACTS, TEXT, st.lists(TEXT, max_size=9).map(tuple))
LITERAL = st.text(st.characters(categories=None, exclude_characters="{}[]"), max_size=12) | st.sampled_from(
    ["/", "../", "/../", " - ", " (", ")", "{{", "}}", "[[", "]]", ".", " ", "\\..\\", "con", "~/", ": "]
)
OF_NUMBERS, OF_TEXTS = ("", ":02", ":09"), ("", ":.1", ":.7", ":.200")
SPECS = {name: OF_NUMBERS if name in {"index", "year", "words"} else OF_TEXTS for name in FIELDS}
FIELD = st.sampled_from([f"{{{name}{spec}}}" for name, specs in SPECS.items() for spec in specs])
RUN = st.lists(LITERAL | FIELD, max_size=5).map("".join)
GROUP = st.tuples(RUN, FIELD, RUN).map(lambda parts: f"[{''.join(parts)}]")
TEMPLATE = st.lists(LITERAL | FIELD | GROUP, min_size=1, max_size=8).map("".join)
FORBIDDEN = re.compile(
    '[\x00-\x1f\x7f-\x9f"*:<>?|/\\\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff]'
)
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|\$mft|(com|lpt)[0-9¹²³])", re.IGNORECASE)


@given(TEMPLATE, NAMED)
@example("{author}/{title:.3}", Named(Facts("Conquest", ("..",)), "x"))
@example("{title:.3}x/{stem}", Named(Facts("con.", ()), "..", ("..",)))
def test_any_template_and_any_work_give_a_path_that_every_disk_takes(template: str, named: Named) -> None:
    try:
        understood = parse(template)
    except RuleError:
        return
    names = path_of(understood, named, ".epub")
    assert names[-1].endswith(".epub")
    *folders, stem = (*names[:-1], names[-1].removesuffix(".epub"))
    for name in (*folders, stem):
        assert 1 <= len(name.encode()) <= LIMIT
        assert not FORBIDDEN.search(name)
        assert name[0] not in " .-~"
        assert name[-1] not in " ."
        assert not DEVICES.fullmatch(name.split(".")[0].strip())
        assert unicodedata.is_normalized("NFC", name)
    assert sum(len(name.encode()) + 1 for name in folders) <= FOLDERS_LIMIT
    assert len("/".join((*folders, stem)).encode()) <= max(PATH_LIMIT, FOLDERS_LIMIT + LIMIT)
    if stem != file_name(named.facts.title, named.facts.authors, ""):
        assert len("/".join((*folders, stem)).encode()) <= PATH_LIMIT
    assert path_of(understood, named, ".epub") == names


@given(st.text(max_size=80) | st.text(st.sampled_from("{}[]/:.0 ti2tle"), max_size=40))
def test_any_text_is_a_template_or_an_error_in_plain_words(text: str) -> None:
    with contextlib.suppress(RuleError):
        parse(text)
