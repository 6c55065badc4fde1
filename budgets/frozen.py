"""Plain values of which a page makes thousands: frozen dataclasses with slots whose making costs half.

A frozen dataclass sets each of its fields through `object.__setattr__`, which looks the name up each time; the slot itself can be told.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar, dataclass_transform

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True)
def frozen(cls: C) -> C:
    """As `dataclass(frozen=True, slots=True)`. Raises TypeError for what it would not do: a factory of a default, `__post_init__`."""
    made: Any = dataclass(frozen=True, slots=True)(cls)
    own = fields(made)
    if hasattr(made, "__post_init__") or any(one.default_factory is not MISSING or not one.init or one.kw_only for one in own):
        raise TypeError(f"{cls.__name__}: only fields that are given or have a plain default")
    known = {f"set_{one.name}": getattr(made, one.name).__set__ for one in own}
    known |= {f"default_{one.name}": one.default for one in own}
    given = ", ".join(one.name if one.default is MISSING else f"{one.name}=default_{one.name}" for one in own)
    lines = "".join(f"\n    set_{one.name}(self, {one.name})" for one in own)
    exec(f"def __init__(self, {given}):{lines}", known)  # noqa: S102  as dataclasses makes its own: no word of a reader is in it
    init = known["__init__"]
    init.__qualname__, init.__annotations__ = f"{cls.__qualname__}.__init__", made.__init__.__annotations__
    made.__init__ = init
    return made  # type: ignore[no-any-return]
