"""A newer copy of a work: its book is the same one to an e-reader, and what did not change keeps every place.

docs/decisions/0007. On a Kobo a place is a file's name and a span's id, and both must outlive an update.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from fic2epub.conversion import convert
from fic2epub.model.book import Format
from fic2epub.settings import Settings

ONE = "The ferry was late, and nobody on the quay would say why. Ida asked twice.\n\n“It is the fog,” said Wyn. “Sit.”"
TWO = "It came at noon. Nobody thankd it.\n\nThe bell rang once; then it rang again."
THREE = "Snow fell on the ferry, and on the quay. Ida slept."
LABELS = "Title: The Late Ferry\nAuthor: fern\n{facts}\n\n"


def told(*chapters: str, facts: str = "Rating: Teen") -> str:
    heads = (f"Chapter {number}\n\n{text}" for number, text in enumerate(chapters, 1))
    return LABELS.format(facts=facts) + "\n\n\n".join(heads) + "\n"


NEWER = {
    "a chapter at the end": (told(ONE, TWO, THREE), {3}),
    "a word mended": (told(ONE, TWO.replace("thankd", "thanked")), {2}),
    "a paragraph more": (told(ONE, TWO + "\n\nIda heard it."), {2}),
    "facts updated": (told(ONE, TWO, facts="Rating: Mature\nTags: fog, ferries\nStatus: Complete\nUpdated: 2024-03-01"), set()),
    "all of it": (
        told(ONE, TWO.replace("thankd", "thanked"), THREE, facts="Rating: Mature\nUpdated: 2024-03-01"), {2, 3},
    ),
}  # fmt: skip
"""What became of the text, and the chapters that are new or changed by it."""


def made(text: str, folder: Path, edition: Format) -> dict[str, str]:
    folder.mkdir()
    source = folder / "ferry.txt"
    source.write_text(text, encoding="utf-8")
    target = folder / f"ferry{edition.suffix}"
    with zipfile.ZipFile(convert(source, lambda facts: target, Settings(format=edition)).path) as book:
        return {
            name: book.read(name).decode() for name in book.namelist() if name.endswith((".xhtml", ".opf"))
        }


def identifier(book: dict[str, str]) -> str:
    found = re.search(r"<dc:identifier[^>]*>(.*?)</dc:identifier>", book["EPUB/content.opf"])
    assert found
    return found[1]


@pytest.mark.parametrize("edition", [Format.EPUB, Format.KEPUB])
@pytest.mark.parametrize("change", NEWER)
def test_what_did_not_change_keeps_its_place(change: str, edition: Format, tmp_path: Path) -> None:
    text, changed = NEWER[change]
    old, new = made(told(ONE, TWO), tmp_path / "old", edition), made(text, tmp_path / "new", edition)
    assert identifier(old) == identifier(new)
    count = 3 if 3 in changed else 2
    chapters = {name: page for name, page in new.items() if "chapter-" in name}
    assert sorted(chapters) == [f"EPUB/chapter-{number:04}.xhtml" for number in range(1, count + 1)]
    for number in {1, 2} - changed:
        name = f"EPUB/chapter-{number:04}.xhtml"
        assert new[name] == old[name]
        assert ('id="kobo.1.1"' in new[name]) == (edition is Format.KEPUB)
    assert all(new.get(f"EPUB/chapter-{number:04}.xhtml") not in old.values() for number in changed)


def spans(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<span class="koboSpan" id="(kobo\.[0-9.]+)">(.*?)</span>', page)


def test_in_a_mended_chapter_only_what_was_mended_is_another(tmp_path: Path) -> None:
    name = "EPUB/chapter-0002.xhtml"
    old = spans(made(told(ONE, TWO), tmp_path / "old", Format.KEPUB)[name])
    new = spans(made(NEWER["a word mended"][0], tmp_path / "new", Format.KEPUB)[name])
    assert [id_ for id_, _ in old] == [id_ for id_, _ in new]
    assert [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]] == [
        (("kobo.2.2", "Nobody thankd it."), ("kobo.2.2", "Nobody thanked it."))
    ]


def test_the_pages_of_a_long_chapter_keep_their_names_when_it_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fic2epub.typesetting.blocks.LARGEST", 1000)
    long = "\n\n".join(f"{number}. " + "It rained on the ferry. " * 6 for number in range(20))
    old = made(told(long, TWO), tmp_path / "old", Format.KEPUB)
    new = made(told(long + "\n\nAnd it stopped.", TWO), tmp_path / "new", Format.KEPUB)
    pages = [name for name in old if "chapter-0001" in name]  # in the order of the book
    assert pages[-1] == f"EPUB/chapter-0001-{len(pages)}.xhtml"
    assert len(pages) > 3
    assert all(old[name] == new[name] for name in pages[:-1])
    assert old["EPUB/chapter-0002.xhtml"] == new["EPUB/chapter-0002.xhtml"]
