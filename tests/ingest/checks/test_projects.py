"""Projects against the other tables and against their classes."""

from __future__ import annotations

from decimal import Decimal

from ingest.checks.assignment import words_of
from ingest.checks.pairing import project_lines
from ingest.shapes import Extraction, Form, Table
from tests.ingest.checks.builders import document, form, lost, only, outcomes, results, row, table

NAMES = ("甲项目", "乙项目", "丙项目", "丁项目")


def listed(*amounts: str, total: str | None = None, **fields: object) -> Table:
    rows = [row(name, amount) for name, amount in zip(NAMES, amounts, strict=False)]
    return table("projects", "total", *rows, *([row("合计", total)] if total else []), **fields)  # type: ignore[arg-type]


def expenditure(project: str) -> Table:
    return table("expenditure", "total project", row("合计", f"99.99 {project}"))


def test_the_total_of_a_project_table_is_the_sum_of_its_projects() -> None:
    assert outcomes("projects.rows", document(listed("1.00", "2.00", total="3.00"))) == ["exact"]
    assert outcomes("projects.rows", document(listed("1.00", "2.00", total="4.00"))) == ["mismatch"]
    assert outcomes("projects.rows", document(listed("_", "_", total="4.00"))) == ["not_evaluable"]
    assert outcomes("projects.rows", document(listed("1.00", "2.00"))) == []


def test_rows_above_other_rows_are_not_projects() -> None:
    nested = table(
        "projects", "total", row("某单位", "3.00"), row("甲项目", "1.00", path=("某单位",)), row("乙项目", "2.00", path=("某单位",))
    )
    assert outcomes("projects.total", document(nested, expenditure("3.00"))) == ["exact"]


def test_a_project_whose_name_is_merged_over_rows_without_one_is_still_a_project() -> None:
    merged = table("projects", "total", row("甲项目", "1.00"), row("", "2.00", path=("甲项目",)), row("乙项目", "3.00"))
    assert [line.label for line in project_lines(merged)] == ["甲项目", "乙项目"]


def test_all_projects_are_the_project_expenditure() -> None:
    assert outcomes("projects.total", document(listed("1.00", "2.00"), expenditure("3.00"))) == ["exact"]
    assert outcomes("projects.total", document(listed("1.00", "2.00"), expenditure("3.01"))) == ["rounding"]


def test_a_table_of_some_projects_only_is_nothing_wrong() -> None:
    assert outcomes("projects.total", document(listed("1.00", "2.00"), expenditure("9.00"))) == ["soft"]


def test_a_lost_page_may_have_held_projects() -> None:
    cut = document(listed("1.00", "2.00", pages=(1, 2)), expenditure("9.00"), pages=(lost(2),))
    assert outcomes("projects.total", cut) == ["not_evaluable"]


def test_the_exact_amounts_of_the_forms_explain_a_last_digit() -> None:
    # 0.336 + 0.336 + 0.336 = 1.008: each 0.34, together 1.01
    forms = [form(name, "3360") for name in NAMES[:3]]
    result = only("projects.total", document(listed("0.34", "0.34", "0.34"), expenditure("1.01"), forms=forms))
    assert result.outcome == "rounding"
    assert "10,080元" in (result.hint or "")


def test_forms_that_do_not_explain_it_are_not_offered_as_explanation() -> None:
    forms = [form(name, "3400") for name in NAMES[:3]]
    assert only("projects.total", document(listed("0.34", "0.34", "0.34"), expenditure("1.01"), forms=forms)).hint is None


