"""The registry, what `run_checks` makes of it, and its documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from ingest.checks import run_checks
from ingest.checks.registry import CHECKS
from ingest.shapes import Outcome
from tests.ingest.checks.builders import document, row, table

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "checks.md"
BROKEN = document(
    table("expenditure", "total basic project", row("208 社会保障和就业支出", "9.00 5.00 1.00"), row("20801 甲", "9.00 5.00 4.00"))
)


def documented() -> dict[str, str]:
    """Code and question of every row of the documentation's tables."""
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| ([^|]+) \|", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {code: question.strip() for code, question in rows}


def test_every_check_is_documented_with_its_question_and_nothing_else_is() -> None:
    assert documented() == {check.code: check.question for check in CHECKS}


def matrix() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Checks, modules and tests of every identity in the documentation's last table."""
    text = DOCUMENTATION.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-G]\d\d?(?:–D\d\d)?) \|[^|]+\|([^|]+)\|([^|]+)\|([^|]+)\|$", text, flags=re.MULTILINE)
    found = {key: [set(re.findall("`([^`]+)`", cell)) for cell in cells] for key, *cells in rows}
    return {key: (codes, modules, tests) for key, (codes, modules, tests) in found.items()}


def test_every_identity_of_the_checks_is_documented_with_them_their_modules_and_tests() -> None:
    keys = {key for check in CHECKS for key in check.basis.split()}
    assert set(matrix()) == keys
    for key, (codes, modules, tests) in matrix().items():
        own = [check for check in CHECKS if key in check.basis.split()]
        assert codes == {check.code for check in own}, key
        assert modules == {check.run.__module__.rpartition(".")[2] for check in own}, key
        assert tests, key
        written = "".join((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8") for name in tests)
        assert all(f'"{code}"' in written or _in_parts(code, written) for code in codes), key


def _in_parts(code: str, written: str) -> bool:
    """Whether tests name a check through a variable of their module: f"summary.{check}" and "income_sum"."""
    group, _, name = code.partition(".")
    return f'f"{group}.{{' in written and f'"{name}"' in written


def test_the_basis_stands_in_the_table_of_checks_too() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|.*\| ([^|]+) \|$", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert dict(rows) == {check.code: check.basis for check in CHECKS}


def test_codes_are_distinct_and_every_question_is_one() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert all(check.question.count("？") == 1 and check.question.endswith("？") for check in CHECKS)


def test_every_outcome_is_counted_and_every_one_but_exact_is_a_finding() -> None:
    findings, counts = run_checks(BROKEN)
    assert counts["row.basic_project"] == {"exact": 1, "rounding": 0, "mismatch": 1, "soft": 0, "not_evaluable": 0}
    assert set(counts) == {check.code for check in CHECKS}
    assert all(set(outcomes) == set(get_args(Outcome)) for outcomes in counts.values())
    assert len(findings) == sum(number for outcomes in counts.values() for outcome, number in outcomes.items() if outcome != "exact")
    assert "exact" not in {finding.outcome for finding in findings}


def test_a_finding_says_which_check_found_it_where_and_what_to_do() -> None:
    finding = next(finding for finding in run_checks(BROKEN)[0] if finding.check == "row.basic_project")
    assert finding.subject == "expenditure 208 total"
    assert finding.sources
    assert "请对照原文件" in finding.message


def test_the_same_extraction_gives_the_same_findings() -> None:
    assert run_checks(BROKEN) == run_checks(BROKEN)


def test_an_extraction_of_nothing_has_no_findings() -> None:
    findings, counts = run_checks(document())
    assert findings == ()
    assert not any(number for outcomes in counts.values() for number in outcomes.values())
