"""What a rule may say of the lines it takes, beyond their words."""

from fic2epub.cleaning import clean, parse_site
from fic2epub.cleaning.values import values_of
from fic2epub.model.manuscript import Line, Manuscript, Mark, Place, Role, Style

HEAD = "name = 'River Tales'\nmarks = ['^River Tales$']\n[[rule]]\nid = 'river/one'\nwhy = 'It is.'\n"
EXAMPLES = "takes = ['x']\nspares = ['y']\n"


def cleaned(rule: str, text: str) -> Manuscript:
    lines = tuple(
        Line(Place("a.txt", number), line)
        for number, line in enumerate(("River Tales\n" + text).split("\n"), 1)
    )
    return clean(Manuscript(lines, "utf-8", ""), [parse_site(HEAD + rule + EXAMPLES, "river.toml")])[0]


def texts(manuscript: Manuscript) -> list[str]:
    return [line.text for line in manuscript.lines[1:]]


def test_a_value_that_a_wrap_broke_is_joined() -> None:
    rule = (
        "lines = ['Who: *(?P<characters>.+)', { until = '[A-Z][a-z]+:.*', field = 'characters', joins = true,"
        " unbroken = true, optional = true }]\n"
    )
    manuscript = cleaned(rule, "Who: Ida, a Man With a\nGood Suit, Tam\n\nThe boat was late.")
    assert [finding.values for finding in manuscript.findings] == [("Ida", "a Man With a Good Suit", "Tam")]
    assert texts(manuscript) == ["", "The boat was late."]


def test_a_blank_line_ends_what_is_unbroken() -> None:
    rule = "lines = ['Menu', { until = 'End', unbroken = true }]\n"
    assert texts(cleaned(rule, "Menu\nBrowse\n\nThe boat.\nEnd")) == ["", "The boat.", "End"]


def test_a_line_may_have_to_be_indented() -> None:
    rule = "lines = [{ match = 'Row', indent = 8 }]\n"
    assert texts(cleaned(rule, "Row\n    Row\n\tRow\n        Row")) == ["Row", "    Row"]


def test_a_line_may_have_to_stand_apart() -> None:
    rule = "lines = [{ match = 'Row', gap = 2 }]\n"
    assert texts(cleaned(rule, "Row\n\nRow\n\n\nRow")) == ["Row", "", "Row", "", ""]


def test_what_is_cut_goes_and_the_rest_stays_with_its_marks() -> None:
    rule = "match = r'.*\\[\\d+\\].*'\ndoes = 'keep'\ncuts = '\\[\\d+\\]'\n".replace("r'", "'")
    assert texts(cleaned(rule, "A [12]boat[3] was late.")) == ["A boat was late."]


def test_marks_go_with_what_is_kept() -> None:
    rule = "match = '\\d+ (?P<kept>Chapter .+)'\n"
    lines = (
        Line(Place("a.txt", 1), "River Tales"),
        Line(Place("a.txt", 2), "599 Chapter One", (Mark(0, 3, Style.STRONG), Mark(12, 15, Style.EMPHASIS))),
    )
    site = parse_site(HEAD + rule + EXAMPLES, "river.toml")
    line = clean(Manuscript(lines, "utf-8", ""), [site])[0].lines[1]
    assert line.text == "Chapter One"
    assert line.marks == (Mark(8, 11, Style.EMPHASIS),)


def test_a_line_of_which_nothing_stays_is_entered() -> None:
    rule = "match = '>.*'\ndoes = 'keep'\ncuts = '^> ?'\n"
    lines = tuple(Line(Place("a.txt", number), text) for number, text in enumerate(("River Tales", ">"), 1))
    manuscript, entries = clean(
        Manuscript(lines, "utf-8", ""), [parse_site(HEAD + rule + EXAMPLES, "river.toml")]
    )
    assert manuscript.lines[1].blank
    assert [(entry.place.line, entry.fate.value) for entry in entries] == [(2, "removed")]


def test_lines_of_one_rule_that_follow_each_other_are_one_run() -> None:
    rule = "match = '(Prompt|Beta): .+'\nkeep = 'note'\n"
    manuscript = cleaned(rule, "Prompt: rain\nBeta: oakmoss\nThe boat.\nBeta: the cat")
    assert [line.opens for line in manuscript.lines[1:]] == [True, False, False, True]


def test_a_line_gets_a_tag_and_goes_on_with_its_paragraph() -> None:
    rule = "does = 'keep'\nlines = [{ match = '## (?P<kept>.+)', tag = 'h2' }]\n"
    line = cleaned(rule, "## Fog\nThe boat.").lines[1]
    assert (line.text, line.tag, line.role, line.opens) == ("Fog", "h2", None, False)


def test_something_may_come_in_place_of_what_is_cut() -> None:
    rule = "match = '.*_.*'\ndoes = 'keep'\ncuts = '_'\nputs = ' '\n"
    assert texts(cleaned(rule, "The_Long_Road")) == ["The Long Road"]


NOTES = "does = 'mark'\nlines = ['Notes:', { until = 'Actions', keep = 'note', close = true }]\n"


