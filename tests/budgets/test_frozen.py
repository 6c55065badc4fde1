"""Plain values that are made quickly: they are frozen dataclasses all the same."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from budgets.frozen import frozen


@frozen
class Pair:
    """Two values, the second with a default."""

    left: int
    right: tuple[int, ...] = ()


def test_it_is_made_compared_and_changed_as_any_frozen_dataclass() -> None:
    pair = Pair(1, right=(2,))
    assert (pair.left, pair.right, Pair(1).right) == (1, (2,), ())
    assert pair == Pair(1, (2,)) != Pair(1)
    assert len({pair, Pair(1, (2,)), Pair(1)}) == 2
    assert replace(pair, left=3) == Pair(3, (2,))
    assert repr(pair) == "Pair(left=1, right=(2,))"
    assert [one.name for one in fields(Pair)] == ["left", "right"]
    assert pickle.loads(pickle.dumps(pair)) == deepcopy(pair) == pair  # noqa: S301  our own


def test_nothing_of_it_can_be_set_and_nothing_be_left_out() -> None:
    with pytest.raises(FrozenInstanceError):
        Pair(1).left = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        object.__setattr__(Pair(1), "other", 2)
    with pytest.raises(TypeError, match="left"):
        Pair()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="other"):
        Pair(1, other=2)  # type: ignore[call-arg]


def test_what_it_would_not_do_is_refused_when_the_class_is_made() -> None:
    class Made:
        items: list[int] = field(default_factory=list)

    class Checked:
        left: int = 0

        def __post_init__(self) -> None: ...

    for cls in (Made, Checked):
        with pytest.raises(TypeError, match=cls.__name__):
            frozen(cls)
