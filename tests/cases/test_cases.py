"""The cases, each held to its word. How to add one: README.md in this folder."""

from pathlib import Path

import pytest

from cases import case_documents
from fic2epub.model.outline import outline

CASES = sorted(path for path in Path(__file__).parent.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = case_documents.read_case(path)
    understood = case_documents.made_of(case.source, path.with_suffix(".txt").name)
    told = case_documents.facts_of(understood)
    assert outline(understood.story) == case.story
    assert case_documents.ledger_of(understood) == case.ledger
    assert {name: told.get(name, "") for name in case.facts} == case.facts


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