def roles(rule: str, text: str) -> list[Role | None]:
    return [line.role for line in cleaned(rule, text).lines[1:] if not line.blank]


def test_what_is_set_in_deeper_than_its_label_stands_under_it() -> None:
    assert roles(NOTES, "The end.\n\nNotes:\n\n  Thank you.\n\nActions") == [None, Role.NOTE, None]
    assert roles(NOTES, "    The end.\n\n    Notes:\n\n    Bridge sound.\n\nActions") == [None] * 4


def test_a_label_that_a_tool_marked_as_a_heading_heads_what_is_below() -> None:
    tool = (
        "name = 'T'\nkind = 'tool'\nmarks = ['^###']\n[[rule]]\nid = 't/h'\nwhy = 'It is.'\ndoes = 'keep'\n"
        "lines = [{ match = '### (?P<kept>.+)', tag = 'h3' }]\n" + EXAMPLES
    )
    lines = tuple(
        Line(Place("a.txt", number), text)
        for number, text in enumerate("River Tales\n\n### Notes:\n\nThank you.\n\nActions".split("\n"), 1)
    )
    sites = [parse_site(tool, "t.toml"), parse_site(HEAD + NOTES + EXAMPLES, "river.toml")]
    made = clean(Manuscript(lines, "utf-8", ""), sites)[0].lines
    assert [line.role for line in made if line.text == "Thank you."] == [Role.NOTE]


def test_a_mark_may_speak_of_how_far_a_line_is_set_in() -> None:
    head = HEAD.replace("^River Tales$", "^ {5}\\* \\S")
    site = parse_site(head + "match = 'Menu'\n" + EXAMPLES, "river.toml")
    found = []
    for text in ("     * Home", "   * Home", "* Home"):
        lines = (Line(Place("a.txt", 1), text),)
        found.append(bool(clean(Manuscript(lines, "utf-8", ""), [site])[0].sightings))
    assert found == [True, False, False]


def test_what_leads_is_taken_only_where_nothing_has_stayed() -> None:
    rule = "match = 'Menu|River Tales'\nleading = true\n"
    above = cleaned(rule, "Menu\nMenu\nThe boat was late.\nMenu")
    assert [line.text for line in above.lines] == ["The boat was late.", "Menu"]


def test_what_leads_is_taken_again_where_another_page_begins() -> None:
    foot = (
        "takes = ['x']\nspares = ['y']\n[[rule]]\nid = 'river/foot'\nwhy = 'It ends.'\nmatch = 'Top'\n"
        "opens = 'header'\n"
    )
    rule = "match = 'Menu|River Tales'\nleading = true\n" + foot
    pages = cleaned(rule, "Menu\nThe boat was late.\nTop\nMenu\nIt came.\nMenu")
    assert [line.text for line in pages.lines] == ["The boat was late.", "It came.", "Menu"]


def test_lines_may_tell_something_that_no_word_of_them_says() -> None:
    rule = "match = 'Words: \\d+'\ntells = { chapters = '1' }\n"
    manuscript = cleaned(rule, "Words: 1,200\nWords: 12")
    assert [(found.field, found.values) for found in manuscript.findings] == [("chapters", ("1",))]
    assert texts(manuscript) == ["Words: 1,200"]


def test_what_stands_below_a_label_set_as_a_heading_is_close_to_it() -> None:
    rule = "lines = ['Notes:', { until = 'Actions', keep = 'note', close = true }]\n"
    told = ["River Tales", "It came at nine.", "", "Notes:", "", "Thank you.", "", "Actions"]

    def roles_with(tag: str) -> list[Role | None]:
        lines = [
            Line(Place("a.txt", number), text, tag=tag if text == "Notes:" else "")
            for number, text in enumerate(told, 1)
        ]
        site = parse_site(HEAD + rule + EXAMPLES, "river.toml")
        return [line.role for line in clean(Manuscript(tuple(lines), "utf-8", ""), [site])[0].lines]

    assert Role.NOTE in roles_with("h3")
    assert Role.NOTE not in roles_with("")


def test_a_mark_is_seen_across_the_space_that_french_sets_before_a_colon() -> None:
    site = parse_site(
        "name = 'Contes'\nmarks = ['^Titre ?:', '^Auteur ?:']\nneeds = 2\n[[rule]]\nid = 'contes/titre'\nwhy = 'It is.'\n"
        "match = 'Titre ?: .+'\n" + EXAMPLES,
        "contes.toml",
    )
    told = ["Titre\u00a0: La Lampe", "Auteur\u202f: oseille", "Il pleut."]
    lines = tuple(Line(Place("a.txt", number), text) for number, text in enumerate(told, 1))
    assert [line.text for line in clean(Manuscript(lines, "utf-8", ""), [site])[0].lines] == told[1:]


def test_tags_that_were_run_together_part_at_a_word_in_capitals_too() -> None:
    assert values_of("tags", "Multiple POVSlow BurnPTSDRain") == ("Multiple POV", "Slow Burn", "PTSD", "Rain")
    assert values_of("tags", "Alternate Universes, AUs") == ("Alternate Universes", "AUs")
    assert values_of("tags", "OCs and AUs") == ("OCs and AUs",)
