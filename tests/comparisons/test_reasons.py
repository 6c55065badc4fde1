"""Why, in the words of the document."""

from __future__ import annotations

from typing import Any

import pytest

from comparisons.changes import compare
from comparisons.reasons import explained, reasons, repeated, wording
from comparisons.stated import Claim, Said
from tests.comparisons.points import point


def claim(reason: str, year: int = 2023, key: str = "x", direction: str = "increase", **more: Any) -> Claim:
    said = Said(more.pop("id", 1), key, f"……{reason}", year=year, direction=direction, reason=reason, **more)
    return Claim(said, key, key, ())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("人员增加，公用经费增加。", "人员增加 公用经费增加", True),
        ("较2022年人员增加", "较2023年人员增加", True),
        ("2023年度机构改革", "2024年度机构改革", True),
        ("较2021年人员增加", "较2023年人员增加", False),
        ("人员增加3人", "人员增加15人", False),
        ("增加1.5万元", "增加15万元", False),
        ("人员增加", "人员减少", False),
        ("Ａ区改造（二期）", "A区改造(二期)", True),
        ("较12022年", "较12023年", False),
    ],
)
def test_word_for_word(one: str, other: str, same: bool) -> None:
    """The first stands in a document of 2023, the second in one of 2024."""
    assert (wording(one, 2023) == wording(other, 2024)) is same


def test_a_reason_worded_the_same_in_several_years_is_told_with_each_sentence() -> None:
    given = [
        *reasons([claim("项目调整", 2022, id=1)]),
        *reasons([claim("项目，调整。", 2023, id=2)]),
        *reasons([claim("机构改革", 2024, id=3)]),
        *reasons([claim("项目调整", 2025, id=4)]),
    ]
    (one,) = repeated(given)
    assert (one.key, one.years, [reason.evidence.id for reason in one.reasons]) == ("x", (2022, 2023, 2025), [1, 2, 4])


def test_the_same_reason_for_two_lines_or_twice_in_one_year_is_no_repetition() -> None:
    assert repeated(reasons([claim("项目调整", 2022), claim("项目调整", 2022, id=2)])) == ()
    assert repeated([*reasons([claim("项目调整", 2022, "x")]), *reasons([claim("项目调整", 2023, "y")])]) == ()


def test_what_did_not_change_needs_no_reason() -> None:
    assert reasons([claim("保持不变", direction="unchanged")]) == ()


def test_a_reason_of_nothing_but_punctuation_is_no_repetition() -> None:
    assert repeated([*reasons([claim("——", 2022)]), *reasons([claim("……", 2023)])]) == ()


def test_each_change_has_its_reason_or_says_that_there_is_none() -> None:
    before = [point(key, "1.00", 2022) for key in "abcd"]
    after = [point("a", "2.00"), point("b", "2.00"), point("c", "2.00"), point("d", "1.00")]
    claims = [claim("人员增加", key="a", id=7), claim("人员增加", key="a", id=8), claim("", key="b", id=9)]
    found = explained(compare(before, after).lines, claims)
    assert [(one.change.key, one.given) for one in found] == [("a", "given"), ("b", "no_reason"), ("c", "no_sentence")]
    assert [(reason.text, reason.evidence.id) for reason in found[0].reasons] == [("人员增加", 7)]
    assert [evidence.id for evidence in found[1].silent] == [9]
