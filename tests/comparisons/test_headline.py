"""The headline comparison in the terminal. Figures are those of the 2023 disclosure of 大同市应急管理局."""

from __future__ import annotations

import unicodedata
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import datong, datong_with_text, department

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("headline", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_prints_the_figures_their_change_and_where_they_stand() -> None:
    book = datong_with_text(is_sample=True)
    book.find("text.project_count", "mismatch", "文字写 19 个项目，表里有 23 行。")
    edition = book.publish()
    lines = told()
    assert lines[0] == "大同市应急管理局 2023 预算（单位）  （演示排版，非官方原件）"
    assert lines[1] == (
        "  2023年支出总计 2,296.59万元，比上年增加 290.66万元（+14.49%）；"
        "上年的数取自本年文件的文字，那里没有写明是预算数还是执行数；没有读到文件说明的原因。"
    )
    total = edition.facts.get(item="total", side="expenditure", measure="total")
    (line,) = [line for line in lines[2:] if "支出总计" in line]
    assert line.split() == [
        "支出总计〔1〕",
        "2,005.93",
        "2,296.59",
        "+290.66",
        "+14.49",
        f"/evidence/facts/{total.pk}/",
        *["本年文件的文字，第", "67", "行：2,296.59", "−", "290.66", "=", "2,005.93"],
    ]
    (line,) = [line for line in lines if "公务接待费" in line]
    assert line.split()[:5] == ["公务接待费", "0.00", "0.00", "0.00", "基数为零"]
    assert "  注 1：上年的数取自本年的文件；那里没有写明它是预算数还是执行数。" in lines
    assert lines[-1] == "  矛盾：文字写 19 个项目，表里有 23 行。"


def test_figures_stand_under_one_another() -> None:
    datong_with_text().publish()

    def columns_before(line: str, word: str) -> int:
        return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line[: line.index(word) + len(word)])

    lines = told()
    ends = {columns_before(line, figure) for line in lines for figure in ("+290.66", "+7.18") if f" {figure} " in line}
    assert len(ends) == 1


def test_a_department_is_chosen_by_its_name() -> None:
    datong().publish()
    datong(name="大同市财政局").publish()
    assert [line for line in told("财政") if "2023 预算" in line] == ["大同市财政局 2023 预算（单位）"]
    assert [line for line in told(str(department("大同市财政局").pk)) if "2023 预算" in line] == ["大同市财政局 2023 预算（单位）"]
    assert sum("2023 预算" in line for line in told()) == 2


def test_what_is_not_there_is_one_line() -> None:
    with pytest.raises(CommandError, match="还没有公布的文件"):
        told()
    datong().publish()
    with pytest.raises(CommandError, match="没有名称里有“水利”"):
        told("水利")
