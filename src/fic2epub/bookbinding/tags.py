"""Cuts a page into tags and the text between them, so that a copy can differ in tags and in nothing else.

A page that is parsed and written anew comes back with other entities, spaces and quotation marks. What is
copied piece by piece comes back as it was. It holds for pages that are well-formed; `epub` refuses others.
"""

from __future__ import annotations

import re

from fic2epub.lazy import regex

_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
TOKEN = regex(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*>"
    rf"|<(?P<close>/?)(?P<name>[^\s/>!?<\"']+)(?P<attributes>{_ATTRIBUTES})>",
    re.DOTALL,
)
"""A piece of markup. Takes '<p title="a > b">' whole; spares "a > b" and "&lt;p&gt;"."""
ATTRIBUTE = regex(r"""\s+([^\s=/<>"']+)\s*=\s*("[^"]*"|'[^']*')""")
"""An attribute, with the space before it; its name, and its value in its quotation marks."""
BODY = regex(rf"(<body\b{_ATTRIBUTES}>)(.*)(</body\s*>)", re.DOTALL)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
"""The elements of HTML that never hold anything (HTML, section 13.1.2)."""
