"""What rows are called that cross several classifications: the rows of real tables."""

from __future__ import annotations

from typing import Any

from budgets.crossings import is_crossing, names_of_rows, own_name
from budgets.facts import derive

DEPARTMENT, GOVERNMENT, FUNCTION = "economic_department", "economic_government", "function"


def row(label: str, code: str | None, *codes: tuple[str, str | None, str], **more: Any) -> dict[str, Any]:
    further = [{"system": system, "code": own, "label": name} for system, own, name in codes]
    return {"code": code, "label": label, "path": [], "amounts": []} | ({"codes": further} if further else {}) | more


def crossed(function: tuple[str, str], department: tuple[str, str], government: tuple[str, str]) -> dict[str, Any]:
    return row(department[1], function[0], (FUNCTION, *function), (DEPARTMENT, *department), (GOVERNMENT, *government))


RUNNING, TRAINING = ("2120101", "行政运行"), ("2050803", "培训支出")


def test_a_row_is_called_by_its_own_code_and_then_by_what_crosses_it() -> None:
    rows = [
        crossed(RUNNING, ("30102", "津贴补贴"), ("50101", "工资奖金津补贴")),
        crossed(("2080505", "机关事业单位基本养老保险缴费支出"), ("30108", "机关事业单位基本养老保险缴费"), ("50102", "社会保障缴费")),
        crossed(("2210201", "住房公积金"), ("30113", "住房公积金"), ("50103", "住房公积金")),  # both go by one name
        row("合 计", None),
    ]
    assert names_of_rows(rows) == [
        "行政运行 › 30102 津贴补贴",
        "机关事业单位基本养老保险缴费支出 › 30108 机关事业单位基本养老保险缴费",
        "住房公积金 › 30113 住房公积金",
        "合 计",
    ]


def test_rows_that_only_a_third_classification_tells_apart_are_called_by_it_too() -> None:
    rows = [crossed(TRAINING, ("30216", "培训费"), government) for government in (("50203", "培训费"), ("50502", "商品和服务支出"))]
    rows.append(crossed(("2060301", "机构运行"), ("30216", "培训费"), ("50203", "培训费")))
    assert names_of_rows(rows) == [
        "培训支出 › 30216 培训费 › 50203 培训费",
        "培训支出 › 30216 培训费 › 50502 商品和服务支出",
        "机构运行 › 30216 培训费",
    ]


def test_a_row_by_an_economic_code_keeps_its_name_as_long_as_it_is_the_only_one() -> None:
    wages = [
        row("基本工资", "30101", (DEPARTMENT, "30101", "基本工资"), (GOVERNMENT, "50101", "工资奖金津补贴")),
        row("基本工资", "30101", (DEPARTMENT, "30101", "基本工资"), (GOVERNMENT, "50501", "工资福利支出")),
    ]
    assert names_of_rows(wages[:1]) == ["基本工资"]
    assert names_of_rows(wages) == ["基本工资 › 50101 工资奖金津补贴", "基本工资 › 50501 工资福利支出"]


def test_a_corrected_name_stands_behind_that_of_the_code() -> None:
    corrected = crossed(RUNNING, ("30102", "津贴补帖"), ("50101", "工资奖金津补贴")) | {"label": "津贴补贴"}
    assert names_of_rows([corrected]) == ["行政运行 › 津贴补贴"]


def test_what_no_two_classifications_print_is_left_as_it_is() -> None:
    purchase = row("2022年度绿色货运配送示范工程创建", "2140102", (DEPARTMENT, "30227", ""), (GOVERNMENT, "50205", ""))
    rows = [row("行政运行", "2013601"), row("行政运行", "2013601"), row("工资福利支出", "301", (DEPARTMENT, "301", "")), purchase]
    assert names_of_rows(rows) == ["行政运行", "行政运行", "工资福利支出", "2022年度绿色货运配送示范工程创建"]


def test_the_facts_of_such_a_row_bear_its_name_and_keep_its_key() -> None:
    amount = {"column": 0, "printed": "861.758200", "yuan": "8617582.00", "page": 3, "bbox": [1, 2, 3, 4]}
    rows = [crossed(RUNNING, ("30102", "津贴补贴"), ("50101", "工资奖金津补贴")) | {"amounts": [amount]}]
    table = {
        "schedule": "expenditure",
        "title": "预算03表支出总表",
        "unit": "万元",
        "no_data": False,
        "columns": [{"index": 0, "header": ["合计"], "measure": "total", "unit": None}],
        "rows": rows,
    }
    empty: dict[str, Any] = {name: [] for name in ("statements", "forms", "findings", "notes")}
    (fact,) = derive({"document": {"sha256": "0"}, "tables": [table], **empty, "checks": {}}, 2026).facts
    assert (fact.code, fact.label, fact.row_key) == ("2120101", "行政运行 › 30102 津贴补贴", "2120101")
    assert own_name(fact.label) == "行政运行"
    assert is_crossing(fact.code, fact.label)
    assert not is_crossing("", "办案费 › 会议费")
