"""Years in a row: steps, rows, residuals and what a waterfall is made of. All sums by hand."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import Basis, Caution, Point, compare
from comparisons.matrix import Track, Year, renamed, rows, track, waterfall

BUDGET = Basis("budget", "department")


def point(key: str, year: int, yuan: int | None, **more: object) -> Point:
    fields: dict[str, object] = {"label": key, "basis": BUDGET, "code": key if key.isdigit() else "", **more}
    return Point(key=key, year=year, yuan=None if yuan is None else Decimal(yuan), **fields)  # type: ignore[arg-type]


def year(number: int, *own: Point, later: tuple[Point, ...] = (), whole: bool = False) -> Year:
    return Year(number, own, later, whole=whole)


def table(number: int, **amounts: int) -> Year:
    """A whole table: its total and the parts of it, by code without the leading c."""
    total = sum(amounts.values())
    parts = (point(key[1:], number, amount, parent="合计") for key, amount in amounts.items())
    return year(number, point("合计", number, total), *parts, whole=True)


def differences(found: Track, key: str) -> list[tuple[int, int, Decimal | None]]:
    changes = [(step, step.changes.of(key)) for step in found.steps]
    return [(step.before, step.after, change.difference if change else None) for step, change in changes]


def test_each_year_is_compared_with_the_one_before_it_in_order() -> None:
    found = track([year(2019, point("a", 2019, 70)), year(2017, point("a", 2017, 10)), year(2018, point("a", 2018, 30))])
    assert [one.year for one in found.years] == [2017, 2018, 2019]
    assert differences(found, "a") == [(2017, 2018, Decimal(20)), (2018, 2019, Decimal(40))]


def test_over_a_year_without_figures_nothing_is_subtracted() -> None:
    found = track([year(2017, point("a", 2017, 10)), Year(2018, state="no_document"), year(2019, point("a", 2019, 70))])
    assert found.steps == ()


def test_a_year_without_a_document_takes_what_the_next_years_says_of_it() -> None:
    text = point("a", 2022, 15, basis=Basis(None, "department", "text"))
    found = track([Year(2022, later=(text,), state="no_document"), year(2023, point("a", 2023, 40))])
    assert found.figures[2022]["a"] is text
    assert differences(found, "a") == [(2022, 2023, Decimal(25))]
    (step, caution, lines), *_ = found.cautions(lambda _key: True)
    assert (step.before, caution.code, [line.key for line in lines]) == (2022, "stage_not_stated", ["a"])
    assert found.cautions(lambda key: key != "a") == ()


def test_the_own_document_goes_before_the_next_one() -> None:
    text = point("a", 2022, 15, basis=Basis("budget", "department", "text"))
    found = year(2022, point("a", 2022, 14), later=(text,))
    assert found.figures["a"].yuan == 14


def test_a_later_year_whose_stage_is_not_stated_is_cautioned_against_too() -> None:
    text = point("a", 2022, 15, basis=Basis(None, "department", "text"))
    found = track([year(2021, point("a", 2021, 10)), Year(2022, later=(text,))])
    assert [caution.code for _, caution, _lines in found.cautions(lambda _key: True)] == ["stage_of_this_year_not_stated"]


def test_what_a_whole_table_lacks_is_not_filled_from_the_next_one() -> None:
    later = point("b", 2022, 5, basis=Basis(None, "department", "table"))
    assert set(year(2022, point("a", 2022, 1), later=(later,), whole=True).figures) == {"a"}
    assert set(year(2022, point("a", 2022, 1), later=(later,)).figures) == {"a", "b"}


def test_contributions_add_up_to_the_difference_of_the_total() -> None:
    found = track([table(2023, c201=100, c208=500), table(2024, c201=90, c205=25, c208=300)])
    (step,) = found.steps
    assert {key: step.contribution(key) for key in ("201", "205", "208")} == {"201": -10, "205": 25, "208": -200}
    assert step.contribution("合计") is None
    assert step.levels["合计"].residual == 0
    assert step.share("208") == Decimal(100) * -200 / 600


def test_what_parts_do_not_explain_is_the_residual() -> None:
    before = year(2023, point("合计", 2023, 100), point("201", 2023, 60, parent="合计"), whole=True)
    after = year(2024, point("合计", 2024, 130), point("201", 2024, 70, parent="合计"), whole=True)
    (step,) = track([before, after]).steps
    assert step.levels["合计"].residual == 20


def test_rows_stand_in_the_order_of_the_latest_year_and_the_total_below_its_parts() -> None:
    found = track([table(2023, c201=1, c204=2, c208=3), table(2024, c201=1, c205=9, c208=3)])
    (only,) = rows([found], totals_last=True)
    assert [(row.key, row.kind, row.depth) for row in only.rows] == [
        ("201", "line", 0),
        ("204", "line", 0),
        ("205", "line", 0),
        ("208", "line", 0),
        ("合计~", "residual", 0),
        ("合计", "total", 0),
    ]


def test_parts_are_indented_behind_their_whole_and_the_largest_fall_is_first() -> None:
    def lines(number: int, first: int, second: int) -> Year:
        both = first + second
        own = (
            point("合计", number, both),
            point("208", number, both, parent="合计"),
            point("20801", number, first, parent="208"),
            point("20802", number, second, parent="208"),
        )
        return year(number, *own, whole=True)

    (only,) = rows([track([lines(2023, 50, 50), lines(2024, 60, 10)])], totals_last=True)
    assert [(row.key, row.depth) for row in only.rows if row.kind == "line"] == [("208", 0), ("20802", 1), ("20801", 1)]


def test_the_two_sides_of_a_table_stand_apart() -> None:
    own = [point(f"{side}:total", 2023, 1, label=label) for side, label in (("income", "收入总计"), ("expenditure", "支出总计"))]
    assert [one.side for one in rows([track([year(2023, *own)])], totals_last=True)] == ["income", "expenditure"]


def test_a_replaced_code_is_one_line_through_the_years() -> None:
    old, new = table(2018, c2240106=10), table(2019, c2240105=30)
    found = track(renamed([old, new], {2018: {"2240106": "2240105"}}))
    assert differences(found, "2240105") == [(2018, 2019, Decimal(20))]
    assert "2240106" not in found.keys


def test_a_code_that_means_something_else_is_not_subtracted() -> None:
    found = track([table(2018, c203=10), table(2019, c203=30)], {(2018, 2019): {"203": Caution("classification", after="拆分")}})
    assert differences(found, "203") == [(2018, 2019, None)]


AMOUNTS = st.dictionaries(st.sampled_from([f"c2{number:02}" for number in range(1, 12)]), st.integers(0, 10**9), min_size=1)


@given(AMOUNTS, AMOUNTS)
def test_a_waterfall_leads_from_total_to_total_falls_before_rises_each_largest_first(before: dict[str, int], after: dict[str, int]) -> None:
    (step,) = track([table(2023, **before), table(2024, **after)]).steps
    fall = waterfall(step.changes, "合计")
    if fall is None:
        assert step.changes.parts("合计") == ()
        return
    amounts = [part.contribution or Decimal(0) for part in fall.parts]
    assert sum(before.values()) + sum(amounts) == sum(after.values())
    assert fall.residual == 0
    falls, rises = [amount for amount in amounts if amount < 0], [amount for amount in amounts if amount > 0]
    assert amounts == sorted(falls) + sorted(rises, reverse=True)
    assert len(amounts) + fall.unchanged == len(set(before) | set(after))


def test_a_waterfall_keeps_what_the_parts_leave_unexplained_as_a_part_of_its_own() -> None:
    before = [point("合计", 2023, 100), point("201", 2023, 60, parent="合计")]
    after = [point("合计", 2024, 130), point("201", 2024, 70, parent="合计")]
    fall = waterfall(compare(before, after, whole=True), "合计")
    assert fall is not None
    assert (fall.difference, fall.residual, [part.contribution for part in fall.parts]) == (Decimal(30), Decimal(20), [Decimal(10)])


def test_a_waterfall_names_lines_of_the_same_name_by_what_they_are_part_of() -> None:
    def lines(number: int, amount: int) -> list[Point]:
        own = [point("合计", number, 2 * amount)]
        for code, label in (("201", "一般公共服务支出"), ("212", "城乡社区支出")):
            own.append(point(code, number, amount, parent="合计", label=label))
            own.append(point(f"{code}01", number, amount, parent=code, label="行政运行"))
        return own

    fall = waterfall(compare(lines(2023, 9), lines(2024, 4), whole=True), "合计")
    assert fall is not None
    assert set(fall.names) == {"行政运行（一般公共服务支出）", "行政运行（城乡社区支出）"}


def test_without_a_figure_on_one_side_there_is_no_waterfall() -> None:
    blank = [point("合计", 2023, None, presence="blank"), point("201", 2023, 1, parent="合计")]
    assert waterfall(compare(blank, [point("合计", 2024, 1), point("201", 2024, 1, parent="合计")], whole=True), "合计") is None
