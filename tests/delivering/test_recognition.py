"""Each e-reader is known by its marks, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivering.stand_ins import FOLDERS, TREES, grow, stand_in
from fic2epub import lookup
from fic2epub.delivering import kinds, recognised, words_for_the_hidden
from fic2epub.delivering.choosing import the_device
from fic2epub.delivering.kind import parse
from fic2epub.delivering.mounts import ROOTS, Usb, may_be_a_reader, plugged_in, roots
from fic2epub.errors import DeliveryError, RuleError
from fic2epub.model.book import Format


@pytest.mark.parametrize("name", TREES)
def test_each_is_known_by_its_marks(name: str, tmp_path: Path) -> None:
    root = stand_in(name, tmp_path / "disk")
    [device] = recognised([root])
    assert device.kind.slug == name.partition(",")[0]
    assert device.folder == root / FOLDERS[name]
    assert device.marker
    assert device.marker.why
    assert device.free
    assert device.can_be_written


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"Books/": "", "Documents/": "", "documents/": "", "Music/": ""},
        {"system/": "", "Windows/": ""},
        {"kobo/version": "", "KoboReader.sqlite": ""},
        {".kobo/": ""},
        {"Digital Editions/": ""},
        {".kobo/version/": ""},
        {"nook.txt": "", "Sony_Reader/": ""},
    ],
)
def test_an_ordinary_stick_is_no_e_reader(tree: dict[str, str], tmp_path: Path) -> None:
    assert recognised([grow(tmp_path / "stick", tree)]) == ()


def test_what_each_wants() -> None:
    wanted = {slug: kind.format for slug, kind in kinds().items()}
    assert {slug for slug, each in wanted.items() if each is Format.KEPUB} == {"kobo"}
    assert {slug for slug, each in wanted.items() if each is Format.AZW3} == {"kindle"}
    for kind in kinds().values():
        assert kind.takes(f"rain{kind.format.suffix}"), kind.slug
        assert kind.after, kind.slug
        assert kind.format is Format.EPUB or kind.refuses or kind.takes("rain.epub"), kind.slug
    assert not kinds()["kindle"].takes("Rain.EPUB")
    assert kinds()["kobo"].takes("Rain.KEPUB.epub")


def test_koreader_is_a_guest(tmp_path: Path) -> None:
    root = grow(stand_in("kobo", tmp_path), {".adds/koreader/": ""})
    kobo, guest = recognised([root])
    assert (kobo.kind.slug, guest.kind.slug) == ("kobo", "koreader")
    assert (kobo.kind.format, guest.kind.format) == (Format.KEPUB, Format.EPUB)
    assert guest.folder == kobo.folder
    assert guest.kind.longest_path == 185
    assert the_device("", [root]).kind.slug == "kobo"
    assert the_device("koreader", [root]).kind.slug == "koreader"


def test_one_is_meant_or_has_to_be_named(tmp_path: Path) -> None:
    kobo, kindle = stand_in("kobo", tmp_path / "a"), stand_in("kindle", tmp_path / "b")
    assert the_device("", [kobo]).root == kobo
    with pytest.raises(DeliveryError, match=r"several e-readers are there: kindle at .*b, kobo at .*a"):
        the_device("", [kindle, kobo])
    assert the_device("kobo", [kindle, kobo]).root == kobo
    other = stand_in("kobo", tmp_path / "c")
    with pytest.raises(DeliveryError) as told:
        the_device("kobo", [kobo, other])
    assert f"--device kobo --to {kobo}" in told.value.advice
    with pytest.raises(DeliveryError, match="no kind of e-reader is called 'kodo'") as unknown:
        the_device("kodo", [kobo])
    assert "kobo" in unknown.value.advice
    with pytest.raises(DeliveryError, match="no Nook is mounted"):
        the_device("nook", [kobo], [])
    with pytest.raises(DeliveryError, match="no e-reader is mounted"):
        the_device("", [tmp_path / "nothing here"], [])


def test_what_could_be_a_telephone_has_to_be_named(tmp_path: Path) -> None:
    root = stand_in("android", tmp_path)
    with pytest.raises(DeliveryError) as told:
        the_device("", [root], [])
    assert "--device android" in told.value.advice
    assert the_device("android", [root]).folder == root / "Documents"


def test_a_kind_without_marks_needs_its_place() -> None:
    with pytest.raises(DeliveryError, match="can't be recognised by itself") as told:
        the_device("bookeen", [], [])
    assert told.value.advice == "Say where it is: --device bookeen --to FOLDER."


def test_a_kindle_without_a_disk_gets_a_clear_word() -> None:
    [word] = words_for_the_hidden([], [Usb("1949", "9981")])
    assert "MTP only" in word
    assert "https://www.amazon.com/sendtokindle" in word
    [other] = words_for_the_hidden([], [Usb("1949", "0004"), Usb("1d6b", "0002")])
    assert "unlock it" in other
    with pytest.raises(DeliveryError, match="no e-reader is mounted") as told:
        the_device("", [], [Usb("1949", "9981")])
    assert "MTP only" in told.value.advice


def test_a_mounted_one_gets_no_such_word(tmp_path: Path) -> None:
    seen = recognised([stand_in("kindle", tmp_path)])
    assert words_for_the_hidden(seen, [Usb("1949", "0004")]) == ()


def test_what_the_usb_says(tmp_path: Path) -> None:
    grow(tmp_path, {"1-1/idVendor": "1949\n", "1-1/idProduct": "9981\n", "1-0:1.0/": "", "usb1/idVendor": ""})
    assert plugged_in(tmp_path) == (Usb("1949", "9981"),)
    assert plugged_in(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("mount", "kind", "wanted"),
    [
        ("/media/ada/KOBOeReader", "vfat", True),
        ("/run/media/ada/Kindle", "vfat", True),
        ("/mnt/reader", "ext4", True),
        ("/home/ada/kobo", "vfat", True),
        ("/", "ext4", False),
        ("/boot/efi", "vfat", False),
        ("/mnt/server", "nfs4", False),
        ("/media/share", "cifs", False),
        ("/mediation", "ext4", False),
        ("/Volumes/KOBOeReader", "msdos", True),
        ("/proc", "proc", False),
    ],
)
def test_only_where_readers_are_is_looked_for_them(mount: str, kind: str, wanted: bool) -> None:
    assert may_be_a_reader(mount, kind, "rw") is wanted


def test_other_roots_may_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOTS, f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    assert roots() == (tmp_path / "a", tmp_path / "b")
    monkeypatch.delenv(ROOTS)
    assert all(root.is_absolute() for root in roots())


def test_stores_over_mtp_are_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "gvfs" / "mtp:host=Onyx_Leaf" / "Internal shared storage"
    grow(store, TREES["android"])
    monkeypatch.delenv(ROOTS, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert store in roots()


MINE = """
name = "My Reader"
format = "epub"
opens = [".EPUB", "pdf"]
folders = ["Library/Fiction"]
[[marker]]
why = "It keeps its settings here."
paths = ["mine/settings.ini"]
says = 'model = \\d+'
"""


def test_a_reader_can_add_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "user_folder", lambda: tmp_path / "config")
    grow(tmp_path / "config" / "devices", {"mine.toml": MINE})
    root = grow(tmp_path / "disk", {"mine/settings.ini": "[a]\nmodel = 12\n"})
    device = the_device("mine", [root])
    assert (device.kind.ours, device.kind.opens) == (False, ("epub", "pdf"))
    assert device.folder == root / "Library/Fiction"
    assert recognised([grow(tmp_path / "other", {"mine/settings.ini": "model = x"})]) == ()


def test_a_file_of_the_users_stands_in_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "user_folder", lambda: tmp_path)
    grow(tmp_path / "devices", {"kobo.toml": MINE})
    assert kinds()["kobo"].name == "My Reader"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name = ", "not valid TOML"),
        ("name = 'x'\nformat = 'epub'", "'opens' is missing"),
        ("name = 'x'\nformat = 'mobi'\nopens = ['mobi']", "format is one of epub, kepub, azw3"),
        ("name = 'x'\nformat = 'epub'\nopens = 'epub'", "opens is to be a list"),
        (MINE + "colour = 'red'", "no key 'colour'"),
        (MINE.replace("Library/Fiction", "../etc"), "is no path on the device"),
        (MINE.replace("Library/Fiction", "/etc"), "is no path on the device"),
        (MINE.replace("Library/Fiction", "C:books"), "is no path on the device"),
        (MINE.replace('why = "It keeps its settings here."', ""), "a marker needs the key 'why'"),
        (MINE.replace("'model = \\d+'", "'('"), "the pattern is wrong"),
        (MINE.replace("[[marker]]", "[marker]"), "in two brackets"),
        ("longest_path = 12\n" + MINE, "from 60 to 4096"),
        ("guest = 1\n" + MINE, "true or false"),
        ("web = 'file:///etc'\n" + MINE, "an address such as"),
    ],
)
def test_a_wrong_file_is_told_with_its_key(text: str, what: str) -> None:
    with pytest.raises(RuleError, match=what) as told:
        parse(text, "mine", "mine.toml", ours=False)
    assert told.value.where.startswith("mine.toml")
