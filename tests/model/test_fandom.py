"""What readers call a fandom."""

import pytest

from fic2epub.model.fandom import short_fandom


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("Le Phare | The Lighthouse (TV)", "The Lighthouse"),
        ("The Lighthouse - A. Keeper", "The Lighthouse"),
        ("Lanterns - All Media Types", "Lanterns"),
        ("Salt & Tinder Series - M. Ferrar (Books)", "Salt & Tinder Series"),
        ("Well-Known", "Well-Known"),
        ("(untitled)", "(untitled)"),
        ("Clockwork (Isles) Saga", "Clockwork (Isles) Saga"),
    ],
)
def test_a_fandom_is_called_by_the_name_that_readers_use(tag: str, name: str) -> None:
    assert short_fandom(tag) == name
