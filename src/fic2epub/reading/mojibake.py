"""UTF-8 that was read in another encoding (`â€™` for `’`) is read again as what it is.

What is honest text, and what can only be a misreading, ftfy's heuristic decides for the encodings of one
byte. For those of several it suffices that a whole run of rare characters happens to be correct UTF-8.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fic2epub.lazy import regex

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

WHY = "These characters had been read in the wrong encoding; they are read again in UTF-8."

_DRAWN = {"ΓÇ": "cp437", "ÔÇ": "cp850", "тА": "cp866"}
"""How `’“”—…` begin in the encodings of DOS, which ftfy does not flag. There `é` begins with `├`."""
_WIDE = {"鈥": "gb18030", "锛": "gb18030", "銆": "gb18030", "窶": "cp932", "縺": "cp932"}
"""What `’`, `，`, `。` and hiragana begin with in encodings of two bytes; all are rare."""

# The first bytes of characters of two, and of more, in the encodings of one byte; and what may follow them.
_TWO = "ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜĂĐĹĀĆĪΒΓΟÎ"
_MORE = "âãäåæçèéïðĺāβγ"
_FOLLOWERS = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸĄąĽľŚśŞşŤťŹźŻżĢģŗΆ΅Έ"
_SIGNS = ("вЂ", "Р°", "Рµ", "СЃ", "Г©", "Г¤", "Г¶", "Гј", "‚Ä", "√©", "√§", "√∂", "√º", "√®", "√†", "¬´")
_FIRST = "".join({sign[0] for sign in (*_SIGNS, *_DRAWN)})
_SECOND = "".join({sign[1] for sign in (*_SIGNS, *_DRAWN)})
_LEADS = f"{_TWO}{_MORE}{_FIRST}├┬{''.join(_WIDE)}"
# Begins with a set of characters, which the engine looks for quickly.
_SUSPECT = regex(
    f"[{_LEADS}](?:(?<=[{_TWO}])[{_FOLLOWERS}]|(?<=[{_MORE}])[{_FOLLOWERS}]{{2}}|(?<=â)€"
    f"|(?<=[{_FIRST}])[{_SECOND}]|(?<=[├┬{''.join(_WIDE)}]))"
)
# Windows-1252 leaves 0x9D undefined, so that `”` often lost its last byte. `â€` before a letter is not sure.
_HALF_QUOTE = regex("â€(?:\ufffd|(?=[\\s.,;:!)\\]<*_—–-]|$))(?!\u00a0)")
_DOUBLE_HALF = regex("Ã¢â‚¬(?:Â\ufffd|Â(?=[\\s.,;:!)\\]<*_]|$)|(?=[\\s.,;:!)\\]<*_]|$))")
_RUN = regex("[^\x00-\x7f]+")
_LONGEST = 2000
"""Characters that are mended at once; ftfy's time does not grow with the line then."""


def is_suspected(text: str) -> bool:
    """Say whether a text may have mojibake in it; quick, and often yes for nothing."""
    if text.isascii():
        return False
    return any(_is_suspect_at(text, lead) for lead in _LEADS if lead in text)


def _is_suspect_at(text: str, lead: str) -> bool:
    """Say whether any `lead` in a text may begin mojibake. One sign is found sooner than any of a set."""
    at = text.find(lead)
    while at >= 0:
        if _SUSPECT.match(text, at):
            return True
        at = text.find(lead, at + 1)
    return False


def mended(text: str) -> str:
    """Return a line with what is certainly mojibake read again, and all else as it was.

    Takes `donâ€™t`, `canвЂ™t`, `鈥檛` and `cafÃ© — “naïve”`; spares `Ã`, `CAFÉ” said`, `À l’été`.
    """
    if text.isascii() or not _SUSPECT.search(text):
        return text
    for sign, codec in _WIDE.items():
        if sign in text:
            text = _wide(text, codec)
    for sign, codec in _DRAWN.items():
        if sign in text or "├" in text or "┬" in text:
            text = _drawn(text, sign, codec)
    return "".join(_narrow(piece) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    """Cut a long line at spaces; a stretch without any is cut anywhere."""
    if len(text) <= _LONGEST:
        return [text]
    pieces = []
    start = 0
    while start < len(text):
        end = start + _LONGEST
        cut = text.rfind(" ", start, end) + 1 if end < len(text) else end
        end = cut if cut > start else end
        pieces.append(text[start:end])
        start = end
    return pieces


def _narrow(text: str) -> str:
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    for _ in range(4):  # a text may have been misread more than once
        if not is_bad(text):
            return text
        halves = _HALF_QUOTE.sub("”", _DOUBLE_HALF.sub("”", text))
        better = fix_encoding(halves, _config())
        if better == text or not _is_likely(better, text):
            better = _COMMON.sub(lambda found: _COMMON_MEANT[found[0]], halves)
        if better == text:
            return text
        text = better
    return text


_COMMON_MEANT = {
    character.encode().decode("cp1252"): character for character in "‘’“–—…•†‡‹›€™" if character != "”"
}
_COMMON_MEANT["â€\x9d"] = "”"
_COMMON = regex("|".join(_COMMON_MEANT))
"""The commonest by far, for where ftfy sees another sense in the line."""


def _is_likely(better: str, text: str) -> bool:
    """Say whether a reading is better: nothing lost, and no single letter of a script from far away."""
    if "\ufffd" in better and "\ufffd" not in text:
        return False
    return len(_FAR_AWAY.findall(better)) not in (1, 2)


_FAR_AWAY = regex("[\u0530-\u1dff\u2c00-\u2dff\ua000-\uabff]")
"""Armenian to the scripts of Asia, without those of China and Japan, where one character may be a word."""


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        fix_c1_controls=False,
        replace_lossy_sequences=False,
        normalization=None,
        explain=False,
    )


def _drawn(text: str, sign: str, codec: str) -> str:
    # Spares `├──`: what follows is not the second byte of anything.
    def read_again(found: re.Match[str]) -> str:
        try:
            return found[0].encode(codec).decode("utf-8")
        except UnicodeError:
            return found[0]

    return re.sub(f"{sign}.|[├┬].", read_again, text)


def _wide(text: str, codec: str) -> str:
    def read_again(found: re.Match[str]) -> str:
        try:
            better = b"".join(map(_encoded, found[0])).decode("utf-8")
        except UnicodeError:
            return found[0]
        return better if better.isprintable() else found[0]

    def _encoded(character: str) -> bytes:
        # Browsers read the byte 0x80, which GBK leaves undefined, as the euro sign.
        return b"\x80" if character == "€" else character.encode(codec)

    return _RUN.sub(read_again, text)
