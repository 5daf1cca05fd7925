"""Bytes become characters: strictly, so that no character is ever replaced in silence."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from fic2epub.errors import SourceError
from fic2epub.model.manuscript import Notice, Place

# The longer marks first: that of UTF-32-LE begins with that of UTF-16-LE.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

WIDER: dict[str, str] = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
    "iso8859-9": "cp1254",
}
"""What a page means that names the narrower one (WHATWG Encoding Standard, section 4.2)."""

CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
"""Bytes that no text has, or hardly ever."""

HOW_TO_SAY = "if letters look wrong, say what it is in with --encoding"
BINARY = "this is not text but a binary file"
NO_TEXT = "Save or export the story as plain text (.txt) and convert that."
ADVICE = "Save it as UTF-8, or say what it is in: --encoding cp1252 fits many old Windows files."


class Decoded(NamedTuple):
    """A text, and how it was come by."""

    text: str
    encoding: str
    """As Python knows it."""
    notices: tuple[Notice, ...] = ()
    """What was less than certain."""


def decode(data: bytes, *, where: str, encoding: str | None = None, declared: str = "") -> Decoded:
    """Return the text of some bytes, and the name of the encoding that it was in.

    A given `encoding` wins; else a byte order mark; else UTF-8, if it fits, or UTF-16 by its zero bytes; else
    what the file declares itself; else UTF-8 with some stray bytes; else a guess over the whole file, with a
    notice. Raises SourceError where the bytes are not in the given encoding, and where they are no text at
    all. `where` is the file's path, for the error.
    """
    if encoding:
        return _checked(_strictly(data, _known(encoding, where), where, said=encoding), where)
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data, name, where), where)
    return _checked(_found(data, where, declared), where)


def _found(data: bytes, where: str, declared: str) -> Decoded:
    if wide := _by_zero_bytes(data):
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _with_surrogates(data) or _declared(data, declared) or _guessed(data, where)
    if "\x1b$" in text and (japanese := _tried(data, "iso2022_jp_2")):
        return japanese
    return Decoded(text, "utf-8")


def _guessed(data: bytes, where: str) -> Decoded:
    if (len(data) - len(data.translate(None, CONTROLS))) * 100 > len(data):
        raise SourceError(BINARY, where=where, advice=NO_TEXT)
    from fic2epub.reading.guessing import guess, mostly_utf8

    if mixed := mostly_utf8(data):
        bytes_ = "1 byte is" if mixed.strays == 1 else f"{mixed.strays} bytes are"
        said = f"The text is in UTF-8, but {bytes_} not; read as Windows-1252 (cp1252), and {HOW_TO_SAY}."
        place = Place(Path(where).name, mixed.line)
        return Decoded(mixed.text, "utf-8", (Notice("reading/encoding", said, place),))
    if found := guess(data):
        lost = f", with {found.lost} damaged characters" if found.lost else ""
        said = f"The encoding of the text is a guess: {found.encoding}{lost}; {HOW_TO_SAY}."
        return Decoded(found.text, found.encoding, (Notice("reading/encoding", said),))
    return _strictly(data, "utf-8", where)


def _by_zero_bytes(data: bytes) -> Decoded | None:
    """Read UTF-16 or UTF-32 that has no mark: its line ends and ASCII characters have zero bytes.

    Read from the wrong side, those become characters of other scripts, or none; so the side that has more of
    them is right. A binary file makes characters that are none on either.
    """
    zeros = data.count(0)
    if zeros < 2:
        return None
    wide = ("utf-32-le", "utf-32-be") if zeros * 2 > len(data) else ("utf-16-le", "utf-16-be")
    tried = [found for name in wide if (found := _tried(data, name))]
    best = max(tried, key=lambda found: _ascii_in(found.text[:_SAMPLE]), default=None)
    if best is None or not _ascii_in(best.text[:_SAMPLE]) or "\0" in best.text:
        return None
    sample = best.text[:_SAMPLE]
    printable = sum(character.isprintable() or character.isspace() for character in sample)
    return best if printable * 100 >= len(sample) * 97 else None


_SAMPLE = 20_000


def _ascii_in(text: str) -> int:
    return sum(character.isascii() for character in text)


def _with_surrogates(data: bytes) -> Decoded | None:
    """Read CESU-8, in which old databases wrote each character beyond U+FFFF as two."""
    if b"\xed" not in data:
        return None
    try:
        pairs = data.decode("utf-8", "surrogatepass")
        return Decoded(pairs.encode("utf-16", "surrogatepass").decode("utf-16"), "utf-8")
    except UnicodeError:
        return None


def _declared(data: bytes, name: str) -> Decoded | None:
    try:
        known = codecs.lookup(name.strip()).name if name.strip() else ""
    except (LookupError, ValueError):
        return None
    return _tried(data, WIDER.get(known, known)) if known else None


def _tried(data: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(name), name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _strictly(data: bytes, name: str, where: str, *, said: str = "") -> Decoded:
    """Decode, or raise SourceError, which calls the encoding as the user did."""
    called = said or name.removesuffix("-sig")
    try:
        text = data.decode(name)
    except UnicodeDecodeError as problem:
        at = problem.start + len(data) - len(problem.object)  # counted from behind a byte order mark
        line = data.count(b"\n", 0, at) + 1
        raise SourceError(
            f"the text is not in {called}: byte {at + 1} (0x{data[at]:02X}) does not fit",
            where=f"{where}:{line}" if name.startswith("utf-8") else where,
            advice=ADVICE,
        ) from None
    except (UnicodeError, ValueError) as problem:  # some codecs, such as idna, have errors of their own
        raise SourceError(f"the text is not in {called}: {problem}", where=where, advice=ADVICE) from None
    return Decoded(text, name.removesuffix("-sig"))


def _checked(decoded: Decoded, where: str) -> Decoded:
    text = decoded.text.removeprefix("\ufeff")
    if text.count("\0") * 100 > len(text):
        raise SourceError(BINARY, where=where, advice=NO_TEXT)
    return decoded._replace(text=text)


def _known(encoding: str, where: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise SourceError(
            f"there is no encoding called {encoding!r}",
            where=where,
            advice="Common ones are utf-8, cp1252, utf-16, gb18030, shift_jis and cp1251.",
        )
    # `utf-8-sig` reads UTF-8 with and without its mark.
    return "utf-8-sig" if found.name == "utf-8" else found.name
