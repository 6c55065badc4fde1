"""A web page and a Word document of one and the same disclosure: every table, code, label, measure, figure and place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.contract import to_contract
from ingest.extract import extract
from tests.ingest import pages

NAMES = {"a.html": 3, "a.docx": 1}
"""The file, and the how manieth of its tables holds the figures."""


@pytest.fixture(params=sorted(NAMES))
def contract(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    return to_contract(extract(pages.written(tmp_path, request.param)))


def place_of(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("table", "row", "cell", "line") if name in item}


def test_it_says_who_when_and_what(contract: dict[str, Any]) -> None:
    found = {name: stated["value"] for name, stated in contract["identity"].items()}
    assert found == {
        "unit": "上海市普陀区示例局",
        "region": "上海市普陀区",
        "fiscal_year": 2030,
        "stage": "budget",
        "scope": "department",
    }
    assert contract["identity"]["unit"]["line"] == 1
    assert contract["document"]["pages"] == 1


def test_its_table_is_known_with_title_unit_and_heads(contract: dict[str, Any]) -> None:
    (table,) = contract["tables"]
    assert (table["schedule"], table["title"], table["unit"], table["line"]) == ("expenditure", pages.CAPTION[0], "万元", 6)
    assert [(column["header"], column["measure"]) for column in table["columns"]] == [
        (["合计"], "total"),
        (["其中", "基本支出"], "basic"),
        (["其中", "项目支出"], "project"),
    ]


def test_every_figure_has_its_row_its_column_and_its_place(contract: dict[str, Any]) -> None:
    (table,) = contract["tables"]
    number = NAMES[contract["document"]["name"]]
    read = [(row["code"], row["label"], row["path"], [amount["printed"] for amount in row["amounts"]]) for row in table["rows"]]
    assert read == [
        ("205", "教育支出", [], ["100.00", "60.00", "40.00"]),
        ("20502", "普通教育", ["教育支出"], ["100.00", "60.00", "40.00"]),
        ("2050202", "小学教育", ["教育支出", "普通教育"], ["70.00", "60.00", "10.00"]),
        ("2050299", "其他普通教育支出", ["教育支出", "普通教育"], ["30.00", "30.00"]),
        (None, "合计", [], ["100.00", "60.00", "40.00"]),
    ]
    places = [[place_of(amount) for amount in row["amounts"]] for row in table["rows"]]
    assert places[3] == [{"table": number, "row": 6, "cell": cell, "line": 13} for cell in (3, 5)]
    assert contract["pages"][0]["lines"][12] == "2050299\t其他普通教育支出\t30.00\t\t30.00"
    assert table["rows"][0]["amounts"][0]["yuan"] == "1000000.00"


def test_its_sentences_stand_in_their_lines(contract: dict[str, Any]) -> None:
    (statement,) = contract["statements"]
    assert (statement["subject"], statement["amount"], statement["base"], statement["line"]) == (
        "一般公共预算财政拨款收入",
        "100.00",
        "90.00",
        5,
    )
    start, end = statement["span"]
    assert contract["pages"][0]["lines"][4][start:end] == "100.00"
    assert [section["title"] for section in contract["sections"]] == ["", "一、部门主要职责", "二、部门预算编制说明"]


def test_its_checks_hold_and_personal_data_are_masked(contract: dict[str, Any]) -> None:
    assert contract["checks"]["hierarchy.total"]["exact"] == 3
    assert not [finding for finding in contract["findings"] if finding["outcome"] == "mismatch"]
    assert "王小明" not in str(contract)
    assert [note["code"] for note in contract["notes"]] == ["personal_data_masked"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_contradiction_names_the_cells_that_it_is_between(tmp_path: Path, name: str) -> None:
    wrong = (*pages.ROWS[:2], ("2050202", "小学教育", "71.00", "60.00", "11.00"), pages.ROWS[3])
    contract = to_contract(extract(pages.written(tmp_path, name, wrong)))
    (first, *_) = [finding for finding in contract["findings"] if finding["outcome"] == "mismatch"]
    assert {"table": NAMES[name], "row": 4, "cell": 3, "line": 11} in [place_of(source) for source in first["sources"]]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_note_of_a_row_says_its_place_in_words(tmp_path: Path, name: str) -> None:
    nameless = (*pages.ROWS[:3], ("", "", "30.00", "", "30.00"))
    contract = to_contract(extract(pages.written(tmp_path, name, nameless)))
    (note,) = [note for note in contract["notes"] if note["code"] == "no_label"]
    assert note["text"] == f"第 {NAMES[name]} 个表格第 6 行第 3 格有数，但没有印出项目名称。"
    assert place_of(note) == {"table": NAMES[name], "row": 6, "cell": 3, "line": 13}


def test_a_page_of_a_site_is_of_whom_its_title_says_not_of_whom_the_site_is(tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='#'>{name}</a>" for name in ("首页", "政务公开", "政务服务", "互动交流", "部门预算") * 9)
    foot = "<div>主办单位：上海市普陀区人民政府办公室　承办单位：上海市普陀区大数据中心</div>"
    page = (
        pages.html().replace("<body>", f"<body><ul>{menu}</ul><div>您的位置：首页 &gt; 财政信息</div>").replace("</body>", f"{foot}</body>")
    )
    (tmp_path / "a.html").write_bytes(page.replace("charset=utf-8", "charset=gb2312").encode("gb18030"))
    contract = to_contract(extract(tmp_path / "a.html"))
    assert contract["identity"]["unit"]["value"] == "上海市普陀区示例局"
    assert contract["identity"]["fiscal_year"]["value"] == 2030
    assert [(table["title"], table["unit"], len(table["rows"])) for table in contract["tables"]] == [(pages.CAPTION[0], "万元", 5)]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_figures_one_below_the_other_are_said_to_be_unread(tmp_path: Path, name: str) -> None:
    stacked = (*pages.ROWS[:3], ("2050299", "其他普通教育支出", "<p>30</p><p>00</p>" if name.endswith("html") else "30；00", "", "30.00"))
    contract = to_contract(extract(pages.written(tmp_path, name, stacked)))
    row = contract["tables"][0]["rows"][3]
    assert [amount["printed"] for amount in row["amounts"]] == ["30.00"]
    assert any("30；00" in note["text"] for note in contract["notes"])
