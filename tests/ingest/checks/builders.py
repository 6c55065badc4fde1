"""The smallest documents that a check can be asked about, written as a person would write them.

    table("expenditure", "total basic project", row("208 社会保障和就业支出", "166.70 146.70 20.00"))

Columns are measures, `_` is a blank cell, `-` a printed dash. Rows of a two-sided table name their side. Amounts are in the table's unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from budgets.money import parse_amount, to_yuan
from ingest.checks.registry import CHECKS
from ingest.checks.results import Result
from ingest.shapes import (
    Amount,
    Code,
    Column,
    Extraction,
    Form,
    Funding,
    Identity,
    Indicator,
    Line,
    Note,
    Page,
    Paragraph,
    Source,
    Stated,
    Statement,
    Table,
    TextLine,
)
from tests.english import HAN, english

HEADS = {"total": "合计", "basic": "基本支出", "project": "项目支出", "general": "一般公共预算", "amount": "金额"}
SIDES: dict[str, Any] = {"income": "income", "expenditure": "expenditure"}
_LINES = count(1)


def row(label: str, amounts: str, **fields: Any) -> tuple[Line, tuple[str, ...]]:
    """A row: `208 社会保障和就业支出` has a code, other labels have none; amounts in the order of the columns of its side."""
    code, _, name = label.partition(" ")
    line = (
        Line(name, (), Source(line=next(_LINES)), code=code, **fields)
        if code.isdigit()
        else Line(label, (), Source(line=next(_LINES)), **fields)
    )
    return line, tuple(amounts.split())


def table(schedule: str, columns: str, *rows: tuple[Line, tuple[str, ...]], unit: str = "万元", **fields: Any) -> Table:
    """A table; a column of a two-sided table is written `income:amount`."""
    heads = tuple(_column(index, text) for index, text in enumerate(columns.split()))
    lines = tuple(replace(line, amounts=_amounts(heads, line, texts, unit)) for line, texts in rows)
    title = fields.pop("title", f"{schedule}表")
    return Table(schedule, title, fields.pop("number", None), unit, heads, lines, source=Source(line=next(_LINES)), **fields)


def document(*tables: Table, statements: Iterable[Statement] = (), forms: Iterable[Form] = (), **fields: Any) -> Extraction:
    """An extraction of tables, statements and forms; the identity is that of 2023, a unit's budget."""
    identity = fields.pop("identity", identified())
    return Extraction(
        "x.txt", "0" * 64, "text/plain", identity=identity, tables=tables, statements=tuple(statements), forms=tuple(forms), **fields
    )


def identified(scope: str = "unit", region: str = "某市", year: int = 2023) -> Identity:
    def said(value: str | int) -> Stated:
        return Stated(value, str(value), Source(line=1))

    return Identity(region=said(region), fiscal_year=said(year), stage=said("budget"), scope=said(scope))


def statement(subject: str, amount: str | None = None, **fields: Any) -> Statement:
    """What the text says; numbers as strings, in 万元."""
    numbers: dict[str, Any] = {name: Decimal(fields.pop(name)) for name in ("base", "change", "percent") if fields.get(name) is not None}
    fields = {"year": 2023, "unit": "万元", "text": subject, **fields}
    return Statement(
        subject, fields.pop("text"), Source(line=next(_LINES)), amount=None if amount is None else Decimal(amount), **numbers, **fields
    )


def form(project: str | None, year: str | None = None, period: str | None = None, years: int | None = None, **fields: Any) -> Form:
    """A project's form in 元, all money from the city."""
    fields = {"unit": "元", "complete": True, "attribute": "经常性项目", "goal_year": "目标", **fields}
    return Form(
        project,
        Source(line=next(_LINES)),
        period_years=years,
        period=fields.pop("period_money", funding(period)),
        year=fields.pop("year_money", funding(year)),
        **fields,
    )


def funding(total: str | None, **parts: str) -> Funding:
    if total is None:
        return Funding()
    named = {name: Decimal(number) for name, number in (parts or {"city": total}).items()}
    return Funding(total=Decimal(total), **named)


def indicator(level1: str, level3: str | None, value: str | None = None, level2: str = "数量指标") -> Indicator:
    return Indicator(level1, level2, level3, value, value, Source(line=next(_LINES)))


def economic(label: str, government: str | None = None, **fields: Any) -> dict[str, Any]:
    """Fields of a row of a table by economic classification."""
    codes = (Code("economic_government", None, government),) if government else ()
    return {"label": label, "codes": codes, **fields}


def paragraph(text: str, section: str | None = None) -> Paragraph:
    return Paragraph(text, Source(line=next(_LINES)), section)


def lost(number: int) -> Page:
    """A page that is a server's error."""
    return Page(number, (), kind="error", furniture=(TextLine(next(_LINES), "500 Internal Server Error"),))


def note(code: str, text: str = "…") -> Note:
    return Note("warning", code, text, Source(line=next(_LINES)))


def results(code: str, extraction: Extraction) -> list[Result]:
    """What the check of this code answers; every sentence of it can be told in English."""
    found = [result for check in CHECKS if check.code == code for result in check.run(extraction)]
    for text in (text for result in found for text in (result.message, result.hint, result.doubt) if text and HAN.search(text)):
        assert english(text)
    return found


def outcomes(code: str, extraction: Extraction) -> list[str]:
    """The outcomes of a check, in its order."""
    return [result.outcome for result in results(code, extraction)]


def only(code: str, extraction: Extraction) -> Result:
    """The one result of a check."""
    (result,) = results(code, extraction)
    return result


def _column(index: int, text: str) -> Column:
    side, _, measure = text.rpartition(":")
    return Column(index, (HEADS.get(measure, measure),), measure if measure != "?" else None, side=SIDES.get(side))


def _amounts(heads: tuple[Column, ...], line: Line, texts: tuple[str, ...], unit: str) -> tuple[Amount, ...]:
    own = [head for head in heads if head.side in (line.side, None)]
    assert len(own) == len(texts), f"{line.label}: {len(texts)} amounts in {len(own)} columns"
    return tuple(_amount(head.index, text, unit, line) for head, text in zip(own, texts, strict=True) if text != "_")


def _amount(index: int, text: str, unit: str, line: Line) -> Amount:
    if text == "?":
        return Amount(index, "看不清", None, line.source)
    printed = parse_amount(text)
    assert printed is not None
    yuan = None if printed.number is None else to_yuan(printed.number, unit)
    return Amount(index, text, yuan, Source(line=line.source.line, span=(index, index + 1)))
