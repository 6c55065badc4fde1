"""`docs/extraction.md` names every field of the contract where it stands, and none that is not written; its example is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    Identity,
    Indicator,
    Line,
    Note,
    Page,
    Section,
    Source,
    Stated,
    Statement,
    Table,
)

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")
SPANS = re.compile(r"`([^`]+)`")
PLACES = {"page", "bbox", "line", "span", "sheet", "cell", "table", "row", "sha256"}
KEYED_BY_DATA = {"checks", "forms[].sources", "findings[].worded", "notes[].worded"}
"""Objects of which the keys are no fields: codes of checks, names of fields of a form, sentences and their values."""


def whole() -> Extraction:
    """Everything that an extraction can have, once."""
    page, text, cell = Source(page=1, bbox=(1, 2, 3, 4)), Source(line=1, span=(0, 1)), Source(sheet="表", cell="D14", document="0")
    stated = Stated("甲", "甲", page, "1")
    line = Line(
        "甲",
        (Amount(0, "3", None, text, Decimal(3), "count", "辆", confidence=Decimal("0.9")),),
        page,
        codes=(Code("function", "201", "甲"),),
        organisation=("1", "某局"),
        texts=(("备注", "乙"),),
        measure="abroad",
        year=2030,
        block=1,
    )
    form = Form("甲", page, True, indicators=(Indicator("甲", "乙", "丙", "1", "1", page),), sources=(("year.total", text),))
    return Extraction(
        "a.pdf",
        "0",
        "application/pdf",
        pages=(Page(1, (), size=(1, 2), masked=("甲",)), Page(2, (), sheet="表")),
        identity=Identity(Stated("甲", "甲", page), stated, *(Stated(2030, "甲", page),) * 3),
        tables=(Table("income", "甲", None, "元", (Column(0, ("甲",)),), (line,), source=page),),
        sections=(Section("甲", "乙", page),),
        statements=(Statement("甲", "乙", page),),
        forms=(form,),
        findings=(Finding("a.b", "soft", "甲", "乙", sources=(page, text, cell)),),
        checks={"a.b": {"soft": 1}},
        notes=(Note("info", "a", "甲", page),),
    )


def fields(value: Any, path: str = "") -> Iterator[str]:
    """Every field under its path, places left out where they mean the place."""
    if isinstance(value, list):
        for item in value:
            yield from fields(item, f"{path}[]")
    elif isinstance(value, dict) and path not in KEYED_BY_DATA:
        for name, inner in value.items():
            below = f"{path}.{name}".lstrip(".")
            if name not in PLACES or path in ("document", "pages[]"):
                yield below
            yield from fields(inner, below)


def named() -> set[str]:
    """Every field that a table of the guide has in its first column, under the objects that its heading names."""
    found = set()
    for part in GUIDE.split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        rows = [line.split("|")[1] for line in body.splitlines() if line.startswith("| `")]
        own = [name for row in rows for name in SPANS.findall(row)]
        objects = SPANS.findall(heading) or ([""] if heading == "The whole" else [])
        found |= {f"{over}.{name}".lstrip(".") for over in objects for name in own}
    return found


def test_the_guide_names_every_field_and_no_other() -> None:
    assert set(fields(to_contract(whole()))) == named()


def test_the_guide_names_every_place() -> None:
    places = GUIDE.split("\n## Places\n")[1].split("\n## ")[0]
    assert {name for line in places.splitlines() if line.startswith("| `") for name in SPANS.findall(line.split("|")[1])} == PLACES


def test_what_a_sample_gives_is_all_in_the_guide(tmp_path: Path) -> None:
    """The example too: each of its values is in the JSON of the sample."""
    (path,) = write(tmp_path, TEXT_SAMPLES)
    found = json.loads(json.dumps(to_contract(extract(path))))
    assert set(fields(found)) <= named()
    assert is_part(json.loads(GUIDE.split("```json\n")[1].split("```")[0]), found)


def is_part(example: Any, found: Any) -> bool:
    if isinstance(example, dict):
        return all(name in found and is_part(value, found[name]) for name, value in example.items())
    if isinstance(example, list) and example and isinstance(example[0], dict):
        return all(any(is_part(item, other) for other in found) for item in example)
    return bool(example == found)
