"""One figure in two documents. Amounts in 万元; tolerances worked out by hand: half the sum of the printed steps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comparisons.changes import Caution, compare
from comparisons.restatements import of_changes, restated
from tests.comparisons.points import point


@pytest.mark.parametrize(
    ("own", "told", "verdict", "difference", "is_restated"),
    [
        ("152.61", "152.61", "same", "0", False),
        ("152.61", "152.6", "rounding", "-100", False),  # steps 100 and 1000 元: 550 are explained
        ("152.61", "152.62", "rounding", "100", False),  # steps 100 and 100: just explained
        ("152.61", "152.63", "differs", "200", True),
        ("0.00", None, "blank", None, False),
        ("150.00", None, "blank", None, True),
        (None, "150.00", "blank", None, True),
        (None, None, "same", None, False),
    ],
)
def test_a_figure_beside_what_is_told_of_it(
    own: str | None, told: str | None, verdict: str, difference: str | None, is_restated: bool
) -> None:
    (one,) = restated([point("x", own, 2022)], [point("x", told, 2022, "table")])
    assert (one.verdict, one.is_restated) == (verdict, is_restated)
    assert one.difference == (None if difference is None else Decimal(difference))


def test_the_tolerance_follows_from_the_printed_steps() -> None:
    (one,) = restated([point("x", "152.61", 2022)], [point("x", "152.6", 2022, "table")])
    assert one.tolerance == Decimal(550)


def test_the_execution_of_a_year_is_no_restatement_of_its_budget() -> None:
    """万里街道 公益性岗位补贴 2023: budget 635.10, and the text of 2024 tells 389.59 as its execution. Both are right."""
    (one,) = restated([point("2080705", "635.10")], [point("2080705", "389.59", source="text", stage="execution")])
    assert (one.verdict, one.difference, one.differs_in, one.is_restated) == ("unlike", None, ("stage",), False)


def test_a_text_that_says_only_last_year_is_compared_with_a_caution() -> None:
    (one,) = restated([point("x", "150.00", 2022)], [point("x", "152.61", 2022, "text", stage=None)])
    assert (one.verdict, one.difference, one.cautions) == ("differs", Decimal(26_100), (Caution("stage_not_stated"),))


def test_another_table_is_a_caution() -> None:
    own, told = point("x", "1.00", schedule="three_public"), point("x", "1.00", source="table", schedule="operating")
    (one,) = restated([own], [told], about="budget")
    assert one.cautions == (Caution("schedule", "three_public", "operating"),)
    assert one.about == "budget"


def test_a_text_speaks_of_some_lines_and_a_whole_table_of_all() -> None:
    own, told = [point("a", "1.00", 2022), point("b", "2.00", 2022)], [point("a", "1.00", 2022, "table"), point("c", "3.00", 2022, "table")]
    assert [(one.key, one.verdict) for one in restated(own, told)] == [("a", "same")]
    found = restated(own, told, whole=True)
    assert [(one.key, one.verdict, one.difference) for one in found] == [
        ("a", "same", Decimal(0)),
        ("b", "only_own", None),
        ("c", "only_told", None),
    ]


def test_an_empty_side_is_no_whole_table() -> None:
    assert restated([point("a", "1.00")], [], whole=True) == ()
    assert restated([], [point("a", "1.00", source="table")], whole=True) == ()


def test_every_source_is_set_beside_the_own_document() -> None:
    told = [point("x", "152.61", 2022, "table"), point("x", "150.00", 2022, "text")]
    assert [one.verdict for one in restated([point("x", "150.00", 2022)], told)] == ["differs", "same"]


def test_figures_of_two_years_are_refused() -> None:
    with pytest.raises(ValueError, match="2022、2023"):
        restated([point("x", "1.00", 2022)], [point("x", "1.00", 2023, "table")])


def test_a_comparison_gives_the_restatements_that_its_cautions_speak_of() -> None:
    before = [point("x", "150.00", 2022), point("x", "152.61", 2022, "text"), point("y", "7.00", 2022, "table")]
    changes = compare(before, [point("x", "159.79"), point("y", "8.00")])
    (one,) = of_changes(changes)
    assert (one.key, one.verdict, one.difference) == ("x", "differs", Decimal(26_100))
    change = changes.of("x")
    assert change is not None
    assert [caution.code for caution in change.cautions] == ["restated"]


def test_the_own_figure_is_found_where_the_comparison_uses_another() -> None:
    """Last year's own document is on another basis than this year's: the comparison takes what this year's document says of last year."""
    before = [point("x", "150.00", 2022, scope="department"), point("x", "152.61", 2022, "table")]
    (one,) = of_changes(compare(before, [point("x", "159.79")]))
    assert (one.verdict, one.differs_in) == ("unlike", ("scope",))
