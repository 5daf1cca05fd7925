"""Lists and tables of pages and of Markdown all the way to a story; and what only looks like them."""

import pytest

from fic2epub.model.outline import outline
from fic2epub.model.story import List, Table, words_of
from fic2epub.reading.html import read_html
from fic2epub.reading.markdown import read_markdown
from shaping.test_markup import story_of

PROSE = "It rained for a week, and nobody in the village went out to the kites."


def told(page: str) -> str:
    """The outline of a page between two paragraphs."""
    text = outline(story_of(f"<p>{PROSE}</p>{page}<p>{PROSE}</p>")[0])
    return text.removeprefix(f"#\n\n{PROSE}\n\n").removesuffix(f"\n\n{PROSE}\n")


def told_in_markdown(text: str) -> str:
    whole = outline(story_of(f"{PROSE}\n\n{text}\n\n{PROSE}\n", read_markdown)[0])
    return whole.removeprefix(f"#\n\n{PROSE}\n\n").removesuffix(f"\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<ul><li>string<li><i>red</i> paper</ul>", "- string\n- <em>red</em> paper"),
        ("<ul><li>one</ul>", "- one"),
        ("<ol><li>Cut.<li>Glue.</ol>", "1. Cut.\n2. Glue."),
        ("<ol start=9><li>Cut.<li>Glue.<li value=20>Wait.</ol>", "9. Cut.\n10. Glue.\n20. Wait."),
        ("<ol class=wp-block-list><li>Cut.<li>Glue.</ol>", "1. Cut.\n2. Glue."),
        ("<ul><li>paper<ul><li>blue<li>white</ul><li>glue</ul>", "- paper\n  - blue\n  - white\n- glue"),
        ("<ul><li>paper</li><ul><li>blue</ul><li>glue</ul>", "- paper\n  - blue\n- glue"),
        ("<ol><li>a<ul><li>b</ul>c</ol>", "1. a\n   - b\n   c"),
        ("<ol><li><ol><li>deep</ol></ol>", "1. 1. deep"),
        ("<ul><li><p>glue</p><p>and a brush</p><li>*so*</ul>", "- glue\n  and a brush\n- <em>so</em>"),
        ("<ul><li>He wrote:<blockquote>no</blockquote></ul>", "- He wrote:\n  > no"),
        ("<blockquote><p>Buy:<ul><li>a<li>b</ul><p>Ida</blockquote>", "> Buy:\n> - a\n> - b\n> Ida"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"),
        ("<table><tr><td>Mon<td>*north*<tr><td>Tue<td>west</table>", "Mon | <em>north</em>\nTue | west"),
        ("<table><tr><th>Day<th>Wind<tr><td><td>west</table>", "[head] Day | Wind\n | west"),
        ("<table><tr><td><p>Mon<td><p>north<tr><td><p>Tue<td><p>west</table>", "Mon | north\nTue | west"),
        ("<table><tr><td><b>Mo</b>n<td>a <b>b</b><tr><td>c<td>d</table>",
         "<strong>Mo</strong>n | a <strong>b</strong>\nc | d"),
    ],
)  # fmt: skip
def test_lists_and_tables_stay_what_they_are(page: str, lines: str) -> None:
    assert told(page) == lines


@pytest.mark.parametrize(
    "page",
    [
        f"<ol><li><p>{PROSE}</p><h2>Rain</h2><p>{PROSE}</p></li></ol>",
        f"<ul><li><p>{PROSE}</p><hr><p>{PROSE}</p></li></ul>",
        f"<ul><li>{f'<p>{PROSE}</p>' * 5}</li></ul>",
        f"<ul><li>{f'{PROSE} ' * 20}</li></ul>",
        f"<ul><p>{PROSE}</p></ul>",
        f"<table><tr><td>menu<td><p>{PROSE}</p><p>{PROSE}</p><tr><td>a<td>b</table>",
        f"<table><tr><td>menu<td>{PROSE} {PROSE}<tr><td>a<td>b</table>",
        f"<table><tr><td>{PROSE}</td></tr><tr><td>{PROSE}</td></tr></table>",
        f"<table><tr><td>{PROSE}<td>a</table>",
        "<table><tr><td rowspan=2>a<td>b<tr><td>c<td>d</table>",
        "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e<td>f<tr><td>g<td>h</table>",
    ],
)
def test_what_a_page_lays_itself_out_by_is_no_list_and_no_table(page: str) -> None:
    story, _ = story_of(f"<p>{PROSE}</p>{page}<p>{PROSE}</p>")
    outer = [block for chapter in story.chapters for block in chapter.blocks]
    assert not any(isinstance(block, List) for block in outer)
    tables = [block for block in outer if isinstance(block, Table)]
    assert ["".join(words.text for words in words_of(table)) for table in tables] == (
        ["abcd"] if "<table><tr><td><table>" in page else []
    )


