"""A computed number, or why there is none. Pure; what `measures`, `prices`, `denominators` and `execution` give back.

Quotients have the stated precision, whatever the caller's decimal context is, so that the same figures give the same number everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final, Literal

from comparisons.changes import Basis, Caution, NoRate, unlike

Why = (
    NoRate
    | Literal[
        "no_figure",
        "no_previous",
        "no_whole",
        "blank_whole",
        "year_missing",
        "one_year",
        "no_price",
        "no_count",
        "part_of_region",
        "counts_disagree",
        "added_up",
        "no_plan",
        "end_not_positive",
        "stage_not_stated",
        "fund_not_stated",
        "alone",
    ]
)
"""Why there is no number, beside the reasons of `changes.NoRate` (`blank`, `zero_base`, `unlike` …).

- `no_figure`: the line has no figure in this year, nor a blank cell. `no_previous`: nothing stands in the year before.
- `no_whole`, `blank_whole`: the line is a part of none that is there, or of one that is left blank.
- `one_year`: there is only one year with a figure. `year_missing`: a year between has no such line.
- `end_not_positive`: the last figure is zero or negative.
- `stage_not_stated`: the source does not say whether it is a budget or an execution.
- `fund_not_stated`: it does not say of which funds it is, so that it may be a part of a part.
- `alone`: nobody else has a figure to be ranked with.
- `no_price`: no price index for one of the years.
- `part_of_region`: the department serves a part of its region, whose inhabitants are not counted.
- `no_count`, `counts_disagree`: no denominator, or several that differ. `added_up`: the figure is of several departments, none counts all.
- `no_plan`: nothing was planned that the figure could be the execution of.
"""

DIGITS: Final = 28
"""Significant digits of a quotient, rounded half to even."""

_CONTEXT: Final = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Value:
    """A number; or None, and then `why` says why. `cautions` are what must be read before it, or in what two bases differ."""

    number: Decimal | None
    why: Why = ""
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        if (self.number is None) != bool(self.why):
            raise ValueError("a value has a number, or a reason why it has none")


def none(why: Why, *cautions: Caution) -> Value:
    """No number, with the reason."""
    return Value(None, why, cautions)


def decimal(number: Fraction) -> Decimal:
    """An exact number as a Decimal of so many digits; exact where it has no more."""
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def quotient(part: Decimal, base: Decimal, times: int = 1) -> Value:
    """`times` part ÷ base, 100 for percent; None for a base of zero or below."""
    if base <= 0:
        return none("zero_base" if base == 0 else "negative_base")
    return Value(decimal(times * Fraction(part) / Fraction(base)))


def differing(one: Basis, other: Basis, *, but: tuple[str, ...] = ()) -> tuple[Caution, ...]:
    """In what two bases differ, both sides named; `but` leaves out what differs by nature."""
    return tuple(Caution(name, getattr(one, name), getattr(other, name)) for name in unlike(one, other) if name not in but)
