"""The forms of the Datong sample, field by field against what was read from it by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgets.privacy import MASK, has_personal_data
from ingest.forms import read_forms
from ingest.readers.text import read_text
from ingest.shapes import Form, Funding, Note

DATONG = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "datong"
TEXTS = {
    "overview": "overview",
    "basis": "basis",
    "necessity": "necessity",
    "safeguards": "measures",
    "plan": "plan",
    "goal_period": "goal_period",
    "goal_year": "goal_year",
}

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not DATONG.exists(), reason="the corpus is not beside the checkout")]


@pytest.fixture(scope="module")
def read() -> tuple[tuple[Form, ...], tuple[Note, ...]]:
    data = (DATONG / "datong-emergency-2023.txt").read_bytes()
    return read_forms(read_text("datong.txt", "0" * 64, data).pages)


@pytest.fixture(scope="module")
def forms(read: tuple[tuple[Form, ...], tuple[Note, ...]]) -> tuple[Form, ...]:
    return read[0]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATONG / "truth.json").read_text(encoding="utf-8"))["forms"]
    return found


def said(field: dict[str, Any] | None, name: str = "v") -> str | None:
    return field[name] if field else None


def dense(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def funding(side: Funding) -> dict[str, str | None]:
    return {name: None if (number := getattr(side, name)) is None else str(number) for name in Funding.__slots__}


def test_there_are_23_forms_and_5_are_damaged(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    assert [form.complete for form in forms] == [form["status"] == "complete" for form in truth]
    assert [number for number, form in enumerate(forms, 1) if not form.complete] == [10, 11, 12, 13, 23]


def test_heads_are_as_printed(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        assert form.project == said(expected["project_name"])
        assert form.department == said(expected["department"], "raw")
        assert form.implementing_unit == said(expected["implementing_unit"])
        assert form.attribute == said(expected["attribute"])
        assert (str(form.period_years) if form.period_years else None) == said(expected["period_years"])
        assert form.filled_at == said(expected["filled_at"])


def test_money_is_as_printed(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        money = expected["money_yuan"] or {}
        for side in ("period", "year"):
            assert funding(getattr(form, side)) == {name: money.get(name, {}).get(side) for name in Funding.__slots__}
        assert form.unit == ("元" if money else None)


def test_the_20_readable_forms_add_up(forms: tuple[Form, ...]) -> None:
    totals = [form.year.total for form in forms if form.year.total is not None]
    assert len(totals) == 20
    assert sum(totals) == Decimal(6959416)


def test_texts_are_as_printed(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        for ours, theirs in TEXTS.items():
            assert dense(getattr(form, ours)) == dense(said(expected[theirs], "text")), (expected["no"], ours)


def test_indicators_are_as_printed(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        rows = [(row.source.line, row.level1, row.level2, dense(row.level3), row.period, row.year) for row in form.indicators]
        assert rows == [
            (row["line"], row["level1"], row["level2"], dense(row["level3"]), said(row["period"], "raw"), said(row["year"], "raw"))
            for row in expected["indicators"]
        ]
    assert sum(len(form.indicators) for form in forms) == 206
    assert sum(row.year is not None for form in forms for row in form.indicators) == 129


def test_forms_know_their_lines(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        assert [list(segment) for segment in form.segments] == expected["segments"]
        assert form.source.line == expected["segments"][0][0]


def test_every_figure_leads_to_its_line(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    lines = (DATONG / "datong-emergency-2023.txt").read_text(encoding="utf-8").split("\n")
    for form, expected in zip(forms, truth, strict=True):
        sources = dict(form.sources)
        for name, figures in (expected["money_yuan"] or {}).items():
            for side in ("period", "year"):
                source = sources.get(f"{side}.{name}")
                assert (source is None) == (figures[side] is None)
                if source:
                    assert source.line == figures["l"]
                    assert source.span
                    assert lines[(source.line or 0) - 1][slice(*source.span)].replace(",", "") == figures[side]


def test_every_field_leads_to_its_line(forms: tuple[Form, ...], truth: list[dict[str, Any]]) -> None:
    for form, expected in zip(forms, truth, strict=True):
        sources = dict(form.sources)
        names = {"project": "project_name", **TEXTS, "filled_at": "filled_at"}
        for ours, theirs in names.items():
            if ours not in ("goal_period", "goal_year") and said(expected[theirs], "l"):
                line = expected[theirs]["l"]
                assert sources[ours].line == (line[0] if isinstance(line, list) else line)


def test_what_is_lost_is_named(forms: tuple[Form, ...]) -> None:
    assert forms[9].missing == ("服务对象满意度指标", "填报日期")
    assert forms[10].missing[:2] == ("项目名称", "主管部门及代码")
    assert "立项依据" not in forms[10].missing
    assert forms[11].missing == ("填报日期",)
    assert "立项依据" in forms[12].missing
    assert forms[22].missing[0] == "主管部门及代码"
    assert forms[22].missing[-1] == "项目实施计划"


def test_each_damage_and_each_cut_goal_is_noted_once(read: tuple[tuple[Form, ...], tuple[Note, ...]]) -> None:
    assert [(note.code, note.source.line) for note in read[1]] == [
        ("damaged_form", 2804),
        ("truncated_text", 2932),
        ("damaged_form", 3019),
        ("damaged_form", 3159),
        ("damaged_form", 3345),
        ("truncated_text", 3380),
        ("truncated_text", 5397),
        ("damaged_form", 5630),
    ]


def test_no_personal_data_is_left(read: tuple[tuple[Form, ...], tuple[Note, ...]]) -> None:
    assert not has_personal_data(repr(read))
    assert MASK not in repr(read)
