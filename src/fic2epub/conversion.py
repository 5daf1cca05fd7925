"""One story, the whole journey: the only file that knows every stage and their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fic2epub import lookup
from fic2epub.cleaning import Site, check_examples, clean, name_headings, obey, parse_site
from fic2epub.errors import BindingError, Fic2EpubError, NotOneWork, RuleError
from fic2epub.model import audit
from fic2epub.model.book import Book, Format, Making
from fic2epub.model.ledger import Fate, Ledger
from fic2epub.model.manuscript import Manuscript, Notice
from fic2epub.model.moving import NotesAt
from fic2epub.model.noun import noun
from fic2epub.model.outcome import Converted
from fic2epub.model.story import ChapterKind, Facts, Story, words_in
from fic2epub.reading import read
from fic2epub.settings import Settings
from fic2epub.settings.sidecar import read_sidecar
from fic2epub.shaping import shape
from fic2epub.shaping.parts import are_one_work, join
from fic2epub.shaping.without_notes import RULE as NOTES_RULE
from fic2epub.shaping.without_notes import without_notes

if TYPE_CHECKING:
    from fic2epub.typesetting.cover import FindFont

COVER_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
LARGEST_COVER = 64 * 1024 * 1024
"""Bytes. No camera makes a larger picture that a book could hold."""

Naming = Callable[[Facts], Path]
"""Where the book of a work goes, once its title and authors are known."""


@noun(frozen=True, slots=True)
class Understood:
    """A source, as far as it is understood before it is typeset."""

    manuscript: Manuscript
    """As it was read, with every line."""
    story: Story
    ledger: Ledger


def understand(source: Path, settings: Settings | None = None) -> Understood:
    """Read, clean and shape a source, and prove that every line of it is accounted for.

    Raises SourceError, ShapeError, RuleError, and LostText if the proof fails.
    """
    settings = settings or Settings()
    sidecar = read_sidecar(source)
    settings = settings.under(sidecar)
    manuscript, mended = read(source, encoding=settings.encoding)
    try:
        obeyed, said = obey(manuscript, sidecar.keep, sidecar.drop)
        cleaned, taken = clean(obeyed, sites())
        cleaned, named = name_headings(cleaned, sidecar.chapters)
        story, shaped = shape(cleaned, (*settings.findings(), *sidecar.findings), source.stem)
        ledger = Ledger((*mended, *said, *taken, *named, *shaped))
        if settings.notes == "drop":
            story, left_out = without_notes(story, manuscript)
            ledger = Ledger((*ledger.entries, *left_out))
        audit.check_story(manuscript.lines, story, ledger)
    except Fic2EpubError as problem:
        problem.where = problem.where or str(source)
        raise
    return Understood(manuscript, story, ledger)


def swept(source: Path, settings: Settings) -> tuple[Manuscript, Ledger]:
    """Return what cleaning leaves of a source, and its ledger: for texts in which there is no story."""
    manuscript, mended = read(source, encoding=settings.encoding)
    cleaned, taken = clean(manuscript, sites())
    return cleaned, Ledger((*mended, *taken))


def read_story(source: Path, settings: Settings | None = None) -> tuple[Story, Ledger]:
    """Return the story in a source, and what was done to each of its lines. Raises as `understand` does."""
    understood = understand(source, settings)
    return understood.story, understood.ledger


def understand_parts(sources: Sequence[Path], settings: Settings) -> Understood:
    """Understand the parts of one work, each on its own, and make one story of them, in this order.

    Raises NotOneWork where their pages give different titles or authors, and the user has given none.
    """
    parts = [understand(source, replace(settings, title="", authors=())) for source in sources]
    stories = [part.story for part in parts]
    if not (settings.title and settings.authors) and not are_one_work(stories):
        raise NotOneWork(
            "these files are of different works",
            where=", ".join(source.name for source in sources),
            advice="Convert them one by one, or say -t and -a if they are one work after all.",
        )
    folder = sources[0].resolve().parent.name
    # What a settings file says was said to each part, whose own sidecar outweighs it.
    story = join(stories, [source.stem for source in sources], folder, settings.firm().findings())
    ledger = Ledger(tuple(entry for part in parts for entry in part.ledger.entries))
    lines = tuple(line for part in parts for line in part.manuscript.lines)
    return Understood(parts[0].manuscript.with_lines(lines), story, ledger)


def make_book(understood: Understood, source: Path, settings: Settings) -> Book:
    """Typeset what was understood of a source, and prove that the pages have its words."""
    from fic2epub.typesetting import typeset

    settings = settings.under(read_sidecar(source))
    image = None if settings.no_cover else _cover(settings.cover or cover_of(source))
    story = understood.story
    stylesheet = lookup.stylesheet(settings.theme)
    if settings.css is not None:
        stylesheet = f"{stylesheet}\n{lookup.read_css(settings.css)}"
    # Notes that were to be dropped are in the story no more.
    notes = NotesAt.KEEP if settings.notes == "drop" else NotesAt(settings.notes)
    book = typeset(
        story,
        stylesheet=stylesheet,
        cover=image,
        modified=moment_of(story.facts, source),
        making=_making(understood),
        smarten=settings.smarten is not False,
        notes=notes,
    )
    audit.check_pages(story, book.pages, notes)
    return book


def _making(understood: Understood) -> Making:
    ledger = understood.ledger
    left_out, lifted = ({one.place for one in ledger.with_fate(fate)} for fate in (Fate.REMOVED, Fate.LIFTED))
    notes = {one.place for one in ledger.entries if one.rule == NOTES_RULE}
    lines = sum(not line.blank for line in understood.manuscript.lines)
    return Making(lines, len(left_out - notes), len(notes), len(lifted - left_out))


@noun(frozen=True, slots=True)
class Bound:
    """A book that is made and proved, and not yet saved."""

    sources: tuple[Path, ...]
    """In the order in which they were joined; one for most books."""
    facts: Facts
    identifier: str
    data: bytes
    """The book's file."""
    chapters: int
    words: int
    ledger: Ledger
    notices: tuple[Notice, ...]
    recognised: tuple[str, ...] = ()
    layout: str = ""

    def converted(self, path: Path, *, written: bool) -> Converted:
        """Return what is told of this book, once it has its place."""
        return Converted(
            source=self.sources[0],
            path=path,
            facts=self.facts,
            chapters=self.chapters,
            words=self.words,
            ledger=self.ledger,
            notices=self.notices,
            size=len(self.data),
            parts=self.sources if len(self.sources) > 1 else (),
            written=written,
            recognised=self.recognised,
            layout=self.layout,
        )


