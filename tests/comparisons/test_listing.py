"""`manage.py compare`: the comparison in the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.comparisons.sides import WANLI, ZHENGXIE, wanli, zhengxie
from tests.factories import Book

pytestmark = pytest.mark.django_db


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("compare", *arguments)
    return capsys.readouterr().out


def test_years_stand_side_by_side_with_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    lines = told(capsys, "万里街道").splitlines()
    assert lines[0] == f"{WANLI}　预算（部门）"
    assert lines[1].split() == ["2023", "万元", "2024", "万元", "差额", "变化率", "%"]
    total = next(line for line in lines if "支出总计" in line)
    assert total.split() == ["支出总计", "16,497.86", "15,621.11", "−876.75", "−5.31"]


def test_lines_of_a_table_have_their_codes_and_a_line_that_is_new_has_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    out = told(capsys, WANLI, "--schedule", "general_expenditure", "--years", "2023", "2024")
    assert next(line for line in out.splitlines() if "205 教育支出" in line).split()[-2:] == ["+25.00", "新增"]


def test_several_departments_each_have_their_own_table_and_nothing_is_subtracted_between_them(capsys: pytest.CaptureFixture[str]) -> None:
    wanli(2024).publish()
    for year in (2017, 2018):
        zhengxie(year).publish()
    out = told(capsys, "万里街道", "省政协", "--years", "2017", "2018", "2024")
    assert out.index(WANLI) < out.index(ZHENGXIE)
    assert next(line for line in out[out.index(ZHENGXIE) :].splitlines() if "收入总计" in line).split()[1:5] == [
        "9,146.79",
        "10,150.48",
        "+1,003.69",
        "+10.97",
    ]


def test_an_option_of_several_values_may_be_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    once = told(capsys, WANLI, "--years", "2023", "2024", "--line", "total_income", "total_expenditure")
    again = told(capsys, WANLI, "--years", "2024", "--years", "2023", "--line", "total_income", "--line", "total_expenditure")
    assert again == once
    assert "收入总计" in once


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("没有这个局",), "没有名称里有“没有这个局”的部门。"),
        (
            ("万里街道", "--schedule", "nothing"),
            "--schedule：“nothing”不能用。可以用的是：performance（项目支出绩效目标表）、procurement（政府采购预算表）、",
        ),
        (("万里街道", "--years", "1066"), "--years：1066 年没有；有的是 2024。"),
        (("4711",), "没有编号为 4711 的部门，请按名称找。收录了的是：上海市普陀区人民政府万里街道办事处（"),
        (("普陀局",), "没有名称里有“普陀局”的部门。名称相近的是：上海市普陀区人民政府万里街道办事处（"),
        (("万里街道", "--prices", "2023", "--prices", "2024"), "--prices：这个参数给了不止一次，请只给一次。"),
        (("万里街道", "--schedule", "summary", "--schedule", "income"), "--schedule：这个参数给了不止一次，请只给一次。"),
        (("万里街道", "--years", "2024", "--years", "2024"), "--years：同一个值给了不止一次。"),
        (
            ("万里街道", "--stage", "budget", "--stage", "final_accounts"),
            "--stage：这些部门没有这样的文件。有的是：budget department（预算，部门）。",
        ),
        (("万里街道", "--scope", "unit", "department"), "--scope：这些部门没有这样的文件。有的是：budget department（预算，部门）。"),
    ],
)
def test_what_cannot_be_followed_is_said_in_one_line(arguments: tuple[str, ...], reason: str) -> None:
    wanli(2024).publish()
    with pytest.raises(CommandError) as error:
        call_command("compare", *arguments)
    assert error.value.returncode == 2
    assert str(error.value).startswith(reason)
    assert "\n" not in str(error.value)


def test_of_more_departments_than_are_named_it_says_how_many_and_where_they_are_listed(client: Client) -> None:
    for number in range(12):
        Book(f"第{number}水利局").publish()
    with pytest.raises(CommandError) as error:
        call_command("compare", "水利")
    said = str(error.value)
    assert said.count("水利局（") == 8
    address = "/api/v1/departments/?name=水利"
    assert said.endswith(f" 等 12 个（公布过文件的都列在 {address}）。请写全名或编号。")
    assert len(client.get(address).json()["results"]) == 12
    for nobody, where in (("水利厅", "/api/v1/departments/"), ("4711", "/api/v1/departments/")):
        with pytest.raises(CommandError, match=rf" 等 12 个（公布过文件的都列在 {where}）。$"):
            call_command("compare", nobody)


def test_a_name_of_several_departments_is_not_guessed() -> None:
    wanli(2024).publish()
    zhengxie(2018).publish()
    with pytest.raises(CommandError, match="不止一个部门"):
        call_command("compare", "办")
