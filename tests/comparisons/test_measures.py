"""One line through the years. The figures are those printed in disclosures, the quotients done by hand (long division)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import BREAKS, Basis, Breaks, Caution, Point, compare
from comparisons.matrix import Track, Year, track
from comparisons.measures import Line, Moved, Rank, against, measured, moved, ranks, share_of
from comparisons.prices import in_prices_of

BUDGET = Basis("budget", "department", schedule="general_expenditure", measure="total", fund="general")
JOBS = "2080705"
WANLI = {
    2023: {"合计": "164978640", "208": "27073236", JOBS: "6351000"},
    2024: {"合计": "156211123", "208": "19604064", JOBS: "4212300"},
}
"""上海市普陀区人民政府万里街道办事处: 合计, 社会保障和就业支出 and 公益性岗位补贴 of 一般公共预算支出功能分类预算表, in 元."""

ABOVE = {"208": "合计", JOBS: "208"}


def point(key: str, year: int, yuan: str | None, basis: Basis = BUDGET, **more: Any) -> Point:
    more.setdefault("parent", ABOVE.get(key))
    more.setdefault("presence", "blank" if yuan is None else "printed")
    return Point(key, more.pop("label", key), year, None if yuan is None else Decimal(yuan), basis, **more)


def years(figures: Mapping[int, Mapping[str, str | None]]) -> list[Year]:
    return [
        Year(year, tuple(point(key, year, yuan) for key, yuan in lines.items()), whole=True) if lines else Year(year, state="no_document")
        for year, lines in figures.items()
    ]


def one_line(*amounts: str | None, first: int = 2017) -> Track:
    return track(years({first + at: {"合计": amount} for at, amount in enumerate(amounts)}))


def indices(line: Line) -> list[tuple[str, int | None]]:
    return [(str(one.index.value.number or one.index.value.why), one.index.base) for one in line.years]


def two(number: Decimal | None) -> str:
    assert number is not None
    return f"{number:.2f}"


# Worked examples


def test_the_job_subsidies_of_wanli_fell_by_33_68_percent_between_two_budgets() -> None:
    latest = measured(track(years(WANLI)), JOBS).by_year[2024]
    assert latest.amount.number == 4212300
    assert latest.difference.number == -2138700
    assert two(latest.rate.number) == "-33.68"  # 2,138,700 ÷ 6,351,000 = 0.33675


def test_against_the_execution_they_rose_by_8_12_percent_and_the_two_are_never_mixed() -> None:
    execution = Basis("execution", "department", "text", unit="万元")
    said = point(JOBS, 2023, "3895900", execution)
    (change,) = compare([point(JOBS, 2023, "6351000"), said], [point(JOBS, 2024, "4212300")]).lines
    budget, executed = against(change)
    assert (budget.base.basis.stage, budget.base.basis.source, two(budget.rate.number)) == ("budget", "own", "-33.68")
    assert budget.rate.cautions == ()
    assert (executed.base.basis.stage, executed.base.basis.source) == ("execution", "text")
    assert executed.difference.number == 316400
    assert two(executed.rate.number) == "8.12"  # 31.64 ÷ 389.59 = 0.08121
    assert executed.rate.cautions == (Caution("other_stage", "execution", "budget"),)


def test_what_a_line_of_wanli_is_of_the_line_above_and_of_the_whole() -> None:
    before, after = measured(track(years(WANLI)), JOBS).years
    assert two(before.share.number) == "23.46"  # 6,351,000 ÷ 27,073,236
    assert two(after.share.number) == "21.49"  # 4,212,300 ÷ 19,604,064
    assert (before.parent and before.parent.key, before.top and before.top.key) == ("208", "合计")
    assert two(before.share_of_top.number) == "3.85"  # 6,351,000 ÷ 164,978,640
    assert two(after.points.number) == "-1.97"  # 21.487 − 23.459
    assert two(after.points_of_top.number) == "-1.15"  # 2.697 − 3.850
    assert before.points.why == "no_previous"


def test_the_cppcc_office_of_jiangsu_grew_by_20_93_percent_a_year() -> None:
    """江苏省政协办公厅, 支出总计 2017–2019: 9,146.79, 10,150.48, 13,377.11 万元. 13377.11 ÷ 9146.79 = 1.46249, its root 1.20933."""
    line = measured(one_line("91467900", "101504800", "133771100"), "合计")
    assert (two(line.compound.number), line.first, line.last) == ("20.93", 2017, 2019)
    assert [two(one.index.value.number) for one in line.years] == ["100.00", "110.97", "146.25"]
    assert {one.index.base for one in line.years} == {2017}
    assert [two(one.rate.number) for one in line.years[1:]] == ["10.97", "31.79"]


def test_in_prices_of_2019_it_grew_by_less() -> None:
    """CPI 2018 +2.07 %, 2019 +2.90 %: 9146.79 × 1.0207 × 1.029 = 9606.87628…; 13377.11 ÷ 9606.87628 = 1.39245, its root 1.18002."""
    line = measured(one_line("91467900", "101504800", "133771100"), "合计", in_prices_of(2019))
    amounts = [one.amount.number for one in line.years]
    assert amounts == [Decimal("91467900") * Decimal("1.0207") * Decimal("1.029"), Decimal("104448439.2"), Decimal("133771100")]
    assert two(line.compound.number) == "18.00"
    assert two(line.years[1].rate.number) == "8.72"  # 1.10973 ÷ 1.0207
    assert line.prices is not None
    assert "World Bank" in line.prices.source
    assert "CPI" in line.prices.label


# What does not exist


def test_a_blank_cell_is_never_zero() -> None:
    line = measured(one_line("100", None, "121"), "合计")
    blank, after = line.years[1:]
    numbers = (blank.amount, blank.difference, blank.rate, blank.index.value, after.difference, after.rate)
    assert [(value.number, value.why) for value in numbers] == [(None, "blank")] * 6
    assert indices(line) == [("100", 2017), ("blank", None), ("121", 2017)]
    assert line.compound.number == 10


@pytest.mark.parametrize(
    ("whole", "why"), [(None, "no_whole"), ("blank", "blank_whole"), ("0", "zero_base"), ("-5", "negative_base"), ("50", "")]
)
def test_a_share_needs_a_positive_whole(whole: str | None, why: str) -> None:
    above = None if whole is None else point("208", 2024, None if whole == "blank" else whole)
    share = share_of(point(JOBS, 2024, "10"), above)
    assert (share.number, share.why) == (None if why else Decimal(20), why)


@pytest.mark.parametrize(("field", "other"), [("stage", "final_accounts"), ("scope", "unit"), ("carry_over", "excluded"), ("fund", "all")])
def test_a_share_of_a_whole_on_another_basis_does_not_exist(field: str, other: str) -> None:
    basis = replace(BUDGET, carry_over="included")
    differing: dict[str, Any] = {field: other}
    share = share_of(point(JOBS, 2024, "10", basis), point("208", 2024, "50", replace(basis, **differing)))
    assert (share.number, share.why) == (None, "unlike")
    assert share.cautions == (Caution(field, getattr(basis, field), other),)


@pytest.mark.parametrize(("operating", "share"), [("40", "60.00"), ("30", None)])
def test_parts_of_other_funds_that_are_all_of_it_have_a_share(operating: str, share: str | None) -> None:
    """省高院: 人员经费 and 公用经费 of 财政拨款 are together all 基本支出: the money is the same, however its funds are called."""
    parts = (("personnel", "60"), ("operating", operating))
    told = [point(key, 2018, amount, replace(BUDGET, fund="fiscal"), parent="basic") for key, amount in parts]
    whole = point("basic", 2018, "100", replace(BUDGET, fund="all"))
    (year,) = measured(track([Year(2018, (whole, *told))]), "personnel").years
    assert (None if year.share.number is None else two(year.share.number), year.share.why) == (share, "" if share else "unlike")


@pytest.mark.parametrize(("operating", "share"), [("1,115.85", None), ("1,195.85", "78.94")])
def test_what_a_text_tells_without_its_fund_is_a_part_where_all_parts_add_up(operating: str, share: str | None) -> None:
    """江苏省政协办公厅 2018: the text tells both of 财政拨款基本支出 5,598.17; 支出总表 has 基本支出 5,678.17 of all funds."""
    text = Basis("budget", "department", "text")
    parts = (("personnel", "4,482.32"), ("operating", operating))
    told = [point(key, 2018, amount.replace(",", ""), text, parent="basic") for key, amount in parts]
    whole = point("basic", 2018, "5678.17", replace(BUDGET, fund="all"))
    (year,) = measured(track([Year(2018, (whole, *told))]), "personnel").years
    assert year.share.why == ("" if share else "fund_not_stated")
    assert (None if year.share.number is None else two(year.share.number)) == share


def test_of_a_line_that_nothing_is_above_there_is_no_share() -> None:
    assert measured(track(years(WANLI)), "合计").by_year[2024].share.why == "no_whole"
    assert measured(track(years(WANLI)), "合计").by_year[2024].share_of_top.why == "no_whole"


def test_a_share_whose_whole_became_another_line_has_no_change() -> None:
    before = Year(2023, (point("a", 2023, "1", parent="x"), point("x", 2023, "10")), whole=True)
    after = Year(2024, (point("a", 2024, "2", parent="y"), point("y", 2024, "10")), whole=True)
    points = measured(track([before, after]), "a").by_year[2024].points
    assert (points.number, points.why, points.cautions) == (None, "unlike", (Caution("whole", "x", "y"),))


def test_a_year_without_the_line_says_so() -> None:
    line = measured(track(years({2023: {"合计": "1"}, 2024: {"合计": "1", "208": "1"}})), "208")
    assert [(one.amount.why, one.index.value.why) for one in line.years] == [("no_figure", "no_figure"), ("", "")]
    assert line.years[1].difference.number == 1
    assert (line.years[1].rate.number, line.years[1].rate.why) == (None, "new")
    assert line.compound.why == "one_year"


def test_over_a_missing_year_nothing_is_compounded_and_the_index_begins_anew() -> None:
    line = measured(track(years({2017: {"合计": "80"}, 2018: {}, 2019: {"合计": "100"}, 2020: {"合计": "120"}})), "合计")
    assert (line.compound.number, line.compound.why) == (None, "year_missing")
    assert indices(line) == [("100", 2017), ("no_figure", None), ("100", 2019), ("120", 2019)]


def test_years_that_were_not_asked_for_are_missing_too() -> None:
    line = measured(track(years({2017: {"合计": "80"}, 2019: {"合计": "100"}})), "合计")
    assert line.compound.why == "year_missing"


def test_over_a_change_of_basis_nothing_is_compounded_and_the_index_begins_anew() -> None:
    """江苏省高级人民法院's 机关运行经费, 9,193.40 in 2017 and 3,407.38 in 2018: on another basis since, as its document says."""
    both = [Year(year, (point("机关运行经费", year, yuan),)) for year, yuan in ((2017, "91934000"), (2018, "34073800"))]
    line = measured(track(both, {(2017, 2018): {"机关运行经费": Caution("classification", after="口径调整")}}), "机关运行经费")
    assert (line.compound.why, line.compound.cautions) == ("unlike", (Caution("classification", after="口径调整"),))
    assert indices(line) == [("100", 2017), ("100", 2018)]
    assert [(value.number, value.why) for value in (line.years[1].difference, line.years[1].rate)] == [(None, "unlike")] * 2


