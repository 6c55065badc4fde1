"""Sentences of published disclosures whose percentages were computed again by hand: what is wrong is found, and nothing else."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.shapes import Extraction, Finding, Statement

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
CLAIMS = CORPUS / "claim_checks.tsv"

ARITHMETIC = ("text.change", "text.percent", "text.direction")

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CLAIMS.exists(), reason="the corpus is not beside the checkout")]


def claims(*verdicts: str) -> list[dict[str, str]]:
    if not CLAIMS.exists():
        return []
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["verdict"].startswith(verdicts)]


def numbers(sentence: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?(?=万元|%|$)", sentence)]


def amount_of(sentence: str) -> Decimal:
    """The amount that the sentence compares: the last one before 比 or 较."""
    return numbers(re.split("，(?:比|较|与)", sentence)[0])[-1]


@cache
def read(name: str) -> Extraction:
    (path,) = (CORPUS / "dev").glob(f"{name}.pdf")
    return extract(path)


def told(claim: dict[str, str]) -> list[Statement]:
    """What was read of the sentence: its amount and its percentage together."""
    amount, percent = amount_of(claim["sentence"]), numbers(claim["sentence"])[-1]
    return [s for s in read(claim["doc"]).statements if (s.amount, s.percent) == (amount, percent)]


def findings(claim: dict[str, str], outcome: str) -> list[Finding]:
    """What was found in the arithmetic of the sentence."""
    sources = [statement.source for statement in told(claim)]
    asked = [finding for finding in read(claim["doc"]).findings if finding.check in ARITHMETIC and finding.outcome == outcome]
    return [finding for finding in asked if any(source in finding.sources for source in sources)]


@pytest.mark.parametrize("claim", claims("REAL error", "REAL, small"), ids=lambda claim: claim["sentence"][-30:])
def test_what_is_wrong_is_found(claim: dict[str, str]) -> None:
    assert told(claim)
    assert findings(claim, "mismatch")


@pytest.mark.parametrize("claim", claims("REAL, convention"), ids=lambda claim: claim["sentence"][-30:])
def test_a_rate_on_nothing_is_unusual(claim: dict[str, str]) -> None:
    assert findings(claim, "soft")


@pytest.mark.parametrize("claim", claims("ok_zero_base", "rounding"), ids=lambda claim: claim["sentence"][-30:])
def test_what_is_right_or_rounded_is_not_wrong(claim: dict[str, str]) -> None:
    assert told(claim)
    assert not findings(claim, "mismatch")


@pytest.mark.parametrize("claim", claims("extraction_trap"), ids=lambda claim: claim["sentence"][-30:])
def test_the_nearest_amount_is_not_the_subject(claim: dict[str, str]) -> None:
    _, change, percent = numbers(claim["sentence"])[-3:]
    assert not told(claim)
    of_change = [s for s in read(claim["doc"]).statements if (s.change, s.percent) == (change, percent)]
    assert of_change
    assert all(s.amount is not None and s.amount > change for s in of_change)


def test_there_are_claims_of_every_kind() -> None:
    assert {row["verdict"].split(" ")[0].strip(",:") for row in claims("")} == {"REAL", "ok_zero_base", "rounding", "extraction_trap"}
