"""“三公”经费."""

from __future__ import annotations

from dataclasses import replace

from ingest.shapes import Table
from tests.ingest.checks.builders import document, outcomes, results, row, table


def by_rows(abroad: str = "1.00", vehicles: str = "10.50", total: str = "13.50", *more: tuple[str, str, str]) -> Table:
    return table(
        "three_public",
        "total",
        row("因公出国（境）费", abroad, measure="abroad"),
        row("公务接待费", "2.00", measure="reception"),
        row("公务用车购置及运行费", vehicles, measure="vehicles"),
        row("①公务用车购置费", "_", measure="vehicle_purchase"),
        row("②公务用车运行维护费", "10.50", measure="vehicle_running"),
        *(row(label, amount, measure=measure) for label, amount, measure in more),
        row("合计", total),
    )


def test_parts_and_vehicles_add_up_and_are_not_added_twice() -> None:
    assert outcomes("three_public.parts", document(by_rows())) == ["exact"]
    assert outcomes("three_public.vehicles", document(by_rows())) == ["exact"]


def test_they_break_alone() -> None:
    assert outcomes("three_public.parts", document(by_rows(total="14.50"))) == ["mismatch"]
    assert outcomes("three_public.vehicles", document(by_rows(vehicles="11.50", total="14.50"))) == ["mismatch"]


def test_a_blank_total_cannot_be_compared() -> None:
    assert outcomes("three_public.parts", document(by_rows(total="_"))) == ["not_evaluable"]


def test_meetings_and_training_may_be_inside_the_total_or_beside_it() -> None:
    meetings = ("会议费", "3.00", "meetings")
    assert outcomes("three_public.parts", document(by_rows("1.00", "10.50", "16.50", meetings))) == ["exact"]
    assert outcomes("three_public.parts", document(by_rows("1.00", "10.50", "13.50", meetings))) == ["exact"]
    assert outcomes("three_public.parts", document(by_rows("1.00", "10.50", "20.00", meetings))) == ["not_evaluable"]


def test_items_may_be_columns_in_several_stages() -> None:
    wide = table(
        "three_public",
        "total.budget abroad.budget reception.budget vehicles.budget vehicles.vehicle_purchase.budget vehicles.vehicle_running.budget"
        " total.final abroad.final reception.final vehicles.final",
        row("某局", "13.50 1.00 2.00 10.50 0.00 10.50 9.00 0.00 1.00 7.00"),
    )
    assert [(r.subject, r.outcome) for r in results("three_public.parts", document(wide))] == [
        ("three_public total 某局 budget", "exact"),
        ("three_public total 某局 final", "mismatch"),
    ]
    assert outcomes("three_public.vehicles", document(wide)) == ["exact"]


def test_a_table_that_lacks_an_item_is_not_added_up() -> None:
    assert outcomes("three_public.parts", document(table("three_public", "total abroad reception", row("某局", "9.00 1.00 2.00")))) == []


def test_a_table_without_a_total_is_not_added_up() -> None:
    parts = table("three_public", "abroad reception vehicles", row("某局", "1.00 2.00 3.00"))
    assert outcomes("three_public.parts", document(parts)) == []


def test_under_a_total_of_several_budgets_each_has_its_own() -> None:
    def budgets(total: str) -> Table:
        plain = table("three_public", "general abroad.general reception.general vehicles.general", row("某局", f"{total} 1.00 2.00 3.00"))
        whole, *items = plain.columns
        return replace(plain, columns=(replace(whole, header=("总计", "一般公共预算")), *items))

    assert outcomes("three_public.parts", document(budgets("6.00"))) == ["exact"]
    assert outcomes("three_public.parts", document(budgets("7.00"))) == ["mismatch"]


def test_the_parts_of_the_vehicles_stand_for_their_blank_sum() -> None:
    def blank(total: str) -> Table:
        columns = "total abroad reception vehicles vehicles.vehicle_purchase vehicles.vehicle_running"
        return table("three_public", columns, row("某局", f"{total} 1.00 2.00 _ 3.00 4.00"))

    assert outcomes("three_public.parts", document(blank("10.00"))) == ["exact"]
    assert outcomes("three_public.parts", document(blank("6.00"))) == ["mismatch"]


def with_meetings(three: str, all_of_them: str) -> Table:
    """One row a unit, a total of all and one of the three, as tables with meetings and training beside them have it."""
    wide = table(
        "three_public",
        "current current current.abroad current.reception current.vehicles current.meetings current.training",
        row("合计", f"{all_of_them} {three} 1.00 2.00 10.50 3.00 4.00", measure="total"),
    )
    heads = (("当年", "合计"), ("当年", "“三公”经费", "小计"))
    columns = [replace(column, header=heads[at]) if at < 2 else column for at, column in enumerate(wide.columns)]
    return replace(wide, columns=tuple(columns))


def test_the_total_of_the_three_and_that_with_meetings_and_training_are_each_added_up() -> None:
    assert outcomes("three_public.parts", document(with_meetings("13.50", "20.50"))) == ["exact", "exact"]
    assert outcomes("three_public.parts", document(with_meetings("2.86", "20.50"))) == ["mismatch", "exact"]


def test_the_row_of_the_three_themselves_is_their_total() -> None:
    rows = table(
        "three_public",
        "total",
        row("行政经费", "99.00"),
        row("“三公”经费", "13.50", measure="total"),
        row("因公出国（境）费", "1.00", measure="abroad"),
        row("公务接待费", "2.00", measure="reception"),
        row("公务用车购置及运行费", "10.50", measure="vehicles"),
    )
    assert outcomes("three_public.parts", document(rows)) == ["exact"]


def test_a_sentence_names_row_and_column_as_they_are_printed() -> None:
    wide = with_meetings("2.86", "21.50")
    units = [replace(line, label="某局", measure=None, organisation=(code, "某局")) for line in wide.lines for code in ("125", "125001")]
    messages = [result.message for result in results("three_public.parts", document(replace(wide, lines=tuple(units))))]
    cells = ("“125 某局”一行的“当年 / “三公”经费 / 小计”", "“125001 某局”一行的“当年 / “三公”经费 / 小计”")
    assert [message.split("，")[0] for message in messages[:2]] == [f"《three_public表》{cell}" for cell in cells]
    assert "《three_public表》“125 某局”一行的“当年 / 合计”，按其各项相加，是13.50万元" in messages[2]
    assert not any(word in "".join(messages).replace("three_public表", "") for word in ("current", "total"))


def test_items_in_rows_are_named_by_row_and_column() -> None:
    (bad,) = results("three_public.vehicles", document(by_rows(vehicles="11.50", total="14.50")))
    assert bad.message.startswith("《three_public表》“公务用车购置及运行费”一行的“合计”，按其各项相加，是10.50万元，印的是11.50万元")
