"""Reads XML that anyone may have written: no entity is expanded, nothing is fetched, no size is believed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lxml import etree

from fic2epub.lazy import regex

LONGEST = 10 << 20
"""Bytes of a file that is read. Kobo opens no page above 10 MB."""
_DECLARATION = regex(r"\A<\?xml\b[^>]{0,200}\?>")
_ENCODING = regex(r"""encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENTITY = regex(r"<!ENTITY\b")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_MARK = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_OTHERS = regex(r"iso8859|cp\d|koi8|mac|gb|big5|euc|shift_jis|latin")
"""What else is read, so that more can be told of the file. Spares "punycode", which takes for ever."""
_ALLOWED = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file of XML, as far as it could be read."""

    root: etree._Element | None
    """None where it is not well-formed or was not read."""
    text: str = ""
    fault: str = ""
    """The id of the check that the file fails, when there is no root."""
    reason: str = ""
    line: int = 0
    declared: bool = False
    """It begins with an XML declaration."""
    encoding: str = ""
    """What is wrong with the encoding; empty when nothing is."""


def parse(data: bytes) -> Parsed:
    """Read XML. Never raises: what is wrong is told in the result."""
    if len(data) > LONGEST:
        return Parsed(None, fault="check/xml-too-long", reason=f"more than {LONGEST:,} bytes")
    text, encoding = _decoded(data)
    declaration = _DECLARATION.match(text)
    declared = declaration is not None
    found = _ENTITY.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        return Parsed(None, text, "check/xml-entities", "declares entities", line, declared, encoding)
    body = re.sub("[^\n]", " ", declaration[0]) + text[declaration.end() :] if declaration else text
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(body.encode(errors="surrogatepass"), parser)
    except etree.XMLSyntaxError as problem:
        reason, line = _said(problem), problem.lineno or 0
        return Parsed(None, text, "check/xml-well-formed", reason, line, declared, encoding)
    except (ValueError, MemoryError, etree.LxmlError) as problem:
        return Parsed(None, text, "check/xml-well-formed", str(problem), 0, declared, encoding)
    return Parsed(root, text, declared=declared, encoding=encoding)


def _said(problem: etree.XMLSyntaxError) -> str:
    """Return the parser's words without the place, which the report has in a column of its own."""
    return re.sub(r", line \d+, column \d+.*", "", str(problem.msg or problem))[:200]


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text, and what is wrong with its encoding."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    for mark, name in _NO_MARK:
        if data.startswith(mark):
            return _strictly(data, name)
    head = data[:250].decode("latin-1")
    declaration = _DECLARATION.match(head)
    named = _ENCODING.search(declaration[0]) if declaration else None
    if named is None:
        return _strictly(data, "utf-8")
    try:
        name = codecs.lookup(named[1]).name
        if name in _ALLOWED:
            return _strictly(data, "utf-8" if name != "ascii" else "ascii")
        reading = name if _OTHERS.match(name) else "utf-8"
        return data.decode(reading, errors="replace"), f"is in {named[1]}"
    except (LookupError, UnicodeError):  # rot13 and its like are no encodings of text
        return data.decode("utf-8", errors="replace"), f"says it is in {named[1]}"


def _strictly(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode(name), ""
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return data.decode(name, errors="replace"), f"is not {name.upper()} throughout (line {line})"
