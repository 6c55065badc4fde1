"""What is expected, and what of it is missing, late, empty, or lacks tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from comparisons.roster import STANDARD, Disclosed, Due, Entry, Listed, published, roster

EIGHT = STANDARD["budget"]


def due(year: int, stage: str = "budget", scope: str = "department", department: int = 1) -> Due:
    return Due(department, year, stage, scope)


def there(year: int, full: tuple[str, ...] = EIGHT, **more: Any) -> Disclosed:
    return Disclosed(due(year), year, full, **more)


def listed(year: int, **dates: Any) -> Listed:
    return Listed(due(year), "某省部门名单", "第三条", **dates)


def states(entries: tuple[Entry, ...]) -> dict[int, tuple[str, str]]:
    return {entry.due.year: (entry.source, entry.state) for entry in entries}


def test_a_year_between_two_that_are_there_is_expected() -> None:
    found = roster([there(2019), there(2022)])
    assert states(found) == {
        2019: ("disclosed", "there"),
        2020: ("between", "missing"),
        2021: ("between", "missing"),
        2022: ("disclosed", "there"),
    }
    assert [entry.between for entry in found] == [None, (2019, 2022), (2019, 2022), None]
    assert {entry.published.timing for entry in found if entry.state == "missing"} == {"not_disclosed"}


def test_another_department_stage_or_scope_does_not_make_a_gap() -> None:
    others = [Disclosed(due(2021, stage="final_accounts")), Disclosed(due(2021, scope="unit")), Disclosed(due(2021, department=2))]
    assert all(entry.state != "missing" for entry in roster([there(2019), *others]))


def test_what_is_listed_is_expected_beyond_the_years_that_are_there() -> None:
    assert states(roster([there(2019)], [listed(2019), listed(2023)])) == {2019: ("stored", "there"), 2023: ("stored", "missing")}


@pytest.mark.parametrize(
    ("approved", "public", "timing", "days", "why"),
    [
        (date(2023, 2, 1), date(2023, 2, 21), "in_time", 0, ""),  # the 20th day
        (date(2023, 2, 1), date(2023, 2, 22), "late", 1, ""),
        (date(2024, 2, 10), date(2024, 3, 1), "in_time", 0, ""),  # 2024 has a 29 February
        (date(2023, 2, 10), date(2023, 3, 3), "late", 1, ""),
        (date(2023, 2, 1), date(2023, 2, 1), "in_time", 0, ""),
        (date(2023, 2, 2), date(2023, 2, 1), "not_known", None, "order"),
        (None, date(2023, 2, 1), "not_known", None, "approved_on"),
        (date(2023, 2, 1), None, "not_known", None, "published_on"),
        (None, None, "not_known", None, "both"),
    ],
)
def test_late_is_more_than_twenty_days_after_the_approval(
    approved: date | None, public: date | None, timing: str, days: int | None, why: str
) -> None:
    found = published(there(2023, approved_on=approved, published_on=public))
    assert (found.timing, found.days_late, found.why) == (timing, days, why)


APPROVED, LATE = date(2023, 2, 1), date(2023, 2, 24)  # 1 February + 20 days is the 21st: three days late


def test_dates_of_the_list_hold_where_the_documents_tell_none() -> None:
    both = listed(2023, approved_on=APPROVED, published_on=LATE)
    assert (published(there(2023), both).timing, published(there(2023), both).days_late) == ("late", 3)
    told = published(there(2023, published_on=date(2023, 2, 20)), both)
    assert (told.timing, told.published_on) == ("in_time", date(2023, 2, 20))
    assert published(there(2023), listed(2023, approved_on=APPROVED)).timing == "not_known"
    assert published(there(2023, approvals_differ=True), both).why == "approved_on"


def test_of_one_that_is_missing_only_the_list_can_tell_both_dates() -> None:
    (entry,) = roster([], [listed(2023, approved_on=APPROVED, published_on=LATE)])
    assert (entry.state, entry.published.timing, entry.published.days_late) == ("missing", "late", 3)
    (entry,) = roster([], [listed(2023, approved_on=APPROVED)])
    assert (entry.state, entry.published.timing) == ("missing", "not_disclosed")


def test_a_gap_that_is_listed_has_both_reasons() -> None:
    entry = roster([there(2019), there(2021)], [listed(2020)])[1]
    assert (entry.source, entry.between, entry.listed) == ("stored", (2019, 2021), listed(2020))


def test_it_is_owed_only_after_the_twenty_days() -> None:
    assert not listed(2023, approved_on=APPROVED).is_owed(date(2023, 2, 21))
    assert listed(2023, approved_on=APPROVED).is_owed(date(2023, 2, 22))


def test_without_an_approval_it_is_owed_from_the_year_on_in_which_it_is_approved() -> None:
    assert [listed(2023).is_owed(date(year, 1, 1)) for year in (2022, 2023)] == [False, True]
    final = Listed(due(2023, stage="final_accounts"), "某省部门名单")
    assert [final.is_owed(date(year, 12, 31)) for year in (2023, 2024)] == [False, True]


def test_one_expectation_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        roster([], [listed(2023), listed(2023)])


def test_no_tables_empty_tables_and_unknown_tables_are_three_things() -> None:
    assert there(2023, ()).state == "no_tables"
    assert there(2023, (), empty=("fund_expenditure",)).state == "empty"
    assert there(2023, (), unrecognised=2).state == "there"


def test_a_table_of_the_standard_list_or_of_other_years_is_lacking_and_an_empty_one_is_not() -> None:
    without = tuple(schedule for schedule in EIGHT if schedule not in ("three_public", "fund_expenditure"))
    found = roster([there(2022, (*EIGHT, "projects")), there(2023, without, empty=("fund_expenditure",))])
    assert found[0].lacking == ()
    assert [(one.schedule, one.in_years, one.is_standard) for one in found[1].lacking] == [
        ("three_public", (2022,), True),
        ("projects", (2022,), False),
    ]
    assert not found[1].may_be_unrecognised


def test_a_table_that_was_not_recognised_may_be_the_one_that_is_lacking() -> None:
    (entry,) = roster([there(2023, EIGHT[1:], unrecognised=1)])
    assert [one.schedule for one in entry.lacking] == ["summary"]
    assert entry.may_be_unrecognised


def test_before_the_rule_there_is_no_standard_list() -> None:
    (entry,) = roster([there(2016, ("summary",))])
    assert entry.lacking == ()


def test_where_no_table_was_read_none_is_lacking() -> None:
    (entry,) = roster([there(2023, ())])
    assert (entry.state, entry.lacking) == ("no_tables", ())


def test_one_disclosure_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        roster([there(2023), there(2023)])
