"""Labels of notes, in the languages that authors write in, and lines that only begin like one."""

import pytest

from fic2epub.model.story import NoteKind
from fic2epub.shaping.note_labels import asks_for_reviews, edge_label, strong_label

STRONG = """
A/N: hello|a/n hello|A/N|(A/N: hello)|[A/N - hello]|**A/N:** hello|A/N 2: hello|AN: hello|AN - hello|A.N. hello
Spoiler: Author's Note|Spoiler: A/N
Author's Note: hello|Authors Note: hello|Author’s notes – hello|Author's Note|AUTHOR'S NOTES:|Authoress' Note: hello
End Note: hello|Note from the author: hello|*A/N* hello|~A/N~|-A/N-|N/A: hola|Nota de la autora: hola|Notas del autor
Notas Finais: olá|NdA: ciao|N.d.A. ciao|NdT: ciao|Note de l'auteur : salut|Note de l'autrice: salut|Nota dell'autore: ciao
Anmerkung der Autorin: hallo|Anmerkung: hallo|Od autorki: hej|От автора: привет|Примечание автора: привет
作者按：你好|（作者有话说：你好）|【译者注】|あとがき|後書き：どうも|작가의 말: 안녕
"""
NEVER = """
An odd day: it rained.|An - no.|Author, author!|Authors note that it rained.|A nice day.|Notes|Note: he was late.
"A/N: hello"|Ending notes were sung.|Nota bene.|The author's note was short.|Anmerkungen hatte er keine.|a. nothing
Anything: really|N and A|От автора ни слова.|Ana: hola
Spoiler: he dies.|Spoiler: An odd day
"""


def rows(text: str) -> list[str]:
    return [row for line in text.strip().split("\n") for row in line.split("|")]


@pytest.mark.parametrize("text", rows(STRONG))
def test_an_authors_note_wherever_it_stands(text: str) -> None:
    assert strong_label(text) is not None


@pytest.mark.parametrize("text", rows(NEVER))
def test_no_authors_note(text: str) -> None:
    assert strong_label(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("Disclaimer: not mine", NoteKind.DISCLAIMER, "not mine"),
        ("DISCLAIMER - not mine", NoteKind.DISCLAIMER, "not mine"),
        ("Descargo de responsabilidad: no son míos", NoteKind.DISCLAIMER, "no son míos"),
        ("Отказ от прав: не мои", NoteKind.DISCLAIMER, "не мои"),
        ("Trigger Warnings: rain", NoteKind.WARNING, "rain"),
        ("Summary: rain", NoteKind.SUMMARY, "rain"),
        ("Résumé : il pleut", NoteKind.SUMMARY, "il pleut"),
        ("Widmung: für dich", NoteKind.DEDICATION, "für dich"),
        ("Notes: rain", NoteKind.NOTE, "rain"),
        ("Pairing: none", NoteKind.NOTE, "none"),
    ],
)
def test_at_a_chapters_top(text: str, kind: NoteKind, rest: str) -> None:
    found = edge_label(text)
    assert found is not None
    assert found.kind is kind
    assert text[found.rest :].strip(" :-") == rest
    assert strong_label(text) is None


@pytest.mark.parametrize(
    "text", ["Noted.", "Summary justice was done.", "Warning shots rang out.", "Notes were passed."]
)
def test_nothing_at_all(text: str) -> None:
    assert edge_label(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "That's it! Next chapter: the goat. Leave a review if you want more of him.",
        "Thanks so much for reading, hope you enjoyed it!",
        "Please review! See you next week!",
    ],
)
def test_leave_is_taken_of_readers(text: str) -> None:
    assert asks_for_reviews(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for reading to me, she said.",
        "The next chapter of her life began on a Tuesday.",
        "Leave a review of the accounts on my desk.",
        "Thanks for reading my letter :)",
        "Thank you for reading all this, Ida. Until next week, Tam.",
        "He hoped you enjoyed it.",
    ],
)
def test_a_story_takes_leave_of_nobody(text: str) -> None:
    assert not asks_for_reviews(text)
