"""Characters that nobody sees, or that mean something else than was meant, are mended.

What has a meaning stays: joiners and non-joiners (but not between letters that never join, where sites hide
them against copying), combining marks, the marks of direction, the selectors of variants, and the zero-width
space where it parts the words of Thai or Khmer.
"""

from __future__ import annotations

from fic2epub.lazy import regex

MEANT = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What a control character beyond ASCII was, when Windows-1252 was read as Latin-1 (0x92 is `’`)."""
WHY_MEANT = (
    "Control characters stood where Windows-1252 has quotation marks and dashes; those are set instead."
)

WHY_UNSEEN = (
    "Characters that nobody sees (soft hyphens, zero-width spaces, runs of no-break spaces) were left out."
)

SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0e0": "→", "\uf0df": "←", "\uf0be": "—", "\uf02d": "-",
    "\uf04a": "☺", "\uf04b": "😐", "\uf04c": "☹",
}  # fmt: skip
"""Characters for private use that Word writes for its own fonts of symbols; no e-reader has them."""

_UNSEEN = ("\ufeff", "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufffc")
_WORDLESS = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
"""Scripts of South-East Asia, whose words have no spaces between them."""
_APART = "A-Za-z\u00c0-\u024f\u0370-\u052f"
"""Latin, Greek and Cyrillic letters, which stand apart: nothing joins them, and nothing has to part them."""
_LEFT_OUT = regex(
    f"[\ufeff\u2060\u00ad\ufffc]|(?<![{_WORDLESS}])\u200b(?![{_WORDLESS}])|(?<=[{_APART}])[\u200c\u200d](?=[{_APART}])"
)
# Two or more, at least one of them a no-break space; at the start of a line they are an indent, and stay.
_RUN = regex("(?<=[^ \u00a0])(?: *\u00a0[ \u00a0]+| +\u00a0)(?=[^ \u00a0])")
_CONTROLS = regex("[\x80-\x9f]")
_PRIVATE = regex("[" + "".join(SYMBOLS) + "]")


def has_controls(text: str) -> bool:
    """Say whether a text has control characters beyond ASCII."""
    return not text.isascii() and any(control in text for control in MEANT)


def has_unseen(text: str) -> bool:
    """Say whether a text may have characters that nobody sees."""
    if text.isascii():
        return False
    if "\u00a0" in text and any(run in text for run in ("\u00a0\u00a0", " \u00a0", "\u00a0 ")):
        return True
    return any(sign in text for sign in (*_UNSEEN, *SYMBOLS))


def meant(text: str) -> str:
    r"""Return a line with each control character as what it means in Windows-1252, or without it.

    Takes `It\x92s`; spares `It’s`.
    """
    return _CONTROLS.sub(lambda found: MEANT[found[0]], text)


def seen(text: str) -> str:
    r"""Return a line without what nobody sees.

    Takes `re\u00admember`, `re\u200cmember`, `Yes.\u00a0 No.`;
    spares `👩\u200d🚀`, `می\u200cخواهم`, `10\u00a0km`.
    """
    text = _PRIVATE.sub(lambda found: SYMBOLS[found[0]], _LEFT_OUT.sub("", text))
    return _RUN.sub(" ", text) if "\u00a0" in text else text
