"""The letters beyond ASCII of the languages that an encoding was made for."""

from __future__ import annotations

ENGLISH = "éèêëàâçïîôöñüäæœ"
"""Of words that English has borrowed and still spells with their accents."""

WESTERN = (
    ENGLISH,
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüßéè",  # German
    "áéíóúüñª",  # Spanish
    "áâãàçéêíóôõúüª",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "éëïöüèáóêç",  # Dutch
    "åäöéü",  # Swedish, Finnish
    "æøåéòôó",  # Danish, Norwegian
    "áðéíóúýþæö",  # Icelandic
    "àçéèíïóòúü·",  # Catalan
    "äöõüšž",  # Estonian
)
CENTRAL = (
    "ąćęłńóśźżéöü",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovenian
    "ăâîşţ",  # Romanian
)
TURKISH = ("çğıİöşüâîû",)
BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž")
GREEK = ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ·΄",)
EASTERN = (
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё",  # Russian
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",  # Ukrainian
)
