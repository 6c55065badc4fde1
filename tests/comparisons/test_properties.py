"""What holds of the engine for any figures, beside the properties that stand with each module's own tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from budgets.money import YUAN_PER_UNIT, round_half_up, step, to_yuan
from comparisons.changes import NO_BREAKS, Basis, Breaks, Caution, Change, Point, compare, points_of_share
from comparisons.continuity import History, Lineage, Member, Succession, added
from comparisons.denominators import Denominator, per
from comparisons.matrix import Track, Year, track
from comparisons.measures import measured, moved, ranks, share_of
from comparisons.prices import in_prices_of
from comparisons.restatements import restated
from comparisons.wording.pieces import About
from comparisons.wording.sentences import LANGUAGES, LanguageCode, sentence

BUDGET = Basis("budget", "department", schedule="general_expenditure", measure="total", unit="元")
YUAN = st.decimals("-9e11", "9e11", places=2)
CELL = st.one_of(st.none(), st.sampled_from([Decimal(0), Decimal(100)]), YUAN)
TWO = st.tuples(CELL, CELL)


def point(key: str, year: int, yuan: Decimal | None, **more: Any) -> Point:
    known = Point(key, key, year, yuan, BUDGET, presence="blank" if yuan is None else "printed", step=Decimal("0.01"))
    return replace(known, **more)


def one(before: Decimal | None, after: Decimal | None) -> Change:
    (change,) = compare([point("a", 2023, before)], [point("a", 2024, after)]).lines
    return change


def series(amounts: list[Decimal | None], broken: frozenset[int] = frozenset()) -> Track:
    years = [Year(2010 + at, (point("a", 2010 + at, yuan),)) for at, yuan in enumerate(amounts)]
    apart = Breaks((Caution("split", "甲局", "乙局"),))
    return track(years, breaks={(2009 + at, 2010 + at): apart if at in broken else NO_BREAKS for at in range(1, len(amounts))})


# Contributions


TREES = st.dictionaries(
    st.sampled_from(["总", "总/甲", "总/乙", "总/丙", "总/甲/一", "总/甲/二", "总/乙/一"]), st.tuples(st.booleans(), st.booleans(), TWO)
)


def tree(year: int, at: int, cells: Mapping[str, tuple[bool, bool, tuple[Decimal | None, Decimal | None]]]) -> list[Point]:
    """The lines of one side: each may be missing there, blank, or hold any amount, whatever its parts come to."""
    return [
        point(key, year, amounts[at], parent=key.rpartition("/")[0] or None)
        for key, (*there, amounts) in sorted(cells.items())
        if there[at]
    ]


@given(TREES)
def test_of_any_tables_contributions_and_residual_are_exactly_the_difference(
    cells: dict[str, tuple[bool, bool, tuple[Decimal | None, Decimal | None]]],
) -> None:
    changes = compare(tree(2023, 0, cells), tree(2024, 1, cells), whole=True)
    for level in changes.levels:
        parts = changes.parts(level.parent)
        whole = changes.of(level.parent)
        assert whole is not None
        assert sum((part.contribution or Decimal(0) for part in parts), level.residual) == whole.difference
        assert level.difference == whole.difference


@given(TREES)
def test_the_points_of_all_parts_and_of_the_residual_are_the_rate_of_the_whole(
    cells: dict[str, tuple[bool, bool, tuple[Decimal | None, Decimal | None]]],
) -> None:
    changes = compare(tree(2023, 0, cells), tree(2024, 1, cells), whole=True)
    for level in changes.levels:
        whole = changes.of(level.parent)
        assert whole is not None
        points = [points_of_share(part, whole) for part in changes.parts(level.parent)]
        if whole.rate is None or whole.before is None or not whole.before.yuan:
            assert set(points) <= {None}
            continue
        exact = sum(
            (Fraction(number) for number in points if number is not None), 100 * Fraction(level.residual) / Fraction(whole.before.yuan)
        )
        assert abs(exact - Fraction(whole.rate)) < Fraction(1, 10**9)


# Shares


@given(st.dictionaries(st.sampled_from("abcdefgh"), YUAN, min_size=1))
def test_shares_rounded_as_they_are_shown_add_up_within_their_rounding_or_there_are_none(parts: dict[str, Decimal]) -> None:
    whole = sum(parts.values(), Decimal(0))
    shares = [share_of(point(key, 2024, yuan), point("总", 2024, whole)) for key, yuan in parts.items()]
    if whole <= 0:
        assert {(share.number, share.why) for share in shares} == {(None, "zero_base" if whole == 0 else "negative_base")}
        return
    shown = [round_half_up(share.number, 2) for share in shares if share.number is not None]
    assert len(shown) == len(parts)
    assert abs(sum(shown, Decimal(-100))) <= Decimal("0.005") * len(parts)


# Rates


@given(TWO)
def test_there_is_a_rate_exactly_where_the_base_is_positive_and_both_are_printed(amounts: tuple[Decimal | None, Decimal | None]) -> None:
    before, after = amounts
    change = one(before, after)
    exists = before is not None and after is not None and before > 0
    assert (change.rate is not None, not change.no_rate) == (exists, exists)
    why = "blank" if before is None or after is None else "zero_base" if before == 0 else "negative_base" if before < 0 else ""
    assert change.no_rate == why
    if before is not None and after is not None:
        assert change.difference == after - before
        back = one(after, before)
        assert back.difference == before - after


@given(TWO)
def test_a_measured_rate_is_the_rate_of_the_change(amounts: tuple[Decimal | None, Decimal | None]) -> None:
    before, after = amounts
    latest = measured(series([before, after]), "a").years[1]
    assert latest.change is not None
    assert (latest.rate.number, latest.rate.why) == (latest.change.rate, latest.change.no_rate)
    assert latest.difference.number == latest.change.difference


@given(CELL, CELL, st.sampled_from(["stage", "scope", "measure", "carry_over", "fund"]))
def test_unlike_bases_have_neither_difference_nor_rate_whatever_the_figures(
    before: Decimal | None, after: Decimal | None, field: str
) -> None:
    bases: dict[int, dict[str, Any]] = {year: {field: f"{year}"} for year in (2023, 2024)}
    sides = {year: point("a", year, yuan, basis=replace(BUDGET, **bases[year])) for year, yuan in ((2023, before), (2024, after))}
    (change,) = compare([sides[2023]], [sides[2024]]).lines
    assert (change.kind, change.difference, change.rate, change.contribution) == ("unlike", None, None, None)
    (told,) = restated([replace(sides[2023], year=2024)], [sides[2024]])
    assert (told.verdict, told.difference, told.differs_in) == ("unlike", None, (field,))


# Index and compound rate


@given(st.lists(CELL, min_size=1, max_size=7), st.frozensets(st.integers(1, 6)))
def test_every_index_begins_with_exactly_100_and_never_leads_over_a_break(amounts: list[Decimal | None], broken: frozenset[int]) -> None:
    line = measured(series(amounts, broken), "a")
    for at, (year, yuan) in enumerate(zip(line.years, amounts, strict=True)):
        index = year.index
        if index.base is None:
            assert index.value.number is None
            continue
        assert not any(index.base - 2010 < step <= at for step in broken)
        base = amounts[index.base - 2010]
        assert base is not None
        assert base > 0
        assert line.by_year[index.base].index.value.number == 100
        if yuan is not None:
            assert index.value.number is not None
            assert abs(Fraction(index.value.number) - 100 * Fraction(yuan) / Fraction(base)) <= abs(Fraction(index.value.number)) / 10**27


@given(st.lists(st.decimals("0.01", "9e11", places=2), min_size=2, max_size=7))
def test_the_compound_rate_leads_from_the_first_figure_to_the_last(amounts: list[Decimal]) -> None:
    rate = measured(series(list(amounts)), "a").compound.number
    assert rate is not None
    grown = Fraction(amounts[0]) * (1 + Fraction(rate) / 100) ** (len(amounts) - 1)
    bound = Fraction(amounts[0]) * (1 + (abs(Fraction(rate)) + 1) / 100) ** (len(amounts) - 1) / 10**12
    assert abs(grown - Fraction(amounts[-1])) <= bound


@given(YUAN, st.integers(1990, 2024), st.integers(1990, 2024), st.integers(1990, 2024))
def test_prices_chain_and_lead_back(yuan: Decimal, year: int, between: int, target: int) -> None:
    direct = in_prices_of(target).of(point("a", year, yuan)).number
    via = in_prices_of(between).of(point("a", year, yuan)).number
    assert direct is not None
    assert via is not None
    chained = in_prices_of(target).of(point("a", between, via)).number
    assert chained is not None
    assert abs(Fraction(direct) - Fraction(chained)) <= abs(Fraction(direct)) / 10**26


# Per vehicle, per head


@given(YUAN | st.none(), st.lists(st.integers(0, 10**5), max_size=4))
def test_what_is_divided_leads_back_and_a_blank_or_a_missing_count_is_never_0(yuan: Decimal | None, counts: list[int]) -> None:
    known = [Denominator("staff", Decimal(count), "人", 1, "department", 2010, source="假设") for count in counts]
    found = per(point("a", 2010, yuan), 1, "staff", known)
    if yuan is None or len(set(counts)) != 1 or counts[0] == 0:
        kinds = len(set(counts))
        assert found.value.number is None
        assert found.value.why == ("blank" if yuan is None else ("no_count", "zero_base")[kinds] if kinds < 2 else "counts_disagree")
    else:
        assert found.value.number is not None
        assert abs(Fraction(found.value.number) * counts[0] - Fraction(yuan)) <= abs(Fraction(yuan)) / 10**26


@given(YUAN, st.sampled_from(sorted(YUAN_PER_UNIT)), st.integers(1, 10**5))
def test_the_unit_of_a_figure_changes_nothing_of_what_it_is_per_head(yuan: Decimal, unit: str, count: int) -> None:
    known = [Denominator("staff", Decimal(count), "人", 1, "department", 2010, source="假设")]
    plain = point("a", 2010, yuan)
    printed = to_yuan(yuan / YUAN_PER_UNIT[unit], unit)
    other = replace(plain, yuan=printed, basis=replace(BUDGET, unit=unit))
    assert printed == yuan
    assert per(other, 1, "staff", known).value == per(plain, 1, "staff", known).value


# Places


@given(st.lists(TWO, min_size=1, max_size=8))
def test_places_are_an_order_in_which_equals_share_and_what_is_blank_has_none(both: list[tuple[Decimal | None, Decimal | None]]) -> None:
    tracks = [series(list(amounts)) for amounts in both]
    found = ranks(tracks, "a", 2010)
    known = sorted((amounts[0] for amounts in both if amounts[0] is not None), reverse=True)
    for rank, (yuan, _) in zip(found, both, strict=True):
        assert rank.place == (None if yuan is None or len(known) == 1 else known.index(yuan) + 1), "one alone has no place"
        assert rank.among == len(known)
    shared = Counter(rank.place for rank in found if rank.place is not None)
    ranked = len(known) if len(known) > 1 else 0
    assert sorted(place + extra for place, times in shared.items() for extra in range(times)) == list(range(1, ranked + 1))


@given(st.lists(st.tuples(YUAN, YUAN), min_size=1, max_size=8, unique_by=(lambda two: two[0], lambda two: two[1])))
def test_without_ties_as_many_places_are_lost_as_won_and_backwards_each_is_mirrored(both: list[tuple[Decimal, Decimal]]) -> None:
    tracks = [series(list(amounts)) for amounts in both]
    there, back = moved(tracks, "a", 2010, 2011), moved(tracks, "a", 2011, 2010)
    assert sum(change.places for change in there if change is not None) == 0
    assert [change and -change.places for change in back] == [change and change.places for change in there]


# Departments


@given(st.lists(CELL, min_size=2, max_size=7), st.sets(st.integers(1, 6)))
def test_renames_change_no_figure_and_no_measure(amounts: list[Decimal | None], renamed: set[int]) -> None:
    """A department that is renamed at the beginning of some years has the figures, changes and index of one that never was."""
    at_year = sorted(at for at in renamed if at < len(amounts))
    owners = [sum(at >= one for one in at_year) for at in range(len(amounts))]
    events = [Succession(number, number + 1, "rename", date(2010 + at, 1, 1), "") for number, at in enumerate(at_year)]
    disclosed = {owner: frozenset(2010 + at for at, one in enumerate(owners) if one == owner) for owner in owners}
    history = History(Lineage(tuple(events)), "budget", disclosed)
    years = []
    for at, yuan in enumerate(amounts):
        members = history.members(len(at_year), 2010 + at)
        assert members == (owners[at],)
        figures, gaps = added(2010 + at, [Member("", (point("a", 2010 + at, yuan),), True)], whole=True)
        assert gaps == ()
        years.append(Year(2010 + at, figures))
    breaks = {(year, year + 1): Breaks(history.breaks(len(at_year), year, year + 1)) for year in range(2010, 2010 + len(amounts) - 1)}
    assert measured(track(years, breaks=breaks), "a") == measured(series(amounts), "a")


@given(st.lists(st.tuples(YUAN, st.booleans()), min_size=2, max_size=5), YUAN)
def test_a_merger_is_compared_with_the_sum_of_all_or_with_nothing(parts: list[tuple[Decimal, bool]], after: Decimal) -> None:
    members = [Member(f"局{at}", (point("a", 2018, yuan),) if there else (), there) for at, (yuan, there) in enumerate(parts)]
    figures, gaps = added(2018, members, whole=False)
    found = track([Year(2018, figures), Year(2019, (point("a", 2019, after),))])
    difference = measured(found, "a").by_year[2019].difference
    if all(there for _, there in parts):
        assert difference.number == after - sum(yuan for yuan, _ in parts)
    else:
        assert difference.number is None
        assert {gap.name for gap in gaps} == {f"局{at}" for at, (_, there) in enumerate(parts) if not there}


# Words


PRINTED = st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 2), st.sampled_from(["元", "万元", "亿元"]))
OF_UNIT = {
    "zh": (("亿元", 10**8), ("万元", 10**4), ("元", 1)),
    "en": ((" (CNY 100 million)", 10**8), (" (CNY 10,000)", 10**4), (" (CNY)", 1), ("", 1)),
}


def told(size: tuple[int, int, str], year: int) -> Point:
    digits, decimals, unit = size
    yuan = Decimal(digits).scaleb(-decimals) * YUAN_PER_UNIT[unit]
    return Point("a", "公务接待费", year, yuan, replace(BUDGET, unit=unit), printed="x", step=step(decimals, unit))


def read_back(text: str, language: LanguageCode) -> Decimal:
    ending, per = next(pair for pair in OF_UNIT[language] if text.endswith(pair[0]))
    return Decimal(text.removesuffix(ending).replace(",", "").replace("−", "-")) * per


@given(PRINTED, PRINTED, st.sampled_from(list(LANGUAGES)))
def test_a_sentence_says_the_difference_its_direction_and_the_rate_that_are_computed(
    before: tuple[int, int, str], after: tuple[int, int, str], language: LanguageCode
) -> None:
    (change,) = compare([told(before, 2023)], [told(after, 2024)]).lines
    assert change.difference is not None
    words = sentence(change, language)
    computed = [piece.text for piece in words.pieces if piece.role == "change"]
    amounts, percents = [text for text in computed if "%" not in text], [text for text in computed if "%" in text]
    up, down = ("增加", "减少") if language == "zh" else (", up ", ", down ")
    assert (up in str(words), down in str(words)) == (change.difference > 0, change.difference < 0)
    assert [read_back(text, language) for text in amounts] == [abs(change.difference)] * bool(change.difference)
    if change.rate is None or not change.difference:
        assert percents == []
        return
    rounded = round_half_up(change.rate, 2)
    sign = "+" if change.rate > 0 else "−"
    assert percents == [f"{sign}{abs(rounded):,f}%" if rounded else f"{sign}<0.01%"]
    assert re.sub(r"[^+−]", "", words.short)[:1] == sign


@given(PRINTED, PRINTED, PRINTED, PRINTED)
def test_both_languages_say_the_same_numbers(
    before: tuple[int, int, str], after: tuple[int, int, str], base: tuple[int, int, str], whole: tuple[int, int, str]
) -> None:
    (change,) = compare([told(before, 2023)], [told(after, 2024)]).lines
    (parent,) = compare([replace(told(base, 2023), key="总")], [replace(told(whole, 2024), key="总")]).lines
    about = About(parent=parent, parent_name="总")
    said = {language: [piece for piece in sentence(change, language, about).pieces if piece.role] for language in LANGUAGES}
    numbers = {language: [re.sub(r" \(CNY.*|[万亿元]", "", piece.text) for piece in pieces] for language, pieces in said.items()}
    assert numbers["zh"] == numbers["en"]
