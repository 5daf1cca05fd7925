"""A language's name becomes its tag; and words tell what language they are in."""

from __future__ import annotations

from collections.abc import Iterable

from fic2epub.lazy import regex

# Names as the archives' menus write them, in English and in the language itself, with their BCP 47 tags.
NAMES: dict[str, str] = {
    "afrikaans": "af", "arabic": "ar", "العربية": "ar", "asturianu": "ast", "azərbaycan": "az",
    "български": "bg", "bulgarian": "bg", "বাংলা": "bn", "bosanski": "bs", "català": "ca", "catalan": "ca",
    "čeština": "cs", "czech": "cs", "cymraeg": "cy", "welsh": "cy", "dansk": "da", "danish": "da",
    "deutsch": "de", "german": "de", "ελληνικά": "el", "greek": "el", "english": "en", "esperanto": "eo",
    "español": "es", "spanish": "es", "castellano": "es", "eesti": "et", "estonian": "et", "euskara": "eu",
    "فارسی": "fa", "persian": "fa", "farsi": "fa", "suomi": "fi", "finnish": "fi", "filipino": "fil",
    "wikang filipino": "fil", "français": "fr", "french": "fr", "gaeilge": "ga", "irish": "ga",
    "galego": "gl", "עברית": "he", "hebrew": "he", "हिन्दी": "hi", "hindi": "hi", "hrvatski": "hr",
    "croatian": "hr", "magyar": "hu", "hungarian": "hu", "bahasa indonesia": "id", "indonesian": "id",
    "íslenska": "is", "icelandic": "is", "italiano": "it", "italian": "it", "日本語": "ja", "japanese": "ja",
    "한국어": "ko", "korean": "ko",
    "lingua latina": "la", "latin": "la", "lietuvių": "lt", "lithuanian": "lt",
    "latviešu": "lv", "latvian": "lv", "bahasa malaysia": "ms", "malay": "ms", "nederlands": "nl",
    "dutch": "nl", "norsk": "no", "norwegian": "no", "polski": "pl", "polish": "pl",
    "português brasileiro": "pt-BR", "português europeu": "pt-PT", "português": "pt", "portuguese": "pt",
    "română": "ro", "romanian": "ro", "русский": "ru", "russian": "ru", "slovenčina": "sk", "slovak": "sk",
    "slovenščina": "sl", "slovenian": "sl", "shqip": "sq", "albanian": "sq", "српски": "sr", "serbian": "sr",
    "svenska": "sv", "swedish": "sv", "ไทย": "th", "thai": "th", "türkçe": "tr", "turkish": "tr",
    "українська": "uk", "ukrainian": "uk", "tiếng việt": "vi", "vietnamese": "vi", "chinese": "zh",
    "中文-普通话 國語": "zh", "中文-普通话 国语": "zh", "中文": "zh",
    "简体中文": "zh-Hans", "繁體中文": "zh-Hant",
    "中文-广东话 粵語": "yue", "中文-吴语 吳語": "wuu",
    "中文-客家话 客家話": "hak", "中文-闽南话 臺語": "nan",
}  # fmt: skip

_TAG = regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

UNKNOWN = "und"
"""The tag for a language that nobody could tell (BCP 47, section 4.1)."""

SAMPLE = 8_000
"""Characters that are looked at, from all over the text. Past a few thousand the verdict stays as it is."""
WINDOWS = 8
"""Places from which they are taken, at even distances."""
SHORTEST = 60
"""Characters. With less than a sentence or two any guess is a guess."""

# CLD2 still uses the codes that ISO 639 withdrew, and its own for Chinese in full-form characters.
_RENAMED = {
    "iw": "he",
    "jw": "jv",
    "in": "id",
    "mo": "ro",
    "zh-Hant": "zh-Hant",
    "un": UNKNOWN,
    "xxx": UNKNOWN,
}


def tag_of(name: str) -> str | None:
    """Return the BCP 47 tag of a language by its name or tag, or None for a name that is not known."""
    name = name.strip()
    if known := NAMES.get(name.casefold()):
        return known
    if not _TAG.fullmatch(name) or len(name.split("-")[0]) > 3:
        return None
    first, *rest = name.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])


def detect(texts: Iterable[str]) -> str:
    """Return the tag of the language that a story's own words are in, or `und`."""
    told = "\n".join(texts)
    if len(told) < SHORTEST:
        return UNKNOWN
    if len(told) > SAMPLE:  # from several places: a note in another language may fill the first pages
        step = len(told) // WINDOWS
        told = "\n".join(told[at : at + SAMPLE // WINDOWS] for at in range(0, step * WINDOWS, step))
    import pycld2

    try:
        reliable, _, languages = pycld2.detect(told)
    except pycld2.error:
        return UNKNOWN
    code = languages[0][1] if reliable else "un"
    return _RENAMED.get(code, code)
