"""`fic2epub send --mail` as a user meets it: settings, conversion, the plan, and no password anywhere."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme

from delivering.mail_server import SECRET, USER, Faults, Server
from delivering.test_mail_sending import attachments, context_of
from fic2epub.bookbinding.wording import size_in_words
from fic2epub.delivering.mailing import Postage
from journeys.program import Program, Said, program


@pytest.fixture
def fic(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("fic2epub.lookup.user_folder", lambda: tmp_path / "own")
    monkeypatch.setattr("fic2epub.lookup.state_folder", lambda: tmp_path / "state")
    monkeypatch.setattr("fic2epub.delivering.mailing.Postage", partial(Postage, pauses=(0, 0)))
    monkeypatch.setattr("fic2epub.delivering.mailing.secrets._keyring", lambda: None)
    monkeypatch.setenv("FIC2EPUB_MAIL_PASSWORD", SECRET)
    monkeypatch.setenv("FIC2EPUB_DEBUG", "1")

    def run(*arguments: object) -> Said:
        said = program(capfd)(*arguments)
        assert SECRET not in said.out + said.err
        return said

    return run


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with Server(context_of(ca)).running() as running:
        (tmp_path / "own").mkdir()
        (tmp_path / "own/config.toml").write_text(
            f'[mail]\nhost = "localhost"\nport = {running.port}\nuser = "{USER}"\nto = "kindle"\n'
            'certificates = "../ca.pem"\n[mail.addresses]\nkindle = "reader@kindle.com"\n'
            'pocket = "reader@pbsync.com"\nfriend = "friend@example.net"\n'
        )
        yield running


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    path = tmp_path / "rain at noon.txt"
    path.write_text(
        "Дождь\n\nby fern\n\nThe rain came at noon, as it had been asked to.\n\nNobody thanked it.\n"
    )
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_a_text_is_mailed_as_a_book_for_a_kindle_once(
    fic: Program, server: Server, rain: Path, tmp_path: Path
) -> None:
    said = fic("send", str(rain), "--mail", "kindle")
    assert said.code == 0, said.err
    assert "Mailed " in said.out
    assert "to reader@kindle.com" in said.out
    [message] = server.taken
    [(name, data)] = attachments(message).items()
    assert name.endswith(".epub")
    assert data.startswith(b"PK")
    assert b"epub:type" not in data
    assert not list(tmp_path.glob("*.epub"))
    said = fic("send", rain, "--mail", "kindle")
    assert said.code == 0
    assert "was mailed to reader@kindle.com before" in said.out
    assert len(server.taken) == 1
    assert fic("send", rain, "--mail", "kindle", "--again").code == 0
    assert len(server.taken) == 2


def test_the_record_shows_neither_address_nor_title(
    fic: Program, server: Server, rain: Path, tmp_path: Path
) -> None:
    fic("send", rain, "--mail", "kindle")
    kept = (tmp_path / "state/mailed").read_text()
    assert "sent" in kept
    for word in ("reader", "rain", SECRET):
        assert word not in kept
    if os.name != "nt":
        assert (tmp_path / "state/mailed").stat().st_mode & 0o077 == 0


def test_a_rehearsal_shows_mails_and_sizes_and_sends_nothing(
    fic: Program, server: Server, rain: Path, good: Path
) -> None:
    said = fic("send", rain, good, "--mail", "kindle", "--dry-run")
    assert said.code == 0, said.err
    assert said.out.startswith("Mail 1 to reader@kindle.com: 2 books, ")
    assert "Nothing was sent." in said.out
    records = json.loads(fic("send", rain, good, "--mail", "pocket", "--dry-run", "--json").out)
    assert [one["mail"] for one in records] == [1, 2]  # PocketBook gets one book a mail
    assert all(one["name"].isascii() and "," not in one["name"] for one in records)
    assert server.connections == 0


def test_a_broken_book_is_not_sent_to_a_kindle_unless_asked(
    fic: Program, server: Server, rain: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.epub"
    _zipped(broken)
    said = fic("send", broken, rain, "--mail", "kindle")
    assert said.code == 1
    assert "Send to Kindle will probably refuse the book" in said.err
    assert len(server.taken) == 1
    assert fic("send", broken, "--mail", "kindle", "--unchecked").code == 0
    assert fic("send", broken, "--mail", "friend").code == 0
    assert len(server.taken) == 3


def _zipped(path: Path) -> None:
    """Write a zip that is whole, and hardly a book."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")


