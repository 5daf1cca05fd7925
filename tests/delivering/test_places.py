"""Whatever works are called, each has a place of its own that every disk takes, and no path is too long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delivering.shelf import device
from fic2epub.bookbinding import naming
from fic2epub.delivering.copying import Copied
from fic2epub.delivering.labels import Label
from fic2epub.delivering.places import Book, Places
from fic2epub.delivering.record import Sent
from fic2epub.delivering.sending import usual_place

SAID = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["", ".", "..", "CON", "con.epub", "a", "A", "a.epub", "é", "e\u0301", "x" * 200, "untitled"]
    ),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disk")


@given(
    works=st.lists(st.tuples(SAID, SAID, st.booleans()), max_size=12),
    longest=st.integers(60, 250),
    avoids=st.sampled_from(["", "%;'$!", "#"]),
)
@example(works=[("a", "", False), ("x", "a.epub", False), ("y", "A.EPUB", False)], longest=60, avoids="")
def test_each_has_a_place_of_its_own(
    room: Path, works: list[tuple[str, str, bool]], longest: int, avoids: str
) -> None:
    plain = device(room, "kobo")
    to = replace(plain, kind=replace(plain.kind, longest_path=longest, avoids=avoids))
    places, seen = Places(to, Sent(room)), set()
    for number, (title, author, deep) in enumerate(works):
        label, made = Label(f"x:{number}", title, (author,)), Copied("0" * 64, 1)
        wanted = PurePath(author or "x", title or "x") if deep else usual_place(label, Path("a.epub"), made)
        book = Book((label.identity, ".epub"), label, made, ".epub", Path("a.epub"), wanted)
        path = places.of(book).path
        inside = path.relative_to(room)
        seen.add(naming.clash_key(inside.as_posix()))
        assert len(str(inside).encode("utf-16-le")) // 2 <= longest
        assert not any(c in str(inside) for c in avoids)
        for part in inside.parts:
            assert part not in {"", ".", ".."}
            assert len(part.encode()) <= naming.LIMIT + len(".epub")
            assert naming.legal(part, 255) == part or part.startswith("_")
    assert len(seen) == len(works)
    folders = {naming.clash_key(str(parent)) for name in seen for parent in PurePath(name).parents}
    assert not seen & folders  # no book where a folder has to be
