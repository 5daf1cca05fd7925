"""Reads the number of a heading: digits, Roman numerals, words of many languages, Chinese numerals."""

from __future__ import annotations

import enum
import unicodedata

from fic2epub.lazy import regex
from fic2epub.model.noun import noun


class Form(enum.Enum):
    """How a number is written."""

    DIGITS = "digits"
    ROMAN = "roman"
    WORDS = "words"


@noun(frozen=True, slots=True)
class Number:
    """A number that was read at the start of a text."""

    value: int
    form: Form
    end: int
    """Where the text goes on behind it."""


# Spares a year (`1984` is read, and doubted elsewhere), `1,204`, `10:01` and a date's `13/07`.
_DIGITS = regex(r"(\d{1,4})(?:\.\d{1,2}(?!\d)|[a-d](?!\w))?(?![\d/]|[,.:]\d|\w)")
_LETTERS = regex(r"[^\W\d_]+")
_ROMAN = regex(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}  # no M and D: `mix`, `dim`, `mild`

# One row a language; a row's words count up from 1. Ordinals have rows of their own.
_FROM_ONE = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
seventeen eighteen nineteen
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth \
fifteenth
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete \
dieciocho diecinueve
primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo
primer segunda tercer cuarta quinta sexta séptima octava novena décima
primera segunda tercera
un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième
première seconde
eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn \
siebzehn achtzehn neunzehn
erstes zweites drittes viertes fünftes sechstes siebtes achtes neuntes zehntes elftes zwölftes
erster zweiter dritter vierter fünfter sechster siebter achter neunter zehnter
um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete \
dezoito dezenove
primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo
primeira segunda terceira quarta quinta sexta sétima oitava nona décima
uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici \
diciassette diciotto diciannove
primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo
prima seconda terza quarta quinta sesta settima ottava nona decima
een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien \
achttien negentien
eerste tweede derde vierde vijfde zesde zevende achtste negende tiende
первая вторая третья четвёртая пятая шестая седьмая восьмая девятая десятая одиннадцатая двенадцатая \
тринадцатая четырнадцатая
первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый
один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать \
пятнадцать
перша друга третя четверта п’ята шоста сьома восьма дев’ята десята
pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty trzynasty \
czternasty piętnasty
pierwsza druga trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta
jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście
první druhá třetí čtvrtá pátá šestá sedmá osmá devátá desátá
ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton
en to tre fire fem seks syv otte ni ti elleve tolv
első második harmadik negyedik ötödik hatodik hetedik nyolcadik kilencedik tizedik
bir iki üç dört beş altı yedi sekiz dokuz on
birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu
một hai ba bốn năm sáu bảy tám chín mười
"""
_TENS = """
twenty thirty forty fifty sixty seventy eighty ninety
veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
vingt trente quarante cinquante soixante
zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
vinte trinta quarenta cinquenta sessenta setenta oitenta noventa
venti trenta quaranta cinquanta sessanta settanta ottanta novanta
twintig dertig veertig vijftig zestig zeventig tachtig negentig
двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто
двадцатая тридцатая сороковая пятидесятая
dwudziesty trzydziesty czterdziesty pięćdziesiąty
twentieth thirtieth fortieth fiftieth
"""
_ODD = {
    **dict.fromkeys("zero ноль null cero zéro нулевая".split(), 0),
    **dict.fromkeys("hundred cien ciento cent cem cento hundert honderd сто".split(), 100),
    **dict.fromkeys("четвертая четвертый".split(), 4),
    "dieciseis": 16,
}
_AND = frozenset("and y e et".split())


def _words() -> dict[str, int]:
    table = dict(_ODD)
    for row in _FROM_ONE.split("\n"):
        table.update((word, at) for at, word in enumerate(row.split(), 1) if word not in table)
    for row in _TENS.split("\n"):
        table.update((word, 10 * at) for at, word in enumerate(row.split(), 2))
    for and_, units, tens in (
        ("und", "ein zwei drei vier fünf sechs sieben acht neun", _TENS.split("\n")[4]),
        ("en", "een twee drie vier vijf zes zeven acht negen", _TENS.split("\n")[7]),
    ):
        for ten, high in enumerate(tens.split(), 2):
            for one, low in enumerate(units.split(), 1):
                table[low + and_ + high] = table[low + and_.replace("e", "ë") + high] = 10 * ten + one
    for one, low in enumerate("uno dós trés cuatro cinco séis siete ocho nueve".split(), 1):
        table["veinti" + low] = 20 + one
    for ten, high in enumerate(_TENS.split("\n")[6].split(), 2):
        for one, low in enumerate("uno due tre quattro cinque sei sette otto nove".split(), 1):
            table[(high[:-1] if low[0] in "uo" else high) + low] = 10 * ten + one
    return table


WORDS = _words()
"""Number words, casefolded. Some languages share a word, none of these with two values."""

HAN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMBER = r"[0-9０-９零〇一二三四五六七八九十百千两兩]{1,8}"


def read_number(text: str) -> Number | None:
    """Read the number that a text begins with: `12 – Rain`, `XIV`, `twenty-six: Rain`."""
    if not text:
        return None
    if text[0].isdecimal():
        found = _DIGITS.match(text)
        return Number(int(found[1]), Form.DIGITS, found.end()) if found else None
    word = _LETTERS.match(text) or _LETTERS.match(unicodedata.normalize("NFKC", text[:1]))
    if word is None:
        return None
    roman = unicodedata.normalize("NFKC", word[0]).casefold()
    if roman in WORDS:
        return _in_words(text)
    if len(roman) <= 12 and set(roman) <= _VALUES.keys() and _ROMAN.fullmatch(roman):
        values = [_VALUES[letter] for letter in roman]
        value = sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
        return Number(value, Form.ROMAN, word.end())
    return None


def _in_words(text: str) -> Number | None:
    total, room, end, last, joined = 0, 1000, 0, 0, True
    for word in _LETTERS.finditer(text[:80]):
        token = word[0].casefold()
        if end and text[last : word.start()] not in {" ", "-", "‑"}:
            break
        last = word.end()
        if token in _AND and end and joined:
            joined = False
            continue
        value = WORDS.get(token)
        if value == 100 and total < 10:
            total, room, end = max(total, 1) * 100, 100, word.end()
        elif value == 20 and total % 100 == 4:  # quatre-vingt
            total, room, end = total + 76, 20, word.end()
        elif value is not None and value < room:
            total, end = total + value, word.end()
            room = 20 if total % 100 in {60, 80} else 10 if value >= 20 or total % 100 in {70, 90} else 0
        else:
            break
        joined = True
    return Number(total, Form.WORDS, end) if end else None


def read_han(text: str) -> int:
    """Return the value of Chinese numerals or digits, all of them one number: `二十三`, `一百零二`, `12`."""
    text = unicodedata.normalize("NFKC", text)
    if text.isdecimal():
        return int(text)
    if not any(letter in _HAN_POWERS for letter in text):  # 一二三: digit by digit
        return int("".join(str(HAN.get(letter, letter)) for letter in text))
    total = digit = 0
    for letter in text:
        if letter in _HAN_POWERS:
            total, digit = total + (digit or 1) * _HAN_POWERS[letter], 0
        else:
            digit = HAN.get(letter, int(letter) if letter.isdecimal() else 0)
    return total + digit


def number_of(text: str | None) -> int | None:
    """Return the number that a text is, all of it, or None."""
    found = read_number(text.casefold()) if text else None
    return found.value if found and text and found.end == len(text) else None
