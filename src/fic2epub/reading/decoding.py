"""Bytes become characters: strictly, so that no character is ever replaced in silence."""

from __future__ import annotations

import codecs

from fic2epub.errors import SourceError

# The longer marks first: that of UTF-32-LE begins with that of UTF-16-LE.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, *, where: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of the encoding it was in.

    A given `encoding` wins; else a byte order mark; else UTF-8. Raises SourceError where the bytes are not
    in that encoding, and where they are no text at all. `where` is the file's name for the error.
    """
    name = _known(encoding, where) if encoding else _marked(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise SourceError(
            f"the text is not in {name}: byte {problem.start + 1} (0x{data[problem.start]:02X}) does not fit",
            where=f"{where}:{line}" if name.startswith("utf-8") else where,
            advice="Save it as UTF-8, or say what it is in: --encoding cp1252 fits many old Windows files.",
        ) from None
    text = text.removeprefix("\ufeff")
    if text.count("\0") * 100 > len(text):
        raise SourceError("this is not text but a binary file", where=where)
    return text, name.removesuffix("-sig")


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


def _marked(data: bytes) -> str:
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    return "utf-8"
