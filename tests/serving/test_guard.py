"""Who is let in, and what is refused: everything but a plain request for what is on the shelf."""

import base64
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from fic2epub.errors import BindingError, Fic2EpubError, SourceError
from fic2epub.serving.gate import Gate, kept_password, new_password
from fic2epub.serving.running import Tells, Wish, bound, serve
from serving import books
from serving.conftest import Live, Opener

PASSWORD = "tobi-kame-ludo-faru"


def basic(password: str, user: str = "me") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def locked(open_shelf: Opener, tmp_path: Path) -> Live:
    return open_shelf(books.some(tmp_path / "books"), password=PASSWORD)


TRAVERSALS = [
    up * depth + target
    for up in (
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%252f",
        "..%5c",
        "..\\",
        "..;/",
        "%c0%ae%c0%ae/",
        "..%c0%af",
        "..%00/",
        "....//",
        "%uff0e%uff0e/",
        "..%2F..%2F",
    )
    for depth in (1, 3, 9)
    for target in ("etc/passwd", "secret.epub", "notes.txt")
] + [
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "C:\\boot.ini",
    "notes.txt",
    "torn.epub",
    "%00",
    ".",
    "..",
    "index.sqlite",
]


def test_no_way_leads_out_of_the_shelf(live: Live) -> None:
    (live.folder.parent / "secret.epub").write_text("swordfish")
    token = live.token("neon")
    tried = 0
    for prefix in ("/", "/static/", "/book/", "/get/", f"/get/{token}/", "/thumb/", "/opds/", "/opds/by/"):
        for path in TRAVERSALS:
            tried += 1
            answer = live.raw(
                f"GET {prefix}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            )
            status = int(answer.split(b" ")[1])
            home = prefix == "/" and path in (".", "..")
            assert status in (400, 404) or home, path
            assert b"swordfish" not in answer
            assert b"root:" not in answer
    assert tried > 1000


def test_other_ways_of_naming_a_target(live: Live) -> None:
    for line in (
        "GET http://localhost/static/shelf.css HTTP/1.1",
        "GET * HTTP/1.1",
        "GET static/shelf.css HTTP/1.1",
        "GET /static/shelf.css/ HTTP/1.1",
    ):
        answer = live.raw(f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert answer.split(b" ")[1] in (b"400", b"404"), line


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT", "get"]
)
def test_nothing_can_be_done_to_the_shelf(live: Live, method: str) -> None:
    answer = live.raw(f"{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
    assert b" 405 " in answer.split(b"\r\n")[0]
    assert b"allow: GET, HEAD" in answer
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:{port}", "[::1]:80"])
def test_its_own_names(live: Live, host: str) -> None:
    assert live.get("/opds", Host=host.format(port=live.port)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8080", "192.168.1.1", "0.0.0.0", "169.254.169.254",
        "[::]", "localhost@evil.example", "localhost/", "localhost\\", "localhost:80:80", "localhost:x", "", " ", "local host",
        "evil.example#localhost", "127.1", "2130706433", "[fe80::1]", "localhost%00", "xn--lcalhost-n9a", "-localhost", "a" * 300, "localhost,evil.example",
    ],
)  # fmt: skip
def test_a_name_that_is_not_its_own(live: Live, host: str) -> None:
    assert live.get("/opds", Host=host).status in (400, 421)


@pytest.mark.parametrize(
    "head",
    [
        "",  # no Host
        "Host: localhost\r\nHost: evil.example\r\n",
        "Host: localhost\r\nContent-Length: 5\r\n",
        "Host: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n",
        "Host: localhost\r\nTransfer-Encoding: chunked\r\n",
        "Host: localhost\r\nContent-Length: -1\r\n",
        "Host: localhost\r\nBad Header: x\r\n",
        "Host: localhost\r\nX: a\x00b\r\n",
        " Host: localhost\r\n",
        "Host: localhost\r\nX: " + "y" * 40_000 + "\r\n",
        "Host: localhost\r\n" + "A: b\r\n" * 9_000,
    ],
)
def test_heads_that_are_wrong(live: Live, head: str) -> None:
    answer = live.raw(f"GET / HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
    assert answer == b"" or answer.split(b" ")[1] in (b"400", b"413", b"421", b"431")
    assert answer.count(b"HTTP/1.1") <= 1
    assert live.get("/opds").status == 200


def test_two_requests_in_one_body_are_one(live: Live) -> None:
    smuggled = b"GET /opds HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = live.raw(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%b" % (len(smuggled), smuggled)
    )
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?q=" + "x" * 201, 400),
        ("/?q=" + "x" * 3000, 414),
        ("/" + "x" * 2000, 414),
        ("/?" + "&".join(f"a{n}=b" for n in range(60)), 400),
        ("/?page=0", 200),
        ("/?page=-1", 400),
        ("/?page=99999999999999999999", 400),
        ("/?page=9999", 404),
        ("/?page=１", 400),
        ("/?term=1", 404),
        ("/?term=x", 400),
        ("/?term=" + "&term=".join(map(str, range(1, 12))), 400),
        ("/?order=random", 400),
        ("/?q=%ff%fe", 400),
        ("/?q=%00%1b%5b31m", 200),
        ("/?q=' OR 1=1 --".replace(" ", "%20"), 200),
        ("/opds/books?q=" + "%22" * 60, 200),
        ("/opds/by/nothing", 404),
        ("/opds/v2/books?query=" + "x" * 201, 400),
    ],
)  # fmt: skip
def test_questions_nobody_can_mean(live: Live, path: str, status: int) -> None:
    path = path.replace("１", "%EF%BC%91")
    assert live.get(path).status == status


