"""The first pages of a book, and its last: the cover, the title page, the contents, the colophon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fic2epub.model.book import Asset, Making, Page, PageRole
from fic2epub.model.story import Facts, Series
from fic2epub.typesetting.lengths import told
from fic2epub.typesetting.typography import smarten_text
from fic2epub.typesetting.xhtml import Sheet, attribute, escape, is_blank, one_line, safe_address

COVER, TITLE, CONTENTS, COLOPHON = "cover.xhtml", "titlepage.xhtml", "contents.xhtml", "colophon.xhtml"


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
    """Return the title page: the title, the authors, the series, and the fandoms at its foot."""
    parts = ['<section epub:type="titlepage" class="titlepage">']
    parts.append(f'<h1 class="title">{escape(smarten_text(sheet.work, sheet.typography))}</h1>')
    names = [escape(name) for name in map(one_line, facts.authors) if name]
    if names:
        parts.append(f'<p class="author">{_listed(names)}</p>')
    parts += [_series(series, sheet) for series in facts.series if not is_blank(series.name)]
    named = (smarten_text(name, sheet.typography) for name in map(one_line, facts.fandoms) if name)
    fandoms = ", ".join(map(escape, named))
    if fandoms:
        parts.append(f'<p class="fandom">{fandoms}</p>')
    parts.append("</section>")
    return Page(TITLE, "", sheet.document(sheet.work, "frontmatter", "\n".join(parts)), PageRole.TITLE)


def _series(series: Series, sheet: Sheet) -> str:
    name = f"<cite>{escape(smarten_text(one_line(series.name), sheet.typography))}</cite>"
    part = escape(one_line(series.position))
    if not part:
        return f'<p class="series">{name}</p>'
    return f'<p class="series"><span{sheet.in_english}>Part {part} of</span> {name}</p>'


def contents_page(chapters: Sequence[Page], lengths: Sequence[int], sheet: Sheet) -> Page:
    """Return the contents as a reader turns to them: the chapters, each with how long it is.

    `chapters` are the pages of the story, and those of its notes; `lengths` are the chapters' own, by their
    number. A page that goes on with a chapter has no line of its own.
    """
    parts = [
        '<section epub:type="toc" role="doc-toc" class="contents" aria-labelledby="contents-heading">',
        f'<h2 id="contents-heading"{sheet.in_english}>Contents</h2>',
        *nested(chapters, lambda page: _line(page, lengths, sheet)),
        "</section>",
    ]
    xhtml = sheet.document("Contents", "frontmatter", "\n".join(parts))
    return Page(CONTENTS, "", xhtml, PageRole.CONTENTS)


def _line(page: Page, lengths: Sequence[int], sheet: Sheet) -> str:
    link = f'<a href="{page.name}">{escape(page.title)}</a>'
    length = lengths[page.chapter] if page.role is PageRole.CHAPTER else 0
    if not length:
        return link
    return f'{link} <span class="length"{sheet.in_english}>{told(length, sheet.language)}</span>'


def colophon_page(facts: Facts, making: Making, sheet: Sheet) -> Page:
    """Return the last page, which tells how the book was made and what became of the lines of its source."""
    says = 'epub:type="colophon" role="doc-colophon" aria-labelledby="colophon-heading"'
    parts = [
        f'<section class="colophon" {says}{sheet.in_english}>',
        '<h2 id="colophon-heading">Colophon</h2>',
        *(f"<p>{text}</p>" for text in _made(facts, making)),
        "</section>",
    ]
    xhtml = sheet.document("Colophon", "backmatter", "\n".join(parts))
    return Page(COLOPHON, "Colophon", xhtml, PageRole.COLOPHON)


def _made(facts: Facts, making: Making) -> Iterator[str]:
    address, site = safe_address(facts.url), escape(one_line(facts.site))
    where = f' of its page at <a href="{attribute(address)}">{site or escape(address)}</a>' if address else ""
    yield f"This book was set from a saved copy{where or (f' of its page at {site}' if site else '')}."
    kept = making.lines - making.lifted - making.left_out - making.notes
    ways = [
        f"{count:,} {one if count == 1 else more} {what}"
        for count, one, more, what in (
            (kept, "is", "are", "the story and its notes"),
            (making.lifted, "is", "are", "told on the pages before it"),
            (making.left_out, "was", "were", "left out (menus, buttons, comments and the like)"),
            (making.notes, "note was", "lines of notes were", "left out, as was asked"),
        )
        if count
    ]
    *first, last = ways
    yield f"Of the {_lines(making.lines)} of that copy, {', '.join(first)}{' and ' if first else ''}{last}."
    yield "No other word was left out or changed. It was checked line by line, and letter by letter."
    yield "Made with fic2epub, for reading. All rights stay with the author."


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def nested(pages: Sequence[Page], line: Callable[[Page], str]) -> Iterator[str]:
    """Give pages with a title as a list, with lists in it by their depth; `line` is what each says."""
    titled = [page for page in pages if page.title]
    yield "<ol>"
    for page, below in zip(titled, [*titled[1:], None], strict=True):
        depth = below.depth if below else 1
        yield f"<li>{line(page)}" + ("\n<ol>" if depth > page.depth else "</li>")
        yield from ["</ol>\n</li>"] * (page.depth - depth)
    yield "</ol>"
