"""What published budgets count, from the PDF to the count. Sentences and pages read by a person."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from comparisons.counts import Whose, counted
from comparisons.stated import Said
from ingest.extract import extract

DEV = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "dev"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not DEV.exists(), reason="the corpus is not beside the checkout")]

CASES = {
    "上海市普陀区_上海市普陀区人民政府万里街道办事处_2023_预算_592d25": [("vehicles", 7, "department", 2022, "2022年12月31日", 29)],
    "上海市普陀区_上海市普陀区人民政府万里街道办事处_2024_预算_f45a18": [("vehicles", 7, "department", 2023, "2023年8月31日", 32)],
    "西安市_西安市审计局_2026_预算_a8fb0e": [
        ("posts", 125, "department", 2025, "上年底", 9),
        ("staff", 119, "department", 2025, "上年底", 9),
        ("retired", 104, "department", None, "", 9),
        ("vehicles", 4, "department", 2025, "上年底", 18),
    ],
    "西安市_西安市交通运输局_2022_预算_9c6928": [
        ("posts", 1318, "department", 2021, "2021年底", 14),
        ("staff", 1133, "department", 2021, "2021年底", 14),
        ("retired", 956, "department", None, "", 14),
        ("vehicles", 242, "department", 2021, "2021年末", 21),
    ],
    "深圳市_深圳市生态环境局_2026_预算_b1d7a0": [
        ("vehicles", 125, "department", None, "", 37),
        ("vehicles", 125, "department", 2025, "2025年10月", 71),
    ],
    "广州市_广州市市场监督管理局_2026_预算_b88633": [("vehicles", 296, "department", 2026, "2026年1月31日", 58)],
    "上海市普陀区_中共上海市普陀区委社会工作部_2024_决算_690679": [("vehicles", 0, "department", 2024, "2024年12月31日", 22)],
}


@pytest.mark.parametrize("name", CASES)
def test_the_counts_of_a_document_are_those_of_the_whole_and_no_other(name: str) -> None:
    """79辆公务用车 of a project of one institute, vehicles to be bought, and kinds of vehicles stand in these documents too."""
    found = extract(DEV / f"{name}.pdf")
    said = [
        Said(
            number,
            one.subject,
            one.text,
            one.year,
            Decimal(one.amount) if one.amount is not None else None,
            one.unit or "",
            section=one.section or "",
            part_of=one.part_of or "",
            page=one.source.page,
        )
        for number, one in enumerate(found.statements)
    ]
    _region, department, year, _stage, _digest = name.split("_")
    counts = counted(said, Whose(1, (department,), "department", int(year), "budget"))
    told = [(one.counted, int(one.count), one.scope, one.year, one.date, one.evidence and one.evidence.page) for one in counts]
    assert told == CASES[name]
