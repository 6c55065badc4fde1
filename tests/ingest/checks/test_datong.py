"""The Datong sample: a real disclosure with all that is wrong in it, as people found it by hand.

Expected outcomes are those of its register of discrepancies (D01 …), read in the document; figures are the printed ones.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.shapes import Extraction, Finding

SAMPLE = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "datong" / "datong-emergency-2023.txt"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SAMPLE.exists(), reason="the corpus is not beside the checkout")]


@pytest.fixture(scope="module")
def read() -> Extraction:
    return extract(SAMPLE)


def found(read: Extraction, check: str, outcome: str) -> list[Finding]:
    return [finding for finding in read.findings if (finding.check, finding.outcome) == (check, outcome)]


def lines(finding: Finding) -> set[int | None]:
    return {source.line for source in finding.sources}


def test_d01_nineteen_projects_are_said_and_twenty_three_listed(read: Extraction) -> None:
    (finding,) = found(read, "text.project_count", "mismatch")
    assert (finding.expected, finding.actual, finding.difference) == (Decimal(23), Decimal(19), Decimal(-4))
    assert 1017 in lines(finding)
    assert "19是不同的项目名称的个数" in (finding.hint or "")


def test_d01_is_the_only_mismatch(read: Extraction) -> None:
    assert [finding.check for finding in read.findings if finding.outcome == "mismatch"] == ["text.project_count"]


def test_d02_the_projects_miss_their_total_by_a_last_digit_which_the_forms_explain(read: Extraction) -> None:
    (finding,) = found(read, "projects.total", "rounding")
    assert (finding.expected, finding.actual) == (Decimal(8098100), Decimal(8098000))
    assert (finding.difference, finding.tolerance) == (Decimal(-100), Decimal(1200))
    assert 311 in lines(finding)  # 809.80 in table 3
    assert {842, 895} <= lines(finding)  # first and last project
    assert "8,098,016元" in (finding.hint or "")
    assert read.checks["forms.exact_total"]["exact"] == 1


def test_d03_the_emergency_projects_miss_their_class_by_a_last_digit(read: Extraction) -> None:
    (finding,) = found(read, "projects.by_function", "rounding")
    assert "224" in finding.subject
    assert (finding.expected, finding.actual) == (Decimal(5149000), Decimal(5148900))
    assert "5,148,896元" in (finding.hint or "")
    assert read.checks["projects.by_function"]["exact"] == 2  # 208: 20.00, 213: 274.91


def test_which_projects_are_safety_and_which_are_other_is_not_guessed(read: Extraction) -> None:
    (finding,) = found(read, "projects.by_function", "not_evaluable")
    assert "2240106" in finding.message
    assert "2240199" in finding.message


def test_d05_to_d10_six_periods_are_not_their_years(read: Extraction) -> None:
    soft = found(read, "forms.period", "soft")
    assert [(finding.expected, finding.actual) for finding in soft] == [
        (Decimal(200000), Decimal(300000)),
        (Decimal(20352), Decimal(203520)),
        (Decimal(600000), Decimal(750000)),
        (Decimal(600000), Decimal(900000)),
        (Decimal(400000), Decimal(450000)),
        (Decimal(6596480), Decimal(6800000)),
    ]
    assert ["10倍" in (finding.hint or "") for finding in soft] == [False, True, False, False, False, False]
    assert read.checks["forms.period"]["exact"] == 14


def test_d11_and_d12_three_forms_lost_their_money_with_a_page(read: Extraction) -> None:
    lost_pages = [note for note in read.notes if note.code == "lost_page"]
    assert len(lost_pages) == 3
    lost = {finding.subject: finding for finding in found(read, "forms.amount", "not_evaluable")}
    assert sum((Decimal(subject.rpartition(" ")[2]) for subject in lost), Decimal(0)) == Decimal(1138600)  # 28.86 + 40.00 + 45.00
    hints = {line: finding.hint or "" for finding in lost.values() for line in (3019, 3345, 5630) if str(line) in (finding.hint or "")}
    assert "J专项业务费" in hints[3019]
    assert "Z安全生产和宣传经费" in hints[3345]
    assert "Z应急救援装备购置及演练经费" in hints[5630]
    assert len(found(read, "forms.row", "not_evaluable")) == 3
    assert len(found(read, "forms.fields", "not_evaluable")) == 5  # 18 complete, 5 damaged


def test_e1_to_e4_the_other_forms_hold(read: Extraction) -> None:
    assert read.checks["forms.row"]["exact"] == 20
    assert read.checks["forms.amount"]["exact"] == 20
    assert read.checks["forms.funding"] == {"exact": 40, "rounding": 0, "mismatch": 0, "soft": 0, "not_evaluable": 0}


@pytest.mark.parametrize(
    ("check", "number", "line"),
    [
        ("forms.cut_text", 3, 5397),  # D13: three goals break off
        ("quality.draft_mark", 1, 1341),  # D14: 仅供内部审核
        ("quality.table_number", 1, None),  # D15: 部门公开表9
        ("quality.empty_rows", 1, 665),  # D15: rows in an empty table
        ("quality.copied_level", 1, 5774),  # D16: 省直部门
        ("quality.scope_words", 2, 1009),  # D17: 部门各单位, 部门合计
        ("quality.header_year", 1, None),  # D18: 2023预算数
        ("quality.title_columns", 1, None),  # D18: table 10
        ("quality.economic_codes", 1, None),  # D18: table 6
        ("forms.placeholder", 1, 5722),  # D20: XX月XX日前
        ("forms.values", 1, None),  # D21: 122 of 129
        ("forms.indicator_name", 2, 2376),  # D24
    ],
)
def test_what_else_is_unusual(read: Extraction, check: str, number: int, line: int | None) -> None:
    soft = found(read, check, "soft")
    assert len(soft) == number
    assert line is None or any(line in lines(finding) for finding in soft)


def test_d21_a_hundred_and_twenty_two_of_a_hundred_and_twenty_nine_values_are_the_same(read: Extraction) -> None:
    (finding,) = found(read, "forms.values", "soft")
    assert "129" in finding.message
    assert "122" in finding.message


@pytest.mark.parametrize(
    ("check", "exact"),
    [
        ("row.basic_project", 43),  # A3: tables 3 and 5, 21 rows each; and the total of table 9, whose rows have no total
        ("row.personnel_operating", 20),  # A8
        ("classification.crosswalk", 16),  # A14
        ("three_public.parts", 2),  # A9: total and general budget
        ("between.class_summary", 5),  # B2
        ("between.fiscal_class_summary", 5),  # B5
        ("between.income_rows", 21),  # B3
        ("functions.same_purpose", 3),  # B13: pension, medical insurance, housing fund
        ("functions.running", 1),  # B14: 1,120.06
        ("text.share", 13),  # C5: 6, C6: 2, C7: 5
        ("text.share_sum", 3),  # C5, C6, C7
        ("text.percent", 3),  # C3
        ("text.base_year", 9),  # C14: three totals, five of 三公, 机关运行
        ("text.procurement", 1),  # C11
        ("quality.no_data", 4),  # A13: tables 7, 8, 9, 13
    ],
)
def test_identities_hold_as_often_as_the_document_has_them(read: Extraction, check: str, exact: int) -> None:
    assert read.checks[check] == {"exact": exact, "rounding": 0, "mismatch": 0, "soft": 0, "not_evaluable": 0}


def test_running_costs_grew_by_seven(read: Extraction) -> None:
    # C10: 159.79 − 152.61 = 7.18
    assert read.checks["text.change"]["exact"] == 1
    assert read.checks["between.operating"]["exact"] == 1
