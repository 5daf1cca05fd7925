"""A Kindle's file: known by its work, dated by it, and otherwise left alone."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbinding.kindle_file import CHANCE, NOW, azw3
from fic2epub.bookbinding.mobi import identifier_in, is_whole, settled

OURS = "urn:uuid:8e831266-4147-5e95-8350-6c21f49e7a3b"
MOMENT = datetime(2020, 11, 30, 18, 4, 9, tzinfo=UTC)


def test_a_file_is_whole_with_all_its_records() -> None:
    assert is_whole(azw3())
    assert not any(is_whole(azw3()[:cut]) for cut in range(len(azw3()) - 3))
    assert not is_whole(azw3(flags=0))  # no metadata: nobody's book
    assert not is_whole(b"")
    assert not is_whole(b"x" * 200)


def test_what_was_made_by_chance_is_no_identifier_of_ours() -> None:
    assert identifier_in(azw3()) is None
    assert identifier_in(azw3(uuid=OURS[9:].upper())) == OURS
    assert identifier_in(azw3(flags=0)) is None
    assert identifier_in(b"PK\x03\x04") is None


def test_a_settled_book_has_the_works_identifier_and_moment_and_is_else_the_same() -> None:
    made = settled(azw3(), OURS, MOMENT)
    assert is_whole(made)
    assert identifier_in(made) == OURS
    assert b"calibre:" + OURS[9:].encode() in made
    assert b"2020-11-30T18:04:09.000000+00:00" in made
    assert CHANCE.encode() not in made
    assert NOW.encode() not in made
    assert struct.unpack_from(">2I", made, 36) == (int(MOMENT.timestamp()),) * 2
    changed = {at for at, (one, other) in enumerate(zip(azw3(), made, strict=True)) if one != other}
    assert len(changed) <= 8 + 4 + 2 * 36 + 32
    assert made == settled(settled(azw3(), OURS, MOMENT), OURS, MOMENT)


def test_two_runs_of_calibre_settle_to_the_same_bytes() -> None:
    other = azw3(uuid="0f0e0d0c-0b0a-4908-8706-050403020100", published="2027-01-02T03:04:05.678901+00:00")
    assert settled(azw3(), OURS, MOMENT) == settled(other, OURS, MOMENT)


def test_a_day_of_publication_stays() -> None:
    made = settled(azw3(published="2019-03-01T00:00:00+00:00"), OURS, MOMENT)
    assert b"2019-03-01T00:00:00+00:00" in made


def test_an_identifier_that_is_no_uuid_is_not_put_in() -> None:
    assert CHANCE.encode() in settled(azw3(), "isbn:123", MOMENT)


@given(st.binary(max_size=300).map(lambda tail: azw3()[:94] + tail) | st.binary(max_size=100))
def test_garbage_is_not_whole_or_has_facts_and_never_hangs(data: bytes) -> None:
    assert is_whole(data) in (True, False)


@pytest.mark.parametrize("lie", [0, 7, 0xFFFFFFFF])
def test_a_length_that_lies_does_not_hold_us(lie: int) -> None:
    data = bytearray(azw3())
    at = data.index(b"EXTH") + 16
    struct.pack_into(">I", data, at, lie)
    assert is_whole(bytes(data)) in (True, False)
