"""What the text says against what the tables print. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgets.codes import folded
from budgets.worded import _, enumerated
from ingest.checks import carryover
from ingest.checks.between import project_expenditure, total_figure
from ingest.checks.lookup import only_table, place
from ingest.checks.meanings import Cell, cells_meant
from ingest.checks.pairing import project_lines
from ingest.checks.results import BEST_FIRST, Question, Result, compared, figure_shown, holds, shown, unusual
from ingest.checks.stated import amount_of, fiscal_year, quoted, stated, subject_of
from ingest.checks.sums import same, sources_of
from ingest.checks.three_public import all_items
from ingest.checks.tolerance import Figure, Verdict, judge_same, round_down, round_to
from ingest.shapes import Extraction, Statement, Table

_LIST: Final = re.compile(r"(?:主要)?(?:包括|用于)[：:]?(?P<items>[^。；;]+)")
_PROJECTS: Final = re.compile(r".*项目(?:数量|个数|数)?(?:共|共计)?")
_SOME: Final = "购置|更新|新增|增加|减少|报废|处置|计划|租|一般|其他|执法|执勤|机要|应急|技术|干部|领导|负责人"
_VEHICLES: Final = re.compile(rf"(?!.*(?:{_SOME})).*(?:车辆|公务用?车|用车)(?:编制|数量|数|保有量)?(?:共|共计)?")
"""All vehicles there are; not those of one use, and none that are to be bought."""
_YEARS_OWN: Final = ("final", "", "total", "amount", "budget", "current")
"""What the year's own figure of an item is called beside those of other years, the surest first."""
_OF_PERFORMANCE: Final = re.compile(r"绩效")
_OF_WHOLE: Final = re.compile(r"整体(?!.*项目)")
_DEAR: Final = Decimal(100_000)
"""元 a year and vehicle above which the running costs of a vehicle are worth a look."""


def figure(extraction: Extraction) -> Iterator[Result]:
    """Is each amount that the text states the one in the tables (C1, C8, C9, C10)?"""
    for statement in stated(extraction):
        amount, cells = amount_of(statement), cells_meant(extraction, statement)
        if amount is not None and cells:
            doubt = carryover.doubt(extraction) if len(cells) > 1 else None
            results = [result for cell in cells for result in _same(statement, amount, cell, doubt)]
            yield from sorted(results, key=lambda result: BEST_FIRST.index(result.outcome))[:1]


def items(extraction: Extraction) -> Iterator[Result]:
    """Are the items that the text lists under 人员经费 and 公用经费 rows of the table of basic expenditure (C8)?"""
    table = only_table(extraction, "general_basic")
    for statement in stated(extraction) if table is not None else ():
        found = _LIST.search(statement.text)
        if table is not None and found and folded(statement.subject) in ("人员经费", "公用经费", "日常公用经费"):
            yield from _items(table, statement, found["items"])


def project_count(extraction: Extraction) -> Iterator[Result]:
    """Is the number of projects with targets the number of rows of the project table (C12)?

    Only where the amount stated beside it is the whole project expenditure are all projects meant; else fewer are nothing unusual.
    """
    table = only_table(extraction, "projects")
    lines = project_lines(table) if table is not None else ()
    for statement in stated(extraction):
        if lines and statement.unit == "个" and statement.amount is not None and _is_of_projects(statement):
            yield from _count(extraction, statement, [line.label for line in lines])


def project_amount(extraction: Extraction) -> Iterator[Result]:
    """Is the amount of the projects with targets the project expenditure (C12)? Less is nothing unusual: not all need have targets.

    Nor is the whole expenditure, where the whole unit has targets (整体绩效); what its own words call that is no amount of projects.
    """
    whole, everything = project_expenditure(extraction), _expenditure(extraction)
    for statement in stated(extraction):
        amount = amount_of(statement)
        if whole is not None and amount is not None and _is_under_targets(statement):
            verdict = judge_same(whole, amount)
            other = amount.value < whole.value or (everything is not None and judge_same(everything, amount).outcome != "mismatch")
            outcome = "exact" if verdict.outcome == "mismatch" and other else "soft" if verdict.outcome == "mismatch" else verdict.outcome
            what = _("{text}（实行绩效目标管理的项目），按项目支出合计，").format(text=quoted(statement))
            question = Question(f"绩效目标管理 {statement.subject}", what, statement.unit, other_unit=whole.unit)
            yield compared(question, Verdict(outcome, whole.value, amount.value, verdict.tolerance), (*amount.sources, *whole.sources))


def vehicles(extraction: Extraction) -> Iterator[Result]:
    """Do the running costs of vehicles fit their number (C13)? None without vehicles, and not above 10万元 each."""
    cost, counts = _running_costs(extraction), _vehicles_there_are(extraction)
    numbers = {count.amount for count in counts if count.amount is not None}
    if cost is None or len(numbers) != 1:
        return
    (number,) = numbers
    if cost.value > number * _DEAR:
        many = _("每辆超过{amount}").format(amount=shown(_DEAR, "万元")) if number else _("没有车辆却有费用")
        words = {"text": quoted(counts[0]), "count": str(number), "amount": figure_shown(cost), "why": many}
        message = _("{text}是{count}辆，公务用车运行维护费是{amount}，{why}。不一定是错，请看一眼。").format(**words)
        yield unusual("公务用车", message, (*cost.sources, counts[0].source))
    else:
        yield holds("公务用车", *cost.sources, counts[0].source)


