"""Book → the bytes of an EPUB 3 file, the same bytes every time.

Beside the door: `naming` gives the file its name, `shelf` says whether an older file may make way, `saving`
puts the bytes on the disk whole or not at all.
"""

from __future__ import annotations

from fic2epub.bookbinding.epub import bind

__all__ = ["bind"]
