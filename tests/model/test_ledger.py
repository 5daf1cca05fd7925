"""The ledger answers by place and by rule, and can be replayed."""

import json

from fic2epub.model.ledger import Entry, Fate, Ledger
from fic2epub.model.manuscript import Line, Place

ONE, TWO, THREE = (Place("a.txt", number) for number in (1, 2, 3))
LEDGER = Ledger(
    (
        Entry(THREE, Fate.REWRITTEN, "c\x07", "c", "reading/unprintable", "A bell."),
        Entry(ONE, Fate.REMOVED, "a", "", "site/menu", "A button."),
        Entry(THREE, Fate.REWRITTEN, "c", "C", "site/x", "Larger."),
    )
)
LINES = (Line(ONE, "a"), Line(TWO, "b"), Line(THREE, "c\x07"))


def test_by_place() -> None:
    assert [entry.after for entry in LEDGER.of(THREE)] == ["c", "C"]
    assert LEDGER.of(TWO) == ()


def test_by_rule() -> None:
    assert list(LEDGER.by_rule()) == ["reading/unprintable", "site/menu", "site/x"]


def test_replay() -> None:
    assert LEDGER.replay(LINES) == ((TWO, "b"), (THREE, "C"))


def test_as_text_and_json_are_by_line() -> None:
    assert LEDGER.as_text().index("a.txt:1") < LEDGER.as_text().index("a.txt:3")
    assert [record["line"] for record in json.loads(LEDGER.as_json())] == [1, 3, 3]
