"""Project forms in themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.shapes import Funding, Lattice, LatticeCell, Page, Source, TextLine
from tests.ingest.checks.builders import document, form, funding, indicator, note, only, outcomes, results, row, table

FULL = (indicator("产出指标", "检查次数", "12次"), indicator("效益指标", "事故下降率", "5%"), indicator("满意度指标", "满意度", "90%"))


def test_money_is_the_sum_of_its_sources_for_period_and_year() -> None:
    assert outcomes("forms.funding", document(forms=[form("甲", "50000", "200000", 4)])) == ["exact", "exact"]
    bad = form("甲", "50000", year_money=funding("50000", central="20000", city="20000"))
    result = only("forms.funding", document(forms=[bad]))
    assert result.outcome == "mismatch"
    assert result.difference == Decimal(10000)
    blank = form("甲", "50000", year_money=Funding(total=funding("50000").total))
    assert outcomes("forms.funding", document(forms=[blank])) == ["not_evaluable"]


def test_sources_without_a_cell_for_their_sum_are_not_asked_for_it() -> None:
    money = Funding(fiscal=Decimal("92008.68"), other=Decimal("1577.77"))
    assert outcomes("forms.funding", document(forms=[form("甲", year_money=money)])) == ["not_evaluable"]
    assert outcomes("forms.funding", document(forms=[form("甲", year_money=money, has_total=False)])) == []


def test_where_a_source_could_not_be_read_nothing_is_said_of_the_sum() -> None:
    money = Funding(total=Decimal(50000), fiscal=Decimal(40000))
    assert only("forms.funding", document(forms=[form("甲", year_money=money)])).outcome == "mismatch"
    assert only("forms.funding", document(forms=[form("甲", year_money=money, unread=("year.other",))])).outcome == "not_evaluable"


def test_levels_of_government_are_parts_of_what_the_treasury_gives() -> None:
    money = Funding(total=Decimal(50000), fiscal=Decimal(30000), city=Decimal(30000), carryover=Decimal(20000))
    assert outcomes("forms.funding", document(forms=[form("甲", year_money=money)])) == ["exact"]


def test_a_figure_is_found_where_it_is_printed() -> None:
    places = tuple((name, Source(page=3, bbox=(0, at, 1, at + 1))) for at, name in enumerate(("year.total", "year.city")))
    bad = form("甲", year_money=funding("50000", city="40000"), sources=places)
    assert only("forms.funding", document(forms=[bad])).sources == tuple(place for _, place in places)


def test_a_form_without_money_is_left_alone() -> None:
    assert outcomes("forms.funding", document(forms=[form("甲")])) == []


@pytest.mark.parametrize(("period", "outcome"), [("200000", "exact"), ("300000", "soft"), ("150000", "soft")])
def test_a_lasting_projects_period_is_its_year_times_its_years(period: str, outcome: str) -> None:
    assert outcomes("forms.period", document(forms=[form("甲", "50000", period, 4)])) == [outcome]


def test_a_slip_of_the_decimal_point_is_named() -> None:
    result = only("forms.period", document(forms=[form("物业", "5088", "203520", 4)]))
    assert result.outcome == "soft"
    assert "10倍" in (result.hint or "")
    assert only("forms.period", document(forms=[form("防火", "100000", "450000", 4)])).hint is None


def test_a_single_projects_period_is_at_least_its_year() -> None:
    assert outcomes("forms.period", document(forms=[form("甲", "50000", "70000", 4, attribute="一次性项目")])) == ["exact"]
    assert outcomes("forms.period", document(forms=[form("甲", "50000", "40000", 4, attribute="一次性项目")])) == ["soft"]


def test_a_lost_amount_is_not_compared() -> None:
    assert outcomes("forms.period", document(forms=[form("甲", None, "40000", 4)])) == []


def test_a_form_has_output_benefit_and_satisfaction() -> None:
    assert outcomes("forms.fields", document(forms=[form("甲", "1", indicators=FULL)])) == ["exact"]
    short = only("forms.fields", document(forms=[form("甲", "1", indicators=FULL[:2])]))
    assert short.outcome == "soft"
    assert "满意度" in short.message
    lost = form("甲", "1", complete=False, missing=("项目概况",), indicators=FULL)
    assert outcomes("forms.fields", document(forms=[lost])) == ["not_evaluable"]


def test_a_template_that_was_not_filled_in_is_seen() -> None:
    good = form("甲", indicators=FULL)
    left = form("乙", indicators=(indicator("产出指标", "投入使用时间", "XX月XX日前"),))
    assert outcomes("forms.placeholder", document(forms=[good])) == ["exact"]
    assert outcomes("forms.placeholder", document(forms=[good, left])) == ["exact", "soft"]


def test_an_indicator_has_a_name_of_its_own() -> None:
    group = form("甲", indicators=(indicator("满意度指标", "服务对象满意度指标", "1", level2="服务对象满意度指标"),))
    broken_off = form("乙", indicators=(indicator("效益指标", "事故下降、", "1"),))
    assert outcomes("forms.indicator_name", document(forms=[form("丙", indicators=FULL)])) == ["exact"]
    assert outcomes("forms.indicator_name", document(forms=[group, broken_off])) == ["soft", "soft"]


def test_one_value_for_every_indicator_says_nothing() -> None:
    same = form("甲", indicators=tuple(indicator("产出指标", f"指标{i}", "≥100%" if i % 2 else "100%") for i in range(10)))
    various = form("甲", indicators=tuple(indicator("产出指标", f"指标{i}", f"{i}次") for i in range(10)))
    assert outcomes("forms.values", document(forms=[same])) == ["soft"]
    assert outcomes("forms.values", document(forms=[various])) == ["exact"]
    assert outcomes("forms.values", document(forms=[form("甲", indicators=FULL)])) == []


def test_text_that_breaks_off_is_named_where_the_reader_saw_it() -> None:
    assert outcomes("forms.cut_text", document(notes=(note("truncated_text"), note("lost_page")))) == ["soft"]
    assert outcomes("forms.cut_text", document()) == []


def test_the_form_of_a_department_is_no_projects() -> None:
    whole = form(None, "50000", kind="department", department="某局")
    assert outcomes("forms.fields", document(forms=[whole])) == []
    projects = table("projects", "total", row("甲", "5.00"))
    found = document(projects, forms=[form("甲", "50000"), whole])
    assert outcomes("forms.count", found) == ["exact"]
    assert outcomes("forms.form", found) == []


def test_a_goal_that_is_not_filled_in_bears_its_printed_name() -> None:
    def message(*printed: str) -> str:
        cells = tuple(LatticeCell(at, 0, 1, 1, text, Source(page=3)) for at, text in enumerate(printed))
        pages = (Page(3, (), lattices=(Lattice(3, len(cells), 1, cells),)), Page(4, (TextLine(9, "当年目标"),)))
        bad = form("甲", "1", indicators=FULL, goal_year=None, pages=(3,))
        return only("forms.fields", document(forms=[bad], pages=pages)).message

    assert message("项目名称", "年度\n目标", "绩效目标指标") == "申报表“甲”没有填写年度目标。"
    assert message("总体目标", "实施期目标", "年度目标") == "申报表“甲”没有填写总体目标。"
    assert message("实施期目标", "年度绩效目标") == "申报表“甲”没有填写实施期目标、年度绩效目标。"
    assert message("项目名称") == "申报表“甲”没有填写总体目标。"


def test_a_form_that_breaks_off_says_what_it_lacks() -> None:
    short, known = form("甲", complete=False), form("乙", complete=False, missing=("项目资金", "数量指标"))
    messages = [result.message for result in results("forms.fields", document(forms=[short, known]))]
    assert messages == [
        "无法核对：申报表“甲”缺页，看不到全部栏目，填得全不全不知道。",
        "无法核对：申报表“乙”缺页，缺少项目资金、数量指标，填得全不全不知道。",
    ]
