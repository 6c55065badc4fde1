"""compare(): like with like, exact, and nothing invented. Expected values are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import (
    Basis,
    Breaks,
    Caution,
    Change,
    Classification,
    Point,
    by_name,
    choose,
    compare,
    points_of_share,
    same_name,
    unlike,
)

BUDGET = Basis("budget", "unit", schedule="expenditure", measure="total", unit="万元")
TEXT = Basis(None, "unit", source="text", unit="万元")


def point(key: str, yuan: str | None, year: int = 2023, basis: Basis = BUDGET, **more: Any) -> Point:
    more.setdefault("presence", "blank" if yuan is None else "printed")
    more.setdefault("step", Decimal(100))
    return Point(key, more.pop("label", key), year, None if yuan is None else Decimal(yuan), basis, **more)


def one(before: Point | None, after: Point | None, **how: Any) -> Change:
    changes = compare([before] if before else [], [after] if after else [], **how)
    (change,) = changes.lines
    return change


def test_the_agency_costs_of_datong_rose_by_7_18_which_is_4_70_percent() -> None:
    change = one(point("agency", "1526100", 2022, TEXT), point("agency", "1597900"))
    assert change.difference == Decimal("71800")
    assert change.rate is not None
    assert round(change.rate, 2) == Decimal("4.70")
    assert change.kind == "changed"


def test_the_total_of_datong_rose_by_290_66_which_is_14_49_percent() -> None:
    change = one(point("total", "20059300", 2022, TEXT), point("total", "22965900"))
    assert change.difference == Decimal("2906600")
    assert change.rate is not None
    assert round(change.rate, 2) == Decimal("14.49")


@pytest.mark.parametrize(("base", "why"), [("0", "zero_base"), ("-5", "negative_base"), (None, "blank")])
def test_a_rate_of_zero_of_a_negative_or_of_a_blank_does_not_exist(base: str | None, why: str) -> None:
    change = one(point("208", base, 2022), point("208", "250000"))
    assert change.rate is None
    assert change.no_rate == why


@pytest.mark.parametrize(("before", "after"), [(None, "250000"), ("250000", None), ("0", None), (None, "0")])
def test_nothing_is_subtracted_from_a_blank_cell_and_a_blank_cell_is_not_unchanged(before: str | None, after: str | None) -> None:
    change = one(point("208", before, 2022), point("208", after))
    assert (change.kind, change.difference, change.rate) == ("blank", None, None)
    assert change.contribution == Decimal(after or 0) - Decimal(before or 0)


def test_without_a_figure_of_last_year_there_is_neither_difference_nor_rate() -> None:
    change = one(None, point("208", "100"))
    assert (change.kind, change.difference, change.rate, change.contribution) == ("unknown", None, None, None)


def test_two_blank_cells_have_no_difference_and_contribute_nothing() -> None:
    change = one(point("abroad", None, 2022), point("abroad", None))
    assert (change.kind, change.difference, change.rate) == ("nothing", None, None)
    assert change.contribution == 0


def test_a_blank_cell_counts_as_nothing_beside_a_figure_and_has_no_rate() -> None:
    change = one(point("reception", "13500", 2022), point("reception", None))
    assert (change.difference, change.rate, change.no_rate) == (None, None, "blank")


@pytest.mark.parametrize(
    ("field", "other"),
    [("stage", "final_accounts"), ("scope", "department"), ("carry_over", "excluded"), ("measure", "basic"), ("fund", "fiscal")],
)
def test_unlike_bases_are_named_and_not_compared(field: str, other: str) -> None:
    basis = replace(BUDGET, carry_over="included", fund="general")
    differing: dict[str, Any] = {field: other}
    change = one(point("208", "100", 2022, replace(basis, **differing)), point("208", "110", basis=basis))
    assert (change.kind, change.difference, change.rate, change.contribution) == ("unlike", None, None, None)
    assert [caution.code for caution in change.cautions] == [field]
    assert change.cautions[0].before == other


def test_a_base_whose_stage_the_text_does_not_name_is_compared_with_a_caution() -> None:
    change = one(point("total", "100", 2022, TEXT), point("total", "110"))
    assert change.rate == 10
    assert [caution.code for caution in change.cautions] == ["stage_not_stated"]


def test_what_a_side_does_not_say_is_no_difference() -> None:
    assert unlike(TEXT, BUDGET) == ()
    assert unlike(BUDGET, replace(BUDGET, unit="元", source="table")) == ()


def test_another_table_is_named_but_the_rate_stays() -> None:
    change = one(point("agency", "100", 2022, replace(BUDGET, schedule="three_public")), point("agency", "110"))
    assert change.rate == 10
    assert [(caution.code, caution.before, caution.after) for caution in change.cautions] == [("schedule", "three_public", "expenditure")]


def test_last_years_own_document_is_preferred_and_all_sources_are_kept() -> None:
    own, text = point("agency", "1526100", 2022), point("agency", "1526100", 2022, TEXT)
    (change,) = compare([text, own], [point("agency", "1597900")]).lines
    assert change.before == own
    assert change.others == (text,)
    assert change.cautions == ()


def test_sources_that_disagree_are_a_restatement() -> None:
    own, text = point("agency", "1526100", 2022), point("agency", "1500000", 2022, TEXT)
    (change,) = compare([text, own], [point("agency", "1597900")]).lines
    assert [(caution.code, caution.before, caution.after) for caution in change.cautions] == [("restated", "1526100", "1500000")]


def test_sources_that_differ_by_rounding_alone_are_no_restatement() -> None:
    own, text = point("agency", "1526149", 2022, step=Decimal(1)), point("agency", "1526100", 2022, TEXT)
    (change,) = compare([own, text], [point("agency", "1597900")]).lines
    assert change.cautions == ()


def test_an_execution_figure_of_the_text_is_used_only_where_there_is_nothing_like() -> None:
    executed = point("agency", "1400000", 2022, replace(TEXT, stage="execution"))
    own = point("agency", "1526100", 2022)
    assert choose([executed, own], BUDGET) is own
    change = one(executed, point("agency", "1597900"))
    assert (change.kind, change.rate) == ("unlike", None)


def classes(year: int, **amounts: str | None) -> list[Point]:
    lines = [point(f"{code}", yuan, year, parent="total") for code, yuan in amounts.items() if code != "total"]
    return [point("total", amounts["total"], year), *lines]


def test_contributions_of_a_level_add_up_to_the_difference_with_new_and_ended_lines_and_blanks() -> None:
    before = classes(2022, total="1000", c208="600", c210="300", c213="100")
    after = classes(2023, total="1150", c208="650", c210=None, c224="500")
    changes = compare(before, after, whole=True)
    assert {part.key: (part.kind, part.contribution) for part in changes.parts("total")} == {
        "c208": ("changed", Decimal(50)),
        "c210": ("blank", Decimal(-300)),
        "c213": ("ended", Decimal(-100)),
        "c224": ("new", Decimal(500)),
    }
    (level,) = changes.levels
    assert (level.difference, level.contributions, level.residual) == (Decimal(150), Decimal(150), Decimal(0))


def test_what_the_parts_do_not_explain_is_a_residual() -> None:
    changes = compare(classes(2022, total="1000", c208="999"), classes(2023, total="1100", c208="1090"), whole=True)
    assert changes.levels[0].residual == Decimal(9)


def test_a_level_with_an_unknown_part_has_no_residual() -> None:
    before, after = classes(2022, total="1000"), classes(2023, total="1100", c208="1100")
    assert compare(before, after).levels == ()


def test_an_ended_line_stands_where_it_stood() -> None:
    before = classes(2022, total="3", a="1", b="1", c="1")
    after = classes(2023, total="2", a="1", c="1")
    assert [change.key for change in compare(before, after, whole=True).lines] == ["total", "a", "b", "c"]


def test_a_line_that_was_recoded_is_one_line() -> None:
    change = one(point("30311", "100", 2017), point("30113", "120"), whole=True, classification=Classification({"30311": "30113"}))
    assert (change.key, change.kind, change.difference) == ("30113", "changed", Decimal(20))


RECODED = Caution("classification", after="并入住房公积金", date="2018", source="财预〔2017〕98号")


def test_a_code_that_means_something_else_since_is_not_compared() -> None:
    change = one(point("301", "100", 2017), point("301", "120"), classification=Classification(broken={"301": RECODED}))
    assert (change.kind, change.difference, change.rate, change.no_rate) == ("unlike", None, None, "unlike")
    assert change.cautions == (RECODED,)


def test_a_broken_line_that_one_side_lacks_is_neither_new_nor_ended() -> None:
    (change,) = compare([point("304", "100", 2017)], [], classification=Classification(broken={"304": RECODED})).lines
    assert (change.kind, change.difference, change.contribution) == ("unknown", None, None)


SPLIT = Caution("split", "甲局", "乙局", date="2018-11-20", source="机构改革方案")


def test_over_a_break_no_line_is_subtracted_and_each_says_why() -> None:
    before, after = classes(2022, total="3", a="1", b="2"), classes(2023, total="7", a="4", c="3")
    changes = compare(before, after, whole=True, breaks=Breaks((SPLIT,)))
    assert {change.key: (change.kind, change.difference, change.rate, change.contribution) for change in changes.lines} == {
        "total": ("unlike", None, None, None),
        "a": ("unlike", None, None, None),
        "b": ("unknown", None, None, None),
        "c": ("unknown", None, None, None),
    }
    assert {change.cautions for change in changes.lines} == {(SPLIT,)}
    assert changes.levels == ()


def test_a_break_of_one_line_leaves_the_others_alone() -> None:
    before, after = classes(2022, total="3", a="1", b="2"), classes(2023, total="7", a="4", b="3")
    changes = compare(before, after, breaks=Breaks(lines={"a": (SPLIT,)}))
    assert [(change.key, change.difference) for change in changes.lines] == [("total", 4), ("a", None), ("b", 1)]
    assert changes.levels == ()


def test_a_note_keeps_nothing_apart() -> None:
    change = compare([point("a", "1", 2022)], [point("a", "3")], breaks=Breaks(notes=(SPLIT,))).lines[0]
    assert change.difference == 2
    assert change.cautions == (SPLIT,)


def test_the_share_of_a_contribution_is_in_points_of_the_earlier_total() -> None:
    changes = compare(classes(2022, total="2000", c208="500"), classes(2023, total="2100", c208="650"), whole=True)
    total, part = changes.lines
    assert points_of_share(part, total) == Decimal("7.5")


def test_a_share_of_a_total_without_rate_does_not_exist() -> None:
    changes = compare(classes(2022, total="0", c208="0"), classes(2023, total="100", c208="100"), whole=True)
    assert points_of_share(changes.lines[1], changes.lines[0]) is None


amounts = st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.decimals("-9e9", "9e9", places=2)), max_size=8)


@given(amounts, amounts)
def test_contributions_and_residual_are_always_exactly_the_difference(
    before: dict[str, Decimal | None], after: dict[str, Decimal | None]
) -> None:
    def side(year: int, parts: dict[str, Decimal | None]) -> list[Point]:
        total = sum((yuan for yuan in parts.values() if yuan is not None), Decimal(0))
        lines = [point(key, None if yuan is None else str(yuan), year, parent="total") for key, yuan in parts.items()]
        return [point("total", str(total), year), *lines]

    changes = compare(side(2022, before), side(2023, after), whole=True)
    for level in changes.levels:
        assert level.residual == 0
    total = changes.of("total")
    assert total is not None
    assert total.difference == sum((part.contribution or Decimal(0) for part in changes.parts("total")), Decimal(0))


# Rows of one name


def test_rows_of_one_name_without_codes_are_not_paired_by_their_order() -> None:
    """省政协's procurement: 会议费 stands there several times, each of another 专项; the second of 2017 is not the second of 2018."""
    before = [point("会议费", "714.80", 2017), point("会议费#2", "12.40", 2017), point("印刷费", "3.00", 2017)]
    after = [point("会议费", "700.00", 2018), point("会议费#2", "758.49", 2018), point("印刷费", "4.00", 2018)]
    found = {change.key: change for change in compare(before, after, whole=True).lines}
    assert {key: change.kind for key, change in found.items()} == {"会议费": "unlike", "会议费#2": "unlike", "印刷费": "changed"}
    assert [caution.code for caution in found["会议费#2"].cautions] == ["repeated"]
    assert found["会议费#2"].difference is None
    assert found["会议费#2"].contribution is None


