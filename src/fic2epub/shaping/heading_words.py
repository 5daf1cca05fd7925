"""The words that head the divisions of a story, in the languages that fan fiction is written in."""

from __future__ import annotations

from fic2epub.model.story import ChapterKind

_CHAPTERS = """
chapter chap chp ch chpt episode epis ep
capítulo capitulo cap capítol chapitre kapitel kap capitolo hoofdstuk capitolul
rozdział rozdzial kapitola kapittel kapittelet kapitlet luku fejezet bölüm bolum κεφάλαιο
глава серия эпизод розділ епизод פרק الفصل chương chuong hồi bab kabanata
"""
_PARTS = """
part pt book volume vol act
parte libro volumen acto partie livre tome acte teil buch band akt atto volumi livro ato volume
deel boek часть книга том акт частина część czesc księga ksiega tom část díl dil
del bok osa rész kötet kısım μέρος חלק الجزء phần quyển
"""
COUNTED: dict[str, ChapterKind] = {
    **dict.fromkeys(_CHAPTERS.split(), ChapterKind.CHAPTER),
    **dict.fromkeys(_PARTS.split(), ChapterKind.PART),
}
"""Words with a number behind them: `Chapter 3`, `Глава 3`. Some have it before them: `3. Kapitel`."""

_PROLOGUES = """
prologue|prolog|prologo|prólogo|pròleg|proloog|prologi|prológus|пролог|πρόλογος|פרולוג|序章|楔子|序幕|プロローグ
프롤로그|서장|preface|mở đầu
"""
_EPILOGUES = """
epilogue|epilog|epilogo|epílogo|épilogue|epíleg|epiloog|epilogi|epilógus|эпилог|епілог|επίλογος|אפילוג|尾声|尾聲|终章
終章|最終章|最终章|エピローグ|에필로그|종장
"""
_INTERLUDES = """
interlude|interludio|interlúdio|intermezzo|intermède|interlude musical|interludium|intermission
entr'acte|entr’acte|zwischenspiel|tussenspel|mellanspel|intermezzo musical|интерлюдия|інтерлюдія
幕間|幕间|间章|間章|番外|番外篇|番外編|外传|外傳
外伝|插曲|막간|번외|외전|ngoại truyện
"""
_PREFACES = """
foreword|avant-propos|vorwort|voorwoord|prefacio|prefácio|préface|prefazione|przedmowa|предисловие|передмова|förord|forord
前言|序言|まえがき|머리말
"""
_AFTERWORDS = """
afterword|postface|nachwort|nawoord|posfacio|posfácio|postfazione|posłowie|послесловие|післямова|efterord|etterord
后记|後記|あとがき|후기
"""


def _phrases(text: str, kind: ChapterKind) -> dict[str, ChapterKind]:
    return {phrase: kind for line in text.split("\n") for phrase in line.split("|") if phrase}


NAMED: dict[str, ChapterKind] = {
    # In fan fiction a preface is a scene from later on, not the author's word.
    **_phrases(_PROLOGUES, ChapterKind.PROLOGUE),
    **_phrases(_EPILOGUES, ChapterKind.EPILOGUE),
    **_phrases(_INTERLUDES, ChapterKind.INTERLUDE),
    **_phrases(_PREFACES, ChapterKind.PREFACE),
    **_phrases(_AFTERWORDS, ChapterKind.AFTERWORD),
}
"""Words that head a division without a number: `Prologue`, `番外`."""

NAMED_IN_DOUBT: dict[str, ChapterKind] = {
    **_phrases("introduction|introducción|einleitung|introduzione|вступление", ChapterKind.PROLOGUE),
    **_phrases("finale|finale ultimo|conclusion|coda|финал|final chapter|final", ChapterKind.CHAPTER),
    **_phrases("extra|extras|omake|bonus|bonus chapter|side story|outtake", ChapterKind.INTERLUDE),
}
"""The same, of words that a story also has for itself: headings only in a text that has others."""

CONTENTS = frozenset(
    "contents|table of contents|chapters|chapter list|chapter index|index|toc|índice|indice"
    "|tabla de contenido"
    "|sommaire|table des matières|inhalt|inhaltsverzeichnis|índice de capítulos|sommario|inhoud|inhoudsopgave"
    "|содержание|оглавление|зміст|spis treści|obsah|innehåll|indhold|innhold|tartalom|içindekiler"
    "|目录|目錄|目次"
    "|차례|목차|mục lục".split("|")
)
"""What stands over a copied table of contents."""
