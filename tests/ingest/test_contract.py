"""The JSON of the extraction contract: its shape, its number formats, and what is null."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ingest.contract import to_contract
from ingest.extract import extract
from ingest.samples import TEXT_SAMPLES, write
from ingest.shapes import (
    Amount,
    Code,
    Column,
    Extraction,
    Finding,
    Form,
    Funding,
    Identity,
    Line,
    Note,
    Page,
    Source,
    Stated,
    Statement,
    Table,
)

SHAPE: dict[str, Any] = {
    "contract": int,
    "document": {"name": str, "sha256": str, "media_type": str, "pages": int},
    "identity": dict,
    "tables": [
        {
            "schedule": str | None,
            "title": str,
            "number": str | None,
            "unit": str | None,
            "carry_over": str | None,
            "line": int,
            "pages": [int],
            "no_data": bool,
            "remarks": [str],
            "columns": [
                {"index": int, "header": [str], "measure": str | None, "unit": str | None, "side": str | None, "block": int | None}
            ],
            "rows": [
                {
                    "code": str | None,
                    "label": str,
                    "path": [str],
                    "level": int,
                    "side": str | None,
                    "line": int,
                    "amounts": [{"column": int, "printed": str, "yuan": str | None, "line": int, "span": [int]}],
                }
            ],
        }
    ],
    "sections": [{"title": str, "level": int, "line": int, "text": str}],
    "statements": [
        {
            **dict.fromkeys(("subject", "text"), str),
            **dict.fromkeys(("amount", "unit", "base", "base_kind", "change", "direction", "percent", "percent_kind"), str | None),
            **dict.fromkeys(("reason", "section", "code", "part_of"), str | None),
            **dict.fromkeys(("year", "base_year"), int | None),
            "line": int,
            "nil": bool,
        }
    ],
    "forms": [
        {
            "kind": str,
            "sources": dict,
            **dict.fromkeys(("project", "department", "implementing_unit", "attribute", "unit", "filled_at"), str | None),
            **dict.fromkeys(("overview", "basis", "necessity", "safeguards", "plan"), str | None),
            "line": int,
            "pages": [int],
            "segments": [[int]],
            "complete": bool,
            "missing": [str],
            "unread": [str],
            "period_years": int | None,
            "funding": {
                part: dict.fromkeys(("total", "central", "province", "city", "self", "other", "fiscal", "carryover"), str | None)
                for part in ("period", "year")
            },
            "goal": {"period": str | None, "year": str | None},
            "indicators": [
                {"level1": str | None, "level2": str | None, "level3": str | None, "period": str | None, "year": str | None, "line": int}
            ],
        }
    ],
    "findings": [
        {
            **dict.fromkeys(("check", "outcome", "subject", "message"), str),
            **dict.fromkeys(("hint", "cause", "expected", "actual", "difference", "tolerance"), str | None),
            "worded": dict,
            "sources": [dict],
        }
    ],
    "checks": dict,
    "notes": [{"level": str, "code": str, "text": str, "worded": dict}],
    "pages": [{"page": int, "printed": int | None, "line": int, "kind": str, "lines": [str]}],
}
OPTIONAL = {"span", "page", "line", "codes", "organisation", "texts", "measure", "year", "block", "value", "kind", "unit"}


def misfits(value: Any, shape: Any, path: str = "") -> Iterator[str]:
    """Where a value is not of the shape: fields missing or unknown, types that differ."""
    if isinstance(shape, list):
        for place, item in enumerate(value):
            yield from misfits(item, shape[0], f"{path}[{place}]")
    elif isinstance(shape, dict):
        yield from (f"{path}.{name} is missing" for name in shape.keys() - value.keys())
        yield from (f"{path}.{name} is unknown" for name in value.keys() - shape.keys() - OPTIONAL)
        for name in shape.keys() & value.keys():
            yield from misfits(value[name], shape[name], f"{path}.{name}")
    elif not isinstance(value, shape):
        yield f"{path} is {value!r}"


def numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    (path,) = write(tmp_path_factory.mktemp("sample"), TEXT_SAMPLES)
    found: dict[str, Any] = json.loads(json.dumps(to_contract(extract(path)), ensure_ascii=False))
    return found


def test_a_whole_document_has_the_shape_of_the_contract(sample: dict[str, Any]) -> None:
    assert not list(misfits(sample, SHAPE))
    assert sample["contract"] == 1
    assert set(sample["identity"]) == {"unit", "region", "fiscal_year", "stage", "scope"}
    assert all(sample[part] for part in ("tables", "sections", "statements", "forms", "findings", "notes", "pages"))


def test_nothing_is_a_float_and_amounts_have_cents(sample: dict[str, Any]) -> None:
    assert not list(numbers(sample))
    yuan = [amount["yuan"] for table in sample["tables"] for row in table["rows"] for amount in row["amounts"]]
    assert all(re.fullmatch(r"-?\d+\.\d{2,}", amount) for amount in yuan)


def test_every_amount_stands_where_it_says(sample: dict[str, Any]) -> None:
    lines = [line for page in sample["pages"] for line in page["lines"]]
    amounts = [amount for table in sample["tables"] for row in table["rows"] for amount in row["amounts"]]
    assert all(lines[amount["line"] - 1][slice(*amount["span"])] == amount["printed"] for amount in amounts)
    assert [page["line"] for page in sample["pages"]][:1] == [1]


def test_columns_of_amounts_exist(sample: dict[str, Any]) -> None:
    for table in sample["tables"]:
        indices = [column["index"] for column in table["columns"]]
        assert indices == list(range(len(indices)))
        assert {amount["column"] for row in table["rows"] for amount in row["amounts"]} <= set(indices)


def contract_of(**parts: Any) -> dict[str, Any]:
    return to_contract(Extraction(name="a.pdf", sha256="0" * 64, media_type="application/pdf", **parts))


def test_what_a_document_does_not_say_is_null() -> None:
    found = contract_of()
    assert found["identity"] == {"unit": None, "region": None, "fiscal_year": None, "stage": None, "scope": None}
    assert (found["tables"], found["checks"], found["document"]["pages"]) == ([], {}, 0)


def test_the_code_of_a_region_that_is_not_unique_is_null() -> None:
    place = Source(page=1, bbox=(1.0, 2.0, 3.04, 4.06))
    identity = Identity(region=Stated("某市", "某市某局", place), fiscal_year=Stated(2030, "2030年度", place))
    found = contract_of(identity=identity)["identity"]
    assert found["region"] == {"code": None, "value": "某市", "printed": "某市某局", "page": 1, "bbox": [1.0, 2.0, 3.0, 4.1]}
    assert found["fiscal_year"] == {"value": 2030, "printed": "2030年度", "page": 1, "bbox": [1.0, 2.0, 3.0, 4.1]}


def row_of(line: Line) -> dict[str, Any]:
    table = Table("income", "收入总表", None, "万元", (Column(0, ("合计",)),), (line,))
    row: dict[str, Any] = contract_of(tables=(table,))["tables"][0]["rows"][0]
    return row


def test_a_dash_has_no_yuan_and_a_count_has_a_value() -> None:
    dash = Amount(0, "-", None, Source(line=3, span=(0, 1)))
    count = Amount(0, "3", None, Source(sheet="表1", cell="D14"), Decimal(3), "count", "辆")
    assert row_of(Line("甲", (dash, count)))["amounts"] == [
        {"column": 0, "printed": "-", "yuan": None, "line": 3, "span": [0, 1]},
        {"column": 0, "printed": "3", "yuan": None, "value": "3", "kind": "count", "unit": "辆", "sheet": "表1", "cell": "D14"},
    ]


def test_large_amounts_are_written_out() -> None:
    amount = Amount(0, "12,000,000", Decimal("1.2E+11"), Source(line=3))
    assert row_of(Line("甲", (amount,)))["amounts"][0]["yuan"] == "120000000000"


def test_a_row_says_only_what_it_has() -> None:
    assert set(row_of(Line("甲", ()))) == {"code", "label", "path", "level", "side", "amounts"}
    row = row_of(
        Line(
            "基本工资",
            (),
            codes=(Code("economic_department", "30101", "基本工资"),),
            organisation=("101001", "某局"),
            texts=(("备注", "新增"),),
            measure="abroad",
            year=2030,
            block=2,
        )
    )
    assert row["codes"] == [{"system": "economic_department", "code": "30101", "label": "基本工资"}]
    assert row["organisation"] == {"code": "101001", "name": "某局"}
    assert row["texts"] == [{"header": "备注", "printed": "新增"}]
    assert (row["measure"], row["year"], row["block"]) == ("abroad", 2030, 2)


def test_statements_forms_findings_and_notes_keep_their_numbers_as_printed() -> None:
    found = contract_of(
        statements=(Statement("机关运行经费", "…159.79万元", Source(line=5), amount=Decimal("159.79"), nil=False),),
        forms=(Form("甲项目", Source(line=9), True, year=Funding(total=Decimal(45769))),),
        findings=(Finding("row.sum", "mismatch", "甲", "不符。", expected=Decimal("1.00"), sources=(Source(line=7),)),),
        notes=(Note("warning", "lost_page", "缺页。", Source(page=43)),),
        checks={"row.sum": {"exact": 2, "mismatch": 1}},
        pages=(Page(1, (), printed=7, masked=("甲", "")),),
    )
    assert (found["statements"][0]["amount"], found["statements"][0]["base"]) == ("159.79", None)
    assert found["forms"][0]["funding"]["year"] == {
        "total": "45769",
        **dict.fromkeys(("central", "province", "city", "self", "other", "fiscal", "carryover")),
    }
    assert (found["findings"][0]["expected"], found["findings"][0]["sources"]) == ("1.00", [{"line": 7}])
    assert found["notes"] == [{"level": "warning", "code": "lost_page", "text": "缺页。", "worded": {}, "page": 43}]
    assert found["checks"] == {"row.sum": {"exact": 2, "mismatch": 1}}
    assert found["pages"] == [{"page": 1, "printed": 7, "line": 1, "kind": "text", "lines": ["甲", ""]}]
