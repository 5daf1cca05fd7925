"""Letters in a story are found whole, in their parts; what only looks like one stays as it was."""

from pathlib import Path

import pytest

from fic2epub.model.audit import check_story
from fic2epub.model.ledger import Ledger
from fic2epub.model.manuscript import Manuscript
from fic2epub.model.story import Block, Letter, Quote, Story, Verse, words_of
from fic2epub.reading.html import read_html
from fic2epub.reading.plain import read_plain
from fic2epub.shaping import shape

ABOVE = """The postman came up the hill with his bag on the wrong shoulder, as he did whenever there was news.

She took it from him, and she went and read it in the kitchen, where nobody could see her face.

"""
BELOW = """

Afterwards she sat for a long time with her hands in her lap, and the kettle went on boiling.

It was evening before anybody thought of the hens, and by then they had seen to themselves.
"""


def examples() -> dict[str, list[tuple[str, str]]]:
    """Return each example's lines, with the sign of what they are."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = Path(__file__).with_name("letters.txt").read_text(encoding="utf-8")
    for piece in text.split("\n=== ")[1:]:
        name, _, body = piece.strip().partition("\n")
        lines = body.split("\n")
        found[name] = [(line[0], line[2:]) if line[1:2] == "|" else ("", line) for line in lines]
    return found


EXAMPLES = examples()


def shaped(text: str) -> Story:
    lines, _ = read_plain(text, "a.txt")
    story, entries = shape(Manuscript(lines, "utf-8", "0" * 64), (), "a story")
    check_story(lines, story, Ledger(entries))
    return story


def signs(block: Letter) -> dict[int, str]:
    """Return what each line of a letter is, by its number."""
    parts: tuple[tuple[str, tuple[Block | None, ...]], ...] = (
        ("o", block.opening),
        ("s", (block.salutation,)),
        ("b", block.body),
        ("c", (block.closing,)),
        ("n", block.signature),
        ("p", block.postscripts),
    )
    return {place.line: sign for sign, held in parts for one in held if one for place in one.places}


def letters_in(story: Story) -> list[Letter]:
    return [block for chapter in story.chapters for block in chapter.blocks if isinstance(block, Letter)]


@pytest.mark.parametrize("blank", [1, 0], ids=["apart", "line by line"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example(name: str, blank: int) -> None:
    lines = EXAMPLES[name]
    if not blank and ("*" in name or "poem" in name or "lines with nothing between" in name):
        pytest.skip("its shape is in its blank lines")
    if not blank:
        lines = [(sign, line) for sign, line in lines if line]
    above, below = (ABOVE, BELOW) if blank else (squeezed(ABOVE), squeezed(BELOW))
    text = above + "\n".join(line for _, line in lines) + below
    first = above.count("\n") + 1
    found: dict[int, str] = {}
    for letter in letters_in(shaped(text)):
        found |= signs(letter)
    told = [(found.get(first + at, ""), line) for at, (_, line) in enumerate(lines) if line]
    assert told == [pair for pair in lines if pair[1]]
    assert set(found) <= set(range(first, first + len(lines)))


def squeezed(text: str) -> str:
    return text.replace("\n\n", "\n")


def test_there_are_enough_examples() -> None:
    spared = sum(name.startswith("NOT") for name in EXAMPLES)
    assert spared >= 30
    assert len(EXAMPLES) - spared >= 30


def test_a_letter_that_a_page_sets_as_a_quotation_is_a_letter_alone() -> None:
    page = """<p>It came on Monday.</p><blockquote><p><em>Dear Ann,</em></p><p><em>No.</em></p>
    <p><em>Love,<br>Ben</em></p></blockquote><p>That was all.</p>"""
    read = read_html(page, "a.html")
    story, _ = shape(Manuscript(read.lines, "utf-8", "0" * 64), (), "a story")
    [letter] = letters_in(story)
    assert letter.salutation is not None
    assert letter.salutation.words.text == "Dear Ann,"
    assert not any(isinstance(block, Quote) for block in story.chapters[0].blocks)


def test_what_is_too_long_is_a_chapter_and_no_letter() -> None:
    body = "It rained again, and I thought of the hens, and of you. " * 20
    long = "\n\n".join([body] * 30)
    assert letters_in(shaped(f"{ABOVE}Dear Ann,\n\n{body}\n\nLove,\n\nBen{BELOW}"))
    assert not letters_in(shaped(f"{ABOVE}Dear Ann,\n\n{long}\n\nLove,\n\nBen{BELOW}"))


def test_an_author_s_letter_to_the_readers_stays_a_note() -> None:
    story = shaped(f"{ABOVE}{BELOW}\n\nA/N:\n\nDear Ann,\n\nthis one is for you.\n\nLove,\n\nKate\n")
    assert not letters_in(story)


def test_a_stanza_above_a_letter_without_a_date_stays_verse() -> None:
    story = shaped(
        f"{ABOVE}The moon is up\nthe moon is low\nthe moon is on\nthe moor\n\nDear Ann,\n\nNo.\n\nLove, Ben{BELOW}"
    )
    [letter] = letters_in(story)
    assert letter.opening == ()
    assert any(isinstance(block, Verse) for block in story.chapters[0].blocks)


WRAPPED = """\
The postman came up the hill with his bag on the wrong shoulder, as he
did whenever there was news, and he would not say from whom it was, or
why it had a hole in it.

She took it from him, and she went and read it in the kitchen, where
nobody could see her face, and the kettle went on boiling for as long
as that took.

{}

Afterwards she sat for a long time with her hands in her lap, and the
kettle went on boiling, and nobody came, and it was evening before
anybody thought of the hens.

By then they had seen to themselves, as hens will, and had gone to bed
in the piano with the lid down, in order of age, as they always did in
the autumn.
"""
BODY = """\
I have gone out to look at the sea, which has been asking for me, and
I do not know that I shall be home for supper; there is soup, and if
there is not there is the shop."""


@pytest.mark.parametrize("end", ["Love,\nBen", "Love, Ben", "Yours truly,\nBen\n(Mr.)\nP.S. Feed the hens."])
def test_in_a_wrapped_text_the_ends_may_stand_right_at_the_body(end: str) -> None:
    [letter] = letters_in(shaped(WRAPPED.format(f"12 Mill Row\nMay 3rd\n\nDear Ann,\n{BODY}\n{end}")))
    assert letter.salutation is not None
    assert letter.salutation.words.text == "Dear Ann,"
    assert [words.text for block in letter.body for words in words_of(block)] == [BODY.replace("\n", " ")]
    first = letter.signature[0]
    assert next(words_of(first)).text in {"Ben", "Love, Ben"}


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann had never been one for the sea, and she did not\nknow what it wanted of her.",
        "She had thought that there would be more to it than this, with all her\nlove.",
        "She did not know what it wanted of her. It was large, and grey.\nThanks to Ben it was wet.",
    ],
)
def test_a_wrapped_paragraph_stays_one(text: str) -> None:
    story = shaped(WRAPPED.format(text))
    assert text.replace("\n", " ") in [
        words.text for block in story.chapters[0].blocks for words in words_of(block)
    ]
