"""Points for tests of pure functions: amounts as a person writes them, in 万元."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from budgets.money import step, to_yuan
from comparisons.changes import Basis, Evidence, Point


def point(key: str, printed: str | None, year: int = 2023, source: str = "own", label: str = "", **more: Any) -> Point:
    """A figure as printed in 万元; None is a blank cell. `stage`, `scope`, `schedule` and `measure` go to its basis."""
    names: tuple[str, ...] = ("stage", "scope", "schedule", "measure")
    given: dict[str, Any] = {name: more.pop(name) for name in names if name in more}
    known_basis: dict[str, Any] = {"stage": "budget", "scope": "unit", "source": source, **given}
    basis = Basis(**known_basis)
    kind: Any = "statement" if source == "text" else "fact"
    known = Point(key, label or key, year, None, basis, Evidence(kind, more.pop("id", 1)), presence="blank")
    if printed is not None:
        number = Decimal(printed.replace(",", ""))
        decimals = len(printed.partition(".")[2])
        known = replace(known, yuan=to_yuan(number, "万元"), presence="printed", printed=printed, step=step(decimals, "万元"))
    return replace(known, **more)
