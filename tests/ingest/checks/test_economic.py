"""人员经费 and 公用经费 by economic classes."""

from __future__ import annotations

from ingest.shapes import Table
from tests.ingest.checks.builders import document, outcomes, row, table


def basic(personnel: str = "1,327.00", operating: str = "159.79", *more: str) -> Table:
    return table(
        "general_basic",
        "total personnel operating",
        row("合计", f"1,486.79 {personnel} {operating}"),
        row("工资福利支出", "1,326.46 1,326.46 _"),
        row("基本工资", "1,326.46 1,326.46 _", path=("工资福利支出",)),
        row("商品和服务支出", "159.79 _ 159.79"),
        row("对个人和家庭的补助", "0.54 0.54 _"),
        *(row(label, "1.00 _ 1.00") for label in more),
    )


def test_personnel_is_wages_and_allowances_and_operating_is_goods_and_services() -> None:
    assert outcomes("economic.personnel", document(basic())) == ["exact"]
    assert outcomes("economic.operating", document(basic())) == ["exact"]


def test_another_figure_is_a_mismatch() -> None:
    assert outcomes("economic.personnel", document(basic(personnel="1,337.00"))) == ["mismatch"]
    assert outcomes("economic.operating", document(basic(operating="169.79"))) == ["mismatch"]


def test_capital_expenditure_belongs_to_operating() -> None:
    assert outcomes("economic.operating", document(basic("1,327.00", "160.79", "资本性支出"))) == ["exact"]


def test_a_class_that_is_not_known_may_hold_the_difference() -> None:
    assert outcomes("economic.operating", document(basic("1,327.00", "160.79", "不明支出"))) == ["not_evaluable"]


def test_a_blank_total_cannot_be_compared() -> None:
    assert outcomes("economic.personnel", document(basic(personnel="_"))) == ["not_evaluable"]


def test_codes_decide_where_they_are_printed() -> None:
    coded = table(
        "general_basic",
        "total personnel operating",
        row("合计", "9.00 6.00 3.00"),
        row("301 工资福利支出", "5.00 5.00 _"),
        row("30101 基本工资", "5.00 5.00 _"),
        row("303 对个人和家庭的补助", "1.00 1.00 _"),
        row("302 商品和服务支出", "3.00 _ 3.00"),
    )
    assert outcomes("economic.personnel", document(coded)) == ["exact"]
    assert outcomes("economic.operating", document(coded)) == ["exact"]


def test_where_the_table_itself_divides_a_class_the_classes_do_not_say_what_is_which() -> None:
    divided = table(
        "general_basic",
        "total personnel operating",
        row("合计", "9.00 7.00 2.00"),
        row("301 工资福利支出", "6.00 6.00 _"),
        row("302 商品和服务支出", "3.00 1.00 2.00"),
    )
    assert outcomes("economic.personnel", document(divided)) == []
    assert outcomes("economic.operating", document(divided)) == []
    assert outcomes("hierarchy.total", document(divided)) == ["exact", "exact", "exact"]
