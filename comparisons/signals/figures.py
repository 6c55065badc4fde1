"""Signals on figures: what documents say of one figure in two places, and how far figures moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from budgets.money import YUAN_PER_UNIT
from comparisons.changes import Change, Changes
from comparisons.formulas import gettext_noop as _
from comparisons.restatements import About, Restatement
from comparisons.signals.shapes import SMALLEST, Executed, Material, Signal, amount_of, figures, in_wan, named, percent, signed
from comparisons.stated import Check, Claim, other_bases_said

LOWEST, HIGHEST = Decimal(80), Decimal(120)
"""Percent of the plan. No rule sets a bound: a fifth is more than what ordinary adjustments within a year move a whole line by."""

LARGE_CHANGE: Final = Decimal(20)
"""Percent of last year's figure. No rule sets it either; the same fifth as for execution."""

DIFFERS: Final = {
    "stage": _("一边是预算，一边是决算。"),
    "scope": _("一边是部门，一边是单位。"),
    "measure": _("两边取自不同的栏。"),
    "carry_over": _("一边含上年结转，一边不含。"),
    "fund": _("两边的资金来源不同。"),
    "classification": _("科目的含义变了。"),
    "repeated": _("表里有几行同名，分不清哪一行是哪一行。"),
    "basis_changed": _("文件写明口径变了：“{words}”。"),
    "split": _("机构有分设。"),
    "transfer": _("职能有划转。"),
    "merge_unclear": _("机构有合并，有一年说不清算谁的。"),
}
"""Why two years are not compared, by the names of `changes.MUST_AGREE` and the codes of `changes.BREAKS`."""


def stated_change(material: Material) -> Iterator[Signal]:
    """A change or a percentage of the text that the two figures it is about contradict."""
    for claim in material.claims:
        for check in claim.checks:
            if check.verdict == "contradicts" and check.what != "amount":
                yield _contradicted(material, claim, check)


def _contradicted(material: Material, claim: Claim, check: Check) -> Signal:
    message = (
        _("{line}：文件写增减 {stated} 万元，两年的数算出来是 {computed} 万元。")
        if check.what == "change"
        else _("{line}：文件写变化率 {stated}%，两年的数算出来是 {computed}%。")
    )
    change = material.changes.of(claim.key) if not claim.schedule else None
    values = {
        "line": named(claim.key, claim.label),
        "stated": _signed(check, check.stated, check.computed, claim),
        "computed": _signed(check, check.computed, check.stated, claim),
    }
    return Signal("stated.change", claim.key, material.year, (message,), values, figures(change) if change else (), (claim.said.id,))


def _signed(check: Check, number: Decimal | None, beside: Decimal | None, claim: Claim) -> str:
    if number is None:
        return ""
    if check.what == "percent":
        return signed(percent(number))
    return signed(in_wan(number * _yuan_per(claim), beside * _yuan_per(claim) if beside is not None else None))


def _yuan_per(claim: Claim) -> Decimal:
    return YUAN_PER_UNIT[claim.said.unit]


def restated_last_year(material: Material) -> Iterator[Signal]:
    """A figure of last year that this year's document tells otherwise than last year's own document."""
    return _restated(
        material, "last_year", "restated.last_year", _("{line}（万元）：{year} 年自己的文件是 {own}，下一年的文件说是 {told}。")
    )


def restated_budget(material: Material) -> Iterator[Signal]:
    """A budget figure that the final accounts tell otherwise than the budget's own document."""
    return _restated(material, "budget", "restated.budget", _("{line}（万元）：{year} 年预算文件是 {own}，决算文件里的预算数是 {told}。"))


def _restated(material: Material, about: About, code: str, message: str) -> Iterator[Signal]:
    contradicted = {claim.said.id for claim in material.claims for check in claim.checks if check.verdict == "contradicts"}
    for one in material.restatements:
        if one.about == about and one.is_restated and not _follows_from(one, contradicted):
            yield _restatement(one, code, message)


def _follows_from(one: Restatement, statements: Collection[int]) -> bool:
    """Whether it was computed from a stated change that is told as contradicted already: one slip of the pen is one signal."""
    told = one.told
    return told is not None and bool(told.derivation) and told.evidence is not None and told.evidence.id in statements


def _restatement(one: Restatement, code: str, message: str) -> Signal:
    owner = one.own.owner if one.own is not None else ""
    amounts = {"own": amount_of(one.own, one.told), "told": amount_of(one.told, one.own)}
    values = {"line": named(one.key, one.label), "year": str(one.year), **amounts, "owner": owner}
    points = tuple(point for point in (one.own, one.told) if point is not None)
    statements = tuple(point.evidence.id for point in points if point.evidence is not None and point.evidence.kind == "statement")
    unsaid = any(caution.code == "stage_not_stated" for caution in one.cautions)
    sentences = (
        message,
        *((_("{year} 年的文件是{owner}的，它后来更名。"),) if owner else ()),
        *((_("下一年的文件没有写明它是预算数还是执行数。"),) if unsaid else ()),
    )
    return Signal(code, one.key, one.year, sentences, values, points, statements)


