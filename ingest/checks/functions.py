"""Functional against economic classification: what is paid for one purpose only has one item in each. Pure.

Holds for units whose 社会保险 and 住房公积金 are basic expenditure alone; so a difference is unusual, not wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budgets.worded import _
from ingest.checks.classification import department_codes
from ingest.checks.lookup import column_of, figure_at, leaves, only_table, place, total_column
from ingest.checks.results import Question, Result, compared
from ingest.checks.stated import fiscal_year
from ingest.checks.sums import sources_of
from ingest.checks.tolerance import Figure, judge_sum
from ingest.shapes import Extraction, Table

SAME_PURPOSE: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    _("基本养老保险缴费"): (("2080505",), ("30108",)),
    _("职业年金缴费"): (("2080506",), ("30109",)),
    _("医疗保险缴费"): (("2101101", "2101102", "2101103"), ("30110", "30111")),
    _("住房公积金"): (("2210201",), ("30113",)),
}
INSIDE_ALLOWANCES: Final = ("2210202", "2210203")
"""提租补贴 and 购房补贴: items of their own by function, inside 津贴补贴 (30102) by economic classification."""

RUNNING: Final = "01"
"""xx01 is 行政运行 in every 款 that has it (and 20101–20138 alike); 2080501 and the like are not: the 款 are looked up below."""

_NOT_RUNNING: Final = ("20805", "21011", "22102")


@dataclass(frozen=True, slots=True)
class Sides:
    """Basic expenditure of the general budget by 项 and by 款 of the economic classification."""

    by_function: Table
    by_economy: Table
    functions: dict[str, Figure]
    economic: dict[str, Figure]


def same_purpose(extraction: Extraction) -> Iterator[Result]:
    """Is what is paid for pensions, health insurance and the housing fund the same in both classifications (B13)?"""
    sides = _sides(extraction)
    for name, (functions, economic) in SAME_PURPOSE.items() if sides is not None else ():
        if sides is None or not _has(sides.functions, functions) or not _has(sides.economic, economic):
            continue
        expected, actual = _sum(sides.functions, functions), _sum(sides.economic, economic)
        verdict = judge_sum([expected], actual)
        verdict = replace(verdict, outcome="soft") if verdict.outcome == "mismatch" else verdict
        words = {"table": place(sides.by_economy), "purpose": name, "other": place(sides.by_function)}
        what = _("{table}的{purpose}，按{other}的同一用途，").format(**words)
        yield compared(Question(f"general_basic {name}", what, sides.by_economy.unit), verdict, sources_of(actual, expected))


def running(extraction: Extraction) -> Iterator[Result]:
    """Is 行政运行 the basic expenditure that is left when pensions, insurance and housing are taken out (B14)?"""
    sides = _sides(extraction)
    if sides is None:
        return
    mapped = [pair for pair in SAME_PURPOSE.values() if _has(sides.functions, pair[0]) and _has(sides.economic, pair[1])]
    taken = {code for functions, _economic in mapped for code in functions} | set(INSIDE_ALLOWANCES)
    left = [code for code in sides.functions if code not in taken]
    if len(left) != 1 or not left[0].endswith(RUNNING) or left[0][:5] in _NOT_RUNNING:
        return
    gone = {code for _functions, economic in mapped for code in economic}
    parts = [figure for code, figure in sides.economic.items() if code not in gone]
    inside = [sides.functions[code] for code in INSIDE_ALLOWANCES if code in sides.functions]
    verdict = judge_sum([*parts, *(Figure(-figure.value, figure.step) for figure in inside)], sides.functions[left[0]])
    verdict = replace(verdict, outcome="soft") if verdict.outcome == "mismatch" else verdict
    told = _("{table}的{code}行政运行，按基本支出减去社会保险、住房等已单列的部分，")
    what = told.format(table=place(sides.by_function), code=left[0])
    question = Question(f"general_expenditure {left[0]} basic", what, sides.by_function.unit)
    yield compared(question, verdict, sources_of(sides.functions[left[0]], *parts, *inside))


def _sides(extraction: Extraction) -> Sides | None:
    by_function, by_economy = only_table(extraction, "general_expenditure"), only_table(extraction, "general_basic")
    if by_function is None or by_economy is None:
        return None
    functions, economic = _functions(by_function), _economic(by_economy, fiscal_year(extraction))
    return Sides(by_function, by_economy, functions, economic) if functions and economic else None


def _functions(table: Table) -> dict[str, Figure]:
    column = column_of(table, "basic", "basic.total")
    return {line.code: figure for line in leaves(table) if line.code and (figure := figure_at(table, line, column)) and figure.value}


def _economic(table: Table, year: int | None) -> dict[str, Figure]:
    """By code; empty where a row's code is not certain: then nothing is known of the rest either."""
    found: dict[str, Figure] = {}
    for line in table.lines:
        codes, figure = department_codes(line, year), figure_at(table, line, total_column(table))
        if codes is None or figure is None:
            continue
        if len(codes) != 1 or codes[0] in found:
            return {}
        found[codes[0]] = figure
    return found


def _has(figures: dict[str, Figure], codes: tuple[str, ...]) -> bool:
    return any(code in figures for code in codes)


def _sum(figures: dict[str, Figure], codes: tuple[str, ...]) -> Figure:
    found = [figures[code] for code in codes if code in figures]
    step = sum((figure.step for figure in found), Decimal(0))
    return Figure(sum((figure.value for figure in found), Decimal(0)), step, sources_of(*found))
