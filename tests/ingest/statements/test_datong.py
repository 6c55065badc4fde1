"""What the text of the Datong sample says, against its truth and against a reading by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.shapes import Extraction, Source, Stated, Statement

DATONG = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "datong"
SAMPLE = DATONG / "datong-emergency-2023.txt"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SAMPLE.exists(), reason="the corpus is not beside the checkout")]


@cache
def read() -> Extraction:
    return extract(SAMPLE)


def at(line: int) -> list[Statement]:
    return [statement for statement in read().statements if statement.source.line == line]


def test_every_figure_of_the_text_is_said_on_its_line() -> None:
    facts = json.loads((DATONG / "truth.json").read_text(encoding="utf-8"))["narrative"]
    amounts = [fact for fact in facts if re.fullmatch(r"-?\d+(\.\d+)?", str(fact["value"])) and fact["unit"] in ("万元", "个", "辆")]
    said: set[tuple[int, Decimal]] = {
        (statement.source.line, value)
        for statement in read().statements
        for value in (statement.amount, statement.base, statement.change)
        if value is not None and statement.source.line is not None
    }
    lines = {line for line, _ in said}
    missing = [fact["what"] for fact in amounts if not any((line, Decimal(fact["value"])) in said for line in _around(fact["line"], lines))]
    assert len(amounts) == 56
    assert missing == []


def _around(line: int, lines: set[int]) -> list[int]:
    """The line of a fact and those just before it: a change is told behind its amount."""
    return [near for near in lines if line - 4 <= near <= line]


def test_nothing_is_said_that_the_text_does_not_say() -> None:
    text = SAMPLE.read_text(encoding="utf-8").split("\n")
    for statement in read().statements:
        source = statement.source
        assert source.line is not None
        assert source.span is not None
        printed = text[source.line - 1][slice(*source.span)]
        assert printed == "无" or statement.nil or Decimal(printed.replace(",", "")) == statement.amount


def test_no_figure_of_the_text_is_left_without_a_place() -> None:
    assert [note for note in read().notes if note.code == "unread_figure"] == []


@pytest.mark.parametrize(("line", "subject"), [(921, "预算收入总计"), (927, "本年单位预算支出总计"), (964, "一般公共预算当年拨款")])
def test_totals_and_their_changes(line: int, subject: str) -> None:
    (found,) = [statement for statement in at(line) if statement.change is not None]
    assert (found.subject, found.amount, found.year) == (subject, Decimal("2296.59"), 2023)
    assert (found.base_year, found.base, found.base_kind) == (2022, None, None)
    assert (found.change, found.direction, found.percent, found.percent_kind) == (
        Decimal("290.66"),
        "increase",
        Decimal("14.49"),
        "change",
    )
    assert bool(found.reason) == (line != 964)


def test_no_part_of_a_total_has_its_change() -> None:
    assert [statement.subject for statement in read().statements if statement.change is not None] == [
        "预算收入总计",
        "本年单位预算支出总计",
        "一般公共预算当年拨款",
        "机关运行经费",
    ]


def test_agency_running_costs_have_base_change_and_reason() -> None:
    (found,) = at(1003)
    assert (found.subject, found.amount, found.base_year, found.base, found.base_kind) == (
        "机关运行经费",
        Decimal("159.79"),
        2022,
        Decimal("152.61"),
        "budget",
    )
    assert (found.change, found.direction, found.percent) == (Decimal("7.18"), "increase", None)
    assert found.reason is not None
    assert found.reason.startswith("机关人员增加")
    assert found.reason.endswith("故增加")


def test_the_three_public_expenses_are_unchanged_against_the_budget() -> None:
    found = [statement for line in (994, 996, 998) for statement in at(line)]
    assert [(one.subject, one.amount) for one in found] == [
        ("财政拨款安排的“三公”经费预算", Decimal("10.50")),
        ("因公出国（境）费", Decimal("0.00")),
        ("公务接待费", Decimal("0.00")),
        ("公务用车运行维护费", Decimal("10.50")),
        ("公务用车购置费", Decimal("0.00")),
    ]
    assert {(one.direction, one.change, one.base_year, one.base_kind) for one in found} == {("unchanged", None, 2022, "budget")}


def test_shares_are_of_their_amounts() -> None:
    shares = {(one.subject, one.amount, one.percent) for one in read().statements if one.percent_kind == "share"}
    assert shares == {
        ("一般公共预算拨款收入", Decimal("2296.59"), Decimal("100.00")),
        ("政府性基金预算拨款收入", Decimal("0.00"), Decimal("0.00")),
        ("国有资本经营预算拨款收入", Decimal("0.00"), Decimal("0.00")),
        ("财政专户管理资金收入", Decimal("0.00"), Decimal("0.00")),
        ("单位资金", Decimal("0.00"), Decimal("0.00")),
        ("上年结转", Decimal("0.00"), Decimal("0.00")),
        ("基本支出", Decimal("1486.79"), Decimal("64.74")),
        ("项目支出", Decimal("809.8"), Decimal("35.26")),
        ("社会保障和就业支出", Decimal("166.70"), Decimal("7.26")),
        ("卫生健康支出", Decimal("54.70"), Decimal("2.38")),
        ("农林水支出", Decimal("274.91"), Decimal("11.97")),
        ("住房保障支出", Decimal("165.33"), Decimal("7.20")),
        ("灾害防治及应急管理支出", Decimal("1634.95"), Decimal("71.19")),
    }


def test_what_there_is_none_of() -> None:
    assert [(one.subject, one.source.line) for one in read().statements if one.nil] == [("房屋", 5747), ("政府购买服务指导性目录", 5757)]


def test_counts_keep_their_unit() -> None:
    assert [(one.amount, one.unit) for one in read().statements if one.unit != "万元" and not one.nil] == [
        (Decimal(19), "个"),
        (Decimal(3), "辆"),
    ]


def test_the_identity_is_read_from_the_running_title() -> None:
    identity = read().identity

    def stated(value: str | int, code: str | None = None) -> Stated:
        return Stated(value, "大同市应急管理局2023年单位预算公开报告", Source(page=23, line=1339), code)

    assert identity.unit == stated("大同市应急管理局")
    assert identity.region == stated("大同市", "140200")
    assert identity.fiscal_year == stated(2023)
    assert identity.stage == stated("budget")
    assert identity.scope == stated("unit")


def test_sections_cover_all_headings() -> None:
    titles = {2: "一二三四五六七八九十", 3: "一二"}
    found = read().sections
    assert [section.title for section in found if section.level == 1] == [
        "第一部分 概况",
        "第二部分 2023年单位预算报表",
        "第三部分 2023年度单位预算情况说明",
        "第四部分 名词解释",
    ]
    third = [section.title for section in found if section.level == 2 and 917 < (section.source.line or 0) < 5764]
    assert [title.partition("、")[0] for title in third] == [*titles[2], "十一", "十二"]
    assert [section.source.line for section in found if section.level == 3] == [962, 968, 5755, 5759]
    assert [section.source.line for section in found if section.level == 4] == [1015, 1021, 5741, 5745, 5749]
