"""Signals: each found where it must be and nowhere else, worded without blame, documented."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from comparisons.changes import BREAKS, MUST_AGREE, Breaks, Caution, Changes, Evidence, compare
from comparisons.reasons import explained, reasons, repeated
from comparisons.restatements import restated
from comparisons.roster import STANDARD, Disclosed, Due, roster
from comparisons.signals.figures import DIFFERS
from comparisons.signals.registry import BY_CODE, SIGNALS, signals
from comparisons.signals.shapes import Executed, Material, Signal, in_wan, named, signed
from comparisons.stated import Check, Claim, Said
from tests.comparisons.points import point

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "signals.md"
BLAME = re.compile("违规|违法|造假|隐瞒|虚报|问题严重|涉嫌|挪用|浪费")


def found(material: Material, code: str) -> list[Signal]:
    return [signal for signal in signals(material) if signal.code == code]


def material(**more: Any) -> Material:
    return Material(2023, **more)


# The registry


def test_every_signal_is_documented_as_the_registry_has_it_and_nothing_else_is() -> None:
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert [tuple(cell.strip() for cell in row) for row in rows] == [
        (kind.code, kind.title, kind.says, kind.does_not_mean, kind.threshold) for kind in SIGNALS
    ]


def test_codes_are_stable_words_and_each_says_what_it_does_not_mean() -> None:
    assert len(BY_CODE) == len(SIGNALS)
    for kind in SIGNALS:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", kind.code)
        assert kind.does_not_mean.startswith(("不说明", "不是错误"))
        assert not BLAME.search(kind.title + kind.says)


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert signals(material()) == ()


# What the text says


def claim(verdict: Any, what: Any = "change", key: str = "total_expenditure", **more: Any) -> Claim:
    said = Said(more.pop("id", 5), "支出预算", more.pop("text", "……"), 2024, Decimal("15621.11"), "万元", **more)
    return Claim(said, key, "支出总计", (Check(what, verdict, Decimal("-6.31"), Decimal("-5.31")),))


def test_a_stated_change_that_the_figures_contradict() -> None:
    changes = compare([point("total_expenditure", "16,497.86")], [point("total_expenditure", "15,621.11", 2024)])
    (one,) = found(material(claims=(claim("contradicts", "percent"),), changes=changes), "stated.change")
    assert one.text == "支出总计：文件写变化率 −6.31%，两年的数算出来是 −5.31%。"
    assert (one.statements, [figure.year for figure in one.points]) == ((5,), [2023, 2024])
    assert [evidence.kind for evidence in one.evidence] == ["fact", "statement"]


@pytest.mark.parametrize("one", [claim("rounding"), claim("agrees"), claim("unchecked"), claim("contradicts", "amount")])
def test_what_rounding_explains_and_what_a_check_of_the_document_says_is_no_signal(one: Claim) -> None:
    assert found(material(claims=(one,)), "stated.change") == []


def test_a_reason_that_is_worded_the_same_in_several_years() -> None:
    given = [reason for year in (2017, 2018, 2019) for reason in reasons([_because(year)])]
    told = repeated(given)
    (one,) = found(Material(2019, repeated=told), "reason.repeated")
    assert "2017、2018、2019 年的原因一字不差" in one.text
    assert one.statements == (2017, 2018, 2019)
    assert found(Material(2018, repeated=told), "reason.repeated") == []
    assert found(Material(2020, repeated=told), "reason.repeated") == []


def _because(year: int) -> Claim:
    said = Said(year, "住房公积金", "……", year, direction="increase", reason="调整了住房公积金标准增加的支出")
    return Claim(said, "2210201", "住房公积金", ())


# Figures


def test_last_year_told_otherwise() -> None:
    one = restated([point("x", "150.00", 2022)], [point("x", "152.61", 2022, "text", stage=None, id=9)])
    (signal,) = found(material(restatements=one), "restated.last_year")
    assert signal.text == "x（万元）：2022 年自己的文件是 150.00，下一年的文件说是 152.61。下一年的文件没有写明它是预算数还是执行数。"
    assert (signal.year, signal.statements) == (2022, (9,))
    assert found(material(restatements=one), "restated.budget") == []


def test_a_slip_of_the_pen_that_is_told_as_contradicted_is_not_told_twice() -> None:
    told = replace(point("x", "152.61", 2022, "text", id=9), derivation="159.79 − 7.18 = 152.61")
    known = {"restatements": restated([point("x", "150.00", 2022)], [told])}
    assert len(found(material(**known), "restated.last_year")) == 1
    assert found(material(**known, claims=(claim("contradicts", id=9),)), "restated.last_year") == []
    assert len(found(material(**known, claims=(claim("contradicts", id=8),)), "restated.last_year")) == 1


def test_the_budget_told_otherwise_and_a_blank_is_named_as_one() -> None:
    one = restated([point("x", "150.00")], [point("x", None, source="table")], about="budget")
    (signal,) = found(material(restatements=one), "restated.budget")
    assert signal.text == "x（万元）：2023 年预算文件是 150.00，决算文件里的预算数是 空白。"


@pytest.mark.parametrize(
    ("plan", "final", "percent", "is_told"),
    [
        ("100.00", "79.99", "79.99", True),
        ("100.00", "80.00", "80", False),
        ("100.00", "120.00", "120", False),
        ("100.00", "120.01", "120.01", True),
        ("1.00", "0.10", "10", False),  # 0.90 万元 apart
        ("1.10", "0.10", "9.09", True),  # 1.00 万元 apart
    ],
)
def test_an_execution_rate_far_from_a_hundred(plan: str, final: str, percent: str, is_told: bool) -> None:
    one = Executed(point("x", plan), point("x", final, stage="final_accounts"), Decimal(percent))
    assert bool(found(material(executed=(one,)), "execution.far")) is is_told


def large(after: str, claims: list[Claim] | None = None, with_text: bool = True) -> Material:
    changes = compare([point("total_expenditure", "100.00", 2022)], [point("total_expenditure", after)])
    told = (Said(1, "支出", "……"),) if with_text else ()
    return material(changes=changes, explained=explained(changes.lines, claims or []), said=told)


def test_a_large_change_without_a_reason() -> None:
    (one,) = found(large("120.00"), "change.no_reason")
    assert one.text == "total_expenditure：比上年 +20.00 万元（+20.00%），文件的文字没有说到这个变化。"
    assert found(large("119.99"), "change.no_reason") == []
    assert found(large("120.00", with_text=False), "change.no_reason") == []
    because = claim("agrees", direction="increase", reason="人员增加")
    assert found(large("120.00", [replace(because, said=replace(because.said, year=2023))]), "change.no_reason") == []
    (silent,) = found(large("80.00", [claim("agrees", direction="decrease")]), "change.no_reason")
    assert silent.text == "total_expenditure：比上年 −20.00 万元（−20.00%），文件说到这个变化，没有写原因。"
    assert silent.statements == (5,)


def test_where_every_part_that_moved_has_a_reason_the_whole_has_one() -> None:
    """公务用车购置及运行费 of one document: 运行 +70 and 购置 −50, each with its reason, and no sentence on both together."""
    before, after = (
        [point("vehicles", whole, year), point("running", run, year, parent="vehicles"), point("purchase", bought, year, parent="vehicles")]
        for year, whole, run, bought in ((2022, "100.00", "50.00", "50.00"), (2023, "120.00", "120.00", "0.00"))
    )
    changes = compare(before, after)
    because = claim("agrees", direction="increase", reason="车辆老化")
    claims = [replace(because, key=key, said=replace(because.said, year=2023)) for key in ("running", "purchase")]
    said = (Said(1, "支出", "……"),)
    both = material(changes=changes, explained=explained(changes.lines, claims), said=said)
    one = material(changes=changes, explained=explained(changes.lines, claims[:1]), said=said)
    assert "vehicles" not in [signal.subject for signal in found(both, "change.no_reason")]
    assert "vehicles" in [signal.subject for signal in found(one, "change.no_reason")]


def test_figures_on_two_bases_and_a_document_that_says_so() -> None:
    changes = compare([point("x", "1.00", 2022, scope="department")], [point("x", "2.00")])
    (one,) = found(material(changes=changes), "basis.changed")
    assert one.text == "x：两年的口径不同，不计算增减。一边是部门，一边是单位。"
    text = "本年机关运行经费统计口径与上年不一致"
    (said,) = found(material(claims=(claim("agrees", key="agency_running", text=text),)), "basis.changed")
    assert (said.subject, said.statements) == ("agency_running", (5,))
    assert found(material(claims=(claim("agrees", text="按统一口径计算"),)), "basis.changed") == []


def test_what_the_document_says_of_its_basis_is_one_signal_with_its_words() -> None:
    told = Caution("basis_changed", after="统计口径与上年不一致", evidence=Evidence("statement", 5))
    changes = compare(
        [point("agency_running", "9.00", 2022)], [point("agency_running", "3.00")], breaks=Breaks(lines={"agency_running": (told,)})
    )
    said = claim("agrees", key="agency_running", text="机关运行经费统计口径与上年不一致")
    (one,) = found(material(changes=changes, claims=(said,)), "basis.changed")
    assert one.text == "agency_running：两年的口径不同，不计算增减。文件写明口径变了：“统计口径与上年不一致”。"
    assert (one.statements, len(one.points)) == ((5,), 2)


def test_over_a_split_nothing_is_computed_and_the_signal_says_why() -> None:
    split = Caution("split", "甲局", "乙局", "2022-03-01", "某文")
    (one,) = found(material(changes=compare([point("x", "9.00", 2022)], [point("x", "3.00")], breaks=Breaks((split,)))), "basis.changed")
    assert one.text == "x：两年的口径不同，不计算增减。机构有分设。"


# Projects


def projects(last: dict[str, str], this: dict[str, str]) -> Changes:
    before = [point(f"{name}@", printed, 2022, label=name) for name, printed in last.items()]
    return compare(before, [point(f"{name}@", printed, label=name) for name, printed in this.items()], whole=True)


SPENT = compare([], [point("total_expenditure", "200.00", label="支出总计")])


def test_a_new_large_project_that_no_sentence_gives_a_reason_for() -> None:
    changes = projects({"宣传": "90.00"}, {"宣传": "90.00", "应急演练": "10.00"})
    (one,) = found(material(changes=SPENT, projects=changes), "project.new")
    assert one.text == "项目“应急演练”：10.00 万元，占全部项目的 10.00%，上年的项目表里没有，文件的文字没有说明原因。"
    assert found(material(changes=SPENT, projects=changes), "project.added") == []
    assert found(material(changes=SPENT, added=changes), "project.added")[0].points[0].yuan == Decimal(100_000)
    reason = Said(1, "项目支出", "项目支出增加，主要是新增应急演练。", reason="新增应急演练")
    assert found(material(changes=SPENT, projects=changes, said=(reason,)), "project.new") == []
    assert found(material(changes=SPENT, projects=changes, said=(replace(reason, reason=""),)), "project.new") != []
    small = projects({"宣传": "90.10"}, {"宣传": "90.10", "应急演练": "10.00"})
    assert found(material(changes=SPENT, projects=small), "project.new") == []


def test_of_a_table_in_which_some_rows_may_add_up_others_no_share_is_told() -> None:
    changes = projects({"宣传": "90.00"}, {"宣传": "90.00", "应急演练": "10.00"})
    less = compare([], [point("project", "50.00", label="项目支出")])
    assert found(material(changes=less, projects=changes), "project.new") == []


def test_a_new_project_that_is_perhaps_an_old_one_says_so() -> None:
    changes = projects({"2022年演练": "40.00"}, {"2023年演练": "50.00"})
    (one,) = found(material(changes=SPENT, projects=changes), "project.new")
    assert one.text.endswith("名称相近的“2022年演练”没有了，可能是同一个项目。")
    assert [figure.label for figure in one.points] == ["2023年演练", "2022年演练"]


def test_costs_of_running_the_department_among_the_projects() -> None:
    """大同市应急管理局 2023 (D28): 0.51 + 0.55 + 4.58 = 5.64 beside 159.79; together 165.43."""
    this = {"J物业费": "0.51", "J水费": "0.55", "J电费": "4.58", "J专项业务费": "28.86", "Z光缆租金及监管信息平台租金": "45.40"}
    changes = compare([], [point("agency_running", "159.79", label="机关运行经费")])
    (one,) = found(material(projects=projects({}, this), changes=changes), "operating.outside")
    assert one.text == (
        "J物业费、J水费、J电费：共 5.64 万元，列在项目里，不在机关运行经费之内。机关运行经费 159.79 万元，两者合计 165.43 万元。"
    )
    assert len(one.points) == 4
    (alone,) = found(material(projects=projects({}, this)), "operating.outside")
    assert "合计" not in alone.text
    assert found(material(projects=projects({}, {"电费补贴专项": "1.00", "J电费": "0.00"})), "operating.outside") == []


# Disclosures


def due(year: int) -> Due:
    return Due(1, year, "budget", "department")


def test_late_missing_empty_and_lacking() -> None:
    eight = STANDARD["budget"]
    late = Disclosed(due(2020), 20, eight, approved_on=date(2020, 2, 1), published_on=date(2020, 3, 1))
    entries = roster([late, Disclosed(due(2022), 22, (), empty=eight), Disclosed(due(2023), 23, eight[1:])])
    told = {signal.code: signal for signal in signals(material(entries=entries))}
    assert {code: signal.text for code, signal in told.items()} == {
        "disclosure.late": "2020 年部门预算：2020-02-01 批复，2020-03-01 公开，比批复后 20 日晚 9 日。",
        "disclosure.missing": "2021 年部门预算：没有收录；2020 年和 2022 年的都有。",
        "disclosure.empty": "2022 年部门预算：表格里没有一个数字。",
        "disclosure.table_missing": "2023 年部门预算：没有读到收支总表；2020、2022 年的文件有。",
    }
    assert {code: signal.editions for code, signal in told.items()} == {
        "disclosure.late": (20,),
        "disclosure.missing": (),
        "disclosure.empty": (22,),
        "disclosure.table_missing": (23,),
    }


# Words


@pytest.mark.parametrize(
    ("yuan", "beside", "text"),
    [
        ("56400", None, "5.64"),
        ("-4212863", None, "−421.29"),
        ("0", None, "0.00"),
        ("1234567890.12", "1234567890.12", "123,456.79"),
        ("500", "400", "0.05"),
        ("12", None, "0.0012"),  # not nothing
        ("4212863", "4212900", "421.2863"),  # 421.29 as well
        ("4212900", "4212863", "421.29"),
        ("-1234567890.12", "-1234567890.00", "−123,456.789012"),
    ],
)
def test_amounts_have_two_decimals_where_these_tell_them_apart(yuan: str, beside: str | None, text: str) -> None:
    assert in_wan(Decimal(yuan), Decimal(beside) if beside else None) == text


@pytest.mark.parametrize(
    ("key", "label", "text"),
    [
        ("2010202", "一般行政管理事务", "2010202 一般行政管理事务"),
        ("expenditure:2010202#2", "一般行政管理事务", "2010202 一般行政管理事务"),
        ("2:2010202", "一般行政管理事务", "2010202 一般行政管理事务"),
        ("total_expenditure", "支出总计", "支出总计"),
        ("项目/会议", "会议", "会议"),
    ],
)
def test_lines_with_a_code_are_named_with_it(key: str, label: str, text: str) -> None:
    assert named(key, label) == text
    assert found(material(claims=(replace(claim("contradicts", "percent", key), label=label),)), "stated.change")[0].values["line"] == text


def test_a_sentence_on_both_totals_is_one_signal_that_names_both() -> None:
    """收支总计 of one amount, with one wrong percentage."""
    lines = [("total_income", "收入总计"), ("total_expenditure", "支出总计")]
    changes = compare([point(key, "16,497.86") for key, _ in lines], [point(key, "15,621.11", 2024) for key, _ in lines])
    both = tuple(replace(claim("contradicts", "percent", key), label=label) for key, label in lines)
    (one,) = found(material(claims=both, changes=changes), "stated.change")
    assert one.text == "收入总计、支出总计：文件写变化率 −6.31%，两年的数算出来是 −5.31%。"
    assert (one.statements, len(one.points)) == ((5,), 4)
    apart = (both[0], replace(both[1], said=replace(both[1].said, id=6)))
    assert len(found(material(claims=apart, changes=changes), "stated.change")) == 2
    others = tuple(replace(one, key=key) for one, key in zip(both, ("basic", "project"), strict=True))
    assert len(found(material(claims=others, changes=changes), "stated.change")) == 2


def test_a_plus_is_written() -> None:
    assert [signed(text) for text in ("1.00", "−1.00", "0.00")] == ["+1.00", "−1.00", "0.00"]


def test_every_way_in_which_bases_differ_has_a_sentence() -> None:
    assert {*MUST_AGREE, *BREAKS} == set(DIFFERS)
