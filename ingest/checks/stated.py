"""Statements of the running text as figures: amounts in 元 with the step they are printed with, and what belongs together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgets.money import YUAN_PER_UNIT
from budgets.worded import _
from ingest.checks.tolerance import Figure
from ingest.shapes import Extraction, Statement

APART: Final = re.compile(r"绩效|采购|购买服务|国有资产|资产占|资产情况|车辆")
"""Sections whose figures use the words of the budget for something else (绩效管理: 涉及一般公共预算当年拨款…)."""


SIGNS: Final = {"increase": 1, "decrease": -1, "unchanged": 0}


def stated(extraction: Extraction) -> Iterator[Statement]:
    """The statements about the document's own year, where it is known; those of other years are of other documents."""
    year = fiscal_year(extraction)
    yield from (s for s in extraction.statements if year is None or s.year in (year, None))


def fiscal_year(extraction: Extraction) -> int | None:
    """The document's year; None where it is not known."""
    found = extraction.identity.fiscal_year
    return found.value if found is not None and isinstance(found.value, int) else None


def amount_of(statement: Statement) -> Figure | None:
    """The amount stated, in 元; None for counts and where nothing is stated."""
    return money(statement, statement.amount)


def base_of(statement: Statement) -> Figure | None:
    """The base stated (比2022年152.61万元), in 元."""
    return money(statement, statement.base)


def change_of(statement: Statement) -> Figure | None:
    """The change stated, in 元, negative for a decrease; None where it or its direction is not stated."""
    if statement.change is None or statement.direction is None:
        return None
    figure = money(statement, abs(statement.change))
    return Figure(figure.value * SIGNS[statement.direction], figure.step, figure.sources, figure.unit) if figure else None


def percent_of(statement: Statement) -> Figure | None:
    """The percentage stated."""
    return None if statement.percent is None else Figure(statement.percent, _step(statement.percent), (statement.source,))


def rate_of(statement: Statement) -> Figure | None:
    """The percentage stated of a change, negative for a decrease; as printed where no direction is stated."""
    printed = percent_of(statement)
    falls = printed is not None and statement.direction == "decrease"
    return replace(printed, value=-abs(printed.value)) if printed is not None and falls else printed


def money(statement: Statement, number: Decimal | None) -> Figure | None:
    """A number of a statement in 元, in the unit of the statement; None where that is no unit of money."""
    if number is None or statement.unit not in YUAN_PER_UNIT:
        return None
    factor = YUAN_PER_UNIT[statement.unit]
    return Figure(number * factor, _step(number) * factor, (statement.source,), statement.unit)


def subject_of(statement: Statement) -> str:
    """How a finding names a statement: what it is of, and the whole that it is a part of."""
    return f"{statement.part_of} {statement.subject}" if statement.part_of else statement.subject


def quoted(statement: Statement) -> str:
    """How a sentence names a statement."""
    if statement.section:
        return _("“{section}”里的{subject}").format(section=statement.section, subject=statement.subject)
    return _("正文里的{subject}").format(subject=statement.subject)


def with_wholes(extraction: Extraction, *, every_year: bool = False) -> Iterator[tuple[Statement, Statement | None]]:
    """Every statement of the document's own year, or of every year, with the statement of the whole that it is a part of.

    That is the last one of that subject before it, in the same section; None where there is none.
    """
    year = None if every_year else fiscal_year(extraction)
    last: dict[tuple[str | None, str | None], Statement] = {}
    for statement in extraction.statements:
        if year is None or statement.year in (year, None):
            yield statement, last.get((statement.section, statement.part_of)) if statement.part_of else None
        if statement.amount is not None:
            last[statement.section, statement.subject] = statement


def groups(extraction: Extraction, *, every_year: bool = False) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
    """Every whole with the parts that the text names for it, in the order of the text; of the document's own year, or of every year."""
    found: dict[int, tuple[Statement, list[Statement]]] = {}
    for statement, whole in with_wholes(extraction, every_year=every_year):
        if whole is not None:
            found.setdefault(id(whole), (whole, []))[1].append(statement)
    yield from ((whole, tuple(parts)) for whole, parts in found.values())


def _step(number: Decimal) -> Decimal:
    return Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
