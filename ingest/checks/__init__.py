"""Does the document agree with itself? Extraction → findings. Pure: the same extraction, corrected or not, gives the same findings.

`registry` holds the checks, each one question; `tolerance` says what rounding explains; `lookup` finds tables, rows and figures. Checks
across documents are no part of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from budgets.worded import _
from ingest.checks.causes import told_as_one
from ingest.checks.registry import CHECKS, Check
from ingest.checks.results import Result, not_evaluable
from ingest.limits import CHECKING, is_over
from ingest.shapes import Extraction, Finding, Outcome

Counts = dict[str, dict[Outcome, int]]


def run_checks(extraction: Extraction) -> tuple[tuple[Finding, ...], Counts]:
    """Every check on one document: a finding for each outcome but exact, and for every check how often each outcome came up."""
    return summed_up(((check, result) for check in CHECKS for result in answers(check, extraction)), extraction)


def answers(check: Check, extraction: Extraction) -> Iterator[Result]:
    """What a check finds, as far as the time goes; that it did not get further is a result too."""
    if is_over(CHECKING):
        yield _not_reached(check)
        return
    for result in check.run(extraction):
        yield result
        if is_over(CHECKING):
            yield _not_reached(check)
            return


def _not_reached(check: Check) -> Result:
    why = _("“{question}”没有核对完，用时太长，请拆分文件或调高 PARSE_SECONDS").format(question=check.question)
    return not_evaluable("time", why)


def summed_up(results: Iterator[tuple[Check, Result]], extraction: Extraction) -> tuple[tuple[Finding, ...], Counts]:
    """The findings among some results, in their order, those of one cause told as such; how often each outcome of a check came up."""
    findings: list[Finding] = []
    counts: Counts = {check.code: dict.fromkeys(get_args(Outcome), 0) for check in CHECKS}
    for check, result in results:
        counts[check.code][result.outcome] += 1
        if result.outcome != "exact":
            findings.append(result.found_by(check.code))
    return told_as_one(extraction.tables, findings, extraction.statements), counts
