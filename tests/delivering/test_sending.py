"""A book is where it was before, or under a name of its own, and it is the book that was sent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePath

import pytest

from batch.library import story
from delivering.awkward import titles
from delivering.shelf import books, device, digest, epub, hidden, sent
from delivering.stand_ins import FOLDERS, TREES, stand_in
from fic2epub.bookbinding import naming
from fic2epub.delivering import Delivered, Device, Parcel, Undelivered, recognised, send
from fic2epub.delivering.record import NAME
from fic2epub.errors import DeliveryError, SourceError

ID = "urn:uuid:11111111-1111-4111-8111-111111111111"


def test_a_book_lies_with_its_author(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    source = epub(tmp_path / "a.epub", "The Ferry: a Tale", "fern", ID)
    [done] = sent([source], to)
    assert (done.verb, done.written) == ("new", True)
    assert books(to) == {"fern/The Ferry - a Tale.epub": digest(source)}
    assert to.folder == tmp_path / "disk/Books"
    assert hidden(to) == []


def test_what_is_there_already_is_not_touched(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    [done] = sent([source], to)
    before = done.path.stat()
    [again] = sent([source], to)
    after = done.path.stat()
    assert (again.verb, again.written) == ("current", False)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("remembers", [True, False])
def test_a_newer_copy_takes_the_place_of_the_older(tmp_path: Path, remembers: bool) -> None:
    to = device(tmp_path / "disk")
    sent([epub(tmp_path / "a.epub", "The Ferry", "fern", ID)], to)
    if not remembers:
        (to.folder / NAME).unlink()
    newer = epub(tmp_path / "new/b.epub", "The Ferry", "fern", ID, words="another chapter")
    [done] = sent([newer], to)
    assert done.verb == "replaced"
    assert books(to) == {"fern/The Ferry.epub": digest(newer)}


def test_its_place_stays_also_where_its_title_changes(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    from fic2epub.conversion import convert
    from fic2epub.settings import Settings

    def made(name: str, title: str, words: str) -> Path:
        text = tmp_path / f"{name}.txt"
        url = "https://archiveofourown.org/works/1"
        text.write_text(story(title, words=words).replace("Rating", f"URL: {url}\nRating"), encoding="utf-8")
        path = tmp_path / f"{name}.epub"
        return convert(text, lambda facts: path, Settings()).path

    sent([made("a", "The Ferry", "")], to)
    newer = made("b", "The Long Ferry", "And snowed.")
    [done] = sent([newer], to)
    assert books(to) == {"fern/The Ferry.epub": digest(newer)}
    assert done.verb == "replaced"


def test_a_book_that_its_owner_removed_comes_back_to_its_place(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    [done] = sent([source], to)
    done.path.unlink()
    [again] = sent([source], to)
    assert (again.path, again.verb) == (done.path, "new")


def test_somebody_elses_file_in_its_place_stays(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    [done] = sent([source], to)
    done.path.write_text("a shopping list")
    [again] = sent([source], to)
    assert again.path.name == "The Ferry (2).epub"
    assert done.path.read_text() == "a shopping list"
    assert sent([source], to)[0].verb == "current"


def test_an_epub_and_a_kepub_of_one_work_do_not_replace_each_other(tmp_path: Path) -> None:
    to = device(tmp_path / "disk", "kobo")
    plain = epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    kepub = epub(tmp_path / "a.kepub.epub", "The Ferry", "fern", ID, words="spans")
    sent([kepub], to)
    sent([plain], to)
    assert books(to) == {
        "fern/The Ferry.epub": digest(plain),
        "fern/The Ferry.kepub.epub": digest(kepub),
    }


def test_two_works_with_one_identifier_are_two_books(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    one = epub(tmp_path / "a.epub", "The Ferry", "fern", "none")
    other = epub(tmp_path / "b.epub", "The Quay", "fern", "none")
    sent([one], to)
    sent([other], to)
    assert books(to) == {"fern/The Ferry.epub": digest(one), "fern/The Quay.epub": digest(other)}


def test_two_copies_of_one_work_in_one_run_are_two_books(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    pair = [
        epub(tmp_path / "a.epub", "The Ferry", "fern", ID),
        epub(tmp_path / "b.epub", "The Ferry", "fern", ID, words="1"),
    ]
    wanted = {"fern/The Ferry.epub": digest(pair[0]), "fern/The Ferry (2).epub": digest(pair[1])}
    sent(pair, to)
    assert books(to) == wanted
    assert [each.verb for each in sent(pair, to)] == ["current", "current"]
    assert books(to) == wanted


def test_one_book_named_twice_is_one_book(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    shutil.copy(source, tmp_path / "copy.epub")
    sent([source, tmp_path / "copy.epub"], to)
    assert books(to) == {"fern/The Ferry.epub": digest(source)}


def test_books_that_say_nothing_are_told_apart_by_every_byte(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    one, other = tmp_path / "a/story.pdf", tmp_path / "b/story.pdf"
    for path, words in ((one, "first"), (other, "second")):
        path.parent.mkdir()
        path.write_text(words)
    sent([one], to)
    sent([other], to)
    assert books(to) == {"story.pdf": digest(one), "story (2).pdf": digest(other)}
    (to.folder / NAME).unlink()
    assert [each.verb for each in sent([one, other], to)] == ["current", "current"]


def test_five_hundred_awkward_titles(tmp_path: Path) -> None:
    hold_five_hundred(device(tmp_path / "disk"), tmp_path / "from")


def hold_five_hundred(to: Device, room: Path) -> None:
    """None is lost, none is overwritten, and each is found again."""
    sources = [
        epub(room / f"{number}.epub", title, "" if number % 3 else title[:40], f"urn:x:{number}")
        for number, title in enumerate(titles())
    ]
    done = sent(sources, to)
    there = books(to)
    assert len(there) == len(sources) == 500
    assert sorted(there.values()) == sorted(map(digest, sources))
    assert all(digest(each.path) == digest(each.source) for each in done)
    keys = {naming.clash_key(each.path.relative_to(to.folder).as_posix()) for each in done}
    assert len(keys) == 500
    for each in done:
        inside = each.path.relative_to(to.root)
        assert len(str(inside)) <= to.kind.longest_path
        assert all(naming.legal(part, 255) == part for part in inside.parts if not part.startswith("_"))
    assert {each.verb for each in sent(sources, to)} == {"current"}
    (to.folder / NAME).unlink()
    again = {naming.clash_key(each.path.relative_to(to.folder).as_posix()) for each in sent(sources, to)}
    assert again == keys  # a disk may have written them down in small letters
    assert books(to) == there
    assert hidden(to) == []


def test_folders_that_differ_by_case_are_one(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    (to.folder / "Fern").mkdir(parents=True)
    sent([epub(tmp_path / "a.epub", "The Ferry", "fern"), epub(tmp_path / "b.epub", "the ferry", "FERN")], to)
    assert set(books(to)) == {"Fern/The Ferry.epub", "Fern/the ferry (2).epub"}


def test_a_file_called_as_an_author_is(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    to.folder.mkdir()
    (to.folder / "fern").write_text("mine")
    sent([epub(tmp_path / "a.epub", "The Ferry", "fern")], to)
    assert "fern (2)/The Ferry.epub" in books(to)
    pair = [epub(tmp_path / "b.epub", "ivy", ""), epub(tmp_path / "c.epub", "The Ferry", "ivy.epub")]
    sent(pair, to)
    assert {"ivy.epub", "ivy.epub (2)/The Ferry.epub"} <= set(books(to))


@pytest.mark.parametrize("name", TREES)
def test_each_e_reader_gets_its_books_where_it_looks_for_them(name: str, tmp_path: Path) -> None:
    [to] = recognised([stand_in(name, tmp_path / "disk")])
    source = tmp_path / f"a{to.kind.format.suffix}"
    epub(source, "The Ferry", "fern")
    [done] = sent([source], to)
    assert done.path.is_relative_to(to.root / FOLDERS[name])
    assert digest(done.path) == digest(source)
    assert not done.notices


def test_what_a_kobo_does_not_like_in_a_name(tmp_path: Path) -> None:
    to = device(tmp_path / "disk", "kobo")
    sent([epub(tmp_path / "a.kepub.epub", "100% 'Yes'; $5!", "fern")], to)
    assert set(books(to)) == {"fern/100_ _Yes__ _5_.kepub.epub"}


def test_paths_are_as_short_as_the_device_wants(tmp_path: Path) -> None:
    to = device(tmp_path / "disk", "kobo")
    source = epub(tmp_path / "a.kepub.epub", "x")
    wanted = PurePath("Fandom " * 12, "Series " * 12, "Title " * 40)
    [done] = list(send([Parcel(source, wanted)], to))
    assert isinstance(done, Delivered)
    inside = str(done.path.relative_to(to.root))
    assert len(inside) <= 185
    assert inside.startswith("Fandom")
    assert "Title Title" in inside


def test_a_template_says_where_a_book_lies(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    list(send([Parcel(epub(tmp_path / "a.epub", "x"), PurePath("Ferries", "CON", "01 Ebb"))], to))
    assert set(books(to)) == {"Ferries/CON_/01 Ebb.epub"}


def test_no_room_is_found_out_before_anything_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = device(tmp_path / "disk")
    pair = [epub(tmp_path / f"{n}.epub", f"No. {n}", weight=100_000) for n in range(30)]
    monkeypatch.setattr(Device, "free", 4_000_000)
    with pytest.raises(DeliveryError, match=r"the books need 6\.\d MB, and 4\.0 MB are free") as told:
        sent(pair, to)
    assert told.value.advice.startswith("Nothing was copied.")
    assert books(to) == {}
    sent(pair[:5], to)
    sent(pair[:5], to)  # what is there needs none


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern")
    [done] = list(send([Parcel(source)], to, rehearse=True))
    assert isinstance(done, Delivered)
    assert (done.verb, done.written) == ("new", False)
    assert done.path == to.folder / "fern/The Ferry.epub"
    assert list(to.root.iterdir()) == []


def test_what_a_device_does_not_open_is_told_and_the_rest_goes(tmp_path: Path) -> None:
    to = device(tmp_path / "disk", "kindle")
    plain, good = epub(tmp_path / "a.epub", "The Ferry"), tmp_path / "b.azw3"
    good.write_bytes(b"no real one")
    refused, done = list(send([Parcel(plain), Parcel(good)], to))
    assert isinstance(refused, Undelivered)
    assert refused.error.what == "a Kindle does not open this kind of book"
    assert "Send to Kindle" in refused.error.advice
    assert isinstance(done, Delivered)
    assert set(books(to)) == {"b.azw3"}


def test_an_epub_on_a_kobo_is_told(tmp_path: Path) -> None:
    [done] = sent([epub(tmp_path / "a.epub", "The Ferry")], device(tmp_path / "disk", "kobo"))
    assert [notice.code for notice in done.notices] == ["deliver/plain-epub"]


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_book_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rain.epub"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    [done] = list(send([Parcel(path)], device(tmp_path / "disk")))
    assert isinstance(done, Undelivered)
    assert isinstance(done.error, SourceError)


@pytest.mark.parametrize("name", ["b.epub", "b.kepub.epub"])
@pytest.mark.parametrize("left", [0, 40, 90_000])
def test_a_torn_book_takes_no_place(tmp_path: Path, name: str, left: int) -> None:
    to = device(tmp_path / "disk", "kobo")
    source = epub(tmp_path / name, "The Ferry", "fern", ID, weight=200_000)
    sent([source], to)
    before = books(to)
    source.write_bytes(source.read_bytes()[:left])
    other = epub(tmp_path / "c.epub", "The Quay", "ivy")
    torn, done = list(send([Parcel(source), Parcel(other)], to))
    assert isinstance(torn, Undelivered)
    assert isinstance(torn.error, SourceError)
    assert torn.error.what == ("the book is not whole" if left else "the book is empty")
    assert torn.error.advice
    assert isinstance(done, Delivered)
    assert books(to) == before | {"ivy/The Quay.epub": digest(other)}


@pytest.mark.parametrize("name", ["rain.epub", "rain.pdf", "rain.azw3"])
def test_an_empty_file_is_no_book(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    to = device(tmp_path / "disk", "koreader")
    [done] = list(send([Parcel(tmp_path / name)], to))
    assert isinstance(done, Undelivered)
    assert books(to) == {}


def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    to.root.rmdir()
    with pytest.raises(DeliveryError, match="there is no such folder"):
        sent([epub(tmp_path / "a.epub", "x")], to)
    assert not to.root.exists()


def test_a_torn_record_costs_no_place(tmp_path: Path) -> None:
    to = device(tmp_path / "disk")
    sources = [epub(tmp_path / f"{n}.epub", "Same", "fern", f"urn:x:{n}") for n in range(3)]
    sent(sources, to)
    whole, there = (to.folder / NAME).read_bytes(), books(to)
    for length in range(0, len(whole), 37):
        (to.folder / NAME).write_bytes(whole[:length] + b"\x00\xff")
        assert {each.verb for each in sent(sources, to)} == {"current"}
        assert books(to) == there


def test_a_record_from_elsewhere_reaches_no_other_folder(tmp_path: Path) -> None:
    to, source = device(tmp_path / "disk"), epub(tmp_path / "a.epub", "The Ferry", "fern", ID)
    sent([source], to)
    record = (to.folder / NAME).read_bytes()
    import json
    import zlib

    fields = json.loads(record.partition(b" ")[2])
    said = json.dumps(fields | {"book": "../../victim.epub"}).encode()
    (to.folder / NAME).write_bytes(b"%08x %s\n" % (zlib.crc32(said), said))
    (tmp_path / "victim.epub").write_text("mine")
    newer = epub(tmp_path / "n/a.epub", "The Ferry", "fern", ID, words="more")
    sent([newer], to)
    assert (tmp_path / "victim.epub").read_text() == "mine"
    assert books(to) == {"fern/The Ferry.epub": digest(newer)}