def test_the_general_budget_of_projects_is_asked_apart_only_where_there_is_other_money() -> None:
    def with_money(own: str, general: str) -> Extraction:
        projects = table("projects", "total general", row("甲项目", "5.00 3.00"))
        whole = "5.00" if own == "_" else "7.00"
        income = table("income", "total general unit_funds", row("合计", f"{whole} 5.00 {own}"))
        return document(projects, income, table("general_expenditure", "total project", row("合计", f"9.00 {general}")))

    assert outcomes("projects.general_total", with_money("2.00", "3.00")) == ["exact"]
    assert outcomes("projects.general_total", with_money("2.00", "4.00")) == ["soft"]
    assert outcomes("projects.general_total", with_money("_", "3.00")) == []


def functions(forest: str = "30.00", safety: str = "25.00") -> Table:
    return table(
        "expenditure",
        "total project",
        row("合计", "55.00 55.00"),
        row("213 农林水支出", f"{forest} {forest}"),
        row("21302 林业和草原", f"{forest} {forest}"),
        row("224 灾害防治及应急管理支出", f"{safety} {safety}"),
        row("22401 应急管理事务", f"{safety} {safety}"),
        row("2240106 安全监管", "20.00 20.00"),
        row("2240199 其他应急管理支出", "5.00 5.00"),
    )


def by_class(*amounts: str, tables: Table | None = None) -> Extraction:
    names = ("林业防火经费", "安全监管经费", "培训费", "电费")
    projects = table("projects", "total", *(row(name, amount) for name, amount in zip(names, amounts, strict=True)))
    return document(projects, tables or functions())


def test_projects_are_assigned_by_name_and_by_the_only_way_that_adds_up() -> None:
    # named: 林业 30.00 and 安全 20.00; then 培训 4.00 and 电费 1.00 fit only where 5.00 is left
    found = results("projects.by_function", by_class("30.00", "20.00", "4.00", "1.00"))
    assert [(r.subject, r.outcome) for r in found] == [
        ("projects by_function 213", "exact"),
        ("projects by_function 224", "exact"),
        ("projects by_function 224 项", "not_evaluable"),
    ]


def test_a_last_digit_in_one_class_is_rounding() -> None:
    found = results("projects.by_function", by_class("30.00", "20.00", "4.00", "1.01"))
    assert [r.outcome for r in found] == ["exact", "rounding", "not_evaluable"]


def test_two_possible_ways_are_none() -> None:
    # 5.00 is left in either class, and so are two projects of 5.00
    even = functions(forest="30.00", safety="25.00")
    found = results("projects.by_function", by_class("25.00", "20.00", "5.00", "5.00", tables=even))
    assert [(r.subject, r.outcome) for r in found] == [("projects by_function", "not_evaluable")]


def test_no_possible_way_is_no_mismatch() -> None:
    found = results("projects.by_function", by_class("29.00", "18.00", "4.00", "4.00"))
    assert [r.outcome for r in found] == ["not_evaluable"]


def test_projects_of_one_name_go_together() -> None:
    projects = table("projects", "total", row("林业防火经费", "30.00"), row("宣传", "5.00"), row("宣传", "20.00"))
    found = results("projects.by_function", document(projects, functions()))
    assert [r.outcome for r in found] == ["exact", "exact", "not_evaluable"]


def test_a_project_table_that_is_not_the_whole_says_nothing_of_classes() -> None:
    assert outcomes("projects.by_function", by_class("30.00", "10.00", "4.00", "1.00")) == []


def test_a_name_with_words_of_two_classes_names_neither() -> None:
    # 林业安全 has a word of both; only as forest money does everything add up
    found = results("projects.by_function", by_names(("林业安全经费", "30.00"), ("安全监管经费", "20.00"), ("电费", "5.00")))
    assert [r.outcome for r in found] == ["exact", "exact", "not_evaluable"]
    found = results("projects.by_function", by_names(("安全监管经费", "20.00"), ("林业安全经费", "5.00"), ("电费", "30.00")))
    assert [r.outcome for r in found] == ["exact", "exact", "not_evaluable"]


def by_names(*projects: tuple[str, str]) -> Extraction:
    return document(table("projects", "total", *(row(name, amount) for name, amount in projects)), functions())


