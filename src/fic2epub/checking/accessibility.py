"""Checks of what the book tells those who listen, or see little. EPUB Accessibility 1.1, section 2."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.package import Meta
from fic2epub.checking.targets import quoted
from fic2epub.checking.verdict import NOTE, WARNING, Hit, check

_MODES = frozenset(
    "auditory tactile textual visual chartOnVisual chemOnVisual colorDependent diagramOnVisual mathOnVisual"
    " musicOnVisual textOnVisual".split()
)
_SUFFICIENT = frozenset("auditory tactile textual visual".split())
_HAZARDS = frozenset(
    "flashing noFlashingHazard motionSimulation noMotionSimulationHazard sound noSoundHazard unknown none"
    " unknownFlashingHazard unknownMotionSimulationHazard unknownSoundHazard".split()
)
_FEATURES = frozenset(
    "annotations ARIA bookmarks index pageBreakMarkers printPageNumbers pageNavigation readingOrder"
    " structuralNavigation tableOfContents taggedPDF alternativeText audioDescription closeCaptions captions"
    " describedMath longDescription openCaptions rubyAnnotations signLanguage transcript"
    " displayTransformability synchronizedAudioText timingControl unlocked ChemML latex latex-chemistry"
    " MathML MathML-chemistry"
    " ttsMarkup highContrastAudio highContrastDisplay largePrint braille tactileGraphic tactileObject"
    " fullRubyAnnotations horizontalWriting rubyAnnotations verticalWriting withAdditionalWordSegmentation"
    " withoutAdditionalWordSegmentation none unknown".split()
)


def _said(book: Opened, name: str) -> list[Meta]:
    """Return what the package says, in either version's way."""
    if not book.package:
        return []
    old = [
        Meta(each.name, each.attributes.get("content", ""), each.attributes, each.line)
        for each in book.package.named(f"schema:{name}")
    ]
    return [each for each in (*book.package.properties(f"schema:{name}"), *old) if each.text]


def _missing(book: Opened, name: str) -> Iterator[Hit]:
    if book.package and book.package.is_three and not _said(book, name):
        yield Hit(f"there is no schema:{name}", book.package.name)


ADD = "Add the meta to the package; libraries and readers choose by it."


@check("access-mode", WARNING, "The book says by which senses it is read (schema:accessMode).", ADD)
def access_mode(book: Opened) -> Iterator[Hit]:
    """Find books that do not say it."""
    return _missing(book, "accessMode")


@check(
    "access-features", WARNING, "The book says what helps readers in it (schema:accessibilityFeature).", ADD
)
def access_features(book: Opened) -> Iterator[Hit]:
    """Find books that do not say it."""
    return _missing(book, "accessibilityFeature")


@check(
    "access-hazards", WARNING, "The book says whether it flashes or moves (schema:accessibilityHazard).", ADD
)
def access_hazards(book: Opened) -> Iterator[Hit]:
    """Find books that do not say it."""
    return _missing(book, "accessibilityHazard")


@check("access-sufficient", NOTE, "The book says which senses are enough (schema:accessModeSufficient).", ADD)
def access_sufficient(book: Opened) -> Iterator[Hit]:
    """Find books that do not say it."""
    return _missing(book, "accessModeSufficient")


@check(
    "access-summary", NOTE, "The book says in words how it can be read (schema:accessibilitySummary).", ADD
)
def access_summary(book: Opened) -> Iterator[Hit]:
    """Find books that do not say it."""
    return _missing(book, "accessibilitySummary")


@check(
    "access-words",
    WARNING,
    "These facts are told in the words that programs know.",
    "Use one of schema.org's words.",
)
def access_words(book: Opened) -> Iterator[Hit]:
    """Find words of somebody's own."""
    for name, words in (
        ("accessMode", _MODES),
        ("accessibilityFeature", _FEATURES),
        ("accessibilityHazard", _HAZARDS),
        ("accessModeSufficient", _SUFFICIENT),
    ):
        for each in _said(book, name):
            for word in each.text.replace(",", " ").split():
                if word.split("/")[0] not in words:
                    what = f"schema:{name} does not know {quoted(word)}"
                    yield Hit(what, book.package.name if book.package else "", each.line, "meta")


@check(
    "package-language", WARNING, "The package says what language it is in.", "Set `xml:lang` on `package`."
)
def package_language(book: Opened) -> Iterator[Hit]:
    """Find packages whose title a voice reads in the wrong language."""
    if book.package and book.package.is_three and not book.package.language:
        yield Hit("the package has no xml:lang", book.package.name)