def test_a_basis_that_one_year_does_not_say_does_not_hide_that_the_others_differ() -> None:
    bases = [replace(BUDGET, carry_over=carry_over) for carry_over in ("included", None, "excluded")]
    three = [Year(2017 + at, (point("合计", 2017 + at, "100", basis),)) for at, basis in enumerate(bases)]
    line = measured(track(three), "合计")
    assert line.compound.why == "unlike"
    assert [one.index.base for one in line.years] == [2017, 2017, 2019]


def test_a_code_that_means_something_else_since_breaks_index_and_compound_rate() -> None:
    found = track(years({2018: {"203": "10"}, 2019: {"203": "30"}}), {(2018, 2019): {"203": Caution("classification", after="拆分")}})
    line = measured(found, "203")
    assert line.compound.cautions == (Caution("classification", after="拆分"),)
    assert [one.index.base for one in line.years] == [2018, 2019]


@pytest.mark.parametrize(
    ("amounts", "why"),
    [(("0", "5"), "zero_base"), (("-1", "5"), "negative_base"), (("5", "0"), "end_not_positive"), (("5", "-1"), "end_not_positive")],
)
def test_a_compound_rate_needs_two_positive_ends(amounts: tuple[str, str], why: str) -> None:
    assert measured(one_line(*amounts), "合计").compound.why == why


