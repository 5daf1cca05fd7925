"""Books onto an e-reader: which are there, where books go on each, and how they get there whole."""

from __future__ import annotations

from fic2epub.delivering.kinds import Kind, Marker, kinds
from fic2epub.delivering.recognised import Device, recognised, the_device, words_for_the_hidden

__all__ = ["Device", "Kind", "Marker", "kinds", "recognised", "the_device", "words_for_the_hidden"]