def test_every_answer_is_told_how_to_be_treated(live: Live) -> None:
    for path in (
        "/",
        "/opds",
        "/nothing",
        "/static/shelf.js",
        "/?page=x",
        f"/thumb/{live.token('neon')}-0.jpg",
    ):
        headers = live.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_the_page_asks_nothing_of_anywhere_else(live: Live) -> None:
    for path in (
        "/",
        f"/book/{live.token('lanterns')}",
        "/static/shelf.css",
        "/static/plain.css",
        "/static/shelf.js",
    ):
        text = live.get(path).text
        assert not re.findall(r"(?:src|url\(|@import)[=\s\"'(]*https?:", text)
        assert "style=" not in text
        assert not re.findall(r"\bon[a-z]+=", text)


def test_without_the_password_there_is_nothing(locked: Live) -> None:
    for path in (
        "/",
        "/opds",
        "/opds/v2",
        "/book/x",
        "/get/x/y",
        "/static/shelf.css",
        "/nothing",
        "/unreadable",
    ):
        answer = locked.get(path)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        assert b"Lanterns" not in answer.body
    assert locked.get("/opds").headers["content-type"] == "application/opds-authentication+json"


@pytest.mark.parametrize("user", ["", "me", "näme", "a" * 50])
def test_with_the_password_there_is_all(locked: Live, user: str) -> None:
    assert locked.get("/opds/books", Authorization=basic(PASSWORD, user)).status == 200


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Basic",
        "Basic !!!",
        "Bearer " + PASSWORD,
        basic(""),
        basic(PASSWORD + " "),
        basic(PASSWORD[:-1]),
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        "Basic " + base64.b64encode(PASSWORD.encode()).decode(),
    ],
)
def test_wrong_passwords(locked: Live, given: str) -> None:
    assert locked.get("/", Authorization=given).status == 401


def test_guessing_ends_soon_and_whatever_a_header_says(locked: Live) -> None:
    answers = [
        locked.get("/", Authorization=basic(f"guess{number}"), X_Forwarded_For=f"10.0.0.{number}").status
        for number in range(30)
    ]
    assert answers == [401] * 10 + [429] * 20
    assert locked.get("/", Authorization=basic(PASSWORD)).status == 429, "else guessing would go on"


def test_asking_for_covers_without_a_password_is_no_guess(locked: Live) -> None:
    feed = locked.get("/opds/books", Authorization=basic(PASSWORD)).text
    thumb = re.findall(r'href="http://[^/]+(/thumb/[^"]+)"', feed)[0]
    for _ in range(30):
        assert locked.get(thumb).status == 200, (
            "many programs send no password for covers; their names can't be guessed"
        )
        assert locked.get("/thumb/" + "0" * 24 + "-0.jpg").status == 404
    assert locked.get("/").status == 401
    assert locked.get("/opds", Authorization=basic(PASSWORD)).status == 200


def test_the_qr_codes_address_lets_a_browser_in(locked: Live) -> None:
    assert PASSWORD not in locked.opened.way_in
    answer = locked.get(locked.opened.way_in)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in cookie
    pair = cookie.split(";")[0]
    assert locked.get("/", Cookie=pair).status == 200
    assert locked.get("/", Cookie=pair + "0").status == 401
    assert locked.get("/", Cookie="shelf=; shelf=ä".encode().decode("latin-1")).status == 401
    assert locked.get(locked.opened.way_in + "0").status == 404
    assert locked.opened.way_in not in "".join(locked.lines)


def test_the_log_keeps_secrets_and_moves_no_cursor(locked: Live) -> None:
    locked.get(locked.opened.way_in)
    locked.get("/?q=private%1b%5b2Jwords", Authorization=basic(PASSWORD))
    locked.get("/%1b]52;c;x%07/%0aFAKE%20line", Authorization=basic(PASSWORD))
    locked.raw(b"GET /%e2%80%aeabc HTTP/1.1\r\nHost: localhost\r\n\r\n", seconds=0.5)
    said = "\n".join(locked.lines)
    assert len(locked.lines) == 4
    assert PASSWORD not in said
    assert locked.opened.way_in not in said
    assert "private" not in said
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said)


def test_a_port_that_is_taken() -> None:
    with bound("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(BindingError, match=r"port \d+ is taken"):
            bound("127.0.0.1", first.getsockname()[1])


def test_others_are_never_let_in_without_a_password(tmp_path: Path) -> None:
    with pytest.raises(Fic2EpubError, match="needs a password"):
        serve(Wish(tmp_path, tmp_path / "cache", host="0.0.0.0", port=0), Tells())


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        serve(Wish(tmp_path / "none", tmp_path / "cache", port=0), Tells())


def test_passwords_are_made_up_and_kept(tmp_path: Path) -> None:
    assert len({new_password() for _ in range(200)}) == 200
    assert re.fullmatch(r"[a-z]{4}(-[a-z]{4}){3}", new_password())
    kept = kept_password(tmp_path / "state")
    assert kept_password(tmp_path / "state") == kept
    assert (tmp_path / "state" / "shelf-password").stat().st_mode & 0o077 == 0
    assert kept_password(tmp_path / "state", new=True) != kept
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["shelf-password"]


def test_the_gate_remembers_few(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(PASSWORD)
    for number in range(5000):
        gate.knows("x", f"10.0.{number // 256}.{number % 256}")
    assert len(gate._wrong) <= 1000
    for _ in range(10):
        gate.knows("x", "me")
    assert gate.is_shut("me")
    now = time.monotonic()
    later = SimpleNamespace(monotonic=lambda: now + 61)
    monkeypatch.setattr("fic2epub.serving.gate.time", later)  # the clock itself is the servers', too
    assert not gate.is_shut("me")
