"""Five hundred titles that are trouble for disks."""

from __future__ import annotations

import random
import unicodedata

RESERVED = (
    "CON PRN AUX NUL COM1 COM9 LPT1 LPT9 COM¹ LPT³ CONIN$ CONOUT$ CLOCK$ $MFT con aux.txt nul.epub".split()
)
SCRIPTS = [
    "Дождь над рекой", "雨の夜に", "비 오는 밤", "雨夜行", "مطر على النهر", "גשם על הנהר", "βροχή στο ποτάμι",
    "नदी पर बारिश", "ฝนตกบนแม่น้ำ", "অন্ধকার রাত", "ძველი ქალაქი", "Հին քաղաքը", "ᚠᛇᚻ ᛒᛦᚦ", "Đêm mưa", "ẞtraße und Ruẞ",
    "İstanbul ılık", "Ǆungla", "ﬁnal ﬂight", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 Isles", "👩‍👩‍👧‍👦 at home", "e\u0301\u0302\u0303 stacked",
]  # fmt: skip
ODD = [
    ".", "..", "...", "?", "***", "a/b", "a\\b", "a:b", "a|b", "<b>", '"quoted"', "tab\there", "line\nbreak",
    "trailing dot.", "trailing dots...", "trailing space ", " leading", ".hidden", "~", "-rf", "%2e%2e", "%PATH%",
    "$HOME", "`id`", "'; drop", "#1", "a;b", "100%", "bell\u0085here", "rtl\u202elive", "zero\u200bwidth", "\ufeffmark",
    "soft\u00adhyphen", "nbsp\u00a0here", "desktop.ini", "Thumbs.db", "AUTORUN.INF", "._hidden", ".fic2epub-sent",
]  # fmt: skip
LONG = ["x" * 255, "é" * 255, "雨" * 255, "👩‍👧" * 60, "w " * 200, "n" * 251 + ".epub", "́" * 300]


def titles(count: int = 500, seed: int = 11) -> list[str]:
    """Return titles of works that are all different, some of them by case or composition only."""
    dice = random.Random(seed)
    base = [*RESERVED, *SCRIPTS, *ODD, *LONG]
    found = [*base, *(word.upper() for word in SCRIPTS), *(word.swapcase() for word in RESERVED)]
    found += [unicodedata.normalize("NFD", word) for word in (*SCRIPTS, "Café Zoë", "Ångström")]
    found += [unicodedata.normalize("NFC", word) for word in ("Café Zoë", "Ångström", "K\u0045\u0301")]
    found += [
        "The Ferry",
        "THE FERRY",
        "the ferry",
        "The Ferry ",
        "The Ferry.",
        "The Ferry?",
        "The Ferry (2)",
    ]
    while len(found) < count:
        one, other = dice.choice(base), dice.choice(base)
        found.append(
            dice.choice([one + other, f"{one} {other}", one.swapcase(), one + "." * dice.randrange(1, 4)])
        )
    return [xml_clean(title) for title in found[:count]]


def xml_clean(title: str) -> str:
    """Return a title as a package can hold it."""
    return "".join(" " if unicodedata.category(c) == "Cc" and c not in "\t\n" else c for c in title)