def test_a_torn_book_is_mailed_to_nobody(fic: Program, server: Server, good: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.epub"
    torn.write_bytes(good.read_bytes()[:-100])
    said = fic("send", torn, good, "--mail", "friend", "--unchecked")
    assert said.code == 1
    assert "error: the book is not whole" in said.err
    assert len(server.taken) == 1
    torn.write_bytes(b"")
    assert fic("send", torn, "--mail", "friend").code == 3


@pytest.mark.parametrize("name", ["rain.azw3", "rain.kepub.epub"])
def test_a_kindle_takes_no_such_file_by_mail(name: str, fic: Program, server: Server, tmp_path: Path) -> None:
    _zipped(tmp_path / name)
    said = fic("send", name, "--mail", "kindle")
    assert said.code == 7
    assert "Kindle takes no such file" in said.err
    assert fic("send", name, "--mail", "friend").code == 0
    assert len(server.taken) == 1


def test_what_is_too_large_for_a_kindle_is_refused_before_the_server_is_called(
    fic: Program, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "large.epub").write_bytes(bytes(50_000_001))
    said = fic("send", "large.epub", "--mail", "kindle", "--unchecked")
    assert said.code == 7
    assert "50.0 MB" in said.err
    assert server.connections == 0


@pytest.mark.parametrize(
    "name", ["雨の正午", "Дождь в полдень", "מטר", "a" * 110, "Rain, \"Noon\"; 100% = 'x'", "ö" * 55]
)
def test_a_name_in_any_script_arrives(name: str, fic: Program, server: Server, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    path = tmp_path / "x" / f"{name.replace(chr(34), '')}.epub"
    _zipped(path)
    assert fic("send", path, "--mail", "friend").code == 0
    assert list(attachments(server.taken[0])) == [path.name]
    assert fic("send", path, "--mail", "pocket").code == 0
    [plain] = attachments(server.taken[1])
    assert plain.isascii()
    assert len(plain) <= 45


@pytest.mark.parametrize("drop", ["CONNECT", "AUTH", "RCPT", "DATA", "ANSWER"])
def test_each_failure_is_told_with_a_code(drop: str, fic: Program, server: Server, rain: Path) -> None:
    server.faults = Faults(drop=drop)
    said = fic("send", rain, "--mail", "kindle")
    assert said.code == 7
    assert "error: the connection " in said.err
    assert f"localhost:{server.port}" in said.err
    assert "Traceback" not in said.err
    server.faults = Faults()
    said = fic("send", rain, "--mail", "kindle", "--json")
    [one] = json.loads(said.out)
    assert one["state"] == ("in doubt" if drop == "ANSWER" else "sent")
    assert said.code == (7 if drop == "ANSWER" else 0)


def test_a_wrong_password_is_in_no_output(
    fic: Program, server: Server, rain: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "tröub4dor☃"
    monkeypatch.setenv("FIC2EPUB_MAIL_PASSWORD", wrong)
    said = fic("send", rain, good, "--mail", "kindle")
    assert said.code == 7
    assert said.err.count("refuses the user name or the password") == 1
    assert "for the same reason" in said.err
    for shown in (wrong, "tröub", "4dor"):
        assert shown not in said.out + said.err


def test_a_fault_of_ours_shows_no_password(
    fic: Program,
    server: Server,
    rain: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    import traceback

    def fault(self: object, *_: object) -> None:
        raise ValueError(f"ours: {vars(self)}")

    monkeypatch.setattr("fic2epub.delivering.mailing.link.Link.send", fault)
    with pytest.raises(ValueError, match="ours") as caught:
        fic("send", rain, "--mail", "kindle")
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_without_a_password_nobody_is_asked_but_told(
    fic: Program, server: Server, rain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIC2EPUB_MAIL_PASSWORD")
    monkeypatch.setattr("sys.stdin", None)
    said = fic("send", rain, "--mail", "kindle")
    assert said.code == 7
    assert "there is no password" in said.err
    assert "FIC2EPUB_MAIL_PASSWORD" in said.err
    assert server.connections == 0


def test_the_keyring_is_asked_for_the_password_of_this_server(
    fic: Program, server: Server, rain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ring:
        @staticmethod
        def get_password(service: str, user: str) -> str | None:
            return SECRET if (service, user) == ("fic2epub:localhost", USER) else None

    monkeypatch.delenv("FIC2EPUB_MAIL_PASSWORD")
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.setattr("fic2epub.delivering.mailing.secrets._keyring", lambda: Ring)
    assert fic("send", rain, "--mail", "kindle").code == 0
    assert len(server.taken) == 1
    config = tmp_path / "own/config.toml"
    config.write_text(config.read_text().replace('"localhost"', '"127.0.0.1"'))
    said = fic(
        "send", rain, "--mail", "kindle", "--again"
    )  # another server is told no password of this one's
    assert said.code == 7
    assert f"keyring set fic2epub:127.0.0.1 {USER}" in said.err
    assert server.connections == 1


class Typing(io.StringIO):
    """A terminal at which somebody answers what is asked."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "kept"), [("y\n", 1), ("n\n", 0), ("", 0)])  # the last is Ctrl-D
def test_a_typed_password_is_kept_for_its_server_if_wanted_and_the_end_is_told(  # noqa: PLR0917
    answer: str,
    kept: int,
    fic: Program,
    server: Server,
    rain: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring: dict[tuple[str, str], str] = {}

    class Ring:
        @staticmethod
        def get_keyring() -> SimpleNamespace:
            return SimpleNamespace(priority=1)

        @staticmethod
        def get_password(service: str, user: str) -> str | None:
            return ring.get((service, user))

        @staticmethod
        def set_password(service: str, user: str, password: str) -> None:
            ring[service, user] = password

    monkeypatch.delenv("FIC2EPUB_MAIL_PASSWORD")
    monkeypatch.setattr("fic2epub.delivering.mailing.secrets._keyring", lambda: Ring)
    monkeypatch.setattr("getpass.getpass", lambda _: SECRET)
    monkeypatch.setattr("sys.stdin", Typing(answer))
    said = fic("send", rain, tmp_path / "none.epub", "--mail", "friend")
    assert len(server.taken) == 1
    assert "Keep the password" in said.err
    assert "Stopped" not in said.err
    assert said.code == 1  # of the run: one of two was sent
    assert ring == ({("fic2epub:localhost", USER): SECRET} if kept else {})


def test_errors_name_the_text_and_not_the_book_made_on_the_way(
    fic: Program, server: Server, rain: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults = Faults(drop="ANSWER")
    assert f"book:  {rain}" in fic("send", rain, "--mail", "friend").err
    server.faults = Faults()
    said = fic("send", rain, "--mail", "friend")
    assert f"where: {rain}\n" in said.err
    assert "may have been sent" in said.err
    assert "fic2epub-" not in said.err
    [one] = json.loads(fic("send", rain, "--mail", "friend", "--json").out)
    assert one["error"]["where"] == one["book"] == str(rain)
    monkeypatch.setattr("fic2epub.delivering.mailing.link.Link.limit", 5000)
    said = fic("send", rain, "--mail", "kindle")
    assert said.code == 7
    assert f"where: {rain}\n" in said.err
    assert "it takes mails of 5.0 kB, and the book on the way needs " in said.err
    assert "0.0" not in said.err


def test_of_books_that_are_the_same_one_goes_and_all_are_told(
    fic: Program, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _zipped(tmp_path / "fog.epub")
    (tmp_path / "mist.epub").write_bytes((tmp_path / "fog.epub").read_bytes())

    command = ("send", "fog.epub", "mist.epub", "fog.epub", "--mail", "friend")
    said = fic(*command, "--dry-run")
    assert "1 book, " in said.out
    assert "  mist.epub is the same book as fog.epub\n" in said.out
    plan = json.loads(fic(*command, "--dry-run", "--json").out)
    assert [(one["book"], one.get("same_as"), one["mail"]) for one in plan] == [
        ("fog.epub", None, 1),
        ("mist.epub", "fog.epub", 1),
    ]
    server.faults = Faults(say={"RCPT": "550 nobody"})
    said = fic(*command)
    assert said.code == 7
    assert "error: mist.epub was not mailed for the same reason" in said.err
    server.faults = Faults()
    said = fic(*command)
    assert said.code == 0
    assert "Mailed fog.epub to friend@example.net" in said.out
    assert (
        "mist.epub is the same book as fog.epub, and was mailed to friend@example.net with it\n" in said.out
    )
    assert len(attachments(server.taken[0])) == len(server.taken) == 1
    told = json.loads(fic(*command, "--again", "--json").out)
    assert [(one["book"], one["state"], one.get("same_as")) for one in told] == [
        ("fog.epub", "sent", None),
        ("mist.epub", "sent", "fog.epub"),
    ]
    assert told[0]["message_id"] == told[1]["message_id"]
    assert fic(*command).out.count("was mailed to friend@example.net before") == 2


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (5000, "5.0 kB"), (99_999, "100.0 kB"), (50_000_000, "50.0 MB")],
)
def test_sizes_are_told_as_people_read_them(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("[mail]\npassword = 'hunter2-in-the-file'", "does not belong"),
        ("[mail]\nhost = 'smtp://me:hunter2-in-the-file@x.org'", "no server's name"),
        ("[mail]\nhost = 'x.org'\nsecurity = 'none'", "on this computer only"),
        ("[mail]\nhost = 'localhost'\nsecurity = 'none'\nuser = 'me'", "no password is sent"),
        ("[mail]\nhots = 'x.org'", "Did you mean 'host'"),
        ("[mail]\nfrom = 'me@x.org\\r\\nBcc: all@x.org'", "no address"),
        ("[mail]\nport = 70000", "no port"),
        ("[mail]\nhost = 'x.org'", "no address to send from"),
        ("", "no mail server"),
        ("mail = 3", "must be a table"),
    ],
)
def test_wrong_settings_are_told(said: str, word: str, fic: Program, rain: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir(exist_ok=True)
    (tmp_path / "own/config.toml").write_text(said)
    told = fic("send", rain, "--mail", "me@kindle.com")
    assert told.code == 4
    assert word in told.err
    assert "hunter2" not in told.out + told.err


@pytest.mark.parametrize(
    "address", ["kindel", "me@kindle", "me@kindle.com\nBcc: you@x.org", "a b@kindle.com", "<me@kindle.com>"]
)
def test_an_address_that_is_none_is_told(address: str, fic: Program, server: Server, rain: Path) -> None:
    assert fic("send", rain, "--mail", address).code == 4
    assert server.connections == 0


def test_a_folder_s_settings_can_t_say_where_mail_goes(
    fic: Program, server: Server, rain: Path, tmp_path: Path
) -> None:
    (tmp_path / "fic2epub.toml").write_text("[mail]\nhost = 'stranger.example'")
    said = fic("send", rain, "--mail", "kindle")
    assert said.code in {1, 4}
    assert "a folder's settings file can't say 'mail'" in said.err
    assert server.connections == 0


def test_config_shows_mail_without_a_password(fic: Program, server: Server, tmp_path: Path) -> None:
    said = fic("config", "show")
    assert f"mail.user          {USER}" in said.out
    assert "mail.security      starttls" in said.out
    assert "mail.addresses.kindle  reader@kindle.com" in said.out
    assert json.loads(fic("config", "show", "--json").out)["mail"]["mail.host"] == "localhost"
    (tmp_path / "own/config.toml").unlink()
    assert fic("config", "init", "--user").code == 0
    text = (tmp_path / "own/config.toml").read_text()
    assert "# [mail]" in text
    lines = [
        line[2:]
        for line in text[text.index("# [mail]") :].splitlines()
        if " = " in line or line.startswith("# [")
    ]
    (tmp_path / "own/config.toml").write_text("\n".join(lines))
    assert "mail.addresses.kindle" in fic("config", "show").out


def test_a_damaged_record_is_told_and_a_torn_line_harmless(
    fic: Program, server: Server, rain: Path, tmp_path: Path
) -> None:
    fic("send", rain, "--mail", "kindle")
    path = tmp_path / "state/mailed"
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])  # the power failed while "sent" was written
    said = fic("send", rain, "--mail", "kindle")
    assert said.code == 7
    assert "may have been sent" in said.err
    assert "1 damaged line" in said.err
    assert fic("send", rain, "--mail", "kindle", "--again").code == 0
    assert "before" in fic("send", rain, "--mail", "kindle").out
    assert len(server.taken) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="it says by XDG's variables where the user's folders are")
@pytest.mark.parametrize("code", [signal.SIGKILL, signal.SIGINT])
def test_a_program_that_is_killed_after_the_mail_leaves_doubt_and_no_double(
    code: signal.Signals, server: Server, rain: Path, tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "own").rename(tmp_path / "config/fic2epub")
    path = tmp_path / "config/fic2epub/config.toml"
    path.write_text(path.read_text().replace("../ca.pem", "../../ca.pem"))
    folders = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "STATE")}
    environment = os.environ | folders | {"FIC2EPUB_MAIL_PASSWORD": SECRET}

    def start() -> subprocess.Popen[str]:
        command: list[str] = [sys.executable, "-m", "fic2epub", "send", str(rain), "--mail", "kindle"]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    first = start()

    def stop() -> None:
        first.send_signal(code)
        first.wait(60)

    server.on_mail = stop
    said = "".join(first.communicate(timeout=60))
    assert first.returncode == (-code if code is signal.SIGKILL else 130)
    assert SECRET not in said
    assert ("may have been sent" in said) is (code is signal.SIGINT)
    server.on_mail = None
    again = start()
    assert "may have been sent" in again.communicate(timeout=60)[1]
    assert again.returncode == 7
    assert len(server.taken) == 1
