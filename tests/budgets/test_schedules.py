import gzip
import json
from pathlib import Path

import pytest

from budgets.schedules import (
    PARTS,
    SCHEDULES,
    carry_over_of,
    fund_named,
    fund_of,
    head_of,
    is_total,
    item_of,
    kind_of_column,
    measure_of,
    schedule_of,
    table_number,
    year_of_head,
)

TRUTH = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "truth"

# The measures and keys of the extraction contract.
MEASURES = {
    "total",
    "basic",
    "project",
    "personnel",
    "operating",
    "fiscal",
    "general",
    "fund",
    "capital",
    "special_account",
    "business",
    "operation",
    "superior",
    "subordinate",
    "other",
    "unit_funds",
    "carryover",
    "current",
    "abroad",
    "reception",
    "vehicles",
    "vehicle_purchase",
    "vehicle_running",
    "meetings",
    "training",
    "agency_running",
    "previous",
    "change",
    "percent",
    "amount",
    "budget",
    "adjusted_budget",
    "final",
    "to_superior",
    "to_subordinate",
    "operating_expense",
    "reserve",
    "own_reserves",
    "carried_forward",
}
KEYS = {
    "summary",
    "income",
    "expenditure",
    "fiscal_summary",
    "general_expenditure",
    "general_basic",
    "general_economic",
    "basic",
    "fiscal_expenditure",
    "fiscal_basic",
    "fund_income",
    "fund_expenditure",
    "capital",
    "three_public",
    "operating",
    "projects",
    "projects_carryover",
    "projects_economic",
    "procurement",
    "performance",
}


def test_the_schedules_are_those_of_the_contract() -> None:
    assert set(SCHEDULES) == KEYS
    assert all(schedule_of(schedule.title) == key for key, schedule in SCHEDULES.items())


def test_sums_parts_and_items_speak_of_measures() -> None:
    named = {name for schedule in SCHEDULES.values() for rule in schedule.sums for name in (rule.total, *rule.parts)}
    named |= {key for schedule in SCHEDULES.values() for key, _ in schedule.items}
    named |= {name for schedule in SCHEDULES.values() for name in schedule.subject}
    named |= {name for whole, parts in PARTS.items() for name in (whole, *parts)}
    assert named <= MEASURES


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("2030年预算收支总表", "summary"),
        ("部门收支总体情况表", "summary"),
        ("收入支出决算总表", "summary"),
        ("2030年部门收入预算总表", "income"),
        ("支出决算表", "expenditure"),
        ("本年支出总体情况表", "expenditure"),
        ("财政拨款收入支出决算总表", "fiscal_summary"),
        ("2030年一般公共预算支出预算表（不含上年结转）", "general_expenditure"),
        ("一般公共预算财政拨款支出决算表", "general_expenditure"),
        ("2030年一般公共预算安排基本支出分经济科目表（不含上年结转）", "general_basic"),
        ("一般公共预算财政拨款基本支出决算明细表", "general_basic"),
        ("一般公共预算支出表（按经济分类）", "general_economic"),
        ("财政拨款支出表", "fiscal_expenditure"),
        ("政府性基金预算收入表", "fund_income"),
        ("政府性基金预算财政拨款收入支出决算表", "fund_expenditure"),
        ("国有资本经营预算收支预算表（不含上年结转）", "capital"),
        ("一般公共预算“三公”经费支出预算表", "three_public"),
        ("“三公”经费、会议费、培训费支出预算表", "three_public"),
        ("机关运行经费预算财政拨款情况统计表", "operating"),
        ("项目支出预算表（本年预算）", "projects"),
        ("项目支出预算表（上年结转）", "projects_carryover"),
        ("预算表12 项目支出绩效目标表", "performance"),
        ("政府采购预算明细表", "procurement"),
        ("收　支　总　表", "summary"),
        ("《收支总表》", "summary"),
    ],
)
def test_a_table_is_known_by_the_words_of_its_title(title: str, key: str) -> None:
    assert schedule_of(title) == key


