"""Execution: what was spent in percent of what was planned, 决算 ÷ 预算. `executed(final, own_budget, printed) → Execution`. Pure.

Two plans are two things and never mixed: the budget of the year's beginning (年初预算) and the adjusted budget (调整预算, 全年预算). The
first can come from the budget's own document and from the final accounts' column 年初预算数; both are kept, a disagreement is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from comparisons.changes import Caution, Point
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.restatements import restated
from comparisons.values import Value, differing, none, quotient

Plan = Literal["budget", "adjusted_budget"]
GivenBy = Literal["budget", "final_accounts"]
"""Whose figure the plan is: the budget's own document, or what the final accounts print or say of it."""

PLANS: Final[tuple[Plan, ...]] = ("budget", "adjusted_budget")

EXECUTED: Final = Formula(_("执行率"), "{final} ÷ {plan} × 100", {"final": _("决算数"), "plan": _("预算数")}, "%")


@dataclass(frozen=True, slots=True)
class Rate:
    """The final accounts in percent of one plan; 100 is spent as planned, and more than that is possible after adjustments.

    None where the plan is blank, zero or negative, or stands on another basis than the final accounts, stage apart.
    """

    against: Plan
    given_by: GivenBy
    plan: Point
    value: Value


@dataclass(frozen=True, slots=True)
class Execution:
    """One line of one year. `rates` has one for each plan and source, the budget's own document first; none where `why` is given.

    `disagreements` name the budget as its own document prints it (`before`) and as the final accounts give it (`after`), in 元, where
    rounding does not explain the difference.
    """

    final: Point | None
    rates: tuple[Rate, ...]
    why: Literal["", "no_figure", "no_plan"] = ""
    disagreements: tuple[Caution, ...] = ()

    def of(self, plan: Plan) -> Rate | None:
        """The rate against one plan: from the source that goes before, where one of them gives a number; else why it does not."""
        there = [rate for rate in self.rates if rate.against == plan]
        return next((rate for rate in there if rate.value.number is not None), there[0] if there else None)


def executed(final: Point | None, own_budget: Point | None, printed: Iterable[Point] = ()) -> Execution:
    """How a line of a department, scope and year was executed.

    `final` is the 决算数, `own_budget` the same line in the budget's own document, `printed` what the final accounts themselves give as
    budget and adjusted budget, in columns or sentences. The caller finds them for one department; year and line must be the same here.
    Raises ValueError for figures of several lines or years, or for a `final` that is of another stage.
    """
    columns = tuple(printed)
    _demand_one_line([point for point in (final, own_budget, *columns) if point is not None])
    if final is None:
        return Execution(None, (), "no_figure")
    if final.basis.stage != "final_accounts":
        raise ValueError(f"{final.key}: {final.basis.stage} is no final account")
    own = [_rate(final, own_budget, "budget", "budget")] if own_budget is not None else []
    theirs = [_rate(final, point, plan, "final_accounts") for plan in PLANS for point in columns if point.basis.stage == plan]
    rates = (*own, *theirs)
    return Execution(final, rates, "" if rates else "no_plan", _disagreements(own_budget, theirs))


def _demand_one_line(points: Sequence[Point]) -> None:
    if len({(point.key, point.year) for point in points}) > 1:
        raise ValueError("execution is of one line in one year: " + "、".join(f"{point.year} {point.key}" for point in points))


def _rate(final: Point, plan: Point, against: Plan, given_by: GivenBy) -> Rate:
    return Rate(against, given_by, plan, _value(final, plan, against))


def _value(final: Point, plan: Point, against: Plan) -> Value:
    cautions = differing(plan.basis, final.basis, but=("stage",))
    if cautions or plan.basis.stage != against:
        return none("unlike", *cautions, *(() if plan.basis.stage == against else (Caution("stage", plan.basis.stage or "", against),)))
    if final.yuan is None or plan.yuan is None:
        return none("blank")
    return replace(quotient(final.yuan, plan.yuan, 100), cautions=_schedules(plan, final))


def _schedules(plan: Point, final: Point) -> tuple[Caution, ...]:
    one, other = plan.basis.schedule, final.basis.schedule
    return (Caution("schedule", one, other),) if one and other and one != other else ()


def _disagreements(own: Point | None, theirs: Sequence[Rate]) -> tuple[Caution, ...]:
    """What is told of the budget otherwise than its own document prints it."""
    told = [rate.plan for rate in theirs if rate.against == "budget"]
    found = restated([own], told, about="budget") if own is not None else ()
    both = ((one.own, one.told) for one in found if one.is_restated)
    return tuple(dict.fromkeys(Caution("budget_restated", str(one.yuan), str(other.yuan)) for one, other in both if one and other))