def test_items_are_no_headings_and_no_broken_lines() -> None:
    assert told("<ol><li>The Boat<li>The Bell</ol>" * 3).count("1. The Boat\n2. The Bell") == 3
    long = "where the river bends round the mill and where nobody goes after dark"
    assert told(f"<ul><li>{long}<li>{long},<li>and {long}</ul>" * 2).count("\n- ") == 5


def test_a_copied_contents_is_left_out_although_it_is_a_list() -> None:
    chapters = "".join(f"<h2>Chapter {n}: The {n}th Kite</h2><p>{PROSE}</p>" for n in (1, 2, 3))
    entries = "".join(f"<li><a href='#c{n}'>Chapter {n}: The {n}th Kite</a>" for n in (1, 2, 3))
    story, _ = story_of(f"<ul>{entries}</ul>{chapters}")
    assert [chapter.title for chapter in story.chapters] == [
        f"Chapter {n}: The {n}th Kite" for n in (1, 2, 3)
    ]
    assert "- Chapter" not in outline(story)


def test_a_number_that_the_book_counts_itself_is_entered() -> None:
    _, ledger = story_of(f"<p>{PROSE}<ol><li>Cut.<li>Glue.</ol>")
    entries = [entry for entry in ledger.entries if entry.rule == "shaping/list-number"]
    assert [(entry.before, entry.after) for entry in entries] == [("1. Cut.", "Cut."), ("2. Glue.", "Glue.")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- string\n- *red* paper\n- glue", "- string\n- <em>red</em> paper\n- glue"),
        ("* Do it now.\n* Do it well.", "- Do it now.\n- Do it well."),
        ("* a boat\n\n* a bell\n\n* a rope", "- a boat\n- a bell\n- a rope"),
        ("- paper\n  - blue\n- glue", "- paper\n  - blue\n- glue"),
        ("1. Go.\n2. Stay.", "1. Go.\n2. Stay."),
        ("1. Go.\n1. Stay.", "1. Go.\n2. Stay."),
        ("3) Go.\n2) Stay.\n\n1) Wait.", "3. Go.\n2. Stay.\n1. Wait."),
        ("> - a\n> - b", "> - a\n> - b"),
        ("* Original Work", "- Original Work"),
        ("| Day | Wind |\n|---|---|\n|  | west |", "[head] Day | Wind\n | west"),
        ("<ul><li>a<li>b</ul>\n\n<ul><li>c</ul>", "- a\n- b\n\n- c"),
    ],
)
def test_lists_and_tables_of_markdown(text: str, lines: str) -> None:
    assert told_in_markdown(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- Hola —dijo Nuria.\n- ¿Ya?", "- Hola —dijo Nuria.\n\n- ¿Ya?"),
        ("- Hola —dijo Nuria.\n\n- Ya —dijo Luis", "- Hola —dijo Nuria.\n\n- Ya —dijo Luis"),
        ("- Bonjour, dit-il.", "- Bonjour, dit-il."),
        ("1986. It was a year.", "1986. It was a year."),
        ("* A song of the coast.", "* A song of the coast."),
        ("* A song.\n\n* A dance.", "* A song.\n\n* A dance."),
        ("— Привет.\n\n— Пока.", "— Привет.\n\n— Пока."),
    ],
)
def test_what_only_looks_like_a_list_of_markdown(text: str, lines: str) -> None:
    assert told_in_markdown(text) == lines


@pytest.mark.parametrize("page", ["<ul><li>MIDDLE" * 5000, "<table><tr><td>MIDDLE<td>x" * 5000])
def test_lists_and_tables_without_an_end(page: str) -> None:
    made = read_html(page, "rain.html")
    assert sum(line.text.count("MIDDLE") for line in made.lines) == 5000
