"""Departments through renames, mergers, splits and transfers, as plain values. Amounts made up, sums by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import Basis, Caution, Evidence, Point
from comparisons.continuity import Gap, History, Lineage, Member, Succession, acts, added

A, B, C, D = 1, 2, 3, 4
NAMES = {A: "工商局", B: "质监局", C: "市场监管局", D: "知识产权局"}
REFORM = date(2018, 11, 20)
BUDGET = Basis("budget", "department", schedule="summary", measure="total", unit="万元")


def event(predecessor: int, successor: int, kind: str, on: date = REFORM) -> Succession:
    return Succession(predecessor, successor, kind, on, "机构改革方案")  # type: ignore[arg-type]


def history(*events: Succession, stage: str = "budget", since: Mapping[int, date] | None = None, **years: range) -> History:
    disclosed = {"ABCD".index(name) + 1: frozenset(found) for name, found in years.items()}
    return History(Lineage(events, NAMES, since or {}), stage, disclosed)


def members(found: History, department: int, *years: int) -> list[tuple[int, ...]]:
    return [found.members(department, year) for year in years]


def codes(cautions: tuple[Caution, ...]) -> list[str]:
    return [caution.code for caution in cautions]


# Renames


def test_a_rename_is_one_series_under_the_name_of_today() -> None:
    found = history(event(A, C, "rename"), A=range(2017, 2019), C=range(2019, 2021))
    assert members(found, C, 2017, 2018, 2019, 2020) == [(A,), (A,), (C,), (C,)]
    assert found.breaks(C, 2018, 2019) == ()
    assert found.told(C, (2017, 2020)) == (Caution("rename", "工商局", "市场监管局", date="2018-11-20", source="机构改革方案"),)


def test_renames_chain() -> None:
    found = history(
        event(A, B, "rename", date(2014, 6, 1)), event(B, C, "rename"), A=range(2013, 2015), B=range(2015, 2019), C=range(2019, 2020)
    )
    assert members(found, C, 2014, 2016, 2019) == [(A,), (B,), (C,)]
    assert found.lineage.before(C) == (C, B, A)


@pytest.mark.parametrize(
    ("kind", "on", "disclosed", "expected"),
    [
        ("rename", date(2026, 3, 1), (), False),  # tomorrow
        ("rename", date(2026, 2, 28), (), True),  # today
        ("rename", date(2026, 3, 1), (2026,), True),  # the new name already published its budget
        ("rename", date(2026, 3, 1), (2025,), False),  # another department's past
        ("merge", date(2026, 12, 1), (2025, 2026), False),  # it was there before, and its budget is its own alone
        ("merge", date(2026, 12, 1), (2026, 2027), True),
        ("split", date(2027, 1, 1), (2026,), False),
        ("split", date(2027, 1, 1), (2027,), True),
    ],
)
def test_what_is_to_come_acts_from_its_day_or_from_the_first_disclosure_after_it(
    kind: str, on: date, disclosed: tuple[int, ...], expected: bool
) -> None:
    assert acts(event(A, C, kind, on), date(2026, 2, 28), disclosed) == expected


def test_the_old_department_is_not_continued_by_the_new_one() -> None:
    found = history(event(A, C, "rename"), A=range(2017, 2019), C=range(2019, 2021))
    assert members(found, A, 2018, 2019) == [(A,), (A,)]


def test_a_circle_of_renames_ends() -> None:
    found = history(event(A, B, "rename"), event(B, A, "rename"))
    assert found.members(A, 2000) == ()
    assert set(found.lineage.before(A)) == {A, B}


def test_until_a_year_nothing_is_known_of_what_came_later() -> None:
    found = history(event(A, C, "merge"), event(B, C, "merge"), A=range(2017, 2019), B=range(2017, 2019), C=range(2019, 2021))
    assert members(found.until(2018), C, 2018) == [(C,)]
    assert members(found.until(2019), C, 2018) == [(A, B)]
    moved = history(event(A, B, "transfer", date(2019, 2, 1)), A=range(2017, 2021), B=range(2017, 2021))
    assert codes(moved.until(2019).breaks(B, 2018, 2019)) == ["transfer"]
    assert moved.until(2018).lineage.kin == frozenset()


# The year that a date belongs to


@pytest.mark.parametrize(
    ("on", "stage", "first"),
    [
        (date(2019, 1, 1), "budget", 2019),
        (date(2019, 1, 2), "budget", 2020),
        (date(2018, 11, 20), "budget", 2019),
        (date(2018, 3, 21), "budget", 2019),
        (date(2019, 1, 1), "final_accounts", 2019),
        (date(2018, 11, 20), "final_accounts", 2018),
    ],
)
def test_a_budget_is_of_who_was_there_when_it_was_approved_and_a_final_account_of_who_was_there_at_the_end(
    on: date, stage: str, first: int
) -> None:
    assert history(event(A, C, "rename", on), stage=stage).first_year(event(A, C, "rename", on)) == first


def test_who_disclosed_goes_before_the_rule() -> None:
    early = history(event(A, C, "rename", date(2018, 3, 21)), A=range(2016, 2018), C=range(2018, 2020))
    assert members(early, C, 2017, 2018) == [(A,), (C,)]
    late = history(event(A, C, "rename"), A=range(2016, 2020), C=range(2020, 2021))
    assert members(late, C, 2019, 2020) == [(A,), (C,)]


# Mergers


def test_before_a_merger_stand_all_who_were_merged() -> None:
    found = history(event(A, C, "merge"), event(B, C, "merge"), A=range(2017, 2019), B=range(2017, 2019), C=range(2019, 2021))
    assert members(found, C, 2018, 2019) == [(A, B), (C,)]
    assert found.breaks(C, 2018, 2019) == ()


def test_who_took_others_in_and_was_there_before_is_one_of_them() -> None:
    by_disclosures = history(event(A, C, "merge"), A=range(2017, 2019), C=range(2017, 2021))
    assert members(by_disclosures, C, 2018, 2019) == [(C, A), (C,)]
    by_name = history(event(A, C, "merge"), event(B, C, "merge"), since={C: date(2009, 1, 1)}, A=range(2018, 2019), C=range(2019, 2020))
    assert by_name.members(C, 2018) == (C, A, B)


def test_one_that_alone_was_merged_was_merged_into_something() -> None:
    """Nobody is merged with nobody: of a department with a single predecessor we do not know its own documents yet."""
    found = history(event(A, C, "merge"), A=range(2017, 2019), C=range(2019, 2021))
    assert found.members(C, 2018) == (C, A)


def test_a_new_department_may_have_disclosed_the_budget_of_the_year_where_its_name_says_that_it_is_new() -> None:
    on = date(2018, 3, 21)
    events = (event(A, C, "merge", on), event(B, C, "merge", on))
    known = history(*events, since={C: on}, A=range(2017, 2018), B=range(2017, 2018), C=range(2018, 2020))
    assert members(known, C, 2017, 2018) == [(A, B), (C,)]
    unknown = history(*events, A=range(2017, 2018), B=range(2017, 2018), C=range(2018, 2020))
    assert unknown.members(C, 2018) == (C, A, B)


def test_while_one_that_is_merged_still_discloses_the_year_is_a_sum() -> None:
    found = history(event(A, C, "merge"), A=range(2017, 2020), C=range(2017, 2021))
    assert members(found, C, 2019, 2020) == [(C, A), (C,)]


def test_where_the_new_and_the_old_both_disclosed_a_year_nothing_is_subtracted() -> None:
    found = history(event(A, C, "merge"), event(B, C, "merge"), A=range(2018, 2020), B=range(2018, 2019), C=range(2019, 2022))
    assert codes(found.breaks(C, 2018, 2019)) == ["merge_unclear"]
    assert codes(found.breaks(C, 2019, 2020)) == ["merge_unclear"]
    assert found.breaks(C, 2020, 2021) == ()


def test_of_a_department_alone_a_merger_is_told_and_breaks_nothing() -> None:
    found = history(event(A, C, "merge"), A=range(2017, 2019), C=range(2017, 2021))
    assert found.own_breaks(C, 2018, 2019) == ()
    assert codes(found.joined(C, 2018, 2019)) == ["merge"]
    assert found.joined(C, 2019, 2020) == ()


# Splits and transfers


@pytest.mark.parametrize("kind", ["split", "transfer"])
@pytest.mark.parametrize("department", [A, B])
def test_a_split_and_a_transfer_break_the_series_of_both_sides(kind: str, department: int) -> None:
    found = history(event(A, B, kind), A=range(2016, 2021), B=range(2019, 2021))
    told = Caution(kind, "工商局", "质监局", date="2018-11-20", source="机构改革方案")
    assert found.breaks(department, 2018, 2019) == (told,)
    assert found.breaks(department, 2019, 2020) == ()
    assert found.own_breaks(department, 2018, 2019) == (told,)


def test_a_department_that_was_split_off_shows_where_it_came_from() -> None:
    found = history(event(A, B, "split"), A=range(2017, 2021), B=range(2019, 2021))
    assert members(found, B, 2018, 2019) == [(A,), (B,)]
    assert members(found, A, 2018, 2019) == [(A,), (A,)]


def test_a_transfer_chains_nothing() -> None:
    found = history(event(A, B, "transfer"), A=range(2017, 2021), B=range(2019, 2021))
    assert found.members(B, 2018) == (B,)
    assert found.lineage.before(B) == (B,)


@pytest.mark.parametrize(
    ("on", "stage", "broken"),
    [
        (date(2018, 11, 20), "budget", [2019]),
        (date(2018, 3, 21), "budget", [2018, 2019]),
        (date(2019, 1, 1), "budget", [2019]),
        (date(2018, 11, 20), "final_accounts", [2018, 2019]),
        (date(2019, 1, 1), "final_accounts", [2019]),
    ],
)
def test_where_the_year_is_not_sure_both_steps_are_broken(on: date, stage: str, broken: list[int]) -> None:
    found = history(event(A, B, "transfer", on), stage=stage)
    assert [year for year in range(2016, 2022) if found.breaks(A, year - 1, year)] == broken


def test_over_several_years_a_break_between_them_counts() -> None:
    found = history(event(A, B, "transfer"))
    assert codes(found.breaks(A, 2015, 2021)) == ["transfer"]


def test_a_rename_with_duties_from_others_is_one_series_that_is_broken() -> None:
    """安监局 became 应急管理局 and took 救灾 over from 民政局: its figures of 2018 stand there, and are not subtracted."""
    found = history(event(A, C, "rename"), event(B, C, "transfer"), A=range(2017, 2019), B=range(2017, 2021), C=range(2019, 2021))
    assert members(found, C, 2018, 2019) == [(A,), (C,)]
    assert codes(found.breaks(C, 2018, 2019)) == ["transfer"]


def test_a_transfer_between_two_that_are_added_up_moves_nothing() -> None:
    events = (event(A, B, "transfer", date(2017, 6, 1)), event(A, C, "merge"), event(B, C, "merge"))
    found = history(*events, A=range(2016, 2019), B=range(2016, 2019), C=range(2019, 2021))
    assert found.breaks(C, 2017, 2018) == ()
    assert codes(found.breaks(A, 2017, 2018)) == ["transfer"]


# Sums


def point(key: str, yuan: int | None, basis: Basis = BUDGET, **more: Any) -> Point:
    amount = None if yuan is None else Decimal(yuan)
    known: dict[str, Any] = {"label": key, "evidence": Evidence("fact", 7), "step": Decimal(100), **more}
    return Point(key=key, year=2018, yuan=amount, basis=basis, **known)


def member(name: str, *points: Point, there: bool = True) -> Member:
    return Member(name, points, there)


def test_a_sum_names_its_parts_and_keeps_their_evidence() -> None:
    one, other = point("支出", 12_345_600), point("支出", 20_000_000, evidence=Evidence("fact", 8))
    (found,), gaps = added(2018, [member("工商局", one), member("质监局", other)], whole=False)
    assert (found.yuan, found.step, gaps) == (Decimal(32_345_600), Decimal(200), ())
    assert found.derivation == "工商局 1,234.56 + 质监局 2,000.00 = 3,234.56"
    assert (found.evidence, found.printed, found.owner) == (None, "", "")
    assert [(part.owner, part.yuan, part.evidence) for part in found.addends] == [
        ("工商局", Decimal(12_345_600), Evidence("fact", 7)),
        ("质监局", Decimal(20_000_000), Evidence("fact", 8)),
    ]


def test_without_a_document_of_each_nothing_is_added_up() -> None:
    points, gaps = added(2018, [member("工商局", point("支出", 1)), member("质监局", there=False)], whole=False)
    assert (points, gaps) == ((), (Gap(2018, "质监局", "no_document"),))


def test_a_figure_that_one_lacks_is_not_added_up_and_the_others_are() -> None:
    full = member("工商局", point("支出", 5), point("三公", 3))
    points, gaps = added(2018, [full, member("质监局", point("支出", 4))], whole=False)
    assert [(one.key, one.yuan) for one in points] == [("支出", Decimal(9))]
    assert gaps == (Gap(2018, "质监局", "no_figure", "三公", "三公"),)


@pytest.mark.parametrize("presence", ["blank", "dash"])
def test_a_blank_cell_and_a_dash_are_no_zero(presence: str) -> None:
    points, gaps = added(2018, [member("工商局", point("三公", 3)), member("质监局", point("三公", None, presence=presence))], whole=False)
    assert (points, gaps) == ((), (Gap(2018, "质监局", "blank", "三公", "三公"),))


@pytest.mark.parametrize("whole", [False, True])
def test_unlike_figures_are_not_added_up(whole: bool) -> None:
    with_rest = Basis("budget", "department", carry_over="included", unit="万元")
    without = Basis("budget", "department", carry_over="excluded", unit="万元")
    points, gaps = added(2018, [member("工商局", point("a", 3, with_rest)), member("质监局", point("a", 4, without))], whole=whole)
    assert points == ()
    assert [(gap.name, gap.why) for gap in gaps] == [("工商局", "unlike"), ("质监局", "unlike")]


def test_of_whole_tables_a_line_that_one_lacks_counts_for_nothing() -> None:
    points, gaps = added(2018, [member("工商局", point("201", 3), point("208", 1)), member("质监局", point("201", 4))], whole=True)
    assert [(one.key, one.yuan, one.owner) for one in points] == [("201", Decimal(7), ""), ("208", Decimal(1), "工商局")]
    assert gaps == ()


def test_of_a_table_that_one_lacks_nothing_is_added_up() -> None:
    points, gaps = added(2018, [member("工商局", point("201", 3)), member("质监局")], whole=True)
    assert (points, gaps) == ((), (Gap(2018, "质监局", "no_table"),))


def test_lines_that_all_leave_blank_stay_blank() -> None:
    blank = point("项目", None, presence="blank")
    (found,), _ = added(2018, [member("工商局", blank), member("质监局", blank)], whole=True)
    assert (found.yuan, found.presence) == (None, "blank")


def test_what_bases_say_differently_a_sum_does_not_say() -> None:
    in_yuan = Basis("budget", "department", schedule="income", measure="total", unit="元", carry_over="included")
    (found,), _ = added(2018, [member("工商局", point("a", 3)), member("质监局", point("a", 4, in_yuan))], whole=False)
    assert found.basis == Basis("budget", "department", measure="total")


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=6))
def test_a_sum_is_exactly_that_of_its_parts(amounts: list[int]) -> None:
    parts = [member(f"局{number}", point("a", amount)) for number, amount in enumerate(amounts)]
    (found,), _ = added(2018, parts, whole=False)
    assert found.yuan == sum(amounts) == sum(part.yuan or 0 for part in found.addends)
