"""A Manuscript becomes a Story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fic2epub.errors import ShapeError
from fic2epub.model.ledger import Entry
from fic2epub.model.manuscript import Finding, Manuscript
from fic2epub.model.story import Chapter, Facts, Layout, Note, Quote, Story, words_of
from fic2epub.shaping import facts, languages, titles
from fic2epub.shaping.blocks import Binder, gaps_are_breaks
from fic2epub.shaping.broken_lines import rejoined
from fic2epub.shaping.chapter_frames import work_around_headings
from fic2epub.shaping.chapters import part
from fic2epub.shaping.hyphens import whole_words
from fic2epub.shaping.markup import is_weak, settle, weighed
from fic2epub.shaping.passages import Passage, gather
from fic2epub.shaping.scene_breaks import rows_in, with_lone_letters
from fic2epub.shaping.title_page import TitlePage, title_page
from fic2epub.shaping.title_parts import Known

__all__ = ["shape", "tag_of"]

tag_of = languages.tag_of


def shape(manuscript: Manuscript, given: Sequence[Finding], stem: str) -> tuple[Story, tuple[Entry, ...]]:
    """Make a story of a manuscript.

    `given` is what the user says of the work, which outweighs the page. `stem` is the file's name without its
    suffix; a title is made of it where there is none. Returns the story, and an entry for each line that
    became structure, metadata, or was changed. Raises ShapeError where there is no story in the manuscript.
    """
    settled = settle(manuscript)
    manuscript = settled.manuscript
    passages, layout = gather(manuscript.lines)
    passages, mended = whole_words(rejoined(passages))
    page = _title_page(passages, layout, manuscript)
    passages = page.passages
    binder = Binder(
        layout,
        with_lone_letters(
            rows_in(passage.text for passage in passages if len(passage.lines) == 1),
            [passage.text for passage in passages],
        ),
        gaps_are_breaks(passages, layout),
        [*settled.entries, *mended, *page.entries],
    )
    parted = part(
        passages, binder, (*given, *manuscript.findings, *page.findings), has_title_page=page.is_found
    )
    chapters = parted.chapters
    if not any(letter.isalnum() for text in _story_texts(chapters) for letter in text):
        raise ShapeError(
            "there is no story in this file: all of it belongs to the page around one",
            advice="Look at what was found with `fic2epub inspect`.",
        )
    findings = weighed((*given, *manuscript.findings, *page.findings))
    site = next((sighting.site for sighting in manuscript.sightings if sighting.kind == "site"), "")
    known = _facts(findings, chapters, stem, site)
    notices = (*manuscript.notices, *parted.notices)
    story = Story(known, chapters, layout, findings, manuscript.sightings, notices)
    return story, (*binder.entries, *parted.entries)


def _title_page(passages: Sequence[Passage], layout: Layout, manuscript: Manuscript) -> TitlePage:
    """Take a title page off the text; without one, what says the title and the author at each heading."""
    page = title_page(passages, layout, Known.of(manuscript.findings, manuscript.sightings))
    has_title = any(one.field == "title" and not is_weak(one) for one in manuscript.findings)
    if page.findings or has_title:
        return page
    found, entries, rest = work_around_headings(page.passages)
    return replace(page, passages=rest, findings=found, entries=(*page.entries, *entries))


def _story_texts(chapters: Sequence[Chapter]) -> Iterator[str]:
    """Give the texts of the story itself, without the author's words about it."""
    for chapter in chapters:
        for block in chapter.blocks:
            if not isinstance(block, Note):
                yield from (words.text for words in words_of(block))


def _facts(findings: Sequence[Finding], chapters: Sequence[Chapter], stem: str, site: str) -> Facts:
    title = facts.title_in(findings) or titles.from_file_name(stem)
    first = next(
        (
            words.text
            for chapter in chapters
            for block in chapter.blocks
            if not isinstance(block, Note | Quote)
            for words in words_of(block)
        ),
        next(_story_texts(chapters)),
    )
    return facts.facts_of(
        findings,
        title=title or titles.incipit(first),
        is_incipit=title is None,
        language="" if facts.has_language(findings) else languages.detect(_story_texts(chapters)),
        site=site,
    )
