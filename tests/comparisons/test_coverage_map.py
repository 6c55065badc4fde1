"""The map of what is kept: each kind of absence by its own name, and nothing claimed that is only not collected. All is made up."""

from __future__ import annotations

from datetime import date

import pytest

from comparisons.coverage import Copy, Holdings, Kept, columns_of, map_of, row_of
from comparisons.roster import Disclosed, Due, Listed, roster

ON = date(2026, 11, 1)


def due(year: int, stage: str = "budget", scope: str = "department", department: int = 1) -> Due:
    return Due(department, year, stage, scope)


def copy(*tables: tuple[str, int], **more: int | bool) -> Copy:
    return Copy(9, tables=tuple(Kept(number, schedule, figures) for number, (schedule, figures) in enumerate(tables, start=1)), **more)  # type: ignore[arg-type]


def disclosed(one: Due, kept: Copy) -> Disclosed:
    full = tuple(table.schedule for table in kept.tables if table.schedule and table.figures)
    empty = tuple(table.schedule for table in kept.tables if table.schedule and not table.figures)
    return Disclosed(one, kept.edition, full, empty, sum(not table.schedule for table in kept.tables))


def known(copies: dict[Due, Copy], *listed: Listed, received: tuple[Due, ...] = (), put_away: tuple[Due, ...] = ()) -> Holdings:
    in_force = (disclosed(one, kept) for one, kept in copies.items() if not kept.is_withdrawn)
    return Holdings(copies, {entry.due: entry for entry in roster(in_force, listed)}, frozenset(received), frozenset(put_away))


def test_each_kind_of_absence_has_its_own_name() -> None:
    found = known(
        {due(2018): copy(("summary", 3)), due(2020): copy(("summary", 3)), due(2026): copy(is_withdrawn=True)},
        Listed(due(2022), "清单"),
        Listed(due(2023), "清单", published_on=date(2023, 3, 1)),
        received=(due(2024),),
        put_away=(due(2025),),
    )
    (group,) = map_of(1, found).groups
    absent = {place.due.year: place.absent for place in group.places}
    assert absent == {
        2018: "",
        2019: "expected",  # between two years that are there
        2020: "",
        2021: "not_collected",  # nothing asks for it
        2022: "expected",
        2023: "announced",
        2024: "received",
        2025: "put_away",
        2026: "withdrawn",
    }


def test_what_no_list_and_no_year_around_it_asks_for_is_only_not_collected() -> None:
    found = map_of(1, known({due(2018): copy(("summary", 3)), due(2018, "final_accounts"): copy(("summary", 3)), due(2020): copy()}))
    final_accounts = next(group for group in found.groups if group.stage == "final_accounts")
    assert [place.absent for place in final_accounts.places] == ["", "not_collected", "not_collected"]
    assert [len(span.places) for span in final_accounts.spans] == [1, 2]


def test_a_received_file_goes_before_what_asks_for_it_and_a_copy_before_both() -> None:
    listed = Listed(due(2023), "清单")
    assert known({}, listed, received=(due(2023),)).at(due(2023)).absent == "received"
    assert known({due(2023): copy(("summary", 1))}, listed, received=(due(2023),)).at(due(2023)).absent == ""


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        (copy(("income", 5), ("summary", 3)), "full"),
        (copy(("summary", 0)), "empty"),
        (copy(("summary", 0), ("summary", 2)), "full"),
        (copy(("income", 5)), "no_table"),
        (copy(("income", 5), ("", 7)), "unrecognised"),
        (copy(("income", 5), ("", 0)), "no_table"),
        (copy(("income", 5), pictures=2), "pictures"),
        (copy(), "no_table"),
    ],
)
def test_a_table_is_full_empty_or_not_found_and_perhaps_elsewhere(kept: Copy, state: str) -> None:
    assert known({due(2023): kept}).at(due(2023)).cell("summary").state == state


def test_a_table_leads_to_the_first_that_prints_a_figure() -> None:
    cell = known({due(2023): copy(("summary", 0), ("income", 1), ("summary", 2), ("summary", 4))}).at(due(2023)).cell("summary")
    assert (cell.number, cell.count) == (3, 2)


def test_before_the_standard_list_no_table_of_it_is_asked_for() -> None:
    (before,) = map_of(1, known({due(2015): copy(("summary", 3))})).groups
    (after,) = map_of(1, known({due(2017): copy(("summary", 3))})).groups
    assert before.schedules == ("summary",)
    assert len(after.schedules) == 8


def test_how_many_tables_lack_is_what_the_roster_says() -> None:
    place = known({due(2023): copy(("summary", 3), ("income", 1), ("government_funds", 0))}).at(due(2023))
    assert (place.there, place.lacking) == (3, 6)


def test_late_only_where_both_days_are_known() -> None:
    days = {"approved_on": date(2023, 2, 1), "published_on": date(2023, 2, 25)}
    kept = {due(2023): copy(("summary", 3)), due(2024): copy(("summary", 3))}
    found = known(kept, Listed(due(2023), "清单", **days), Listed(due(2024), "清单", approved_on=date(2024, 2, 1)))  # type: ignore[arg-type]
    assert [found.at(one).late for one in kept] == [4, 0]
    assert not any(found.at(one).is_in_time for one in kept)


def test_a_region_has_a_column_for_each_year_and_stage_with_anything() -> None:
    columns = columns_of([(2024, "final_accounts"), (2024, "budget"), (2022, "budget"), (2024, "budget")])
    assert [(column.year, column.stage) for column in columns] == [(2022, "budget"), (2024, "budget"), (2024, "final_accounts")]


def test_a_row_keeps_departments_and_scopes_apart_and_joins_what_is_not_collected() -> None:
    columns = columns_of([(2022, "budget"), (2023, "budget"), (2024, "budget")])
    found = known({due(2024, scope="unit"): copy(("summary", 1)), due(2024): copy(("summary", 1)), due(2022, department=2): copy()})
    first, second = row_of(1, columns, found), row_of(2, columns, found)
    assert [(slot.width, [place.due.scope for place in slot.places]) for slot in first] == [(2, []), (1, ["department", "unit"])]
    assert [(slot.width, len(slot.places)) for slot in second] == [(1, 1), (2, 0)]


def test_of_a_department_of_which_nothing_is_known_there_is_no_map() -> None:
    assert map_of(3, known({due(2023): copy()})).groups == ()