@pytest.mark.parametrize(
    "title",
    [
        "某市市级预算部门（单位）项目支出绩效目标申报表",
        "财政拨款结转资金支出表",
        "一般公共预算基本支出明细表（按支出功能分类科目）",
        "二、收入预算情况说明",
        "本单位2030年收支总表中的各项收入按照预算编制的口径汇总后与上一年度的数据进行了逐项的核对并由财务部门出具了说明和相应的表",
        "人员情况表",
        "财政专户管理资金预算支出表",
        "上级转移支付补助项目支出预算表",
        "行政事业性收费收入表",
        "社会保险基金收支表",
    ],
)
def test_what_names_no_standard_table_has_no_key(title: str) -> None:
    assert schedule_of(title) is None


@pytest.mark.parametrize(
    "text",
    [
        *("预算公开表1", "部门公开表9", "公开03表", "公开 03 表", "表12", "表一", "单位预算01表", "预算表12", "预算公01 表", "公开表1-1"),
        *("附表1", "附表一", "附表2-1", "财决01表", "财决公开01表", "部门决算公开01表"),
        *("公开01-1表", "公开十表", "表（一）", "部预01表", "1-1表"),
    ],
)
def test_numbers_of_tables(text: str) -> None:
    assert table_number(f" {text} ") == text


@pytest.mark.parametrize("text", ["收支总表", "表", "1", "公开", "表1：收支总表", "2030年"])
def test_other_texts_are_no_numbers_of_tables(text: str) -> None:
    assert table_number(text) is None


def test_what_a_title_says_of_the_carry_over() -> None:
    assert carry_over_of("支出表（不含上年结转）") == "excluded"
    assert carry_over_of("支出表（含上年结转）") == "included"
    assert carry_over_of("支出表") is None


@pytest.mark.parametrize(
    ("path", "schedule", "measure"),
    [
        (("本年收入", "合计"), "income", "total"),
        (("2030年预算数", "基本支出"), "expenditure", "basic"),
        (("上年结转", "一般公共预算"), "income", "carryover.general"),
        (("2030年财政拨款", "国有资本经营预算"), "projects", "fiscal.capital"),
        (("一般公共预算支出", "合计"), "general_expenditure", "total"),
        (("一般公共预算支出", "合计"), "expenditure", "general"),
        (("收入", "金额"), "fiscal_summary", "amount"),
        (("项目", "预算数"), "summary", "budget"),
        (("合计", "上年数"), "income", "total.previous"),
        (("财政专户管理资金",), "income", "special_account"),
        (("上年结转安排",), "summary", "carryover"),
        (("当年预算安排",), "summary", "current"),
        (("事业收入（不含教育收费）",), "income", "business"),
        (("收入", "2030年"), "summary", None),
        (("机动安排额",), "income", None),
        (("比上年增减", "比例（%）"), "expenditure", "change.percent"),
        (("预算数",), None, "budget"),
    ],
)
def test_a_path_of_heads_names_its_measure(path: tuple[str, ...], schedule: str | None, measure: str | None) -> None:
    assert measure_of(path, schedule) == measure


def test_budget_and_final_figures_are_told_apart_where_a_table_has_both() -> None:
    assert measure_of(("因公出国（境）费", "决算数"), "three_public", stages=True) == "abroad.final"
    assert measure_of(("预算数", "公务接待费"), "three_public", stages=True) == "budget.reception"
    assert measure_of(("预算数", "公务接待费"), "three_public") == "reception"


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("因公出国（境）费", "abroad"),
        ("1、因公出国（境）费用", "abroad"),
        ("其中：（一）因公出国（境）支出", "abroad"),
        ("公务接待费", "reception"),
        ("公务用车购置及运行费", "vehicles"),
        ("公务用车购置和运行维护费", "vehicles"),
        ("①公务用车购置费", "vehicle_purchase"),
        ("②公务用车运行维护费", "vehicle_running"),
        ("其中：公务用车购置费", "vehicle_purchase"),
        ("会议费", "meetings"),
        ("合计", "total"),
        ("办公费", None),
    ],
)
def test_rows_of_the_three_public_table_are_items(label: str, item: str | None) -> None:
    assert item_of("three_public", label) == item


