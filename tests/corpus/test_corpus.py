"""The corpus, scored: no measure may fall below its floor, and the floors only rise.

FIC2EPUB_WRITE_FLOORS raises the floors to what is measured; it never lowers one.
"""

import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus import score
from fic2epub.cleaning import page
from fic2epub.conversion import convert, understand
from fic2epub.errors import Fic2EpubError
from fic2epub.model.ledger import Fate
from fic2epub.settings import Settings

HERE = Path(__file__).parent
SHELVES = ("cases", "wider", "later")
CASES = {shelf: sorted(path.parent for path in (HERE / shelf).glob("*/expected.json")) for shelf in SHELVES}
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())
Measures = dict[str, tuple[float, float]]


def source_of(case: Path) -> Path:
    return next(path for path in sorted(case.iterdir()) if path.stem == "input")


def measured(case: Path, book: Path) -> Measures:
    try:
        convert(source_of(case), lambda facts: book, Settings())
    except Fic2EpubError:
        return {"converted": (0, 1)}
    result: dict[str, Any] = score.score(case, score.read_book(book))
    return {"converted": (1, 1), **result["scores"]}


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_floors_hold(shelf: str, tmp_path: Path) -> None:
    found = {case.name: measured(case, tmp_path / f"{case.name}.epub") for case in CASES[shelf]}
    got: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for measures in found.values():
        for name, (good, all_) in measures.items():
            got[name] += good  # type: ignore[assignment]
            of[name] += all_  # type: ignore[assignment]
    shares = {name: math.floor(got[name] / of[name] * 10_000) / 10_000 for name in of}
    floors = FLOORS.get(shelf, {})
    if "FIC2EPUB_WRITE_FLOORS" in os.environ:
        risen = {name: max(share, floors.get(name, 0)) for name, share in shares.items()}
        (HERE / "floors.json").write_text(json.dumps({**FLOORS, shelf: risen}, indent=2) + "\n")
        FLOORS[shelf] = floors = risen
    below = {name: (shares[name], floor) for name, floor in floors.items() if shares[name] < floor}
    worst = sorted(found, key=lambda case: sum(good - all_ for good, all_ in found[case].values()))[:5]
    assert not below, f"{below}; look at {', '.join(worst)}"


@pytest.mark.parametrize(
    "case", [case for shelf in SHELVES for case in CASES[shelf]], ids=lambda case: case.name
)
def test_every_removed_line_has_a_reason(case: Path) -> None:
    for entry in understand(source_of(case)).ledger.entries:
        assert entry.rule.count("/") == 1
        assert entry.why.endswith(".")
        assert entry.why[0].isupper()


def test_a_trap_loses_nothing() -> None:
    removed = understand(source_of(HERE / "cases" / "trap-false-friends")).ledger.with_fate(Fate.REMOVED)
    assert not removed


@pytest.mark.parametrize(
    "case", [case for shelf in SHELVES for case in CASES[shelf]], ids=lambda case: case.name
)
def test_rules_fit_alike_where_their_words_are_looked_for_first(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "OFTEN", 10**9)
    tried_everywhere = understand(source_of(case)).ledger
    monkeypatch.setattr(page, "OFTEN", 0)
    assert understand(source_of(case)).ledger == tried_everywhere
