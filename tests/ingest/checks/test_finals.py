"""What only final accounts have."""

from __future__ import annotations

from dataclasses import replace

from ingest.shapes import Column, Table
from tests.ingest.checks.builders import document, only, outcomes, row, statement, table

KINDS = (
    row("301 工资福利支出", "95.36"),
    row("303 对个人和家庭的补助", "1.00"),
    row("302 商品和服务支出", "10.23"),
    row("310 资本性支出", "_"),
)


def basic(personnel: str = "96.36", operating: str = "10.23") -> Table:
    return table("general_basic", "final", *KINDS, row("人员经费合计", personnel), row("公用经费合计", operating))


def test_the_two_sums_at_the_foot_are_those_of_their_classes() -> None:
    assert outcomes("finals.kinds", document(basic())) == ["exact", "exact"]
    assert outcomes("finals.kinds", document(basic(operating="10.32"))) == ["exact", "mismatch"]


def test_both_together_are_the_basic_expenditure() -> None:
    def functions(total: str) -> Table:
        return table("general_expenditure", "total basic", row("合计", f"300.00 {total}"))

    assert outcomes("finals.basic", document(functions("106.59"), basic())) == ["exact"]
    assert outcomes("finals.basic", document(functions("106.95"), basic())) == ["mismatch"]


def fund(figures: str) -> Table:
    drawn = table("fund_expenditure", "carryover ? total carried_forward", row("2120899 其他支出", figures))
    heads = ("年初结转和结余", "本年收入", "本年支出", "年末结转和结余")
    return replace(drawn, columns=tuple(Column(c.index, (head,), c.measure) for c, head in zip(drawn.columns, heads, strict=True)))


def test_a_fund_has_at_the_end_what_it_had_and_got_less_what_it_spent() -> None:
    assert outcomes("finals.balance", document(fund("5.00 20.00 18.00 7.00"))) == ["exact"]
    assert outcomes("finals.balance", document(fund("5.00 20.00 18.00 2.00"))) == ["mismatch"]
    assert outcomes("finals.balance", document(fund("_ 20.00 20.00 _"))) == []
    assert outcomes("finals.balance", document(fund("5.00 20.00 18.00 _"))) == ["not_evaluable"]


def test_a_column_without_a_head_is_none_of_a_balance() -> None:
    whole = fund("5.00 20.00 18.00 7.00")
    headless = replace(whole, columns=(*whole.columns, Column(4, ())))
    assert outcomes("finals.balance", document(headless)) == ["exact"]


def test_the_completion_is_the_final_amount_in_its_budget() -> None:
    def done(percent: str, base: str | None = "52.00") -> list[str]:
        said = statement("行政运行", "51.32", base=base, base_kind="adjusted_budget", percent=percent, percent_kind="completion")
        return outcomes("finals.completion", document(statements=(said,)))

    assert done("98.69") == ["exact"]
    assert done("99.69") == ["mismatch"]
    assert done("98.69", base=None) == []


def test_a_budget_of_nothing_has_no_completion() -> None:
    text = "年初预算为0万元，支出决算为307.82万元，完成年初预算的95.89%。"
    budget = statement("一般公共预算支出年初预算", "0", text=text)
    final = statement("一般公共预算支出", "307.82", text=text, base_kind="budget", percent="95.89", percent_kind="completion")
    result = only("finals.completion", document(statements=(budget, final)))
    assert (result.outcome, "预算为0" in result.message) == ("soft", True)
