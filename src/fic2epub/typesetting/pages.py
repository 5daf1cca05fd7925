"""The pages before the story: the cover, the title page, the contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fic2epub.model.book import Asset, Page, PageRole
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import Sheet, attribute, escape, is_blank, one_line, safe_address

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

COVER, TITLE, CONTENTS = "cover.xhtml", "titlepage.xhtml", "nav.xhtml"


def cover_page(facts: Facts, cover: Asset, sheet: Sheet) -> Page:
    """Return the page that holds nothing but the cover's image."""
    alt = attribute(f"Cover of {sheet.work}{_by(facts)}")
    content = (
        '<section epub:type="cover" class="cover">\n'
        f'<img src="{attribute(cover.name)}" alt="{alt}" role="doc-cover"/>\n</section>'
    )
    return Page(COVER, "", sheet.document(sheet.work, "frontmatter", content), PageRole.COVER)


def _by(facts: Facts) -> str:
    names = list(filter(None, map(one_line, facts.authors)))
    return f" by {_listed(names)}" if names else ""


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "Ada", "Ada and Ben", "Ada, Ben and Cy"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def title_page(facts: Facts, sheet: Sheet) -> Page:
    """Return the title page: title, authors, series, summary, and the list of what else is known."""
    parts = ['<section epub:type="titlepage" class="titlepage">']
    parts.append(f'<h1 class="title">{escape(smarten_text(sheet.work, sheet.typography))}</h1>')
    names = [escape(name) for name in map(one_line, facts.authors) if name]
    if names:
        parts.append(f'<p class="author">{_listed(names)}</p>')
    parts += [_series(series, sheet) for series in facts.series if not is_blank(series.name)]
    parts += _summary(facts, sheet)
    parts += _about(facts, sheet)
    parts.append("</section>")
    return Page(TITLE, "", sheet.document(sheet.work, "frontmatter", "\n".join(parts)), PageRole.TITLE)


def _series(series: Series, sheet: Sheet) -> str:
    name = f"<cite>{escape(one_line(series.name))}</cite>"
    part = escape(one_line(series.position))
    if not part:
        return f'<p class="series">{name}</p>'
    return f'<p class="series"><span{sheet.in_english}>Part {part} of</span> {name}</p>'


def _summary(facts: Facts, sheet: Sheet) -> Iterator[str]:
    paragraphs = [
        escape(smarten_text(one_line(text), sheet.typography)) for text in facts.summary if not is_blank(text)
    ]
    if paragraphs:
        yield '<div class="summary">'
        for at, text in enumerate(paragraphs):
            yield f"<p>{text}</p>" if at else f'<p class="first">{text}</p>'
        yield "</div>"


def _about(facts: Facts, sheet: Sheet) -> Iterator[str]:
    known = [(term, value) for term, value in _terms(facts, sheet) if value]
    if known:
        yield '<dl class="about">'
        for term, value in known:
            yield f"<dt{sheet.in_english}>{term}</dt>\n<dd>{value}</dd>"
        yield "</dl>"


def _terms(facts: Facts, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give the terms of the list on the title page, each with its value as XHTML, or with nothing."""
    yield "Fandom", _joined(facts.fandoms)
    yield "Rating", _joined((facts.rating,))
    yield "Warnings", _joined(facts.warnings)
    yield "Category", _joined(facts.categories)
    yield "Genre", _joined(facts.genres)
    yield "Relationships", _joined(facts.relationships)
    yield "Characters", _joined(facts.characters)
    yield "Tags", _joined(facts.tags)
    yield "Collections", _joined(facts.collections)
    yield "Status", _joined((facts.status,))
    yield "Chapters", _joined((facts.chapters,))
    yield "Words", f"{facts.words:,}" if facts.words else ""
    yield "Published", _dated(facts.published, sheet)
    yield "Updated", _dated(facts.updated if facts.updated != facts.published else None, sheet)
    yield "Source", _source(facts)


def _joined(values: Sequence[str]) -> str:
    return ", ".join(escape(value) for value in map(one_line, values) if value)


def _dated(day: date | None, sheet: Sheet) -> str:
    if day is None:
        return ""
    written = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f'<time datetime="{day.isoformat()}"{sheet.in_english}>{written}</time>'


def _source(facts: Facts) -> str:
    address = safe_address(facts.url)
    name = one_line(facts.site) or one_line(facts.url)
    return f'<a href="{attribute(address)}">{escape(name)}</a>' if address else escape(name)


def contents_page(chapters: Sequence[Page], sheet: Sheet) -> Page:
    """Return the contents: the chapters by their headings, and the landmarks, which readers use unseen."""
    first = next((page for page in chapters if 'epub:type="bodymatter"' in page.xhtml), None)
    content = [
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">',
        f'<h2 id="toc-heading"{sheet.in_english}>Contents</h2>',
        '<ol class="contents">',
        *(f'<li><a href="{page.name}">{escape(page.title)}</a></li>' for page in chapters),
        "</ol>",
        "</nav>",
        f'<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks"{sheet.in_english}>',
        "<ol>",
        *(f'<li><a epub:type="{kind}" href="{name}">{label}</a></li>' for kind, name, label in _LANDMARKS),
    ]
    if first or chapters:
        start = (first or chapters[0]).name
        content.append(f'<li><a epub:type="bodymatter" href="{start}">Start of the story</a></li>')
    content += ["</ol>", "</nav>"]
    xhtml = sheet.document(sheet.work, "frontmatter", "\n".join(content))
    return Page(CONTENTS, "", xhtml, PageRole.CONTENTS)


_LANDMARKS = (
    ("cover", COVER, "Cover"),
    ("titlepage", TITLE, "Title page"),
    ("toc", CONTENTS, "Contents"),
)