def execution(material: Material) -> Iterator[Signal]:
    """A line of which much less or much more was spent than planned."""
    for one in material.executed:
        if not LOWEST <= one.percent <= HIGHEST and _moved(one) >= SMALLEST:
            values = {
                "line": one.final.label,
                "final": amount_of(one.final),
                "plan": amount_of(one.plan),
                "percent": percent(one.percent),
            }
            message = (
                _("{line}（万元）：决算 {final}，调整预算 {plan}，执行率 {percent}%。")
                if one.plan.basis.stage == "adjusted_budget"
                else _("{line}（万元）：决算 {final}，预算 {plan}，执行率 {percent}%。")
            )
            yield Signal("execution.far", one.final.key, one.final.year, (message,), values, (one.plan, one.final))


def _moved(one: Executed) -> Decimal:
    return abs((one.final.yuan or Decimal(0)) - (one.plan.yuan or Decimal(0)))


def unexplained(material: Material) -> Iterator[Signal]:
    """A large change of a headline figure for which the text gives no reason. Without a text nothing is asked."""
    told = {one.change.key for one in material.explained if one.is_given}
    for one in material.explained if material.said else ():
        change = one.change
        if one.is_given or change.key not in {line.key for line in material.changes.lines} or not _is_large(change):
            continue
        if _parts_are_told(material.changes, change, told):
            continue
        message = (
            _("{line}：比上年 {difference} 万元（{rate}%），文件说到这个变化，没有写原因。")
            if one.given == "no_reason"
            else _("{line}：比上年 {difference} 万元（{rate}%），文件的文字没有说到这个变化。")
        )
        values = {
            "line": change.label,
            "difference": signed(in_wan(change.difference or Decimal(0))),
            "rate": signed(percent(change.rate or Decimal(0))),
        }
        statements = tuple(evidence.id for evidence in one.silent)
        yield Signal("change.no_reason", change.key, material.year, (message,), values, figures(change), statements)


def _parts_are_told(changes: Changes, change: Change, told: Collection[str]) -> bool:
    """Whether every part that moved has a reason: then the whole has one."""
    moved = [part for part in changes.parts(change.key) if part.contribution != 0]
    return bool(moved) and all(part.key in told for part in moved)


def _is_large(change: Change) -> bool:
    return (
        change.rate is not None
        and change.difference is not None
        and abs(change.rate) >= LARGE_CHANGE
        and abs(change.difference) >= SMALLEST
    )


def basis(material: Material) -> Iterator[Signal]:
    """A figure whose two years stand on different bases: as the tables show, or as the document says itself."""
    for change in material.changes.lines:
        if change.kind == "unlike":
            yield _unlike(material, change)
    told = {evidence for change in material.changes.lines if change.kind == "unlike" for evidence in _says_so(change)}
    words = {said.id: text for said, text in other_bases_said((*material.said, *(claim.said for claim in material.claims)))}
    for claim in material.claims:
        if claim.said.id in words and claim.said.id not in told:
            message = _("{line}：文件写明口径与上年不同，增减不能当作实际的变化。")
            yield Signal(
                "basis.changed", claim.key, material.year, (message,), {"line": named(claim.key, claim.label)}, (), (claim.said.id,)
            )


def _unlike(material: Material, change: Change) -> Signal:
    differs = tuple(dict.fromkeys(DIFFERS[caution.code] for caution in change.cautions if caution.code in DIFFERS))
    words = next((caution.after for caution in change.cautions if caution.code == "basis_changed"), "")
    sentences = (_("{line}：两年的口径不同，不计算增减。"), *differs)
    return Signal(
        "basis.changed", change.key, material.year, sentences, {"line": change.label, "words": words}, figures(change), _says_so(change)
    )


def _says_so(change: Change) -> tuple[int, ...]:
    """The sentences in which the document says that the basis changed."""
    return tuple(caution.evidence.id for caution in change.cautions if caution.code == "basis_changed" and caution.evidence is not None)


def reason_repeated(material: Material) -> Iterator[Signal]:
    """A reason that is worded the same in several years, of which this is the last: told once."""
    for one in material.repeated:
        if material.year == one.years[-1]:
            values = {"line": named(one.key, one.label), "years": "、".join(map(str, one.years)), "reason": one.reasons[-1].text}
            statements = tuple(reason.evidence.id for reason in one.reasons)
            message = _("{line}：{years} 年的原因一字不差（文件自己的年份除外）：“{reason}”。")
            yield Signal("reason.repeated", one.key, material.year, (message,), values, (), statements)
