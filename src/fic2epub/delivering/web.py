"""Books to a device that is no disk, but has a web page of its own at the cable's other end: reMarkable.

What its page can do is told in remarkable.guide, "USB Web Interface": a listing, and an upload into the
folder that was listed last. It can replace nothing and remove nothing.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import secrets
import socket
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from fic2epub.bookbinding.naming import file_name, legal
from fic2epub.delivering.copying import weighed
from fic2epub.delivering.kind import Kind
from fic2epub.delivering.labels import label_of
from fic2epub.delivering.parcels import Delivered, Delivery, Parcel, Undelivered
from fic2epub.delivering.recognition import Device
from fic2epub.delivering.verdicts import ending_of, looked_over
from fic2epub.errors import DeliveryError, Fic2EpubError, SourceError
from fic2epub.model.manuscript import Notice

_PATIENCE = 120
"""Seconds that an upload may take to be answered."""
_LONGEST_LIST = 16 << 20
_TYPES = {".epub": "application/epub+zip", ".pdf": "application/pdf"}
_THERE = (
    "a document of this name is there already, and its web page can't replace one: if this copy is newer, "
    "remove the older one on the device, and send it again."
)


def on_the_web(known: Mapping[str, Kind]) -> tuple[Device, ...]:
    """Return the devices with a web page to which a cable leads. Nothing is sent to find out.

    The cable makes a network of its own: an address on it is ours, or there is no such cable.
    """
    found = (device_of(kind) for kind in known.values() if kind.web)
    return tuple(device for device in found if _is_linked(device.kind.web))


def device_of(kind: Kind) -> Device:
    """Return the device of a kind that has a web page."""
    return Device(kind, Path(), Path())


def _is_linked(web: str) -> bool:
    there = urlsplit(web)
    with contextlib.suppress(OSError, ValueError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((there.hostname, there.port or 80))  # chooses a way, and sends nothing
        mine = ipaddress.ip_interface(f"{probe.getsockname()[0]}/24")
        return ipaddress.ip_address(there.hostname or "") in mine.network
    return False


def send_by_web(parcels: Iterable[Parcel], device: Device, *, rehearse: bool = False) -> Iterator[Delivery]:
    """Bring books to a device by its web page, and give what became of each, in their order.

    Raises DeliveryError where the page does not answer; what was delivered before is there.
    """
    page = _Page(device.kind)
    page.names()
    for parcel in parcels:
        try:
            yield _sent(parcel, device, page, rehearse=rehearse)
        except _Unanswered:
            raise
        except Fic2EpubError as problem:
            yield Undelivered(parcel.path, problem)


def _sent(parcel: Parcel, device: Device, page: _Page, *, rehearse: bool) -> Delivered:
    notices = looked_over(parcel.path, device)
    made, label = weighed(parcel.path), label_of(parcel.path)
    stem = parcel.path.name[: len(parcel.path.name) - len(ending_of(parcel.path.name))]
    name = file_name(label.title or legal(stem), label.authors, f".{parcel.path.suffix.lower().lstrip('.')}")
    done = Delivered(parcel.path, Path(name), made.size, "new", notices, written=not rehearse)
    there = page.names()
    if {_plain(Path(name).stem), _plain(label.title)} & {_plain(each) for each in there}:
        notice = Notice("deliver/there", _THERE)
        return Delivered(parcel.path, Path(name), made.size, "kept", (*notices, notice), written=False)
    if not rehearse:
        page.upload(name, _read(parcel.path))
        if len(page.names()) <= len(there):
            raise DeliveryError(
                "the device took the book, and does not list it",
                where=device.kind.web,
                advice="See whether it has room, and whether it opens the book; then send it again.",
            )
    return done


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().removesuffix(".epub").removesuffix(".pdf").strip()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise SourceError(f"the book can't be read: {problem.strerror}", where=str(path)) from None


class _Unanswered(DeliveryError):  # noqa: N818  it says what happened
    """The page does not answer, and would not for the next book."""


class _Refused(DeliveryError):  # noqa: N818  it says what happened
    """The page answers that it knows no such request; beyond 500, it has a trouble of its own."""


class _Page:
    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.there = urlsplit(kind.web)

    def names(self) -> Sequence[str]:
        """Return what the documents of the first folder are called, and make it the one that books go to."""
        try:
            told = self._asked("/documents/", b"", {})
            listed = json.loads(told)
            # The misspelling is the device's own.
            return [str(each["VissibleName"]) for each in listed]
        except (_Refused, ValueError, TypeError, KeyError):
            raise _Unanswered(
                f"what answers at its address is no {self.kind.name}",
                where=self.kind.web,
                advice="Plug it in, and turn on its USB web interface; something else has its address now.",
            ) from None

    def upload(self, name: str, data: bytes) -> None:
        """Give a document to the folder that was listed last."""
        border = secrets.token_hex(16)
        media_type = _TYPES.get(Path(name).suffix, "application/octet-stream")
        # As browsers do (WHATWG, "Multipart form data"): a name's quotation marks and line ends are escapes.
        said = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{said}"\r\n'
            f"Content-Type: {media_type}\r\n\r\n"
        )
        body = head.encode() + data + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Origin": self.kind.web,
            "Referer": f"{self.kind.web}/",
        }
        self._asked("/upload", body, headers)

    def _asked(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        host, port = self.there.hostname or "", self.there.port or 80
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(_PATIENCE)
            connection.request("POST", path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            told = answer.read(_LONGEST_LIST)
        except (OSError, http.client.HTTPException) as problem:
            raise _Unanswered(
                f"no {self.kind.name} answers: {problem or type(problem).__name__}",
                where=self.kind.web,
                advice="Plug it in, wake it, and turn on its USB web interface (Settings, Storage).",
            ) from None
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            kind_of = _Refused if answer.status < 500 else DeliveryError
            raise kind_of(
                f"the {self.kind.name} refused: {answer.status} {answer.reason}",
                where=f"{self.kind.web}{path}",
                advice="See whether it has room, and whether it opens the book in its own window.",
            )
        return told
