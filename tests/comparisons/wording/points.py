"""Points and changes to make sentences of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.money import step, to_yuan
from comparisons.changes import Basis, Change, Point, compare

BUDGET = Basis("budget", "unit", schedule="summary", measure="amount", unit="万元")
TEXT = Basis(None, "unit", source="text", unit="万元")


def point(printed: str, year: int = 2023, basis: Basis = BUDGET, **more: Any) -> Point:
    """A figure as a document prints it, in the unit of its basis; "" for a blank cell, "—" for a dash."""
    label = more.pop("label", "公务接待费")
    if printed in ("", "—"):
        return Point("line", label, year, None, basis, presence="dash" if printed else "blank", printed=printed, **more)
    more.setdefault("step", step(len(printed.partition(".")[2]), basis.unit))
    return Point("line", label, year, to_yuan(Decimal(printed.replace(",", "")), basis.unit), basis, printed=printed, **more)


def change(before: Point | None, after: Point | None, **how: Any) -> Change:
    (found,) = compare([before] if before else [], [after] if after else [], **how).lines
    return found
