"""`manage.py signals`: the signals in the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.comparisons.sides import WANLI, wanli, zhengxie
from tests.factories import department, expect

pytestmark = pytest.mark.django_db


def test_each_signal_says_what_was_seen_where_and_what_it_does_not_mean(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    call_command("signals", "万里街道")
    out = capsys.readouterr().out
    assert "信号不是指责" in out
    contradicted = next(line for line in out.splitlines() if "6.31" in line)
    assert "/evidence/statements/" in contradicted
    assert "写的增减与算的不同（1）　不说明哪一边错" in out


def test_an_unknown_department_is_said_in_one_line() -> None:
    with pytest.raises(CommandError, match=r"^没有名称里有“某局”的部门。还没有收录部门的文件。$"):
        call_command("signals", "某局")


def test_a_department_is_named_by_its_number_too_and_never_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    wanli(2024).publish()
    zhengxie(2022, total="1.00").publish()
    call_command("signals", str(department(WANLI).pk))
    assert capsys.readouterr().out.startswith(WANLI)
    for command in ("signals", "headline", "compare"):
        with pytest.raises(CommandError, match=r"^“办”不止一个部门：.*请写全名或编号。$") as caught:
            call_command(command, "办")
        assert caught.value.returncode == 2


@pytest.mark.parametrize("command", ["signals", "headline", "compare"])
def test_an_empty_name_is_nobodys_and_not_everybodys(command: str) -> None:
    wanli(2024).publish()
    for blank in ("", "  "):
        with pytest.raises(
            CommandError, match=r"^请给出部门的名称或编号。收录了的是：上海市普陀区人民政府万里街道办事处（\d+）。$"
        ) as caught:
            call_command(command, blank)
        assert caught.value.returncode == 2


def test_every_document_of_the_years_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2022, 2023, 2024):
        zhengxie(year, total="1.00").publish()
    call_command("signals", "省政协", "--years", "2022", "2024")
    out = capsys.readouterr().out
    assert [line.partition("：")[0] for line in out.splitlines() if not line.startswith(" ") and line] == [
        "江苏省政协办公厅 2024 预算（部门）",
        "江苏省政协办公厅 2022 预算（部门）",
    ]
    with pytest.raises(CommandError, match=r"^--years：没有这样的文件：2019。有的是：2024、2023、2022。$"):
        call_command("signals", "省政协", "--years", "2019")
    with pytest.raises(CommandError, match=r"^--years：没有这样的文件：2019。有的是：2024、2023、2022。$"):
        call_command("signals", "省政协", "--years", "2024", "2019")


def test_the_years_of_all_departments_are_named_the_latest_first() -> None:
    for made in (zhengxie(2021, total="1.00"), zhengxie(2024, total="1.00"), wanli(2023)):
        made.publish()
    with pytest.raises(CommandError, match=r"^--years：没有这样的文件：2019。有的是：2024、2023、2021。$"):
        call_command("signals", "--years", "2019")


def test_what_is_expected_and_was_not_collected_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    zhengxie(2022, total="1.00").publish()
    expect("江苏省政协办公厅", 2020)
    expect("江苏省水利厅", 2021)
    call_command("signals")
    out = capsys.readouterr().out
    assert "江苏省政协办公厅 2020 预算（部门）：1 个信号。信号不是指责。" in out
    assert "江苏省水利厅 2021 预算（部门）：1 个信号。信号不是指责。" in out
    assert "2021 年部门预算：没有收录；应当有，依据是某省预算公开名单（第三条）。" in out
    call_command("signals", "水利", "--years", "2021")
    assert "政协" not in (out := capsys.readouterr().out)
    assert "江苏省水利厅 2021" in out
