"""Mail over a real server: whole, once, and secured, whatever breaks on the way."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from delivering.mail_server import SECRET, USER, Faults, Server
from fic2epub.delivering.mailing import (
    InDoubt,
    Mail,
    MailError,
    Parcel,
    Password,
    Postage,
    Posted,
    Record,
    post,
    receiver_of,
)
from fic2epub.delivering.mailing.link import Patience
from fic2epub.delivering.mailing.receivers import Receiver
from fic2epub.delivering.mailing.wording import Hidden, plain
from fic2epub.errors import DeliveryError, RuleError
from fic2epub.settings.mail import MailSettings

TO = "reader@kindle.com"
QUICK = Patience(connect=10, reply=10, answer=10)


@pytest.fixture(scope="module")
def ca() -> object:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return path


def context_of(ca: trustme.CA, *names: str, **dates: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*(names or ("localhost", "127.0.0.1")), **dates).configure_cert(context)
    return context


@pytest.fixture
def started() -> Iterator[Callable[[Server], Server]]:
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(server.running())


@pytest.fixture
def server(ca: trustme.CA, started: Callable[[Server], Server]) -> Server:
    return started(Server(context_of(ca)))


def postage_for(server: Server, trusted: Path | None, **said: object) -> Postage:
    settings = MailSettings(host="localhost", port=server.port, user=USER, certificates=trusted)
    receiver = receiver_of(TO)
    return Postage(settings, TO, receiver, pauses=(0, 0), patience=QUICK, wait=lambda _: None, **said)  # type: ignore[arg-type]


@pytest.fixture
def postage(server: Server, trusted: Path) -> Postage:
    return postage_for(server, trusted)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "state" / "mailed")


def book(folder: Path, name: str = "Rain.epub", size: int = 5000, seed: int = 1) -> Parcel:
    data = b"".join(hashlib.sha256(f"{seed} {at}".encode()).digest() for at in range(size // 32 + 1))[:size]
    path = folder / f"{seed}-{size}.epub"
    path.write_bytes(data)
    return Parcel(path, name, "application/epub+zip", size, hashlib.sha256(data).hexdigest())


def sent(parcels: list[Parcel], postage: Postage, record: Record) -> list[Posted]:
    return list(post(parcels, postage, record, lambda: Password(SECRET)))


def attachments(message: bytes) -> dict[str, bytes]:
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert not parsed.defects
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in parsed.walk()
        if part.get_content_disposition() == "attachment"
    }


def again(record: Record) -> Record:
    """What the next run would know."""
    return Record(record.path)


@pytest.mark.parametrize("size", [1, 56, 57, 58, 34_199, 34_200, 34_201, 700_003])
def test_a_book_arrives_byte_for_byte(
    size: int, server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    parcel = book(tmp_path, size=size)
    [posted] = sent([parcel], postage, record)
    assert posted.sent
    [message] = server.taken
    assert attachments(message) == {"Rain.epub": parcel.path.read_bytes()}
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert parsed["Message-ID"] == f"<{posted.message_id}>"
    assert (parsed["From"], parsed["To"]) == (USER, TO)
    assert parsed["Subject"].isascii()
    assert parsed["Date"].datetime
    [part] = [each for each in parsed.walk() if each.get_content_disposition() == "attachment"]
    assert part.get_content_type() == "application/epub+zip"
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert SECRET.encode() not in message


def test_over_tls_from_the_first_byte(
    ca: trustme.CA, trusted: Path, started: Callable[[Server], Server], record: Record, tmp_path: Path
) -> None:
    server = started(Server(context_of(ca), implicit=True))
    usual = postage_for(server, trusted)
    postage = replace(usual, settings=replace(usual.settings, security="tls"))
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error is None
    assert len(server.taken) == 1


def test_the_announced_size_is_the_true_one(
    server: Server, postage: Postage, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fic2epub.delivering.mailing import link

    sizes: list[int] = []
    usual = link.Link.send

    def noted(self: link.Link, mail: Mail, hand_over: Callable[[], object]) -> None:
        sizes.append(mail.size)
        usual(self, mail, hand_over)

    monkeypatch.setattr(link.Link, "send", noted)
    sent(
        [book(tmp_path, name="雨の正午.epub"), book(tmp_path, name="Snö.epub", seed=2, size=99_999)],
        postage,
        record,
    )
    assert [len(message) for message in server.taken] == sizes


def test_what_was_sent_is_not_sent_again_unless_asked(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    parcel = book(tmp_path)
    [first] = sent([parcel, parcel], postage, record)
    [second] = sent([parcel], postage, again(record))
    assert second.before
    assert not second.sent
    assert len(server.taken) == 1
    assert server.connections == 1
    [third] = sent([parcel], replace(postage, again=True), again(record))
    assert third.sent
    assert third.message_id != first.message_id  # else a mailbox would take it for the first
    assert len(server.taken) == 2
    [other] = sent([parcel], replace(postage, to="someone@kindle.com"), again(record))
    assert other.sent


STEPS = ["CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("step", STEPS)
def test_a_connection_that_breaks_before_the_mail_is_tried_again(
    step: str, server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(drop=step, times=2)
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.sent
    assert len(server.taken) == 1
    assert server.connections == 3


@pytest.mark.parametrize("step", STEPS)
def test_one_that_always_breaks_is_told_and_leaves_no_trace(
    step: str, server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(drop=step)
    [posted] = sent([book(tmp_path)], postage, record)
    assert isinstance(posted.error, MailError)
    assert "broke" in posted.error.what
    assert posted.error.where == f"localhost:{server.port}"
    assert server.connections == 3
    server.faults = Faults()
    [posted] = sent([book(tmp_path)], postage, again(record))
    assert posted.sent
    assert len(server.taken) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_a_connection_that_breaks_before_the_answer_leaves_doubt_and_no_double(
    taken: bool, server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(drop="ANSWER" if taken else "REFUSED")
    parcel = book(tmp_path)
    [posted] = sent([parcel], postage, record)
    assert isinstance(posted.error, InDoubt)
    assert "--again" in posted.error.advice
    assert len(server.taken) == taken
    server.faults = Faults()
    [posted] = sent([parcel], postage, again(record))
    assert isinstance(posted.error, InDoubt)  # still, and nothing went out
    assert server.connections == 1
    [posted] = sent([parcel], replace(postage, again=True), again(record))
    assert posted.sent
    ids = {email.message_from_bytes(message)["Message-ID"] for message in server.taken}
    assert len(ids) == 1  # a mailbox can tell that they are one
    [posted] = sent([parcel], postage, again(record))
    assert posted.before


def test_a_connection_that_breaks_at_the_goodbye_is_no_matter(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(drop="QUIT")
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.sent
    assert len(server.taken) == 1


def test_broken_at_a_hundred_places_nothing_is_lost_or_doubled(
    server: Server, postage: Postage, tmp_path: Path
) -> None:
    parcel = book(tmp_path, size=400_000)
    sent([parcel], postage, Record(tmp_path / "whole"))
    whole = server.received[0]
    doubts = 0
    points = [*range(0, 700, 35), *range(700, whole, whole // 70), *range(whole - 40, whole, 2)]
    assert len(points) >= 100
    for point in points:
        server.taken.clear()
        server.faults = Faults(drop_after=point)
        record = Record(tmp_path / f"record-{point}")
        [posted] = sent([parcel], postage, record)
        if posted.sent:  # only its goodbye was cut
            assert len(server.taken) == 1
        elif isinstance(posted.error, InDoubt):
            doubts += 1
        else:
            assert isinstance(posted.error, MailError)
            assert server.taken == []
        server.faults = Faults()
        [second] = sent([parcel], postage, again(record))
        assert len(server.taken) <= 1
        assert second.sent or second.before or isinstance(second.error, InDoubt)
        if not isinstance(second.error, InDoubt):
            [message] = server.taken
            assert attachments(message)["Rain.epub"] == parcel.path.read_bytes()
    assert doubts < len(points) - 15  # what breaks before the mail is never in doubt


@pytest.mark.parametrize(
    ("names", "dates", "word"),
    [
        (("elsewhere.example",), {}, "for another name"),
        (
            (),
            {"not_before": datetime.now(UTC) - timedelta(9), "not_after": datetime.now(UTC) - timedelta(2)},
            "expired",
        ),
        ((), {}, "nobody who is trusted"),
    ],
)
@pytest.mark.parametrize("implicit", [False, True])
def test_a_wrong_certificate_is_refused_before_any_password(  # noqa: PLR0917
    names: tuple[str, ...],
    dates: dict[str, datetime],
    word: str,
    implicit: bool,
    ca: trustme.CA,
    trusted: Path,
    started: Callable[[Server], Server],
    record: Record,
    tmp_path: Path,
) -> None:
    server = started(Server(context_of(ca, *names, **dates), implicit=implicit))
    postage = postage_for(server, None if word.startswith("nobody") else trusted)
    waits: list[float] = []
    postage = replace(postage, wait=waits.append)
    if implicit:
        postage = replace(postage, settings=replace(postage.settings, security="tls"))
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert word in posted.error.what
    assert waits == []  # another try would not help
    assert server.logins == []
    assert server.taken == []


def test_a_server_without_encryption_gets_neither_password_nor_book(
    trusted: Path, started: Callable[[Server], Server], record: Record, tmp_path: Path
) -> None:
    server = started(Server(None))
    [posted] = sent([book(tmp_path)], postage_for(server, trusted), record)
    assert posted.error
    assert "does not secure" in posted.error.what
    assert server.logins == []
    assert server.taken == []


def test_without_security_on_this_computer_no_password_is_needed(
    started: Callable[[Server], Server], record: Record, tmp_path: Path
) -> None:
    server = started(Server(None))
    usual = postage_for(server, None)
    settings = MailSettings(host="127.0.0.1", port=server.port, security="none", sender=USER)
    assert sent([book(tmp_path)], replace(usual, settings=settings), record)[0].sent
    assert len(server.taken) == 1


def test_tls_at_a_port_that_has_none_is_told(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    postage = replace(postage, settings=replace(postage.settings, security="tls"))
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert "speaks no TLS" in posted.error.what
    assert 'security = "starttls"' in posted.error.advice


def test_a_wrong_password_is_told_once_asked_and_never_shown(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    parcels = [book(tmp_path, seed=seed) for seed in range(3)]
    outcomes = list(post(parcels, postage, record, lambda: Password("wröng☃")))
    assert {each.error.what for each in outcomes if each.error} == {
        "the mail server refuses the user name or the password: 535 5.7.8 no such luck"
    }
    assert len(outcomes) == 3
    assert len(server.logins) == 1
    assert "app password" in outcomes[0].error.advice  # type: ignore[union-attr]


LOGIN = base64.b64encode(f"\0{USER}\0{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"501 5.5.4 Syntax error: AUTH PLAIN {LOGIN}", ": 501 5.5.4 Syntax error: AUTH PLAIN …"),
        (f"501 wrong: {LOGIN[:20]} {LOGIN[20:]}", ": 501 wrong: … …"),
        (f"501 cut: {LOGIN[3:30]}...", ": 501 cut: …..."),
        ("535 Authentication unsuccessful", ": 535 Authentication unsuccessful"),
        ("535 AUTHENTICATION FAILED", ": 535 AUTHENTICATION FAILED"),
    ],
)
def test_a_server_that_repeats_the_login_is_not_quoted(
    said: str, shown: str, server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(say={"AUTH": said})
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert posted.error.what.endswith(shown)


@pytest.mark.parametrize(
    ("password", "said", "shown"),
    [
        ("A", f"no: {base64.b64encode(bytes(1) + b'me' + bytes(1) + b'A').decode()} A", "no: … …"),
        ("ab:cdefGhijklmn0pq:r", "no: ab:cdefGhijklmn0pq:r", "no: …"),
        ("aa", "no: aaa.", "no: …."),
        ("authentication", "Authentication failed: authentication", "Authentication failed: …"),
        ("\udcff", "no: /w== or \ufffd", "no: … or …"),
        ("", "no", "no"),
    ],
)
def test_no_piece_of_a_password_is_left(password: str, said: str, shown: str) -> None:
    assert plain(said.encode(), Hidden("me", Password(password)), at_login=True) == shown
    assert plain(said.encode(), Hidden("me", Password(password))) == shown


def test_a_password_that_is_no_text_is_sent_as_it_is(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    [posted] = post([book(tmp_path)], postage, record, lambda: Password("p\udcff"))
    assert isinstance(posted.error, MailError)
    assert "refuses the user name or the password" in posted.error.what
    assert server.logins == [b"p\xff"]


def test_a_server_that_repeats_the_password_is_not_quoted(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    server.faults = Faults(say={"AUTH": "535 not s3cret-word, c3NjcmV0LXdvcmQ=! AHMzY3JldC13b3Jk"})
    [posted] = post([book(tmp_path)], postage, record, lambda: Password("s3cret-word"))
    assert posted.error
    assert "s3cret-word" not in posted.error.what


@pytest.mark.parametrize(
    ("step", "answer", "word", "tries"),
    [
        ("MAIL", "550 5.7.1 not yours", "does not let you send", 1),
        ("MAIL", "552 5.3.4 too big", "larger than the server takes", 1),
        ("MAIL", "451 4.3.0 later", "says no when the sender was named: 451", 3),
        ("MAIL", "421 4.3.2 closing", "421", 3),
        ("EHLO", "421 busy", "no time at present", 3),
        ("RCPT", "550 5.1.1 nobody here", "no such address", 1),
        ("RCPT", "452 4.2.2 full", "mailbox is full", 3),
        ("DATA", "554 5.5.1 no", "says no before the mail", 1),
        ("DATA", "451 4.3.0 later", "451", 3),
        ("MAILED", "552 5.3.4 too big after all", "larger than the server takes", 1),
        ("MAILED", "550 5.7.1 spam", "refuses the mail", 1),
        ("MAILED", "554 5.6.0 no", "refuses the mail", 1),
        ("MAILED", "451 4.3.0 disk", "451", 3),
        ("MAILED", "421 4.3.2 closing", "421", 3),
        ("AUTH", "454 4.7.0 later", "can't check passwords", 3),
        ("AUTH", "534 5.7.9 app password", "another way to log in", 1),
    ],
)
def test_each_refusal_is_told_and_tried_again_only_where_it_may_help(  # noqa: PLR0917
    step: str,
    answer: str,
    word: str,
    tries: int,
    server: Server,
    postage: Postage,
    record: Record,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.faults = Faults(say={step: answer})
    waits: list[float] = []
    [posted] = sent([book(tmp_path)], replace(postage, pauses=(5, 30), wait=waits.append), record)
    assert isinstance(posted.error, MailError)
    assert word in posted.error.what
    assert answer.split(maxsplit=1)[1] in posted.error.what
    assert waits == [5, 30][: tries - 1]
    assert server.taken == []
    server.faults = Faults()  # a refusal is no doubt: the next run sends it
    assert sent([book(tmp_path)], postage, again(record))[0].sent
    assert len(server.taken) == 1


def test_a_refused_mail_keeps_no_other_back(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    postage = replace(postage, receiver=Receiver("one by one", most_files=1))
    server.faults = Faults(say={"MAILED": "554 no"}, times=1)
    parcels = [book(tmp_path, seed=seed) for seed in (1, 2)]
    outcomes = sent(parcels, postage, record)
    assert [each.sent for each in outcomes] == [False, False]
    server.faults = Faults()
    assert all(each.sent for each in sent(parcels, postage, again(record)))
    assert server.connections == 2  # both mails went over one


def test_a_server_s_limit_parts_mails_and_stops_what_fits_in_none(
    ca: trustme.CA, trusted: Path, started: Callable[[Server], Server], record: Record, tmp_path: Path
) -> None:
    server = started(Server(context_of(ca), data_size_limit=300_000))
    sizes = [100_000, 90_000, 400_000, 150_000, 20_000]
    parcels = [book(tmp_path, name=f"{size}.epub", size=size) for size in sizes]
    outcomes = {each.parcel.size: each for each in sent(parcels, postage_for(server, trusted), record)}
    assert [size for size, each in outcomes.items() if not each.sent] == [400_000]
    assert "too large for the mail server: it takes mails of 0.3 MB" in outcomes[400_000].error.what  # type: ignore[union-attr]
    arrived = [attachments(message) for message in server.taken]
    assert [sorted(len(data) for data in one.values()) for one in arrived] == [
        [90_000, 100_000],
        [20_000, 150_000],
    ]
    assert all(len(message) <= 300_000 for message in server.taken)
    assert server.connections == 1


def test_a_book_that_changes_on_the_way_is_not_sent(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    parcel = book(tmp_path)
    parcel.path.write_bytes(b"another")
    [posted] = sent([parcel], postage, record)
    assert posted.error
    assert "changed" in posted.error.what
    assert server.taken == []


def test_where_no_record_can_be_kept_nothing_is_sent(
    server: Server, postage: Postage, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(DeliveryError, match="record"):
        sent([book(tmp_path)], postage, Record(tmp_path / "state" / "mailed"))
    assert server.connections == 0


def test_a_record_that_fails_in_the_middle_stops_the_mail_before_its_end(
    server: Server, postage: Postage, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DeliveryError("the record can't be written: the disk is full")

    monkeypatch.setattr(record, "note", full)
    [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert server.taken == []


def test_ctrl_c_while_the_answer_is_awaited_leaves_doubt(
    server: Server, postage: Postage, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fic2epub.delivering.mailing import link

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    parcel = book(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(link.Link, "_answer", stop)
        with pytest.raises(KeyboardInterrupt):
            sent([parcel], postage, record)
    [posted] = sent([parcel], postage, again(record))
    assert isinstance(posted.error, InDoubt)
    assert server.taken == []


def test_nobody_there_is_told(trusted: Path, record: Record, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = MailSettings(host="127.0.0.1", port=taken.getsockname()[1], user=USER)
        postage = Postage(settings, TO, receiver_of(TO), pauses=(0, 0), patience=QUICK)
        [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert "nobody answers" in posted.error.what


def test_a_server_that_says_nothing_is_given_up(trusted: Path, record: Record, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = MailSettings(host="127.0.0.1", port=silent.getsockname()[1], user=USER)
        postage = Postage(settings, TO, receiver_of(TO), patience=Patience(0.3, 0.3, 0.3))
        [posted] = sent([book(tmp_path)], postage, record)
    assert posted.error
    assert "does not answer" in posted.error.what
    assert "465" in posted.error.advice


def test_certificates_that_can_t_be_read_are_told(
    server: Server, postage: Postage, record: Record, tmp_path: Path
) -> None:
    postage = replace(postage, settings=replace(postage.settings, certificates=tmp_path / "none.pem"))
    with pytest.raises(RuleError, match="certificates"):
        sent([book(tmp_path)], postage, record)