def bound(sources: Sequence[Path], settings: Settings, wanted: Format = Format.EPUB) -> Bound:
    """Make the book of a source, or of the parts of a work in their order; nothing is written.

    Raises a Fic2EpubError.
    """
    if len(sources) == 1:
        return _bound(understand(sources[0], settings), sources, settings, wanted)
    return _bound(understand_parts(sources, settings), sources, settings, wanted)


def convert(
    source: Path, naming: Naming, settings: Settings | None = None, *, parts: Sequence[Path] = ()
) -> Converted:
    """Make a book of one source, or of the `parts` of a work in their order, and save it where `naming` says.

    Raises a Fic2EpubError, and then nothing was written.
    """
    from fic2epub.bookbinding.saving import save
    from fic2epub.bookbinding.shelf import may_replace

    settings = settings or Settings()
    sources = parts or (source,)
    made, path = named(sources, naming, settings)
    for each in sources:
        refuse_source(each, path)
    may_replace(path, made.identifier, force=settings.force)
    if not settings.rehearse:
        save(made.data, path)
    return made.converted(path, written=not settings.rehearse)


def named(sources: Sequence[Path], naming: Naming, settings: Settings) -> tuple[Bound, Path]:
    """Make the book of a source, or of the parts of a work, and say where it goes; nothing is written.

    Raises a Fic2EpubError.
    """
    together = len(sources) > 1
    understood = understand_parts(sources, settings) if together else understand(sources[0], settings)
    path = naming(understood.story.facts)
    return _bound(understood, sources, settings, format_of(path, settings)), path