def test_the_index_begins_with_the_first_positive_figure() -> None:
    line = measured(one_line("0", "-1", None, "50", "0"), "合计")
    assert [one.index.value.why for one in line.years] == ["zero_base", "negative_base", "blank", "", ""]
    assert [one.index.value.number for one in line.years[3:]] == [100, 0]


def test_a_base_whose_stage_is_not_stated_is_told_beside_rate_index_and_compound_rate() -> None:
    text = point("合计", 2022, "100", Basis(None, "department", "text"))
    line = measured(track([Year(2022, later=(text,)), Year(2023, (point("合计", 2023, "110"),))]), "合计")
    latest = line.years[1]
    assert {value.cautions for value in (latest.rate, latest.index.value, line.compound)} == {(Caution("stage_not_stated"),)}


@pytest.mark.parametrize("field", ["scope", "measure", "carry_over", "fund"])
def test_a_figure_is_set_against_another_stage_at_most(field: str) -> None:
    other: dict[str, Any] = {field: "other"}
    after = point(JOBS, 2024, "110", replace(BUDGET, carry_over="included"))
    (change,) = compare([point(JOBS, 2023, "100", replace(after.basis, **other))], [after]).lines
    (found,) = against(change)
    assert (found.rate.number, found.difference.number, found.rate.why) == (None, None, "unlike")


