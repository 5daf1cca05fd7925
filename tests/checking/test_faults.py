"""Every check finds the fault that it is for, and a good book has none."""

from pathlib import Path

import pytest

from checking.broken import Parts
from checking.faults import FAULTS, Fault
from fic2epub.checking import CHECKS, check
from fic2epub.conversion import convert
from fic2epub.settings import Settings
from journeys.program import STORIES

CASES = [
    pytest.param(id_, fault, id=f"{id_[6:]}-{number}")
    for id_, faults in FAULTS.items()
    for number, fault in enumerate(faults, 1)
]


def found(book: Path) -> set[str]:
    return {problem.check for problem in check(book, epubcheck=False).problems}


def test_each_check_has_a_fault_and_an_id_of_its_own() -> None:
    assert sorted(each.id for each in CHECKS) == sorted(FAULTS)


@pytest.mark.parametrize(("id_", "fault"), CASES)
def test_a_fault_is_found(id_: str, fault: Fault, parts: Parts, tmp_path: Path) -> None:
    fault(parts)
    report = check(parts.bind(tmp_path), epubcheck=False)
    own = [problem for problem in report.problems if problem.check == id_]
    assert own, f"found only {[problem.check for problem in report.problems]}"
    assert all(problem.text and problem.advice for problem in own)


def test_a_good_book_taken_apart_and_bound_again_has_no_fault(parts: Parts, tmp_path: Path) -> None:
    assert found(parts.bind(tmp_path)) == set()


@pytest.mark.parametrize("source", sorted(STORIES.glob("*.txt")), ids=lambda path: path.stem)
def test_our_own_books_have_no_fault(source: Path, tmp_path: Path) -> None:
    book = convert(source, lambda facts: tmp_path / "book.epub", Settings()).path
    assert found(book) <= {"check/author"}  # of some samples nobody knows who wrote them


def test_sentences_are_sentences() -> None:
    for each in CHECKS:
        assert each.id.startswith("check/")
        assert each.rule.endswith("."), each.id
        assert each.advice.endswith("."), each.id


def test_the_reference_lists_every_check_with_its_severity_and_rule() -> None:
    text = (STORIES.parent / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `check/")]
    assert rows == [f"| `{each.id}` | {each.severity} | {each.rule} |" for each in CHECKS]