def test_rows_of_the_summaries_are_items() -> None:
    labels = ("一、一般公共预算", "五、单位资金", "本年收入合计", "上年结转", "年终结转", "支出总计", "三、国防支出")
    assert [item_of("summary", label) for label in labels] == [
        "general",
        "unit_funds",
        "current",
        "carryover",
        "carried_forward",
        "total",
        None,
    ]
    assert item_of(None, "合计") is None


def test_heads_know_what_they_may_stand_over() -> None:
    kinds = {word: head.kind for word in ("科目编码", "项目名称", "单位名称", "收入", "合计", "2030年", "备注") if (head := head_of(word))}
    assert kinds == {
        "科目编码": "code",
        "项目名称": "label",
        "单位名称": "organisation",
        "收入": "side",
        "合计": "measure",
        "2030年": "period",
        "备注": "text",
    }
    assert head_of("政府性基") is None


def test_heads_over_numbers_that_are_no_money() -> None:
    words = ("数量", "编制人数", "项目编码", "完成年度", "年度指标值", "数量（万元）", "科目编码")
    assert [kind_of_column(word) for word in words] == ["count", "count", "text", "text", "text", None, None]
    government = head_of("政府预算支出经济科目名称")
    assert government is not None
    assert government.system == "economic_government"


def test_totals_and_years() -> None:
    assert [label for label in ("合计", "部门合计", "本年收入合计", "支出总计", "合计数不等", "基本支出") if is_total(label)] == [
        "合计",
        "部门合计",
        "本年收入合计",
        "支出总计",
    ]
    assert (year_of_head("2030年预算数"), year_of_head("（2029）年"), year_of_head("预算数")) == (2030, 2029, None)


@pytest.mark.shared
@pytest.mark.skipif(not TRUTH.exists(), reason="the corpus is not beside the checkout")
def test_every_title_of_the_corpus_is_known() -> None:
    wrong = set()
    for path in sorted(TRUTH.glob("*.json.gz")):
        for table in json.loads(gzip.decompress(path.read_bytes()))["tables"]:
            if table["status"] != "form" and table["title"] and table["schedule"] and schedule_of(table["title"]) != table["schedule"]:
                wrong.add((table["title"], table["schedule"], schedule_of(table["title"])))
    assert not wrong


@pytest.mark.parametrize(
    ("schedule", "measure", "title", "fund"),
    [
        ("general_expenditure", "total", "2024年部门一般公共预算支出功能分类预算表", "general"),
        ("fund_expenditure", "total", "财政拨款政府性基金支出预算表", "fund"),
        ("capital", "basic", "国有资本经营预算支出表", "capital"),
        ("fiscal_basic", "amount", "财政拨款基本支出预算表（经济科目）", "fiscal"),
        ("fiscal_summary", "fund", "财政拨款收支预算总表", "fund"),
        ("income", "carryover.capital", "收入总表", "capital"),
        ("projects", "fiscal.general", "2023年项目支出预算表（本年预算）", "general"),
        ("three_public", "total", "“三公”经费、会议费、培训费支出预算表（一般公共预算）", "general"),
        ("three_public", "total", "财政拨款安排的行政经费及“三公”经费预算表", "fiscal"),
        ("three_public", "total", "“三公”经费、会议费、培训费支出预算表", ""),
        ("operating", "amount", "一般公共预算机关运行经费支出预算表", "general"),
        ("operating", "total", "2023年机关运行经费预算财政拨款情况统计表", "fiscal"),
        ("procurement", "total", "一般公共预算和政府性基金预算政府采购表", ""),
        ("expenditure", "basic", "2024年部门支出预算总表", "all"),
        ("expenditure", "total", "一般公共预算财政拨款支出总表", "general"),
        ("projects", "total", "项目支出表", ""),
        ("", "amount", "某表", ""),
    ],
)
def test_the_source_of_funds_is_what_column_table_or_title_says(schedule: str, measure: str, title: str, fund: str) -> None:
    assert fund_of(schedule, measure, fund_named(title)) == fund
