"""Every multi-year claim of the two Jiangsu units, 2018 and 2019, against last year's own document. Read from the corpus, no database.

What is expected was worked out by hand from the printed tables of the years (万元).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Final

import pytest

from comparisons import retold, series, spoken
from comparisons.observed import gathered
from comparisons.reasons import reasons, repeated
from comparisons.signals.registry import signals
from comparisons.stated import Claim
from comparisons.volume import Volume
from tests.comparisons.volumes import volume
from tests.require_all import CORPUS

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")]

CPPCC: Final[dict[int, tuple[str, ...]]] = {
    2017: ("2017_预算_2f0385", "2017_预算-表格_1e5e9a"),
    2018: ("2018_预算_b67b5c", "2018_预算-表格_9276fb"),
    2019: ("2019_预算_de648c", "2019_预算-表格_af2f18"),
}
COURT: Final[dict[int, tuple[str, ...]]] = {2017: ("2017_预算_e397b0",), 2018: ("2018_预算_dc6477",), 2019: ("2019_预算_07a627",)}
UNITS: Final = {"江苏省政协办公厅": CPPCC, "江苏省高级人民法院": COURT}
CASES: Final = [(unit, year) for unit in UNITS for year in (2018, 2019)]

UNTOLD: Final = {"国有资本经营预算收入"}
"""These documents have no table of it."""

NOT_THERE: Final = {
    ("江苏省高级人民法院", 2018, "2080505"): "a line that 2017 does not have: last year has no figure to compute with",
    ("江苏省高级人民法院", 2018, "2080506"): "the same",
}
BLANK: Final = {"fund_income", "fund_expenditure", "special_account_income", "carryover_income", "vehicle_purchase"}
"""The text says 0, the tables of both years leave the cell blank: nothing is there to subtract."""

CONTRADICTED: Final = {
    ("江苏省政协办公厅", 2018, "agency_running", "percent"): "66.69 is printed; 2,233.13 ÷ 3,348.98 = 66.6809",
    ("江苏省高级人民法院", 2018, "2040502", "change"): "392.92 is printed; 6,432.89 − 6,049.97 = 382.92, and the 5.95 beside it is right",
}


def pair(unit: str, year: int) -> tuple[Volume, Volume]:
    return volume(*UNITS[unit][year], year=year), volume(*UNITS[unit][year - 1], year=year - 1)


def claims(unit: str, year: int) -> list[Claim]:
    return spoken.all_claims(*pair(unit, year))


@pytest.mark.parametrize(("unit", "year"), CASES)
def test_every_sentence_with_a_change_leads_to_its_figures(unit: str, year: int) -> None:
    now, _ = pair(unit, year)
    about = {claim.said.id for claim in claims(unit, year)}
    wanted = [said for said in now.said if said.amount is not None and (said.change is not None or said.direction or said.base is not None)]
    assert len(wanted) >= 30
    assert {said.subject for said in wanted if said.id not in about} <= UNTOLD


@pytest.mark.parametrize(("unit", "year"), CASES)
def test_every_amount_is_the_one_of_the_years_own_tables(unit: str, year: int) -> None:
    checks = [(claim, check) for claim in claims(unit, year) for check in claim.checks if check.what == "amount" and claim.said.direction]
    assert checks
    assert {claim.key for claim, check in checks if check.verdict != "agrees"} <= BLANK


@pytest.mark.parametrize(("unit", "year"), CASES)
def test_every_change_and_percentage_is_checked_and_only_the_known_slips_contradict(unit: str, year: int) -> None:
    found = claims(unit, year)
    checks = [(claim, check) for claim in found for check in claim.checks if check.what != "amount"]
    unchecked = {claim.key for claim, check in checks if check.verdict == "unchecked"}
    assert unchecked <= BLANK | {key for one, when, key in NOT_THERE if (one, when) == (unit, year)}
    contradicted = {(unit, year, claim.key, check.what) for claim, check in checks if check.verdict == "contradicts"}
    assert contradicted == {key for key in CONTRADICTED if key[:2] == (unit, year)}
    agreed = [check for _, check in checks if check.verdict in ("agrees", "rounding")]
    assert len(agreed) >= 40


def test_the_sums_of_a_claim_are_those_that_a_person_does() -> None:
    """江苏省高级人民法院 2018: 9,193.40 → 3,407.38, and 法院（款）行政运行（项） 11,786.92 → 14,857.61."""
    found = {claim.key: {check.what: check.calculation for check in claim.checks} for claim in claims("江苏省高级人民法院", 2018)}
    assert found["agency_running"]["change"] == "3,407.38 − 9,193.40 = −5,786.02"
    assert found["2040501"] == {
        "amount": "14,857.61",
        "change": "14,857.61 − 11,786.92 = +3,070.69",
        "percent": "+3,070.69 ÷ 11,786.92 = +26.05%",
    }


def test_a_line_whose_name_the_text_misspells_is_found_by_its_own_amount_within_its_division() -> None:
    """The text says 一般行政事务管理, the table 一般行政管理事务."""
    now, before = pair("江苏省高级人民法院", 2019)
    (claim,) = [claim for claim in spoken.all_claims(now, before) if "一般行政事务管理" in claim.said.subject]
    assert (claim.key, claim.label) == ("2040502", "一般行政管理事务")
    assert [check.verdict for check in claim.checks] == ["agrees", "agrees", "agrees"]


def test_two_tables_with_other_figures_for_a_class_are_told_apart_by_the_chapter() -> None:
    """政协 2018: 一般公共服务 is 7,827.46 of the whole (7,747.46 from the budget, 80.00 from other funds)."""
    (claim,) = [claim for claim in claims("江苏省政协办公厅", 2018) if claim.said.subject == "一般公共服务（类）支出"]
    assert (claim.schedule, [check.verdict for check in claim.checks]) == ("summary", ["agrees", "agrees", "agrees"])


@pytest.mark.parametrize(("unit", "year"), CASES)
def test_last_year_as_it_is_told_is_last_years_own_figure_but_for_the_slip(unit: str, year: int) -> None:
    found = retold.restated_last_year(*pair(unit, year))
    assert len(found) >= 25
    told = [(one.key, one.verdict) for one in found if one.is_restated]
    assert told == ([("2040502", "differs")] if (unit, year) == ("江苏省高级人民法院", 2018) else [])


def test_the_slip_as_a_restatement() -> None:
    """6,049.97 + 392.92 = 6,442.89 is told; 2017 printed 6,432.89: 10 万元 apart, three printed steps of 100 元 explain 150."""
    found = retold.restated_last_year(*pair("江苏省高级人民法院", 2018))
    (one,) = [one for one in found if one.is_restated]
    assert one.own is not None
    assert one.told is not None
    assert (one.own.yuan, one.told.yuan) == (Decimal("64328900"), Decimal("64428900"))
    assert (one.difference, one.tolerance) == (Decimal(100_000), Decimal(150))
    assert one.own.evidence is not None
    assert one.told.evidence is not None
    assert (one.own.evidence.kind, one.told.evidence.kind) == ("fact", "statement")
    assert [caution.code for caution in one.cautions] == ["stage_not_stated"]


def test_nothing_is_found_for_a_sentence_where_the_year_before_is_another_department() -> None:
    now = volume(*COURT[2018], year=2018)
    other = volume(*CPPCC[2017], year=2017)
    checks = [check for claim in spoken.all_claims(now, other) for check in claim.checks if check.what == "change"]
    assert sum(check.verdict == "contradicts" for check in checks) > 10


def test_the_same_reason_word_for_word_over_three_years() -> None:
    """江苏省高级人民法院, 住房公积金（项） in 2017, 2018 and 2019."""
    years = {year: volume(*COURT[year], year=year) for year in COURT}
    given = [reason for year in COURT for reason in reasons(spoken.all_claims(years[year], years.get(year - 1)))]
    (one,) = [one for one in repeated(given) if one.key == "2210201"]
    assert one.years == (2017, 2018, 2019)
    assert {reason.text for reason in one.reasons} == {"调整了住房公积金标准增加的支出"}


def test_a_reason_that_names_the_documents_own_year_is_the_same_reason_in_the_next() -> None:
    years = {year: volume(*COURT[year], year=year) for year in COURT}
    given = [reason for year in COURT for reason in reasons(spoken.all_claims(years[year], years.get(year - 1)))]
    (one,) = [one for one in repeated(given) if one.key == "abroad"]
    assert [reason.text for reason in one.reasons] == ["2018年度因公出国（境）费支出预算的减少", "2019年度因公出国（境）费支出预算的减少"]


@pytest.mark.parametrize(
    ("unit", "year", "expected"),
    [
        ("江苏省政协办公厅", 2018, {"stated.change": 1, "basis.changed": 1}),
        ("江苏省政协办公厅", 2019, {"change.no_reason": 1}),
        ("江苏省高级人民法院", 2018, {"stated.change": 1, "change.no_reason": 1, "basis.changed": 1}),
    ],
)
def test_the_signals_of_a_year_beside_repeated_reasons(unit: str, year: int, expected: dict[str, int]) -> None:
    """政协 2018: 66.69 for 66.68, and 口径. 2019: 政府采购 +26.73 % without a word. 高院 2018: 392.92 for 382.92, 口径, 政府采购."""
    by_year = {one: volume(*names, year=one) for one, names in UNITS[unit].items()}
    claims = {one: spoken.all_claims(own, by_year.get(one - 1)) for one, own in by_year.items()}
    found = Counter(signal.code for signal in signals(gathered(by_year[year], by_year.get(year - 1), claims)))
    del found["reason.repeated"]
    assert found == expected


def test_costs_of_running_datong_outside_its_running_costs() -> None:
    """D28: J物业费 0.51, J水费 0.55, J电费 4.58: 5.64 beside 159.79."""
    datong = volume("datong-emergency-2023", year=2023, scope="unit")
    (one,) = signals(gathered(datong, None, {2023: spoken.all_claims(datong)}))
    assert one.code == "operating.outside"
    assert one.values["amount"] == "5.64"
    assert (one.values["inside"], one.values["together"]) == ("159.79", "165.43")
    assert all(evidence.line for evidence in one.evidence)


def test_a_percentage_of_the_execution_is_right_beside_the_one_of_the_budget() -> None:
    """万里街道 2024, 公益性岗位补贴 421.23: +8.12 % against the execution 389.59, −33.68 % against the budget 635.10. Never mixed."""
    now, before = volume("f45a18", year=2024), volume("592d25", year=2023)
    told = [claim for claim in spoken.all_claims(now, before) if claim.key == "2080705" and claim.said.percent is not None]
    found = {check.what: (check.verdict, check.calculation) for check in told[0].checks}
    assert found["percent"] == ("agrees", "+31.64 ÷ 389.59 = +8.12%")
    change = series.lines(now, before, "general_expenditure").of("2080705")
    assert change is not None
    assert change.rate is not None
    assert round(change.rate, 2) == Decimal("-33.68")
    (restatement,) = [one for one in retold.restated_last_year(now, before) if one.key == "2080705"]
    assert (restatement.verdict, restatement.differs_in) == ("unlike", ("stage",))