# Ranks


def test_equal_figures_share_a_place_and_what_is_missing_has_none() -> None:
    tracks = [one_line(amount) for amount in ("30", "50", "50", None, "10")]
    found = ranks([*tracks, track([])], "合计", 2017)
    assert [(rank.place, rank.among) for rank in found] == [(3, 4), (1, 4), (1, 4), (None, 4), (4, 4), (None, 4)]
    assert [rank.why for rank in found[3:]] == ["blank", "", "no_figure"]


def test_figures_on_unlike_bases_have_no_places_beside_each_other() -> None:
    unit = track([Year(2017, (point("合计", 2017, "9", replace(BUDGET, scope="unit")),))])
    found = ranks([one_line("5"), unit], "合计", 2017)
    assert found == (Rank(None, 0, "unlike", (Caution("scope", "department", "unit"),)),) * 2
    assert [(rank.place, rank.why) for rank in ranks([one_line("5"), unit], "合计", 2017, BUDGET)] == [(None, "alone"), (None, "unlike")]


def test_a_figure_that_may_be_an_execution_has_no_place_among_budgets() -> None:
    text = track([Year(2017, later=(point("合计", 2017, "9", Basis(None, "department", "text")),))])
    assert [(rank.place, rank.why) for rank in ranks([one_line("5"), text], "合计", 2017)] == [(None, "alone"), (None, "stage_not_stated")]


def test_a_place_among_one_is_none() -> None:
    assert ranks([one_line("5"), one_line(None)], "合计", 2017) == (Rank(None, 1, "alone"), Rank(None, 1, "blank"))
    tracks = [one_line("10", "25"), one_line("20", None), one_line("99", first=2018)]
    assert moved(tracks, "合计", 2017, 2018) == (None, None, None)


def test_places_change_only_among_those_that_have_one_in_both_years() -> None:
    """A rises from third to second of three; the one that first publishes in 2018, with the most of all, moves nobody."""
    tracks = [one_line("10", "25"), one_line("20", "20"), one_line("30", "30"), one_line("99", first=2018)]
    found = moved(tracks, "合计", 2017, 2018)
    assert found == (Moved(3, 2, 3), Moved(2, 3, 3), Moved(1, 1, 3), None)
    assert [one.places for one in found if one] == [1, -1, 0]


# Properties

CELLS = st.one_of(st.none(), st.decimals("-9e9", "9e9", places=2))
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)


def scaled(rows: list[tuple[Decimal | None, Decimal | None]], factor: int) -> Track:
    def written(yuan: Decimal | None) -> str | None:
        return None if yuan is None else str(yuan * factor)

    return track(years({2017 + at: {"合计": written(whole), "208": written(part)} for at, (whole, part) in enumerate(rows)}))


@given(ROWS, st.sampled_from([10, 100, 1000, 10_000, 100_000_000]))
def test_the_unit_changes_no_rate_no_share_and_no_index(rows: list[tuple[Decimal | None, Decimal | None]], factor: int) -> None:
    one, other = (measured(scaled(rows, by), "208") for by in (1, factor))
    assert one.compound == other.compound
    for plain, large in zip(one.years, other.years, strict=True):
        for name in ("rate", "share", "share_of_top", "points", "index"):
            assert getattr(plain, name) == getattr(large, name)
        assert large.amount.number == (None if plain.amount.number is None else plain.amount.number * factor)


