"""The page about the story: what a reader wants to know before the first chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fic2epub.model.book import Page, PageRole
from fic2epub.model.story import Facts
from fic2epub.typesetting.lengths import reading_time, told
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import Sheet, attribute, escape, is_blank, one_line, safe_address

ABOUT = "about.xhtml"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def about_page(facts: Facts, length: int, sheet: Sheet) -> Page | None:
    """Return the page about the story: the summary, the rating and the warnings, and all else that is known.

    `length` is the story's own, as `lengths` counts it. None where no more than this is known.
    """
    told_of = [value for term, value in _terms(facts, length, sheet) if value and term != "Length"]
    if not told_of and all(map(is_blank, facts.summary)):
        return None
    parts = [
        '<section class="about" aria-labelledby="about-heading">',
        f'<h2 id="about-heading"{sheet.in_english}>About this story</h2>',
        *_summary(facts, sheet),
        *_known(facts, length, sheet),
        "</section>",
    ]
    xhtml = sheet.document("About this story", "frontmatter", "\n".join(parts))
    return Page(ABOUT, "About this story", xhtml, PageRole.ABOUT)


def _summary(facts: Facts, sheet: Sheet) -> Iterator[str]:
    paragraphs = [
        escape(smarten_text(one_line(text), sheet.typography)) for text in facts.summary if not is_blank(text)
    ]
    if paragraphs:
        yield '<div class="summary">'
        for at, text in enumerate(paragraphs):
            yield f"<p>{text}</p>" if at else f'<p class="first">{text}</p>'
        yield "</div>"


def _known(facts: Facts, length: int, sheet: Sheet) -> Iterator[str]:
    known = [(term, value) for term, value in _terms(facts, length, sheet) if value]
    if known:
        yield '<dl class="facts">'
        for term, value in known:
            yield f"<div>\n<dt{sheet.in_english}>{term}</dt>\n<dd>{value}</dd>\n</div>"
        yield "</dl>"


def _terms(facts: Facts, length: int, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give the terms of the list, each with its value as XHTML, or with nothing: what warns comes first."""
    listed = {
        "Rating": (facts.rating,),
        "Warnings": facts.warnings,
        "Fandom": facts.fandoms,
        "Relationships": facts.relationships,
        "Characters": facts.characters,
        "Tags": facts.tags,
        "Category": facts.categories,
        "Genre": facts.genres,
        "Collections": facts.collections,
        "Status": (facts.status,),
        "Chapters": (facts.chapters,),
    }
    for term, values in listed.items():
        yield term, _listed(values, sheet)
    yield "Length", _length(facts, length, sheet)
    yield "Published", _dated(facts.published, sheet)
    yield "Updated", _dated(facts.updated if facts.updated != facts.published else None, sheet)
    yield "Source", _source(facts)


def _listed(values: Sequence[str], sheet: Sheet) -> str:
    """Return one value alone, and several as a list, whose items a theme sets in a row.

    They are printed as the rest of the book is; the metadata has them as the source does, to be searched for.
    """
    told_ones = [escape(smarten_text(value, sheet.typography)) for value in map(one_line, values) if value]
    if len(told_ones) < 2:
        return "".join(told_ones)
    items = [f"<li>{value},</li>" for value in told_ones[:-1]] + [f"<li>{told_ones[-1]}</li>"]
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def _length(facts: Facts, length: int, sheet: Sheet) -> str:
    """Return the length that the source tells, else the one counted, with the time it takes to read this."""
    if not length and not facts.words:
        return ""
    size = f"{facts.words:,} words" if facts.words else told(length, sheet.language)
    time = f", {reading_time(length, sheet.language)} of reading" if length else ""
    return f"<span{sheet.in_english}>{size}{time}</span>"


def _dated(day: date | None, sheet: Sheet) -> str:
    if day is None:
        return ""
    written = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f'<time datetime="{day.isoformat()}"{sheet.in_english}>{written}</time>'


def _source(facts: Facts) -> str:
    address = safe_address(facts.url)
    name = one_line(facts.site) or one_line(facts.url)
    return f'<a href="{attribute(address)}">{escape(name)}</a>' if address else escape(name)