def _bound(understood: Understood, sources: Sequence[Path], settings: Settings, wanted: Format) -> Bound:
    from fic2epub.bookbinding.editions import edition_of, packed

    # The youngest part dates the book, where the work has no date of its own.
    youngest = max(sources, key=lambda source: source.stat().st_mtime)
    book = make_book(understood, youngest if len(sources) > 1 else sources[0], settings)
    edition = edition_of(book, wanted, kindle_strict=bool(settings.kindle_strict))
    audit.check_edition(book, edition)
    story = understood.story
    return Bound(
        sources=tuple(sources),
        facts=story.facts,
        identifier=book.identifier,
        data=packed(edition, wanted),
        chapters=sum(bool(each.places) or each.kind is not ChapterKind.PREFACE for each in story.chapters),
        words=sum(map(words_in, story.chapters)),
        ledger=understood.ledger,
        notices=(*story.notices, *_doubts(story.facts, settings)),
        recognised=tuple(dict.fromkeys(sighting.site for sighting in story.sightings)),
        layout=story.layout.name,
    )


def _doubts(facts: Facts, settings: Settings) -> tuple[Notice, ...]:
    """Return notices of what may keep a book from a Kindle."""
    from fic2epub.bookbinding.kindle import doubts

    return tuple(doubts(facts.language)) if settings.kindle_strict else ()


def format_of(path: Path, settings: Settings) -> Format:
    """Return the format of a book: the one that is wanted, else the one of its name, else EPUB.

    Raises BindingError where the name promises another than the one wanted: an e-reader goes by the name.
    """
    named = Format.of(path.name)
    if settings.format and named and named is not settings.format:
        raise BindingError(
            f"a file of this name is no {settings.format.value}",
            where=str(path),
            advice=f"Let its name end in {settings.format.suffix}, or say --format {named.value}.",
        )
    return settings.format or named or Format.EPUB


@cache
def sites() -> tuple[Site, ...]:
    """Return all sites that are known, the user's own among them."""
    known = []
    for found in lookup.find("sites"):
        try:
            text = found.text()
        except (OSError, UnicodeDecodeError) as problem:
            raise RuleError(f"the file can't be read: {problem}", where=str(found.path)) from None
        site = parse_site(text, found.path.name if found.ours else str(found.path))
        if not found.ours:  # ours are held to their examples by the tests, not again on each run
            check_examples(site)
        known.append(site)
    return tuple(known)


def cover_of(source: Path) -> Path | None:
    """Return a story's own cover, by name: `covers/<stem>.jpg` beside the text, or beside its folder."""
    for folder in (source.parent / "covers", source.parent.parent / "covers"):
        if folder.is_dir():  # asked first: most texts have none, and there are four names to try
            for suffix in COVER_SUFFIXES:
                path = folder / f"{source.stem}{suffix}"
                if path.is_file():
                    return path
    return None


def moment_of(facts: Facts, source: Path) -> datetime:
    """Return the moment that a book bears: never now, so that the same source gives the same bytes.

    It is the day on which the work was updated or published; else SOURCE_DATE_EPOCH, if it is set
    (reproducible-builds.org); else when the source was last changed.
    """
    if day := facts.updated or facts.published:
        return datetime.combine(day, time(), UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isascii() and epoch.isdigit() else int(source.stat().st_mtime)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1980, 1, 1, tzinfo=UTC)


def _cover(path: Path | None) -> bytes | FindFont:
    """Return the bytes of a given picture; without one, where the fonts for a drawn one are."""
    if path is None:
        return lookup.package_file
    advice = "A cover is a JPEG, PNG or WebP picture."
    try:
        if not path.is_file():
            raise BindingError("there is no such picture", where=str(path), advice=advice)
        if path.stat().st_size > LARGEST_COVER:
            raise BindingError("the cover's file is too large", where=str(path), advice=advice)
        return path.read_bytes()
    except OSError as problem:
        raise BindingError(f"the cover can't be read: {problem.strerror}", where=str(path)) from None


def refuse_source(source: Path, path: Path) -> None:
    """Raise BindingError where a book would overwrite the text that it was made of."""
    if path == source or (path.exists() and path.samefile(source)):
        raise BindingError(
            "the book would overwrite its own source", where=str(path), advice="Choose another name with -o."
        )