def test_rows_told_apart_by_what_stands_beside_them_are_paired_by_it() -> None:
    before = [point("物业|集中", "430.00", 2017), point("物业|分散", "40.00", 2017)]
    after = [point("物业|集中", "400.00", 2018), point("物业|自行", "36.00", 2018)]
    kinds = {change.key: change.kind for change in compare(before, after, whole=True).lines}
    assert kinds == {"物业|集中": "changed", "物业|分散": "ended", "物业|自行": "new"}


def test_the_only_row_of_a_name_is_not_known_to_be_one_of_several() -> None:
    """省高院's procurement: 物业管理服务 stands once in 2018, and with each form of procurement on its own in 2017."""
    before = [point("物业|集中", "430.00", 2017), point("物业|分散", "40.00", 2017)]
    after = [point("物业", "430.00", 2018), point("印刷费", "3.00", 2018)]
    found = {change.key: change for change in compare(before, after, whole=True).lines}
    assert {key: change.kind for key, change in found.items()} == {
        "物业": "unknown",
        "物业|集中": "unknown",
        "物业|分散": "unknown",
        "印刷费": "new",
    }
    assert {caution.code for key in ("物业", "物业|集中") for caution in found[key].cautions} == {"repeated"}


@pytest.mark.parametrize(
    ("key", "there", "unclear"),
    [
        ("物业|集中", ["物业", "印刷费"], True),
        ("物业", ["物业|集中", "物业|分散"], True),
        ("物业|集中", ["物业|分散"], False),
        ("物业", ["物业费"], False),
        ("物业#2", ["物业"], True),
    ],
)
def test_a_row_of_the_name_may_be_the_one_that_a_year_lacks(key: str, there: list[str], unclear: bool) -> None:
    assert same_name(key, by_name(there)) is unclear


def test_one_of_several_that_a_year_lacks_is_neither_new_nor_ended() -> None:
    changes = compare([point("会议费", "1.00", 2017)], [point("会议费", "1.00", 2018), point("会议费#2", "2.00", 2018)], whole=True).lines
    assert [(change.key, change.kind) for change in changes] == [("会议费", "unlike"), ("会议费#2", "unknown")]


def test_codes_that_repeat_in_a_table_are_told_apart_by_what_they_stand_under() -> None:
    sides = [[point(key, "1.00", year, code="208") for key in ("208", "208#2")] for year in (2017, 2018)]
    assert [change.kind for change in compare(*sides, whole=True).lines] == ["unchanged", "unchanged"]