def test_words_that_every_class_has_name_none() -> None:
    assert words_of(["其他林业和草原支出", "一般行政管理事务"]) == {"林业", "草原"}


def forms_of(*named: Form) -> list[Form]:
    return list(named)


def test_each_row_has_its_form_by_name_and_amount() -> None:
    projects = table("projects", "total", row("森林防火", "10.00"), row("森林防火", "100.00"), row("电费", "4.58"))
    forms = [form("森林防火", "1000000"), form("森林防火", "100000"), form("电费", "45769")]
    good = document(projects, forms=forms)
    assert outcomes("forms.row", good) == ["exact"] * 3
    assert outcomes("forms.amount", good) == ["exact"] * 3
    assert outcomes("forms.form", good) == []
    assert outcomes("forms.count", good) == ["exact"]


def test_a_form_of_the_same_name_and_another_amount_is_a_mismatch_of_amounts() -> None:
    projects = table("projects", "total", row("电费", "4.58"), row("水费", "1.00"))
    bad = document(projects, forms=[form("电费", "55769"), form("水费", "10000")])
    assert outcomes("forms.row", bad) == ["exact", "exact"]
    assert outcomes("forms.amount", bad) == ["mismatch", "exact"]


def test_a_row_without_form_and_a_form_without_row_are_unusual() -> None:
    projects = table("projects", "total", row("电费", "4.58"), row("水费", "1.00"))
    bad = document(projects, forms=[form("电费", "45800"), form("食堂", "10000")])
    assert outcomes("forms.row", bad) == ["exact", "soft"]
    assert outcomes("forms.form", bad) == ["soft"]


def test_a_document_with_forms_for_a_few_projects_only_is_nothing_unusual() -> None:
    projects = table("projects", "total", *(row(f"项目{i}", "1.00") for i in range(4)))
    assert outcomes("forms.row", document(projects, forms=[form("项目1", "10000")])) == []
    assert outcomes("forms.count", document(projects, forms=[form("项目1", "10000")])) == []


def damaged(*projects: str | None) -> list[Form]:
    return [
        form(name, None if name is None else "10000", complete=name is not None, missing=() if name else ("项目名称",)) for name in projects
    ]


def test_a_form_without_head_is_the_row_that_is_left() -> None:
    projects = table("projects", "total", row("安全", "1.00"), row("电费", "1.00"), row("水费", "1.00"))
    found = results("forms.amount", document(projects, forms=damaged("安全", None, "水费")))
    assert [r.outcome for r in found] == ["exact", "not_evaluable", "exact"]
    assert "电费" in (found[1].hint or "")


def test_of_two_forms_without_head_alphabetical_order_tells_which_is_which() -> None:
    projects = table(
        "projects", "total", row("安全", "1.00"), row("电费", "1.00"), row("水费", "1.00"), row("宣传", "2.00"), row("专项", "1.00")
    )
    found = results("forms.amount", document(projects, forms=damaged("安全", None, "水费", None, "专项")))
    hints = [r.hint or "" for r in found if r.outcome == "not_evaluable"]
    assert ["电费" in hint for hint in hints] == [True, False]
    assert ["宣传" in hint for hint in hints] == [False, True]


def test_two_forms_without_head_for_one_row_are_neither() -> None:
    projects = table("projects", "total", row("安全", "1.00"), row("电费", "1.00"), row("水费", "1.00"))
    assert outcomes("forms.row", document(projects, forms=damaged("安全", None, None, "水费"))) == ["exact", "soft", "exact"]


def test_without_that_order_they_stay_unknown() -> None:
    projects = table(
        "projects", "total", row("安全", "1.00"), row("电费", "1.00"), row("水费", "1.00"), row("宣传", "2.00"), row("专项", "1.00")
    )
    found = results("forms.row", document(projects, forms=damaged("专项", None, "安全", None, "水费")))
    assert sorted(r.outcome for r in found) == ["exact", "exact", "exact", "soft", "soft"]


