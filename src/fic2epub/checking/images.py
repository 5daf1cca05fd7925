"""Checks of the cover and of all other pictures."""

from __future__ import annotations

from collections.abc import Iterator

from fic2epub.checking.opened import Opened
from fic2epub.checking.package import Item
from fic2epub.checking.picture import Picture
from fic2epub.checking.targets import quoted, target_of
from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Hit, check

SMALLEST_COVER = (625, 1000)
"""What Amazon's shop takes at least."""
MOST_PIXELS = 5_600_000
"""What Apple's shop takes of a picture; small memories fail at about as much."""
LARGEST = 5_000_000
"""Bytes of a picture that Kindles take."""
LONGEST_SIDE = 10_000
_EVERYWHERE = frozenset({"JPEG", "PNG", "GIF"})


def _cover(book: Opened) -> Item | None:
    """Return the item of the cover's image, by either way of naming it."""
    if not book.package:
        return None
    for item in book.package.with_property("cover-image"):
        return item
    for meta in book.package.named("cover"):
        return book.package.item(meta.attributes.get("content", ""))
    return None


def _picture(book: Opened) -> tuple[str, Picture] | None:
    cover = _cover(book)
    if cover is None or cover.file not in book.pictures:
        return None
    return cover.file, book.pictures[cover.file]


@check(
    "cover",
    WARNING,
    "The manifest says which picture is the cover.",
    'Give its item `properties="cover-image"`: a Kobo finds it in no other way.',
)
def cover(book: Opened) -> Iterator[Hit]:
    """Find books without a cover on the shelf."""
    if book.package and book.package.is_three:
        count = len(book.package.with_property("cover-image"))
        if count != 1:
            yield Hit(f"{count} items have the property cover-image, and not one", book.package.name)


@check(
    "cover-old-readers",
    NOTE,
    "Old readers and Kindles are told the cover, too.",
    'Add `<meta name="cover" content="ID">` with the id of the picture.',
)
def cover_old_readers(book: Opened) -> Iterator[Hit]:
    """Find books whose cover old readers do not see."""
    if not book.package:
        return
    named = book.package.named("cover")
    ids = {item.id for item in book.package.items}
    if not named:
        yield Hit("there is no meta with the name cover", book.package.name)
    for each in named:
        if each.attributes.get("content", "") not in ids:
            what = quoted(each.attributes.get("content", ""))
            yield Hit(f"the meta cover names {what}, which is no item", book.package.name, each.line, "meta")


@check("cover-format", WARNING, "The cover is a JPEG or a PNG.", "Save the picture as JPEG.")
def cover_format(book: Opened) -> Iterator[Hit]:
    """Find covers that shops and Kindles do not take."""
    item, found = _cover(book), _picture(book)
    if item and item.file in book.files and item.media_type == "image/svg+xml":
        yield Hit("the cover is a drawing (SVG)", item.file)
    if found and found[1].format and found[1].format not in {"JPEG", "PNG"}:
        yield Hit(f"the cover is a {found[1].format}", found[0])


@check(
    "cover-small",
    WARNING,
    f"The cover has at least {SMALLEST_COVER[0]} by {SMALLEST_COVER[1]} pixels.",
    "Take a larger picture; 1600 by 2560 is good everywhere.",
)
def cover_small(book: Opened) -> Iterator[Hit]:
    """Find covers that look coarse."""
    found = _picture(book)
    if found and found[1].format:
        short, long = sorted((found[1].width, found[1].height))
        if short < SMALLEST_COVER[0] or long < SMALLEST_COVER[1]:
            yield Hit(f"the cover has {found[1].width} by {found[1].height} pixels", found[0])


@check("cover-upright", NOTE, "The cover stands upright.", "Take a picture that is higher than wide.")
def cover_upright(book: Opened) -> Iterator[Hit]:
    """Find covers that lie on their side."""
    found = _picture(book)
    if found and found[1].format and found[1].width > found[1].height:
        yield Hit(f"the cover has {found[1].width} by {found[1].height} pixels", found[0])


@check(
    "cover-first",
    NOTE,
    "The first page shows the cover.",
    "Put a page with the cover first: a Kobo shows the first page without margins.",
)
def cover_first(book: Opened) -> Iterator[Hit]:
    """Find books that begin with something else."""
    item = _cover(book)
    spine = book.package.spine_files() if book.package else []
    first = book.pages.get(spine[0]) if spine else None
    if item is None or first is None or first.parsed.fault:
        return
    shown = {target_of(first.name, link.href).file for link in first.links if link.loads}
    if item.file not in shown:
        yield Hit("the first page of the spine does not show the cover", first.name)


@check("image-broken", ERROR, "Each picture can be opened.", "Put the picture in again, as JPEG or PNG.")
def image_broken(book: Opened) -> Iterator[Hit]:
    """Find pictures that are none."""
    for name, picture in book.pictures.items():
        if not picture.format:
            yield Hit("the picture can't be opened", name)


@check("image-format", WARNING, "Pictures are JPEG, PNG or GIF.", "Save the picture as JPEG or PNG.")
def image_format(book: Opened) -> Iterator[Hit]:
    """Find pictures such as WebP, which old readers and Send to Kindle do not take."""
    for name, picture in book.pictures.items():
        if picture.format and picture.format not in _EVERYWHERE:
            yield Hit(f"the picture is a {picture.format}", name)


@check(
    "image-pixels",
    WARNING,
    f"A picture has at most {MOST_PIXELS:,} pixels, and {LONGEST_SIDE:,} on a side.",
    "Make it smaller: small memories fail at it, and shops refuse it.",
)
def image_pixels(book: Opened) -> Iterator[Hit]:
    """Find pictures that unpack to more than a device can hold."""
    for name, picture in book.pictures.items():
        if picture.width * picture.height > MOST_PIXELS or max(picture.width, picture.height) > LONGEST_SIDE:
            yield Hit(f"the picture has {picture.width:,} by {picture.height:,} pixels", name)


@check("image-bytes", WARNING, f"A picture has at most {LARGEST:,} bytes.", "Save it smaller, or as JPEG.")
def image_bytes(book: Opened) -> Iterator[Hit]:
    """Find pictures that are too heavy for a Kindle."""
    for name in book.pictures:
        if book.files[name] > LARGEST:
            yield Hit(f"the picture has {book.files[name]:,} bytes", name)


@check("image-colours", WARNING, "Pictures are in RGB or grey.", "Save the picture in RGB.")
def image_colours(book: Opened) -> Iterator[Hit]:
    """Find pictures in printers' colours (CMYK), which many devices turn inside out."""
    for name, picture in book.pictures.items():
        if picture.mode in {"CMYK", "YCCK", "LAB"}:
            yield Hit(f"the picture is in {picture.mode}", name)