def _running_costs(extraction: Extraction) -> Figure | None:
    """What the year's running of vehicles costs the whole document; None where no table says it, or several do."""
    found = [items for items in all_items(extraction, "three_public") if items.whole and "vehicle_running" in items.figures]
    for kind in _YEARS_OWN:
        own = {items.figures["vehicle_running"] for items in found if items.kind == kind}
        if own:
            return own.pop() if len(own) == 1 else None
    return None


def _vehicles_there_are(extraction: Extraction) -> list[Statement]:
    """The statements of how many vehicles there are, in the document's year or at the end of the one before (截至2025年12月31日)."""
    year = fiscal_year(extraction)
    counted = [s for s in extraction.statements if s.unit == "辆" and s.amount is not None and s.part_of is None]
    return [s for s in counted if _VEHICLES.fullmatch(s.subject) and (year is None or s.year in (None, year - 1, year))]


def _same(statement: Statement, amount: Figure, cell: Cell, doubt: str | None) -> Iterator[Result]:
    words = {"text": quoted(statement), "cell": cell.where}
    question = Question(subject_of(statement), _("{text}，按{cell}，").format(**words), statement.unit, doubt, items=cell.items)
    if cell.figure is not None and _is_cut_off(cell.figure, amount):
        told = _("{text}，按{cell}是{amount}，文字舍去了尾数，没有四舍五入。请看一眼原文件。")
        message = told.format(amount=figure_shown(cell.figure), **words)
        yield unusual(question.subject, message, sources_of(amount, cell.figure))
        return
    found = list(same(question, cell.figure, amount))
    if cell.doubt and any(result.outcome == "mismatch" for result in found):
        found = list(same(replace(question, doubt=cell.doubt), cell.figure, amount))
    yield from found


def _expenditure(extraction: Extraction) -> Figure | None:
    table = only_table(extraction, "expenditure")
    return total_figure(table) if table is not None else None


def _is_cut_off(printed: Figure, stated: Figure) -> bool:
    """Whether the text states the figure of the table with its last digits cut off, where rounding would give another one."""
    return stated.step > printed.step and round_down(printed.value, stated.step) == stated.value != round_to(printed.value, stated.step)


def _items(table: Table, statement: Statement, listed: str) -> Iterator[Result]:
    named = {_bare(item) for item in re.split(r"[、，,]", listed)} - {""}
    printed = {_bare(line.label) for line in table.lines}
    strange = sorted(item for item in named if item not in printed)
    subject = f"{statement.subject} 项目名称"
    if strange:
        words = {"text": quoted(statement), "items": enumerated(strange), "table": place(table)}
        message = _("{text}列出的{items}，{table}里没有这样的行。不一定是错，请看一眼。").format(**words)
        yield unusual(subject, message, [statement.source])
    else:
        yield holds(subject, statement.source)


def _bare(item: str) -> str:
    """The name of an item without what lists and tables add to it in their own ways: 等, 支出, 费用."""
    return re.sub(r"[()]", "", folded(item)).removesuffix("等").removesuffix("支出").removesuffix("用")


def _is_under_targets(statement: Statement) -> bool:
    """Whether an amount may be that of the projects with targets: 整体支出纳入绩效目标管理，涉及资金5万元 is of the whole unit."""
    of_performance = _OF_PERFORMANCE.search(statement.section or "") is not None and statement.part_of is None
    return of_performance and not _OF_WHOLE.search(_words_before(statement))


def _words_before(statement: Statement) -> str:
    """What the sentence says before its amount, from the semicolon or the sentence before on."""
    text = statement.text.replace(",", "")
    found = re.search(rf"(?<![\d.]){re.escape(f'{statement.amount:f}')}(?!\d)", text)
    return re.split("[；;。]", text[: found.start()])[-1] if found else ""


def _is_of_projects(statement: Statement) -> bool:
    return bool(_PROJECTS.fullmatch(statement.subject) and ("绩效" in statement.subject or _OF_PERFORMANCE.search(statement.section or "")))


def _count(extraction: Extraction, statement: Statement, names: list[str]) -> Iterator[Result]:
    number = Figure(statement.amount or Decimal(0), sources=(statement.source,))
    verdict = judge_same(Figure(Decimal(len(names))), number)
    if verdict.outcome == "mismatch" and not _all_meant(extraction, statement):
        verdict = Verdict("soft" if number.value > len(names) else "exact", verdict.expected, verdict.actual)
    distinct = len({folded(name) for name in names})
    told = _("{count}是不同的项目名称的个数：有{more}行与别的行同名，文字可能按名称计数。")
    hint = told.format(count=distinct, more=len(names) - distinct) if number.value == distinct != len(names) else None
    what = _("{text}，按项目支出表的行数，").format(text=quoted(statement))
    question = Question("实行绩效目标管理的项目", what, statement.unit, hint=hint)
    yield compared(question, verdict, [statement.source])


def _all_meant(extraction: Extraction, statement: Statement) -> bool:
    """Whether an amount stated in the same section is the whole project expenditure: then all projects are meant."""
    whole = project_expenditure(extraction)
    amounts = [amount_of(other) for other in stated(extraction) if other.section == statement.section]
    return whole is not None and any(amount is not None and judge_same(whole, amount).outcome == "exact" for amount in amounts)