def test_the_exact_amounts_rounded_once_give_the_printed_total() -> None:
    def declared(printed: str, *years: str | None) -> Extraction:
        forms = [form(name, year, complete=year is not None) for name, year in zip(NAMES, years, strict=False)]
        return document(listed("0.34", "0.34", "0.34"), expenditure(printed), forms=forms)

    assert outcomes("forms.exact_total", declared("1.01", "3360", "3360", "3360")) == ["exact"]
    assert outcomes("forms.exact_total", declared("1.02", "3360", "3360", "3360")) == ["soft"]
    assert outcomes("forms.exact_total", declared("1.01", "3360", "3360", None)) == ["exact"]  # 3,360 + 3,360 + 3,400 → 1.01
    assert outcomes("forms.exact_total", declared("1.02", "3360", "3360", None)) == ["rounding"]
    assert outcomes("forms.exact_total", document(listed("0.34", "0.34"), expenditure("0.68"), forms=[form(NAMES[0], "3400")])) == []


def test_units_and_groups_above_projects_are_not_added_to_them() -> None:
    def nested(last: str) -> Table:
        amounts = (("某局", "9.00"), ("甲项目", "4.00"), ("乙项目", "5.00"), ("某中心", "3.00"), ("丙项目", last))
        return table("projects", "total", row("合计", "12.00"), *(row(name, amount) for name, amount in amounts))

    assert outcomes("projects.rows", document(nested("3.00"))) == ["exact"]
    assert outcomes("projects.rows", document(nested("2.00"))) == ["mismatch"]


def test_codes_above_projects_are_no_projects() -> None:
    levels = table("projects", "total", row("201 甲", "9.00"), row("2011302 乙", "9.00"), row("某专项", "5.00"), row("另一专项", "4.00"))
    assert [line.label for line in project_lines(levels)] == ["某专项", "另一专项"]
    coded = table("projects", "total", row("2011302 某专项", "5.00"), row("2011399 另一专项", "4.00"))
    assert [line.label for line in project_lines(coded)] == ["某专项", "另一专项"]


def test_what_cannot_be_told_of_the_classes_names_both_tables_and_what_was_asked() -> None:
    even = only("projects.by_function", by_class("25.00", "20.00", "5.00", "5.00"))
    none = only("projects.by_function", by_class("29.00", "18.00", "4.00", "4.00"))
    asked = (
        "无法核对：《expenditure表》各类的项目支出（213 农林水支出、224 灾害防治及应急管理支出），"
        "应等于《projects表》中属于这一类的项目之和，但文件没有写明哪个项目属于哪一类，"
    )
    assert even.message == f"{asked}按名称和金额归类的办法不止一种。"
    assert none.message == f"{asked}按名称和金额也归不出来。"


def test_of_two_rows_of_one_name_the_one_without_a_form_is_told_by_its_amount() -> None:
    projects = table("projects", "total", row("电费", "4.58"), row("电费", "1.00"), row("水费", "2.00"))
    bad = document(projects, forms=[form("电费", "45800"), form("水费", "20000")])
    (missing,) = [result for result in results("forms.row", bad) if result.outcome == "soft"]
    assert missing.message == "项目“电费”（表中金额1.00万元）没有找到绩效目标申报表。请看一眼。"


def test_the_numbers_of_projects_and_forms_are_said_without_an_obligation() -> None:
    projects = table("projects", "total", row("电费", "4.58"), row("水费", "1.00"))
    result = only("forms.count", document(projects, forms=[form("电费", "45800")]))
    assert result.outcome == "soft"
    assert [result.expected, result.actual, result.difference] == [Decimal(2), Decimal(1), Decimal(-1)]
    assert result.message == "《projects表》列出项目2个，绩效目标申报表有1份。不一定是错，请看一眼原文件。"
