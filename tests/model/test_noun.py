"""Nouns are data classes, whatever is done to make them quick."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, field, fields, replace

import pytest

from fic2epub.model.noun import noun


@noun(frozen=True, slots=True)
class Boat:
    """A boat."""

    name: str
    masts: int = 1
    crew: list[str] = field(default_factory=list)
    label: str = field(init=False, compare=False, repr=False)
    flag: str = field(init=False, default="none")

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", f"{self.name}/{self.masts}")


@noun(frozen=True, slots=True)
class Ferry(Boat):
    seats: int = 0


@noun(frozen=True, slots=True, order=True)
class Berth:
    pier: str
    number: int


@noun
class Empty:
    pass


def test_one_is_made_as_its_fields_say() -> None:
    boat = Boat("Wren", crew=["Ada"])
    assert (boat.name, boat.masts, boat.crew, boat.label, boat.flag) == ("Wren", 1, ["Ada"], "Wren/1", "none")
    assert Boat("Wren", 2).masts == 2
    assert Boat(masts=3, name="Wren").label == "Wren/3"
    assert Boat("Wren").crew is not Boat("Wren").crew
    assert isinstance(Empty(), Empty)


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("Wren", 1, [], "x"), {}), (("Wren",), {"sails": 2}), (("Wren",), {"name": "x"})],
)
def test_wrong_arguments_are_told_as_ever(given: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=r"Boat\.__init__\(\)"):
        Boat(*given, **named)  # type: ignore[arg-type]


def test_a_noun_has_the_fields_of_the_one_it_is_made_of() -> None:
    ferry = Ferry("Hen", 0, seats=40)
    assert [each.name for each in fields(Ferry)] == ["name", "masts", "crew", "label", "flag", "seats"]
    assert (ferry.name, ferry.seats, ferry.label) == ("Hen", 40, "Hen/0")
    assert Boat("Wren").label == "Wren/1"


def test_the_same_fields_are_the_same_noun() -> None:
    assert Boat("Wren") == Boat("Wren")
    assert Boat("Wren") != Boat("Hen")
    assert Boat("Wren") != Ferry("Wren")
    assert hash(Berth("A", 1)) == hash(Berth("A", 1))
    assert sorted([Berth("B", 1), Berth("A", 2), Berth("A", 1)])[0] == Berth("A", 1)
    assert repr(Boat("Wren")) == "Boat(name='Wren', masts=1, crew=[], flag='none')"


def test_it_can_be_copied_and_sent() -> None:
    boat = Boat("Wren", 2, ["Ada"])
    for other in (copy.copy(boat), copy.deepcopy(boat), pickle.loads(pickle.dumps(boat)), replace(boat)):
        assert other == boat
        assert other.label == "Wren/2"
    assert replace(boat, masts=4).label == "Wren/4"
    assert asdict(boat)["crew"] == ["Ada"]


def test_a_field_that_is_not_there_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        Boat("Wren").sails = 3  # type: ignore[attr-defined]
