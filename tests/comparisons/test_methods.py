"""What is printed of every number: that it has a method, that its formula gives what the function gives, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons import changes, denominators, execution, flow, measures, parts, peers, prices, stated
from comparisons.changes import Basis, Breaks, Caution, Point, points_of_share
from comparisons.denominators import Denominator, per
from comparisons.execution import executed
from comparisons.formulas import Formula
from comparisons.matrix import Track, Year, track
from comparisons.measures import against, measured, moved, places, ranks
from comparisons.methods import BY_KEY, MEANINGS, METHODS
from comparisons.peers import Fact, Profile, Size, quartile, spread
from comparisons.prices import InPricesOf, in_prices_of
from comparisons.ranking import Placed
from comparisons.templatetags.changes import WHY
from comparisons.values import Value, Why, decimal

BUDGET = Basis("budget", "department", schedule="expenditure", measure="total", fund="general")
OTHER = Basis("final_accounts", "department", schedule="expenditure", measure="total", fund="general")
UNSAID = Basis(None, "department", "text")
UNIT = Basis("budget", "unit", schedule="expenditure", measure="total", fund="general")
NO_FUND = Basis("budget", "department", schedule="expenditure", measure="total")
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "comparing.md"
amounts = st.decimals(min_value=1, max_value=10**12, places=2)
several = st.lists(amounts, min_size=8, max_size=20)


def point(key: str, year: int, yuan: Decimal | str | None, basis: Basis = BUDGET, parent: str | None = None) -> Point:
    presence: Any = "blank" if yuan is None else "printed"
    return Point(key, key, year, None if yuan is None else Decimal(yuan), basis, presence=presence, parent=parent)


def two_years(**figures: Decimal) -> Track:
    """A part and its whole in two years, each by name: part_before, whole_before, part_after, whole_after."""
    years = {2022: "before", 2023: "after"}
    return track(
        [
            Year(
                year,
                (point("whole", year, figures[f"whole_{side}"]), point("part", year, figures[f"part_{side}"], parent="whole")),
                whole=True,
            )
            for year, side in years.items()
        ]
    )


def exact(value: Value | Decimal | None) -> Fraction:
    number = value.number if isinstance(value, Value) else value
    assert number is not None
    return Fraction(number)


def same(formula: Formula, computed: Value | Decimal | None, **numbers: Decimal | int | Fraction) -> None:
    """The printed formula and the function agree, to as many digits as the function gives."""
    printed, given = formula.of(**numbers), exact(computed)
    size = max([abs(float(printed)), 1.0, *(abs(float(number)) for number in numbers.values())])
    assert abs(printed - given) <= Fraction(size) * Fraction(1, 10**18), formula.text


# Every number has its method


def numbers_of(*shapes: type) -> Iterator[str]:
    """The fields of shapes that hold a computed number."""
    kinds = {Value, measures.Index, Decimal, Decimal | None, int | None}
    for shape in shapes:
        for name, kind in get_type_hints(shape).items():
            if kind in kinds and name not in ("year", "first", "last", "base"):
                yield f"{shape.__name__}.{name}"


def test_every_computed_number_has_its_method() -> None:
    told = {name for method in METHODS for name in method.tells}
    shapes = (
        measures.Measured,
        measures.Line,
        measures.Against,
        measures.Rank,
        changes.Change,
        execution.Rate,
        denominators.Per,
        peers.Spread,
        peers.Reason,
        prices.Factor,
        parts.Parts,
        flow.Side,
    )
    assert set(numbers_of(*shapes)) - told == set()


def test_every_function_and_field_that_a_method_tells_of_is_there() -> None:
    there = {
        f"{shape.__name__}.{name}"
        for shape in (*vars(measures).values(), *vars(changes).values(), *vars(execution).values(), *vars(denominators).values())
        if isinstance(shape, type)
        for name in (*getattr(shape, "__dataclass_fields__", ()), *vars(shape))
    }
    there |= {
        f"{shape.__name__}.{field.name}"
        for shape in (peers.Spread, peers.Reason, prices.Factor, Placed, stated.Check, parts.Parts, flow.Side)
        for field in fields(shape)
    }
    there |= {name for name in vars(changes) if callable(getattr(changes, name))}
    assert {name for method in METHODS for name in method.tells} - there == set()


def test_every_formula_beside_a_function_is_told() -> None:
    modules = (changes, measures, parts, prices, denominators, execution, peers, stated)
    declared = {id(one) for module in modules for one in vars(module).values() if isinstance(one, Formula)}
    assert declared == {id(formula) for method in METHODS for formula in method.formulas}


def test_keys_are_distinct_words() -> None:
    assert len(BY_KEY) == len(METHODS)
    assert all(re.fullmatch(r"[a-z_]+", method.key) for method in METHODS)


def test_every_reason_for_no_number_has_its_word_and_its_meaning() -> None:
    every = {why for part in get_args(Why) for why in get_args(part)} - {""}
    assert set(MEANINGS) == every
    assert every - set(WHY) == set()


def test_the_worked_examples_that_are_named_are_there() -> None:
    there = set(re.findall(r"^\| (\S+)-1 \|", EXAMPLES.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {example for method in METHODS for example in method.examples} - there == set()


# The printed formula is what is computed


@given(amounts, amounts, amounts, amounts)
def test_two_years_of_a_part_and_its_whole(part_before: Decimal, whole_before: Decimal, part_after: Decimal, whole_after: Decimal) -> None:
    figures = {"part_before": part_before, "whole_before": whole_before, "part_after": part_after, "whole_after": whole_after}
    found = two_years(**figures)
    latest, step = measured(found, "part").by_year[2023], found.steps[0]
    change, whole = step.changes.of("part"), step.changes.of("whole")
    assert change is not None
    assert whole is not None
    both = {"after": part_after, "before": part_before}
    same(measures.DIFFERENCE, latest.difference, **both)
    same(measures.DIFFERENCE, change.difference, **both)
    same(measures.RATE, latest.rate, **both)
    same(measures.RATE, change.rate, **both)
    same(changes.CONTRIBUTION, change.contribution, **both)
    same(changes.POINTS_OF_RATE, points_of_share(change, whole), contribution=change.contribution or Decimal(0), whole_before=whole_before)
    (level,) = step.changes.levels
    same(changes.RESIDUAL, level.residual, difference=whole.difference or Decimal(0), contributions=change.contribution or Decimal(0))
    for share in (latest.share, latest.share_of_top):
        same(measures.SHARE, share, part=part_after, whole=whole_after)
    for points in (latest.points, latest.points_of_top):
        same(measures.POINTS, points, **figures)
    same(measures.INDEX, latest.index.value, amount=part_after, first=part_before)
    (other,) = against(change)
    same(measures.DIFFERENCE, other.difference, **both)
    same(measures.RATE, other.rate, **both)


@given(amounts, amounts, amounts)
def test_what_parts_and_sides_do_not_tell_of_their_whole(one: Decimal, other: Decimal, untold: Decimal) -> None:
    whole, told = one + other + untold, one + other
    lines = [point("total", 2023, whole), point("205", 2023, one, parent="total"), point("208", 2023, other, parent="total")]
    made_of = parts.parts_of(lines)
    assert (made_of is None) == (untold > max(one, other))
    if made_of is not None:
        same(parts.UNTOLD, made_of.residual, whole=whole, parts=told)
    sums = [point("income:total", 2023, whole), point("expenditure:total", 2023, whole), point("income:general", 2023, whole)]
    both = flow.flow([*sums, point("expenditure:教育支出", 2023, one), point("expenditure:住房保障支出", 2023, other)], {})
    assert both is not None
    same(parts.UNTOLD, both.expenditure.residual, whole=whole, parts=told)


@given(st.lists(amounts, min_size=2, max_size=6))
def test_the_yearly_rate(figures: list[Decimal]) -> None:
    found = track([Year(2017 + at, (point("whole", 2017 + at, amount),), whole=True) for at, amount in enumerate(figures)])
    rate = measured(found, "whole").compound.number
    assert rate is not None
    printed = measures.COMPOUND.of(first=figures[0], last=figures[-1], years=len(figures) - 1)
    assert abs(printed - Fraction(rate)) <= Fraction(1, 2 * 10**measures.ROOT_DECIMALS) + Fraction(1, 10**20)


@given(st.lists(amounts, min_size=1, max_size=9))
def test_a_place_is_one_more_than_there_are_larger_figures(figures: list[Decimal]) -> None:
    for place, amount in zip(places(figures), figures, strict=True):
        assert place == measures.PLACE.of(larger=sum(other > amount for other in figures))


def test_places_move_up_by_the_difference_of_the_places() -> None:
    beside = [two_years(whole_before=one, part_before=one, whole_after=other, part_after=other) for one, other in ORDERS]
    for one in moved(beside, "whole", 2022, 2023):
        assert one is not None
        assert one.places == measures.MOVED.of(before=one.before, after=one.after)
    assert [one.places for one in moved(beside, "whole", 2022, 2023) if one] == [2, -1, -1]


ORDERS = tuple((Decimal(one), Decimal(other)) for one, other in ((1, 9), (3, 8), (2, 7)))


@given(amounts, st.sampled_from([2015, 2018, 2022, 2024]))
def test_amounts_in_prices_of_a_year(amount: Decimal, year: int) -> None:
    own = in_prices_of(2022)
    rates = own.index.rates(year, 2022) or {}
    product_of_rates = Fraction(1)
    for rate in rates.values():
        product_of_rates *= 1 + Fraction(rate) / 100
    factor = product_of_rates if year <= 2022 else 1 / product_of_rates
    same(prices.REAL, own.of(point("whole", year, amount)), amount=amount, factor=factor)
    (told,) = own.factors([year])
    assert told.number == decimal(factor)


@given(amounts, st.integers(min_value=1, max_value=5000))
def test_an_amount_by_a_count(amount: Decimal, count: int) -> None:
    same(denominators.PER, per(point("whole", 2023, amount), 1, "vehicles", [vehicles(count)]).value, amount=amount, count=count)


def vehicles(count: int, year: int | None = 2023) -> Denominator:
    return Denominator("vehicles", Decimal(count), "辆", 1, "department", year, "budget", source="x")


@given(amounts, amounts)
def test_an_execution_rate(final: Decimal, plan: Decimal) -> None:
    (rate,) = executed(point("whole", 2023, final, OTHER), point("whole", 2023, plan)).rates
    same(execution.EXECUTED, rate.value, final=final, plan=plan)


@given(several, st.sampled_from([1, 2, 3]))
def test_quartiles(figures: list[Decimal], quarter: Any) -> None:
    ordered = sorted(figures)
    position = peers.POSITION.of(count=len(ordered), quarter=quarter)
    whole = int(position)
    low, high = ordered[whole - 1], ordered[min(whole, len(ordered) - 1)]
    same(peers.QUARTILE, quartile(ordered, quarter), low=low, high=high, rest=position - whole)
    found = spread(figures)
    assert (found.smallest, found.lower, found.median, found.upper, found.largest) == (
        ordered[0],
        quartile(ordered, 1),
        quartile(ordered, 2),
        quartile(ordered, 3),
        ordered[-1],
    )


def test_quartiles_and_medians_want_as_many_figures_as_the_page_says() -> None:
    values = BY_KEY["quartile"].values
    enough = {
        name: min(count for count in range(1, 20) if getattr(spread([Decimal(1)] * count), name) is not None)
        for name in ("median", "lower")
    }
    assert values == {"median": str(enough["median"]), "quartiles": str(enough["lower"])}


def test_peers_of_a_size_are_those_within_the_printed_bounds() -> None:
    own = Decimal(1000)
    first, last = (Decimal(int(formula.of(own=own))) for formula in (peers.BAND_FROM, peers.BAND_TO))
    sizes = [first - 1, first, own, last, last + 1]
    others = [profile(at, size) for at, size in enumerate(sizes, start=2)]
    found = peers.peers(profile(1, own), others, ["size"])
    assert found.departments == (1, 3, 4, 5)
    assert {(reason.smallest, reason.largest) for member in found.members[1:] for reason in member.reasons} == {(first, last)}


def profile(department: int, size: Decimal) -> Profile:
    return Profile(department, {"kind": Fact("x", "y")}, Size("total_expenditure", size))


@given(st.decimals(min_value=0, max_value=1000, places=2), st.sampled_from(["0.01", "100", "10000"]), st.sampled_from(["0.01", "100"]))
def test_figures_differ_where_rounding_does_not_explain_it(apart: Decimal, step: str, other_step: str) -> None:
    steps = (Decimal(step), Decimal(other_step))
    one, other = (Point("whole", "whole", 2023, amount, BUDGET, step=own) for amount, own in ((Decimal(0), steps[0]), (apart, steps[1])))
    assert changes.disagree(one, other) == (Fraction(apart) > changes.ROUNDING.of(step=steps[0], other_step=steps[1]))


@given(
    st.decimals(min_value=100, max_value=10**6, places=2),
    st.decimals(min_value=1, max_value=90, places=2),
    st.sampled_from(["100", "1000"]),
)
def test_what_a_sentence_says_may_be_off_by_its_rounding(before: Decimal, change: Decimal, step: str) -> None:
    earlier = Point("whole", "whole", 2022, before * 10_000, BUDGET, step=Decimal(step))
    rate = (100 * change / before).quantize(Decimal("0.01"))
    amount = before + change
    text = f"{amount}万元，增加{change}万元，增长{rate}%"
    said = stated.Said(1, "whole", text, 2023, amount, "万元", change=change, direction="increase", percent=rate, percent_kind="change")
    checks = {one.what: one for one in stated.check(said, None, earlier)}
    printed, steps = Decimal("0.01"), {"before_step": Decimal(step) / 10_000, "change_step": Decimal("0.01")}
    same(stated.CHANGE_OFF, checks["change"].tolerance, amount_step=printed, **steps)
    same(stated.PERCENT_OFF, checks["percent"].tolerance, percent_step=printed, before=before, change=change, **steps)


# Why there is none


Figure = tuple[Decimal | None, Basis] | None
FIGURES: tuple[Figure, ...] = (
    None,
    (None, BUDGET),
    (Decimal(0), BUDGET),
    (Decimal(-5), BUDGET),
    (Decimal(5), BUDGET),
    (Decimal(5), OTHER),
    (Decimal(5), UNSAID),
    (Decimal(5), NO_FUND),
    (Decimal(5), UNIT),
)
SURE: Figure = (Decimal(5), BUDGET)
PAIRS = tuple(dict.fromkeys(pair for figure in FIGURES for pair in ((figure, figure), (SURE, figure), (figure, SURE))))


def pool() -> Iterator[Track]:
    """Two years of a line with every kind of figure, of its whole too; whole tables and single figures; broken and with a year missing."""
    broken = Breaks(everywhere=(Caution("split"),))
    for (before, after), (above_before, above) in product(PAIRS, PAIRS):
        years = [(2021, before, above_before), (2022, after, above)]
        for whole in (True, False):
            yield track([Year(year, tuple(_lines(year, own, top)), whole=whole) for year, own, top in years])
    for one, other in PAIRS:
        first, next_one, last = (
            Year(year, tuple(_lines(year, own, None)), whole=True) for year, own in ((2020, one), (2021, other), (2022, other))
        )
        yield track([first])
        yield track([first, Year(2021, state="no_document"), last])
        yield track([first, next_one], breaks={(2020, 2021): broken})


def _lines(year: int, own: Figure, above: Figure) -> Iterator[Point]:
    if own is not None:
        yield point("part", year, own[0], own[1], parent="whole")
    if above is not None:
        yield point("whole", year, above[0], above[1])


def reasons_of_tracks() -> Iterator[tuple[str, str]]:
    known = InPricesOf(2022, in_prices_of(2022).index)
    nowhere = InPricesOf(1900, known.index)
    for one in pool():
        for how in (None, known, nowhere) if len(one.keys) == 1 else (None,):
            for key in one.keys:
                yield from _reasons(one, key, how)
        beside = [one, two_years(part_before=Decimal(1), whole_before=Decimal(2), part_after=Decimal(3), whole_after=Decimal(4))]
        for rank in (*ranks(beside, "part", 2022), *ranks([one], "part", 2022)):
            yield "Rank.place", rank.why


def _reasons(one: Track, key: str, how: InPricesOf | None) -> Iterator[tuple[str, str]]:
    line = measured(one, key, how)
    prices_only = {"no_price"}
    yield "Line.compound", line.compound.why
    for year in line.years:
        if how is not None:
            yield "Measured.amount", year.amount.why
        for name in ("share", "share_of_top", "difference", "rate", "points", "points_of_top"):
            why = getattr(year, name).why
            if why not in prices_only:
                yield f"Measured.{name}", why
        if year.index.value.why not in prices_only:
            yield "Measured.index", year.index.value.why
        if year.change is not None:
            yield "Change.rate", year.change.no_rate
            for found in against(year.change):
                yield "Against.difference", found.difference.why
                yield "Against.rate", found.rate.why


def reasons_of_others() -> Iterator[tuple[str, str]]:
    for amount, counts in product((None, Decimal(5)), ([], [vehicles(0)], [vehicles(3)], [vehicles(3), vehicles(4)], [vehicles(3, None)])):
        yield "Per.value", per(point("whole", 2023, amount), 1, "vehicles", counts).value.why
    for (final, plan), stage in product(product((None, Decimal(0), Decimal(-1), Decimal(5)), repeat=2), (BUDGET, OTHER)):
        for rate in executed(point("whole", 2023, final, OTHER), point("whole", 2023, plan, stage)).rates:
            yield "Rate.value", rate.value.why


@pytest.fixture(scope="module")
def found_reasons() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for field, why in (*reasons_of_tracks(), *reasons_of_others()):
        found.setdefault(field, set()).add(why)
    return found


OF_PAGES_ALONE = {"per": {"part_of_region", "added_up"}}
"""Reasons that the page gives beside the function's: of whom a count is, and of whom a figure."""


@pytest.mark.parametrize("key", [method.key for method in METHODS if method.never])
def test_a_number_is_missing_for_the_reasons_that_are_told_and_for_no_other(key: str, found_reasons: Mapping[str, set[str]]) -> None:
    method = BY_KEY[key]
    produced = {why for field in method.tells for why in found_reasons.get(field, ()) if why}
    assert produced | OF_PAGES_ALONE.get(key, set()) == set(method.never)


def test_a_formula_takes_all_its_quantities_and_nothing_else_than_signs() -> None:
    with pytest.raises(ValueError, match="after"):
        measures.DIFFERENCE.of(after=1)
    with pytest.raises(ValueError, match="no part of a formula"):
        Formula("x", "print({a})", {"a": "a"}, "").of(a=1)


def test_a_formula_is_told_in_words() -> None:
    assert measures.RATE.told() == "变化率 = (本年 − 上年) ÷ 上年 × 100"
    assert BY_KEY["rate"].formulas == (measures.RATE,)
