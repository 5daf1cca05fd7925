"""Findings weighed against each other; dates and languages as sites write them."""

from datetime import date

import pytest

from fic2epub.model.manuscript import Finding, Place
from fic2epub.model.story import Facts, Series
from fic2epub.shaping.dates import date_of
from fic2epub.shaping.facts import facts_of
from fic2epub.shaping.languages import detect, tag_of


def told(*findings: tuple[str, str], flags: tuple[tuple[str, str], ...] = ()) -> Facts:
    said = [Finding(field, (value,), "flag") for field, value in flags]
    found = [Finding(field, (value,), "site/rule", Place("a.txt", 1)) for field, value in findings]
    return facts_of([*said, *found], title="T", is_incipit=False, language="", site="")


def test_the_users_word_outweighs_the_page() -> None:
    facts = told(("authors", "page"), ("language", "English"), flags=(("authors", "me"), ("language", "de")))
    assert facts.authors == ("me",)
    assert facts.language == "de"


def test_a_page_copied_three_times_is_one_work() -> None:
    facts = told(("words", "1,044"), ("words", "1,250"), ("updated", "2024-01-02"), ("updated", "2024-03-05"))
    assert facts.words == 1250
    assert facts.updated == date(2024, 3, 5)


@pytest.mark.parametrize(("value", "words"), [("20 100", 20100), ("1.2k", 1200), ("~ 4K", 4000), ("k", 0)])
def test_words_may_be_counted_in_thousands(value: str, words: int) -> None:
    assert told(("words", value)).words == words


@pytest.mark.parametrize(
    ("value", "series"),
    [
        ("Part 2 of The Long Road", (Series("The Long Road", "2"),)),
        ("← Previous Work Part 2 of Rain Next Work →", (Series("Rain", "2"),)),
        ("Part 1 of A, Part 3 of B, with Tea", (Series("A", "1"), Series("B, with Tea", "3"))),
        ("Part 2.5 of A, Part 0.5 of B", (Series("A", "2.5"), Series("B", "0.5"))),
        ("Part 2. of Rain", (Series("Part 2. of Rain"),)),
        ("The Long Road [4]", (Series("The Long Road", "4"),)),
        ("The Long Road", (Series("The Long Road"),)),
    ],
)
def test_series(value: str, series: tuple[Series, ...]) -> None:
    assert told(("series", value)).series == series


@pytest.mark.parametrize(
    ("chapters", "status"),
    [("3/3", "Complete"), ("1/1", "Complete"), ("3/7", "In progress"), ("2/?", "In progress"), ("7", "")],
)
def test_status_by_the_count_of_chapters(chapters: str, status: str) -> None:
    assert told(("chapters", chapters)).status == status


def test_pairs_in_brackets_are_relationships() -> None:
    facts = told(("characters", "[Ida B., Tam R.] Oskar V."))
    assert facts.relationships == ("Ida B./Tam R.",)
    assert facts.characters == ("Ida B.", "Tam R.", "Oskar V.")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-11-18", date(2023, 11, 18)),
        ("10/4/2019", date(2019, 10, 4)),
        ("03-16-02", date(2002, 3, 16)),
        ("12-31-98", date(1998, 12, 31)),
        ("Feb 9, 2007", date(2007, 2, 9)),
        ("9 February 2007", date(2007, 2, 9)),
        ("March 3rd, 2011", date(2011, 3, 3)),
        ("Nov 20", None),
        ("3h ago", None),
        ("2023-02-31", None),
        ("", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert date_of(text) == day


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("Español", "es"),
        ("Português brasileiro", "pt-BR"),
        ("中文-普通话 國語", "zh"),
        ("pt-br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("Klingonese", None),
        ("a b", None),
    ],
)
def test_languages_by_name(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            "The river had been told not to come in, and it came in, and sat down by the fire with a sigh.",
            "en",
        ),
        (
            "Der Fluss war gebeten worden, draußen zu bleiben, und er kam herein und setzte sich ans Feuer.",
            "de",
        ),
        (
            "La rivière avait été priée de rester dehors, et elle entra et s'assit près du feu.",
            "fr",
        ),
        ("Реку просили не входить, а она вошла и села у огня, и вздохнула, и попросила горячего чаю.", "ru"),
        (
            "川は入らないでくれと言われていたのに、入ってきて、火のそばに座り、ため息をついて、お茶をくださいと言った。そしてだれも何も言わなかった。",
            "ja",
        ),
        ("Hm.", "und"),
        ("", "und"),
    ],
)
def test_languages_by_words(text: str, tag: str) -> None:
    assert detect([text]) == tag


def test_a_long_note_at_the_head_does_not_make_the_language() -> None:
    note = "The author wishes to say a word about the summer that has passed, and about the letters."
    text = "La rivière avait été priée de rester dehors, et elle entra et s'assit près du feu avec un soupir."
    for count in (10, 60, 100, 150):
        assert detect([note] * count + [text] * 400) == "fr"
    assert detect(["Chapitre", " ".join([text] * 5000)]) == "fr"
    assert detect(["I", *["Oui."] * 3, " ".join([note] * 20), " ".join([text] * 5000)]) == "fr"
