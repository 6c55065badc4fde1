"""rank(): ties, moves, and nothing ranked that is not alike. Expected ranks are counted by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons import measures
from comparisons.changes import Basis, Caution
from comparisons.measures import Moved
from comparisons.ranking import Absent, Entry, Ranking, common_basis, rank
from tests.comparisons.test_measures import one_line

BUDGET = Basis("budget", "unit", schedule="expenditure", measure="total")


def entry(department: int, yuan: str | None, basis: Basis = BUDGET, absent: Absent = "blank", year: int = 2023) -> Entry:
    return Entry(department, year, None if yuan is None else Decimal(yuan), basis, "" if yuan is not None else absent)


def ranks(ranking: Ranking) -> list[tuple[int, int | None]]:
    return [(placed.entry.department, placed.rank) for placed in ranking.places]


def test_equal_figures_share_a_rank_and_the_next_one_counts_them_all() -> None:
    found = rank([entry(1, "50"), entry(2, "70.00"), entry(3, "70"), entry(4, "10")])
    assert ranks(found) == [(2, 1), (3, 1), (1, 3), (4, 4)]
    assert [placed.tied for placed in found.places] == [2, 2, 1, 1]
    assert ranks(rank([entry(1, "50"), entry(2, "70"), entry(3, "-1")], order="smallest")) == [(3, 1), (1, 2), (2, 3)]


def test_a_blank_has_no_rank_and_is_not_the_last_but_a_printed_zero_is() -> None:
    found = rank([entry(1, "0"), entry(2, None), entry(3, "8"), entry(4, None, absent="no_table")])
    assert ranks(found) == [(3, 1), (1, 2)]
    assert [(one.department, one.absent) for one in found.absent] == [(2, "blank"), (4, "no_table")]


def test_a_move_is_among_those_who_have_a_rank_in_both_years_on_the_same_basis() -> None:
    """1, 2 and 3 are third, second and first of the three before; 7 left and 4, 5, 6 are new, which moves nobody."""
    final = replace(BUDGET, stage="final_accounts")
    before = [entry(1, "10"), entry(2, "20"), entry(3, "30"), entry(5, None), entry(6, "99", final), entry(7, "90")]
    now = [entry(1, "40"), entry(2, "20"), entry(3, "30"), entry(4, "50"), entry(5, "4"), entry(6, "3")]
    found = rank(now, before)
    moves = {placed.entry.department: (placed.rank, placed.moved, placed.no_move) for placed in found.places}
    assert moves == {
        4: (1, None, "new"),
        1: (2, Moved(3, 1, 3), ""),
        3: (3, Moved(1, 2, 3), ""),
        2: (4, Moved(2, 3, 3), ""),
        5: (5, None, "absent"),
        6: (6, None, "unlike"),
    }


def test_two_years_that_contradict_each_other_are_no_move_although_the_basis_says_nothing() -> None:
    included, excluded = replace(BUDGET, carry_over="included"), replace(BUDGET, carry_over="excluded")
    found = rank([entry(1, "4"), entry(2, "5")], [entry(1, "4", included), entry(2, "5", excluded), entry(3, "6", excluded)])
    assert [(one.entry.department, one.moved, one.no_move) for one in found.places] == [(2, None, "alone"), (1, None, "unlike")]


def test_a_basis_that_is_asked_for_without_a_word_on_carry_over_still_mixes_none() -> None:
    included, excluded = replace(BUDGET, carry_over="included"), replace(BUDGET, carry_over="excluded")
    found = rank([entry(1, "4", included), entry(2, "5", excluded), entry(3, "6", excluded)], like=BUDGET)
    assert ranks(found) == [(3, 1), (2, 2)]
    assert [one.cautions for one in found.apart] == [(Caution("carry_over", "excluded", "included"),)]


def test_ranks_and_moves_are_those_of_measures() -> None:
    figures = {1: ("30", "50"), 2: ("50", "50"), 3: ("50", "10"), 4: ("10", "70")}
    now, before = ([entry(one, pair[side]) for one, pair in figures.items()] for side in (1, 0))
    found = {placed.entry.department: placed for placed in rank(now, before).places}
    tracks = [one_line(*pair) for pair in figures.values()]
    assert [found[one].rank for one in figures] == [place.place for place in measures.ranks(tracks, "合计", 2018)]
    assert [found[one].moved for one in figures] == list(measures.moved(tracks, "合计", 2017, 2018))


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("stage", "final_accounts"),
        ("scope", "department"),
        ("schedule", "summary"),
        ("measure", "basic"),
        ("carry_over", "included"),
        ("fund", "general"),
    ],
)
def test_another_basis_is_listed_apart_with_what_differs(field: str, other: str) -> None:
    like, changed = replace(BUDGET, carry_over="excluded", fund="fiscal"), {field: other}
    found = rank([entry(1, "5", like), entry(2, "6", like), entry(3, "900", replace(like, **changed))])  # type: ignore[arg-type]
    assert ranks(found) == [(2, 1), (1, 2)]
    assert [(one.entry.department, one.cautions) for one in found.apart] == [(3, (Caution(field, getattr(like, field), other),))]


def test_two_stated_carry_overs_never_meet_although_neither_differs_from_silence() -> None:
    silent = [entry(number, "1") for number in range(1, 8)]
    stated = [entry(11, "2", replace(BUDGET, carry_over="excluded")), entry(12, "3", replace(BUDGET, carry_over="excluded"))]
    found = rank([*silent, *stated, entry(13, "4", replace(BUDGET, carry_over="included"))])
    assert found.basis is not None
    assert found.basis.carry_over == "excluded"
    assert [one.entry.department for one in found.apart] == [13]
    assert found.unstated == {"carry_over": 7}


def test_who_leaves_the_source_of_funds_open_is_named_among_those_who_do_not() -> None:
    found = rank([entry(1, "1"), entry(2, "2", replace(BUDGET, fund="general"))])
    assert [(one.entry.department, found.leaves_fund_open(one.entry)) for one in found.places] == [(2, False), (1, True)]
    nobody = rank([entry(1, "1"), entry(2, "2")])
    assert not any(nobody.leaves_fund_open(one.entry) for one in nobody.places)


def test_a_figure_of_a_sentence_leaves_no_column_open() -> None:
    """The sentence is about the indicator, whatever columns a table of it may have."""
    found = rank([entry(1, "1", replace(BUDGET, measure="three_public")), entry(2, "2", replace(BUDGET, source="text", measure=""))])
    assert ([placed.rank for placed in found.places], found.unstated) == ([1, 2], {})


def test_a_basis_that_is_asked_for_decides() -> None:
    found = rank(
        [entry(1, "5"), entry(2, "6"), entry(3, "7", replace(BUDGET, schedule="summary"))], like=replace(BUDGET, schedule="summary")
    )
    assert ranks(found) == [(3, None)]
    assert [one.entry.department for one in found.apart] == [1, 2]


def test_of_two_tables_of_a_department_the_one_on_the_common_basis_counts() -> None:
    excluded, included = replace(BUDGET, carry_over="excluded"), replace(BUDGET, carry_over="included")
    found = rank([entry(1, "5", excluded), entry(2, "6", included), entry(2, "4", excluded), entry(3, "9", excluded)])
    assert [(placed.entry.department, placed.entry.yuan) for placed in found.places] == [(3, Decimal(9)), (1, Decimal(5)), (2, Decimal(4))]
    assert found.apart == ()


def test_two_different_figures_on_one_basis_are_none_and_two_equal_ones_are_one() -> None:
    found = rank([entry(1, "5"), entry(1, "6"), entry(2, "7"), entry(2, "7.00"), entry(3, "1")])
    assert ranks(found) == [(2, 1), (3, 2)]
    assert [(one.department, one.yuan, one.absent) for one in found.absent] == [(1, None, "several")]


def test_a_rank_among_one_is_none_and_so_is_its_move() -> None:
    found = rank([entry(1, "5"), entry(2, None)], [entry(1, "4"), entry(2, "3")])
    (placed,) = found.places
    assert (placed.rank, placed.moved, placed.no_move) == (None, None, "alone")


def test_nothing_is_ranked_where_nothing_has_a_figure() -> None:
    found = rank([entry(1, None), entry(2, None)], [entry(1, "4")])
    assert (found.basis, list(found.places), len(found.absent)) == (None, [], 2)
    assert common_basis([]) is None


figures = st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=1, max_size=30)


@given(figures)
def test_everybody_stands_in_exactly_one_list_and_a_rank_is_one_more_than_there_are_larger_ones(values: list[int | None]) -> None:
    found = rank([entry(number, None if value is None else str(value)) for number, value in enumerate(values)])
    there = [value for value in values if value is not None]
    for placed in found.places:
        assert placed.entry.yuan is not None
        assert placed.rank == (None if len(there) == 1 else 1 + sum(value > placed.entry.yuan for value in there))
    every = [placed.entry.department for placed in found.places] + [one.department for one in found.absent]
    assert sorted(every) == list(range(len(values)))


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=20))
def test_the_unit_changes_no_rank_and_the_mirrored_years_mirror_the_moves(pairs: list[tuple[int, int]]) -> None:
    now, before = ([entry(at, str(pair[side])) for at, pair in enumerate(pairs)] for side in (0, 1))
    moves = {placed.entry.department: placed.moved for placed in rank(now, before).places}
    back = {placed.entry.department: placed.moved for placed in rank(before, now).places}
    assert all(there is not None and there.places == -again.places for one, there in moves.items() if (again := back[one]))
    assert None not in back.values()
    scaled = [one._replace(yuan=(one.yuan or Decimal(0)) * 10000) for one in now]
    assert ranks(rank(scaled)) == ranks(rank(now))


def test_in_an_order_of_differences_only_what_has_one_has_a_rank() -> None:
    now, before = (
        [entry(1, "50"), entry(2, "70"), entry(3, "60"), entry(4, "10")],
        [entry(1, "20", year=2022), entry(2, "69", year=2022), entry(3, "90", year=2022)],
    )
    assert ranks(rank(now, before, order="rise")) == [(1, 1), (2, 2), (3, 3), (4, None)]
    assert ranks(rank(now, before, order="fall")) == [(3, 1), (2, 2), (1, 3), (4, None)]
    assert ranks(rank(now[:2], before[:1], order="rise")) == [(1, None), (2, None)]
    assert rank(now[:2], before[:1], order="rise").unranked == {"alone": 1, "new": 1}
    found = rank(now, before, order="rise")
    assert (found.unranked, rank(now, before).unranked) == ({"new": 1}, {})
    assert found.is_of_changes
    assert [placed.before and placed.before.yuan for placed in found.places] == [Decimal(20), Decimal(69), Decimal(90), None]
