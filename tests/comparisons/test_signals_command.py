"""`manage.py signals`: the signals in the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.comparisons.sides import wanli, zhengxie

pytestmark = pytest.mark.django_db


def test_each_signal_says_what_was_seen_where_and_what_it_does_not_mean(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    call_command("signals", "万里街道")
    out = capsys.readouterr().out
    assert "这不是指责" in out
    contradicted = next(line for line in out.splitlines() if "6.31" in line)
    assert "/evidence/statements/" in contradicted
    assert "写的增减与算的不同（1）　不说明哪一边错" in out


def test_an_unknown_department_is_said_in_one_line() -> None:
    with pytest.raises(CommandError, match="没有名称里有“某局”、且已公布文件的部门。"):
        call_command("signals", "某局")


def test_every_document_of_the_years_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2022, 2023, 2024):
        zhengxie(year, total="1.00").publish()
    call_command("signals", "省政协", "--years", "2022", "2024")
    out = capsys.readouterr().out
    assert [line.partition("：")[0] for line in out.splitlines() if not line.startswith(" ") and line] == [
        "江苏省政协办公厅 2024 预算（部门）",
        "江苏省政协办公厅 2022 预算（部门）",
    ]
    with pytest.raises(CommandError, match=r"^这些年度没有现行的文件。$"):
        call_command("signals", "省政协", "--years", "2019")
