"""Does the document agree with itself? Extraction → findings. Pure: the same extraction, corrected or not, gives the same findings.

`registry` holds the checks, each one question; `tolerance` says what rounding explains; `lookup` finds tables, rows and figures. Checks
across documents are no part of this.
"""

from __future__ import annotations

from typing import get_args

from ingest.checks.registry import CHECKS
from ingest.shapes import Extraction, Finding, Outcome

Counts = dict[str, dict[Outcome, int]]


def run_checks(extraction: Extraction) -> tuple[tuple[Finding, ...], Counts]:
    """Every check on one document: a finding for each outcome but exact, and for every check how often each outcome came up."""
    findings: list[Finding] = []
    counts: Counts = {}
    for check in CHECKS:
        counts[check.code] = dict.fromkeys(get_args(Outcome), 0)
        for result in check.run(extraction):
            counts[check.code][result.outcome] += 1
            if result.outcome != "exact":
                findings.append(result.found_by(check.code))
    return tuple(findings), counts
