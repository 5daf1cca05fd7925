"""Downloads and covers: in part, only if changed, and never of anything that is not on the shelf."""

import io
import random
import re
import time
from pathlib import Path

import pytest
from PIL import Image

from fic2epub.serving.files import disposition, part_of
from serving import books
from serving.conftest import Live, Opener


@pytest.fixture(scope="module")
def book(live: Live) -> tuple[str, bytes]:
    """The address of a book, and what is in it."""
    path = re.findall(r'href="(/get/[^"]+Neon[^"]+)"', live.get(f"/book/{live.token('neon')}").text)[0]
    return path, (live.folder / "Neon Moths.epub").read_bytes()


def test_any_range_is_what_a_slice_is(live: Live, book: tuple[str, bytes]) -> None:
    path, data = book
    chance = random.Random(5)
    for _ in range(150):
        first, last = (chance.choice(["", str(chance.randrange(len(data) + 50))]) for _ in range(2))
        answer = live.get(path, Range=f"bytes={first}-{last}")
        if (not first and not last) or (first and last and int(last) < int(first)):
            assert (answer.status, answer.body) == (200, data)
        elif (first and int(first) >= len(data)) or (not first and int(last) == 0):
            assert (answer.status, answer.body) == (416, b"")
            assert answer.headers["content-range"] == f"bytes */{len(data)}"
        else:
            start = int(first) if first else max(0, len(data) - int(last))
            end = min(int(last), len(data) - 1) if first and last else len(data) - 1
            assert (answer.status, answer.body) == (206, data[start : end + 1])
            assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(data)}"
        assert answer.headers["content-length"] == str(len(answer.body))


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=0-1,5-6",
        "bytes=",
        "pages=1-2",
        "bytes=-",
        "bytes=a-b",
        "bytes=0-" + "9" * 40,
        "bytes=" + "0-1," * 2000,
        "bytes=１-２",
    ],
)
def test_what_is_no_single_range_gets_all(wanted: str) -> None:
    assert part_of(wanted, 100) == (200, 0, 100)


def test_a_flood_of_ranges_is_answered_at_once(live: Live, book: tuple[str, bytes]) -> None:
    before = time.monotonic()
    answer = live.get(book[0], Range="bytes=" + ",".join(["0-0"] * 3000))
    assert time.monotonic() - before < 1
    assert (answer.status, answer.body) == (200, book[1])


def test_a_book_that_is_known_is_not_sent_again(live: Live, book: tuple[str, bytes]) -> None:
    path, data = book
    first = live.get(path)
    assert first.headers["accept-ranges"] == "bytes"
    for known in (
        {"If_None_Match": first.headers["etag"]},
        {"If_None_Match": 'W/"x", ' + first.headers["etag"]},
        {"If_None_Match": "*"},
        {"If_Modified_Since": first.headers["last-modified"]},
    ):
        again = live.get(path, **known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    for other in (
        {"If_None_Match": '"other"'},
        {"If_Modified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If_Modified_Since": "nonsense"},
    ):
        assert live.get(path, **other).body == data


def test_a_range_of_another_file_is_not_mixed_in(live: Live, book: tuple[str, bytes]) -> None:
    path, data = book
    etag = live.get(path, "HEAD").headers["etag"]
    assert live.get(path, Range="bytes=5-9", If_Range=etag).body == data[5:10]
    assert live.get(path, Range="bytes=5-9", If_Range='"older"').body == data


def test_head_tells_all_but_the_book(live: Live, book: tuple[str, bytes]) -> None:
    head, body = live.get(book[0], "HEAD"), live.get(book[0])
    assert head.body == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in body.headers.items() if k != "date"
    }


def test_the_page_and_the_feeds_are_not_sent_again(live: Live) -> None:
    for path in (
        "/",
        "/opds",
        "/opds/books",
        "/opds/v2",
        "/static/shelf.css",
        f"/thumb/{live.token('neon')}-0.jpg",
    ):
        etag = live.get(path).headers["etag"]
        assert live.get(path, If_None_Match=etag).status == 304


def test_a_book_that_changed_has_another_tag(open_shelf: Opener, tmp_path: Path) -> None:
    file = books.write(tmp_path / "a.epub", books.package("First"))
    shelf = open_shelf(tmp_path)
    path = re.findall(r'href="(/book/[^"]+)"', shelf.get("/").text)[0]
    get = re.findall(r'href="(/get/[^"]+)"', shelf.get(path).text)[0]
    before = shelf.get(get).headers["etag"]
    books.write(file, books.package("First", tag="now longer"))
    assert shelf.get(get).headers["etag"] != before
    assert shelf.get(get).body == file.read_bytes()


def test_a_file_that_became_a_link_is_not_given_out(open_shelf: Opener, tmp_path: Path) -> None:
    secret = tmp_path / "secret.epub"
    secret.write_text("swordfish")
    folder = tmp_path / "shelf"
    books.write(folder / "in" / "a.epub", books.package("First", cover=True), books.picture())
    shelf = open_shelf(folder)
    page = shelf.get(re.findall(r'href="(/book/[^"]+)"', shelf.get("/").text)[0]).text
    get = re.findall(r'href="(/get/[^"]+)"', page)[0]
    cover = re.findall(r'src="(/cover/[^"]+)"', page)[0]
    (folder / "in" / "a.epub").unlink()
    (folder / "in" / "a.epub").symlink_to(secret)
    assert shelf.get(get).status == 404
    assert b"swordfish" not in shelf.get(cover).body
    (folder / "in" / "a.epub").unlink()
    (folder / "in").rmdir()
    outside = tmp_path / "outside"
    books.write(outside / "a.epub", books.package("Outside"))
    (folder / "in").symlink_to(outside)
    assert shelf.get(get).status == 404


def test_covers_are_made_small_and_kept(live: Live) -> None:
    path = f"/thumb/{live.token('neon')}-0.jpg"
    first = live.get(path)
    assert first.headers["content-type"] == "image/jpeg"
    assert "immutable" in first.headers["cache-control"]
    assert len(first.body) < 20_000
    assert live.get(path).body == first.body


@pytest.mark.parametrize("cover", [None, b"", b"not a picture", b"<svg onload='alert(1)'/>", b"huge"])
def test_without_a_picture_a_cover_is_drawn(open_shelf: Opener, tmp_path: Path, cover: bytes | None) -> None:
    if cover == b"huge":
        cover = claims_to_be_huge()
    books.write(tmp_path / "a.epub", books.package("First", cover=cover is not None), cover or b"")
    books.write(tmp_path / "b.epub", books.package("\u202e\u200d" * 40, ("",)))
    shelf = open_shelf(tmp_path)
    found = re.findall(r'src="(/thumb/[^"]+)"', shelf.get("/").text)
    assert len(found) == 2
    for path in found:
        with Image.open(io.BytesIO(shelf.get(path).body), formats=["JPEG"]) as image:
            assert image.height == 450
            assert len(set(image.convert("L").resize((20, 30)).tobytes())) > 5, "something is on it"


def claims_to_be_huge() -> bytes:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["Élan vital - Zoë Brandt.epub", "灯台の夜.epub", 'a"b;c\\.epub', "plain.kepub.epub", "🦉.epub"]
)
def test_a_download_has_its_name_in_full_and_in_ascii(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    plain = re.fullmatch(r"attachment; filename=\"([^\"\\]+)\"; filename\*=UTF-8''(\S+)", header)
    assert plain
    assert plain[1].endswith(".epub")
    assert len(plain[1]) > len(".epub")
    from urllib.parse import unquote

    assert unquote(plain[2]) == name
