"""Hand-written extractions in the contract's shape, for tests of what follows reading. Independent of the parser.

Figures and names of the default are of 大同市应急管理局 2023 (expenditure by class, a few of its lines); nothing here was parser output.
"""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]


def column(index: int, measure: str | None, *header: str, **more: Any) -> Json:
    return {"index": index, "header": list(header), "measure": measure, "unit": None, "side": None, "block": None, **more}


def amount(column: int, printed: str, yuan: str | None, line: int, **more: Any) -> Json:
    return {"column": column, "printed": printed, "yuan": yuan, "line": line, "span": [40 + 10 * column, 48 + 10 * column], **more}


def row(label: str, *amounts: Json, line: int, code: str | None = None, path: tuple[str, ...] = (), **more: Any) -> Json:
    return {"code": code, "label": label, "path": list(path), "level": None, "side": None, "line": line, "amounts": list(amounts), **more}


def table(schedule: str | None, title: str, columns: list[Json], rows: list[Json], **more: Any) -> Json:
    known: Json = {"number": None, "unit": "万元", "carry_over": None, "line": 1, "pages": [], "no_data": False, "remarks": []}
    return {"schedule": schedule, "title": title, **known, "columns": columns, "rows": rows, **more}


def expenditure() -> Json:
    """Three printed rows: one with a blank cell, one with 0.00 and a dash."""
    columns = [column(0, "total", "合计"), column(1, "basic", "基本支出"), column(2, "project", "项目支出")]
    rows = [
        row("合计", amount(0, "2,296.59", "22965900.00", 11), amount(1, "1,486.79", "14867900.00", 11), line=11),
        row("卫生健康支出", amount(0, "54.70", "547000.00", 12), amount(1, "54.70", "547000.00", 12), line=12, code="210"),
        row("其他支出", amount(0, "0.00", "0.00", 13), amount(2, "—", None, 13), line=13, code="229"),
    ]
    return table("expenditure", "2023年预算支出总表", columns, rows)


def statement(subject: str = "机关运行经费", **more: Any) -> Json:
    known = {
        "line": 30,
        "span": [0, 12],
        "text": "某年机关运行经费一百余万元，比上年多。",
        "year": 2023,
        "amount": "159.79",
        "unit": "万元",
        "base_year": 2022,
        "base": "152.61",
        "base_kind": "budget",
        "change": "7.18",
        "direction": "increase",
        "percent": None,
        "percent_kind": None,
        "nil": False,
        "reason": None,
        "section": None,
        "code": None,
    }
    return {"subject": subject, **known, **more}


def form(project: str = "某项目", total: str | None = "45769") -> Json:
    money = {"total": total, "central": None, "province": None, "city": total, "self": None, "other": None}
    return {"project": project, "unit": "元", "line": 50, "complete": True, "funding": {"period": money, "year": money}, "indicators": []}


def finding(outcome: str = "rounding", **more: Any) -> Json:
    numbers = {"expected": "22965900.00", "actual": "22965800.00", "difference": "-100.00", "tolerance": "150.00"}
    known = {"check": "row.total", "outcome": outcome, "subject": "expenditure 合计", "message": "两数相差 100 元。", "hint": None}
    return {**known, **numbers, "sources": [{"line": 11, "span": [40, 48]}], **more}


def stated(value: Any) -> Json | None:
    return None if value is None else {"value": value, "printed": str(value), "line": 1}


def extraction(
    *,
    sha256: str = "a" * 64,
    unit: str | None = "大同市应急管理局",
    year: int | None = 2023,
    stage: str | None = "budget",
    scope: str | None = "unit",
    **more: Any,
) -> Json:
    """A whole extraction; `more` replaces its top-level fields."""
    identity = {"unit": unit, "fiscal_year": year, "stage": stage, "scope": scope}
    return {
        "contract": 1,
        "document": {"name": "公开报告.txt", "sha256": sha256, "media_type": "text/plain", "pages": 1},
        "identity": {name: stated(value) for name, value in identity.items()} | {"region": None},
        "tables": [expenditure()],
        "sections": [],
        "statements": [statement()],
        "forms": [form()],
        "findings": [finding()],
        "checks": {"row.total": {"exact": 2, "rounding": 1}},
        "notes": [{"level": "info", "code": "doubled_text", "text": "有重影字，已还原。", "line": 3}],
        "pages": [{"page": 1, "printed": 1, "line": 1, "kind": "text", "lines": [f"第 {number} 行" for number in range(1, 60)]}],
        **copy.deepcopy(more),
    }


def summary(income: str = "2,296.59", expenditure: str = "2,296.59") -> Json:
    """收支总表 with its last row alone, in 万元."""
    columns = [column(0, "amount", "预算数", side="income"), column(1, "total", "合计", side="expenditure")]
    rows = [
        row("收入总计", amount(0, income, in_yuan(income), 21), line=21, side="income"),
        row("支出总计", amount(1, expenditure, in_yuan(expenditure), 21), line=21, side="expenditure"),
    ]
    return table("summary", "2023年预算收支总表", columns, rows)


def in_yuan(wan: str) -> str:
    """The 元 of a figure of at most two decimals in 万元, written out by hand so to speak: four places to the left."""
    whole, _, decimals = wan.replace(",", "").partition(".")
    return f"{int(whole + decimals.ljust(4, '0'))}.00"


def totals(income: str = "2296.59", expenditure: str = "2296.59") -> list[Json]:
    """What a text states of the whole."""
    alone: Json = {"base": None, "base_year": None, "base_kind": None, "change": None, "direction": None}
    return [statement("收入总计", amount=income, line=31, **alone), statement("支出总计", amount=expenditure, line=32, **alone)]


TEXT, TABLES = "e" * 64, "d" * 64


def text_file(**more: Any) -> Json:
    """A disclosure's text, published apart from its tables: sentences and not one table."""
    known: Json = {
        "sha256": TEXT,
        "tables": [],
        "forms": [],
        "statements": [*totals(), statement()],
        "findings": [],
        "checks": {},
        "notes": [],
    }
    return extraction(**{**known, **more})


def tables_file(**more: Any) -> Json:
    """A disclosure's tables, published apart from its text."""
    known: Json = {
        "sha256": TABLES, "tables": [summary(), expenditure()], "forms": [], "statements": [], "findings": [], "checks": {}, "notes": [],
    }  # fmt: skip
    return extraction(**{**known, **more})
