"""From an extraction and its corrections to the rows of an edition."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from budgets.facts import FactRow, derive, digest, meaning, row_keys
from budgets.overlay import Step
from tests.contracts import amount, column, expenditure, extraction, form, row, statement, table


def facts_of(*tables: dict[str, Any], year: int = 2023) -> list[FactRow]:
    return list(derive(extraction(tables=list(tables)), year).facts)


def test_a_printed_figure_carries_amount_text_unit_and_place() -> None:
    fact = derive(extraction(), 2023).facts[3]
    assert (fact.schedule, fact.row_key, fact.code, fact.label, fact.measure) == ("expenditure", "210", "210", "卫生健康支出", "total")
    assert (fact.presence, fact.yuan, fact.printed, fact.unit) == ("printed", Decimal("547000.00"), "54.70", "万元")
    assert (fact.place.line, fact.place.span, fact.fiscal_year, fact.figure) == (12, [40, 48], 2023, "this")


def test_blank_zero_and_dash_are_three_things() -> None:
    of_row = [fact for fact in derive(extraction(), 2023).facts if fact.code == "229"]
    assert [(fact.presence, fact.yuan, fact.printed) for fact in of_row] == [
        ("printed", Decimal("0.00"), "0.00"),
        ("blank", None, ""),
        ("dash", None, "—"),
    ]


def test_a_figure_whose_unit_is_unknown_is_printed_and_no_dash() -> None:
    """What it comes to in 元 nobody knows; that it is printed everybody sees."""
    read = table(
        "three_public", "“三公”经费表", [column(0, "total", "合计")], [row("合计", amount(0, "513.75", None, 5), line=5)], unit=None
    )
    (fact,) = facts_of(read)
    assert (fact.presence, fact.printed, fact.yuan, fact.unit) == ("printed", "513.75", None, "")


def test_a_blank_cell_is_to_be_looked_for_in_its_row() -> None:
    blank = next(fact for fact in derive(extraction(), 2023).facts if fact.presence == "blank")
    assert (blank.place.line, blank.place.span) == (11, None)


def test_an_empty_table_has_no_facts() -> None:
    assert facts_of(table("fund_expenditure", "政府性基金表", [column(0, "total", "合计")], [], no_data=True)) == []


def test_of_each_table_is_kept_what_it_calls_itself_and_how_many_cells_and_figures_it_has() -> None:
    empty = table("fund_expenditure", "政府性基金表", [column(0, "total", "合计")], [], no_data=True)
    first, second = derive(extraction(tables=[expenditure(), empty]), 2023).tables
    of_first = [fact for fact in facts_of(expenditure()) if fact.table == 0]
    blank = sum(fact.presence == "blank" for fact in of_first)
    assert blank > 0
    assert (first.fields["cells"], first.fields["figures"]) == (len(of_first), len(of_first) - blank)
    assert (second.fields["title"], second.fields["no_data"], second.fields["cells"]) == ("政府性基金表", True, 0)


def test_without_a_fiscal_year_there_are_no_facts_but_everything_else() -> None:
    rows = derive(extraction(), None)
    assert rows.facts == ()
    assert [len(rows.statements), len(rows.forms), len(rows.findings), len(rows.notes)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("of_row", "of_column", "header", "expected"),
    [
        (None, "total", ["合计"], ("total", "this", 2023)),
        (None, "total.previous", ["上年", "合计"], ("total", "previous", 2022)),
        (None, "previous", ["上年数"], ("amount", "previous", 2022)),
        (None, "abroad.final", ["出国", "决算数"], ("abroad", "final", 2023)),
        (None, "adjusted_budget", ["全年预算数"], ("amount", "adjusted_budget", 2023)),
        (None, "previous.final", ["上年", "决算数"], ("amount", "final", 2022)),
        (None, "carryover.general", ["结转", "一般公共预算"], ("carryover.general", "this", 2023)),
        (None, None, ["资产", "车辆"], ("资产/车辆", "this", 2023)),
        ("abroad", "total", ["合计"], ("abroad", "this", 2023)),
        ("abroad", "budget", ["预算数"], ("abroad", "budget", 2023)),
        ("abroad", "fund", ["政府性基金"], ("abroad.fund", "this", 2023)),
    ],
)
def test_what_a_column_says_of_time_and_procedure_moves_into_figure_and_year(
    of_row: str | None, of_column: str | None, header: list[str], expected: tuple[str, str, int]
) -> None:
    line = row("某行", line=1) | ({"measure": of_row} if of_row else {})
    assert meaning(line, column(0, of_column, *header), 2023) == expected


def test_a_year_printed_in_the_row_is_the_year_of_its_figures() -> None:
    line = row("三公经费", amount(0, "1.00", "10000.00", 5), line=5, year=2021)
    assert facts_of(table("three_public", "表", [column(0, "total", "合计")], [line]))[0].fiscal_year == 2021


def test_row_keys_are_the_code_or_the_path_of_labels() -> None:
    rows = [row("教育支出", line=1, code="205"), row("合计", line=2), row("其中：某项", line=3, path=("合计",))]
    assert row_keys(rows) == ["205", "合计", "合计/其中：某项"]


def test_projects_that_share_their_name_are_told_apart_by_an_ordinal() -> None:
    assert row_keys([row("某经费", line=1), row("别的", line=2), row("某经费", line=3), row("某经费", line=4)]) == [
        "某经费",
        "别的",
        "某经费#2",
        "某经费#3",
    ]


def test_rows_of_one_name_are_told_apart_by_the_few_words_beside_it() -> None:
    forms = [row("物业管理服务", line=n, texts=[{"header": "形式", "printed": form}]) for n, form in ((1, "集中采购"), (2, "分散采购"))]
    assert row_keys(forms) == ["物业管理服务|集中采购", "物业管理服务|分散采购"]
    assert row_keys(forms[:1]) == ["物业管理服务"]
    goals = [row("某经费", line=n, texts=[{"header": "绩效目标", "printed": goal * 50}]) for n, goal in ((1, "甲"), (2, "乙"))]
    assert row_keys(goals) == ["某经费", "某经费#2"]


def test_lines_that_share_a_code_are_told_apart_by_their_names() -> None:
    assert row_keys([row("办公费", line=1, code="2010101"), row("印刷费", line=2, code="2010101")]) == ["2010101|办公费", "2010101|印刷费"]


def test_the_same_line_of_two_units_is_told_apart_by_the_unit() -> None:
    rows = [row("行政运行", line=n, code="2010101", organisation={"code": code, "name": "某单位"}) for n, code in ((1, "001"), (2, "002"))]
    assert row_keys(rows) == ["2010101|001", "2010101|002"]


def test_the_two_sides_of_a_table_do_not_meet() -> None:
    columns = [column(0, "amount", "收入", "预算数", side="income"), column(1, "total", "支出", "合计", side="expenditure")]
    rows = [
        row("上年结转", amount(0, "1.00", "10000.00", 4), line=4, side="income"),
        row("上年结转", line=4, side="expenditure"),
    ]
    facts = facts_of(table("summary", "收支总表", columns, rows))
    assert [(fact.row_key, fact.column, fact.presence) for fact in facts] == [
        ("income:上年结转", 0, "printed"),
        ("expenditure:上年结转", 1, "blank"),
    ]


def test_rows_of_one_block_have_no_cells_in_another() -> None:
    columns = [column(0, "amount", "金额", block=1), column(1, "amount", "金额", block=2)]
    rows = [row("甲", line=4, block=1), row("乙", line=4, block=2)]
    assert [(fact.label, fact.column, fact.block) for fact in facts_of(table(None, "表", columns, rows))] == [("甲", 0, 1), ("乙", 1, 2)]


def test_two_columns_that_say_the_same_stay_two_facts() -> None:
    columns = [column(0, "total", "合计"), column(1, "total", "合计")]
    assert [fact.measure for fact in facts_of(table(None, "表", columns, [row("甲", line=4)]))] == ["total", "total#2"]


def test_fixed_rows_have_an_item() -> None:
    rows = [row("合计", line=4), row("公务接待费", line=5), row("某经费", line=6)]
    assert [fact.item for fact in facts_of(table("three_public", "表", [column(0, "amount", "数")], rows))] == ["total", "reception", ""]


def test_a_row_of_a_year_is_the_whole_table_of_that_year_where_no_other_row_is_of_it() -> None:
    """As 深圳市民政局（本级） prints its 表9 in 2026: 2025年, 2026年, 增减变化金额; with several units each comes once a unit."""

    def items(*labels: tuple[str, int | None]) -> list[tuple[int, str]]:
        rows = [row(label, amount(0, "1.00", "1.00", at), line=at, year=year) for at, (label, year) in enumerate(labels, start=1)]
        found = facts_of(table("three_public", "表", [column(0, "general", "一般公共预算")], rows), year=2026)
        return [(fact.fiscal_year, fact.item) for fact in found]

    assert items(("2025年", 2025), ("2026年", 2026), ("增减变化金额", None)) == [(2025, "total"), (2026, "total"), (2026, "")]
    assert items(("2026年", 2026), ("2026年", 2026)) == [(2026, ""), (2026, "")]


def test_counts_and_percentages_are_no_money() -> None:
    line = row("车辆", amount(0, "3", None, 4, value="3", kind="count", unit="辆"), line=4)
    fact = facts_of(table("operating", "表", [column(0, None, "数量")], [line]))[0]
    assert (fact.yuan, fact.value, fact.kind, fact.unit, fact.presence) == (None, Decimal(3), "count", "辆", "printed")


def test_a_number_that_the_database_could_not_keep_is_a_note_and_no_number() -> None:
    line = row("合计", amount(0, "9" * 25, "9" * 25, 4), line=4)
    rows = derive(extraction(tables=[table(None, "表", [column(0, "total", "合计")], [line])]), 2023)
    assert (rows.facts[0].yuan, rows.facts[0].presence) == (None, "printed")
    assert [note.fields["code"] for note in rows.notes] == ["doubled_text", "number_out_of_range"]


def test_a_key_that_is_too_long_is_shortened_and_stays_unique() -> None:
    keys = row_keys([row("项" * 500 + end, line=1) for end in "甲乙"])
    assert [len(key) for key in keys] == [400, 400]
    assert len(set(keys)) == 2


def test_the_money_of_a_form_is_in_yuan() -> None:
    rows = derive(extraction(forms=[form(total="4.5769") | {"unit": "万元"}, form(total=None)]), 2023)
    assert [item.fields["year_total"] for item in rows.forms] == [Decimal("45769.00"), None]


def test_statements_keep_their_printed_numbers() -> None:
    fields = derive(extraction(), 2023).statements[0].fields
    assert (fields["amount"], fields["base"], fields["change"], fields["percent"]) == (
        Decimal("159.79"),
        Decimal("152.61"),
        Decimal("7.18"),
        None,
    )
    assert (fields["reason"], fields["section"], fields["part_of"]) == ("", "", "")


# Corrections


def correct(**change: Any) -> Step:
    return Step(**{"id": 7, "field": "amount", "table": 0, "row": 1, "column": 0, "old": "54.70", "new": "55.70", **change})


def test_a_correction_changes_the_amount_and_leaves_the_printed_text() -> None:
    fact = derive(extraction(), 2023, [correct()]).facts[3]
    assert (fact.yuan, fact.printed, fact.correction, fact.place.line) == (Decimal("557000.00"), "54.70", 7, 12)


def test_corrections_follow_one_another() -> None:
    steps = [correct(), correct(id=8, old="55.70", new="-")]
    fact = derive(extraction(), 2023, steps).facts[3]
    assert (fact.presence, fact.yuan, fact.printed, fact.correction) == ("dash", None, "54.70", 8)


def test_a_blank_cell_can_be_filled_and_a_figure_taken_away() -> None:
    facts = derive(extraction(), 2023, [correct(column=2, old="", new="1.00"), correct(id=9, new="")]).facts
    assert [(fact.presence, fact.yuan, fact.printed) for fact in facts if fact.code == "210"] == [
        ("blank", None, "54.70"),
        ("printed", Decimal("547000.00"), "54.70"),
        ("printed", Decimal("10000.00"), ""),
    ]


def test_a_corrected_code_changes_the_key_of_the_whole_row() -> None:
    facts = derive(extraction(), 2023, [correct(field="code", column=None, old="229", new="230", row=2)]).facts
    assert {(fact.row_key, fact.correction) for fact in facts if fact.row == 2} == {("230", 7)}


@pytest.mark.parametrize(
    "change",
    [{"old": "54.71"}, {"row": 99}, {"table": 1}, {"column": 9}, {"new": "五十"}, {"field": "label", "column": None, "old": "教育"}],
)
def test_a_correction_that_does_not_fit_is_left_out_and_noted(change: dict[str, Any]) -> None:
    rows = derive(extraction(), 2023, [correct(**change)])
    assert rows.facts == derive(extraction(), 2023).facts
    assert rows.notes[-1].fields["code"] == "correction_no_longer_fits"


def test_the_reading_itself_is_never_changed() -> None:
    read = extraction()
    derive(read, 2023, [correct()])
    assert read == extraction()


# Digest


def test_the_digest_is_the_sha256_of_sorted_lines() -> None:
    one = table("expenditure", "表", [column(0, "total", "合计")], [row("合计", amount(0, "1.50", "15000.00", 4), line=4)])
    rows = derive(extraction(tables=[one], statements=[statement()], forms=[]), 2023)
    fact = "\t".join(["fact", "a" * 64, "2023", "0", "合计", "total", "this", "0", "printed", "15000", ""])
    said = "\t".join(["statement", "a" * 64, "机关运行经费", "2023", "159.79", "万元", "2022", "152.61", "7.18", ""])
    assert digest([rows]) == hashlib.sha256(f"{fact}\n{said}".encode()).hexdigest()


def test_the_digest_changes_with_a_figure_and_not_with_its_place() -> None:
    moved = extraction()
    moved["tables"][0]["rows"][0]["amounts"][0]["line"] = 99
    before = digest([derive(extraction(), 2023)])
    assert digest([derive(moved, 2023)]) == before
    assert digest([derive(extraction(), 2023, [correct()])]) != before
