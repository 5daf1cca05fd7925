"""A reMarkable takes books by its own web page: a stand-in for it, on this computer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from delivering.shelf import epub
from delivering.stand_ins import grow
from fic2epub.delivering import Delivered, Parcel, Undelivered, send
from fic2epub.delivering.choosing import the_device
from fic2epub.errors import DeliveryError
from journeys.program import Program


class Tablet(HTTPServer):
    """What the device does, as far as it is known: it lists, and it takes what is uploaded."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.documents: list[tuple[str, bytes]] = []
        self.listed = False
        self.answer, self.forgets = 201, False
        self.list_answer = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Tablet

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/documents/":
            self.server.listed = True
            names = [
                {"ID": str(n), "VissibleName": name, "Type": "DocumentType"}
                for n, (name, _) in enumerate(self.server.documents)
            ]
            self.reply(self.server.list_answer, json.dumps(names).encode())
        elif self.path == "/upload" and self.server.listed and self.server.answer == 201:
            head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
            _, part = BytesParser().parsebytes(head + body).walk()
            assert part.get_param("name", header="content-disposition") == "file"
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            if not self.server.forgets:
                name = body.split(b'filename="', 1)[1].split(b'"', 1)[0].decode()
                self.server.documents.append((name.removesuffix(".epub"), data))
            self.reply(201, b"{}")
        else:
            self.reply(self.server.answer, b"")

    def reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def tablet(fic: Program, tmp_path: Path) -> Iterator[Tablet]:
    with Tablet() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        text = 'name = "reMarkable"\nformat = "epub"\nopens = ["epub", "pdf"]\n'
        grow(tmp_path / "nobody/devices", {"remarkable.toml": f'{text}web = "{server.address}"\n'})
        yield server
        server.shutdown()
        thread.join()


def test_books_arrive_as_they_are(tablet: Tablet, tmp_path: Path) -> None:
    source = epub(tmp_path / "a.epub", 'The "Ferry": é雨', "fern", weight=300_000)
    [done] = list(send([Parcel(source)], the_device("remarkable")))
    assert isinstance(done, Delivered)
    assert done.verb == "new"
    [(name, data)] = tablet.documents
    assert name == "The 'Ferry' - é雨 - fern"
    assert data == source.read_bytes()


def test_what_is_there_under_its_name_is_not_sent_again(tablet: Tablet, tmp_path: Path) -> None:
    source = epub(tmp_path / "a.epub", "The Ferry", "fern")
    to = the_device("remarkable")
    list(send([Parcel(source)], to))
    [again] = list(send([Parcel(source)], to))
    assert isinstance(again, Delivered)
    assert (again.verb, again.written) == ("kept", False)
    assert again.notices[0].code == "deliver/there"
    assert len(tablet.documents) == 1


def test_texts_by_the_command(tablet: Tablet, fic: Program, texts: Path) -> None:
    said = fic("send", texts, "--device", "remarkable", "--dry-run")
    assert (said.code, tablet.documents) == (0, [])
    said = fic("send", texts, "--device", "remarkable")
    assert said.code == 0, said.err
    assert "Sent 2 books to reMarkable." in said.out
    assert [name for name, _ in tablet.documents] == ["The Ferry No. 0 - fern", "The Ferry No. 1 - fern"]
    assert "(--device remarkable)" in fic("devices").out


def test_a_refusal_is_one_books_and_told(tablet: Tablet, tmp_path: Path) -> None:
    tablet.answer = 507
    [told] = list(send([Parcel(epub(tmp_path / "a.epub", "The Ferry"))], the_device("remarkable")))
    assert isinstance(told, Undelivered)
    assert "refused: 507" in told.error.what


def test_a_book_that_it_does_not_list_is_told(tablet: Tablet, tmp_path: Path) -> None:
    tablet.forgets = True
    [told] = list(send([Parcel(epub(tmp_path / "a.epub", "The Ferry"))], the_device("remarkable")))
    assert isinstance(told, Undelivered)
    assert "does not list it" in told.error.what


def test_a_folder_is_none_of_its_own(tablet: Tablet, fic: Program, tmp_path: Path) -> None:
    source = epub(tmp_path / "a.epub", "The Ferry")
    (tmp_path / "stick").mkdir()
    said = fic("send", source, "--device", "remarkable", "--to", tmp_path / "stick")
    assert said.code == 7
    assert "takes books by its web page, and has no folder" in said.err
    assert "Leave out --to" in said.err
    assert (tablet.listed, tablet.documents, list((tmp_path / "stick").iterdir())) == (False, [], [])
    assert "there is no such folder" in fic("send", source, "--to", tmp_path / "nowhere").err


@pytest.mark.parametrize("status", [302, 403, 404])
def test_another_page_answers_at_its_address(tablet: Tablet, tmp_path: Path, status: int) -> None:
    tablet.list_answer = status
    with pytest.raises(DeliveryError, match="what answers at its address is no reMarkable") as told:
        list(send([Parcel(epub(tmp_path / "a.epub", "The Ferry"))], the_device("remarkable")))
    assert told.value.advice


def test_nobody_answers(tmp_path: Path, tablet: Tablet) -> None:
    to = the_device("remarkable")
    tablet.shutdown()
    tablet.server_close()
    with pytest.raises(DeliveryError, match="no reMarkable answers") as told:
        list(send([Parcel(epub(tmp_path / "a.epub", "The Ferry"))], to))
    assert "USB web interface" in told.value.advice


def test_an_azw3_is_refused_before_it_is_sent(tablet: Tablet, tmp_path: Path) -> None:
    (tmp_path / "a.azw3").write_text("x")
    [told] = list(send([Parcel(tmp_path / "a.azw3")], the_device("remarkable")))
    assert isinstance(told, Undelivered)
    assert tablet.documents == []