@given(ROWS)
def test_where_a_cell_is_blank_nothing_is_a_number(rows: list[tuple[Decimal | None, Decimal | None]]) -> None:
    line = measured(scaled(rows, 1), "208")
    for (_, part), year in zip(rows, line.years, strict=True):
        if part is None:
            numbers = (year.amount, year.share, year.share_of_top, year.difference, year.rate, year.points, year.index.value)
            assert {value.number for value in numbers} == {None}


@given(ROWS)
def test_index_and_rates_tell_the_same(rows: list[tuple[Decimal | None, Decimal | None]]) -> None:
    line = measured(scaled(rows, 1), "合计")
    for before, after in zip(line.years, line.years[1:], strict=False):
        if before.index.value.number and after.index.value.number is not None and after.rate.number is not None:
            grown = before.index.value.number * (100 + after.rate.number) / 100
            assert abs(grown - after.index.value.number) <= abs(grown) * Decimal("1e-20") + Decimal("1e-12")


PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.decimals("0.01", "9e9", places=2), min_size=1)


@given(PARTS)
def test_the_shares_of_all_parts_are_the_whole(parts: dict[str, Decimal]) -> None:
    whole = point("合计", 2024, str(sum(parts.values())))
    shares = [share_of(point(key, 2024, str(yuan)), whole).number or Decimal(0) for key, yuan in parts.items()]
    assert abs(sum(shares, Decimal(-100))) < Decimal("1e-24")


SIDES = st.dictionaries(st.sampled_from("abcdefgh"), CELLS, max_size=8)


@given(SIDES, SIDES)
def test_comparing_the_other_way_round_mirrors_every_change(before: dict[str, Decimal | None], after: dict[str, Decimal | None]) -> None:
    def side(year: int, cells: dict[str, Decimal | None]) -> list[Point]:
        return [point(key, year, None if yuan is None else str(yuan)) for key, yuan in cells.items()]

    there = compare(side(2023, before), side(2024, after), whole=True)
    back = compare(side(2024, after), side(2023, before), whole=True)
    mirrored = {"new": "ended", "ended": "new"}
    assert {change.key for change in there.lines} == {change.key for change in back.lines}
    for change in there.lines:
        other = back.of(change.key)
        assert other is not None
        assert (other.before, other.after) == (change.after, change.before)
        assert other.kind == mirrored.get(change.kind, change.kind)
        for name in ("difference", "contribution"):
            number, opposite = getattr(change, name), getattr(other, name)
            assert opposite == (None if number is None else -number)
        if change.rate is not None and other.rate is not None:
            assert abs((100 + change.rate) * (100 + other.rate) - 10_000) <= Decimal("1e-15") * (100 + abs(change.rate)) * (
                100 + abs(other.rate)
            )


@pytest.mark.parametrize("code", [code for code in BREAKS if code != "classification"])
def test_nothing_leads_over_a_break_of_the_series(code: str) -> None:
    """No difference, rate, index, compound rate or change of a share between 100 and 300; from 300 to 330 all of them."""
    caution = Caution(code, "甲局", "乙局", "2018-11-20")
    figures = {year: {"合计": "1000", "208": amount} for year, amount in ((2018, "100"), (2019, "300"), (2020, "330"))}
    line = measured(track(years(figures), breaks={(2018, 2019): Breaks((caution,))}), "208")
    over, after = line.by_year[2019], line.by_year[2020]
    assert [one.number for one in (over.difference, over.rate, over.points, line.compound)] == [None] * 4
    assert caution in over.points.cautions
    assert caution in line.compound.cautions
    assert indices(line) == [("100", 2018), ("100", 2019), ("110", 2019)]
    assert [after.difference.number, after.points.number] == [Decimal(30), Decimal(3)]


def test_a_department_that_was_merged_in_keeps_nothing_apart() -> None:
    figures = {year: {"合计": amount} for year, amount in ((2018, "100"), (2019, "110"))}
    noted = Breaks(notes=(Caution("merge", "甲局", "乙局", "2018-11-20"),))
    assert measured(track(years(figures), breaks={(2018, 2019): noted}), "合计").by_year[2019].rate.number == 10


@pytest.mark.parametrize("code", BREAKS)
def test_over_a_break_no_source_of_last_year_is_a_base(code: str) -> None:
    breaks = Breaks((Caution(code, "甲局", "乙局"),))
    (change,) = compare([point(JOBS, 2023, "6351000")], [point(JOBS, 2024, "4212300")], breaks=breaks).lines
    (one,) = against(change)
    assert (one.difference.number, one.rate.number, one.rate.why) == (None, None, "unlike")
