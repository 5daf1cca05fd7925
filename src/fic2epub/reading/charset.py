"""The encoding that a web page says it is in."""

from __future__ import annotations

import re

from fic2epub.lazy import regex

HEAD = 4096
"""Bytes that are searched. Browsers look at the first 1024 (HTML, 13.2.3.2); saved pages put notes before."""

_DECLARED = regex(
    rb"<meta[^<>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)

# What browsers take these names for (Encoding Standard, 4.2).
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "windows-1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip


def declared_in(data: bytes) -> str:
    """Return the encoding that a page's `meta` element or its XML declaration names, or nothing."""
    found = _DECLARED.search(data[:HEAD])
    if found is None:
        return ""
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    return _MEANT.get(name, name)
