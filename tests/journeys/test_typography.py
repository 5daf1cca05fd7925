"""Typography, from the outside: on where the language is known, and off by the reader's word."""

import zipfile
from pathlib import Path

import pytest

from journeys.program import Program

FRENCH = """Chapitre 1: La pluie

Il pleuvait depuis le matin, et la rue avait l'air d'une rivière.

"Tu viens?" demanda-t-elle -- encore...

- Non, dit l'homme.

La rivière, elle, ne dit rien.
"""
TYPED = ('"Tu viens?" demanda-t-elle -- encore...', "- Non, dit l'homme.")
PRINTED = ("«\u00a0Tu viens\u00a0?\u00a0» demanda-t-elle — encore…", "—\u00a0Non, dit l’homme.")


def words(book: Path) -> str:
    with zipfile.ZipFile(book) as archive:
        return "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith("chapter-0001.xhtml")
        )


@pytest.mark.parametrize(
    ("flags", "sidecar", "expected"),
    [
        (["-l", "fr"], "", PRINTED),
        (["-l", "fr", "--no-smarten"], "", TYPED),
        (["-l", "fr"], "smarten = false", TYPED),
        (["-l", "fr", "--smarten"], "smarten = false", PRINTED),
        (["-l", "fr", "--no-smarten"], "smarten = true", TYPED),
        (["-l", "ja"], "", TYPED),
    ],
)
def test_the_reader_has_the_last_word(
    fic: Program, tmp_path: Path, flags: list[str], sidecar: str, expected: tuple[str, ...]
) -> None:
    (tmp_path / "pluie.txt").write_text(FRENCH, encoding="utf-8")
    if sidecar:
        (tmp_path / "pluie.toml").write_text(sidecar)
    said = fic("convert", "pluie.txt", "-o", "pluie.epub", *flags)
    assert said.code == 0, said.err
    page = words(tmp_path / "pluie.epub")
    assert all(text in page for text in expected), page


def test_bind_has_the_flag_too(fic: Program, tmp_path: Path) -> None:
    (tmp_path / "pluie.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "vent.txt").write_text(FRENCH.replace("1: La pluie", "2: Le vent"), encoding="utf-8")
    for flags, expected in (((), PRINTED), (("--no-smarten",), TYPED)):
        said = fic("bind", "pluie.txt", "vent.txt", "-l", "fr", "-t", "Temps", "-o", "temps.epub", *flags)
        assert said.code == 0, said.err
        assert all(text in words(tmp_path / "temps.epub") for text in expected)
