"""Final accounts (决算): what their tables and sentences add to those of a budget. Pure.

Their totals, sources and natures are checked where those of budgets are; here stands what only they have: the two sums at the foot of the
basic expenditure, the balance of funds over the year, and the completion of the budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from budgets.codes import OPERATING, PERSONNEL, folded
from budgets.worded import _, enumerated
from ingest.checks import doubts
from ingest.checks.between import total_figure
from ingest.checks.economic import SCHEDULES, class_of, own_figure
from ingest.checks.lookup import column_of, figure_at, is_unreadable, key_of_line, name_of_line, only_table, place, tables_of
from ingest.checks.results import Question, Result, compared, not_evaluable, unusual
from ingest.checks.stated import amount_of, base_of, money, percent_of, quoted, stated, subject_of
from ingest.checks.sums import added
from ingest.checks.tolerance import Figure, judge_percent
from ingest.shapes import Column, Extraction, Line, Statement, Table

KINDS: Final = {"人员经费合计": PERSONNEL, "公用经费合计": OPERATING}
BALANCES: Final = ("fund_expenditure", "fund_income", "capital")
_INCOME: Final = "本年收入"
_SPENT: Final = "本年支出"
_BUDGETS: Final = {"budget": "年初预算", "adjusted_budget": "全年预算"}


def kinds(extraction: Extraction) -> Iterator[Result]:
    """Are 人员经费合计 and 公用经费合计 at the foot of the table the 类 that belong to them (F5)?"""
    for table in tables_of(extraction, *SCHEDULES):
        for line in table.lines:
            codes = KINDS.get(folded(line.label))
            rows = [row for row in table.lines if codes and class_of(row) in codes]
            if rows:
                parts = enumerated([row.label for row in rows])
                what = _("{table}的{row}，按{parts}相加，").format(table=place(table), row=line.label, parts=parts)
                question = Question(f"{table.schedule} {line.label}", what, table.unit, doubts.lost_rows(extraction, table))
                yield from added(question, [own_figure(table, row) for row in rows], own_figure(table, line))


def basic(extraction: Extraction) -> Iterator[Result]:
    """Are 人员经费合计 and 公用经费合计 together the basic expenditure by function (F5)?"""
    functions, table = only_table(extraction, "general_expenditure"), only_table(extraction, "general_basic")
    column = column_of(functions, "basic", "basic.total") if functions is not None else None
    sums = [line for line in table.lines if folded(line.label) in KINDS] if table is not None else []
    if functions is not None and table is not None and column is not None and len(sums) == len(KINDS):
        told = _("{table}的基本支出合计，按{other}的人员经费合计与公用经费合计相加，")
        what = told.format(table=place(functions), other=place(table))
        question = Question("general_expenditure 合计 basic", what, functions.unit)
        yield from added(question, [own_figure(table, line) for line in sums], total_figure(functions, column))


def balance(extraction: Extraction) -> Iterator[Result]:
    """Is what a fund has at the end what it had, and its income, less its expenditure, in each row (F7)?"""
    for table in tables_of(extraction, *BALANCES):
        columns = _balance_columns(table)
        for line in table.lines if columns else ():
            yield from _balance(table, line, columns)


def completion(extraction: Extraction) -> Iterator[Result]:
    """Is 完成预算的…% the final amount in its budget (F6), and is there none of a budget of nothing (F9)?"""
    statements = list(stated(extraction))
    for statement in statements:
        amount, printed = amount_of(statement), percent_of(statement)
        base = base_of(statement) or _budget_beside(statement, statements)
        if statement.percent_kind != "completion" or amount is None or printed is None or base is None:
            continue
        if base.value == 0:
            told = _("{text}写完成预算的{percent}%，而预算为0：预算为0时没有完成率。请对照原文。")
            message = told.format(text=quoted(statement), percent=printed.value)
            yield unusual(subject_of(statement), message, [statement.source])
            continue
        verdict = judge_percent(amount, base, printed)
        what = _("{text}的完成率，按决算数除以预算数，").format(text=quoted(statement))
        if verdict is None:
            why = _("{text}的预算数太小，完成率没有意义").format(text=quoted(statement))
            yield not_evaluable(subject_of(statement), why, [statement.source])
        else:
            yield compared(Question(subject_of(statement), what, "%"), verdict, [statement.source])


def _balance_columns(table: Table) -> tuple[Column, ...]:
    """年初, 收入, 支出 and 年末; nothing where the table does not have each of them once."""
    named = (
        [column for column in table.columns if column.measure == "carryover"],
        [column for column in table.columns if folded(column.leaf) == _INCOME],
        [column for column in table.columns if _is_spent(column)],
        [column for column in table.columns if column.measure == "carried_forward"],
    )
    return tuple(columns[0] for columns in named) if all(len(columns) == 1 for columns in named) else ()


def _is_spent(column: Column) -> bool:
    return bool(column.header) and folded(column.header[0]) == _SPENT and (len(column.header) == 1 or column.measure == "total")


def _balance(table: Table, line: Line, columns: Sequence[Column]) -> Iterator[Result]:
    subject = f"{table.schedule} {key_of_line(line)} carried_forward"
    told = _("{table}“{row}”的年末结转和结余，按年初结转和结余加本年收入减本年支出，")
    what = told.format(table=place(table), row=name_of_line(line))
    if any(is_unreadable(line, column) for column in columns):
        yield not_evaluable(subject, _("{what}{why}").format(what=what, why=_("这一行有读不出来的数")), [line.source])
        return
    before, income, spent, after = (figure_at(table, line, column) for column in columns)
    less = Figure(-spent.value, spent.step, spent.sources) if spent else None
    parts = (before, income, less)
    if after is None and not sum((part.value for part in parts if part), Decimal(0)):  # nothing is left: a blank says it too
        return
    yield from added(Question(subject, what, table.unit), parts, after)


def _budget_beside(statement: Statement, statements: Sequence[Statement]) -> Figure | None:
    """The budget that the same sentence states as a figure of its own (年初预算为0万元，支出决算为…)."""
    word = _BUDGETS.get(statement.base_kind or "")
    found = [other for other in statements if word and other.text == statement.text and other.subject.endswith(word)]
    return money(found[0], found[0].amount) if len(found) == 1 else None
