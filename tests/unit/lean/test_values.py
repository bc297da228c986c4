"""Classes of values: declared and used as dataclasses are."""

from __future__ import annotations

import copy
import pickle
from functools import cached_property
from typing import ClassVar

import pytest

from minutebook.lean.values import Value, field, fields, replace, to_dict


class Point(Value):
    """A value with a default, a factory and a field that does not count in comparisons."""

    DIMENSIONS: ClassVar[int] = 2
    x: int
    y: int = 0
    marks: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


class Place(Point):
    """A value with more fields than its base."""

    name: str = ""


class Tally(Value, frozen=False):
    """A value that may be changed."""

    count: int = 0
    double: int = field(init=False)

    def __post_init__(self) -> None:
        self.double = 2 * self.count


class Circle(Value, slots=False):
    """A value with room for what is computed once."""

    radius: int

    @cached_property
    def width(self) -> int:
        return 2 * self.radius


class Ticket(Value, eq=False):
    """A value that is equal to itself alone."""

    number: int


class Nothing(Value):
    """A value without fields."""


def test_arguments_are_given_by_place_or_name() -> None:
    point = Point(1, y=2)
    assert (point.x, point.y, point.marks, point.note) == (1, 2, [], "")
    assert Point(1).marks is not Point(1).marks
    assert Point.DIMENSIONS == 2


@pytest.mark.parametrize(
    ("arguments", "named"), [((), {}), ((1, 2, [], "", 5), {}), ((1,), {"z": 2})]
)
def test_wrong_arguments_are_refused(
    arguments: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError, match=r"Point\.__init__"):
        Point(*arguments, **named)  # type: ignore[arg-type]


def test_values_are_equal_by_what_is_compared() -> None:
    assert Point(1, note="a") == Point(1, note="b")
    assert Point(1) != Point(2)
    assert Point(1) != Place(1)
    assert Point(1).__eq__(1) is NotImplemented
    assert hash(Nothing()) == hash(Nothing())
    ticket = Ticket(1)
    assert ticket == ticket
    assert ticket != Ticket(1)
    assert len({ticket, Ticket(1)}) == 2


def test_a_value_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="Point is immutable: x cannot be set"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Point is immutable: x cannot be deleted"):
        del point.x
    with pytest.raises(AttributeError):
        point.z = 2  # type: ignore[attr-defined]


def test_what_may_be_changed_has_no_hash() -> None:
    tally = Tally(2)
    tally.count += 1
    assert (tally.count, tally.double) == (3, 4)
    with pytest.raises(TypeError, match="unhashable"):
        hash(tally)


def test_a_value_without_slots_keeps_what_was_computed() -> None:
    circle = Circle(2)
    assert circle.width == circle.__dict__["width"] == 4
    with pytest.raises(AttributeError):
        circle.radius = 3  # type: ignore[misc]
    assert Point(1).__class__.__dictoffset__ == 0


def test_a_subclass_adds_its_fields() -> None:
    assert [each.name for each in fields(Place)] == ["x", "y", "marks", "note", "name"]
    assert fields(Place(1)) == fields(Place)
    assert Place(1, name="home").name == "home"


def test_replace_changes_some_fields() -> None:
    assert replace(Place(1, name="a"), x=2) == Place(2, name="a")
    assert replace(Tally(1), count=2).double == 4
    with pytest.raises(TypeError):
        replace(Point(1), z=2)


def test_a_value_shows_its_fields() -> None:
    assert repr(Point(1, note="hidden")) == "Point(x=1, y=0, marks=[])"
    assert to_dict(Tally(1)) == {"count": 1, "double": 2}
    assert repr(fields(Point)[0].default) == "<no default>"


def test_values_are_copied_and_stored() -> None:
    point = Place(1, marks=["a"])
    assert copy.copy(point) == point
    assert copy.deepcopy(point).marks is not point.marks
    assert pickle.loads(pickle.dumps(point)) == point


def test_values_match_patterns() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
